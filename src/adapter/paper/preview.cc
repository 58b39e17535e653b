// What an order would cost and need on the paper market.
#include "adapter/paper/exchange.h"

namespace pitwall::paper {

using market::AssetClass;
using market::Currency;
using market::Origin;
using port::MarginChange;
using port::Side;

namespace {

MarginChange change_of(Money before, Money change) { return {before, change, before + change}; }

}  // namespace

// What the balances of two currencies need more once they have been exchanged.
Result<Money> PaperExchange::currency_margin_change(const Entry& entry, Price price) const {
  const market::Instrument& instrument = catalogue_.at(entry.instrument);
  const Ledger& ledger = *find_ledger(entry.order.account);
  PITWALL_TRY(const Currency units, Currency::parse(instrument.symbol.view().substr(0, 3)));
  const bool buys = entry.order.side == Side::buy;
  const Quantity quantity = buys ? entry.order.quantity : -entry.order.quantity;
  const auto need = [&](Currency currency, Notional flow) -> Result<Money> {
    if (currency == ledger.base_currency) return Money();
    const auto found = ledger.cash.find(currency);
    const Money is = found == ledger.cash.end() ? Money() : found->second;
    const Money then = is + flow.to_money(Rounding::half_even);
    const Money more = times(then.abs() - is.abs(), currency_margin_rate(), Rounding::half_even);
    Origin unused;
    return convert(Notional::of(more), currency, ledger.base_currency, unused);
  };
  PITWALL_TRY(const Money of_units, need(units, Price::from_integer(1) * quantity));
  PITWALL_TRY(const Money of_price, need(instrument.currency, -(price * quantity)));
  return of_units + of_price;
}

Result<MarginChange> PaperExchange::margin_change(const Entry& entry, Price price, Money before,
                                                  Money Margin::* kind) const {
  const market::Instrument& instrument = catalogue_.at(entry.instrument);
  const Ledger& ledger = *find_ledger(entry.order.account);
  if (instrument.asset_class == AssetClass::fx) {
    PITWALL_TRY(const Money more, currency_margin_change(entry, price));
    return change_of(before, more);
  }
  const Quantity is = ledger.quantity(entry.instrument);
  const Quantity then =
      entry.order.side == Side::buy ? is + entry.order.quantity : is - entry.order.quantity;
  const Money more = margin(instrument, then, price).*kind - margin(instrument, is, price).*kind;
  Origin unused;
  PITWALL_TRY(const Money change,
              convert(Notional::of(more), instrument.currency, ledger.base_currency, unused));
  return change_of(before, change);
}

Result<port::OrderPreview> PaperExchange::preview(const port::Order& order, Time now) const {
  const Ledger* ledger = find_ledger(order.account);
  if (!ledger) return no_account(order.account);
  Entry entry;
  entry.order = order;
  PITWALL_TRY_VOID(check_terms(entry));
  const market::Instrument& instrument = *catalogue_.find(order.symbol);
  entry.instrument = instrument.id;
  const market::Quote* quote = board_.find(instrument.id);
  if (!quote)
    return error(Code::no_data, "{} has no quote on the paper market, so it cannot be traded.",
                 order.symbol.view());
  PITWALL_TRY(const Price price, expected_price(entry));
  PITWALL_TRY(const port::Balances balances, this->balances(order.account, now));
  Notional value = (price * order.quantity).times(instrument.multiplier, Rounding::half_even);
  if (value.sign() < 0) value = -value;
  port::OrderPreview result;
  result.currency = ledger->base_currency;
  result.origin = combine(balances.origin, quote->origin);
  PITWALL_TRY(result.amount,
              convert(value, instrument.currency, ledger->base_currency, result.origin));
  PITWALL_TRY(
      const Money commission,
      convert(Notional::of(paper::commission(instrument.asset_class, order.quantity, value)),
              instrument.currency, ledger->base_currency, result.origin));
  result.commission = commission;
  result.equity = change_of(balances.net_liquidation, -commission);
  PITWALL_TRY(result.initial_margin,
              margin_change(entry, price, balances.initial_margin, &Margin::initial));
  PITWALL_TRY(result.maintenance_margin,
              margin_change(entry, price, balances.maintenance_margin, &Margin::maintenance));
  Result<void> taken = check_market(entry, now);
  if (taken.ok()) taken = check_funds(entry, now);
  if (!taken.ok())
    result.warnings.push_back("The order would be refused now: " + taken.error().message);
  return result;
}

}  // namespace pitwall::paper
