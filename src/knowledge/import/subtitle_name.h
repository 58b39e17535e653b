// Which description belongs to a file of subtitles, and in which language they are, by the names
// that yt-dlp gives: "Title [ID].info.json" beside "Title [ID].ru.json3". Pure; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pitwall::knowledge {

struct SubtitleName {
  std::string video;     // "Title [ID]"
  std::string language;  // "ru"; of "en-orig" it is "en"; empty where the name has none
  std::string description() const { return video + ".info.json"; }
};

// What the name may mean, the likelier first: with a language, and without one.
std::vector<SubtitleName> read_subtitle_name(std::string_view file_name);

}  // namespace pitwall::knowledge
