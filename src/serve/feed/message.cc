#include "serve/feed/message.h"

#include "base/typescript.h"

namespace pitwall::serve {

void describe(ChartRequest& request, Visitor& v) {
  v("symbol", "Ticker, or ticker:exchange.", "SPY", request.symbol);
  v("bar", "Length of one candle.", "5m", request.bar);
  v("outside_hours", "Also the candles outside regular hours.", "false", request.outside_hours,
    with_default);
}

void describe(Subscribe& subscribe, Visitor& v) {
  v("symbols", "Instruments whose quotes are wanted.", "SPY", subscribe.symbols,
    {.has_default = true, .max_items = max_feed_symbols});
  v("account", "Account whose positions are wanted; all accounts if absent.", "DU1000001",
    subscribe.account);
  v("chart", "The chart that is shown, if one is.", "", subscribe.chart);
}

void describe(FeedRequest& request, Visitor& v) {
  v("subscribe", "All that is wanted from now on; takes the place of what was wanted before.", "",
    request.subscribe);
}

void describe(FeedQuote& quote, Visitor& v) {
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", quote.symbol);
  v("currency", "Currency of the prices.", "USD", quote.currency);
  v("mark", "What positions are valued at.", "367.46", quote.mark);
  v("change", "Mark less previous close.", "2.8", quote.change);
  v("change_percent", "The same in percent.", "0.7678", quote.change_percent);
  describe(quote.quote, v);
}

void describe(FeedBar& bar, Visitor& v) {
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", bar.symbol);
  v("bar", "Length of the candle.", "5m", bar.size);
  describe(bar.bar, v);
  v("origin", "Where the figures come from.", "", bar.origin);
}

void describe(FeedAnswer& answer, Visitor& v) {
  v("tool", "Whose answer it is: desk_status, get_balances, get_pnl or get_portfolio.",
    "get_portfolio", answer.tool);
  v("account", "The account that was asked about; absent for all.", "DU1000001", answer.account);
  v("answer", "The tool's structured answer.", "", answer.answer);
}

void describe(FeedChart& chart, Visitor& v) {
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", chart.symbol);
  v("version", "Grows with each change, of its orders and fills too.", "12", chart.version);
  v("drawings", "All that is drawn.", "", chart.drawings);
  v("selection", "What is selected.", "", chart.selection);
}

void describe(FeedFrame& frame, Visitor& v) {
  v("sequence", "1 for the first of a connection, then one more each.", "42", frame.sequence);
  v("sent_at", "When, by the clock of the desk.", "", frame.sent_at);
  v("market_time", "Time in the market; a replayed tape has its own.", "", frame.market_time);
  v("quotes", "Those that changed since the frame before; all after a subscription.", "",
    frame.quotes);
  v("bars", "The last candle of the chart as it grows, and the one before when it is complete.", "",
    frame.bars);
  v("answers", "Those of the tools that changed, at most once a second.", "", frame.answers);
  v("charts", "What stands on the chart's instrument, if it changed; always after a subscription.",
    "", frame.charts);
  v("gate", "Another number whenever something at the gate has changed: what waits, the switch.",
    "1044", frame.gate);
  v("errors", "What could not be had.", "", frame.errors);
}

std::string feed_typescript() {
  TypeScript types;
  types.add("FeedRequest", type_of<FeedRequest>());
  types.add("FeedFrame", type_of<FeedFrame>());
  return "// Made from the feed's own messages (src/serve/feed/message.h); not written by "
         "hand.\n\n" +
         types.text();
}

}  // namespace pitwall::serve
