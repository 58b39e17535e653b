#include "app/memory/video_refusal.h"

#include <doctest/doctest.h>

namespace pitwall::app {
namespace {

TEST_CASE("refusals of YouTube and what to do") {
  const auto says = [](std::string_view said, std::string_view words, Code code) {
    const Error why = video_refusal(said);
    CHECK(why.code == code);
    CHECK_MESSAGE(why.message.find(words) != std::string::npos, why.message);
  };
  says(
      "[youtube] x: Downloading\nERROR: [youtube] x: Sign in to confirm you\u2019re not a bot. "
      "Use\n",
      "--cookies-from-browser", Code::permission_denied);
  says("ERROR: Unable to download video subtitles for 'ru': HTTP Error 429: Too Many Requests",
       "too many requests", Code::unavailable);
  says("WARNING: [youtube] x: web client subtitles require a PO Token which was not provided",
       "PO Token Guide", Code::permission_denied);
  says("ERROR: [youtube:tab] @none: Unable to download API page: HTTP Error 404: Not Found",
       "There is no such channel", Code::permission_denied);
  says("ERROR: Unable to download webpage: <urlopen error timed out>", "network",
       Code::unavailable);
  says("ERROR: something new \x1B[31m\nand more", "yt-dlp failed: \"ERROR: something new [31m\"",
       Code::unavailable);
  says("", "said nothing", Code::unavailable);
}

TEST_CASE("what is quoted is short") {
  CHECK(video_refusal("ERROR: " + std::string(5000, 'a')).message.size() < 300);
  CHECK(video_refusal(std::string(5000, 'a')).message.size() < 300);
}

}  // namespace
}  // namespace pitwall::app
