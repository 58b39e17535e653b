// A decision with its reason, and what stood at the desk when it was taken.
#include "desk/chart/charts.h"
#include "tool/decision_view.h"
#include "tool/holdings.h"
#include "tool/instrument.h"
#include "tool/submit.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

using desk::Decision;
using desk::DecisionAction;

constexpr std::size_t max_orders = 3;   // that are linked unasked
constexpr Duration lately = hours(24);  // and no older than this

struct RecordDecisionIn {
  std::string reason;
  std::optional<SymbolText> symbol;
  std::optional<DecisionAction> action;
  std::optional<port::Side> side;
  std::optional<std::string> plan;
  desk::DecisionLevels levels;
  std::optional<Duration> horizon;
  std::optional<std::string> emotion;
  std::vector<LinkText> links;
};
void describe(RecordDecisionIn& in, Visitor& v) {
  v("reason", "Why.", "Breakout", in.reason, {.max_length = Decision::max_text});
  v("symbol", "Ticker.", "SPY", in.symbol, exemplary);
  v("action", "What was done.", "", in.action);
  v("side", "Its way.", "", in.side);
  v("plan", "What next.", "", in.plan, {.max_length = Decision::max_text});
  v("entry", "Price.", "", in.levels.entry);
  v("stop", "Price.", "", in.levels.stop);
  v("targets", "Prices.", "", in.levels.targets,
    {.has_default = true, .max_items = desk::DecisionLevels::max_targets});
  v("horizon", "Such as 5d.", "", in.horizon);
  v("emotion", "If said.", "", in.emotion, {.max_length = Decision::max_emotion});
  v("links", "chart:ID, order:ID.", "", in.links,
    {.has_default = true, .max_items = Decision::max_links});
}

// Its text says the rest: what every model carries around is kept small.
struct RecordDecisionOut {
  std::int64_t decision = 0;
  Decision kept;
  std::string no_price;  // why there is none
};
void describe(RecordDecisionOut& out, Visitor& v) {
  v("decision", "Its number.", "3", out.decision, self_evident);
}

std::string summary(const RecordDecisionOut& out) {
  std::string text = fmt::format("Decision {} is written down", out.decision);
  text += out.kept.price ? fmt::format(" at {}.", price_text(*out.kept.price))
                         : fmt::format(" without a price: {}", out.no_price);
  for (const desk::Link& link : out.kept.links) text += fmt::format(" {}", LinkText{link}.text());
  text += " get_decision, by call_more, says later what became of it.";
  return out.kept.origin ? text + " " + source_text(*out.kept.origin) : text;
}

// What all accounts of the broker at hand hold of it; nothing where none ever did.
std::optional<Quantity> held(const Context& context, const market::Symbol& symbol) {
  std::optional<Quantity> sum;
  for (const desk::Account& account : accounts_here(context))
    for (const desk::Position& position : account.positions)
      if (position.symbol == symbol) sum = sum.value_or(Quantity()) + position.quantity;
  return sum;
}

// The way it trades where nobody said: that of the position, or against it.
std::optional<port::Side> side_of(DecisionAction action, const std::optional<Quantity>& position) {
  const bool is_short = position && position->sign() < 0;
  const bool is_long = position && position->sign() > 0;
  switch (action) {
    case DecisionAction::entered:
    case DecisionAction::passed:
      return port::Side::buy;
    case DecisionAction::added:
      return is_short ? port::Side::sell : port::Side::buy;
    case DecisionAction::reduced:
    case DecisionAction::exited:
      return is_long ? port::Side::sell : port::Side::buy;
    case DecisionAction::other:
      break;
  }
  if (!is_long && !is_short) return std::nullopt;
  return is_long ? port::Side::buy : port::Side::sell;
}

// The latest orders in it, and the chart of it that was opened or touched last.
std::vector<desk::Link> links_at_hand(const Context& context,
                                      const market::Instrument& instrument) {
  std::vector<desk::Link> links;
  const desk::State& state = context.desk.state();
  const std::vector<desk::BlotterEntry>& orders = state.blotter.entries;
  for (auto entry = orders.rbegin(); entry != orders.rend() && links.size() < max_orders; ++entry)
    if (entry->order.symbol == instrument.symbol && entry->drafted >= context.clock.now() - lately)
      links.push_back({desk::LinkKind::order, entry->order.client_id});
  const desk::Chart* latest = nullptr;
  for (const desk::Chart& chart : state.charts.charts)
    if (chart.symbol == instrument.full_name() &&
        (!latest || chart.changed_at >= latest->changed_at))
      latest = &chart;
  if (latest) links.push_back({desk::LinkKind::chart, latest->id});
  return links;
}

bool is_known(const desk::State& state, const market::Instrument* instrument,
              const desk::Link& link) {
  switch (link.kind) {
    case desk::LinkKind::chart:
      return state.charts.find(link.id) != nullptr;
    case desk::LinkKind::drawing:
      return instrument && state.charts.find_drawing(instrument->full_name(), link.id);
    case desk::LinkKind::order:
      return state.blotter.find(link.id) != nullptr;
    default:
      return true;  // the entry that it points to may come and go
  }
}

// What the caller names, then what is at hand; no second chart beside one that is named.
Result<std::vector<desk::Link>> links_of(const Context& context,
                                         const market::Instrument* instrument,
                                         const std::vector<LinkText>& named) {
  std::vector<desk::Link> links;
  bool has_chart = false;
  for (const auto& [link] : named) {
    if (!is_known(context.desk.state(), instrument, link))
      return error(Code::not_found, "There is no {} {} here.", desk::name_of(link.kind), link.id);
    has_chart |= link.kind == desk::LinkKind::chart;
    links.push_back(link);
  }
  if (!instrument) return links;
  for (desk::Link& link : links_at_hand(context, *instrument)) {
    const bool again = std::ranges::find(links, link) != links.end();
    if (again || (has_chart && link.kind == desk::LinkKind::chart)) continue;
    if (links.size() < Decision::max_links) links.push_back(std::move(link));
  }
  return links;
}

Task<Result<market::Quote>> quote_of(Context& context, market::InstrumentId instrument) {
  using Answer = std::vector<Result<market::Quote>>;
  const auto begin = [&](port::Reply<Answer> reply) {
    context.market.quotes({instrument}, std::move(reply));
  };
  const Result<Answer> quotes = co_await ask<Answer>(begin);
  if (!quotes) co_return quotes.error();
  co_return quotes->front();
}

Result<Decision> decision_of(RecordDecisionIn in, const Context& context,
                             const market::Instrument* instrument) {
  Decision decision;
  decision.action = in.action.value_or(DecisionAction::entered);
  PITWALL_TRY(decision.reason, cleaned("reason", std::move(in.reason)));
  decision.plan = cleaned(in.plan.value_or(""));
  decision.emotion = cleaned(in.emotion.value_or(""));
  if (in.horizon && (*in.horizon <= Duration{} || *in.horizon > Decision::longest_horizon))
    return error(Code::invalid_argument, "horizon is {}; it is longer than nothing, up to {}.",
                 in.horizon->text(), Decision::longest_horizon.text());
  if (!instrument && (in.levels.entry || in.levels.stop || !in.levels.targets.empty()))
    return error(Code::invalid_argument, "Prices belong to an instrument; name it as symbol.");
  PITWALL_TRY(decision.links, links_of(context, instrument, in.links));
  if (instrument) {
    decision.symbol = instrument->symbol;
    decision.position = held(context, instrument->symbol);
  }
  decision.side = in.side;
  if (instrument && !in.side) decision.side = side_of(decision.action, decision.position);
  decision.levels = std::move(in.levels);
  decision.horizon = in.horizon;
  return decision;
}

// Adds the price of now. The error says why there is none.
Task<Result<void>> note_price(Context& context, const market::Instrument* instrument,
                              Decision& decision) {
  if (!instrument) co_return error(Code::no_data, "it is about no single instrument.");
  const Result<market::Quote> quote = co_await quote_of(context, instrument->id);
  if (!quote) co_return quote.error();
  decision.price = quote->mark();
  if (!decision.price)
    co_return error(Code::no_data, "{} has no price now.", instrument->full_name());
  decision.origin = quote->origin;
  co_return Result<void>();
}

Task<Result<RecordDecisionOut>> run_record(RecordDecisionIn in, Context& context, Call& call) {
  const market::Instrument* instrument = nullptr;
  if (in.symbol) {
    const Result<const market::Instrument*> found =
        co_await resolve_instrument(context, in.symbol->value);
    if (!found) co_return found.error();
    instrument = *found;
  }
  Result<Decision> decision = decision_of(std::move(in), context, instrument);
  if (!decision) co_return decision.error();
  RecordDecisionOut out;
  const Result<void> priced = co_await note_price(context, instrument, *decision);
  if (!priced) out.no_price = priced.error().message;
  decision->time = context.market.market_time();
  if (const Result<void> levels = validate_levels(*decision); !levels) co_return levels.error();
  out.kept = *decision;
  const desk::DecisionRecorded event{std::move(*decision), author_of(call), context.clock.now()};
  const desk::Notebook& notebook = context.desk.state().notebook;
  if (const Result<void> room = desk::may_take(notebook, event); !room) co_return room.error();
  const Result<void> recorded = co_await submit(context, event);
  if (!recorded) co_return recorded.error();
  out.decision = notebook.last_decision;
  co_return out;
}

}  // namespace

extern const Tool record_decision;
const Tool record_decision{"record_decision", Category::memory, Effect::writes,
                           "Keeps why a trade was made or left.", run_record};

}  // namespace pitwall::tool
