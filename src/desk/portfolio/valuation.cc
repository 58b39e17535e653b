#include "desk/portfolio/valuation.h"

namespace pitwall::desk {

Result<Valuation> value(const Position& position, const market::Quote& quote, Date trading_day) {
  const std::optional<Price> mark = quote.mark();
  if (!mark) return error(Code::no_data, "{} has no price to value it at.", position.symbol.view());
  const auto worth = [&](Price price, Quantity quantity) {
    return (price * quantity).times(position.multiplier, Rounding::half_even);
  };
  Valuation result;
  const Notional market_value = worth(*mark, position.quantity);
  result.mark_price = *mark;
  result.market_value = market_value.to_money(Rounding::half_even);
  result.unrealized_pnl = (market_value - position.cost).to_money(Rounding::half_even);
  result.realized_pnl = position.realized.to_money(Rounding::half_even);
  if (quote.previous_close) {
    Position today = position;
    roll_to(today, trading_day);
    const Notional before = worth(*quote.previous_close, today.start_quantity);
    result.daily_pnl = (market_value - before + today.day_flow).to_money(Rounding::half_even);
  }
  return result;
}

}  // namespace pitwall::desk
