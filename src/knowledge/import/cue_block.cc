#include "knowledge/import/cue_block.h"

#include <algorithm>

#include "knowledge/import/entities.h"
#include "knowledge/import/lines.h"

namespace pitwall::knowledge {

std::optional<CueTimes> read_cue_times(std::string_view line, std::string_view between) {
  const std::size_t at = line.find(between);
  if (at == line.npos) return {};
  const std::string_view last = trimmed(line.substr(at + between.size()));
  const auto start = read_cue_time(trimmed(line.substr(0, at)));
  const auto end = read_cue_time(last.substr(0, last.find_first_of(" \t")));
  if (!start || !end) return {};
  return CueTimes{*start, std::max(*start, *end)};
}

void append_line(std::string& text, std::string_view line) {
  if (!text.empty()) text += '\n';
  text += line;
}

std::string without_markup(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const std::size_t tag = std::min(text.find('<'), text.size());
    plain += text.substr(0, tag);
    text.remove_prefix(tag);
    if (text.empty()) break;
    constexpr std::size_t longest_tag = 200;
    const std::size_t end = text.substr(0, longest_tag).find('>');
    const char next = text.size() > 1 ? text[1] : ' ';
    const bool is_tag =
        end != text.npos && (next == '/' || (next >= '0' && next <= '9') ||
                             (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z'));
    if (!is_tag) plain += '<';
    text.remove_prefix(is_tag ? end + 1 : 1);
  }
  return without_entities(plain);
}

bool rolls(const std::vector<Cue>& cues) {
  constexpr Duration still = milliseconds(20);
  for (std::size_t i = 1; i < cues.size(); ++i)
    if (cues[i].end - cues[i].start <= still && !trimmed(cues[i].text).empty() &&
        cues[i - 1].text.find(trimmed(cues[i].text)) != std::string::npos)
      return true;
  return false;
}

Result<Captions> with_cues(Captions captions, std::string_view format) {
  std::erase_if(captions.cues, [](const Cue& cue) { return trimmed(cue.text).empty(); });
  if (!captions.cues.empty()) return captions;
  if (captions.flaws.count() == 0)
    return error(Code::no_data, "There are no subtitles in this {} file.", format);
  const Flaw& first = captions.flaws.kept().front();
  return error(Code::invalid_argument, "There are no subtitles in this {} file. Line {}: {}.",
               format, first.place, first.what);
}

}  // namespace pitwall::knowledge
