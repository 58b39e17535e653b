#include "knowledge/import/subtitle_name.h"

#include <doctest/doctest.h>

namespace pitwall::knowledge {
namespace {

TEST_CASE("names of subtitles, as yt-dlp gives them") {
  const auto names = read_subtitle_name("Oil at 0.50 [abcDEF12345].ru.json3");
  REQUIRE(names.size() == 2);
  CHECK(names[0].video == "Oil at 0.50 [abcDEF12345]");
  CHECK(names[0].language == "ru");
  CHECK(names[0].description() == "Oil at 0.50 [abcDEF12345].info.json");
  CHECK(names[1].video == "Oil at 0.50 [abcDEF12345].ru");
  CHECK(names[1].language.empty());
  CHECK(read_subtitle_name("a.en-orig.vtt").at(0).language == "en");
  CHECK(read_subtitle_name("a.zh-Hans.vtt").at(0).language == "zh-Hans");
  CHECK(read_subtitle_name("a.es-419.vtt").at(0).language == "es-419");
}

TEST_CASE("what is no language is part of the name") {
  CHECK(read_subtitle_name("Levels 0.50 [abc].vtt").at(0).video == "Levels 0.50 [abc]");
  CHECK(read_subtitle_name("notes.2025.md").at(0).video == "notes.2025");
  CHECK(read_subtitle_name("plain.srt").size() == 1);
  CHECK(read_subtitle_name("noextension").empty());
  CHECK(read_subtitle_name(".hidden").empty());
  CHECK(read_subtitle_name("").empty());
}

}  // namespace
}  // namespace pitwall::knowledge
