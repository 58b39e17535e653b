// Bars, ticks of the past and the order book as the gateway tells them.
#include "adapter/tws/answer.h"
#include "adapter/tws/reading.h"

namespace pitwall::tws::answer {

Result<std::vector<HistoricalBar>> historical_bars(std::string_view payload, int version) {
  constexpr std::size_t bar_fields = 8;
  FieldReader fields = begun(payload);
  fields.skip(1);
  if (version < since::historical_end) fields.skip(2);  // from, to
  std::vector<HistoricalBar> bars(fields.count(bar_fields));
  for (HistoricalBar& bar : bars) {
    bar.time = fields.text();
    const std::optional<Price> open = fields.decimal<Price>();
    const std::optional<Price> high = fields.decimal<Price>();
    const std::optional<Price> low = fields.decimal<Price>();
    const std::optional<Price> close = fields.decimal<Price>();
    if (!open || !high || !low || !close)
      return error(Code::corrupt, "The gateway sent a candle without all of its prices.");
    bar.open = *open;
    bar.high = *high;
    bar.low = *low;
    bar.close = *close;
    bar.volume = fields.decimal<Quantity>();
    fields.skip(2);  // average price, number of trades
  }
  return checked(fields, std::move(bars), "row of candles");
}

Result<std::vector<HistoricalTick>> historical_ticks(std::string_view payload) {
  constexpr std::size_t tick_fields = 4;
  FieldReader fields(payload);
  const In kind = static_cast<In>(fields.integer_or(0));
  fields.skip(1);
  std::vector<HistoricalTick> ticks(fields.count(tick_fields));
  for (HistoricalTick& tick : ticks) {
    tick.seconds = fields.integer_or(0);
    fields.skip(1);  // attributes
    if (kind == In::historical_ticks_bid_ask) {
      tick.bid = fields.decimal<Price>().value_or(Price{});
      tick.ask = fields.decimal<Price>().value_or(Price{});
      tick.bid_size = fields.decimal<Quantity>().value_or(Quantity{});
      tick.ask_size = fields.decimal<Quantity>().value_or(Quantity{});
      continue;
    }
    tick.price = fields.decimal<Price>().value_or(Price{});
    tick.size = fields.decimal<Quantity>().value_or(Quantity{});
    if (kind == In::historical_ticks_last) fields.skip(2);  // exchange, conditions
  }
  return checked(fields, std::move(ticks), "row of ticks");
}

Result<DepthChange> depth_change(std::string_view payload) {
  FieldReader fields(payload);
  const In kind = static_cast<In>(fields.integer_or(0));
  fields.skip(2);
  DepthChange change;
  const std::int64_t row = fields.integer_or(-1);
  if (kind == In::depth_by_maker) change.maker = fields.text();
  const std::int64_t operation = fields.integer_or(-1);
  change.bid = fields.integer_or(0) == 1;
  change.price = fields.decimal<Price>().value_or(Price{});
  change.size = fields.decimal<Quantity>().value_or(Quantity{});
  if (row < 0 || operation < 0 || operation > 2)
    return error(Code::corrupt, "The gateway sent a change of the order book that does not read.");
  change.row = static_cast<std::size_t>(row);
  change.operation = static_cast<DepthChange::Operation>(operation);
  return checked(fields, std::move(change), "change of the order book");
}

}  // namespace pitwall::tws::answer
