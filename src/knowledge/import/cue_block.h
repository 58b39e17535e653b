// What the formats of subtitles have in common. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "knowledge/import/cue.h"

namespace pitwall::knowledge {

struct CueTimes {
  Duration start;
  Duration end;  // not before the start, whatever was written
};

// "00:01.000 --> 00:02.500 align:start": two times and what stands between them.
std::optional<CueTimes> read_cue_times(std::string_view line, std::string_view between);

void append_line(std::string& text, std::string_view line);

// Without <b>, <c.color>, <00:01:02.500> and the like, and with entities resolved. A < that begins
// no tag stays.
std::string without_markup(std::string_view text);

// Whether these are captions that scroll: they hold still for some 10 ms between two lines.
bool rolls(const std::vector<Cue>& cues);

// The captions without cues that say nothing; an error where none is left.
Result<Captions> with_cues(Captions captions, std::string_view format);

}  // namespace pitwall::knowledge
