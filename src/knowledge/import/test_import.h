// For tests: a file from memory, in pieces of an odd size, and what became of it.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/import/import.h"

namespace pitwall::knowledge {

inline ReadBytes bytes_of(std::string text, std::size_t piece = 7) {
  return [text = std::move(text), piece,
          at = std::size_t{0}](std::span<char> into) mutable -> Result<std::size_t> {
    const std::size_t size = std::min({into.size(), piece, text.size() - at});
    std::ranges::copy_n(text.begin() + static_cast<std::ptrdiff_t>(at),
                        static_cast<std::ptrdiff_t>(size), into.begin());
    at += size;
    return size;
  };
}

struct Imported {
  std::vector<Document> documents;
  ImportReport report;

  // "person: Hello\nassistant: Hi\n", of all documents; what was edited away stands in brackets.
  std::string talk() const {
    std::string text;
    for (const Document& document : documents)
      for (const Part& part : document.parts)
        text += fmt::format("{}{}: {}{}\n", part.active ? "" : "[", name_of(part.role),
                            part.text.value, part.active ? "" : "]");
    return text;
  }
  std::vector<std::string> ids() const {
    std::vector<std::string> ids;
    for (const Document& document : documents)
      for (const Part& part : document.parts) ids.push_back(document.id + " " + part.id);
    return ids;
  }
};

inline Result<Imported> import_text(std::string text, const FileFacts& facts = {}) {
  Imported imported;
  const auto take = [&](Document document) -> Result<void> {
    imported.documents.push_back(std::move(document));
    return {};
  };
  PITWALL_TRY(imported.report, import_file(bytes_of(std::move(text)), facts, take));
  return imported;
}

}  // namespace pitwall::knowledge
