#include "desk/portfolio/position.h"

namespace pitwall::desk {

void describe(Position& position, Visitor& v) {
  v("symbol", "Instrument.", "AAPL", position.symbol);
  v("asset_class", "Kind of instrument.", "stock", position.asset_class);
  v("currency", "Currency of its price.", "USD", position.currency);
  v("multiplier", "Currency units a point is worth.", "1", position.multiplier);
  v("quantity", "Held; negative is short.", "50", position.quantity);
  v("cost", "Cost of what is held.", "10000", position.cost);
  v("realized", "Profit of what was closed, before commissions.", "12.5", position.realized);
  v("commissions", "Commissions paid.", "1", position.commissions);
  v("trading_day", "Day of the next two.", "2020-12-15", position.trading_day);
  v("start_quantity", "Held when that day began.", "50", position.start_quantity);
  v("day_flow", "Proceeds less purchases of that day.", "0", position.day_flow);
}

Price Position::average_price() const {
  if (quantity.is_zero()) return {};
  const Price per_unit = cost.per(quantity, Rounding::half_even);
  if (multiplier == Ratio::from_integer(1)) return per_unit;
  return Price::from_scaled(
      decimal::narrow(decimal::divide(static_cast<Int128>(per_unit.scaled()) * Ratio::unit,
                                      multiplier.scaled(), Rounding::half_even)));
}

void roll_to(Position& position, Date day) {
  if (position.trading_day >= day) return;
  position.trading_day = day;
  position.start_quantity = position.quantity;
  position.day_flow = {};
}

void apply(Position& position, const port::OrderExecuted& execution) {
  roll_to(position, execution.trading_day);
  const Quantity signed_quantity =
      execution.side == port::Side::buy ? execution.quantity : -execution.quantity;
  const Notional value =
      (execution.price * signed_quantity).times(execution.multiplier, Rounding::half_even);
  position.day_flow -= value;
  position.commissions += execution.commission;

  const bool increases =
      position.quantity.is_zero() || position.quantity.sign() == signed_quantity.sign();
  if (increases) {
    position.quantity += signed_quantity;
    position.cost += value;
    return;
  }
  const Quantity closed = std::min(position.quantity.abs(), execution.quantity);
  const Notional closed_cost =
      position.cost.share(closed, position.quantity.abs(), Rounding::half_even);
  const Notional closed_value = value.share(closed, execution.quantity, Rounding::half_even);
  position.realized -= closed_value + closed_cost;
  position.cost -= closed_cost;
  position.quantity += signed_quantity;
  if (position.quantity.is_zero()) position.cost = {};
  // Through zero: the rest opens a position the other way, at this execution's price.
  if (closed < execution.quantity) position.cost = value - closed_value;
}

}  // namespace pitwall::desk
