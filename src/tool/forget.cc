#include "tool/forget.h"

#include <charconv>

#include "desk/gate/words.h"
#include "desk/notebook/notebook.h"
#include "tool/library_access.h"
#include "tool/memory_finding.h"
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
                 "handoff:4, changelog:7 or document:ID.",
                 text.substr(0, 60));
  }
  std::string text() const { return fmt::format("{}:{}", name_of(kind), id); }
};

struct ForgetIn {
  MemoryText what;
};
void describe(ForgetIn& in, Visitor& v) {
  v("what", "item:, decision:, handoff: or changelog:NUMBER, note:KEY or document:ID.", "item:12",
    in.what, {.max_length = desk::MemoryForgotten::max_id + 20});
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
Error not_there(const MemoryText& what) {
  return error(Code::not_found, "There is no {} in the memory.", what.text());
}

// A document is kept by the library; its digest stands for the whole of it.
Task<Result<Forgettable>> forgettable_document(MemoryText what, Context& context) {
  using Facts = std::optional<port::DocumentFacts>;
  if (!context.library) co_return memory_is_off();
  const auto find = [id = what.id](knowledge::Library& library) {
    return library.store().find(id);
  };
  const Result<Facts> facts = co_await ask_library<Facts>(*context.library, find);
  if (!facts) co_return facts.error();
  if (!*facts) co_return not_there(what);
  const port::DocumentFacts& document = **facts;
  std::string words =
      fmt::format("{} of {} in {}, {}", document.provider, second_text(document.imported),
                  count_text(document.fragments, "fragment"), desk::quoted(document.title.value));
  words += "; it stays away when it is imported again";
  co_return Forgettable{std::move(what), {std::move(words), document.digest}};
}

Task<Result<Forgettable>> forgettable(std::string arguments, Context& context) {
  const Result<Json> json = parse_json(arguments);
  if (!json) co_return json.error();
  Result<ForgetIn> in = from_json<ForgetIn>(*json);
  if (!in) co_return in.error();
  if (in->what.kind == MemoryKind::document) {
    Result<Forgettable> document = co_await forgettable_document(std::move(in->what), context);
    co_return document;
  }
  std::optional<Found> there = find(context.desk.state().notebook, in->what);
  if (!there) co_return not_there(in->what);
  co_return Forgettable{std::move(in->what), std::move(*there)};
}

Task<Result<bool>> forget_document(std::string id, Context& context) {
  const auto forget = [id, now = context.clock.now()](knowledge::Library& library) {
    return library.forget(id, now);
  };
  Result<bool> forgotten = co_await ask_library<bool>(*context.library, forget);
  co_return forgotten;
}

// The journal is told after it is done: until then the document is there.
Task<Result<std::string>> perform_forgetting(Id permit, std::string arguments, Context& context) {
  const Result<Forgettable> there = co_await forgettable(std::move(arguments), context);
  if (!there) co_return there.error();
  const MemoryText& what = there->what;
  if (what.kind == MemoryKind::document) {
    const Result<bool> forgotten = co_await forget_document(what.id, context);
    if (!forgotten) co_return forgotten.error();
    if (!*forgotten) co_return not_there(what);
  }
  const desk::Approval* approval = context.desk.state().gate.find(permit);
  const std::string by = approval ? approval->action.actor : std::string(Forgetting::tool);
  const desk::MemoryForgotten event{what.kind, what.id, by, context.clock.now()};
  const auto submit = [&](const port::Reply<void>& reply) { context.desk.submit(event, reply); };
  const Result<void> applied = co_await ask<void>(submit);
  if (!applied) co_return applied.error();
  co_return fmt::format("{} is forgotten.", what.text());
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
  forgettable(std::move(arguments), context_).start([reply](const Result<Forgettable>& there) {
    if (!there) return reply(there.error());
    reply(desk::OutsideChange{fmt::format("Forget {}, {}", there->what.text(), there->found.words),
                              true, sha256(there->found.whole)});
  });
}

void Forgetting::perform(port::Permit permit, std::string arguments,
                         port::Reply<std::string> reply) {
  perform_forgetting(permit.approval(), std::move(arguments), context_).start(reply);
}

extern const Tool forget_memory;
const Tool forget_memory{
    Forgetting::tool, Category::memory,
    Effect::acts,     "Asks to take one entry out of the memory; it waits for the person.",
    run_forget,       {.rare = true}};

}  // namespace pitwall::tool
