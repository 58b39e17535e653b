#include "emulator/tws/history_desk.h"

#include <algorithm>
#include <charconv>

namespace pitwall::emulator::tws {
namespace {

constexpr Duration small_bar = seconds(30);  // the rules below are for bars up to this
constexpr Duration identical_within = seconds(15);
constexpr Duration burst_within = seconds(2);
constexpr std::size_t max_burst = 5;  // of one contract, exchange and kind
constexpr Duration window = minutes(10);
constexpr std::size_t max_in_window = 60;
constexpr std::string_view failed = "Historical Market Data Service error message:";

struct Size {
  std::string_view text;
  market::BarSize size;
};
constexpr Size sizes[] = {
    {"1 secs", market::BarSize::s1},   {"1 sec", market::BarSize::s1},
    {"5 secs", market::BarSize::s5},   {"15 secs", market::BarSize::s15},
    {"30 secs", market::BarSize::s30}, {"1 min", market::BarSize::m1},
    {"2 mins", market::BarSize::m2},   {"3 mins", market::BarSize::m3},
    {"5 mins", market::BarSize::m5},   {"10 mins", market::BarSize::m10},
    {"15 mins", market::BarSize::m15}, {"30 mins", market::BarSize::m30},
    {"1 hour", market::BarSize::h1},   {"2 hours", market::BarSize::h2},
    {"4 hours", market::BarSize::h4},  {"8 hours", market::BarSize::h8},
    {"1 day", market::BarSize::d1},    {"1 week", market::BarSize::w1},
    {"1 month", market::BarSize::mo1}, {"1W", market::BarSize::w1},
    {"1M", market::BarSize::mo1},
};

std::optional<market::BarSize> size_of(std::string_view text) {
  for (const Size& size : sizes)
    if (size.text == text) return size.size;
  return std::nullopt;
}

// "3600 S", "2 D", "1 W", "6 M", "1 Y"; what a histogram writes: "3 days".
std::optional<Duration> length_of(std::string_view text) {
  std::int64_t count = 0;
  const char* end = text.data() + text.size();
  const auto [at, failure] = std::from_chars(text.data(), end, count);
  constexpr std::int64_t max_count = 86'400;
  if (failure != std::errc{} || at == end || *at != ' ' || count < 1 || count > max_count)
    return std::nullopt;
  const std::string_view unit(at + 1, end);
  if (unit.empty()) return std::nullopt;
  constexpr int days_of_month = 31;
  constexpr int days_of_year = 366;
  switch (unit[0]) {
    case 'S':
    case 's':
      return seconds(count);
    case 'D':
    case 'd':
      return days(1) * std::min<std::int64_t>(count, 10'000);
    case 'W':
    case 'w':
      return days(7) * std::min<std::int64_t>(count, 1'000);
    case 'M':
    case 'm':
      return days(days_of_month) * std::min<std::int64_t>(count, 360);
    case 'Y':
    case 'y':
      return days(days_of_year) * std::min<std::int64_t>(count, 30);
    default:
      return std::nullopt;
  }
}

// "20261119 09:30:00 US/Eastern", "20261119-14:30:00" (UTC), "20261119 09:30:00"
std::optional<Time> instant_of(std::string_view text, const Zone& usual) {
  if (text.size() < 17) return std::nullopt;
  const Result<LocalTime> local = LocalTime::parse(fmt::format(
      "{}-{}-{} {}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2), text.substr(9, 8)));
  if (!local) return std::nullopt;
  if (text[8] == '-') return Zone::utc().instant(*local);
  if (text.size() <= 18) return usual.instant(*local);
  const Result<Zone> zone = Zone::find(text.substr(18));
  if (!zone) return std::nullopt;
  return zone->instant(*local);
}

bool of_trades(std::string_view what) { return what == "TRADES" || what == "ADJUSTED_LAST"; }

Price typical(const market::Bar& bar) {
  const Int128 sum = static_cast<Int128>(bar.high.scaled()) + bar.low.scaled() + bar.close.scaled();
  return Price::from_scaled(decimal::narrow(decimal::divide(sum, 3, Rounding::half_even)));
}

}  // namespace

bool HistoryDesk::take(const Request& request) {
  switch (request.ask) {
    case Ask::history:
      ask_bars(std::get<History>(request.body));
      return true;
    case Ask::cancel_history: {
      const std::int64_t id = std::get<Number>(request.body).id;
      if (followed_.erase(id) > 0)
        session_.error(id, 162,
                       fmt::format("{}API historical data query cancelled: {}", failed, id));
      return true;
    }
    case Ask::real_time_bars:
      ask_real_time(std::get<History>(request.body));
      return true;
    case Ask::cancel_real_time_bars:
      followed_.erase(std::get<Number>(request.body).id);
      return true;
    case Ask::head_timestamp:
      ask_head(std::get<History>(request.body));
      return true;
    case Ask::histogram:
      ask_histogram(std::get<History>(request.body));
      return true;
    case Ask::history_ticks:
      ask_ticks(std::get<History>(request.body));
      return true;
    case Ask::cancel_head_timestamp:
    case Ask::cancel_histogram:
      return true;
    default:
      return false;
  }
}

std::optional<market::InstrumentId> HistoryDesk::find(const History& asked) {
  const std::vector<market::InstrumentId> found = session_.gateway().find(asked.contract);
  if (found.size() == 1) return found[0];
  session_.error(asked.id, 200, "No security definition has been found for the request");
  return std::nullopt;
}

const Zone& HistoryDesk::zone_of(market::InstrumentId instrument) const {
  static const Zone utc = Zone::utc();
  const market::Calendar* calendar =
      session_.gateway().calendar_of(session_.brokerage().catalogue().at(instrument));
  return calendar ? calendar->zone() : utc;
}

Result<market::BarSeries> HistoryDesk::bars(market::InstrumentId instrument, market::BarSize size,
                                            Time from, Time to, bool outside_hours) {
  port::HistoryQuery query;
  query.instrument = instrument;
  query.size = size;
  query.from = from;
  query.to = to;
  query.outside_hours = outside_hours;
  const auto series = at_once<market::BarSeries>(
      [&](auto reply) { session_.brokerage().market().history(query, reply); });
  if (!series) return error(Code::unavailable, "The market does not answer.");
  return *series;
}

std::string HistoryDesk::date_text(const History& asked, market::InstrumentId instrument, Time time,
                                   bool intraday) const {
  if (!intraday) {
    const market::Calendar* calendar =
        session_.gateway().calendar_of(session_.brokerage().catalogue().at(instrument));
    const Result<Date> day = calendar ? calendar->trading_day(time) : Result<Date>(Error{});
    return day_text(day ? *day : zone_of(instrument).local(time).date);
  }
  if (asked.format == 2) return std::to_string(time.nanoseconds / seconds(1).nanoseconds);
  return time_text(time, zone_of(instrument));
}

// ---- Bars

bool HistoryDesk::too_fast(const History& asked, Duration bar) {
  if (bar > small_bar || !session_.gateway().options().pacing) return false;
  const Duration now = session_.loop().now();
  while (!recent_.empty() && now - recent_.front().at >= window) recent_.pop_front();
  const std::string of_what =
      fmt::format("{}|{}|{}|{}|{}", asked.contract.conid, asked.contract.symbol,
                  asked.contract.expiry, asked.contract.exchange, asked.what);
  const std::string what = fmt::format("{}|{}|{}|{}|{}", of_what, asked.end, asked.duration,
                                       asked.bar_size, asked.regular_hours);
  const std::size_t weight = asked.what == "BID_ASK" ? 2 : 1;
  std::size_t in_window = weight;
  std::size_t in_burst = 1;
  bool identical = false;
  for (const Asked& before : recent_) {
    in_window += before.weight;
    if (before.of_what == of_what && now - before.at < burst_within) ++in_burst;
    identical |= before.what == what && now - before.at < identical_within;
  }
  if (!identical && in_burst <= max_burst && in_window <= max_in_window) {
    recent_.push_back({what, of_what, now, weight});
    return false;
  }
  ++session_.gateway().counts().pacing;
  session_.error(asked.id, 162, fmt::format("{}Historical data request pacing violation", failed));
  return true;
}

void HistoryDesk::ask_bars(const History& asked) {
  const std::optional<market::InstrumentId> instrument = find(asked);
  if (!instrument) return;
  const std::optional<market::BarSize> size = size_of(asked.bar_size);
  const std::optional<Duration> length = length_of(asked.duration);
  const std::optional<Time> end = asked.end.empty()
                                      ? std::optional(session_.brokerage().market().market_time())
                                      : instant_of(asked.end, zone_of(*instrument));
  if (!length || !end || (asked.keep_up_to_date && !asked.end.empty()))
    return session_.error(
        asked.id, 321,
        "Error validating request.-'bN' : cause - Invalid date, time or time-zone "
        "entered, or an invalid duration");
  const Time from = *end - *length;
  if (asked.what == "SCHEDULE") return tell_schedule(asked, *instrument, from, *end);
  if (!size)
    return session_.error(asked.id, 321,
                          "Error validating request.-'bN' : cause - Historical data bar size "
                          "setting is invalid. Legal ones are: 1 secs,5 secs,15 secs,30 secs,1 "
                          "min,2 mins,3 mins,5 mins,10 mins,15 mins,30 mins,1 hour,2 hours,4 "
                          "hours,8 hours,1 day,1W,1M");
  if (size->is_intraday() && too_fast(asked, size->duration())) return;
  const Result<market::BarSeries> series =
      bars(*instrument, *size, from, *end, !asked.regular_hours);
  if (!series)
    return session_.error(
        asked.id, 162,
        fmt::format("{}HMDS query returned no data: {}", failed, asked.contract.symbol));
  tell_bars(asked, *instrument, *series, from, *end);
  if (!asked.keep_up_to_date) return;
  if (followed_.size() >= max_open)
    return session_.error(asked.id, 162, fmt::format("{}Max number of requests reached", failed));
  Followed followed{*instrument, *size, asked, series->bars.back(), false, false};
  followed_[asked.id] = std::move(followed);
  wait();
}

void HistoryDesk::tell_bars(const History& asked, market::InstrumentId instrument,
                            const market::BarSeries& series, Time from, Time to) {
  const int version = session_.version();
  const std::string start_text = time_text(from, zone_of(instrument));
  const std::string end_text = time_text(to, zone_of(instrument));
  Message out(version, 17);
  out.add(asked.id);
  if (version < since::history_end) out.all(start_text, end_text);
  out.add(series.bars.size());
  for (const market::Bar& bar : series.bars) {
    out.all(date_text(asked, instrument, bar.time, series.size.is_intraday()), bar.open, bar.high,
            bar.low, bar.close);
    if (of_trades(asked.what))
      out.all(bar.volume, typical(bar), 1);
    else
      out.all(-1, -1, -1);
  }
  session_.answer(std::move(out));
  if (version >= since::history_end)
    session_.answer(Message(version, 108).all(asked.id, start_text, end_text));
}

void HistoryDesk::tell_schedule(const History& asked, market::InstrumentId instrument, Time from,
                                Time to) {
  const market::Calendar* calendar =
      session_.gateway().calendar_of(session_.brokerage().catalogue().at(instrument));
  if (!calendar)
    return session_.error(asked.id, 162, fmt::format("{}No schedule is known", failed));
  const Zone& zone = calendar->zone();
  const auto text = [&](Time time) {
    std::string dashed = time_text(time, zone);
    dashed[8] = '-';
    return dashed.substr(0, 17);
  };
  Message out(session_.version(), 106);
  out.all(asked.id, text(from), text(to), zone_text(zone));
  std::vector<market::Session> told;
  for (const market::Session& session :
       calendar->sessions(zone.local(from).date, zone.local(to).date))
    if (session.kind == market::Session::Kind::regular) told.push_back(session);
  out.add(told.size());
  for (const market::Session& session : told)
    out.all(text(session.open), text(session.close), day_text(session.trading_day));
  session_.answer(std::move(out));
}

// ---- What goes on

void HistoryDesk::ask_real_time(const History& asked) {
  const std::optional<market::InstrumentId> instrument = find(asked);
  if (!instrument) return;
  if (session_.brokerage().faults().market_data != DataKind::live)
    return session_.error(asked.id, 420, "Invalid Real-time Query:No market data permissions");
  followed_[asked.id] =
      Followed{*instrument, market::BarSize::s5, asked, market::Bar(), true, false};
  wait();
}

void HistoryDesk::on_tick(const market::Tick& tick) {
  for (auto& [id, followed] : followed_)
    if (followed.instrument == tick.instrument) followed.moved = true;
}

void HistoryDesk::wait() {
  if (timer_.pending()) return;
  timer_ = session_.loop().after(bar_every, [this] {
    if (session_.connected_upstream())
      for (auto& [id, followed] : followed_)
        if (std::exchange(followed.moved, false)) tell_followed(id, followed);
    if (!followed_.empty()) wait();
  });
}

void HistoryDesk::tell_followed(std::int64_t id, Followed& followed) {
  const Time now = session_.brokerage().market().market_time();
  const Time since = followed.told.time == Time{} ? now - bar_every * 3 : followed.told.time;
  const Result<market::BarSeries> series =
      bars(followed.instrument, followed.size, since, now, !followed.asked.regular_hours);
  if (!series) return;
  for (const market::Bar& bar : series->bars) {
    if (bar == followed.told) continue;
    if (followed.real_time && (bar.time <= followed.told.time || bar.time + bar_every > now))
      continue;
    followed.told = bar;
    if (followed.real_time) {
      session_.push(Message(session_.version(), 50)
                        .all(3, id, bar.time.nanoseconds / seconds(1).nanoseconds, bar.open,
                             bar.high, bar.low, bar.close, bar.volume, typical(bar), 1));
      continue;
    }
    session_.push(Message(session_.version(), 90)
                      .all(id, 1,
                           date_text(followed.asked, followed.instrument, bar.time,
                                     followed.size.is_intraday()),
                           bar.open, bar.close, bar.high, bar.low, typical(bar), bar.volume));
  }
}

void HistoryDesk::lose_everything() { followed_.clear(); }

// ---- Beginnings, histograms, ticks

void HistoryDesk::ask_head(const History& asked) {
  const std::optional<market::InstrumentId> instrument = find(asked);
  if (!instrument) return;
  const Time now = session_.brokerage().market().market_time();
  // The first bar is what is wanted: the far end is looked at by itself, for all of it is long.
  constexpr int reach = 3650;  // days
  constexpr int far_end = 700;
  Result<market::BarSeries> series =
      bars(*instrument, market::BarSize::d1, now - days(reach), now - days(far_end), false);
  if (!series) series = bars(*instrument, market::BarSize::d1, now - days(reach), now, false);
  if (!series) return session_.error(asked.id, 162, fmt::format("{}No head time stamp", failed));
  const Time head = series->bars.front().time;
  std::string text = std::to_string(head.nanoseconds / seconds(1).nanoseconds);
  if (asked.format != 2) {
    text = time_text(head, Zone::utc()).substr(0, 17);
    text[8] = '-';
  }
  session_.answer(Message(session_.version(), 88).all(asked.id, text));
}

void HistoryDesk::ask_histogram(const History& asked) {
  const std::optional<market::InstrumentId> instrument = find(asked);
  if (!instrument) return;
  const std::optional<Duration> length = length_of(asked.duration);
  if (!length)
    return session_.error(asked.id, 321, "Error validating request. Invalid time period");
  const Time now = session_.brokerage().market().market_time();
  const Duration reach = std::min(*length, days(7));
  const Result<market::BarSeries> series =
      bars(*instrument, market::BarSize::m1, now - reach, now, !asked.regular_hours);
  std::map<Price, Quantity> sizes_at;
  if (series)
    for (const market::Bar& bar : series->bars) sizes_at[bar.close] += bar.volume;
  Message out(session_.version(), 89);
  out.all(asked.id, sizes_at.size());
  for (const auto& [price, size] : sizes_at) out.all(price, size);
  session_.answer(std::move(out));
}

void HistoryDesk::ask_ticks(const History& asked) {
  const std::optional<market::InstrumentId> instrument = find(asked);
  if (!instrument) return;
  const Zone& zone = zone_of(*instrument);
  const Time from = instant_of(asked.start, zone).value_or(Time::min());
  const Time to = instant_of(asked.end, zone).value_or(Time::max());
  const auto limit = static_cast<std::size_t>(
      std::clamp<std::int64_t>(asked.count, 1, static_cast<std::int64_t>(max_ticks)));
  const auto past = at_once<port::TickSeries>(
      [&](auto reply) { session_.brokerage().market().ticks(*instrument, max_ticks, reply); });
  const bool trades = asked.what == "TRADES";
  std::vector<market::Tick> ticks;
  if (past && *past)
    for (const market::Tick& tick : (**past).ticks)
      if (tick.time >= from && tick.time < to &&
          (tick.kind == market::Tick::Kind::trade) == trades && ticks.size() < limit)
        ticks.push_back(tick);
  const market::Instrument& terms = session_.brokerage().catalogue().at(*instrument);
  const bool both_sides = asked.what == "BID_ASK";
  Message out(session_.version(), trades ? 98 : both_sides ? 97 : 96);
  out.all(asked.id, ticks.size());
  for (const market::Tick& tick : ticks) {
    out.all(tick.time.nanoseconds / seconds(1).nanoseconds, 0);
    if (trades) {
      out.all(tick.price, tick.size, terms.exchange, "");
    } else if (both_sides) {
      out.all(tick.bid, tick.ask, tick.bid_size, tick.ask_size);
    } else {
      const std::int64_t sum = (tick.bid + tick.ask).scaled();
      out.all(Price::from_scaled(decimal::narrow(decimal::divide(sum, 2, Rounding::half_even))), 0);
    }
  }
  session_.answer(std::move(out.add(1)));
}

}  // namespace pitwall::emulator::tws
