// What is done about orders: handing them over, the broker's questions, changing, calling off.
#include <algorithm>
#include <deque>

#include "adapter/client_portal/figures.h"
#include "adapter/client_portal/orders.h"

namespace pitwall::client_portal {
namespace {

constexpr int longest_chain = 30;  // questions about one request; three an order have been seen

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

// The person said yes to these words for all that goes together.
bool all_accepted(const Questions& asked, const std::vector<port::Order>& orders) {
  return std::ranges::all_of(asked.questions, [&](const port::BrokerQuestion& question) {
    return std::ranges::any_of(orders, [&](const port::Order& order) {
      return std::ranges::find(order.accepted_questions, question.text) !=
             order.accepted_questions.end();
    });
  });
}

std::optional<std::int64_t> broker_number(std::string_view client_id) {
  constexpr std::string_view prefix = "broker:";
  if (!client_id.starts_with(prefix)) return std::nullopt;
  return integer_of(client_id.substr(prefix.size()));
}

// One order; a bracket, all of whose others hang on the first; or a group without a parent.
Result<void> belong_together(const std::vector<port::Order>& orders) {
  if (orders.empty()) return error(Code::invalid_argument, "There is no order in it.");
  const port::Order& first = orders.front();
  const bool bracket = std::all_of(orders.begin() + 1, orders.end(), [&](const port::Order& order) {
    return order.parent == first.client_id;
  });
  const bool group = std::ranges::all_of(orders, [&](const port::Order& order) {
    return !order.parent && order.oca_group && order.oca_group == first.oca_group;
  });
  const bool of_one = std::ranges::all_of(orders, [&](const port::Order& order) {
    return order.symbol == first.symbol && order.account == first.account;
  });
  if (of_one && !first.parent && (bracket || group)) return {};
  return error(Code::unsupported,
               "Orders that go together are of one account and one instrument: the first as the "
               "parent of all others, or all of one group.");
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

void OrderDesk::look_for(const std::vector<port::Order>& orders) {
  for (const port::Order& order : orders)
    if (std::ranges::find(unanswered_, order.client_id, &Unanswered::client_id) ==
        unanswered_.end())
      unanswered_.push_back({order.client_id, order.account, order, wire_.loop.now(), 0});
}

Error OrderDesk::nobody_knows(const std::vector<port::Order>& orders) {
  look_for(orders);
  return error(Code::deadline_exceeded,
               "Interactive Brokers gave no answer about order {}: whether it has it is being "
               "looked up. It is not sent again.",
               orders.front().client_id);
}

net::Awaitable<Result<port::Placed>> OrderDesk::place(std::vector<port::Order> orders) {
  PITWALL_CO_TRY_VOID(belong_together(orders));
  for (const port::Order& order : orders) PITWALL_CO_TRY_VOID(port::validate(order));
  PITWALL_CO_TRY(const Prepared first, co_await prepare(orders.front()));
  for (port::Order& order : orders) order.account = first.order.account;
  Call call;
  call.method = "POST";
  call.path = fmt::format("/iserver/account/{}/orders", first.order.account);
  call.body = orders_json(orders, {first.contract, wire_.username});
  remember(orders);
  co_return co_await hand_over(std::move(call), std::move(orders));
}

net::Awaitable<Result<port::Placed>> OrderDesk::hand_over(Call call,
                                                          std::vector<port::Order> orders) {
  const std::uint64_t holder = co_await wire_.gateway->hold();
  call.holder = holder;
  Answered answered = co_await wire_.gateway->ask(std::move(call));
  Result<port::Placed> placed = co_await settle(std::move(answered), std::move(orders), holder);
  wire_.gateway->let_go(holder);
  co_return placed;
}

// Goes through the broker's questions, one answer for each, to their end or to the first that
// nobody has said yes to: from there on the answer is no.
net::Awaitable<Result<port::Placed>> OrderDesk::settle(Answered answered,
                                                       std::vector<port::Order> orders,
                                                       std::uint64_t holder) {
  std::vector<Accepted> accepted;
  std::deque<Questions> open;
  port::Placed refused;
  Error failure = error(Code::unavailable,
                        "Interactive Brokers asked more than {} questions about one order; it was "
                        "left there.",
                        longest_chain);
  for (int step = 0; step < longest_chain; ++step) {
    if (is_uncertain(answered) && refused.questions.empty()) co_return nobody_knows(orders);
    Result<OrderReply> reply =
        answered.body ? order_reply_of(*answered.body) : answered.body.error();
    if (reply) {
      std::ranges::move(reply->accepted, std::back_inserter(accepted));
      std::ranges::move(reply->asked, std::back_inserter(open));
    } else {
      failure = reply.error();
    }
    if (open.empty()) break;
    for (const Questions& asked : open)
      if (refused.questions.empty() && !all_accepted(asked, orders))
        refused.questions = asked.questions;
    Call call;
    call.method = "POST";
    call.path = "/iserver/reply/" + net::percent_encode(open.front().reply_id);
    call.body = refused.questions.empty() ? R"({"confirmed":true})" : R"({"confirmed":false})";
    call.holder = holder;
    open.pop_front();
    answered = co_await wire_.gateway->ask(std::move(call));
  }
  take_accepted(accepted, orders);
  if (accepted.size() >= orders.size()) co_return port::Placed{};
  // It has some of them: what became of the others only it can say.
  if (!accepted.empty()) co_return nobody_knows(orders);
  if (!refused.questions.empty()) co_return refused;
  if (!is_duplicate(failure)) co_return failure;
  look_for(orders);
  co_return port::Placed{};
}

// By the name that the broker gives back, or by their place in the request.
void OrderDesk::take_accepted(const std::vector<Accepted>& accepted,
                              const std::vector<port::Order>& orders) {
  for (std::size_t i = 0; i < accepted.size(); ++i) {
    const Accepted& one = accepted[i];
    auto order = std::ranges::find(orders, one.client_id, &port::Order::client_id);
    if (order == orders.end() && accepted.size() == orders.size())
      order = orders.begin() + static_cast<std::ptrdiff_t>(i);
    if (order == orders.end()) continue;
    by_client_id_.insert_or_assign(order->client_id, one.order_id);
    OrderRow& row = rows_[one.order_id];
    row.order_id = one.order_id;
    if (!broker_number(order->client_id)) row.reference = order->client_id;
  }
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

Result<void> OrderDesk::can_change(const port::Order& order) const {
  const auto row = rows_.find(broker_number(order.client_id).value_or(0));
  return row == rows_.end() ? Result<void>() : check_changeable(row->second, order);
}

net::Awaitable<Result<port::Placed>> OrderDesk::modify(port::Order order) {
  PITWALL_CO_TRY(Prepared prepared, co_await prepare(std::move(order)));
  PITWALL_CO_TRY(const Target target, co_await find(prepared.order.client_id));
  PITWALL_CO_TRY_VOID(can_change(prepared.order));
  Call call;
  call.method = "POST";
  call.path = fmt::format("/iserver/account/{}/order/{}", target.account, target.order_id);
  call.body = changed_order_json(prepared.order, {prepared.contract, wire_.username},
                                 rows_[target.order_id]);
  std::vector<port::Order> alone{prepared.order};
  Result<port::Placed> placed = co_await hand_over(std::move(call), std::move(alone));
  if (!placed || !placed->questions.empty()) co_return placed;
  if (ours_.contains(prepared.order.client_id))
    ours_.insert_or_assign(prepared.order.client_id, prepared.order);
  // What the rows do not tell of it, they cannot tell to have changed.
  look_for({prepared.order});
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
  if (ours != ours_.end()) look_for({ours->second});
  co_return Result<void>{};
}

net::Awaitable<Result<port::OrderPreview>> OrderDesk::preview(port::Order order) {
  PITWALL_CO_TRY(Prepared prepared, co_await prepare(std::move(order)));
  const std::vector<std::int64_t> conids{prepared.contract.conid};
  // The broker estimates nothing for an instrument that it has not been asked to quote.
  const auto row = co_await quotes_.snapshots(conids, quote_fields);
  if (!row) co_return row.error();
  // Alone: what hangs on it, or stands beside it, is not asked about.
  prepared.order.parent.reset();
  prepared.order.oca_group.reset();
  std::string body = orders_json({&prepared.order, 1}, {prepared.contract, wire_.username});
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

}  // namespace pitwall::client_portal
