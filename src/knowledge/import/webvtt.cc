// https://www.w3.org/TR/webvtt1/, read the way browsers do: what is no block of cues is passed
// over.
#include <algorithm>
#include <optional>

#include "knowledge/import/cue_block.h"
#include "knowledge/import/lines.h"
#include "knowledge/import/subtitles.h"

namespace pitwall::knowledge {
namespace {

bool begins_block(std::string_view line, std::string_view word) {
  return line.starts_with(word) &&
         (line.size() == word.size() || line[word.size()] == ' ' || line[word.size()] == '\t');
}

// Words that YouTube times one by one, which it does in captions that scroll.
bool has_timed_words(std::string_view line) {
  const std::size_t tag = line.find('<');
  return tag != line.npos && line.find("<c", tag) != line.npos && line.find(":", tag) != line.npos;
}

class Reading {
 public:
  explicit Reading(std::string_view text) : lines_(text) {}

  Result<Captions> run() {
    read_header();
    while (more_) read_block();
    if (rolling_ || rolls(captions_.cues)) captions_.cues = without_rolling(captions_.cues);
    return with_cues(std::move(captions_), "WebVTT");
  }

 private:
  void step() { more_ = lines_.next(line_); }
  bool blank() const { return trimmed(line_).empty(); }
  bool timed() const { return line_.find("-->") != line_.npos; }

  void read_header() {
    step();
    if (!more_) return;
    if (!begins_block(line_, "WEBVTT")) {
      captions_.flaws.add(1, "no WEBVTT at the beginning");
      return;
    }
    // YouTube writes its styles here as well.
    for (step(); more_ && !blank() && !timed(); step()) {
      constexpr std::string_view key = "Language:";
      if (line_.starts_with(key)) captions_.language = trimmed(line_.substr(key.size()));
    }
  }

  void read_block() {
    while (more_ && blank()) step();
    if (!more_) return;
    const bool aside = begins_block(line_, "NOTE") || line_ == "STYLE" || line_ == "REGION";
    const std::uint64_t first = lines_.number();
    std::uint64_t count = 0;
    for (; more_ && !blank() && (aside || !timed()); step()) ++count;
    if (more_ && !aside && timed()) {
      read_cue();
    } else if (!aside && count > 0) {
      captions_.flaws.add(first, "a text without a time");
    }
  }

  void read_cue() {
    const std::uint64_t number = lines_.number();
    const auto times = read_cue_times(line_, "-->");
    if (!times) captions_.flaws.add(number, "no time of the form 00:01:02.500 --> 00:01:04.000");
    std::string text;
    bool any = false;
    for (step(); more_ && !line_.empty() && !timed(); step()) {
      any = true;
      rolling_ = rolling_ || has_timed_words(line_);
      append_line(text, line_);
    }
    if (!any && times) captions_.flaws.add(number, "no text under this time");
    if (times) captions_.cues.push_back({times->start, times->end, without_markup(text)});
  }

  Lines lines_;
  std::string_view line_;
  bool more_ = false;
  bool rolling_ = false;
  Captions captions_;
};

}  // namespace

Result<Captions> read_webvtt(std::string_view text) { return Reading(text).run(); }

}  // namespace pitwall::knowledge
