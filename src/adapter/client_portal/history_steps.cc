#include "adapter/client_portal/history_steps.h"

#include <algorithm>

#include "adapter/client_portal/figures.h"

namespace pitwall::client_portal {
namespace {

using market::BarSize;

constexpr std::size_t most_points = 20'000;  // of an answer that is read at all

struct Step {
  BarSize size;
  std::string_view name;
  int days;  // the longest period with this bar that stays under 1000 candles, around the clock
};
const Step steps[] = {
    {BarSize::m1, "1min", 0},  // hours only
    {BarSize::m2, "2min", 1},    {BarSize::m3, "3min", 1},   {BarSize::m5, "5min", 1},
    {BarSize::m10, "10min", 6},  {BarSize::m15, "15min", 7}, {BarSize::m30, "30min", 7},
    {BarSize::h1, "1h", 30},     {BarSize::h2, "2h", 80},    {BarSize::h4, "4h", 160},
    {BarSize::h8, "8h", 330},    {BarSize::d1, "1d", 730},   {BarSize::w1, "1w", 5'475},
    {BarSize::mo1, "1m", 5'475},
};

constexpr int hours_at_most = 8;
constexpr int days_at_most = 1'000;

const Step* step_of(BarSize size) {
  const auto* found = std::ranges::find(steps, size, &Step::size);
  return found == std::end(steps) ? nullptr : found;
}

std::int64_t rounded_up(Duration span, Duration unit) {
  return (span.nanoseconds + unit.nanoseconds - 1) / unit.nanoseconds;
}

std::optional<market::Bar> bar_of(const Json& row, Ratio volume_factor) {
  const std::optional<Time> time = milliseconds_of(text_of(row, "t"));
  const std::optional<Price> open = price_of(text_of(row, "o"));
  const std::optional<Price> high = price_of(text_of(row, "h"));
  const std::optional<Price> low = price_of(text_of(row, "l"));
  const std::optional<Price> close = price_of(text_of(row, "c"));
  if (!time || !open || !high || !low || !close) return std::nullopt;
  market::Bar bar{*time, *open, *high, *low, *close, {}};
  const Quantity volume = quantity_of(text_of(row, "v")).value_or(Quantity{});
  const Int128 scaled =
      decimal::divide(static_cast<Int128>(volume.scaled()) * volume_factor.scaled(), Ratio::unit,
                      Rounding::half_even);
  if (!decimal::fits(scaled)) return std::nullopt;
  bar.volume = Quantity::from_scaled(decimal::narrow(scaled));
  return market::validate(bar) ? std::optional(bar) : std::nullopt;
}

}  // namespace

Result<std::string_view> bar_name(BarSize size) {
  if (const Step* step = step_of(size)) return step->name;
  return error(Code::unsupported,
               "The Client Portal Gateway has no candles of {}: ask for 1m, 2m, 3m, 5m, 10m, 15m, "
               "30m, 1h, 2h, 4h, 8h, 1d, 1w or 1mo.",
               size.view());
}

Period period_for(BarSize size, Duration span) {
  const Step* step = step_of(size);
  const int most_days = step ? step->days : 0;
  span = std::max(span, minutes(1));
  if (most_days == 0 ||
      (span <= hours(hours_at_most) && size.is_intraday() && size.duration() < hours(1))) {
    const std::int64_t count = std::min<std::int64_t>(rounded_up(span, hours(1)), hours_at_most);
    return {fmt::format("{}h", count), hours(count)};
  }
  const std::int64_t count = std::min<std::int64_t>(rounded_up(span, days(1)), most_days);
  if (count <= days_at_most) return {fmt::format("{}d", count), days(count)};
  const std::int64_t years = (count + 364) / 365;
  return {fmt::format("{}y", years), days(365 * years)};
}

std::string window_end(Time time) {
  std::string text = time.floor(seconds(1)).text();  // 2026-04-02T13:30:00Z
  return text.substr(0, 4) + text.substr(5, 2) + text.substr(8, 2) + "-" + text.substr(11, 8);
}

Result<HistoryAnswer> history_of(const Json& body) {
  const Json* data = body.find("data");
  if (data == nullptr || !data->is_array())
    return error(Code::no_data, "Interactive Brokers has no candles of this.");
  HistoryAnswer answer;
  answer.availability = shortened(body.string_or("mdAvailability", ""), 8);
  if (const auto delay = integer_of(text_of(body, "mktDataDelay")); delay && *delay > 0)
    answer.delay = seconds(std::min<std::int64_t>(*delay, 86'400));
  Ratio factor = ratio_of(text_of(body, "volumeFactor")).value_or(Ratio{});
  if (factor.sign() <= 0) factor = Ratio::from_integer(1);
  for (const Json& row : data->items()) {
    if (answer.bars.size() >= most_points) break;
    if (const std::optional<market::Bar> bar = bar_of(row, factor)) answer.bars.push_back(*bar);
  }
  std::ranges::sort(answer.bars, {}, &market::Bar::time);
  const auto twice = std::ranges::unique(answer.bars, {}, &market::Bar::time);
  answer.bars.erase(twice.begin(), twice.end());
  return answer;
}

Time aligned(Time time, BarSize size, const market::Calendar& calendar, market::Hours hours) {
  if (size.is_intraday()) return time;
  const Result<Date> day = calendar.trading_day(time);
  if (!day) return time;
  Date first = *day;
  if (size == BarSize::w1) first = first - (first.weekday() + 6) % 7;
  if (size == BarSize::mo1) first = first - (first.day() - 1);
  if (!calendar.is_trading_day(first)) {
    const Result<Date> next = calendar.next_trading_day(first);
    if (!next) return time;
    first = *next;
  }
  const Result<Time> open = calendar.day_open(first, hours);
  return open ? *open : time;
}

}  // namespace pitwall::client_portal
