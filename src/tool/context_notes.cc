// What holds until it is put otherwise: the standing notes, and beside them the gate's own limits.
#include "desk/notebook/notebook.h"
#include "tool/holdings.h"
#include "tool/notebook_text.h"
#include "tool/page.h"
#include "tool/submit.h"
#include "tool/tool.h"

namespace pitwall::tool {
namespace {

// ---- put_note ----

struct PutNoteIn {
  std::string key;
  desk::NoteKind kind = desk::NoteKind::note;
  std::string text;
};
void describe(PutNoteIn& in, Visitor& v) {
  v("key", "Its key; the note of that key is replaced.", "risk-a-trade", in.key,
    {.max_length = desk::max_tag});
  v("kind", "preference, risk, strategy or note.", "risk", in.kind, with_default);
  v("text", "What holds from now on.", "At most 1 % of the account a trade.", in.text,
    {.max_length = desk::Note::max_text});
}

struct PutNoteOut {
  std::string key;
  bool replaced = false;
};
void describe(PutNoteOut& out, Visitor& v) {
  v("key", "Its key.", "risk-a-trade", out.key, self_evident);
  v("replaced", "There was one, which its history keeps.", "false", out.replaced, self_evident);
}

std::string summary(const PutNoteOut& out) {
  return fmt::format("The note {} {}; get_context shows what holds.", out.key,
                     out.replaced ? "is replaced" : "is kept");
}

Task<Result<PutNoteOut>> run_put(PutNoteIn in, Context& context, Call& call) {
  desk::NotePut event{
      cleaned(std::move(in.key)), in.kind, {}, author_of(call), context.clock.now()};
  if (!desk::is_tag(event.key))
    co_return error(Code::invalid_argument,
                    "A key is up to {} letters, digits, '-', '_', '.' and '/', without spaces.",
                    desk::max_tag);
  Result<std::string> text = cleaned("text", std::move(in.text));
  if (!text) co_return text.error();
  event.text = std::move(*text);
  const desk::Notebook& notebook = context.desk.state().notebook;
  if (const Result<void> room = may_take(notebook, event); !room) co_return room.error();
  PutNoteOut out{event.key, notebook.find_note(event.key) != nullptr};
  const Result<void> put = co_await submit(context, event);
  if (!put) co_return put.error();
  if (notebook.find_note(event.key)) co_return out;
  co_return may_take(notebook, event).error();  // another one took the last place meanwhile
}

// ---- get_context ----

struct GetContextIn {
  std::optional<desk::NoteKind> kind;
  std::int64_t limit = 100;
  std::optional<Cursor> cursor;
};
void describe(GetContextIn& in, Visitor& v) {
  v("kind", "Only notes of this kind.", "risk", in.kind);
  v("limit", "At most this many notes.", "100", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 200});
  describe_cursor(v, in.cursor);
}

struct NoteRow {
  std::string key;
  desk::NoteKind kind = desk::NoteKind::note;
  Untrusted text;
  Time since;
  std::string by;
  std::int64_t replaced = 0;
};
void describe(NoteRow& row, Visitor& v) {
  v("key", "Its key.", "risk-a-trade", row.key, self_evident);
  v("kind", "preference, risk, strategy or note.", "risk", row.kind, self_evident);
  v("text", "What it says.", "", row.text, self_evident);
  v("since", "Since when.", "2020-12-15T14:30:00Z", row.since, self_evident);
  v("by", "Who put it so.", "dashboard", row.by, self_evident);
  v("replaced", "How often it said something else before, as far as that is kept.", "1",
    row.replaced, self_evident);
}

struct ContextOut {
  std::vector<NoteRow> notes;
  std::optional<Cursor> next_cursor;
  desk::KillSwitch kill_switch;
  std::vector<desk::AccountMode> modes;
  desk::Policy limits;
  std::string limits_set_by;
  market::Origin origin;
};
void describe(ContextOut& out, Visitor& v) {
  v("notes", "By kind and key; wishes, which the gate does not know of.", "", out.notes);
  describe_next_cursor(v, out.next_cursor);
  v("kill_switch", "On: nothing goes out.", "", out.kill_switch, self_evident);
  v("modes", "What may happen in each account.", "", out.modes, self_evident);
  v("limits", "Of the gate, which hold whatever the notes say.", "", out.limits);
  v("limits_set_by", "Who sets those.", "the person, in the configuration", out.limits_set_by,
    self_evident);
  v("origin", "Where the limits come from.", "", out.origin, self_evident);
}

std::string summary(const ContextOut& out) {
  std::string told;
  for (const NoteRow& row : out.notes)
    told += fmt::format("{} {} (since {}, by {}): {}\n", name_of(row.kind), row.key,
                        second_text(row.since), row.by, row.text.value);
  std::string text = out.notes.empty() ? "There are no standing notes; put_note keeps one."
                                       : "Standing notes, by kind:\n" + fenced(told);
  if (out.next_cursor) text += "\nThere are more: pass next_cursor.";
  text += fmt::format("\nThe gate's own limits, which hold whatever the notes say, set by {}:",
                      out.limits_set_by);
  if (out.kill_switch.on) text += " the kill switch is on, nothing goes out;";
  for (const desk::AccountMode& one : out.modes)
    text += fmt::format(" {} is {};", one.account, name_of(one.mode));
  return text + " " + to_json(out.limits);
}

Result<ContextOut> run_get(const GetContextIn& in, Context& context) {
  const desk::State& state = context.desk.state();
  std::vector<const desk::StandingNote*> found;
  for (const desk::StandingNote& note : state.notebook.notes)
    if (!in.kind || note.now.kind == *in.kind) found.push_back(&note);
  std::ranges::sort(found, {}, [](const desk::StandingNote* note) {
    return std::pair(note->now.kind, std::string_view(note->key));
  });
  ContextOut out;
  out.next_cursor = cut_page(found, in.cursor, in.limit);
  for (const desk::StandingNote* note : found)
    out.notes.push_back({note->key,
                         note->now.kind,
                         {note->now.text},
                         note->now.time,
                         note->now.by,
                         static_cast<std::int64_t>(note->former.size())});
  out.kill_switch = state.gate.kill_switch;
  for (const desk::Account& account : accounts_here(context))
    out.modes.push_back(
        {account.account, mode_of(state.gate.policy, account.account, account.kind)});
  out.limits = state.gate.policy;
  out.limits_set_by = "the person, in the configuration";
  out.origin.source.name = FixedText<47>::parse("the desk's journal").value();
  out.origin.as_of = out.origin.received_at = context.clock.now();
  out.origin.quality = market::Quality::live;
  return out;
}

}  // namespace

extern const Tool put_note;
const Tool put_note{
    "put_note",     Category::memory,
    Effect::writes, "Keeps a standing note: a preference, a limit on risk, a strategy in use.",
    run_put,        {.rare = true}};

extern const Tool get_context;
const Tool get_context{"get_context",
                       Category::memory,
                       Effect::reads,
                       "What holds: preferences, risk, strategies and notes with who put them and "
                       "when, and apart from these the gate's limits in force.",
                       run_get,
                       {.rare = true}};

}  // namespace pitwall::tool
