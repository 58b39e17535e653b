#include "knowledge/import/subtitles.h"

#include <doctest/doctest.h>

#include <array>

#include "knowledge/import/cue_block.h"
#include "knowledge/import/test_import.h"

namespace pitwall::knowledge {
namespace {

// "1.5-3 Hello | 4-5 there"
std::string said(const Captions& captions) {
  std::string text;
  for (const Cue& cue : captions.cues)
    text += fmt::format("{}{}-{} {}", text.empty() ? "" : " | ", cue.start.to_seconds(),
                        cue.end.to_seconds(), cue.text);
  return text;
}

std::string flaws_of(const Captions& captions) {
  std::string text;
  for (const Flaw& flaw : captions.flaws.kept())
    text += fmt::format("{}: {}; ", flaw.place, flaw.what);
  return text;
}

TEST_CASE("times of cues are read in every form, and nothing else is") {
  CHECK(read_cue_time("00:01:02.500") == seconds(62) + milliseconds(500));
  CHECK(read_cue_time("01:02,500") == seconds(62) + milliseconds(500));
  CHECK(read_cue_time("0:00:00.007") == milliseconds(7));
  CHECK(read_cue_time("120:00:00.000") == hours(120));
  for (const std::string_view bad : {"", "1", "1.5", "00:60:00.000", "00:00:1d.890", "00:00:61.000",
                                     "0:0:0.0", "1:2:3:4.000", "-1:00.000", "00:00:00", ":.000"})
    CHECK_FALSE(read_cue_time(bad));
}

TEST_CASE("WebVTT: headers, notes, styles, identifiers and markup are not text") {
  const auto captions = read_webvtt(
      "\xEF\xBB\xBFWEBVTT - A talk\r\nKind: captions\r\nLanguage: ru\r\n\r\n"
      "NOTE\nNot for the eye\n\nSTYLE\n::cue { color: red; }\n\nREGION\nid:a\n\n"
      "intro\n00:01.000 --> 00:02.500 align:start position:0%\n<v Anna>Цена &amp; <b>объём</b>\n"
      "вторая строка\n\n12\n00:00:03.000 --> 00:00:04.000\n41 < 42\n");
  REQUIRE(captions.ok());
  CHECK(captions->language == "ru");
  CHECK(said(*captions) == "1-2.5 Цена & объём\nвторая строка | 3-4 41 < 42");
  CHECK(captions->flaws.count() == 0);
}

TEST_CASE("WebVTT that scrolls says each line once, and twice what was said twice") {
  const auto captions = read_webvtt(
      "WEBVTT\nKind: captions\nLanguage: en\n\n"
      "00:00:00.000 --> 00:00:02.000 align:start position:0%\n \n"
      "so<00:00:00.500><c> the</c><00:00:01.000><c> market</c>\n\n"
      "00:00:02.000 --> 00:00:02.010 align:start position:0%\nso the market\n \n\n"
      "00:00:02.010 --> 00:00:04.000 align:start position:0%\nso the market\n"
      "fell<00:00:03.000><c> hard</c>\n\n"
      "00:00:04.000 --> 00:00:04.010 align:start position:0%\nfell hard\n \n\n"
      "00:00:04.010 --> 00:00:05.000 align:start position:0%\nfell hard\nyes\n\n"
      "00:00:05.000 --> 00:00:05.010 align:start position:0%\nyes\n \n\n"
      "00:00:05.010 --> 00:00:06.000 align:start position:0%\nyes\nyes\n");
  REQUIRE(captions.ok());
  CHECK(said(*captions) ==
        "0-2.01 so the market | 2.01-4.01 fell hard | 4.01-5.01 yes | 5.01-6 yes");
}

TEST_CASE("WebVTT that is damaged says where, and gives the rest") {
  const auto captions = read_webvtt(
      "WEBVTT\n\n00:00:01.000 --> 00:00:0x.000\nlost\n\n00:00:02.000 --> 00:00:03.000\n\n"
      "no time\n\n00:00:04.000 --> 00:00:05.000\nkept\n");
  REQUIRE(captions.ok());
  CHECK(said(*captions) == "4-5 kept");
  CHECK(flaws_of(*captions) ==
        "3: no time of the form 00:01:02.500 --> 00:01:04.000; 6: no text under this time; "
        "8: a text without a time; ");
  CHECK(read_webvtt("WEBVTT").error().message == "There are no subtitles in this WebVTT file.");
  CHECK(read_webvtt("WEBVTT\n\nwords\n").error().message ==
        "There are no subtitles in this WebVTT file. Line 3: a text without a time.");
}

TEST_CASE("SRT: numbers, digits that are said, markup, and damage") {
  const auto captions = read_srt(
      "1\n00:00:01,000 --> 00:00:02,000\n<i>Купил</i> по 41\n\n"
      "2\n00:00:03,000 --> 00:00:04.500\n42\n\n3\nnothing\n\n"
      "4\n00:00:05,000 --> 00:00:06,000\n\n5\n00:00:07,000 --> 00:00:08,000\nend");
  REQUIRE(captions.ok());
  CHECK(said(*captions) == "1-2 Купил по 41 | 3-4.5 42 | 7-8 end");
  CHECK(flaws_of(*captions) == "9: a number without a time; 13: no text under this time; ");
  CHECK(read_srt("1\nsome text").error().message ==
        "There are no subtitles in this SubRip file. Line 1: a number without a time.");
}

TEST_CASE("SRT made of captions that scroll says each line once") {
  const auto captions = read_srt(
      "1\n00:00:00,000 --> 00:00:02,000\nfirst line\n\n"
      "2\n00:00:02,000 --> 00:00:02,010\nfirst line\n\n"
      "3\n00:00:02,010 --> 00:00:04,000\nfirst line\nsecond line\n");
  REQUIRE(captions.ok());
  CHECK(said(*captions) == "0-2.01 first line | 2.01-4 second line");
}

TEST_CASE("SBV: lines of text under two times; an end before the start is the start") {
  const auto captions = read_sbv(
      "0:00:01.000,0:00:02.000\none\ntwo\n\n0:00:1x.000,0:00:03.000\nlost\n\n"
      "0:00:05.000,0:00:04.000\nlast");
  REQUIRE(captions.ok());
  CHECK(said(*captions) == "1-2 one\ntwo | 5-5 last");
  CHECK(flaws_of(*captions) == "5: no time of the form 0:01:02.500,0:01:04.000; ");
}

TEST_CASE("YouTube's XML in both dialects, with HTML inside the XML") {
  const auto first = read_srv(
      "<?xml version=\"1.0\"?>\n<transcript>\n<text start=\"0\" dur=\"1.54\">It&amp;#39;s a test"
      "</text>\n<text start=\"1.54\" dur=\"4\">this is &lt;i>not&lt;/i> it</text>"
      "<text start=\"5\" dur=\"0.5\"></text>\n<text start=\"x\">lost</text></transcript>");
  REQUIRE(first.ok());
  CHECK(said(*first) == "0-1.54 It's a test | 1.54-5.54 this is not it");
  CHECK(flaws_of(*first) == "5: a time that is no number; ");
  const auto third = read_srv(
      "<timedtext format=\"3\"><head><pen id=\"1\"/></head><body>"
      "<p t=\"1540\" d=\"4160\"><s>so</s><s t=\"200\"> it</s></p><p t=\"6000\" a=\"1\"/></body>"
      "</timedtext>");
  REQUIRE(third.ok());
  CHECK(said(*third) == "1.54-5.7 so it");
  CHECK(read_srv("<transcript><text start=\"1\">cut").error().message ==
        "There are no subtitles in this timed text file. Line 1: the text that begins here does "
        "not end.");
}

TEST_CASE("YouTube's JSON: windows and line ends are passed over") {
  const auto imported = import_text(
      R"({"wireMagic":"pb3","pens":[],"events":[{"tStartMs":0,"dDurationMs":900000,"id":1},
      {"tStartMs":1000,"dDurationMs":2000,"wWinId":1,"segs":[{"utf8":"so"},
      {"utf8":" it","tOffsetMs":200}]},{"tStartMs":3000,"aAppend":1,"segs":[{"utf8":"\n"}]},
      {"tStartMs":3000,"dDurationMs":1000,"segs":[{"utf8":"fell."}]},
      {"segs":[{"utf8":"when?"}]}]})");
  REQUIRE(imported.ok());
  CHECK(imported->talk() == "speaker: so it fell.\n");
  CHECK(imported->report.format == FileFormat::json3);
  CHECK(imported->report.flaws.kept() == std::vector<Flaw>{{5, "an event without a time"}});
}

TEST_CASE("YouTube's refusals are told in its words") {
  const auto message = [](std::string file) {
    return import_text(std::move(file)).error().message;
  };
  CHECK(message(R"({"playabilityStatus":{"status":"LOGIN_REQUIRED","reason":"Sign in"}})") ==
        "This is YouTube's refusal, not subtitles: \"Sign in\"");
  CHECK(message(R"({"captions":{"playerCaptionsTracklistRenderer":{"captionTracks":[]}}})") ==
        "This says where a video's subtitles are, and does not hold them.");
  CHECK(message("<!DOCTYPE html><title>YouTube</title><script src=\"https://www.google.com/"
                "recaptcha/api.js\"></script>") ==
        "This is YouTube's refusal of too many requests, not a page of text.");
}

TEST_CASE("cues become parts that end with a sentence, or after half a minute, or at a silence") {
  std::vector<Cue> cues;
  const auto say = [&](int from, int to, std::string text) {
    cues.push_back({seconds(from), seconds(to), std::move(text)});
  };
  say(0, 4, "One.");
  say(4, 12, "Two\nlines.");
  say(12, 20, "No end");
  say(20, 30, "here");
  say(30, 45, "and on");
  say(60, 61, "later");
  const std::vector<Part> parts = parts_of(cues);
  std::string text;
  for (const Part& part : parts) text += fmt::format("{}={}; ", part.id, part.text.value);
  CHECK(text == "0=One. Two lines.; 12000=No end here; 30000=and on; 60000=later; ");
  CHECK(parts[1].offset == seconds(12));
  CHECK(parts[0].role == PartRole::speaker);
  // Cues at the same moment are told apart.
  const std::vector<Part> same =
      parts_of({{seconds(0), seconds(40), "a"}, {seconds(0), seconds(40), "b"}});
  REQUIRE(same.size() == 2);
  CHECK(same[1].id == "0/2");
}

TEST_CASE("what yt-dlp knows of a video names its subtitles") {
  const auto info = read_video_info(std::string(
      R"({"id":"abcDEF12345","title":"Нефть","channel":"Канал","webpage_url":
      "https://www.youtube.com/watch?v=abcDEF12345","upload_date":"20250314","duration":61.5,
      "language":null,"chapters":[{"start_time":0.0,"end_time":30,"title":"Начало"}]})"));
  REQUIRE(info.ok());
  CHECK(info->published == Time::parse("2025-03-14T00:00:00Z").value());
  CHECK(info->duration == milliseconds(61500));
  CHECK(info->chapters == std::vector<Chapter>{{Duration{}, "Начало"}});
  FileFacts facts;
  facts.video = *info;
  const auto imported =
      import_text("WEBVTT\nLanguage: ru\n\n00:01.000 --> 00:02.000\nДобрый день.\n", facts);
  REQUIRE(imported.ok());
  const Document& document = imported->documents.at(0);
  CHECK(document.id == "youtube:abcDEF12345:ru");
  CHECK(document.kind == DocumentKind::subtitles);
  CHECK(document.title.value == "Нефть");
  CHECK(document.channel.value == "Канал");
  CHECK(document.language == "ru");
  CHECK(document.created == info->published);
  CHECK(document.address == "https://www.youtube.com/watch?v=abcDEF12345");
  CHECK_FALSE(read_video_info(std::string("{\"id\":\"x\"}")).ok());
  CHECK(read_video_info(std::string("{\"id\":\n}")).error().message ==
        "The description of a video cannot be read: this is no valid JSON: its structure is "
        "broken, on line 2.");
}

}  // namespace
}  // namespace pitwall::knowledge
