#include "adapter/tws/order_desk.h"

#include <algorithm>
#include <deque>

#include "adapter/tws/order_terms.h"
#include "adapter/tws/order_waiting.h"
#include "adapter/tws/request.h"

namespace pitwall::tws {
namespace {

request::Order order_request(const port::Order& order, std::int64_t order_id) {
  request::Order sent;
  sent.id = order_id;
  sent.action = action_of(order.side);
  sent.quantity = order.quantity;
  sent.type = type_of(order.type);
  sent.limit = order.limit_price;
  sent.stop = order.trail ? order.trail->amount : order.stop_price;
  if (order.trail) sent.trailing_percent = order.trail->percent;
  if (order.oca_group) sent.oca_group = *order.oca_group;
  sent.time_in_force = time_in_force_of(order.time_in_force);
  sent.account = order.account;
  sent.reference = order.client_id;
  return sent;
}

Error unanswered() {
  return error(Code::deadline_exceeded,
               "{} did not confirm in time. Nobody knows yet whether it happened; it is looked "
               "for, and never sent again.",
               ibkr::broker_name);
}

}  // namespace

OrderDesk::OrderDesk(Core& core, ContractDesk& contracts, Gateway::Spawn spawn)
    : core_(core), contracts_(contracts), spawn_(spawn), listing_(spawn) {}

void OrderDesk::begin(std::int64_t next_order_id) {
  next_order_id_ = std::max(next_order_id_, next_order_id);
}

Result<void> OrderDesk::may_trade(const port::Order& order) const {
  PITWALL_TRY_VOID(core_.ready());
  if (core_.read_only)
    return error(Code::permission_denied,
                 "Trading is disabled in the settings of TWS or IB Gateway: untick \"Read-Only "
                 "API\" there, then try again.");
  if (!order.account.empty() && !core_.wants(order.account))
    return error(Code::not_found, "{} has no account {} here.", ibkr::broker_name, order.account);
  return {};
}

Result<market::InstrumentId> OrderDesk::instrument_of(const port::Order& order) const {
  const market::Instrument* instrument = core_.catalogue.find(order.symbol);
  if (!instrument)
    return error(Code::not_found, "The desk knows no instrument {}.", order.symbol.view());
  return instrument->id;
}

// ---- What is asked for --------------------------------------------------------------------------

void OrderDesk::place(port::Order order, port::Reply<port::Placed> reply) {
  if (const Result<void> may = may_trade(order); !may) return reply(may.error());
  if (const Result<void> valid = port::validate(order); !valid) return reply(valid.error());
  // The same id is the same order: it is there already.
  if (known_.contains(order.client_id)) return reply(port::Placed{});
  spawn_("tws place", give(place_now(std::move(order)), std::move(reply)));
}

net::Awaitable<Result<port::Placed>> OrderDesk::place_now(port::Order order) {
  const Result<market::InstrumentId> instrument = instrument_of(order);
  if (!instrument) co_return instrument.error();
  const Result<ibkr::Contract> contract = co_await contracts_.contract_for(*instrument);
  if (!contract) co_return contract.error();
  if (known_.contains(order.client_id)) co_return port::Placed{};
  if (const Result<void> ready = core_.ready(); !ready) co_return ready.error();
  const std::int64_t order_id = next_order_id_++;
  remember(order, *instrument, order_id);
  std::string payload =
      request::place_order(*contract, order_request(order, order_id), core_.gateway.version());
  const Result<void> sent = co_await send_and_wait(Kind::place, order_id, std::move(payload));
  if (sent) co_return port::Placed{};
  const auto found = known_.find(order.client_id);
  const bool unsent = sent.error().code == Code::unavailable;
  if (unsent && found != known_.end()) {
    by_order_id_.erase({core_.client_id, order_id});
    known_.erase(found);
  }
  if (sent.error().code == Code::deadline_exceeded && core_.gateway.connected())
    spawn_("tws looks for an order", look_again());
  co_return sent.error();
}

void OrderDesk::remember(const port::Order& order, market::InstrumentId instrument,
                         std::int64_t order_id) {
  Known known;
  known.order = order;
  known.instrument = instrument;
  known.order_id = order_id;
  known.client = core_.client_id;
  known.changed = core_.clock.now();
  known_.insert_or_assign(order.client_id, known);
  by_order_id_.insert_or_assign({core_.client_id, order_id}, order.client_id);
}

Result<OrderDesk::Known*> OrderDesk::own(const std::string& client_id, std::string_view verb) {
  const auto found = known_.find(client_id);
  if (found == known_.end())
    return error(Code::not_found, "{} has no order {}.", ibkr::broker_name, client_id);
  PITWALL_TRY_VOID(may(found->second, verb));
  return &found->second;
}

Result<void> OrderDesk::can_change(const std::string& client_id) const {
  const auto found = known_.find(client_id);
  return found == known_.end() ? Result<void>() : may(found->second, "modify");
}

Result<void> OrderDesk::may(const Known& known, std::string_view verb) const {
  if (port::is_final(known.status))
    return error(Code::conflict, "The order is {} already.", name_of(known.status));
  if (known.client != core_.client_id || known.order_id == 0)
    return error(Code::conflict,
                 "The order was placed by another client of TWS (number {}), and TWS lets only "
                 "that one {} it: do it in TWS, or set Pitwall's client id to that number.",
                 known.client, verb);
  return {};
}

void OrderDesk::modify(port::Order order, port::Reply<port::Placed> reply) {
  if (const Result<void> may = may_trade(order); !may) return reply(may.error());
  if (const Result<void> valid = port::validate(order); !valid) return reply(valid.error());
  const Result<Known*> known = own(order.client_id, "modify");
  if (!known) return reply(known.error());
  if (waiting_.contains((*known)->order_id))
    return reply(error(Code::conflict, "Another change of this order is under way; try again."));
  spawn_("tws modify", give(modify_now(std::move(order)), std::move(reply)));
}

net::Awaitable<Result<port::Placed>> OrderDesk::modify_now(port::Order order) {
  const Result<market::InstrumentId> instrument = instrument_of(order);
  if (!instrument) co_return instrument.error();
  const Result<ibkr::Contract> contract = co_await contracts_.contract_for(*instrument);
  if (!contract) co_return contract.error();
  const Result<Known*> known = own(order.client_id, "modify");
  if (!known) co_return known.error();
  request::Order changed = order_request(order, (*known)->order_id);
  if (const auto parent = known_.find(order.parent.value_or("")); parent != known_.end())
    changed.parent_id = parent->second.order_id;
  std::string payload = request::place_order(*contract, changed, core_.gateway.version());
  const Result<void> sent =
      co_await send_and_wait(Kind::modify, (*known)->order_id, std::move(payload));
  if (sent) co_return port::Placed{};
  if (sent.error().code == Code::deadline_exceeded && core_.gateway.connected())
    spawn_("tws looks for an order", look_again());
  co_return sent.error();
}

void OrderDesk::cancel(const std::string& client_id, port::Reply<void> reply) {
  if (const Result<void> may = may_trade({}); !may) return reply(may.error());
  const Result<Known*> known = own(client_id, "cancel");
  if (!known) return reply(known.error());
  if (waiting_.contains((*known)->order_id))
    return reply(error(Code::conflict, "Another change of this order is under way; try again."));
  spawn_("tws cancel", give(cancel_now(client_id), std::move(reply)));
}

net::Awaitable<Result<void>> OrderDesk::cancel_now(std::string client_id) {
  const Result<Known*> known = own(client_id, "cancel");
  if (!known) co_return known.error();
  const std::int64_t order_id = (*known)->order_id;
  std::string payload = request::cancel_order(order_id, core_.gateway.version());
  const Result<void> sent = co_await send_and_wait(Kind::cancel, order_id, std::move(payload));
  if (!sent && sent.error().code == Code::deadline_exceeded && core_.gateway.connected())
    spawn_("tws looks for an order", look_again());
  co_return sent;
}

net::Awaitable<Result<void>> OrderDesk::send_and_wait(Kind kind, std::int64_t order_id,
                                                      std::string payload) {
  Waiting waiting(core_.loop, kind);
  const std::optional<std::uint64_t> number =
      core_.gateway.send(Urgency::order, std::move(payload));
  if (!number)
    co_return error(Code::unavailable, "Nothing was sent: TWS or IB Gateway is not connected.");
  waiting_.insert_or_assign(order_id, &waiting);
  const net::Timer timer =
      core_.loop.after(answer_deadline, [&waiting] { waiting.finish(unanswered()); });
  while (!waiting.end) co_await waiting.notice.wait();
  waiting_.erase(order_id);
  const bool open = !*waiting.end && waiting.end->error().code == Code::deadline_exceeded;
  if (open && core_.gateway.take_back(*number))
    co_return error(Code::unavailable, "Nothing was sent: the connection was too slow or broke.");
  co_return *waiting.end;
}

// ---- Together ----------------------------------------------------------------------------------

void OrderDesk::place_group(std::vector<port::Order> orders, port::Reply<port::Placed> reply) {
  for (const port::Order& order : orders) {
    if (const Result<void> may = may_trade(order); !may) return reply(may.error());
    if (const Result<void> valid = port::validate(order); !valid) return reply(valid.error());
    if (order.symbol != orders.front().symbol ||
        (order.parent && *order.parent != orders.front().client_id))
      return reply(error(Code::unsupported,
                         "Orders that go together are of one instrument, with the first as "
                         "parent."));
  }
  // The same ids are the same orders: they are there already.
  if (orders.empty() || known_.contains(orders.front().client_id)) return reply(port::Placed{});
  spawn_("tws place together", give(place_group_now(std::move(orders)), std::move(reply)));
}

// Held at TWS until the last one is there. It answers each by itself: unless it says the same of
// all, what became of them is looked for one by one.
net::Awaitable<Result<port::Placed>> OrderDesk::place_group_now(std::vector<port::Order> orders) {
  const Result<market::InstrumentId> instrument = instrument_of(orders.front());
  if (!instrument) co_return instrument.error();
  const Result<ibkr::Contract> contract = co_await contracts_.contract_for(*instrument);
  if (!contract) co_return contract.error();
  if (known_.contains(orders.front().client_id)) co_return port::Placed{};
  if (const Result<void> ready = core_.ready(); !ready) co_return ready.error();
  std::deque<Waiting> answers;
  const std::int64_t first = next_order_id_;
  bool sent = true;
  for (const port::Order& order : orders) {
    const std::int64_t order_id = next_order_id_++;
    request::Order one = order_request(order, order_id);
    if (order.parent) one.parent_id = first;
    one.transmit = &order == &orders.back();
    remember(order, *instrument, order_id);
    waiting_.insert_or_assign(order_id, &answers.emplace_back(core_.loop, Kind::place));
    sent = sent && core_.gateway.send(Urgency::order, request::place_order(
                                                          *contract, one, core_.gateway.version()));
    if (!sent) answers.back().finish(unanswered());
  }
  const net::Timer timer = core_.loop.after(answer_deadline, [&answers] {
    for (Waiting& answer : answers) answer.finish(unanswered());
  });
  for (Waiting& answer : answers)
    while (!answer.end) co_await answer.notice.wait();
  for (std::int64_t id = first; id < first + static_cast<std::int64_t>(orders.size()); ++id)
    waiting_.erase(id);
  const auto ended_well = [](const Waiting& answer) { return answer.end->ok(); };
  if (std::ranges::all_of(answers, ended_well)) co_return port::Placed{};
  const bool refused = std::ranges::all_of(answers, [](const Waiting& answer) {
    return !answer.end->ok() && answer.end->error().code != Code::deadline_exceeded;
  });
  if (refused) co_return answers.front().end->error();
  if (core_.gateway.connected()) spawn_("tws looks for an order", look_again());
  co_return unanswered();
}

void OrderDesk::on_end() {
  for (const auto& [order_id, waiting] : waiting_) waiting->finish(unanswered());
  for (const auto& [order_id, previewing] : previewing_)
    previewing->finish(error(Code::unavailable, "The connection broke; ask again in a moment."));
}

// ---- Previews -----------------------------------------------------------------------------------

void OrderDesk::preview(port::Order order, port::Reply<port::OrderPreview> reply) {
  if (const Result<void> may = may_trade(order); !may) return reply(may.error());
  if (const Result<void> valid = port::validate(order); !valid) return reply(valid.error());
  spawn_("tws preview", give(preview_now(std::move(order)), std::move(reply)));
}

net::Awaitable<Result<port::OrderPreview>> OrderDesk::preview_now(port::Order order) {
  const Result<market::InstrumentId> instrument = instrument_of(order);
  if (!instrument) co_return instrument.error();
  const Result<ibkr::Contract> contract = co_await contracts_.contract_for(*instrument);
  if (!contract) co_return contract.error();
  const std::int64_t order_id = next_order_id_++;
  request::Order sent = order_request(order, order_id);
  sent.what_if = true;
  Previewing previewing(core_.loop);
  std::string payload = request::place_order(*contract, sent, core_.gateway.version());
  const std::optional<std::uint64_t> number =
      core_.gateway.send(Urgency::order, std::move(payload));
  if (!number)
    co_return error(Code::unavailable, "TWS or IB Gateway is not connected; ask again later.");
  previewing_.insert_or_assign(order_id, &previewing);
  const net::Timer timer = core_.loop.after(answer_deadline, [&previewing] {
    previewing.finish(error(Code::deadline_exceeded,
                            "{} did not say in time what the order would do; ask again.",
                            ibkr::broker_name));
  });
  while (!previewing.end) co_await previewing.notice.wait();
  previewing_.erase(order_id);
  if (!*previewing.end) co_return previewing.end->error();
  co_return preview_of(**previewing.end, order);
}

port::OrderPreview OrderDesk::preview_of(const answer::OpenOrder& open, const port::Order&) const {
  const auto change = [](const answer::OpenOrder::Margin& margin) {
    return port::MarginChange{margin.before, margin.change, margin.after};
  };
  port::OrderPreview preview;
  const std::string& currency =
      open.margin_currency.empty() ? core_.base_currency : open.margin_currency;
  if (const Result<market::Currency> read = market::Currency::parse(currency))
    preview.currency = *read;
  preview.equity = change(open.equity);
  preview.initial_margin = change(open.initial);
  preview.maintenance_margin = change(open.maintenance);
  const std::optional<Money> commission = open.commission ? open.commission : open.most_commission;
  if (commission && (open.commission_currency.empty() || open.commission_currency == currency)) {
    preview.commission = commission;
  } else if (commission) {
    preview.warnings.push_back(
        fmt::format("The commission is {} {}.", commission->text(), open.commission_currency));
  }
  if (!open.warning.empty()) preview.warnings.push_back(without_markup(open.warning));
  if (!open.reject_reason.empty()) preview.warnings.push_back(without_markup(open.reject_reason));
  preview.origin = core_.origin_now();
  return preview;
}

}  // namespace pitwall::tws
