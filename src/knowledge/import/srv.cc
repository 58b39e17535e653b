// <text start="1.54" dur="4.16">words</text> of srv1, <p t="1540" d="4160">words</p> of srv3.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "knowledge/import/cue_block.h"
#include "knowledge/import/subtitles.h"

namespace pitwall::knowledge {
namespace {

struct Dialect {
  std::string_view open;  // up to the name's end
  std::string_view close;
  std::string_view start;
  std::string_view duration;
  double milliseconds;  // in one unit of these
};
constexpr std::array<Dialect, 2> dialects{
    {{"<text", "</text>", " start=\"", " dur=\"", 1000}, {"<p", "</p>", " t=\"", " d=\"", 1}}};

// The attribute's time; zero where it is missing, nothing where it is no number.
std::optional<Duration> time_of(std::string_view tag, std::string_view name, double unit) {
  const std::size_t at = tag.find(name);
  if (at == tag.npos) return Duration{};
  const std::string_view rest = tag.substr(at + name.size());
  const std::string_view digits = rest.substr(0, rest.find('"'));
  double value = 0;
  const char* last = digits.data() + digits.size();
  const auto [end, fault] = std::from_chars(digits.data(), last, value);
  constexpr double longest = 1000.0 * 3600 * 1000;  // a thousand hours
  if (end != last || fault != std::errc() || !(value >= 0 && value * unit <= longest)) return {};
  return milliseconds(std::llround(value * unit));
}

std::uint64_t lines_in(std::string_view text) {
  return static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
}

}  // namespace

Result<Captions> read_srv(std::string_view text) {
  const Dialect& dialect = dialects[text.find("<timedtext") == text.npos ? 0 : 1];
  Captions captions;
  std::uint64_t line = 1;
  std::size_t counted = 0;
  for (std::size_t at = text.find(dialect.open); at != text.npos;
       at = text.find(dialect.open, at)) {
    line += lines_in(text.substr(counted, at - counted));
    counted = at;
    at += dialect.open.size();
    if (at >= text.size() || (text[at] != ' ' && text[at] != '>')) continue;  // another name
    const std::size_t open_end = text.find('>', at);
    if (open_end == text.npos) {
      captions.flaws.add(line, "a tag is not closed");
      break;
    }
    const std::string_view tag = text.substr(at, open_end - at);
    at = open_end + 1;
    if (tag.ends_with('/')) continue;
    const std::size_t close = text.find(dialect.close, at);
    if (close == text.npos) {
      captions.flaws.add(line, "the text that begins here does not end");
      break;
    }
    const auto start = time_of(tag, dialect.start, dialect.milliseconds);
    const auto duration = time_of(tag, dialect.duration, dialect.milliseconds);
    if (!start || !duration)
      captions.flaws.add(line, "a time that is no number");
    else  // the XML holds HTML
      captions.cues.push_back({*start, *start + *duration,
                               without_markup(without_markup(text.substr(at, close - at)))});
    at = close;
  }
  return with_cues(std::move(captions), "timed text");
}

}  // namespace pitwall::knowledge
