// An analysis of a video that a model wrote: kept beside the video's subtitles.
#include "base/sha256.h"
#include "knowledge/chunk.h"
#include "knowledge/import/invisible.h"
#include "tool/library_access.h"
#include "tool/memory_finding.h"
#include "tool/tool.h"

namespace pitwall::tool {
namespace {

constexpr std::size_t max_summary = 60'000;  // characters

struct VideoSummaryIn {
  std::string document;
  std::string text;
};
void describe(VideoSummaryIn& in, Visitor& v) {
  v("document", "The video's subtitles in the memory.", "youtube:dQw4w9WgXcQ:en", in.document,
    {.max_length = 320});
  v("text", "The analysis, as plain text or Markdown.", "Three setups are named: ...", in.text,
    {.max_length = max_summary});
}

struct VideoSummaryOut {
  std::string document;
  std::string outcome;
};
void describe(VideoSummaryOut& out, Visitor& v) {
  v("document", "Where it is kept.", "summary:2f1a", out.document, self_evident);
  v("outcome", "added, unchanged, or forgotten: it stays away.", "added", out.outcome);
}

std::string summary(const VideoSummaryOut& out) {
  return fmt::format("{} ({}): search_memory finds it from now on.", out.document, out.outcome);
}

struct NewSummary {
  std::string video;
  std::string text;
  std::string author;
  Time now;
};

// Named by the video and its own words: the same again is the same document.
Result<VideoSummaryOut> keep(knowledge::Library& library, const NewSummary& summary) {
  PITWALL_TRY(const std::optional<port::DocumentFacts> video, library.store().find(summary.video));
  if (!video || video->kind != port::DocumentKind::subtitles) {
    return error(Code::not_found,
                 "The memory has no video {}; list_documents with kind subtitles has those there "
                 "are.",
                 summary.video.substr(0, 200));
  }
  port::Document document;
  document.id =
      "summary:" + sha256(fmt::format("{}\n{}", video->id, summary.text)).text().substr(0, 24);
  document.kind = port::DocumentKind::summary;
  document.provider = video->provider;
  document.title.value = "Summary of " + video->title.value;
  document.channel = video->channel;
  document.address = video->address;
  document.created = video->created;  // it is of that time, too
  port::Part part;
  part.id = "summary";
  part.role = port::PartRole::assistant;
  part.text.value = summary.text;
  document.parts.push_back(std::move(part));
  const std::string origin = fmt::format("{}, of {}", summary.author, video->id);
  PITWALL_TRY(const std::vector<port::PutOutcome> outcomes,
              library.store().put({knowledge::cut(document, origin, summary.now)}));
  PITWALL_TRY_VOID(library.look());
  return VideoSummaryOut{document.id, std::string(name_of(outcomes.front()))};
}

Task<Result<VideoSummaryOut>> run_add_summary(VideoSummaryIn in, Context& context, Call& call) {
  if (!context.library) co_return memory_is_off();
  NewSummary summary{in.document, in.text, call.name, context.clock.now()};
  knowledge::remove_invisible(summary.text);
  if (summary.text.find_first_not_of(" \t\r\n") == std::string::npos)
    co_return error(Code::invalid_argument, "The text is empty.");
  const auto work = [summary](knowledge::Library& library) { return keep(library, summary); };
  Result<VideoSummaryOut> out = co_await ask_library<VideoSummaryOut>(*context.library, work);
  co_return out;
}

}  // namespace

extern const Tool add_video_summary;
const Tool add_video_summary{
    "add_video_summary",
    Category::memory,
    Effect::writes,
    "Keeps an analysis of a video beside its subtitles, with who wrote it, to be found again.",
    run_add_summary,
    {.idempotent = true, .rare = true}};

}  // namespace pitwall::tool
