#include "adapter/paper/ledger.h"

#include <algorithm>

namespace pitwall::paper {

using market::AssetClass;
using port::Side;

namespace {

// Takes a trade of `quantity`, signed, for `value`, signed like it, into a holding at average cost.
// Returns the profit of what it closed.
Notional add(Holding& holding, Quantity quantity, Notional value) {
  if (holding.quantity.sign() * quantity.sign() >= 0) {
    holding.quantity += quantity;
    holding.cost += value;
    return {};
  }
  const Quantity held = holding.quantity.abs();
  const Quantity closed = std::min(held, quantity.abs());
  const Notional closed_cost = holding.cost.share(closed, held, Rounding::half_even);
  const Notional closed_value = value.share(closed, quantity.abs(), Rounding::half_even);
  holding.quantity += quantity;
  holding.cost -= closed_cost;
  if (closed == held) holding.cost = value - closed_value;  // through zero, or zero of zero
  return -(closed_value + closed_cost);
}

}  // namespace

Quantity Ledger::quantity(market::InstrumentId instrument) const {
  const auto found = holdings.find(instrument);
  return found == holdings.end() ? Quantity() : found->second.quantity;
}

Notional Ledger::apply(market::InstrumentId instrument, const port::OrderExecuted& execution) {
  const bool buys = execution.side == Side::buy;
  const Quantity quantity = buys ? execution.quantity : -execution.quantity;
  const Notional value =
      (execution.price * quantity).times(execution.multiplier, Rounding::half_even);
  Money& paid = cash[execution.currency];
  paid -= execution.commission;
  if (execution.asset_class == AssetClass::fx) {
    const Result<market::Currency> units =
        market::Currency::parse(execution.symbol.view().substr(0, 3));
    if (units) cash[*units] += (Price::from_integer(1) * quantity).to_money(Rounding::half_even);
    paid -= value.to_money(Rounding::half_even);
    return {};
  }
  Holding& holding = holdings[instrument];
  const Notional realized = add(holding, quantity, value);
  if (holding.quantity.is_zero()) holdings.erase(instrument);
  if (execution.asset_class == AssetClass::future)
    paid += realized.to_money(Rounding::half_even);
  else
    paid -= value.to_money(Rounding::half_even);
  return realized;
}

}  // namespace pitwall::paper
