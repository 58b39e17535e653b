#include "tool/circumstances.h"

#include "tool/holdings.h"

namespace pitwall::tool {
namespace {

// Rates are asked for by a million, for the digits that converting one unit would round away.
constexpr std::int64_t million = 1'000'000;

std::optional<Ratio> rate_of(const market::ExchangeRates& rates, market::Currency from,
                             market::Currency to) {
  if (from == to) return Ratio::from_integer(1);
  const Result<Money> converted = rates.convert(Money::from_integer(million), from, to);
  if (!converted) return std::nullopt;
  return Ratio::from_scaled(decimal::narrow(
      decimal::divide(static_cast<Int128>(converted->scaled()) * (Ratio::unit / Money::unit),
                      million, Rounding::half_even)));
}

// The pairs that lead from the instrument's currency to the account's.
std::vector<market::InstrumentId> pairs_between(const Context& context, market::Currency one,
                                                market::Currency other) {
  std::vector<market::InstrumentId> ids;
  if (one == other) return ids;
  for (const market::Instrument& instrument : context.market.catalogue().all()) {
    const std::optional<market::CurrencyPair> pair = pair_of(instrument);
    if (pair && ((pair->base == one && pair->quote == other) ||
                 (pair->base == other && pair->quote == one)))
      ids.push_back(instrument.id);
  }
  return ids;
}

void take_terms(const Context& context, const market::Instrument& instrument,
                desk::Circumstances& out) {
  out.asset_class = instrument.asset_class;
  out.currency = instrument.currency;
  out.underlying = instrument.option ? instrument.option->underlying : instrument.symbol;
  out.multiplier = instrument.multiplier;
  out.is_call = instrument.option && instrument.option->right == market::OptionRight::call;
  out.tick_size = instrument.tick_size;
  out.lot_size = instrument.lot_size;
  const Result<const market::Calendar*> calendar = context.calendars.find(instrument.calendar);
  if (!calendar || !(*calendar)->covers(out.market_time)) return;
  const std::optional<market::Session> session = (*calendar)->session_at(out.market_time);
  out.open = session && session->kind == market::Session::Kind::regular;
}

void take_quote(const market::Quote& quote, desk::Circumstances& out) {
  out.bid = quote.bid;
  out.ask = quote.ask;
  out.mark = quote.mark();
  out.quality = quote.origin.quality;
  out.quoted = quote.origin.as_of;
}

// Every position in the account's currency, or none of them.
void take_holdings(const AccountHoldings& account, const market::ExchangeRates& rates,
                   desk::Circumstances& out) {
  out.holdings_known = true;
  for (const Holding& holding : account.holdings) {
    desk::HeldValue held;
    held.symbol = held.underlying = holding.position.symbol;
    if (holding.instrument && holding.instrument->option)
      held.underlying = holding.instrument->option->underlying;
    const Result<Money> value = holding.value
                                    ? rates.convert(holding.value->market_value,
                                                    holding.position.currency, out.base_currency)
                                    : Result<Money>(holding.value.error());
    if (!value) {
      out.holdings_known = false;
      continue;
    }
    held.value = *value;
    out.holdings.push_back(std::move(held));
  }
}

}  // namespace

Task<Result<Gathered>> gather(Context& context, std::string account, market::Symbol symbol) {
  Gathered out;
  desk::Circumstances& c = out.circumstances;
  Result<Holdings> holdings =
      co_await load_holdings(context, AccountText{account}, Closed::left_out);
  const auto profit_begin = [&](port::Reply<port::ProfitAndLoss> reply) {
    context.broker.profit(account, std::move(reply));
  };
  const Result<port::ProfitAndLoss> profit = co_await ask<port::ProfitAndLoss>(profit_begin);
  const market::Instrument* instrument = context.market.catalogue().find(symbol);
  if (holdings) c.base_currency = holdings->accounts.front().account.base_currency;

  // The quote last, so that it is the freshest.
  using Quotes = std::vector<Result<market::Quote>>;
  std::vector<market::InstrumentId> ids;
  if (instrument) {
    ids.push_back(instrument->id);
    if (holdings)
      for (const market::InstrumentId id :
           pairs_between(context, instrument->currency, c.base_currency))
        if (id != instrument->id) ids.push_back(id);
  }
  Result<Quotes> quotes = Quotes{};
  if (!ids.empty()) {
    const auto begin = [&](port::Reply<Quotes> reply) { context.market.quotes(ids, reply); };
    quotes = co_await ask<Quotes>(begin);
  }
  c.now = context.clock.now();
  c.market_time = context.market.market_time();
  if (instrument) take_terms(context, *instrument, c);
  market::ExchangeRates rates = holdings ? holdings->rates : market::ExchangeRates{};
  for (std::size_t i = 0; quotes && i < quotes->size() && i < ids.size(); ++i) {
    const Result<market::Quote>& quote = (*quotes)[i];
    if (!quote) continue;
    const std::optional<market::CurrencyPair> pair = pair_of(context.market.catalogue().at(ids[i]));
    if (pair) rates.add(*pair, *quote);
    if (i == 0) take_quote(*quote, c);
    merge(out.origin, quote->origin);
  }
  if (profit) c.day_profit = profit->daily;
  if (!holdings) co_return out;
  const AccountHoldings& own = holdings->accounts.front();
  if (instrument) c.rate = rate_of(rates, instrument->currency, c.base_currency);
  take_holdings(own, rates, c);
  if (own.balances) {
    c.equity = own.balances->net_liquidation;
    c.available = own.balances->available_funds;
    merge(out.origin, own.balances->origin);
  }
  co_return out;
}

}  // namespace pitwall::tool
