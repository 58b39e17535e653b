// Asking for an order: what it would come to, held against every limit, and, where it is meant, an
// approval that waits for the person. Nothing here sends anything.
#include "desk/chart/one_line.h"
#include "desk/gate/words.h"
#include "market/statistics.h"
#include "tool/daily.h"
#include "tool/instrument.h"
#include "tool/order_proposal.h"
#include "tool/order_size.h"
#include "tool/order_terms.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

struct TicketIn {
  SymbolText symbol;
  port::Side side = port::Side::buy;
  SizeBy size;
  OrderTerms terms;
  std::optional<Price> take_profit;
  std::optional<Price> stop_loss;
  port::TimeInForce time_in_force = port::TimeInForce::day;
  std::optional<AccountText> account;
  std::optional<std::string> accept_questions_of;
};
void describe(TicketIn& in, Visitor& v) {
  v("symbol", "Ticker, or ticker:exchange.", "SPY", in.symbol);
  v("side", "Buy or sell.", "buy", in.side);
  v("quantity", "Or one of the next four, made into it.", "25", in.size.quantity, exemplary);
  v("cash", "Worth this, in the account's currency.", "5000", in.size.cash);
  v("account_percent", "Worth this much of the account.", "5", in.size.account_percent);
  v("risk_amount", "Loses this at stop_loss.", "200", in.size.risk_amount);
  v("risk_percent", "Likewise, of the account.", "0.5", in.size.risk_percent);
  describe(in.terms, v);
  v("take_profit", "Then closes at this limit, or", "380", in.take_profit);
  v("stop_loss", "closes at this stop.", "360", in.stop_loss);
  v("time_in_force", "How long it stands.", "day", in.time_in_force, with_default);
  v("account", "Needed where there are several.", "DU1000001", in.account);
  v("accept_questions_of", "Order that the broker answered with questions: yes to those.", "",
    in.accept_questions_of, {.max_length = 100});
}

struct Limit {
  std::string rule;
  bool holds = true;
  std::string words;
  std::optional<Money> headroom;
  std::optional<std::string> unit;
};
void describe(Limit& limit, Visitor& v) {
  v("rule", "Its name.", "size.order_value", limit.rule, self_evident);
  v("holds", "False: it forbids the order.", "true", limit.holds, self_evident);
  v("words", "How the order stands to it.", "", limit.words, self_evident);
  v("headroom", "What it would leave of the limit; negative is beyond.", "737.5", limit.headroom);
  v("unit", "Of headroom.", "USD", limit.unit, self_evident);
}

// What it would come to.
struct Ticket {
  desk::Verdict verdict = desk::Verdict::refused;
  std::string text;
  std::vector<Limit> limits;
  market::Currency currency;
  Money value;
  Quantity position_after;
  std::optional<double> account_share;
  std::optional<double> volume_share;
  std::optional<double> distance;
  std::optional<Money> commission;
  port::MarginChange initial_margin;
  port::MarginChange maintenance_margin;
  std::vector<std::string> warnings;
  market::Origin origin;
};
void describe(Ticket& ticket, Visitor& v) {
  v("verdict", "asks: the person would have to approve it.", "asks", ticket.verdict);
  v("text", "The order in words.", "", ticket.text, self_evident);
  v("limits", "How it stands to each rule of the gate.", "", ticket.limits);
  v("currency", "Of the amounts.", "USD", ticket.currency, self_evident);
  v("value", "What it is worth, about.", "9262.5", ticket.value);
  v("position_after", "If it and every open order on its side trade.", "25", ticket.position_after);
  v("account_share", "Its value in percent of the account.", "9.2", ticket.account_share);
  v("volume_share", "Its quantity in percent of a day's volume, of up to 20 days.", "0.01",
    ticket.volume_share);
  v("distance", "Of its limit or stop from the market, in percent.", "-0.8", ticket.distance);
  v("commission", "As the broker estimates it.", "1", ticket.commission);
  v("initial_margin", "Likewise.", "", ticket.initial_margin);
  v("maintenance_margin", "Likewise.", "", ticket.maintenance_margin);
  v("warnings", "The broker's own words, questions that it would ask included.", "",
    ticket.warnings, self_evident);
  v("origin", "Where the figures come from.", "", ticket.origin, self_evident);
}

std::string summary(const Ticket& ticket) {
  std::string text = ticket.text;
  for (const Limit& limit : ticket.limits)
    if (!limit.holds) text += fmt::format("\nRule {}: {}", limit.rule, limit.words);
  for (const std::string& warning : ticket.warnings)
    text += "\nThe broker: " + desk::one_line(warning, 1000);
  text += fmt::format("\nOnly looked at: {}.",
                      ticket.verdict == desk::Verdict::refused ? "it would be refused"
                      : ticket.verdict == desk::Verdict::asks  ? "it would need the person's yes"
                                                               : "a grant covers it");
  return text + "\n" + source_text(ticket.origin);
}

// What was asked for, as an action with its circumstances.
struct Prepared {
  desk::Action action;
  Gathered gathered;
  std::string sizing;
};

port::Order order_of(const TicketIn& in, const std::string& account, const market::Symbol& symbol) {
  port::Order order;
  order.account = account;
  order.symbol = symbol;
  order.side = in.side;
  order.time_in_force = in.time_in_force;
  take_terms(in.terms, order);
  return order;
}

// What closes the position again once the order has traded. It stands until it is cancelled, for a
// stop-loss that ends with the day leaves the position without one.
std::optional<desk::OrderList> attached(const TicketIn& in, const port::Order& entry) {
  desk::OrderList list;
  port::Order child = entry;
  child.side = entry.side == port::Side::buy ? port::Side::sell : port::Side::buy;
  child.time_in_force = port::TimeInForce::gtc;
  child.parent = "";
  child.limit_price.reset();
  child.stop_price.reset();
  child.trail.reset();
  if (in.take_profit && in.stop_loss) child.oca_group = "";
  if (in.take_profit) {
    port::Order& profit = list.orders.emplace_back(child);
    profit.type = port::OrderType::limit;
    profit.limit_price = in.take_profit;
  }
  if (in.stop_loss) {
    port::Order& loss = list.orders.emplace_back(child);
    loss.type = port::OrderType::stop;
    loss.stop_price = in.stop_loss;
  }
  if (list.orders.empty()) return std::nullopt;
  return list;
}

Task<Result<Prepared>> prepare(TicketIn in, Context& context, const Call& call) {
  const Result<desk::Account> account = only_account(context, in.account);
  if (!account) co_return account.error();
  const Result<const market::Instrument*> instrument =
      co_await resolve_instrument(context, in.symbol.value);
  if (!instrument) co_return instrument.error();
  Result<std::vector<std::string>> questions = questions_about(context, in.accept_questions_of);
  if (!questions) co_return questions.error();
  Prepared out;
  desk::Action& action = out.action;
  action.tool = "place_order";
  action.arguments = to_json(in);
  take_actor(call, action);
  action.order = order_of(in, account->account, (*instrument)->symbol);
  action.order.accepted_questions = std::move(*questions);
  take_instrument(context, action);
  Result<Gathered> gathered =
      co_await look_around(context, action.order.account, action.order.symbol);
  if (!gathered) co_return gathered.error();
  out.gathered = std::move(*gathered);
  Result<Sized> sized = size_by(in.size, action.order, in.stop_loss, out.gathered.circumstances);
  if (!sized) co_return sized.error();
  out.sizing = std::move(sized->words);
  action.order.quantity = sized->quantity;
  action.further = attached(in, action.order);
  for (const port::Order& order : orders_of(action))
    if (const Result<void> valid = validate(order); !valid) co_return valid.error();
  // What the broker does not do at all is said before a person is asked.
  if (const Result<void> can = context.broker.can_take(orders_of(action)); !can)
    co_return can.error();
  action.policy = context.desk.state().gate.version;
  if (!out.gathered.origin)
    co_return error(Code::no_data,
                    "Neither a quote of {} nor the account's figures could be had; try again.",
                    (*instrument)->full_name());
  co_return out;
}

void take_size(const Prepared& prepared, const desk::State& state, Ticket& ticket) {
  const desk::Circumstances& now = prepared.gathered.circumstances;
  const Result<desk::OrderSize> size = desk::size_of(prepared.action, state, now, Id{});
  ticket.origin = *prepared.gathered.origin;
  ticket.currency = now.base_currency;
  if (size) {
    ticket.value = size->value;
    ticket.position_after = size->after;
    if (now.equity) ticket.account_share = percent_of(size->value, *now.equity);
  }
  const port::Order& order = prepared.action.order;
  const std::optional<Price>& at = order.stop_price ? order.stop_price : order.limit_price;
  if (at && now.mark) ticket.distance = percent_of(*at - *now.mark, *now.mark);
}

constexpr std::size_t volume_days = 20;

std::optional<double> share_of_volume(Quantity quantity, const DailyBars& daily) {
  const std::size_t count = std::min(volume_days, daily.complete.size());
  double volume = 0;
  for (std::size_t i = daily.complete.size() - count; i < daily.complete.size(); ++i)
    volume += daily.complete[i].volume.to_double();
  if (!(volume > 0)) return std::nullopt;
  return market::rounded(100 * quantity.to_double() / (volume / static_cast<double>(count)), 4);
}

// ---- preview_order ----

Task<Result<Ticket>> run_preview(TicketIn in, Context& context, Call& call) {
  const Result<Prepared> prepared = co_await prepare(in, context, call);
  if (!prepared) co_return prepared.error();
  const desk::State& state = context.desk.state();
  const desk::Circumstances& now = prepared->gathered.circumstances;
  Ticket ticket;
  for (desk::Finding& finding : desk::findings(prepared->action, state, now, Id{})) {
    Limit& limit = ticket.limits.emplace_back();
    limit.rule = name_of(finding.rule);
    limit.holds = finding.holds;
    limit.words = std::move(finding.words);
    limit.headroom = finding.left;
    if (finding.left) limit.unit = std::move(finding.unit);
  }
  ticket.verdict = desk::rule_on_request(prepared->action, state, now, Id{}).verdict;
  take_size(*prepared, state, ticket);
  ticket.text = desk::orders_text(prepared->action) +
                fmt::format(": about {}.", desk::money_text(ticket.value, ticket.currency));
  if (!prepared->sizing.empty()) ticket.text += fmt::format(" {}.", prepared->sizing);
  const market::Instrument* instrument =
      context.market.catalogue().find(prepared->action.order.symbol);
  const Result<DailyBars> daily = co_await load_daily(context, instrument);
  if (daily) {
    ticket.volume_share = share_of_volume(prepared->action.order.quantity, *daily);
    ticket.origin = combine(ticket.origin, daily->origin);
  }
  const auto begin = [&](port::Reply<port::OrderPreview> reply) {
    context.broker.preview(prepared->action.order, std::move(reply));
  };
  const Result<port::OrderPreview> preview = co_await ask<port::OrderPreview>(begin);
  if (!preview) {
    ticket.warnings.push_back(preview.error().message);
    co_return ticket;
  }
  ticket.warnings = preview->warnings;
  // The broker's amounts only where they are in the currency that is named.
  if (preview->currency == ticket.currency) {
    ticket.commission = preview->commission;
    ticket.initial_margin = preview->initial_margin;
    ticket.maintenance_margin = preview->maintenance_margin;
  }
  ticket.origin = combine(ticket.origin, preview->origin);
  co_return ticket;
}

// ---- place_order ----

Task<Result<OrderAnswer>> run_place(TicketIn in, Context& context, Call& call) {
  Result<Prepared> prepared = co_await prepare(in, context, call);
  if (!prepared) co_return prepared.error();
  Result<OrderAnswer> answer =
      co_await propose(context, std::move(prepared->action), std::move(prepared->gathered));
  if (answer && !prepared->sizing.empty()) answer->text += fmt::format(" ({}.)", prepared->sizing);
  co_return answer;
}

}  // namespace

extern const Tool preview_order;
const Tool preview_order{"preview_order",
                         Category::account,
                         Effect::reads,
                         "What an order would come to: value, commission, margin, and every limit "
                         "of the gate. Nothing is sent or asked for.",
                         run_preview,
                         {.rare = true}};

extern const Tool place_order;
const Tool place_order{
    "place_order", Category::account, Effect::acts,
    "Asks for an order, which waits for the person: no tool can approve it. Preview, record, "
    "changes: more_tools.",
    run_place};

}  // namespace pitwall::tool
