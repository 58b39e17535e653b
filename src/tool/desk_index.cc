// The map that every new chat reads first: how things stand, what was left to do, and which tool
// has more of it. Made anew each time, and bounded.
#include "desk/alert/words.h"
#include "desk/chart/one_line.h"
#include "desk/gate/words.h"
#include "tool/holdings.h"
#include "tool/index_section.h"
#include "tool/library_access.h"
#include "tool/memory_finding.h"
#include "tool/registry.h"
#include "tool/tracker_row.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

constexpr std::size_t max_index = 6'000;  // bytes of the whole text
constexpr std::size_t max_prepared = 40;  // lines of one section; more never fit

struct DeskIndexIn {};
void describe(DeskIndexIn&, Visitor&) {}

struct DeskIndexOut {
  std::vector<IndexSection> sections;
};
void describe(DeskIndexOut& out, Visitor& v) {
  v("sections", "What matters most first.", "", out.sections, self_evident);
}

std::string summary(const DeskIndexOut& out) {
  std::string text;
  for (const IndexSection& section : out.sections) text += words_of(section);
  return text;
}

std::string origin_text(const Context& context, const desk::Account& account) {
  return fmt::format("{} account, from the desk's journal as of {}", name_of(account.kind),
                     second_text(context.clock.now()));
}

IndexDraft desk_section(const Context& context) {
  const desk::State& state = context.desk.state();
  IndexDraft draft{"desk", 500, "desk_status"};
  draft.lines.push_back(fmt::format("{}; market time {}; now {}.", context.daemon.market,
                                    second_text(context.market.market_time()),
                                    second_text(context.clock.now())));
  if (!context.desk.halted().empty())
    draft.lines.push_back("THE DESK HAS STOPPED: " + desk::one_line(context.desk.halted(), 200));
  if (state.gate.kill_switch.on) draft.lines.push_back("The kill switch is on: nothing goes out.");
  for (const port::ConnectionChanged& one : state.connections)
    draft.lines.push_back(fmt::format("{}: {}.", one.broker, port::name_of(one.state)));
  for (const desk::Account& account : accounts_here(context))
    draft.lines.push_back(
        fmt::format("Account {} ({}): {}.", account.account, name_of(account.kind),
                    name_of(mode_of(state.gate.policy, account.account, account.kind))));
  return draft;
}

IndexDraft handoff_section(const desk::Notebook& notebook) {
  IndexDraft draft{"handoff", 1'600, "read_handoff"};
  if (notebook.handoffs.empty()) {
    draft.lines.push_back("None yet; write_handoff leaves one for the next chat.");
    return draft;
  }
  const desk::HandoffEntry& entry = notebook.handoffs.back();
  const desk::Handoff& handoff = entry.handoff;
  draft.lines.push_back(fmt::format(
      "Number {} of {} by {}{}{}.", entry.number, second_text(entry.time), desk::quoted(entry.by),
      handoff.items.empty() ? "" : "; items ", fmt::join(handoff.items, ", ")));
  draft.told.push_back("summary: " + desk::one_line(handoff.summary, 500));
  for (const std::string& step : handoff.next_steps)
    draft.told.push_back("next: " + desk::one_line(step, 200));
  for (const std::string& question : handoff.open_questions)
    draft.told.push_back("open question: " + desk::one_line(question, 200));
  for (const std::string& done : handoff.done)
    draft.told.push_back("done: " + desk::one_line(done, 200));
  return draft;
}

IndexDraft item_section(const desk::Notebook& notebook) {
  IndexDraft draft{"items", 1'000, "list_items"};
  const std::vector<const desk::TrackedItem*> open = choose_items(notebook, {});
  draft.lines.push_back(
      fmt::format("{} open, by priority; put_item opens and changes, get_item "
                  "has the whole of one.",
                  open.size()));
  for (const desk::TrackedItem* tracked : open)
    if (draft.told.size() < max_prepared) draft.told.push_back(line_of(*tracked));
  draft.unlisted = open.size() - draft.told.size();
  return draft;
}

IndexDraft position_section(const Context& context) {
  IndexDraft draft{"positions", 600, "get_portfolio"};
  for (const desk::Account& account : accounts_here(context)) {
    std::size_t held = 0;
    for (const desk::Position& one : account.positions) {
      if (one.quantity.is_zero()) continue;
      if (held++ == 0)
        draft.lines.push_back(
            fmt::format("{} ({}):", account.account, origin_text(context, account)));
      draft.lines.push_back(fmt::format("{} {} at {} {}", quantity_text(one.quantity),
                                        one.symbol.view(), price_text(one.average_price()),
                                        one.currency.view()));
    }
  }
  if (draft.lines.empty()) draft.lines.push_back("None.");
  return draft;
}

std::string order_line(const Context& context, const port::Order& order, std::string_view stands,
                       Quantity filled) {
  const market::Instrument* instrument = context.market.catalogue().find(order.symbol);
  return fmt::format(
      "{} {}: {}; {} filled, account {}", order.client_id, stands,
      desk::order_text(order, instrument ? instrument->currency : market::Currency{}),
      quantity_text(filled), order.account);
}

IndexDraft order_section(const Context& context) {
  IndexDraft draft{"orders", 500, "list_orders"};
  const desk::State& state = context.desk.state();
  for (auto entry = state.blotter.entries.rbegin(); entry != state.blotter.entries.rend();
       ++entry) {
    if (is_final(entry->phase) || entry->phase == desk::OrderPhase::waiting) continue;
    draft.lines.push_back(order_line(context, entry->order, name_of(entry->phase), entry->filled));
  }
  const std::vector<desk::Account> here = accounts_here(context);
  for (const desk::OrderState& one : state.orders) {
    const bool known = std::ranges::any_of(
        here, [&](const desk::Account& account) { return account.account == one.order.account; });
    if (known && !is_final(one.status) && !state.blotter.find(one.order.client_id))
      draft.lines.push_back(order_line(context, one.order, name_of(one.status), one.filled) +
                            ", placed elsewhere");
  }
  if (draft.lines.empty()) draft.lines.push_back("None is at work.");
  return draft;
}

IndexDraft approval_section(const Context& context) {
  IndexDraft draft{"approvals", 500, "explain_policy"};
  const Time now = context.clock.now();
  for (const desk::Approval& approval : context.desk.state().gate.approvals)
    if (approval.state == desk::ApprovalState::pending && now < approval.expires)
      draft.lines.push_back("Waits for the person: " +
                            desk::one_line(desk::text_to_show(approval), 300));
  if (draft.lines.empty()) draft.lines.push_back("None waits.");
  return draft;
}

IndexDraft alert_section(const Context& context) {
  IndexDraft draft{"alerts", 400, "list_alerts"};
  for (const desk::Alert& alert : context.desk.state().alerting.alerts) {
    if (!alert.fires()) continue;
    draft.lines.push_back(fmt::format("{} since {}: {}", name_of(alert.severity),
                                      second_text(alert.starts),
                                      desk::one_line(alert.summary, 120)));
  }
  if (draft.lines.empty()) draft.lines.push_back("None fires.");
  return draft;
}

// What the watch saw since the last handoff, newest first.
IndexDraft since_section(const Context& context) {
  IndexDraft draft{"since the last handoff", 500, "list_events"};
  const std::vector<desk::HandoffEntry>& handoffs = context.desk.state().notebook.handoffs;
  port::LoggedEventQuery query;
  query.least = port::Severity::attention;
  query.limit = max_prepared;
  if (!handoffs.empty()) query.from = handoffs.back().time;
  if (!context.watch_log) {
    draft.lines.push_back("This desk runs without the watch.");
    return draft;
  }
  const Result<std::vector<port::LoggedEvent>> events = context.watch_log->events(query);
  if (!events) {
    draft.lines.push_back("The watch does not say: " + desk::one_line(events.error().message, 120));
    return draft;
  }
  for (const port::LoggedEvent& event : *events)
    draft.lines.push_back(fmt::format("{} {}: {}", second_text(event.time), event.kind,
                                      desk::one_line(event.words, 120)));
  if (draft.lines.empty()) draft.lines.push_back("Nothing that asks for attention.");
  return draft;
}

IndexDraft decision_section(const desk::Notebook& notebook) {
  IndexDraft draft{"decisions", 600, "list_decisions"};
  const std::vector<desk::DecisionEntry>& all = notebook.decisions;
  const auto reviewed = std::ranges::count_if(
      all, [](const desk::DecisionEntry& entry) { return !entry.reviews.empty(); });
  draft.lines.push_back(
      fmt::format("{}, {} reviewed.", count_text(all.size(), "decision"), reviewed));
  for (auto entry = all.rbegin(); entry != all.rend() && draft.told.size() < max_prepared;
       ++entry) {
    const desk::Decision& decision = entry->decision;
    draft.told.push_back(fmt::format(
        "{} ({}, {}{}{}{}): {}", entry->number, second_text(decision.time),
        name_of(decision.action), decision.symbol ? " " : "",
        decision.symbol ? decision.symbol->view() : "",
        entry->reviews.empty() ? "" : fmt::format(", {}", name_of(entry->reviews.back().verdict)),
        desk::one_line(decision.reason, 120)));
  }
  draft.unlisted = all.size() - draft.told.size();
  return draft;
}

IndexDraft note_section(const desk::Notebook& notebook) {
  IndexDraft draft{"notes", 200, "get_context"};
  std::string text;
  for (int i = 0; i < count_of(desk::NoteKind{}); ++i) {
    const auto kind = static_cast<desk::NoteKind>(i);
    const auto count = static_cast<std::size_t>(std::ranges::count_if(
        notebook.notes, [&](const desk::StandingNote& note) { return note.now.kind == kind; }));
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, name_of(kind));
  }
  draft.lines.push_back(text + "; get_context has them, and the gate's limits.");
  return draft;
}

// What was imported, and whether it can be searched already.
struct MemoryFacts {
  port::StoreTotals totals;
  knowledge::Reading reading;
};

Task<Result<MemoryFacts>> memory_facts(Context& context) {
  if (!context.library) co_return memory_is_off();
  const auto look = [](knowledge::Library& library) -> Result<MemoryFacts> {
    PITWALL_TRY(port::StoreTotals totals, library.store().totals());
    return MemoryFacts{std::move(totals), library.reading()};
  };
  Result<MemoryFacts> facts = co_await ask_library<MemoryFacts>(*context.library, look);
  co_return facts;
}

IndexDraft memory_section(const Result<MemoryFacts>& facts) {
  IndexDraft draft{"memory", 300, "search_memory"};
  if (!facts) {
    draft.lines.push_back(facts.error().message);
    return draft;
  }
  const port::StoreTotals& totals = facts->totals;
  if (totals.documents > 0)
    draft.lines.push_back(fmt::format("{} in {}; search_memory finds what was said in them.",
                                      count_text(totals.documents, "document"),
                                      count_text(totals.fragments, "fragment")));
  if (const std::string note = reading_note(facts->reading); !note.empty())
    draft.lines.push_back(note);
  for (const port::StoreTotals::Provider& one : totals.providers)
    draft.lines.push_back(fmt::format("{}: {}{}", one.name, one.documents,
                                      one.last ? ", newest " + second_text(*one.last) : ""));
  return draft;
}

// Which tools there are for what. A line is left out where this desk has none of them.
IndexDraft tool_section(const Context& context) {
  struct Topic {
    std::string_view name;
    std::vector<std::string_view> tools;
  };
  static const std::vector<Topic> topics{
      {"memory",
       {"search_memory", "what_i_thought_before_moves", "record_decision", "list_decisions"}},
      {"notebook", {"put_item", "list_items", "write_handoff", "append_changelog", "put_note"}},
      {"market", {"get_quotes", "get_market_history", "search_instruments", "get_news"}},
      {"charts", {"draw_chart", "get_chart"}},
      {"account", {"get_portfolio", "get_pnl", "list_orders"}},
      {"orders", {"place_order", "preview_order", "cancel_order", "explain_policy"}},
      {"watch", {"create_trigger", "list_triggers", "list_events", "list_alerts", "get_health"}},
      {"forgetting", {"forget_memory"}},
  };
  IndexDraft draft{"tools", 900, "more_tools"};
  draft.lines.push_back(
      "What the list of tools lacks, call_more runs, and act_more where it changes something.");
  for (const Topic& topic : topics) {
    std::vector<std::string_view> there = topic.tools;
    std::erase_if(there, [&](std::string_view name) {
      return !context.registry || !context.registry->find(name);
    });
    if (!there.empty())
      draft.lines.push_back(fmt::format("{}: {}", topic.name, fmt::join(there, ", ")));
  }
  return draft;
}

Task<Result<DeskIndexOut>> run_index(DeskIndexIn, Context& context) {
  const Result<MemoryFacts> memory = co_await memory_facts(context);
  const desk::Notebook& notebook = context.desk.state().notebook;
  const std::vector<IndexDraft> drafts{
      desk_section(context),     handoff_section(notebook), item_section(notebook),
      approval_section(context), order_section(context),    position_section(context),
      alert_section(context),    since_section(context),    decision_section(notebook),
      note_section(notebook),    memory_section(memory),    tool_section(context)};
  std::size_t shares = 0;
  for (const IndexDraft& draft : drafts) shares += draft.share;
  std::size_t room = 0;
  DeskIndexOut out;
  for (const IndexDraft& draft : drafts) {
    // Of its own, so that no section crowds another one out, and what those before have left.
    room += draft.share * max_index / shares;
    out.sections.push_back(cut(draft, room));
  }
  co_return out;
}

}  // namespace

extern const Tool desk_index;
const Tool desk_index{"desk_index", Category::desk, Effect::reads,
                      "Call this first in a new chat: where the last one stopped, open items, "
                      "positions, orders, alerts, decisions, and which tool has more.",
                      run_index};

}  // namespace pitwall::tool
