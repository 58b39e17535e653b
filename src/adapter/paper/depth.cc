// The order book of the paper market. What orders meet here is a model around the board's bid and
// ask (matching.h), so that is what the book shows, whatever the tape: what waits at each level is
// exactly what would fill an order there, less what orders have taken since the last quote.
#include "adapter/paper/exchange.h"

namespace pitwall::paper {

using market::Quote;
using port::Side;

namespace {

std::vector<market::BookLevel> levels(const Ladder& ladder, Side taker, Price tick,
                                      std::size_t rows) {
  std::vector<market::BookLevel> out;
  for (const Fill& level : ladder.levels(taker, tick, rows))
    out.push_back({level.price, level.quantity});
  return out;
}

}  // namespace

Result<market::OrderBook> PaperExchange::depth(market::InstrumentId instrument,
                                               std::size_t rows) const {
  const market::Instrument& listed = catalogue_.at(instrument);
  const Quote* quote = board_.find(instrument);
  if (!quote || !quote->bid || !quote->ask)
    return error(Code::no_data, "{} has no bid and ask on the paper market, so it has no book.",
                 listed.symbol.view());
  Ladder bid(*quote->bid, quote->bid_size.value_or(Quantity()));
  Ladder ask(*quote->ask, quote->ask_size.value_or(Quantity()));
  // What was taken is known to the ladders that orders met since that quote.
  if (instrument.index < books_.size()) {
    const Book& book = books_[instrument.index];
    if (book.bid.offers() && book.bid.best() == *quote->bid) bid = book.bid;
    if (book.ask.offers() && book.ask.best() == *quote->ask) ask = book.ask;
  }
  market::OrderBook result;
  result.bids = levels(bid, Side::sell, listed.tick_size, rows);
  result.asks = levels(ask, Side::buy, listed.tick_size, rows);
  result.origin = quote->origin;
  result.origin.quality = worst(quote->origin.quality, market::Quality::simulated);
  return result;
}

}  // namespace pitwall::paper
