#include "tool/chart_parts.h"

#include "tool/holdings.h"

namespace pitwall::tool {

void describe(ChartOrder& order, Visitor& v) {
  v("id", "Its handle.", "", order.id, self_evident);
  v("side", "buy or sell.", "buy", order.side, self_evident);
  v("kind", "market, limit, stop or stop_limit.", "limit", order.kind, self_evident);
  v("quantity", "Still to be filled.", "100", order.quantity, self_evident);
  v("price", "Limit, or the stop of a stop order.", "360", order.price, self_evident);
  v("stop_price", "Stop of a stop-limit order.", "361", order.stop_price, self_evident);
  v("status", "Its status.", "working", order.status, self_evident);
}

void describe(ChartPosition& position, Visitor& v) {
  v("quantity", "Held over all accounts; negative is short.", "100", position.quantity,
    self_evident);
  v("average_price", "Average cost of one.", "360", position.average_price, self_evident);
}

void describe(ChartLevel& level, Visitor& v) {
  v("percent", "How much of the way.", "61.8", level.percent, self_evident);
  v("price", "The price there.", "365.2", level.price, self_evident);
}

void describe(IndicatorValue& value, Visitor& v) {
  v("name", "Which line.", "upper", value.name, self_evident);
  v("value", "Its value at the last candle.", "366.12", value.value, self_evident);
}

namespace {

bool is_here(const Context& context, std::string_view account) {
  const desk::Account* known = context.desk.state().find_account(account);
  return known && known->broker == context.broker.name();
}

}  // namespace

std::vector<ChartOrder> open_orders(const Context& context, const market::Symbol& symbol) {
  std::vector<ChartOrder> orders;
  for (const desk::OrderState& known : context.desk.state().orders) {
    if (!is_here(context, known.order.account)) continue;
    if (known.order.symbol != symbol || port::is_final(known.status)) continue;
    if (orders.size() == max_chart_orders) break;
    ChartOrder& order = orders.emplace_back();
    order.id = known.order.client_id;
    order.side = known.order.side;
    order.kind = known.order.type;
    order.quantity = known.order.quantity - known.filled;
    order.price = known.order.limit_price ? known.order.limit_price : known.order.stop_price;
    if (known.order.limit_price) order.stop_price = known.order.stop_price;
    order.status = known.status;
  }
  return orders;
}

std::vector<desk::ChartFill> fills_since(const Context& context, const market::Symbol& symbol,
                                         Time from) {
  std::vector<desk::ChartFill> fills;
  const desk::TradeLog* log = context.desk.state().charts.find_trades(symbol);
  if (!log) return fills;
  for (const desk::ChartFill& fill : log->fills)
    if (fill.time >= from && is_here(context, fill.account)) fills.push_back(fill);
  std::ranges::sort(fills, {},
                    [](const desk::ChartFill& fill) { return std::tie(fill.time, fill.id); });
  return fills;
}

std::optional<ChartPosition> position_in(const Context& context, const market::Symbol& symbol) {
  desk::Position whole;
  bool held = false;
  const desk::State& state = context.desk.state();
  for (const desk::Account& account : accounts_here(context)) {
    const desk::Position* part = state.find_position(account.account, symbol);
    if (!part || part->quantity.is_zero()) continue;
    held = true;
    whole.multiplier = part->multiplier;
    whole.quantity += part->quantity;
    whole.cost += part->cost;
  }
  if (!held) return std::nullopt;
  ChartPosition position{whole.quantity, {}};
  if (!whole.quantity.is_zero()) position.average_price = whole.average_price();
  return position;
}

std::string next_handle(const desk::Desk& desk, std::string_view prefix) {
  return fmt::format("{}{}", prefix, desk.sequence() + desk.waiting() + 1);
}

Task<Result<void>> record(std::vector<desk::Event> events, Context& context) {
  if (events.empty()) co_return Result<void>();
  struct Waiting {
    std::size_t left;
    Result<void> outcome;
  };
  const auto waiting = std::make_shared<Waiting>(Waiting{events.size(), {}});
  const auto begin = [&](port::Reply<void> reply) {
    for (desk::Event& event : events) {
      auto* put = std::get_if<desk::DrawingPut>(&event);
      if (put && put->drawing.id.empty()) put->drawing.id = next_handle(context.desk, "d");
      context.desk.submit(std::move(event), [waiting, reply](const Result<void>& applied) {
        if (!applied && waiting->outcome) waiting->outcome = applied;
        if (--waiting->left == 0) reply(waiting->outcome);
      });
    }
  };
  const Result<void> done = co_await ask<void>(begin);
  co_return done;
}

}  // namespace pitwall::tool
