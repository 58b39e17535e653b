#include "market/quote.h"

#include <algorithm>

#include "base/visitor.h"

namespace pitwall::market {

std::optional<Price> Quote::mid() const {
  if (!bid || !ask) return std::nullopt;
  const Int128 sum = static_cast<Int128>(bid->scaled()) + ask->scaled();
  return Price::from_scaled(decimal::narrow(decimal::divide(sum, 2, Rounding::half_even)));
}

std::optional<Price> Quote::mark() const {
  if (!last) return mid();
  if (bid && ask && *bid > *ask) return last;
  Price price = *last;
  if (bid) price = std::max(price, *bid);
  if (ask) price = std::min(price, *ask);
  return price;
}

std::optional<Price> Quote::change() const {
  const std::optional<Price> now = mark();
  if (!now || !previous_close) return std::nullopt;
  return *now - *previous_close;
}

void describe(Quote& quote, Visitor& v) {
  v("bid", "Best price that buyers offer.", "367.45", quote.bid, self_evident);
  v("bid_size", "Shares, contracts or coins at the bid.", "300", quote.bid_size, self_evident);
  v("ask", "Best price that sellers ask.", "367.47", quote.ask, self_evident);
  v("ask_size", "Shares, contracts or coins at the ask.", "200", quote.ask_size, self_evident);
  v("last", "Price of the last trade.", "367.46", quote.last, self_evident);
  v("last_size", "Size of the last trade.", "100", quote.last_size, self_evident);
  v("volume", "Traded this trading day.", "407870", quote.volume, self_evident);
  v("open", "First price of the trading day.", "367.4", quote.open, self_evident);
  v("high", "Highest price of the trading day.", "367.62", quote.high, self_evident);
  v("low", "Lowest price of the trading day.", "367.36", quote.low, self_evident);
  v("previous_close", "Closing price of the trading day before.", "364.66", quote.previous_close);
  v("time", "The latest change, by the exchange.", "2020-12-15T14:30:59Z", quote.time,
    self_evident);
  v("origin", "Where these figures come from.", "", quote.origin, self_evident);
}

std::string_view name_of(Tick::Kind kind) { return kind == Tick::Kind::trade ? "trade" : "quote"; }

}  // namespace pitwall::market
