#include "desk/chart/geometry.h"

#include <algorithm>

namespace pitwall::desk {

Duration trading_time(const market::Calendar& calendar, market::Hours hours, Time from, Time to) {
  if (to < from) return -trading_time(calendar, hours, to, from);
  if (!calendar.covers(from) || !calendar.covers(to)) return to - from;
  Duration open;
  // A trading day may begin on the evening before, and be named after a day later than that.
  const Date first = std::max(Date::of_utc(from) - 5, calendar.first_day());
  const Date last = std::min(Date::of_utc(to) + 5, calendar.last_day());
  for (const market::Session& session : calendar.sessions(first, last)) {
    if (hours == market::Hours::regular && session.kind != market::Session::Kind::regular) continue;
    const Time begin = std::max(session.open, from);
    const Time end = std::min(session.close, to);
    if (begin < end) open = open + (end - begin);
  }
  return open.nanoseconds == 0 ? to - from : open;
}

std::optional<Price> value_at(const Drawing& drawing, Time time, const market::Calendar& calendar,
                              market::Hours hours) {
  if (drawing.kind == DrawingKind::zone || drawing.kind == DrawingKind::fibonacci)
    return std::nullopt;
  if (drawing.kind != DrawingKind::trend_line) return drawing.price;
  if (!drawing.to_time || !drawing.to_price || time < drawing.time) return std::nullopt;
  if (time > *drawing.to_time && !drawing.extended) return std::nullopt;
  const Duration whole = trading_time(calendar, hours, drawing.time, *drawing.to_time);
  const Duration part = trading_time(calendar, hours, drawing.time, time);
  if (whole.nanoseconds <= 0) return std::nullopt;
  if (time == drawing.time) return drawing.price;
  const Int128 rise = decimal::divide(
      static_cast<Int128>((*drawing.to_price - drawing.price).scaled()) * part.nanoseconds,
      whole.nanoseconds, Rounding::half_even);
  const Int128 value = rise + drawing.price.scaled();
  if (!decimal::fits(value)) return std::nullopt;
  return Price::from_scaled(decimal::narrow(value));
}

std::array<FibonacciLevel, fibonacci_permille.size()> fibonacci_levels(const Drawing& drawing) {
  std::array<FibonacciLevel, fibonacci_permille.size()> levels;
  const Price to = drawing.to_price.value_or(drawing.price);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    levels[i].percent = fibonacci_permille[i] / 10.0;
    levels[i].price = Price::from_scaled(decimal::narrow(
        drawing.price.scaled() +
        decimal::divide(static_cast<Int128>((to - drawing.price).scaled()) * fibonacci_permille[i],
                        1000, Rounding::half_even)));
  }
  return levels;
}

}  // namespace pitwall::desk
