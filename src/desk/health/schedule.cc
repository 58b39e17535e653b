#include "desk/health/schedule.h"

#include <array>

namespace pitwall::desk {
namespace {

bool is_within(const RecurringWindow& window, Time time) {
  const std::optional<Time> began = window.begins.last(time, window.zone);
  return began && time < *began + window.length;
}

bool in_market_hours(const MarketHours& market, Time time) {
  const market::Calendar& calendar = *market.calendar;
  if (!calendar.covers(time)) return true;
  if (calendar.is_open(time - market.after, market.hours)) return true;
  const Result<Time> opens = calendar.next_open(time - market.after, market.hours);
  return opens && *opens <= time + market.before;
}

}  // namespace

std::string_view name_of(Planned planned) {
  constexpr std::array<std::string_view, 3> names{"active", "expected_down", "maintenance"};
  return names[static_cast<std::size_t>(planned)];
}

Plan Schedule::at(Time time) const {
  for (const OneOffWindow& window : maintenance_once)
    if (window.from <= time && time < window.until) return {Planned::maintenance, window.reason};
  for (const RecurringWindow& window : maintenance)
    if (is_within(window, time)) return {Planned::maintenance, window.reason};
  for (const market::Calendar* pauses : away)
    if (pauses->is_open(time, market::Hours::extended))
      return {Planned::expected_down, pauses->title()};
  if (market && !in_market_hours(*market, time)) {
    const std::string why = market->calendar->why_closed(time);
    return {Planned::expected_down, why.empty() ? "outside hours" : why};
  }
  const auto covers = [&](const RecurringWindow& window) { return is_within(window, time); };
  if (!hours.empty() && std::none_of(hours.begin(), hours.end(), covers))
    return {Planned::expected_down, "outside hours"};
  return {};
}

std::optional<Time> UpBy::today(Time time) const {
  const Date day = zone.local(time).date;
  if (trading_days && trading_days->covers(day) && !trading_days->is_trading_day(day))
    return std::nullopt;
  const Time at = zone.instant({day, since_midnight});
  return at <= time ? std::optional(at) : std::nullopt;
}

}  // namespace pitwall::desk
