#include "tool/forget.h"

#include <charconv>

#include "desk/gate/words.h"
#include "desk/notebook/notebook.h"
#include "tool/order_answer.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

using desk::MemoryKind;

// "item:12", "note:risk-a-trade"
struct MemoryText {
  MemoryKind kind = MemoryKind::item;
  std::string id;

  static Result<MemoryText> parse(std::string_view text) {
    const std::size_t colon = text.find(':');
    const std::string_view id = colon == text.npos ? "" : text.substr(colon + 1);
    for (int i = 0; i < count_of(MemoryKind{}) && !id.empty(); ++i) {
      const auto kind = static_cast<MemoryKind>(i);
      if (name_of(kind) == text.substr(0, colon)) return MemoryText{kind, std::string(id)};
    }
    return error(Code::invalid_argument,
                 "\"{}\" is nothing that can be forgotten; write item:12, note:KEY, decision:3, "
                 "handoff:4 or changelog:7.",
                 text.substr(0, 60));
  }
  std::string text() const { return fmt::format("{}:{}", name_of(kind), id); }
};

struct ForgetIn {
  MemoryText what;
};
void describe(ForgetIn& in, Visitor& v) {
  v("what", "item:NUMBER, decision:NUMBER, handoff:NUMBER, changelog:NUMBER or note:KEY.",
    "item:12", in.what, {.max_length = desk::MemoryForgotten::max_id + 20});
}

struct ForgetOut {
  std::string text;
  Id approval;
  Time expires;
};
void describe(ForgetOut& out, Visitor& v) {
  v("text", "What the person is shown.", "", out.text, self_evident);
  v("approval", "Id of what waits.", "", out.approval, self_evident);
  v("expires", "Until when it waits.", "2020-12-15T14:35:00Z", out.expires, self_evident);
}

void attach(const ForgetOut& out, Answer& answer) { answer.approval = out.approval; }

std::string summary(const ForgetOut& out) {
  return fmt::format(
      "{}\nIt is still there: this waits until {} for the person, who answers on the dashboard, "
      "the phone, or a terminal of this machine (pitwall approve). No tool can.",
      out.text, second_text(out.expires));
}

// What is forgotten, in words, and all of it as it stands.
struct Found {
  std::string words;
  std::string whole;
};
template <class Entry>
Found found(const Entry& entry, std::string_view by, Time time, std::string_view says) {
  return {fmt::format("of {} by {}, which says {}", second_text(time), desk::quoted(by),
                      desk::quoted(says)),
          to_json(entry)};
}

std::optional<Found> find(const desk::Notebook& notebook, const MemoryText& what) {
  if (what.kind == MemoryKind::note) {
    const desk::StandingNote* note = notebook.find_note(what.id);
    if (!note) return std::nullopt;
    return found(*note, note->now.by, note->now.time, note->now.text);
  }
  std::int64_t number = 0;
  const auto [end, code] = std::from_chars(what.id.data(), what.id.data() + what.id.size(), number);
  if (code != std::errc() || end != what.id.data() + what.id.size()) return std::nullopt;
  if (what.kind == MemoryKind::item)
    if (const desk::TrackedItem* item = notebook.find_item(number))
      return found(*item, item->opened_by, item->opened, item->item.title);
  if (what.kind == MemoryKind::decision)
    if (const desk::DecisionEntry* entry = notebook.find_decision(number))
      return found(*entry, entry->by, entry->recorded, entry->decision.reason);
  if (what.kind == MemoryKind::handoff)
    if (const desk::HandoffEntry* entry = notebook.find_handoff(number))
      return found(*entry, entry->by, entry->time, entry->handoff.summary);
  if (what.kind == MemoryKind::changelog)
    if (const desk::ChangelogEntry* entry = notebook.find_change(number))
      return found(*entry, entry->by, entry->time, entry->text);
  return std::nullopt;
}

struct Forgettable {
  MemoryText what;
  Found found;
};
Result<Forgettable> forgettable(const Context& context, std::string_view arguments) {
  PITWALL_TRY(const Json json, parse_json(arguments));
  PITWALL_TRY(ForgetIn in, from_json<ForgetIn>(json));
  std::optional<Found> there = find(context.desk.state().notebook, in.what);
  if (!there) return error(Code::not_found, "There is no {} in the memory.", in.what.text());
  return Forgettable{std::move(in.what), std::move(*there)};
}

Task<Result<ForgetOut>> run_forget(ForgetIn in, Context& context, Call& call) {
  Forgetting forgetting(context);
  const Result<desk::Approval> asked = co_await ask_for_change(
      context, forgetting, std::string(Forgetting::tool), to_json(in), call);
  if (!asked) co_return asked.error();
  co_return ForgetOut{asked->text, asked->id, asked->expires};
}

}  // namespace

void Forgetting::look(std::string arguments, port::Reply<desk::OutsideChange> reply) {
  const Result<Forgettable> there = forgettable(context_, arguments);
  if (!there) return reply(there.error());
  reply(desk::OutsideChange{fmt::format("Forget {}, {}", there->what.text(), there->found.words),
                            true, sha256(there->found.whole)});
}

void Forgetting::perform(port::Permit permit, std::string arguments,
                         port::Reply<std::string> reply) {
  const Result<Forgettable> there = forgettable(context_, arguments);
  if (!there) return reply(there.error());
  const desk::Approval* approval = context_.desk.state().gate.find(permit.approval());
  const std::string by = approval ? approval->action.actor : std::string(tool);
  const MemoryText& what = there->what;
  context_.desk.submit(desk::MemoryForgotten{what.kind, what.id, by, context_.clock.now()},
                       [name = what.text(), reply](const Result<void>& applied) {
                         if (!applied) return reply(applied.error());
                         reply(fmt::format("{} is forgotten.", name));
                       });
}

extern const Tool forget_memory;
const Tool forget_memory{
    Forgetting::tool, Category::memory,
    Effect::acts,     "Asks to take one entry out of the memory; it waits for the person.",
    run_forget,       {.rare = true}};

}  // namespace pitwall::tool
