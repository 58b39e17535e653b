// Options of the paper market: which are listed on a stock or ETF, and what they cost. Listed ones
// follow the calendar of the exchange; prices are a model's and always say simulated, whatever the
// tape: Black-Scholes on the underlying's mark, with the volatility that its own daily closes had
// and a smile over the strikes. Quoted, but not traded here. Pure; the same words give the same
// chain.
#pragma once

#include <span>
#include <vector>

#include "adapter/paper/history.h"
#include "market/bar.h"
#include "port/option_chain.h"

namespace pitwall::paper {

// What the model takes for granted. A year, continuously compounded; dividends are left out.
inline constexpr double option_rate = 0.04;
// Of the daily closes that the volatility is measured over, and what it is where they are too few.
inline constexpr std::size_t volatility_days = 60;
inline constexpr double usual_stock_volatility = 0.35;
inline constexpr double usual_etf_volatility = 0.18;

// Expiries after `now`, the next one first: every Friday of eight weeks, the third Friday of each
// of the twelve months from now, and those of the next two Januaries; where that is no trading day,
// the trading day before. An option trades to the close of that day.
std::vector<Date> listed_expiries(const market::Calendar& exchange, Time now, Date until);

// The next strike above `strike` and below it, on the grid that its price level has: for ETFs 0.5
// up to 25, then 1; for stocks 0.5 up to 25, 1 up to 100, 2.5 up to 200, 5 up to 500, then 10.
Price strike_above(Price strike, market::AssetClass asset_class);
Price strike_below(Price strike, market::AssetClass asset_class);
// The listed ones nearest to `around`, by price: at most `count`, and no farther from `mark` than a
// quarter or four times of it.
std::vector<Price> listed_strikes(Price mark, Price around, std::size_t count,
                                  market::AssetClass asset_class);

// Of daily bars: root of the summed squared logarithmic changes over the time they took, so that
// it counts weekends as they passed. None of fewer than ten changes.
std::optional<double> measured_volatility(std::span<const market::Bar> days);

// The volatility of one strike, from the one at the money: up to 10 % lower (of itself) above the
// mark and higher below it, and rising by 4 % for each standard deviation far out on both sides.
// Smooth everywhere, since a kink would leave a butterfly for less than nothing.
double smile(double at_the_money, double mark, double strike, double years);

struct OptionModel {
  const Listing* listing = nullptr;
  market::Quote quote;  // of the underlying
  double volatility = 0;
  std::uint64_t seed = 0;
  Time now;
};
// The query's expiry is a listed one.
Result<port::OptionChain> price_chain(const port::OptionChainQuery& query,
                                      const OptionModel& model);

}  // namespace pitwall::paper
