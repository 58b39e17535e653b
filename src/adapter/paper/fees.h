// What trading costs and what must stand behind a position: the paper market's rules as data. Money
// is in the instrument's currency.
#pragma once

#include "market/instrument.h"

namespace pitwall::paper {

// Commission of all that one order has filled: quantity in shares, contracts or coins, value with
// the multiplier and never negative. An execution pays what its order's commission grew by.
//
//   stock, ETF   0.005 a share, at least 1.00 an order, at most 1 % of its value
//   future       2.25 a contract
//   currency     0.2 basis points of the value, at least 2.00 an order
//   crypto       0.18 % of the value
Money commission(market::AssetClass asset_class, Quantity quantity, Notional value);

struct Margin {
  Money initial;      // needed to open it
  Money maintenance;  // needed to keep it
  Margin& operator+=(const Margin& other) {
    initial += other.initial;
    maintenance += other.maintenance;
    return *this;
  }
};

// Margin of a position; a negative quantity is short.
//
//   stock, ETF   50 % of its value, to keep 25 %; short 50 % and 30 %
//   future       a fixed sum for each contract of ES, NQ, CL and GC; of others 10 % and 8 %
//   crypto       all of its value; it cannot be lent, so a short one needs twice
//   currency     nothing: a currency held is cash, see `currency_margin_rate`
Margin margin(const market::Instrument& instrument, Quantity quantity, Price price);

// What a balance in another currency than the account's needs, either way, of its value.
Ratio currency_margin_rate();

// How many times its available funds an account may buy stocks for.
inline constexpr std::int64_t buying_power_factor = 2;

}  // namespace pitwall::paper
