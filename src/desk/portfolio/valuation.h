// What a position is worth at a quote, and what it gained: pure arithmetic over the position and
// the market's figures. All amounts are in the instrument's currency.
#pragma once

#include "desk/portfolio/position.h"
#include "market/quote.h"

namespace pitwall::desk {

struct Valuation {
  Price mark_price;
  Money market_value;    // mark x quantity x multiplier, signed
  Money unrealized_pnl;  // market value less cost
  Money realized_pnl;    // of what was closed, since the position exists, before commissions
  std::optional<Money> daily_pnl;  // since the previous close; absent where that is unknown
};

// Code::no_data where the quote has neither a trade nor both sides to mark at. `trading_day` is the
// day the market is in: a position untouched since an earlier day began it with what it holds.
Result<Valuation> value(const Position& position, const market::Quote& quote, Date trading_day);

}  // namespace pitwall::desk
