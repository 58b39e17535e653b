#include "tool/daily.h"

namespace pitwall::tool {

namespace {

// Calendar days that hold max_daily_bars trading days of any market, with room for holidays.
constexpr int days_back = 400;

struct Day {
  Date date;
  bool over = false;
};

// By the instrument's calendar; by the UTC day where the calendar does not reach.
Day day_of(const market::Calendar& calendar, Time start, Time now) {
  const Result<Date> date = calendar.trading_day(start);
  if (!date) return {Date::of_utc(start), Date::of_utc(start) < Date::of_utc(now)};
  const Result<Time> close = calendar.day_close(*date);
  return {*date, close ? *close <= now : *date < Date::of_utc(now)};
}

}  // namespace

Task<Result<DailyBars>> load_daily(Context& context, const market::Instrument* instrument) {
  const Result<const market::Calendar*> calendar = context.calendars.find(instrument->calendar);
  if (!calendar) co_return calendar.error();
  const Time now = context.market.market_time();
  port::HistoryQuery query;
  query.instrument = instrument->id;
  query.size = market::BarSize::d1;
  query.from = now - days(days_back);
  query.to = now;
  query.limit = max_daily_bars + 1;  // the present day's is not counted
  const auto begin = [&](port::Reply<market::BarSeries> reply) {
    context.market.history(query, reply);
  };
  const Result<market::BarSeries> series = co_await ask<market::BarSeries>(begin);
  if (!series) co_return series.error();
  DailyBars daily;
  daily.origin = series->origin;
  for (const market::Bar& bar : series->bars) {
    const Day day = day_of(**calendar, bar.time, now);
    if (day.over) {
      daily.complete.push_back(bar);
      daily.days.push_back(day.date);
    } else {
      daily.present = bar;
    }
  }
  co_return daily;
}

CommonCloses common_closes(const DailyBars& a, const DailyBars& b) {
  CommonCloses common;
  std::size_t j = 0;
  for (std::size_t i = 0; i < a.days.size(); ++i) {
    while (j < b.days.size() && b.days[j] < a.days[i]) ++j;
    if (j == b.days.size()) break;
    if (b.days[j] != a.days[i]) continue;
    common.a.push_back(a.complete[i].close.to_double());
    common.b.push_back(b.complete[j++].close.to_double());
  }
  return common;
}

}  // namespace pitwall::tool
