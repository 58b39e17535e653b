#include "knowledge/import/note.h"

#include "knowledge/import/lines.h"

namespace pitwall::knowledge {
namespace {

// "## Levels" is "Levels"; nothing where the line is no heading (CommonMark, ATX headings).
std::string_view heading_in(std::string_view line) {
  const std::size_t level = line.find_first_not_of('#');
  if (level == 0 || level > 6 || level == line.npos) return {};
  if (line[level] != ' ' && line[level] != '\t') return {};
  return trimmed(line.substr(level));
}

bool is_fence(std::string_view line) {
  line = trimmed(line);
  return line.starts_with("```") || line.starts_with("~~~");
}

}  // namespace

Document note_document(std::string_view text, std::string_view title, std::string_view digest) {
  Document document;
  document.id = fmt::format("file:{}", digest);
  document.kind = DocumentKind::note;
  document.provider = "file";
  document.title.value = title;
  std::string part;
  const auto finish = [&] {
    if (!trimmed(part).empty())
      document.parts.push_back({.id = fmt::format("{}", document.parts.size() + 1),
                                .role = PartRole::text,
                                .text = {std::string(trimmed(part))}});
    part.clear();
  };
  bool fenced = false;
  std::string_view line;
  for (Lines lines(text); lines.next(line);) {
    if (is_fence(line)) fenced = !fenced;
    const std::string_view heading = fenced ? std::string_view() : heading_in(line);
    if (!heading.empty()) {
      finish();
      if (document.title.value.empty()) document.title.value = heading;
    }
    part.append(line).append("\n");
  }
  finish();
  return document;
}

}  // namespace pitwall::knowledge
