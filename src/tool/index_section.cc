#include "tool/index_section.h"

#include "base/json_out.h"

namespace pitwall::tool {
namespace {

// As many lines as fit, one below the other; how many did not.
std::size_t take_lines(const std::vector<std::string>& lines, std::size_t& room, std::string& to) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].size() + 1 > room) return lines.size() - i;
    room -= lines[i].size() + 1;
    to += (to.empty() ? "" : "\n") + lines[i];
  }
  return 0;
}

}  // namespace

void describe(IndexSection& section, Visitor& v) {
  v("name", "What it is about.", "items", section.name, self_evident);
  v("text", "In the desk's words.", "", section.text, self_evident);
  v("told", "As people and assistants wrote it.", "", section.told, self_evident);
  v("more", "What is left out.", "", section.more, self_evident);
}

std::string words_of(const IndexSection& section) {
  std::string words = fmt::format("[{}] {}", section.name, section.text);
  if (section.told) words += "\n" + fenced(section.told->value);
  if (section.more) words += "\n" + *section.more;
  return words + "\n";
}

IndexSection cut(const IndexDraft& draft, std::size_t& room) {
  std::size_t left = room - std::min(room, IndexDraft::overhead);
  IndexSection section{draft.name, {}, {}, {}};
  std::string told;
  std::size_t missing = draft.unlisted;
  missing += take_lines(draft.lines, left, section.text);
  missing += take_lines(draft.told, left, told);
  if (!told.empty()) section.told = Untrusted{std::move(told)};
  if (missing > 0) section.more = fmt::format("and {} more: {}", missing, draft.how);
  room -= std::min(room, words_of(section).size());
  return section;
}

}  // namespace pitwall::tool
