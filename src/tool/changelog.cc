// What was changed about how the desk is run.
#include "desk/notebook/notebook.h"
#include "tool/notebook_text.h"
#include "tool/page.h"
#include "tool/submit.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

// ---- append_changelog ----

struct AppendChangelogIn {
  std::string text;
};
void describe(AppendChangelogIn& in, Visitor& v) {
  v("text", "What was changed, and why.", "Stops are wider on CL.", in.text,
    {.max_length = desk::ChangelogEntry::max_text});
}

struct AppendChangelogOut {
  std::int64_t entry = 0;
};
void describe(AppendChangelogOut& out, Visitor& v) {
  v("entry", "Its number.", "7", out.entry, self_evident);
}

std::string summary(const AppendChangelogOut& out) {
  return fmt::format("Entry {} stands in the changelog.", out.entry);
}

Task<Result<AppendChangelogOut>> run_append(AppendChangelogIn in, Context& context, Call& call) {
  Result<std::string> text = cleaned("text", std::move(in.text));
  if (!text) co_return text.error();
  const Result<void> appended = co_await submit(
      context, desk::ChangelogAppended{std::move(*text), author_of(call), context.clock.now()});
  if (!appended) co_return appended.error();
  // Numbers are given out as events are applied, and this one has just been.
  co_return AppendChangelogOut{context.desk.state().notebook.last_change};
}

// ---- list_changelog ----

struct ListChangelogIn {
  std::optional<Time> from;
  std::optional<Time> until;
  std::int64_t limit = 50;
  std::optional<Cursor> cursor;
};
void describe(ListChangelogIn& in, Visitor& v) {
  v("from", "Not before.", "2020-12-15T00:00:00Z", in.from);
  v("until", "Before this.", "2020-12-16T00:00:00Z", in.until);
  v("limit", "At most this many.", "50", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 200});
  describe_cursor(v, in.cursor);
}

struct ChangelogRow {
  std::int64_t entry = 0;
  Time time;
  std::string by;
  Untrusted text;
};
void describe(ChangelogRow& row, Visitor& v) {
  v("entry", "Its number.", "7", row.entry, self_evident);
  v("time", "When.", "2020-12-15T14:30:00Z", row.time, self_evident);
  v("by", "Who wrote it.", "dashboard", row.by, self_evident);
  v("text", "What was changed.", "", row.text, self_evident);
}

struct ListChangelogOut {
  std::vector<ChangelogRow> entries;
  std::optional<Cursor> next_cursor;
};
void describe(ListChangelogOut& out, Visitor& v) {
  v("entries", "Newest first.", "", out.entries, self_evident);
  describe_next_cursor(v, out.next_cursor);
}

std::string summary(const ListChangelogOut& out) {
  if (out.entries.empty()) return "The changelog has no such entry.";
  std::string told;
  for (const ChangelogRow& row : out.entries)
    told += fmt::format("{} {} {}: {}\n", row.entry, second_text(row.time), row.by, row.text.value);
  return fmt::format("The changelog, newest first:\n{}{}", fenced(told),
                     out.next_cursor ? "\nThere are older ones: pass next_cursor." : "");
}

Result<ListChangelogOut> run_list(const ListChangelogIn& in, Context& context) {
  std::vector<const desk::ChangelogEntry*> found;
  const std::vector<desk::ChangelogEntry>& all = context.desk.state().notebook.changelog;
  for (auto entry = all.rbegin(); entry != all.rend(); ++entry)
    if (entry->time >= in.from.value_or(Time::min()) &&
        entry->time < in.until.value_or(Time::max()))
      found.push_back(&*entry);
  ListChangelogOut out;
  out.next_cursor = cut_page(found, in.cursor, in.limit);
  for (const desk::ChangelogEntry* entry : found)
    out.entries.push_back({entry->number, entry->time, entry->by, {entry->text}});
  return out;
}

}  // namespace

extern const Tool append_changelog;
const Tool append_changelog{
    "append_changelog", Category::memory,
    Effect::writes,     "One line in the changelog: what was changed about how the desk is run.",
    run_append,         {.rare = true}};

extern const Tool list_changelog;
const Tool list_changelog{
    "list_changelog", Category::memory,
    Effect::reads,    "What was changed about how the desk is run, by whom and when.",
    run_list,         {.rare = true}};

}  // namespace pitwall::tool
