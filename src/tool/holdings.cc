#include "tool/holdings.h"

#include <fmt/ranges.h>

#include <map>

namespace pitwall::tool {

namespace {

// How long after its last trade a closed position can still have a profit of the day: longer than
// any market stays closed.
constexpr int recently_days = 7;

using Quotes = std::map<market::InstrumentId, Result<market::Quote>>;

bool is_dormant(const desk::Position& position, Time now) {
  return position.quantity.is_zero() && position.trading_day <= Date::of_utc(now) - recently_days;
}

Holdings collect(Context& context, std::vector<desk::Account> accounts, Closed closed) {
  Holdings all;
  for (desk::Account& account : accounts) {
    AccountHoldings& one = all.accounts.emplace_back();
    for (desk::Position& position : account.positions) {
      if (closed == Closed::left_out && position.quantity.is_zero()) continue;
      Holding holding;
      holding.instrument = context.market.catalogue().find(position.symbol);
      holding.dormant = is_dormant(position, context.market.market_time());
      holding.position = std::move(position);
      one.holdings.push_back(std::move(holding));
    }
    account.positions.clear();
    one.account = std::move(account);
  }
  return all;
}

// The instruments held, and the pairs between the currencies that occur.
Quotes wanted_quotes(const Context& context, const Holdings& all) {
  Quotes wanted;
  const Error none = error(Code::no_data, "not asked yet");
  std::set<market::Currency> currencies;
  for (const AccountHoldings& one : all.accounts) {
    currencies.insert(one.account.base_currency);
    for (const desk::CashBalance& cash : one.account.cash) currencies.insert(cash.currency);
    for (const Holding& holding : one.holdings) {
      currencies.insert(holding.position.currency);
      if (holding.instrument && !holding.dormant) wanted.emplace(holding.instrument->id, none);
    }
  }
  if (currencies.size() < 2) return wanted;
  for (const market::Instrument& instrument : context.market.catalogue().all()) {
    const std::optional<market::CurrencyPair> pair = pair_of(instrument);
    if (pair && currencies.contains(pair->base) && currencies.contains(pair->quote))
      wanted.emplace(instrument.id, none);
  }
  return wanted;
}

Result<desk::Valuation> value_of(const Context& context, Holding& holding, const Quotes& quotes) {
  const desk::Position& position = holding.position;
  if (!holding.instrument)
    return error(Code::not_found,
                 "{} is not in the catalogue of this market, so it has no price here.",
                 position.symbol.view());
  const Result<market::Quote>& quote = quotes.at(holding.instrument->id);
  if (!quote) return quote.error();
  holding.quote = *quote;
  return desk::value(position, *quote, trading_day_of(context, *holding.instrument, quote->time));
}

void value_all(const Context& context, Holdings& all, const Quotes& quotes) {
  for (const auto& [id, quote] : quotes) {
    const std::optional<market::CurrencyPair> pair = pair_of(context.market.catalogue().at(id));
    if (pair && quote) all.rates.add(*pair, *quote);
  }
  for (AccountHoldings& one : all.accounts) {
    for (Holding& holding : one.holdings)
      if (!holding.dormant) holding.value = value_of(context, holding, quotes);
  }
}

}  // namespace

Result<AccountText> AccountText::parse(std::string_view text) {
  if (text.empty())
    return error(Code::invalid_argument, "The account is empty; leave it out for all accounts.");
  return AccountText{std::string(text)};
}

void describe_account(Visitor& v, std::optional<AccountText>& account) {
  v("account", "Account number; all accounts if absent.", "DU1000001", account);
}

std::vector<desk::Account> accounts_here(const Context& context) {
  std::vector<desk::Account> here;
  for (const desk::Account& account : context.desk.state().accounts)
    if (account.broker == context.broker.name()) here.push_back(account);
  return here;
}

Result<std::vector<desk::Account>> choose_accounts(const Context& context,
                                                   const std::optional<AccountText>& account) {
  std::vector<desk::Account> all = accounts_here(context);
  if (all.empty())
    return error(Code::no_data,
                 "No broker has named an account yet; desk_status says how the sessions stand.");
  if (!account) return all;
  for (const desk::Account& known : all)
    if (known.account == account->value) return std::vector<desk::Account>{known};
  std::vector<std::string_view> names;
  for (const desk::Account& known : all) names.push_back(known.account);
  return error(Code::not_found, "There is no account \"{}\"; there is {}.",
               account->value.substr(0, 40), fmt::join(names, " and "));
}

std::optional<market::Origin> AccountHoldings::origin(const Holding& holding) const {
  std::optional<market::Origin> origin;
  if (balances) merge(origin, balances->origin);
  if (holding.quote) merge(origin, holding.quote->origin);
  return origin;
}

Date trading_day_of(const Context& context, const market::Instrument& instrument, Time time) {
  const Result<const market::Calendar*> calendar = context.calendars.find(instrument.calendar);
  if (!calendar) return Date::of_utc(time);
  const Result<Date> day = (*calendar)->trading_day(time);
  return day ? *day : Date::of_utc(time);
}

Task<Result<Holdings>> load_holdings(Context& context, std::optional<AccountText> account,
                                     Closed closed) {
  Result<std::vector<desk::Account>> accounts = choose_accounts(context, account);
  if (!accounts) co_return accounts.error();
  Holdings all = collect(context, std::move(*accounts), closed);

  Quotes wanted = wanted_quotes(context, all);
  std::vector<market::InstrumentId> ids;
  for (const auto& [id, quote] : wanted) ids.push_back(id);
  if (!ids.empty()) {
    using Answer = std::vector<Result<market::Quote>>;
    const auto begin = [&](port::Reply<Answer> reply) { context.market.quotes(ids, reply); };
    Result<Answer> quotes = co_await ask<Answer>(begin);
    PITWALL_CHECK(!quotes || quotes->size() == ids.size(), "{} quotes for {} instruments",
                  quotes->size(), ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i)
      wanted.insert_or_assign(ids[i], quotes ? (*quotes)[i] : quotes.error());
  }
  value_all(context, all, wanted);

  for (AccountHoldings& one : all.accounts) {
    const auto begin = [&](port::Reply<port::Balances> reply) {
      context.broker.balances(one.account.account, reply);
    };
    one.balances = co_await ask<port::Balances>(begin);
  }
  co_return all;
}

}  // namespace pitwall::tool
