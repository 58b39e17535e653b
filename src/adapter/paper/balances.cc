// What an account of the paper exchange is worth and may do: its rules for money.
#include <algorithm>

#include "adapter/paper/exchange.h"
#include "adapter/paper/fees.h"

namespace pitwall::paper {

using market::AssetClass;
using market::Currency;
using market::Origin;
using market::Quote;
using port::Side;

namespace {

void add_origin(Origin& origin, const Origin& more) {
  origin = origin.stated() ? combine(origin, more) : more;
}

// EURUSD for EUR and USD, if the catalogue has it.
const market::Instrument* pair(const market::Catalogue& catalogue, Currency units,
                               Currency priced_in) {
  const Result<market::Symbol> symbol =
      market::Symbol::parse(units.text() + std::string(priced_in.view()));
  const market::Instrument* found = symbol ? catalogue.find(*symbol) : nullptr;
  return found && found->asset_class == AssetClass::fx ? found : nullptr;
}

}  // namespace

bool PaperExchange::can_convert(Currency from, Currency to) const {
  if (from == to) return true;
  for (const market::Instrument* rate : {pair(catalogue_, from, to), pair(catalogue_, to, from)})
    if (rate && board_.knows(rate->id)) return true;
  return false;
}

Result<Money> PaperExchange::convert(Notional amount, Currency from, Currency to,
                                     Origin& origin) const {
  if (from == to) return amount.to_money(Rounding::half_even);
  for (const bool direct : {true, false}) {
    const market::Instrument* instrument =
        direct ? pair(catalogue_, from, to) : pair(catalogue_, to, from);
    const Quote* quote = instrument ? board_.find(instrument->id) : nullptr;
    const std::optional<Price> rate = quote ? quote->mark() : std::nullopt;
    if (!rate || rate->sign() <= 0) continue;
    add_origin(origin, quote->origin);
    if (direct)
      return amount.times(Ratio::from_scaled(rate->scaled()), Rounding::half_even)
          .to_money(Rounding::half_even);
    return Notional::from_scaled(
               decimal::divide(amount.scaled() * Price::unit, rate->scaled(), Rounding::half_even))
        .to_money(Rounding::half_even);
  }
  return error(Code::no_data,
               "There is no rate between {} and {}, so the amount cannot be converted; the paper "
               "market's tape has to play {}{}.",
               from.view(), to.view(), from.view(), to.view());
}

Result<port::Balances> PaperExchange::balances(std::string_view account, Time now) const {
  const Ledger* found = find_ledger(account);
  if (!found) return no_account(account);
  const Ledger& ledger = *found;
  const Currency base = ledger.base_currency;
  port::Balances result;
  result.account = ledger.account;
  result.currency = base;
  Origin prices;
  for (const auto& [currency, amount] : ledger.cash) {
    if (amount.is_zero()) continue;
    PITWALL_TRY(const Money cash, convert(Notional::of(amount), currency, base, prices));
    result.cash += cash;
    if (currency == base) continue;
    const Money haircut = times(cash.abs(), currency_margin_rate(), Rounding::half_even);
    result.initial_margin += haircut;
    result.maintenance_margin += haircut;
  }
  result.net_liquidation = result.cash;
  for (const auto& [id, holding] : ledger.holdings) {
    const market::Instrument& instrument = catalogue_.at(id);
    const Quote* quote = board_.find(id);
    const std::optional<Price> mark = quote ? quote->mark() : std::nullopt;
    if (!mark)
      return error(Code::no_data,
                   "{} has no price on the paper market, so account {} cannot be "
                   "valued; play a tape that has it.",
                   instrument.symbol.view(), account);
    add_origin(prices, quote->origin);
    const Currency currency = instrument.currency;
    const Notional value =
        (*mark * holding.quantity).times(instrument.multiplier, Rounding::half_even);
    // A future was never paid for: what it adds is its gain.
    const bool by_difference = instrument.asset_class == AssetClass::future;
    PITWALL_TRY(const Money worth,
                convert(by_difference ? value - holding.cost : value, currency, base, prices));
    PITWALL_TRY(const Money gross, convert(value, currency, base, prices));
    const Margin needs = margin(instrument, holding.quantity, *mark);
    PITWALL_TRY(const Money initial, convert(Notional::of(needs.initial), currency, base, prices));
    PITWALL_TRY(const Money maintenance,
                convert(Notional::of(needs.maintenance), currency, base, prices));
    result.net_liquidation += worth;
    result.gross_position_value += gross.abs();
    result.initial_margin += initial;
    result.maintenance_margin += maintenance;
  }
  result.available_funds = result.net_liquidation - result.initial_margin;
  result.excess_liquidity = result.net_liquidation - result.maintenance_margin;
  const Money free = std::max(result.available_funds, Money());
  result.buying_power =
      Money::from_scaled(decimal::narrow(static_cast<Int128>(free.scaled()) * buying_power_factor));
  // Cash is the exchange's own figure, as of now; the rest is as good as the prices it is made of.
  const Origin own{own_source(), now, now,
                   prices.stated() ? prices.quality : market::Quality::simulated};
  result.origin = prices.stated() ? combine(own, prices) : own;
  return result;
}

const Ledger* PaperExchange::find_ledger(std::string_view account) const {
  const auto found = ledgers_.find(account);
  return found == ledgers_.end() ? nullptr : &found->second;
}

Error PaperExchange::no_account(std::string_view account) const {
  return error(Code::not_found, "The paper market has no account {}.", account);
}

Result<Price> PaperExchange::expected_price(const Entry& entry) const {
  const port::Order& order = entry.order;
  const Quote* quote = board_.find(entry.instrument);
  std::optional<Price> price = order.limit_price;
  if (!price && quote) price = order.side == Side::buy ? quote->ask : quote->bid;
  if (!price && quote) price = quote->mark();
  if (price) return *price;
  return error(Code::no_data, "{} has no price to reckon the order's margin with.",
               order.symbol.view());
}

Result<Money> PaperExchange::initial_margin(const Entry& entry, Quantity increase,
                                            Price price) const {
  const market::Instrument& instrument = catalogue_.at(entry.instrument);
  const Currency base = ledgers_.find(entry.order.account)->second.base_currency;
  Notional value = (price * increase.abs()).times(instrument.multiplier, Rounding::half_even);
  if (value.sign() < 0) value = -value;
  Money needed = margin(instrument, increase, price).initial;
  if (instrument.asset_class == AssetClass::fx)
    needed = value.times(currency_margin_rate(), Rounding::half_even).to_money(Rounding::half_even);
  needed += commission(instrument.asset_class, increase.abs(), value);
  Origin unused;
  return convert(Notional::of(needed), instrument.currency, base, unused);
}

Result<void> PaperExchange::check_funds(Entry& entry, Time now) const {
  const port::Order& order = entry.order;
  const Ledger& ledger = ledgers_.find(order.account)->second;
  // What the position may be by the time this order fills: open orders of its side go first.
  const auto remaining = [](const Entry& of) {
    return of.order.side == Side::buy ? of.remaining() : -of.remaining();
  };
  Quantity before = ledger.quantity(entry.instrument);
  Money promised;
  for (const Book& book : books_) {
    for (const Entry* other : book.open) {
      if (other->order.account != order.account || other->order.client_id == order.client_id)
        continue;  // another's, or this one before it was changed
      // Not before its parent has traded, and of a group only one.
      if (waits(*other) || (order.oca_group && other->order.oca_group == order.oca_group)) continue;
      promised += Notional::of(other->reserved)
                      .share(other->remaining(), other->order.quantity, Rounding::up)
                      .to_money(Rounding::up);
      if (other->instrument == entry.instrument && other->order.side == order.side)
        before += remaining(*other);
    }
  }
  const Quantity after = before + remaining(entry);
  const bool crosses = before.sign() * after.sign() < 0;
  const Quantity increase = crosses                      ? after
                            : after.abs() > before.abs() ? after - before
                                                         : Quantity();
  if (increase.is_zero()) return {};
  PITWALL_TRY(const Price price, expected_price(entry));
  PITWALL_TRY(entry.reserved, initial_margin(entry, increase, price));
  PITWALL_TRY(const port::Balances balances, this->balances(order.account, now));
  const Money free = balances.available_funds - promised;
  if (entry.reserved <= free) return {};
  const Money needed = std::exchange(entry.reserved, Money());
  return error(Code::permission_denied,
               "Not enough funds in {}: the order needs {} {} of margin and commission, and {} {} "
               "are free.",
               order.account, needed.text(), balances.currency.view(), free.text(),
               balances.currency.view());
}

}  // namespace pitwall::paper
