// What an account holds of one instrument, kept at exact average cost.
#pragma once

#include "base/visitor.h"
#include "port/broker_event.h"

namespace pitwall::desk {

struct Position {
  market::Symbol symbol;
  market::AssetClass asset_class = market::AssetClass::stock;
  market::Currency currency;
  Ratio multiplier;   // currency units a point is worth; 1 for shares
  Quantity quantity;  // negative is short
  Notional cost;      // of what is held: price x quantity x multiplier, signed, no commissions
  Notional realized;  // profit of what was closed, before commissions
  Money commissions;  // paid so far, positive is a cost
  Date trading_day;   // the day that the next two figures are of
  Quantity start_quantity;  // held when that day began
  Notional day_flow;        // that day's proceeds less purchases, multiplier included

  // Cost of one unit; zero where nothing is held.
  Price average_price() const;
};
void describe(Position& position, Visitor& v);

// Average-cost accounting: what increases a position adds its cost; what reduces one realises the
// difference to its share of the cost; what goes through zero does both.
void apply(Position& position, const port::OrderExecuted& execution);

// Begins `day` where the position's figures are of an earlier one.
void roll_to(Position& position, Date day);

}  // namespace pitwall::desk
