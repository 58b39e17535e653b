// What one session leaves for the next.
#include "desk/gate/words.h"
#include "desk/notebook/notebook.h"
#include "tool/notebook_text.h"
#include "tool/submit.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

// ---- write_handoff ----

struct WriteHandoffIn {
  desk::Handoff handoff;
};
void describe(WriteHandoffIn& in, Visitor& v) {
  constexpr Rules lines{.has_default = true,
                        .max_length = desk::Handoff::max_line,
                        .max_items = desk::Handoff::max_lines};
  v("summary", "Where things stand.", "CL is rolled.", in.handoff.summary,
    {.max_length = desk::Handoff::max_summary});
  v("done", "What was done.", "", in.handoff.done, lines);
  v("next_steps", "First things first.", "", in.handoff.next_steps, lines);
  v("open_questions", "What is not known.", "", in.handoff.open_questions, lines);
  v("items", "Numbers of the tracker.", "", in.handoff.items,
    {.has_default = true, .max_items = desk::Handoff::max_items});
}

struct WriteHandoffOut {
  std::int64_t handoff = 0;
};
void describe(WriteHandoffOut& out, Visitor& v) {
  v("handoff", "Its number.", "3", out.handoff, self_evident);
}

std::string summary(const WriteHandoffOut& out) {
  return fmt::format("Handoff {} is kept; desk_index shows it to the next chat.", out.handoff);
}

Task<Result<WriteHandoffOut>> run_write(WriteHandoffIn in, Context& context, Call& call) {
  desk::HandoffWritten event{std::move(in.handoff), author_of(call), context.clock.now()};
  desk::Handoff& handoff = event.handoff;
  Result<std::string> summary = cleaned("summary", std::move(handoff.summary));
  if (!summary) co_return summary.error();
  handoff.summary = std::move(*summary);
  handoff.done = cleaned(std::move(handoff.done));
  handoff.next_steps = cleaned(std::move(handoff.next_steps));
  handoff.open_questions = cleaned(std::move(handoff.open_questions));
  const desk::Notebook& notebook = context.desk.state().notebook;
  for (const std::int64_t item : handoff.items)
    if (!notebook.find_item(item))
      co_return error(Code::not_found, "There is no item {}; list_items has those that are there.",
                      item);
  const Result<void> written = co_await submit(context, std::move(event));
  if (!written) co_return written.error();
  // Numbers are given out as events are applied, and this one has just been.
  co_return WriteHandoffOut{notebook.last_handoff};
}

// ---- read_handoff ----

struct ReadHandoffIn {
  std::optional<std::int64_t> handoff;
};
void describe(ReadHandoffIn& in, Visitor& v) {
  v("handoff", "Its number; the last one if absent.", "3", in.handoff);
}

struct HandoffOut {
  std::int64_t handoff = 0;
  Time time;
  std::string by;
  Untrusted summary;
  std::vector<Untrusted> done;
  std::vector<Untrusted> next_steps;
  std::vector<Untrusted> open_questions;
  std::vector<std::int64_t> items;
  std::optional<std::int64_t> before;
};
void describe(HandoffOut& out, Visitor& v) {
  v("handoff", "Its number.", "3", out.handoff, self_evident);
  v("time", "When.", "2020-12-15T21:00:00Z", out.time, self_evident);
  v("by", "Who wrote it.", "dashboard", out.by, self_evident);
  v("summary", "Where things stood.", "", out.summary, self_evident);
  v("done", "What was done.", "", out.done, self_evident);
  v("next_steps", "First things first.", "", out.next_steps, self_evident);
  v("open_questions", "What was not known.", "", out.open_questions, self_evident);
  v("items", "Numbers of the tracker.", "12", out.items, self_evident);
  v("before", "The one before it.", "2", out.before);
}

void add_lines(std::string& told, std::string_view title, const std::vector<Untrusted>& lines) {
  if (!lines.empty()) told += fmt::format("{}:\n", title);
  for (const Untrusted& line : lines) told += fmt::format("- {}\n", line.value);
}

std::string summary(const HandoffOut& out) {
  std::string told = out.summary.value + "\n";
  add_lines(told, "Done", out.done);
  add_lines(told, "Next", out.next_steps);
  add_lines(told, "Open questions", out.open_questions);
  std::string text = fmt::format("Handoff {} of {} by {}:\n{}", out.handoff, second_text(out.time),
                                 desk::quoted(out.by), fenced(told));
  if (!out.items.empty()) text += fmt::format("\nItems {}.", fmt::join(out.items, ", "));
  if (out.before) text += fmt::format("\nBefore it: handoff {}.", *out.before);
  return text;
}

Result<HandoffOut> run_read(const ReadHandoffIn& in, Context& context) {
  const std::vector<desk::HandoffEntry>& all = context.desk.state().notebook.handoffs;
  if (all.empty())
    return error(Code::not_found, "There is no handoff yet; write_handoff leaves one.");
  const auto at =
      in.handoff ? std::ranges::find(all, *in.handoff, &desk::HandoffEntry::number) : all.end() - 1;
  if (at == all.end())
    return error(Code::not_found, "There is no handoff {}; the last is {}, the oldest kept {}.",
                 *in.handoff, all.back().number, all.front().number);
  const desk::Handoff& handoff = at->handoff;
  HandoffOut out{at->number,
                 at->time,
                 at->by,
                 {handoff.summary},
                 untrusted(handoff.done),
                 untrusted(handoff.next_steps),
                 untrusted(handoff.open_questions),
                 handoff.items,
                 {}};
  if (at != all.begin()) out.before = (at - 1)->number;
  return out;
}

}  // namespace

extern const Tool write_handoff;
const Tool write_handoff{"write_handoff", Category::memory, Effect::writes,
                         "Leaves for the next chat where things stand and what comes next.",
                         run_write};

extern const Tool read_handoff;
const Tool read_handoff{
    "read_handoff", Category::memory,
    Effect::reads,  "A whole handoff that an earlier session left: the last, or by its number.",
    run_read,       {.rare = true}};

}  // namespace pitwall::tool
