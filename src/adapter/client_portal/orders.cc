#include "adapter/client_portal/orders.h"

#include <algorithm>

#include "adapter/client_portal/figures.h"
#include "base/json_out.h"

namespace pitwall::client_portal {
namespace {

constexpr Duration cold_pause = seconds(1);
constexpr int looks_at_cold_orders = 3;
constexpr Duration give_up_after = minutes(2);  // on an order that nobody has ever seen
constexpr int looks_before_giving_up = 3;
constexpr std::size_t most_executions_remembered = 20'000;

}  // namespace

void OrderDesk::remember(std::vector<port::Order> orders) {
  for (port::Order& order : orders) ours_.insert_or_assign(order.client_id, std::move(order));
}

std::vector<std::string> OrderDesk::account_parameters() const {
  std::vector<std::string> parameters;
  if (wire_.accounts.size() > 1)
    for (const Account& account : wire_.accounts) parameters.push_back("accountId=" + account.id);
  else
    parameters.emplace_back();
  return parameters;
}

net::Awaitable<Result<std::vector<Json>>> OrderDesk::fetch_orders() {
  // The first question of a session is answered with nothing: it only fetches.
  if (!orders_warm_) {
    PITWALL_CO_TRY_VOID(co_await wire_.gateway->get("/iserver/account/orders?force=true"));
    orders_warm_ = true;
    co_await wire_.loop.sleep(cold_pause);
  }
  std::vector<Json> all;
  const std::vector<std::string> parameters = account_parameters();
  for (const std::string& parameter : parameters) {
    for (int look = 1; look <= looks_at_cold_orders; ++look) {
      const std::string path =
          "/iserver/account/orders" + (parameter.empty() ? "" : "?" + parameter);
      PITWALL_CO_TRY(const Json body, co_await wire_.gateway->get(path));
      for (Json& row : order_rows_in(body)) all.push_back(std::move(row));
      const Json* complete = body.find("snapshot");
      if (complete == nullptr || truth_of(complete)) break;
      co_await wire_.loop.sleep(cold_pause);
    }
  }
  co_return all;
}

net::Awaitable<Result<std::vector<TradeRow>>> OrderDesk::fetch_trades(std::int64_t days) {
  std::vector<TradeRow> all;
  const std::vector<std::string> parameters = account_parameters();
  for (const std::string& parameter : parameters) {
    const std::string path = fmt::format("/iserver/account/trades?days={}{}{}", days,
                                         parameter.empty() ? "" : "&", parameter);
    PITWALL_CO_TRY(const Json body, co_await wire_.gateway->get(path));
    std::vector<TradeRow> rows = trades_of(body);
    if (!std::exchange(trades_warm_, true) && rows.empty()) {
      co_await wire_.loop.sleep(cold_pause);
      PITWALL_CO_TRY(const Json again, co_await wire_.gateway->get(path));
      rows = trades_of(again);
    }
    for (TradeRow& row : rows) {
      const auto same = std::ranges::find(all, row.execution_id, &TradeRow::execution_id);
      if (same == all.end()) all.push_back(std::move(row));
    }
  }
  co_return all;
}

void OrderDesk::take(const std::vector<Json>& rows) {
  for (const Json& row : rows) {
    OrderRow& known = rows_[order_id_of(row)];
    OrderRow merged = known;
    merge(merged, row);
    // An order that has ended does not come back: the answer was under way before.
    if (port::is_final(status_of(known)) && !port::is_final(status_of(merged))) continue;
    known = std::move(merged);
    if (!known.reference.empty()) by_client_id_.insert_or_assign(known.reference, known.order_id);
  }
  for (const Json& row : rows) recognize(rows_[order_id_of(row)]);
}

// The child of a bracket has no name at the broker, but its parent's number: it is the one of ours
// that waits for that parent, on this side and of this type.
void OrderDesk::recognize(OrderRow& row) {
  const auto parent = rows_.find(row.parent);
  if (!row.reference.empty() || row.parent == 0 || parent == rows_.end()) return;
  for (const auto& [client_id, order] : ours_) {
    if (!order.parent || *order.parent != parent->second.reference || !is_alike(row, order))
      continue;
    if (!by_client_id_.try_emplace(client_id, row.order_id).second) continue;
    row.reference = client_id;
    return;
  }
}

const port::Order* OrderDesk::ours(const OrderRow& row) const {
  const auto found = ours_.find(row.reference);
  return found == ours_.end() ? nullptr : &found->second;
}

// Tells what is new of an order whose instrument is known.
void OrderDesk::report(OrderRow& row) {
  const port::Order* placed = ours(row);
  const std::optional<market::InstrumentId> instrument = wire_.contracts.find(row.conid);
  if (!instrument && !placed) return;
  const market::Symbol symbol = placed ? placed->symbol : wire_.catalogue.at(*instrument).symbol;
  const Result<port::LiveOrder> live = live_order_of(row, symbol, placed);
  if (!live || row.status.empty()) return;
  if (!wire_.account(live->order.account)) return;
  port::OrderReported event;
  event.order = live->order;
  event.status = live->status;
  event.filled = live->filled;
  event.detail = live->detail;
  event.time = wire_.now();
  const std::string summary = fmt::format("{} {} {} {}", port::name_of(event.status),
                                          event.filled.text(), event.detail, to_json(event.order));
  std::string& told = told_[row.order_id];
  if (told == summary) return;
  told = summary;
  wire_.tell(std::move(event));
}

std::optional<port::OrderExecuted> OrderDesk::execution_of(const TradeRow& row) const {
  const std::optional<market::InstrumentId> id = wire_.contracts.find(row.conid);
  if (!id) return std::nullopt;
  const market::Instrument& instrument = wire_.catalogue.at(*id);
  if (!believable(row.price, row.quantity, instrument.multiplier)) return std::nullopt;
  const Result<const Account*> account = wire_.account(row.account);
  if (!account) return std::nullopt;
  port::OrderExecuted event;
  event.execution_id = row.execution_id;
  event.account = (*account)->id;
  event.client_id = row.order_reference;
  const auto known = rows_.find(row.order_id);
  if (event.client_id.empty() && known != rows_.end()) event.client_id = known->second.reference;
  if (event.client_id.empty())
    event.client_id =
        row.order_id != 0 ? fmt::format("broker:{}", row.order_id) : "broker:" + row.execution_id;
  const auto ours = ours_.find(event.client_id);
  event.symbol = ours != ours_.end() ? ours->second.symbol : instrument.symbol;
  event.asset_class = instrument.asset_class;
  event.currency = instrument.currency;
  event.multiplier = instrument.multiplier;
  event.side = row.side;
  event.quantity = row.quantity;
  event.price = row.price;
  event.commission = row.commission;
  event.time = row.time;
  event.trading_day = wire_.trading_day(instrument, row.time);
  return event;
}

void OrderDesk::tell(const TradeRow& row) {
  if (executions_told_.contains(row.execution_id)) return;
  const std::optional<port::OrderExecuted> event = execution_of(row);
  if (!event) {
    constexpr std::size_t most_waiting = 1'000;
    if (trades_waiting_.size() < most_waiting) trades_waiting_.push_back(row);
    return;
  }
  if (executions_told_.size() >= most_executions_remembered) executions_told_.clear();
  executions_told_.insert(row.execution_id);
  wire_.tell(*event);
}

net::Awaitable<Result<void>> OrderDesk::tell_executions() {
  PITWALL_CO_TRY(std::vector<TradeRow> rows,
                 co_await fetch_trades(port::ExecutionsQuery::max_days));
  std::vector<std::int64_t> conids;
  for (const TradeRow& row : rows) conids.push_back(row.conid);
  co_await contracts_.learn(std::move(conids));
  std::ranges::sort(rows, {},
                    [](const TradeRow& row) { return std::tuple(row.time, row.execution_id); });
  trades_waiting_.clear();
  for (const TradeRow& row : rows) tell(row);
  trades_waiting_.clear();
  co_return Result<void>{};
}

net::Awaitable<Result<void>> OrderDesk::tell_orders() {
  PITWALL_CO_TRY(const std::vector<Json> rows, co_await fetch_orders());
  take(rows);
  std::vector<std::int64_t> conids;
  for (const auto& [order_id, row] : rows_) conids.push_back(row.conid);
  co_await contracts_.learn(std::move(conids));
  told_.clear();
  for (auto& [order_id, row] : rows_) report(row);
  co_return Result<void>{};
}

void OrderDesk::forget_session() {
  orders_warm_ = false;
  trades_warm_ = false;
}

void OrderDesk::on_frame(const Frame& frame) {
  if (frame.topic == "sor") {
    const std::vector<Json> rows = order_rows_in(frame.body);
    take(rows);
    if (!wire_.up) return;  // told with the rest when the session begins
    for (const Json& row : rows) report(rows_[order_id_of(row)]);
  }
  if (frame.topic == "str")
    for (const TradeRow& row : trades_of(frame.body)) {
      if (wire_.up) tell(row);
    }
}

net::Awaitable<void> OrderDesk::tend() {
  if (tending_ || !wire_.up) co_return;
  tending_ = true;
  std::vector<std::int64_t> conids;
  for (const TradeRow& row : trades_waiting_) conids.push_back(row.conid);
  for (const auto& [order_id, row] : rows_)
    if (!told_.contains(order_id) && row.conid != 0) conids.push_back(row.conid);
  std::erase_if(conids,
                [&](std::int64_t conid) { return wire_.contracts.find(conid).has_value(); });
  co_await contracts_.learn(conids);
  for (const TradeRow& row : std::exchange(trades_waiting_, {}))
    if (wire_.contracts.find(row.conid)) tell(row);
  for (auto& [order_id, row] : rows_)
    if (!told_.contains(order_id)) report(row);
  if (!unanswered_.empty()) co_await look_for_unanswered();
  tending_ = false;
}

// Of an order that nobody has ever seen, in several complete answers over minutes, it is said that
// the broker does not have it.
net::Awaitable<void> OrderDesk::look_for_unanswered() {
  const Result<std::vector<Json>> rows = co_await fetch_orders();
  const Result<std::vector<TradeRow>> trades = co_await fetch_trades(1);
  if (!rows || !trades || !wire_.up) co_return;
  take(*rows);
  for (const Json& row : *rows) report(rows_[order_id_of(row)]);
  for (const TradeRow& row : *trades) tell(row);
  const Duration now = wire_.loop.now();
  for (Unanswered& one : unanswered_) ++one.looks;
  std::erase_if(unanswered_, [&](const Unanswered& one) {
    if (by_client_id_.contains(one.client_id)) return true;
    for (const TradeRow& row : *trades)
      if (row.order_reference == one.client_id) return true;
    if (one.looks < looks_before_giving_up || now - one.since < give_up_after) return false;
    port::OrderReported event;
    event.order = one.order;
    event.status = port::OrderStatus::rejected;
    event.detail = "Interactive Brokers does not have this order: it never arrived.";
    event.time = wire_.now();
    wire_.tell(std::move(event));
    return true;
  });
}

net::Awaitable<Result<port::LiveOrders>> OrderDesk::live_orders(std::string account) {
  PITWALL_CO_TRY_VOID(wire_.usable());
  if (!account.empty()) PITWALL_CO_TRY_VOID(wire_.account(account));
  PITWALL_CO_TRY(const std::vector<Json> rows, co_await fetch_orders());
  take(rows);
  std::vector<OrderRow> found;
  std::vector<std::int64_t> conids;
  for (const Json& row : rows) {
    found.push_back(rows_[order_id_of(row)]);
    conids.push_back(found.back().conid);
  }
  co_await contracts_.learn(std::move(conids));
  port::LiveOrders result;
  result.origin = wire_.origin(wire_.now());
  for (const OrderRow& row : found) {
    const std::optional<market::InstrumentId> id = wire_.contracts.find(row.conid);
    if (!id || (!account.empty() && row.account != account)) continue;
    Result<port::LiveOrder> live = live_order_of(row, wire_.catalogue.at(*id).symbol, ours(row));
    if (live && !port::is_final(live->status)) result.orders.push_back(std::move(*live));
  }
  std::ranges::sort(result.orders, std::greater{}, [](const port::LiveOrder& live) {
    return integer_of(live.broker_id).value_or(0);
  });
  co_return result;
}

net::Awaitable<Result<port::Executions>> OrderDesk::executions(port::ExecutionsQuery query) {
  PITWALL_CO_TRY_VOID(wire_.usable());
  if (!query.account.empty()) PITWALL_CO_TRY_VOID(wire_.account(query.account));
  const std::int64_t days =
      std::clamp<std::int64_t>(query.days, 1, port::ExecutionsQuery::max_days);
  PITWALL_CO_TRY(std::vector<TradeRow> rows, co_await fetch_trades(days));
  std::vector<std::int64_t> conids;
  for (const TradeRow& row : rows) conids.push_back(row.conid);
  co_await contracts_.learn(std::move(conids));
  std::ranges::sort(rows, std::greater{},
                    [](const TradeRow& row) { return std::tuple(row.time, row.execution_id); });
  port::Executions result;
  result.origin = wire_.origin(wire_.now());
  for (const TradeRow& row : rows) {
    std::optional<port::OrderExecuted> event = execution_of(row);
    if (event && (query.account.empty() || event->account == query.account))
      result.executions.push_back(std::move(*event));
  }
  co_return result;
}

}  // namespace pitwall::client_portal
