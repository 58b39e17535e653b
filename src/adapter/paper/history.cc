#include "adapter/paper/history.h"

#include <algorithm>

#include "adapter/paper/synthetic.h"
#include "market/aggregate.h"

namespace pitwall::paper {

using market::Bar;
using market::BarAggregator;
using market::BarSize;
using market::Hours;

namespace {

Duration nominal(BarSize size) {
  if (size.is_intraday()) return size.duration();
  return size == BarSize::d1 ? days(1) : size == BarSize::w1 ? days(7) : days(31);
}

// How far behind its nominal start a bar may still get trades: a trading day can begin some days
// before its date, at a holiday.
Duration longest(BarSize size) {
  return size.is_intraday() ? size.duration() : nominal(size) + days(4);
}

// Instants near the ends of what 64 bits hold must not overflow when a span is added.
Time later_by(Time time, Duration span) {
  return time > Time::max() - span ? Time::max() : time + span;
}
Time earlier_by(Time time, Duration span) {
  return time < Time::min() + span ? Time::min() : time - span;
}

Hours hours_of(const port::HistoryQuery& query) {
  return query.outside_hours ? Hours::extended : Hours::regular;
}

bool is_over(const Bar& bar, BarSize size, const market::Calendar& calendar, Time now) {
  return bar.time < now && end_of(bar, size, calendar) <= now;
}

// The ticks of a bar that is under way, as a bar.
std::optional<Bar> so_far(const PlayedBar& played, const market::Instrument& instrument, Time now) {
  BarTicks ticks(instrument);
  ticks.begin(played);
  std::optional<Bar> bar;
  market::Tick tick;
  while (ticks.next(tick) && tick.time <= now) {
    if (tick.kind != market::Tick::Kind::trade) continue;
    if (!bar)
      bar = Bar{played.bar.time, tick.price, tick.price, tick.price, tick.price, Quantity{}};
    bar->high = std::max(bar->high, tick.price);
    bar->low = std::min(bar->low, tick.price);
    bar->close = tick.price;
    bar->volume += tick.size;
  }
  return bar;
}

// Drops the bars outside regular hours. Hundreds of bars share a session, which is looked up once.
void keep_regular(std::vector<Bar>& bars, const market::Calendar& calendar) {
  std::optional<market::Session> session;
  auto kept = bars.begin();
  for (const Bar& bar : bars) {
    if (!session || bar.time < session->open || bar.time >= session->close)
      session = calendar.session_at(bar.time, Hours::regular);
    if (session) *kept++ = bar;
  }
  bars.erase(kept, bars.end());
}

// Keeps what the query asks for of bars in order: from, to, and the last `limit`.
void trim(std::vector<Bar>& bars, const port::HistoryQuery& query) {
  std::erase_if(bars, [&](const Bar& b) { return b.time < query.from || b.time >= query.to; });
  if (query.limit > 0 && bars.size() > query.limit)
    bars.erase(bars.begin(), bars.end() - static_cast<std::ptrdiff_t>(query.limit));
}

}  // namespace

market::Source own_source() { return {"paper market", market::AccountKind::paper}; }

market::Source stored_source(std::string_view file) {
  constexpr std::string_view before = "file ";
  constexpr std::size_t room = decltype(market::Source::name)::capacity - before.size();
  std::string name(before);
  if (file.size() <= room) {
    name += file;
  } else {  // the end of a long name tells more than its middle: it has the extension
    name += "...";
    name += file.substr(file.size() - (room - 3));
  }
  return {decltype(market::Source::name)::parse(name).value(), market::AccountKind::none};
}

Time end_of(const Bar& bar, BarSize size, const market::Calendar& calendar) {
  BarAggregator aggregator(size, calendar, size.is_intraday() ? Hours::extended : Hours::regular);
  aggregator.add(bar);
  if (aggregator.in_work() && aggregator.in_work_until() > bar.time)
    return aggregator.in_work_until();
  return later_by(bar.time, nominal(size));  // outside every session that the calendar knows
}

Result<void> History::refresh() {
  coverage_.clear();
  if (!store_) return {};
  PITWALL_TRY(std::vector<port::BarCoverage> all, store_->coverage());
  for (port::BarCoverage& one : all)
    if (one.count > 0) coverage_[one.symbol].push_back(std::move(one));
  for (auto& [symbol, sizes] : coverage_) std::ranges::sort(sizes, {}, &port::BarCoverage::size);
  return {};
}

const std::vector<port::BarCoverage>& History::stored(const market::Symbol& symbol) const {
  static const std::vector<port::BarCoverage> none;
  const auto found = coverage_.find(symbol);
  return found == coverage_.end() ? none : found->second;
}

std::vector<market::Symbol> History::stored_symbols() const {
  std::vector<market::Symbol> symbols;
  for (const auto& [symbol, sizes] : coverage_) symbols.push_back(symbol);
  return symbols;
}

Result<market::BarSeries> History::read(const port::HistoryQuery& query, const Listing& listing,
                                        Time now) const {
  if (query.from >= query.to)
    return error(Code::invalid_argument, "The range from {} to {} is empty; `to` comes after.",
                 query.from.text(), query.to.text());
  const std::vector<port::BarCoverage>& stored_here = stored(listing.instrument->symbol);
  const bool from_store = !stored_here.empty();
  PITWALL_TRY(Bars bars,
              from_store ? read_stored(query, listing, now) : read_simulated(query, listing, now));
  if (bars.size() > max_bars)
    return error(Code::too_large, "That is {} bars; ask for {} at most, or for longer ones.",
                 bars.size(), max_bars);
  const std::string_view symbol = listing.instrument->symbol.view();
  if (bars.empty() && from_store)
    return error(Code::no_data,
                 "No bars of {} from {} to {}. Stored of it are {} bars from {} to {}; set `until` "
                 "to a time among them.",
                 symbol, query.from.text(), query.to.text(), stored_here.front().size.text(),
                 stored_here.front().first.text(), stored_here.front().last.text());
  if (bars.empty())
    return error(
        Code::no_data,
        "No bars of {} from {} to {}. Simulated history reaches back {} days from now, and "
        "outside regular hours only if asked.",
        symbol, query.from.text(), query.to.text(), simulated_reach / days(1));
  const market::Calendar& calendar = from_store ? *listing.stored_calendar : *listing.calendar;
  market::Origin origin;
  origin.source = own_source();
  if (from_store) {
    const auto exact = std::ranges::find(stored_here, query.size, &port::BarCoverage::size);
    const auto read = exact == stored_here.end() ? stored_here.begin() : exact;
    origin.source = stored_source(read->source);
  }
  origin.quality = from_store ? market::Quality::replayed : market::Quality::simulated;
  origin.as_of = std::min(now, end_of(bars.back(), query.size, calendar));
  origin.received_at = now;
  return market::BarSeries{query.size, std::move(bars), origin};
}

std::vector<Bar> History::last_days(const Listing& listing, std::size_t count, Time now) const {
  const bool from_store = !stored(listing.instrument->symbol).empty();
  const market::Calendar& calendar = from_store ? *listing.stored_calendar : *listing.calendar;
  const Result<Date> today = calendar.trading_day(now);
  const Result<Time> open = today ? calendar.day_open(*today) : now;
  const Time to = open ? std::min(*open, now) : now;
  const Duration reach = days(static_cast<std::int64_t>(count * 3 / 2 + 5));
  const Result<market::BarSeries> series =
      read({listing.instrument->id, BarSize::d1, to - reach, to, false, count}, listing, now);
  return series ? series->bars : Bars();
}

std::vector<Bar> History::closes(const Listing& listing, std::size_t count, Time now) const {
  if (!stored(listing.instrument->symbol).empty()) return last_days(listing, count, now);
  const market::Calendar& calendar = *listing.calendar;
  const Result<Date> today = calendar.trading_day(now);
  if (!today) return {};
  std::optional<SyntheticSeries> model = SyntheticSeries::find(seed_, *listing.instrument);
  if (!model) return {};
  std::vector<Time> ends;
  for (Result<Date> day = calendar.previous_trading_day(*today); day && ends.size() < count;
       day = calendar.previous_trading_day(*day))
    if (const Result<Time> close = calendar.day_close(*day)) ends.push_back(*close);
  Bars bars;
  for (auto end = ends.rbegin(); end != ends.rend(); ++end)
    bars.push_back(model->bar((*end - minutes(1) - Time{}) / minutes(1)));
  return bars;
}

Result<std::vector<Bar>> History::read_tape(const port::HistoryQuery& query, const Listing& listing,
                                            Time now) const {
  if (!replay_) return read_simulated(query, listing, now);
  if (stored(listing.instrument->symbol).empty()) return Bars{};
  return read_stored(query, listing, now);
}

Result<std::vector<Bar>> History::read_stored(const port::HistoryQuery& query,
                                              const Listing& listing, Time now) const {
  const std::vector<port::BarCoverage>& sizes = stored(listing.instrument->symbol);
  const auto stored_so = std::ranges::find(sizes, query.size, &port::BarCoverage::size);
  const bool exact = stored_so != sizes.end();
  // What is being played knows the present best; otherwise the longest bars are the fewest.
  std::optional<BarSize> made_of;
  for (const port::BarCoverage& one : sizes)
    if (query.size.is_made_of(one.size) && !(replay_ && made_of)) made_of = one.size;
  if (replay_ && query.size == sizes.front().size) made_of = query.size;
  if (!exact && !made_of)
    return error(Code::unsupported,
                 "{} is stored in bars of {}; bars of {} cannot be made of them.",
                 listing.instrument->symbol.view(), sizes.front().size.text(), query.size.text());
  Bars bars;
  // A question about today need not look for bars that end long ago.
  if (exact && query.from <= stored_so->last) {
    PITWALL_TRY(bars, read_exact(query, listing, now));
  }
  if (made_of && (replay_ || !exact)) {
    port::HistoryQuery rest = query;
    if (!bars.empty()) rest.from = std::max(rest.from, bars.back().time);
    PITWALL_TRY(const Bars made, read_made(rest, *made_of, listing, now));
    for (const Bar& bar : made)
      if (bars.empty() || bar.time > bars.back().time) bars.push_back(bar);
  }
  trim(bars, query);
  return bars;
}

Result<std::vector<Bar>> History::read_exact(const port::HistoryQuery& query,
                                             const Listing& listing, Time now) const {
  const market::Calendar& calendar = *listing.stored_calendar;
  port::BarQuery stored{listing.instrument->symbol, query.size, query.from,
                        std::min(query.to, later_by(now, nanoseconds(1))), 0};
  if (query.limit > 0) stored.limit = std::min(query.limit, max_bars) + 1;  // one may be under way
  const bool filtered = query.size.is_intraday() && !query.outside_hours;
  while (true) {
    PITWALL_TRY(Bars bars, store_->read(stored));
    const bool more = stored.limit > 0 && bars.size() == stored.limit;
    while (!bars.empty() && !is_over(bars.back(), query.size, calendar, now)) bars.pop_back();
    if (filtered) keep_regular(bars, calendar);
    if (!more || bars.size() >= query.limit) return bars;
    stored.limit *= 4;  // the hours outside took too many of them
  }
}

Result<std::vector<Bar>> History::read_made(const port::HistoryQuery& query, BarSize from,
                                            const Listing& listing, Time now) const {
  const market::Calendar& calendar = *listing.stored_calendar;
  const Time to = std::min(later_by(query.to, longest(query.size)), later_by(now, nanoseconds(1)));
  PITWALL_TRY(Bars parts, store_->read({listing.instrument->symbol, from, query.from, to, 0}));
  std::optional<Bar> partial;
  while (!parts.empty() && !is_over(parts.back(), from, calendar, now)) {
    if (replay_)
      partial =
          so_far({parts.back(), end_of(parts.back(), from, calendar)}, *listing.instrument, now);
    parts.pop_back();
  }
  if (partial) parts.push_back(*partial);
  PITWALL_TRY(market::Aggregated made,
              market::aggregate(parts, from, query.size, calendar, hours_of(query)));
  // A bar that began before the range has not got all its parts.
  std::erase_if(made.bars, [&](const Bar& b) { return b.time < query.from; });
  return std::move(made.bars);
}

Result<std::vector<Bar>> History::read_simulated(const port::HistoryQuery& query,
                                                 const Listing& listing, Time now) const {
  const market::Instrument& instrument = *listing.instrument;
  std::optional<SyntheticSeries> series = SyntheticSeries::find(seed_, instrument);
  if (!series) return Bars{};
  const bool ticks_needed = query.size < BarSize::m1;
  const Time to = std::min(later_by(query.to, longest(query.size)), later_by(now, nanoseconds(1)));
  Time from = std::max(query.from, (now - simulated_reach).floor(days(1)));
  // For the last bars alone, less is read: regular hours are at least an eighth of all hours.
  const std::size_t reach = static_cast<std::size_t>(simulated_reach / nominal(query.size));
  if (query.limit > 0 && query.limit < reach / 8) {
    const Duration span = nominal(query.size) * static_cast<std::int64_t>(query.limit * 8 + 1);
    from = std::max(from, earlier_by(std::min(to, query.to), span + days(5)));
  }
  if (ticks_needed && to - from > max_tick_range) {
    if (query.limit == 0)
      return error(Code::too_large, "Bars of {} come for a day at most; ask for a shorter range.",
                   query.size.text());
    from = to - max_tick_range;
  }
  Bars bars;
  BarAggregator aggregator(query.size, *listing.calendar, hours_of(query));
  const auto keep = [&](const std::optional<Bar>& bar) {
    if (bar && bar->time >= from) bars.push_back(*bar);
  };
  SyntheticFeed feed(*std::move(series), *listing.calendar, from);
  BarTicks ticks(instrument);
  for (PlayedBar played; feed.next(played) && played.bar.time < to && bars.size() <= max_bars;) {
    if (ticks_needed) {
      ticks.begin(played);
      for (market::Tick tick; ticks.next(tick) && tick.time <= now;)
        if (tick.kind == market::Tick::Kind::trade)
          keep(aggregator.add(tick.time, tick.price, tick.size));
    } else if (played.end <= now) {
      keep(aggregator.add(played.bar));
    } else if (const std::optional<Bar> partial = so_far(played, instrument, now)) {
      keep(aggregator.add(*partial));
    }
  }
  keep(aggregator.flush());
  trim(bars, query);
  return bars;
}

}  // namespace pitwall::paper
