// What the gate must know of the world to rule on one action, as it was at one moment. It is
// gathered outside, journalled with the event that asks for a ruling, and never filled in: what
// could not be had is absent, and a limit that needs it refuses.
#pragma once

#include <optional>
#include <vector>

#include "base/visitor.h"
#include "market/instrument.h"
#include "market/origin.h"
#include "port/trading_rules.h"

namespace pitwall::desk {

struct HeldValue {
  market::Symbol symbol;
  market::Symbol underlying;  // of an option; otherwise the symbol
  Money value;                // base currency; negative is short
};
void describe(HeldValue& held, Visitor& v);

struct Circumstances {
  Time now;          // by the desk's clock: approvals and orders a minute go by it
  Time market_time;  // by the market's, which a replay keeps for itself: the age of a quote

  // The instrument's terms as the catalogue had them.
  market::AssetClass asset_class = market::AssetClass::stock;
  market::Currency currency;  // of its prices
  market::Symbol underlying;  // of an option; otherwise the symbol
  Ratio multiplier;
  bool is_call = false;  // an option to buy
  Price tick_size;
  Quantity lot_size;
  // The broker's own rules, where they were asked for: when an order is, and not at each later
  // look.
  std::vector<port::PriceStep> price_steps;
  std::optional<Quantity> smallest_size;
  std::optional<Quantity> size_increment;

  // Its quote; without a mark there is none.
  std::optional<Price> bid, ask, mark;
  market::Quality quality = market::Quality::stale;
  std::optional<Time> quoted;  // by the market's clock
  std::optional<bool> open;    // regular hours now

  // The account, in its base currency.
  market::Currency base_currency;
  std::optional<Ratio> rate;  // base currency for one unit of the instrument's
  std::optional<Money> equity;
  std::optional<Money> available;
  std::optional<Money> day_profit;
  bool holdings_known = false;  // every position has a value below
  std::vector<HeldValue> holdings;
};
void describe(Circumstances& circumstances, Visitor& v);

}  // namespace pitwall::desk
