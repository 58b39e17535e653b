#include "adapter/tws/tick.h"

#include "adapter/tws/fields.h"

namespace pitwall::tws {
namespace {

// What a tick's number means, delayed or not.
enum class Meaning {
  none,
  bid,
  ask,
  last,
  bid_size,
  ask_size,
  last_size,
  volume,
  high,
  low,
  close,
  open,
  last_time,
  sale,
  open_interest,
};
struct Kind {
  Meaning meaning = Meaning::none;
  bool delayed = false;
};

Kind kind_of(std::int64_t type) {
  switch (type) {
    case 0:
      return {Meaning::bid_size};
    case 1:
      return {Meaning::bid};
    case 2:
      return {Meaning::ask};
    case 3:
      return {Meaning::ask_size};
    case 4:
      return {Meaning::last};
    case 5:
      return {Meaning::last_size};
    case 6:
      return {Meaning::high};
    case 7:
      return {Meaning::low};
    case 8:
      return {Meaning::volume};
    case 9:
      return {Meaning::close};
    case 14:
      return {Meaning::open};
    case 22:
    case 27:
    case 28:
    case 86:
      return {Meaning::open_interest};
    case 45:
      return {Meaning::last_time};
    case 48:
      return {Meaning::sale};
    case 66:
      return {Meaning::bid, true};
    case 67:
      return {Meaning::ask, true};
    case 68:
      return {Meaning::last, true};
    case 69:
      return {Meaning::bid_size, true};
    case 70:
      return {Meaning::ask_size, true};
    case 71:
      return {Meaning::last_size, true};
    case 72:
      return {Meaning::high, true};
    case 73:
      return {Meaning::low, true};
    case 74:
      return {Meaning::volume, true};
    case 75:
      return {Meaning::close, true};
    case 76:
      return {Meaning::open, true};
    case 88:
      return {Meaning::last_time, true};
    default:
      return {};
  }
}

// The protocol's way to say that there is none: -1, and nothing behind it.
std::optional<Price> present(const TickMessage& tick) {
  if (!tick.price) return std::nullopt;
  const bool nothing_behind = !tick.size || tick.size->is_zero();
  if (nothing_behind && tick.price->scaled() == -Price::unit) return std::nullopt;
  return tick.price;
}

bool positive(const std::optional<Quantity>& size) { return size && size->sign() > 0; }

void came(LineState& line, Time at, Time now) {
  line.quote.time = std::max(line.quote.time, at);
  line.quote.origin.as_of = line.quote.time;
  line.quote.origin.received_at = now;
  line.quote.origin.quality = quality_of(line);
}

TickEffect apply_side(const TickMessage& tick, Meaning meaning, Time now, LineState& line) {
  market::Quote& quote = line.quote;
  const bool bid = meaning == Meaning::bid;
  (bid ? quote.bid : quote.ask) = present(tick);
  std::optional<Quantity>& size = bid ? quote.bid_size : quote.ask_size;
  if (!present(tick)) {
    size.reset();
  } else if (positive(tick.size)) {
    size = tick.size;
  }
  came(line, line.delayed_ticks ? line.quote.time : now, now);
  return TickEffect::market;
}

TickEffect apply_last(const TickMessage& tick, Time now, LineState& line) {
  if (!present(tick)) return TickEffect::nothing;
  const bool first = !line.quote.last;
  line.quote.last = tick.price;
  if (positive(tick.size)) line.quote.last_size = tick.size;
  line.last_priced = positive(tick.size);
  came(line, line.delayed_ticks || first ? line.quote.time : now, now);
  // What stood there before the line was opened is no trade of now.
  return first || line.sales_told ? TickEffect::figures : TickEffect::trade;
}

TickEffect apply_price(const TickMessage& tick, Meaning meaning, Time now, LineState& line) {
  market::Quote& quote = line.quote;
  switch (meaning) {
    case Meaning::bid:
    case Meaning::ask:
      return apply_side(tick, meaning, now, line);
    case Meaning::last:
      return apply_last(tick, now, line);
    case Meaning::high:
      quote.high = present(tick);
      break;
    case Meaning::low:
      quote.low = present(tick);
      break;
    case Meaning::open:
      quote.open = present(tick);
      break;
    case Meaning::close:
      quote.previous_close = present(tick);
      if (quote.previous_close && quote.previous_close->is_zero()) quote.previous_close.reset();
      break;
    default:
      return TickEffect::nothing;
  }
  quote.origin.received_at = now;
  quote.origin.quality = quality_of(line);
  return TickEffect::figures;
}

TickEffect apply_size(const TickMessage& tick, Meaning meaning, Time now, LineState& line) {
  market::Quote& quote = line.quote;
  const bool after_price = line.last_priced;
  line.last_priced = false;
  switch (meaning) {
    case Meaning::bid_size:
    case Meaning::ask_size: {
      std::optional<Quantity>& size =
          meaning == Meaning::bid_size ? quote.bid_size : quote.ask_size;
      const bool there = (meaning == Meaning::bid_size ? quote.bid : quote.ask).has_value();
      if (!there || size == tick.size) return TickEffect::nothing;
      size = tick.size;
      came(line, line.delayed_ticks ? quote.time : now, now);
      return TickEffect::market;
    }
    case Meaning::last_size: {
      const bool again = after_price && quote.last_size == tick.size;
      const bool first = !quote.last_size;
      quote.last_size = tick.size;
      if (again || !quote.last) return TickEffect::nothing;
      came(line, line.delayed_ticks || first ? quote.time : now, now);
      return first || line.sales_told ? TickEffect::figures : TickEffect::trade;
    }
    case Meaning::volume:
      quote.volume = tick.size;
      break;
    case Meaning::open_interest:
      line.open_interest = tick.size;
      break;
    default:
      return TickEffect::nothing;
  }
  quote.origin.received_at = now;
  return TickEffect::figures;
}

// One part of "price;size;milliseconds;volume;average;single".
std::string_view part(std::string_view& text) {
  const std::size_t end = std::min(text.find(';'), text.size());
  const std::string_view first = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return first;
}

std::optional<std::int64_t> scaled_part(std::string_view& text, int scale) {
  const std::string_view digits = part(text);
  if (digits.empty()) return std::nullopt;
  const Result<std::int64_t> value = decimal::parse(digits, scale, Rounding::half_even);
  if (!value) return std::nullopt;
  return *value;
}

TickEffect apply_sale(std::string_view text, Time now, LineState& line) {
  const std::optional<std::int64_t> price = scaled_part(text, Price::scale);
  const std::optional<std::int64_t> size = scaled_part(text, Quantity::scale);
  const std::optional<std::int64_t> milliseconds = scaled_part(text, 0);
  const std::optional<std::int64_t> volume = scaled_part(text, Quantity::scale);
  line.sales_told = true;
  if (volume) line.quote.volume = Quantity::from_scaled(*volume);
  constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max() / 1'000'000;
  // Trades that do not count for the last price come with a volume alone.
  if (!price || !size || !milliseconds || *milliseconds < 0 || *milliseconds > latest)
    return TickEffect::figures;
  line.quote.last = Price::from_scaled(*price);
  line.quote.last_size = Quantity::from_scaled(*size);
  came(line, Time{*milliseconds * 1'000'000}, now);
  return TickEffect::trade;
}

TickEffect apply_text(const TickMessage& tick, Meaning meaning, Time now, LineState& line) {
  if (meaning == Meaning::sale) return apply_sale(tick.text, now, line);
  if (meaning != Meaning::last_time || !tick.size) return TickEffect::nothing;
  constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max() / 1'000'000'000;
  const std::int64_t seconds = tick.size->scaled() / Quantity::unit;
  if (seconds <= 0 || seconds > latest) return TickEffect::nothing;
  came(line, Time::from_unix_seconds(seconds), now);
  return TickEffect::figures;
}

TickEffect apply_by_tick(const TickMessage& tick, Time now, LineState& line) {
  constexpr std::int64_t market = 3;
  market::Quote& quote = line.quote;
  if (tick.type == market) {
    quote.bid = tick.price;
    quote.bid_size = tick.size;
    quote.ask = tick.ask;
    quote.ask_size = tick.ask_size;
    came(line, Time::from_unix_seconds(tick.seconds), now);
    return TickEffect::market;
  }
  if (tick.type != 1 && tick.type != 2) return TickEffect::nothing;
  line.sales_told = true;
  quote.last = tick.price;
  quote.last_size = tick.size;
  came(line, Time::from_unix_seconds(tick.seconds), now);
  return TickEffect::trade;
}

void read_by_tick(FieldReader& fields, TickMessage& tick) {
  constexpr std::int64_t market = 3;
  constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max() / 1'000'000'000;
  tick.request = fields.integer_or(-1);
  tick.type = fields.integer_or(-1);
  tick.seconds = std::clamp<std::int64_t>(fields.integer_or(0), 0, latest);
  tick.price = fields.decimal<Price>();
  if (tick.type == market) tick.ask = fields.decimal<Price>();
  if (tick.type == 1 || tick.type == 2 || tick.type == market)
    tick.size = fields.decimal<Quantity>();
  if (tick.type == market) tick.ask_size = fields.decimal<Quantity>();
}

}  // namespace

bool is_tick(int id) {
  switch (static_cast<In>(id)) {
    case In::tick_price:
    case In::tick_size:
    case In::option_computation:
    case In::tick_generic:
    case In::tick_string:
    case In::market_data_type:
    case In::tick_parameters:
    case In::tick_by_tick:
      return true;
    default:
      return false;
  }
}

std::optional<TickMessage> read_tick(std::string_view payload) {
  FieldReader fields(payload);
  TickMessage tick;
  tick.kind = static_cast<In>(fields.integer_or(0));
  switch (tick.kind) {
    case In::tick_price:
    case In::tick_size:
    case In::tick_generic:
    case In::tick_string:
      fields.text();  // version
      tick.request = fields.integer_or(-1);
      tick.type = fields.integer_or(-1);
      if (tick.kind == In::tick_price) tick.price = fields.decimal<Price>();
      if (tick.kind == In::tick_price || tick.kind == In::tick_size)
        tick.size = fields.decimal<Quantity>();
      if (tick.kind == In::tick_string) {
        const FieldReader before = fields;
        tick.text = fields.text();
        if (kind_of(tick.type).meaning == Meaning::last_time) {
          fields = before;
          tick.size = fields.decimal<Quantity>();
        }
      }
      break;
    case In::market_data_type:
      fields.text();
      tick.request = fields.integer_or(-1);
      tick.type = fields.integer_or(0);
      break;
    case In::option_computation:
    case In::tick_parameters:
      tick.request = fields.integer_or(-1);
      break;
    case In::tick_by_tick:
      read_by_tick(fields, tick);
      break;
    default:
      return std::nullopt;
  }
  if (!fields.good()) return std::nullopt;
  return tick;
}

TickEffect apply(const TickMessage& tick, Time now, LineState& line) {
  if (tick.kind == In::market_data_type) {
    line.data_type = tick.type;
    line.quote.origin.quality = quality_of(line);
    return TickEffect::nothing;
  }
  if (tick.kind == In::tick_by_tick) return apply_by_tick(tick, now, line);
  const Kind kind = kind_of(tick.type);
  if (kind.meaning == Meaning::none) return TickEffect::nothing;
  if (kind.delayed) line.delayed_ticks = true;
  if (tick.kind == In::tick_price) return apply_price(tick, kind.meaning, now, line);
  if (tick.kind == In::tick_size) return apply_size(tick, kind.meaning, now, line);
  if (tick.kind == In::tick_string) return apply_text(tick, kind.meaning, now, line);
  return TickEffect::nothing;
}

bool apply_option_figures(std::string_view payload, LineState& line) {
  // The broker's model of the option, live and delayed; those by bid, ask and last say less.
  constexpr std::int64_t model = 13, delayed_model = 83;
  FieldReader fields(payload);
  fields.skip(2);
  const std::int64_t type = fields.integer_or(-1);
  fields.skip(1);  // whether by price or by yield
  const auto known = [&](double unknown) {
    const std::optional<double> value = fields.number();
    return value && *value != unknown ? value : std::nullopt;
  };
  market::Greeks greeks;
  greeks.implied_volatility = known(-1);
  greeks.delta = known(-2);
  fields.skip(2);  // its price, dividends
  greeks.gamma = known(-2);
  greeks.vega = known(-2);
  greeks.theta = known(-2);
  if (!fields.good()) return false;
  if (type != model && type != delayed_model) return true;
  greeks.by = market::GreeksBy::broker;
  line.greeks = greeks;
  if (type == delayed_model) line.delayed_ticks = true;
  return true;
}

market::Quality quality_of(const LineState& line) {
  if (line.data_type == 2 || line.data_type == 4) return market::Quality::frozen;
  if (line.delayed_ticks || line.data_type == 3) return market::Quality::delayed;
  // Not said: what was asked for, and that is live.
  return market::Quality::live;
}

}  // namespace pitwall::tws
