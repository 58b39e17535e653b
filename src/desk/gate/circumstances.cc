#include "desk/gate/circumstances.h"

namespace pitwall::desk {

void describe(HeldValue& held, Visitor& v) {
  v("symbol", "Instrument.", "SPY", held.symbol);
  v("underlying", "Of an option; otherwise the instrument.", "SPY", held.underlying);
  v("value", "Base currency; negative is short.", "12000", held.value);
}

void describe(Circumstances& c, Visitor& v) {
  v("now", "The desk's time.", "2020-12-15T14:30:00Z", c.now);
  v("market_time", "The market's time.", "2020-12-15T14:30:00Z", c.market_time);
  v("asset_class", "Class of the instrument.", "etf", c.asset_class);
  v("currency", "Of its prices.", "USD", c.currency);
  v("underlying", "Of an option; otherwise the instrument.", "SPY", c.underlying);
  v("multiplier", "Currency units a point is worth.", "1", c.multiplier);
  v("is_call", "A call option.", "false", c.is_call, with_default);
  v("tick_size", "Smallest step of its price.", "0.01", c.tick_size);
  v("lot_size", "Smallest step of its quantity.", "1", c.lot_size);
  v("price_steps", "The broker's steps of its price.", "", c.price_steps,
    {.has_default = true, .max_items = SIZE_MAX});
  v("smallest_size", "The broker's smallest order.", "1", c.smallest_size);
  v("size_increment", "The broker's step of a quantity.", "1", c.size_increment);
  v("bid", "Bid.", "370.51", c.bid);
  v("ask", "Ask.", "370.53", c.ask);
  v("mark", "Mark.", "370.52", c.mark);
  v("quality", "Of the quote.", "live", c.quality);
  v("quoted", "When it was so.", "2020-12-15T14:29:59Z", c.quoted);
  v("open", "Regular hours.", "true", c.open);
  v("base_currency", "Of the account.", "USD", c.base_currency);
  v("rate", "Base currency for one unit of the instrument's.", "1", c.rate);
  v("equity", "Net liquidation value.", "100000", c.equity);
  v("available", "Available funds.", "40000", c.available);
  v("day_profit", "Of the day so far.", "-120.5", c.day_profit);
  v("holdings_known", "Every position has a value.", "true", c.holdings_known);
  v("holdings", "What is held.", "", c.holdings, {.max_items = SIZE_MAX});
}

}  // namespace pitwall::desk
