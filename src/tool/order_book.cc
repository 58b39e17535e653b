// What waits on both sides of a market.
#include "market/order_book.h"

#include "market/statistics.h"
#include "tool/instrument.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

constexpr std::int64_t max_rows = 50;

struct OrderBookIn {
  SymbolText symbol;
  std::int64_t rows = 10;
};
void describe(OrderBookIn& in, Visitor& v) {
  v("symbol", "Ticker, or ticker:exchange.", "SPY", in.symbol);
  v("rows", "At most this many levels of each side.", "10", in.rows,
    {.has_default = true, .minimum = 1, .maximum = max_rows});
}

struct OrderBookOut {
  std::string symbol;
  market::Currency currency;
  std::vector<market::BookLevel> bids;
  std::vector<market::BookLevel> asks;
  std::optional<Price> spread;
  std::optional<double> imbalance;
  market::Origin origin;
};
void describe(OrderBookOut& out, Visitor& v) {
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", out.symbol, self_evident);
  v("currency", "Currency of the prices.", "USD", out.currency, self_evident);
  v("bids", "Highest price first.", "", out.bids, self_evident);
  v("asks", "Lowest price first.", "", out.asks, self_evident);
  v("spread", "Best ask less best bid.", "0.02", out.spread, self_evident);
  v("imbalance", "(bids - asks) / (bids + asks) by size: 1 is all bids.", "0.12", out.imbalance);
  v("origin", "Where the figures come from.", "", out.origin, self_evident);
}

Quantity size_of(const std::vector<market::BookLevel>& levels) {
  Quantity sum;
  for (const market::BookLevel& level : levels) sum += level.size;
  return sum;
}

std::string summary(const OrderBookOut& out) {
  const auto side = [](const std::vector<market::BookLevel>& levels) {
    if (levels.empty()) return std::string("nothing");
    return fmt::format("{} for {}", quantity_text(levels.front().size),
                       price_text(levels.front().price));
  };
  std::string text = fmt::format(
      "{}: best bid {}, best ask {} ({}); in {} and {} in all.", out.symbol, side(out.bids),
      side(out.asks), out.currency.view(),
      count_text(out.bids.size(), "bid level") + " " + quantity_text(size_of(out.bids)),
      count_text(out.asks.size(), "ask level") + " " + quantity_text(size_of(out.asks)));
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < std::max(out.bids.size(), out.asks.size()); ++i) {
    const auto level = [i](const std::vector<market::BookLevel>& levels) {
      if (i >= levels.size()) return std::string("-");
      return fmt::format("{} x {}", price_text(levels[i].price), quantity_text(levels[i].size));
    };
    lines.push_back(fmt::format("{} | {}", level(out.bids), level(out.asks)));
  }
  return text + listed(lines) + "\n" + source_text(out.origin);
}

Task<Result<OrderBookOut>> run_order_book(OrderBookIn in, Context& context) {
  const Result<const market::Instrument*> found =
      co_await resolve_instrument(context, in.symbol.value);
  if (!found) co_return found.error();
  const auto begin = [&](port::Reply<market::OrderBook> reply) {
    context.market.order_book((*found)->id, static_cast<std::size_t>(in.rows), std::move(reply));
  };
  Result<market::OrderBook> book = co_await ask<market::OrderBook>(begin);
  if (!book) co_return book.error();
  OrderBookOut out;
  out.symbol = (*found)->full_name();
  out.currency = (*found)->currency;
  out.bids = std::move(book->bids);
  out.asks = std::move(book->asks);
  out.origin = book->origin;
  if (!out.bids.empty() && !out.asks.empty())
    out.spread = out.asks.front().price - out.bids.front().price;
  const double bids = size_of(out.bids).to_double();
  const double asks = size_of(out.asks).to_double();
  if (bids + asks > 0) out.imbalance = market::rounded((bids - asks) / (bids + asks), 4);
  co_return out;
}

}  // namespace

extern const Tool get_order_book;
const Tool get_order_book{
    "get_order_book", Category::market,
    Effect::reads,    "Depth of one market: what waits at each price on both sides.",
    run_order_book,   {.rare = true}};

}  // namespace pitwall::tool
