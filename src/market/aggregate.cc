#include "market/aggregate.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace pitwall::market {

BarAggregator::BarAggregator(BarSize size, const Calendar& calendar, Hours hours)
    : size_(size), calendar_(&calendar), hours_(hours), cursor_(calendar) {}

std::optional<Bar> BarAggregator::add(Time time, Price price, Quantity size) {
  return add(Bar{time, price, price, price, price, size});
}

std::optional<Bar> BarAggregator::add(const Bar& bar) {
  if (!is_inside(bar.time)) {
    ++outside_;
    return std::nullopt;
  }
  if (bar.time < (bar_ ? bar_->time : done_until_)) {
    ++late_;
    return std::nullopt;
  }
  if (bar_ && bar.time < end_) {
    grow(bar);
    return std::nullopt;
  }
  std::optional<Bar> complete = std::exchange(bar_, std::nullopt);
  begin(bar);
  return complete;
}

std::optional<Bar> BarAggregator::advance(Time now) {
  return bar_ && now >= end_ ? flush() : std::nullopt;
}

std::optional<Bar> BarAggregator::flush() {
  if (bar_) done_until_ = end_;
  return std::exchange(bar_, std::nullopt);
}

bool BarAggregator::is_inside(Time time) {
  session_ = cursor_.at(time);
  return session_ != nullptr &&
         (hours_ == Hours::extended || session_->kind == Session::Kind::regular);
}

void BarAggregator::begin(const Bar& first) {
  bar_ = first;
  if (!size_.is_intraday()) return begin_period(session_->trading_day);
  const Duration length = size_.duration();
  const Duration into = first.time - session_->open;
  bar_->time = first.time - into % length;
  end_ = std::min(bar_->time + length, session_->close);
}

// The day, week or month of a trading day, from its first session to its last.
void BarAggregator::begin_period(Date trading_day) {
  Date from = trading_day;
  Date to = trading_day;
  if (size_ == BarSize::w1) {
    from = trading_day - (trading_day.weekday() + 6) % 7;
    to = from + 6;
  } else if (size_ == BarSize::mo1) {
    from = trading_day - (trading_day.day() - 1);
    to = from + 31;
    to = to - to.day();
  }
  bool found = false;
  for (const Session& session : calendar_->sessions(from, to)) {
    if (hours_ == Hours::regular && session.kind != Session::Kind::regular) continue;
    if (!found) bar_->time = session.open;
    found = true;
    end_ = session.close;
  }
  PITWALL_CHECK(found, "no session of {} in the period of a bar that has one", calendar_->name());
}

void BarAggregator::grow(const Bar& bar) {
  bar_->high = std::max(bar_->high, bar.high);
  bar_->low = std::min(bar_->low, bar.low);
  bar_->close = bar.close;
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  std::int64_t volume = bar_->volume.scaled();
  if (__builtin_add_overflow(volume, bar.volume.scaled(), &volume)) {
    if (bar_->volume.scaled() != most) ++overflowed_;
    volume = most;
  }
  bar_->volume = Quantity::from_scaled(volume);
}

Result<Aggregated> aggregate(std::span<const Bar> bars, BarSize from, BarSize to,
                             const Calendar& calendar, Hours hours) {
  if (to != from && !to.is_made_of(from))
    return error(Code::invalid_argument, "Bars of {} cannot be made of bars of {}.", to.text(),
                 from.text());
  Aggregated result;
  BarAggregator aggregator(to, calendar, hours);
  const auto keep = [&](const std::optional<Bar>& bar) {
    if (bar) result.bars.push_back(*bar);
  };
  for (std::size_t i = 0; i < bars.size(); ++i) {
    PITWALL_TRY_VOID(validate(bars[i]));
    if (i > 0 && bars[i].time <= bars[i - 1].time)
      return error(Code::invalid_argument,
                   "The bars are out of order: {} follows {}; sort them and keep one of each time.",
                   bars[i].time.text(), bars[i - 1].time.text());
    keep(aggregator.add(bars[i]));
  }
  keep(aggregator.flush());
  if (aggregator.overflowed() > 0)
    return error(Code::too_large,
                 "The volume of a bar of {} goes beyond {}, the most that a bar holds; ask for "
                 "shorter bars.",
                 to.text(), Quantity::from_scaled(std::numeric_limits<std::int64_t>::max()).text());
  result.outside = aggregator.outside();
  return result;
}

}  // namespace pitwall::market
