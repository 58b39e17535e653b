#include "adapter/paper/bar_path.h"

#include <algorithm>

#include "adapter/paper/hash.h"

namespace pitwall::paper {

using namespace pitwall::literals;
using market::AssetClass;

namespace {

// The multiple of `tick` at or below a price of either sign.
Price floor_to(Price price, Price tick) {
  std::int64_t rest = price.scaled() % tick.scaled();
  if (rest < 0) rest += tick.scaled();
  return price - Price::from_scaled(rest);
}

Price ceiling_to(Price price, Price tick) {
  const Price below = floor_to(price, tick);
  return below == price ? price : below + tick;
}

}  // namespace

QuoteStyle quote_style(AssetClass asset_class) {
  switch (asset_class) {
    case AssetClass::stock:
      return {2, 100_qty};
    case AssetClass::etf:
      return {1, 200_qty};
    case AssetClass::future:
      return {1, 8_qty};
    case AssetClass::option:
      return {5, 10_qty};
    case AssetClass::fx:
      return {1, 500000_qty};
    case AssetClass::index:
      return {1, 1_qty};
    case AssetClass::crypto:
      return {100, 0.05_qty};
  }
  return {1, 1_qty};
}

BarTicks::BarTicks(const market::Instrument& instrument)
    : instrument_(&instrument), style_(quote_style(instrument.asset_class)) {}

void BarTicks::begin(const PlayedBar& bar) {
  const Duration length = bar.end - bar.bar.time;
  PITWALL_CHECK(length > Duration{}, "a bar of {} ns", length.nanoseconds);
  bar_ = bar;
  const market::Bar& b = bar_.bar;
  key_ = mix(mix(instrument_->id.index, static_cast<std::uint64_t>(b.time.nanoseconds)),
             static_cast<std::uint64_t>(b.close.scaled()));
  steps_ = std::clamp(length / step, min_steps, max_steps);
  lots_ = b.volume.scaled() / instrument_->lot_size.scaled();
  // Two steps of each gap to the next stay free, so that rounding cannot push a tick over the end.
  phase_ =
      nanoseconds(pick(mix(instrument_->id.index), 1'000) * (length.nanoseconds / steps_) / 1'001);
  const Price early = b.close >= b.open ? b.low : b.high;
  const Price late = b.close >= b.open ? b.high : b.low;
  const Int128 to_early = (early - b.open).abs().scaled();
  const Int128 between = (late - early).abs().scaled();
  const Int128 way = to_early + between + (b.close - late).abs().scaled();
  const Int128 last = steps_ - 1;
  const auto share = [&](Int128 part) {
    return static_cast<std::int64_t>(way == 0 ? last / 3 : last * part / way);
  };
  first_ = std::clamp<std::int64_t>(share(to_early), 1, steps_ - 3);
  second_ = std::clamp<std::int64_t>(share(to_early + between), first_ + 1, steps_ - 2);
  index_ = 0;
  previous_ = b.open;
  trade_due_ = false;
}

Price BarTicks::price_at(std::int64_t index) const {
  const market::Bar& b = bar_.bar;
  const bool up = b.close >= b.open;
  const Price early = up ? b.low : b.high;
  const Price late = up ? b.high : b.low;
  if (index == 0) return b.open;
  if (index == first_) return early;
  if (index == second_) return late;
  if (index == steps_ - 1) return b.close;
  const auto [from, to, start, end] =
      index < first_    ? std::tuple{b.open, early, std::int64_t{0}, first_}
      : index < second_ ? std::tuple{early, late, first_, second_}
                        : std::tuple{late, b.close, second_, steps_ - 1};
  const Int128 way = static_cast<Int128>(to.scaled()) - from.scaled();
  const std::int64_t straight =
      from.scaled() + static_cast<std::int64_t>(way * (index - start) / (end - start));
  constexpr std::int64_t grains = 1'025;  // -512 to 512
  const Int128 range = static_cast<Int128>(b.high.scaled()) - b.low.scaled();
  const std::int64_t grain =
      pick(mix(key_, static_cast<std::uint64_t>(index)), grains) - grains / 2;
  const std::int64_t wobble = static_cast<std::int64_t>(range / 8 * grain / (grains / 2));
  const Price price = Price::from_scaled(straight + wobble);
  return std::clamp(floor_to(price, instrument_->tick_size), b.low, b.high);
}

// How many lots the steps before `index` got: an even share each, its border moved on by chance but
// by less than one share, so that the borders stay in order.
std::int64_t BarTicks::lots_before(std::int64_t index) const {
  if (index == 0) return 0;
  if (index == steps_) return lots_;
  const std::int64_t even = static_cast<std::int64_t>(static_cast<Int128>(lots_) * index / steps_);
  const std::uint64_t bits = mix(~key_, static_cast<std::uint64_t>(index)) >> 32;
  return even + static_cast<std::int64_t>(static_cast<Int128>(lots_ / steps_) * bits >> 32);
}

Quantity BarTicks::size_at(std::int64_t index) const {
  const std::int64_t lot = instrument_->lot_size.scaled();
  const std::int64_t size = (lots_before(index + 1) - lots_before(index)) * lot;
  const std::int64_t rest = index == steps_ - 1 ? bar_.bar.volume.scaled() - lots_ * lot : 0;
  return Quantity::from_scaled(size + rest);
}

void BarTicks::set_quote(Price price, market::Tick& tick) {
  const Price grid = instrument_->tick_size;
  const Price spread = Price::from_scaled(grid.scaled() * style_.spread_ticks);
  const std::uint64_t bits = mix(key_ + 1, static_cast<std::uint64_t>(index_));
  if (price != previous_) went_up_ = price > previous_;
  tick.kind = market::Tick::Kind::quote;
  if (went_up_) {
    tick.ask = ceiling_to(price, grid);
    tick.bid = tick.ask - spread;
  } else {
    tick.bid = floor_to(price, grid);
    tick.ask = tick.bid + spread;
  }
  const std::int64_t unit = style_.size_unit.scaled();
  tick.bid_size = Quantity::from_scaled(unit * (1 + pick(bits, 10)));
  tick.ask_size = Quantity::from_scaled(unit * (1 + pick(bits << 32, 10)));
}

bool BarTicks::next(market::Tick& tick) {
  if (!trade_due_ && index_ == steps_) return false;
  tick = market::Tick{};
  tick.instrument = instrument_->id;
  const Duration length = bar_.end - bar_.bar.time;
  const auto offset = [&](std::int64_t index) {
    return nanoseconds(
        static_cast<std::int64_t>(static_cast<Int128>(length.nanoseconds) * index / steps_));
  };
  if (trade_due_) {
    tick.time = bar_.bar.time + offset(index_ - 1) + phase_;
    tick.price = price_;
    tick.size = size_;
    trade_due_ = false;
    return true;
  }
  tick.time = bar_.bar.time + offset(index_) + phase_;
  price_ = price_at(index_);
  size_ = size_at(index_);
  set_quote(price_, tick);
  previous_ = price_;
  const bool corner = index_ == 0 || index_ == first_ || index_ == second_ || index_ == steps_ - 1;
  trade_due_ = corner || !size_.is_zero();
  ++index_;
  return true;
}

}  // namespace pitwall::paper
