// Events with times in milliseconds and pieces of text. Those that only open a window on the screen
// have none, and those that append carry the line end between two lines.
#include "knowledge/import/cue_block.h"
#include "knowledge/import/json_time.h"
#include "knowledge/import/lines.h"
#include "knowledge/import/subtitles.h"

#include <charconv>

namespace pitwall::knowledge {
namespace {

constexpr std::int64_t longest = std::int64_t{1000} * 3600 * 1000;  // a thousand hours

// Zero where it is missing, nothing where it is no such number.
std::optional<Duration> milliseconds_in(const JsonNode& node) {
  if (!node.exists()) return Duration{};
  std::int64_t value = 0;
  const std::string_view text = node.text();
  const char* last = text.data() + text.size();
  const auto [end, fault] = std::from_chars(text.data(), last, value);
  if (end != last || fault != std::errc() || value < 0 || value > longest) return {};
  return milliseconds(value);
}

}  // namespace

Result<Captions> read_json3(const JsonNode& file) {
  Captions captions;
  std::uint64_t number = 0;
  for (const JsonNode event : file["events"]) {
    ++number;
    std::string text;
    for (const JsonNode piece : event["segs"]) text += piece["utf8"].text();
    if (trimmed(text).empty()) continue;
    const auto start = milliseconds_in(event["tStartMs"]);
    const auto duration = milliseconds_in(event["dDurationMs"]);
    if (start && duration && event["tStartMs"].exists())
      captions.cues.push_back({*start, *start + *duration, std::move(text)});
    else
      captions.flaws.add(number, "an event without a time");
  }
  if (captions.cues.empty() && captions.flaws.count() > 0)
    return error(Code::invalid_argument,
                 "There are no subtitles in this JSON: event {} has no time.",
                 captions.flaws.kept().front().place);
  return with_cues(std::move(captions), "JSON");
}

}  // namespace pitwall::knowledge
