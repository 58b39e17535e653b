#include "adapter/client_portal/orders.h"

#include <algorithm>

#include "adapter/client_portal/figures.h"

namespace pitwall::client_portal {
namespace {

constexpr int longest_chain = 10;  // questions about one order; three have been seen
constexpr Duration cold_pause = seconds(1);
constexpr int looks_at_cold_orders = 3;
constexpr Duration give_up_after = minutes(2);  // on an order that nobody has ever seen
constexpr int looks_before_giving_up = 3;
constexpr std::size_t most_executions_remembered = 20'000;

bool is_unknown_order(const Error& error) {
  return contains_ignoring_case(error.message, "doesn't exist") ||
         contains_ignoring_case(error.message, "not found");
}

// The broker has an order with this client id already: the same one, since ids are made once.
bool is_duplicate(const Error& error) {
  return contains_ignoring_case(error.message, "already registered");
}

// Whether the change may have arrived although no word of it came back.
bool is_uncertain(const Answered& answered) {
  if (!answered.sent) return false;
  return !answered.answered || answered.trouble == Trouble::maintenance;
}

bool all_accepted(const Questions& asked, const port::Order& order) {
  return std::ranges::all_of(asked.questions, [&](const port::BrokerQuestion& question) {
    return std::ranges::find(order.accepted_questions, question.text) !=
           order.accepted_questions.end();
  });
}

std::optional<std::int64_t> broker_number(std::string_view client_id) {
  constexpr std::string_view prefix = "broker:";
  if (!client_id.starts_with(prefix)) return std::nullopt;
  return integer_of(client_id.substr(prefix.size()));
}

}  // namespace

net::Awaitable<Result<OrderDesk::Prepared>> OrderDesk::prepare(port::Order order) {
  PITWALL_CO_TRY_VOID(wire_.usable());
  PITWALL_CO_TRY_VOID(port::validate(order));
  PITWALL_CO_TRY(const Account* account, wire_.account(order.account));
  order.account = account->id;
  const market::Instrument* instrument = wire_.catalogue.find(order.symbol);
  if (instrument == nullptr)
    co_return error(Code::not_found, "{} is no instrument that the desk knows.",
                    order.symbol.view());
  PITWALL_CO_TRY(ibkr::Contract contract, co_await contracts_.resolve(instrument->id));
  co_return Prepared{std::move(order), std::move(contract)};
}

Error OrderDesk::nobody_knows(const port::Order& order) {
  const bool waits = std::ranges::any_of(
      unanswered_, [&](const Unanswered& one) { return one.client_id == order.client_id; });
  if (!waits) unanswered_.push_back({order.client_id, order.account, order, wire_.loop.now(), 0});
  return error(Code::deadline_exceeded,
               "Interactive Brokers gave no answer about order {}: whether it has it is being "
               "looked up. It is not sent again.",
               order.client_id);
}

net::Awaitable<Result<port::Placed>> OrderDesk::place(port::Order order) {
  PITWALL_CO_TRY(Prepared prepared, co_await prepare(std::move(order)));
  const OrderTerms terms{prepared.order, prepared.contract, wire_.username};
  Call call;
  call.method = "POST";
  call.path = fmt::format("/iserver/account/{}/orders", prepared.order.account);
  call.body = orders_json(terms);
  ours_.insert_or_assign(prepared.order.client_id, prepared.order);
  co_return co_await hand_over(std::move(call), prepared.order);
}

net::Awaitable<Result<port::Placed>> OrderDesk::hand_over(Call call, port::Order order) {
  const std::uint64_t holder = co_await wire_.gateway->hold();
  call.holder = holder;
  Answered answered = co_await wire_.gateway->ask(std::move(call));
  Result<port::Placed> placed = co_await settle(std::move(answered), std::move(order), holder);
  wire_.gateway->let_go(holder);
  co_return placed;
}

// Goes through the broker's questions, to their end or to the first that nobody has said yes to.
net::Awaitable<Result<port::Placed>> OrderDesk::settle(Answered answered, port::Order order,
                                                       std::uint64_t holder) {
  std::vector<port::BrokerQuestion> refused;
  for (int step = 0; step < longest_chain; ++step) {
    if (is_uncertain(answered) && refused.empty()) co_return nobody_knows(order);
    if (!answered.body) {
      if (!refused.empty()) break;  // the no was said; without it the broker drops the order too
      if (!is_duplicate(answered.body.error())) co_return answered.body.error();
      static_cast<void>(nobody_knows(order));
      co_return port::Placed{};
    }
    const OrderReply reply = order_reply_of(*answered.body);
    if (const Accepted* accepted = std::get_if<Accepted>(&reply)) {
      by_client_id_.insert_or_assign(order.client_id, accepted->order_id);
      co_return port::Placed{};
    }
    if (!refused.empty()) break;
    if (const Error* failed = std::get_if<Error>(&reply)) co_return *failed;
    const Questions& asked = std::get<Questions>(reply);
    const bool accepted = all_accepted(asked, order);
    if (!accepted) refused = asked.questions;
    Call call;
    call.method = "POST";
    call.path = "/iserver/reply/" + net::percent_encode(asked.reply_id);
    call.body = accepted ? R"({"confirmed":true})" : R"({"confirmed":false})";
    call.holder = holder;
    answered = co_await wire_.gateway->ask(std::move(call));
  }
  if (refused.empty())
    co_return error(Code::unavailable,
                    "Interactive Brokers asked more than {} questions about one order; it was "
                    "left there.",
                    longest_chain);
  port::Placed placed;
  placed.questions = std::move(refused);
  co_return placed;
}

net::Awaitable<Result<OrderDesk::Target>> OrderDesk::find(std::string client_id) {
  for (int look = 0; look < 2; ++look) {
    std::int64_t order_id = broker_number(client_id).value_or(0);
    const auto placed = by_client_id_.find(client_id);
    if (order_id == 0 && placed != by_client_id_.end()) order_id = placed->second;
    const auto row = rows_.find(order_id);
    const auto ours = ours_.find(client_id);
    if (row != rows_.end() && !row->second.account.empty())
      co_return Target{order_id, row->second.account};
    if (order_id != 0 && ours != ours_.end()) co_return Target{order_id, ours->second.account};
    if (look > 0) break;
    PITWALL_CO_TRY(const std::vector<Json> rows, co_await fetch_orders());
    take(rows);
  }
  co_return error(Code::not_found, "Interactive Brokers has no order {} today.", client_id);
}

net::Awaitable<Result<port::Placed>> OrderDesk::modify(port::Order order) {
  PITWALL_CO_TRY(Prepared prepared, co_await prepare(std::move(order)));
  PITWALL_CO_TRY(const Target target, co_await find(prepared.order.client_id));
  const OrderTerms terms{prepared.order, prepared.contract, wire_.username};
  Call call;
  call.method = "POST";
  call.path = fmt::format("/iserver/account/{}/order/{}", target.account, target.order_id);
  call.body = order_json(terms, true);
  Result<port::Placed> placed = co_await hand_over(std::move(call), prepared.order);
  if (placed && placed->questions.empty())
    ours_.insert_or_assign(prepared.order.client_id, prepared.order);
  co_return placed;
}

net::Awaitable<Result<void>> OrderDesk::cancel(std::string client_id) {
  PITWALL_CO_TRY_VOID(wire_.usable());
  PITWALL_CO_TRY(const Target target, co_await find(client_id));
  Call call;
  call.method = "DELETE";
  call.path = fmt::format("/iserver/account/{}/order/{}", target.account, target.order_id);
  const auto row = rows_.find(target.order_id);
  if (row != rows_.end() && row->second.conid != 0) {
    const std::optional<market::InstrumentId> id = wire_.contracts.find(row->second.conid);
    const bool future = id && wire_.catalogue.at(*id).asset_class == market::AssetClass::future;
    if (future)
      call.path += "?manualIndicator=false&extOperator=" + net::percent_encode(wire_.username);
  }
  const Answered answered = co_await wire_.gateway->ask(std::move(call));
  if (!answered.body) {
    if (is_unknown_order(answered.body.error()))
      co_return error(Code::not_found, "Interactive Brokers has no working order {}.", client_id);
    co_return answered.body.error();
  }
  // Accepted is not cancelled: how it ends is told by the stream, and looked up if it is not.
  const auto ours = ours_.find(client_id);
  if (ours != ours_.end()) static_cast<void>(nobody_knows(ours->second));
  co_return Result<void>{};
}

net::Awaitable<Result<port::OrderPreview>> OrderDesk::preview(port::Order order) {
  PITWALL_CO_TRY(Prepared prepared, co_await prepare(std::move(order)));
  const std::vector<std::int64_t> conids{prepared.contract.conid};
  // The broker estimates nothing for an instrument that it has not been asked to quote.
  const auto row = co_await quotes_.snapshots(conids, quote_fields);
  if (!row) co_return row.error();
  const OrderTerms terms{prepared.order, prepared.contract, wire_.username};
  std::string body = orders_json(terms);
  std::string path = fmt::format("/iserver/account/{}/orders/whatif", prepared.order.account);
  PITWALL_CO_TRY(const Json answer, co_await wire_.gateway->post(path, body));
  port::OrderPreview preview = preview_of(answer);
  if (!preview.amount && !preview.initial_margin.after && preview.warnings.empty())
    co_return error(Code::no_data, "Interactive Brokers estimates nothing for this order: {}",
                    shortened(answer.dump()));
  if (preview.currency.empty())
    preview.currency = wire_.account(prepared.order.account).value()->currency;
  preview.origin = wire_.origin(wire_.now());
  co_return preview;
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
}

// Tells what is new of an order whose instrument is known.
void OrderDesk::report(OrderRow& row) {
  if (row.conid == 0) {
    // A delta of an order of ours may come before its row.
    for (const auto& [client_id, order_id] : by_client_id_)
      if (order_id == row.order_id && ours_.contains(client_id)) row.reference = client_id;
  }
  const auto ours = ours_.find(row.reference);
  const std::optional<market::InstrumentId> instrument = wire_.contracts.find(row.conid);
  if (!instrument && ours == ours_.end()) return;
  const market::Symbol symbol =
      ours != ours_.end() ? ours->second.symbol : wire_.catalogue.at(*instrument).symbol;
  const Result<port::LiveOrder> live = live_order_of(row, symbol);
  if (!live || row.status.empty()) return;
  if (!wire_.account(live->order.account)) return;
  port::OrderReported event;
  event.order = ours != ours_.end() ? ours->second : live->order;
  event.order.quantity = live->order.quantity;
  event.order.limit_price =
      live->order.limit_price ? live->order.limit_price : event.order.limit_price;
  event.order.stop_price = live->order.stop_price ? live->order.stop_price : event.order.stop_price;
  event.status = live->status;
  event.filled = live->filled;
  event.detail = live->detail;
  event.time = wire_.now();
  const std::string summary =
      fmt::format("{} {} {} {} {}", port::name_of(event.status), event.filled.text(), event.detail,
                  event.order.quantity.text(), live->order.limit_price.value_or(Price{}).text());
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
    Result<port::LiveOrder> live = live_order_of(row, wire_.catalogue.at(*id).symbol);
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
