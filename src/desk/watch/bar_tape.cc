#include "desk/watch/bar_tape.h"

#include <algorithm>
#include <array>

namespace pitwall::desk {
namespace {

constexpr std::size_t ticks_of_bar = 4;

}  // namespace

Result<std::optional<BarTape>> BarTape::open(const market::Symbol& symbol,
                                             const market::Calendar& calendar,
                                             port::BarStore& store, Time from, Time until) {
  BarTape tape(symbol, calendar, from, until);
  bool found = false;
  for (const market::BarSize size : market::BarSize::all()) {
    if (size > longest_bar || found) break;
    PITWALL_TRY(const std::vector<market::Bar> one, store.read({symbol, size, from, until, 1}));
    tape.size_ = size;
    found = !one.empty();
  }
  if (!found) return std::optional<BarTape>();
  tape.quote_.origin = {{"replay", market::AccountKind::none}, {}, {}, market::Quality::replayed};
  PITWALL_TRY(const std::vector<market::Bar> before,
              store.read({symbol, market::BarSize::d1, Time::min(), from, 1}));
  if (!before.empty()) tape.quote_.previous_close = before.back().close;
  return std::optional<BarTape>(std::move(tape));
}

Result<bool> BarTape::read_on(port::BarStore& store, std::uint64_t& bars) {
  if (read_until_ >= until_) return false;
  const Time from = read_until_;
  read_until_ = std::min(from + size_.duration() * bars_at_once, until_);
  PITWALL_TRY(bars_, store.read({symbol_, size_, from, read_until_, 0}));
  bar_ = 0;
  bars += bars_.size();
  return true;
}

Time BarTape::next() const {
  return bars_[bar_].time + size_.duration() * static_cast<std::int64_t>(part_) /
                                static_cast<std::int64_t>(ticks_of_bar);
}

Price BarTape::price() const {
  const market::Bar& now = bars_[bar_];
  const bool rises = now.close >= now.open;
  const std::array<Price, ticks_of_bar> path{now.open, rises ? now.low : now.high,
                                             rises ? now.high : now.low, now.close};
  return path[part_];
}

void BarTape::begin_day() {
  const market::Session* session = cursor_.at(bars_[bar_].time);
  if (!session || day_ == session->trading_day) return;
  if (day_) quote_.previous_close = quote_.last;
  day_ = session->trading_day;
  quote_.open = quote_.high = quote_.low = std::nullopt;
  quote_.volume.reset();
}

market::Tick BarTape::take() {
  const Time time = next();
  market::Tick tick;
  tick.time = time;
  tick.price = price();
  tick.size =
      Quantity::from_scaled(bars_[bar_].volume.scaled() / static_cast<std::int64_t>(ticks_of_bar));
  begin_day();
  if (!quote_.open) quote_.open = quote_.high = quote_.low = tick.price;
  quote_.high = std::max(*quote_.high, tick.price);
  quote_.low = std::min(*quote_.low, tick.price);
  quote_.last = tick.price;
  quote_.last_size = tick.size;
  quote_.volume = quote_.volume.value_or(Quantity()) + tick.size;
  quote_.time = quote_.origin.as_of = quote_.origin.received_at = time;
  if (++part_ == ticks_of_bar) {
    part_ = 0;
    ++bar_;
  }
  return tick;
}

}  // namespace pitwall::desk
