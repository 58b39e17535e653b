// SubRip has no standard; this reads what players read: a number, the times, the text up to an
// empty line. A text may be a number itself, so the number of a cue is known by the times below it.
#include "knowledge/import/cue_block.h"
#include "knowledge/import/lines.h"
#include "knowledge/import/subtitles.h"

namespace pitwall::knowledge {
namespace {

bool is_timed(std::string_view line) { return line.find("-->") != line.npos; }

bool is_number(std::string_view line) {
  line = trimmed(line);
  return !line.empty() && line.find_first_not_of("0123456789") == line.npos;
}

}  // namespace

Result<Captions> read_srt(std::string_view text) {
  Captions captions;
  Lines lines(text);
  std::string_view line;
  bool more = lines.next(line);
  while (more) {
    if (trimmed(line).empty()) {
      more = lines.next(line);
      continue;
    }
    const std::uint64_t first = lines.number();
    const bool numbered = is_number(line);
    if (!is_timed(line)) more = lines.next(line);
    if (!more || !is_timed(line)) {
      captions.flaws.add(first, numbered ? "a number without a time" : "a text without a time");
      while (more && !trimmed(line).empty() && !is_timed(line)) more = lines.next(line);
      if (!more || !is_timed(line)) continue;
    }
    const std::uint64_t timed = lines.number();
    const auto times = read_cue_times(line, "-->");
    if (!times) captions.flaws.add(timed, "no time of the form 00:01:02,500 --> 00:01:04,000");
    std::string said;
    for (more = lines.next(line); more && !trimmed(line).empty() && !is_timed(line);
         more = lines.next(line))
      append_line(said, line);
    if (times && said.empty()) captions.flaws.add(timed, "no text under this time");
    if (times) captions.cues.push_back({times->start, times->end, without_markup(said)});
  }
  if (rolls(captions.cues)) captions.cues = without_rolling(captions.cues);
  return with_cues(std::move(captions), "SubRip");
}

Result<Captions> read_sbv(std::string_view text) {
  Captions captions;
  Lines lines(text);
  std::string_view line;
  while (lines.next(line)) {
    if (trimmed(line).empty()) continue;
    const std::uint64_t first = lines.number();
    const auto times = read_cue_times(line, ",");
    std::string said;
    while (lines.next(line) && !trimmed(line).empty()) append_line(said, line);
    if (!times)
      captions.flaws.add(first, "no time of the form 0:01:02.500,0:01:04.000");
    else if (said.empty())
      captions.flaws.add(first, "no text under this time");
    else
      captions.cues.push_back({times->start, times->end, without_markup(said)});
  }
  return with_cues(std::move(captions), "SubViewer");
}

}  // namespace pitwall::knowledge
