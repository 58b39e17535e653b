// What subtitles are made of: a text and the time it is shown. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "knowledge/document.h"
#include "knowledge/import/flaws.h"

namespace pitwall::knowledge {

struct Cue {
  Duration start;    // since the beginning of the video
  Duration end;      // not before the start
  std::string text;  // lines with \n between them; no markup
  bool operator==(const Cue&) const = default;
};

struct Captions {
  std::string language;  // as the file says it: "ru"; empty where it does not
  std::vector<Cue> cues;
  Flaws flaws;
};

// Automatic captions scroll: each cue shows the line before once more, and cues of 10 ms hold the
// picture between two lines. Answers with every line once, where it was first said.
std::vector<Cue> without_rolling(const std::vector<Cue>& cues);

// Cues as parts to be found: up to the end of a sentence, but no longer than about 30 s. A part is
// known by its offset in milliseconds.
std::vector<Part> parts_of(const std::vector<Cue>& cues);

// "00:01:02.500", "01:02.500", "0:00:13,489", with hours of any size; nothing where it is no such
// time. At most 1000 hours.
std::optional<Duration> read_cue_time(std::string_view text);

}  // namespace pitwall::knowledge
