// What the paper exchange tells of its accounts beside their balances.
#include <algorithm>

#include "adapter/paper/exchange.h"
#include "market/statistics.h"

namespace pitwall::paper {

using market::Origin;
using port::PerformancePeriod;

namespace {

// Orders and fills happened nowhere but here, whatever the prices were.
Origin own_origin(Time now) { return {own_source(), now, now, market::Quality::simulated}; }

Time midnight_after(Time now) { return (Date::of_utc(now) + 1).midnight_utc(); }

// The first day that a period counts, the last one being `today`.
Date first_day_of(PerformancePeriod period, Date today) {
  switch (period) {
    case PerformancePeriod::day:
      return today;
    case PerformancePeriod::week:
      return today - 6;
    case PerformancePeriod::month:
      return today - 29;
    case PerformancePeriod::quarter:
      return today - 90;
    case PerformancePeriod::year:
      return today - 364;
    case PerformancePeriod::year_to_date:
      return Date::from_civil(today.year(), 1, 1);
  }
  return today;
}

std::optional<double> return_of(const std::optional<Money>& value,
                                const std::optional<Money>& base) {
  if (!value || !base || base->sign() <= 0) return std::nullopt;
  return market::rounded(value->to_double() / base->to_double() - 1, 6);
}

}  // namespace

// ---- Remembering

void PaperExchange::begin_records(Time now) {
  for (const auto& [account, ledger] : ledgers_) {
    AccountRecord& record = records_[account];
    const bool opened_now = record.from_opening && !record.began;
    record = AccountRecord{};
    record.began = now;
    record.from_opening = opened_now;
    const Result<port::Balances> worth = balances(account, now);
    if (worth.ok()) record.first = worth->net_liquidation;
  }
  next_midnight_ = midnight_after(now);
}

void PaperExchange::end_day(Time now) {
  const Time midnight = std::exchange(next_midnight_, midnight_after(now));
  const Date ended = Date::of_utc(midnight) - 1;
  for (auto& [account, record] : records_) {
    const Result<port::Balances> worth = balances(account, midnight);
    AccountRecord::Day day{ended, std::nullopt};
    if (worth.ok()) day.net_liquidation = worth->net_liquidation;
    if (!record.first && worth.ok()) record.first = worth->net_liquidation;
    if (record.days.size() >= AccountRecord::max_days) record.days.pop_front();
    record.days.push_back(day);
    record.realized = Money();
  }
}

void PaperExchange::remember(const port::OrderExecuted& execution, Notional realized) {
  if (remembered_.size() >= max_executions) remembered_.pop_front();
  remembered_.push_back(execution);
  const auto found = records_.find(execution.account);
  if (found == records_.end() || realized.is_zero()) return;
  AccountRecord& record = found->second;
  Origin unused;
  const Result<Money> amount =
      convert(realized, execution.currency, find_ledger(execution.account)->base_currency, unused);
  if (!amount) record.realized.reset();
  if (record.realized) *record.realized += *amount;
}

// ---- Telling

Result<port::Executions> PaperExchange::executions(const port::ExecutionsQuery& query,
                                                   Time now) const {
  if (!query.account.empty() && !find_ledger(query.account)) return no_account(query.account);
  if (query.days < 1 || query.days > port::ExecutionsQuery::max_days)
    return error(Code::invalid_argument,
                 "Executions are kept for {} days; {} is not among 1 to {}.",
                 port::ExecutionsQuery::max_days, query.days, port::ExecutionsQuery::max_days);
  port::Executions result;
  result.origin = own_origin(now);
  for (auto at = remembered_.rbegin(); at != remembered_.rend(); ++at) {
    if (!query.account.empty() && at->account != query.account) continue;
    const Date today = trading_day(catalogue_.find(at->symbol)->id, now);
    if (at->trading_day > today - static_cast<int>(query.days)) result.executions.push_back(*at);
  }
  return result;
}

// None where part of it was filled before a restart, or so long ago that it is forgotten.
std::optional<Price> PaperExchange::average_price(const Entry& entry) const {
  Notional value;
  Quantity filled;
  for (const port::OrderExecuted& execution : remembered_) {
    if (execution.client_id != entry.order.client_id) continue;
    value += execution.price * execution.quantity;
    filled += execution.quantity;
  }
  if (filled.is_zero() || filled != entry.filled) return std::nullopt;
  return value.per(filled, Rounding::half_even);
}

Result<port::LiveOrders> PaperExchange::live_orders(std::string_view account, Time now) const {
  if (!account.empty() && !find_ledger(account)) return no_account(account);
  std::vector<const Entry*> open;
  for (const Book& book : books_)
    for (const Entry* entry : book.open)
      if (account.empty() || entry->order.account == account) open.push_back(entry);
  std::ranges::sort(open, std::greater(), &Entry::number);
  port::LiveOrders result;
  result.origin = own_origin(now);
  for (const Entry* entry : open) {
    port::LiveOrder& order = result.orders.emplace_back();
    order.order = entry->order;
    order.broker_id = fmt::format("paper-{}-{}", session_, entry->number);
    order.status = entry->status;
    order.filled = entry->filled;
    order.average_price = average_price(*entry);
    if (entry->triggered) order.detail = "Its stop price was reached.";
  }
  return result;
}

Result<port::ProfitAndLoss> PaperExchange::profit(std::string_view account, Time now) const {
  const Ledger* ledger = find_ledger(account);
  if (!ledger) return no_account(account);
  PITWALL_TRY(const port::Balances worth, balances(account, now));
  port::ProfitAndLoss result;
  result.account = ledger->account;
  result.currency = ledger->base_currency;
  result.origin = worth.origin;
  Money unrealized;
  for (const auto& [id, holding] : ledger->holdings) {
    const market::Instrument& instrument = catalogue_.at(id);
    const market::Quote* quote = board_.find(id);  // balances() has seen that it has a mark
    const Notional value =
        (*quote->mark() * holding.quantity).times(instrument.multiplier, Rounding::half_even);
    PITWALL_TRY(const Money gain, convert(value - holding.cost, instrument.currency,
                                          ledger->base_currency, result.origin));
    unrealized += gain;
  }
  result.unrealized = unrealized;
  const auto found = records_.find(account);
  if (found == records_.end()) return result;
  const AccountRecord& record = found->second;
  // Between two days there is the net liquidation at midnight; on the first day only an account
  // that was opened on it knows where it began.
  std::optional<Money> before;
  if (!record.days.empty())
    before = record.days.back().net_liquidation;
  else if (record.from_opening)
    before = record.first;
  if (before) result.daily = worth.net_liquidation - *before;
  if (!record.days.empty() || record.from_opening) result.realized = record.realized;
  return result;
}

Result<port::Performance> PaperExchange::performance(std::string_view account,
                                                     PerformancePeriod period, Time now) const {
  const Ledger* ledger = find_ledger(account);
  if (!ledger) return no_account(account);
  const auto found = records_.find(account);
  if (found == records_.end())
    return error(Code::no_data, "Account {} has no record yet; ask again once the market runs.",
                 account);
  PITWALL_TRY(const port::Balances worth, balances(account, now));
  const AccountRecord& record = found->second;
  const Date today = Date::of_utc(now);
  const Date first_day = first_day_of(period, today);
  port::Performance result;
  result.account = ledger->account;
  result.currency = ledger->base_currency;
  result.origin = worth.origin;
  std::optional<Money> base = record.first;
  for (const AccountRecord::Day& day : record.days) {
    if (day.date < first_day) {
      base = day.net_liquidation;
      continue;
    }
    result.points.push_back({day.date, day.net_liquidation, return_of(day.net_liquidation, base)});
  }
  result.points.push_back({today, worth.net_liquidation, return_of(worth.net_liquidation, base)});
  return result;
}

}  // namespace pitwall::paper
