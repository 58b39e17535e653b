// Any text is read by each reader of subtitles as cues in which no end is before its start, or as
// an error that says something; parts of them have ids of their own and say no more than the file.
#include "knowledge/import/subtitles.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <set>

namespace {

using namespace pitwall;
using namespace pitwall::knowledge;

void check(const Result<Captions>& captions, std::size_t size) {
  if (!captions) {
    PITWALL_CHECK(!captions.error().message.empty(), "an error that says nothing");
    return;
  }
  PITWALL_CHECK(!captions->cues.empty(), "subtitles without a cue");
  for (const Cue& cue : captions->cues)
    PITWALL_CHECK(cue.end >= cue.start && cue.start >= Duration{}, "times the wrong way round");
  std::set<std::string> ids;
  std::size_t said = 0;
  for (const Part& part : parts_of(captions->cues)) {
    PITWALL_CHECK(ids.insert(part.id).second, "{} stands twice", part.id);
    said += part.text.value.size();
  }
  PITWALL_CHECK(said <= 2 * size, "more was said than stands in the file");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto read : {read_webvtt, read_srt, read_sbv, read_srv}) check(read(text), size);
  JsonTree tree;
  std::string json(text);
  if (const Result<JsonNode> node = tree.read(json)) check(read_json3(*node), size);
  return 0;
}
