// One account's cash and holdings, as executions and payments move them. Exact: average cost is
// kept as the sum that it is, and what leaves takes its share of it. Shares, coins and the like are
// paid for; a future settles the difference when it is closed; a currency pair exchanges cash.
// Values.
#pragma once

#include <map>
#include <string>

#include "market/instrument.h"
#include "port/broker_event.h"

namespace pitwall::paper {

struct Holding {
  Quantity quantity;  // negative is short
  Notional cost;      // signed like the quantity, multiplier included, commissions not
};

struct Ledger {
  std::string account;
  market::Currency base_currency;
  std::map<market::Currency, Money> cash;
  std::map<market::InstrumentId, Holding> holdings;  // none of quantity zero

  Quantity quantity(market::InstrumentId instrument) const;
  // Returns the profit of what it closed, before commissions, in the execution's currency.
  Notional apply(market::InstrumentId instrument, const port::OrderExecuted& execution);
};

}  // namespace pitwall::paper
