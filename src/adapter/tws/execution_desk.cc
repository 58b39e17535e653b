#include "adapter/tws/execution_desk.h"

#include <algorithm>

#include "adapter/tws/broker_time.h"
#include "adapter/tws/request.h"

namespace pitwall::tws {
namespace {

auto by_time(const port::OrderExecuted& event) { return std::tie(event.time, event.execution_id); }

}  // namespace

ExecutionDesk::ExecutionDesk(Core& core, ContractDesk& contracts, const OrderDesk& orders,
                             Gateway::Spawn spawn)
    : core_(core), contracts_(contracts), orders_(orders), spawn_(spawn), listing_(spawn) {}

void ExecutionDesk::on_execution(std::string_view payload) {
  // Those that were asked for go to the question.
  if (answer::request_of(payload, core_.gateway.version()).value_or(-1) >= 0) return;
  Result<answer::Execution> execution = answer::execution(payload);
  if (!execution) return;
  const std::uint64_t number = ++core_.pushed_executions;
  if (holding_) {
    held_.emplace_back(number, std::move(*execution));
  } else {
    spawn_("tws execution", tell_when_known(std::move(*execution)));
  }
}

net::Awaitable<void> ExecutionDesk::tell_held(std::uint64_t up_to) {
  constexpr Duration step = milliseconds(20);
  while (under_way_ > 0 && core_.gateway.connected()) co_await core_.gateway.pause(step);
  while (!held_.empty() && held_.front().first <= up_to && core_.gateway.connected()) {
    answer::Execution first = std::move(held_.front().second);
    held_.erase(held_.begin());
    co_await tell_when_known(std::move(first));
  }
}

void ExecutionDesk::release() {
  holding_ = false;
  for (auto& [number, execution] : std::exchange(held_, {}))
    spawn_("tws execution", tell_when_known(std::move(execution)));
}

void ExecutionDesk::on_commission(std::string_view payload) {
  const Result<answer::Commission> commission = answer::commission(payload);
  if (!commission) return;
  commissions_.insert_or_assign(commission->execution_id, *commission);
  const auto late = without_commission_.find(commission->execution_id);
  if (late == without_commission_.end() || !commission->amount) return;
  const Result<market::Currency> currency = market::Currency::parse(commission->currency);
  core_.tell(port::CashMoved{late->second.account, currency ? *currency : late->second.currency,
                             -*commission->amount,
                             fmt::format("Commission of {}", commission->execution_id)});
  without_commission_.erase(late);
}

net::Awaitable<void> ExecutionDesk::wait_for_commissions(std::vector<std::string> ids) {
  constexpr Duration step = milliseconds(50);
  const Duration until = core_.loop.now() + commission_deadline;
  while (core_.loop.now() < until && core_.gateway.connected()) {
    const bool all =
        std::ranges::all_of(ids, [&](const std::string& id) { return commissions_.contains(id); });
    if (all) co_return;
    co_await core_.gateway.pause(step);
  }
}

net::Awaitable<void> ExecutionDesk::tell_when_known(answer::Execution execution) {
  if (told_.contains(execution.id)) co_return;
  ++under_way_;
  std::vector<std::string> one{execution.id};
  co_await wait_for_commissions(std::move(one));
  const Result<port::OrderExecuted> event = co_await event_of(std::move(execution));
  if (event) tell(*event);
  --under_way_;
}

net::Awaitable<Result<port::OrderExecuted>> ExecutionDesk::event_of(answer::Execution execution) {
  if (!core_.wants(execution.account))
    co_return error(Code::not_found, "Account {} is not watched.", execution.account);
  const Result<market::InstrumentId> instrument =
      co_await contracts_.instrument_for(execution.contract);
  if (!instrument) co_return instrument.error();
  const Result<Time> time = read_time(execution.time, core_.zone);
  if (!time) co_return time.error();
  const market::Instrument& listed = core_.catalogue.at(*instrument);
  port::OrderExecuted event;
  event.execution_id = execution.id;
  event.client_id =
      orders_.key_of(execution.reference, execution.client, execution.order_id, execution.perm_id);
  event.account = execution.account;
  event.symbol = listed.symbol;
  event.asset_class = listed.asset_class;
  event.currency = listed.currency;
  event.multiplier = listed.multiplier;
  event.side = execution.side.starts_with("B") ? port::Side::buy : port::Side::sell;
  event.quantity = execution.quantity;
  event.price = execution.price;
  event.time = *time;
  event.trading_day = Date::of_utc(*time);
  if (const market::Calendar* calendar = core_.calendar_of(listed))
    if (const Result<Date> day = calendar->trading_day(*time)) event.trading_day = *day;
  const auto commission = commissions_.find(execution.id);
  if (commission != commissions_.end() && commission->second.amount &&
      commission->second.currency == listed.currency.view())
    event.commission = *commission->second.amount;
  co_return event;
}

void ExecutionDesk::tell(const port::OrderExecuted& event) {
  if (!told_.insert(event.execution_id).second) return;
  core_.tell(event);
  const auto commission = commissions_.find(event.execution_id);
  if (commission == commissions_.end() || !commission->second.amount) {
    without_commission_.insert_or_assign(event.execution_id, Late{event.account, event.currency});
    return;
  }
  // A commission in another currency than the price's is a movement of its own.
  const Result<market::Currency> currency = market::Currency::parse(commission->second.currency);
  if (currency && *currency != event.currency && !commission->second.amount->is_zero())
    core_.tell(port::CashMoved{event.account, *currency, -*commission->second.amount,
                               fmt::format("Commission of {}", event.execution_id)});
}

net::Awaitable<Result<std::vector<answer::Execution>>> ExecutionDesk::pull(std::string account,
                                                                           std::int64_t days) {
  std::vector<answer::Execution> all;
  Question question;
  question.key = core_.gateway.next_request();
  question.payload = request::executions(question.key, account, days, core_.gateway.version());
  question.urgency = Urgency::account;
  question.take = [&all](std::string_view payload) {
    if (answer::id_of(payload) == static_cast<int>(In::execution_end)) return true;
    if (Result<answer::Execution> one = answer::execution(payload)) all.push_back(std::move(*one));
    return false;
  };
  const Result<void> asked = co_await core_.gateway.ask(std::move(question));
  if (!asked) co_return asked.error();
  std::vector<std::string> ids;
  for (const answer::Execution& one : all) ids.push_back(one.id);
  co_await wait_for_commissions(std::move(ids));
  co_return all;
}

net::Awaitable<Result<void>> ExecutionDesk::reconcile() {
  const Result<std::vector<answer::Execution>> all = co_await pull({}, 1);
  if (!all) co_return all.error();
  std::vector<port::OrderExecuted> events;
  for (const answer::Execution& one : *all) {
    if (told_.contains(one.id)) continue;
    const Result<port::OrderExecuted> event = co_await event_of(one);
    if (event) events.push_back(*event);
    if (!core_.gateway.connected())
      co_return error(Code::unavailable, "The connection was lost while executions were told.");
  }
  std::ranges::sort(events, {}, by_time);
  for (const port::OrderExecuted& event : events) tell(event);
  co_return Result<void>();
}

void ExecutionDesk::executions(const port::ExecutionsQuery& query,
                               port::Reply<port::Executions> reply) {
  if (const Result<void> ready = core_.ready(); !ready) return reply(ready.error());
  if (query.days < 1 || query.days > port::ExecutionsQuery::max_days)
    return reply(error(Code::invalid_argument, "Executions are kept for 1 to {} days.",
                       port::ExecutionsQuery::max_days));
  if (query.days > 1 && core_.gateway.version() < since::execution_days)
    return reply(error(Code::unsupported,
                       "This version of TWS or IB Gateway keeps the executions of today only; a "
                       "newer one keeps seven days."));
  if (!query.account.empty() && !core_.wants(query.account))
    return reply(
        error(Code::not_found, "{} has no account {} here.", ibkr::broker_name, query.account));
  const std::string key = fmt::format("{} {}", query.account, query.days);
  listing_.ask(key, std::move(reply), [&] { return list(query); });
}

net::Awaitable<Result<port::Executions>> ExecutionDesk::list(port::ExecutionsQuery query) {
  const Result<std::vector<answer::Execution>> all = co_await pull(query.account, query.days);
  if (!all) co_return all.error();
  port::Executions found;
  for (const answer::Execution& one : *all) {
    const Result<port::OrderExecuted> event = co_await event_of(one);
    if (event) found.executions.push_back(*event);
  }
  std::ranges::sort(found.executions, std::ranges::greater{}, by_time);
  found.origin = core_.origin_now();
  co_return found;
}

}  // namespace pitwall::tws
