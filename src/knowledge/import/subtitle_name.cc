#include "knowledge/import/subtitle_name.h"

#include <algorithm>

namespace pitwall::knowledge {
namespace {

constexpr std::string_view original = "-orig";  // captions as they were spoken, not translated

// "ru", "zh-Hans", "es-419": letters, then more of them behind hyphens (BCP 47).
bool is_language(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto letter_or_digit = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
  const std::size_t hyphen = std::min(text.find('-'), text.size());
  if (hyphen < 2 || hyphen > 3 || text.size() > 20) return false;
  return std::ranges::all_of(text.substr(0, hyphen), letter) &&
         std::ranges::all_of(text.substr(hyphen),
                             [&](char c) { return c == '-' || letter_or_digit(c); });
}

}  // namespace

std::vector<SubtitleName> read_subtitle_name(std::string_view file_name) {
  std::vector<SubtitleName> names;
  const std::size_t kind = file_name.rfind('.');
  if (kind == file_name.npos || kind == 0) return names;
  const std::string_view stem = file_name.substr(0, kind);
  const std::size_t dot = stem.rfind('.');
  if (dot != stem.npos && dot > 0 && is_language(stem.substr(dot + 1))) {
    std::string_view language = stem.substr(dot + 1);
    if (language.ends_with(original)) language.remove_suffix(original.size());
    names.push_back({std::string(stem.substr(0, dot)), std::string(language)});
  }
  names.push_back({std::string(stem), ""});
  return names;
}

}  // namespace pitwall::knowledge
