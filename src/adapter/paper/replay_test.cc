#include <doctest/doctest.h>

#include "adapter/paper/paper_market.h"
#include "adapter/paper/synthetic.h"
#include "market/aggregate.h"

namespace pitwall::paper {

using namespace pitwall::literals;
using namespace pitwall::market::literals;
using market::Bar;
using market::BarSize;
using market::Quote;
using market::Tick;

namespace {

const market::CalendarSet& calendars() {
  static const market::CalendarSet set = market::CalendarSet::built_in();
  return set;
}
Time at(std::string_view text) { return Time::parse(text).value(); }

const Time wall = Time::parse("2026-03-01T03:00:00Z").value();

class MemoryStore final : public port::BarStore {
 public:
  Result<std::vector<Bar>> read(const port::BarQuery& query) override {
    ++reads;
    std::vector<Bar> out;
    for (const Bar& bar : series[{query.symbol, query.size}])
      if (bar.time >= query.from && bar.time < query.to) out.push_back(bar);
    if (query.limit > 0 && out.size() > query.limit)
      out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(query.limit));
    return out;
  }
  Result<std::vector<port::BarCoverage>> coverage() override {
    std::vector<port::BarCoverage> all;
    for (const auto& [key, bars] : series)
      if (!bars.empty())
        all.push_back(
            {key.first, key.second, std::ssize(bars), bars.front().time, bars.back().time, source});
    return all;
  }
  Result<std::optional<port::BarCoverage>> coverage_of(market::Symbol, BarSize) override {
    return error(Code::unsupported, "not asked here");
  }
  Result<void> write(market::Symbol, BarSize, std::string_view, const std::vector<Bar>&) override {
    return error(Code::unsupported, "not asked here");
  }

  std::map<std::pair<market::Symbol, BarSize>, std::vector<Bar>> series;
  std::string source = "spy.csv";
  int reads = 0;
};

const market::Calendar& nyse() { return *calendars().find("NYSE").value(); }

// Minutes of regular hours and the one after them, as vendors deliver them: prices off the grid.
std::vector<Bar> minutes_of(std::string_view from, std::string_view to) {
  const market::Catalogue catalogue = market::starter_catalogue();
  SyntheticFeed feed(*SyntheticSeries::find(99, *catalogue.find("SPY"_sym)), nyse(), at(from));
  std::vector<Bar> bars;
  for (PlayedBar played; feed.next(played) && played.bar.time < at(to);) {
    if (!nyse().is_open(played.bar.time) && !nyse().is_open(played.bar.time - minutes(1))) continue;
    Bar bar = played.bar;
    bar.close = bar.low + Price::from_scaled((bar.high - bar.low).scaled() / 3);
    bar.volume += 0.5_qty;
    bars.push_back(bar);
  }
  return bars;
}

struct Replay {
  MemoryStore store;
  std::unique_ptr<PaperMarket> market;

  explicit Replay(PaperConfig config = {}) {
    store.series[{"SPY"_sym, BarSize::m1}] =
        minutes_of("2020-12-14T00:00:00Z", "2020-12-19T00:00:00Z");
    start(std::move(config));
  }
  void start(PaperConfig config) {
    config.tape = TapeKind::replay;
    market = PaperMarket::create(std::move(config), market::starter_catalogue(), calendars(),
                                 &store, wall)
                 .value();
  }
  const std::vector<Bar>& stored() { return store.series[{"SPY"_sym, BarSize::m1}]; }
  market::InstrumentId spy() const { return market->catalogue().find("SPY"_sym)->id; }
  Result<Quote> quote(market::Symbol symbol) {
    Result<Quote> answer = error(Code::internal, "no answer");
    market->quotes({market->catalogue().find(symbol)->id},
                   [&](Result<std::vector<Result<Quote>>> all) { answer = all->at(0); });
    return answer;
  }
  Result<market::BarSeries> history(BarSize size, Time from, Time to, bool outside_hours = false,
                                    std::size_t limit = 0) {
    Result<market::BarSeries> answer = error(Code::internal, "no answer");
    market->history({spy(), size, from, to, outside_hours, limit},
                    [&](Result<market::BarSeries> series) { answer = std::move(series); });
    return answer;
  }
  void play_all() {
    while (!market->ended()) market->advance_to(market->next_event());
  }
};

}  // namespace

TEST_CASE("a replay plays the last stored day, and its ticks are its bars") {
  Replay replay;
  CHECK(replay.market->market_time() == at("2020-12-18T14:30:00Z"));
  CHECK(replay.market->description() == "replay from 2020-12-18T14:30:00Z");
  const Quote before = replay.quote("SPY"_sym).value();
  CHECK(before.time < at("2020-12-17T21:01:00Z"));  // the last known of the day before
  CHECK(before.origin.quality == market::Quality::replayed);
  CHECK(before.origin.source.name.view() == "file spy.csv");
  CHECK(before.volume == 0_qty);
  std::vector<Bar> last_day;
  for (const Bar& bar : replay.stored())
    if (bar.time >= at("2020-12-18T00:00:00Z")) last_day.push_back(bar);
  std::vector<Bar> heard;
  market::BarAggregator aggregator(BarSize::m1, nyse(), market::Hours::extended);
  Quote last;
  replay.market->listen([&](const Tick& tick, const Quote& quote) {
    if (tick.kind == Tick::Kind::trade)
      if (const auto bar = aggregator.add(tick.time, tick.price, tick.size)) heard.push_back(*bar);
    last = quote;
  });
  std::string told;
  replay.market->start([&](port::BrokerEvent event) {
    if (const auto* change = std::get_if<port::ConnectionChanged>(&event)) told = change->detail;
  });
  replay.play_all();
  heard.push_back(*aggregator.flush());
  CHECK(heard == last_day);
  CHECK(told.find("ended at 2020-12-18T21:0") != std::string::npos);
  CHECK(replay.market->next_event() == Time::max());
  const Time end = replay.market->market_time();
  replay.market->advance_fully_to(wall + days(30));
  CHECK(replay.market->market_time() == end);
  CHECK(replay.quote("SPY"_sym)->origin.quality == market::Quality::replayed);
  // The day's figures are those of its regular hours.
  const std::vector<Bar> day = market::aggregate(last_day, BarSize::m1, BarSize::d1, nyse())->bars;
  REQUIRE(day.size() == 1);
  CHECK(last.open == day[0].open);
  CHECK(last.high == day[0].high);
  CHECK(last.low == day[0].low);
  CHECK(last.volume == day[0].volume);
  CHECK(last.last == last_day.back().close);
  const auto friday = std::ranges::find(replay.stored(), last_day.front());
  CHECK(last.previous_close == (friday - 2)->close);  // the last is after hours
}

TEST_CASE("at real time a minute of the tape takes a minute, at speed 60 a second") {
  Replay replay;
  replay.market->advance_fully_to(wall + minutes(1));
  CHECK(replay.market->market_time() == at("2020-12-18T14:31:00Z"));
  replay.start({.speed = 60});
  replay.market->advance_fully_to(wall + minutes(1));
  CHECK(replay.market->market_time() == at("2020-12-18T15:30:00Z"));
}

TEST_CASE("history is the file, up to the market's time and not a tick beyond") {
  Replay replay({.from = at("2020-12-16T14:30:00Z")});
  const Time open = at("2020-12-16T14:30:00Z");
  replay.market->advance_fully_to(wall + minutes(5) + seconds(30));
  const Time now = replay.market->market_time();
  CHECK(now == open + minutes(5) + seconds(30));
  const market::BarSeries series =
      replay.history(BarSize::m1, now - days(2), now + days(2), true).value();
  CHECK(series.origin.quality == market::Quality::replayed);
  CHECK(series.origin.source.name.view() == "file spy.csv");
  CHECK(series.origin.as_of == now);
  std::vector<Bar> expected;
  for (const Bar& bar : replay.stored())
    if (bar.time >= now - days(2) && bar.time + minutes(1) <= now) expected.push_back(bar);
  REQUIRE(series.bars.size() == expected.size() + 1);
  CHECK(std::ranges::equal(std::span(series.bars).first(expected.size()), expected));
  // The minute under way is the ticks so far.
  const Bar& part = series.bars.back();
  const Bar& whole = *std::ranges::find(replay.stored(), open + minutes(5), &Bar::time);
  CHECK(part.time == whole.time);
  CHECK(part.open == whole.open);
  CHECK(part.volume < whole.volume);
  CHECK(part.close == replay.quote("SPY"_sym)->last);
  // Longer bars are made of these, the one under way too.
  const std::vector<Bar> fives = replay.history(BarSize::m5, open, now).value().bars;
  REQUIRE(fives.size() == 2);
  CHECK(fives[1].time == open + minutes(5));
  CHECK(fives[1].volume == part.volume);
  const std::vector<Bar> daily = replay.history(BarSize::d1, now - days(9), now).value().bars;
  REQUIRE(daily.size() == 3);
  CHECK(daily[2].open == fives[0].open);
  CHECK(daily[2].close == part.close);
  // Regular hours by default; the last bars on request.
  const std::vector<Bar> regular = replay.history(BarSize::m1, now - days(2), now).value().bars;
  CHECK(regular.size() == series.bars.size() - 2);
  const std::vector<Bar> last =
      replay.history(BarSize::m1, now - days(2), now, false, 10).value().bars;
  CHECK(std::ranges::equal(last, std::span(regular).last(10)));
  CHECK(replay.history(BarSize::s5, open, now).error().code == Code::unsupported);
  CHECK(replay.history(BarSize::m1, now + minutes(1), now + days(1)).error().code == Code::no_data);
}

TEST_CASE("stored days answer as stored, and the minutes of today complete them") {
  Replay replay;
  std::vector<Bar> daily =
      market::aggregate(replay.stored(), BarSize::m1, BarSize::d1, nyse())->bars;
  daily[1].volume = 12345_qty;  // as its own file has it
  replay.store.series[{"SPY"_sym, BarSize::d1}] = daily;
  replay.start({.speed = 100, .from = at("2020-12-17T14:30:00Z")});
  replay.market->advance_fully_to(wall + seconds(60));
  const Time now = replay.market->market_time();
  std::vector<Bar> bars = replay.history(BarSize::d1, now - days(9), now).value().bars;
  REQUIRE(bars.size() == 4);
  CHECK(std::ranges::equal(std::span(bars).first(3), std::span(daily).first(3)));
  CHECK(bars[3].time == daily[3].time);
  CHECK(bars[3].open == daily[3].open);
  CHECK(bars[3].volume < daily[3].volume);
  CHECK(bars[3].close == replay.quote("SPY"_sym)->last);
}

TEST_CASE("nights are passed over, and the start may be any moment of any day") {
  Replay replay({.speed = 1'000, .from = at("2020-12-16T20:30:30Z")});
  CHECK(replay.quote("SPY"_sym)->volume > 0_qty);  // of the day so far
  const Quote quote = replay.quote("SPY"_sym).value();
  CHECK(quote.time <= at("2020-12-16T20:30:30Z"));
  CHECK(quote.time > at("2020-12-16T20:30:27Z"));
  // Half an hour is left of this day, and two days follow.
  replay.market->advance_fully_to(wall + seconds(60));
  CHECK(replay.market->ended());
  CHECK(replay.market->market_time() > at("2020-12-18T21:00:00Z"));
}

TEST_CASE("a replay may begin again") {
  Replay replay({.speed = 1'000, .loop = true});
  std::uint64_t backwards = 0;
  Time last = Time::min();
  replay.market->listen([&](const Tick& tick, const Quote& quote) {
    if (tick.time < last) {
      ++backwards;
      CHECK(quote.volume <= tick.size);
    }
    last = tick.time;
  });
  replay.market->advance_fully_to(wall + seconds(60));  // a day takes 23.4 s
  CHECK(backwards == 2);
  CHECK_FALSE(replay.market->ended());
}

TEST_CASE("a stored day is played over its session, an unknown symbol is taken for a stock") {
  MemoryStore store;
  const Bar day{nyse().day_open(Date::from_civil(2020, 12, 18)).value(),
                3.14_px,
                3.2_px,
                3_px,
                3.15_px,
                1000_qty};
  store.series[{"ODD"_sym, BarSize::d1}] = {day};
  store.series[{"MSFT"_sym, BarSize::w1}] = {day};
  const auto market = PaperMarket::create({.tape = TapeKind::replay, .speed = 1'000'000},
                                          market::starter_catalogue(), calendars(), &store, wall)
                          .value();
  CHECK(market->market_time() == day.time);
  CHECK(market->catalogue().find("ODD"_sym)->exchange == "FILE");
  std::optional<Bar> made;
  market->listen([&](const Tick& tick, const Quote&) {
    CHECK(tick.instrument == market->catalogue().find("ODD"_sym)->id);
    CHECK(nyse().is_open(tick.time));
    if (tick.kind != Tick::Kind::trade) return;
    if (!made) made = Bar{day.time, tick.price, tick.price, tick.price, tick.price, {}};
    made->high = std::max(made->high, tick.price);
    made->low = std::min(made->low, tick.price);
    made->close = tick.price;
    made->volume += tick.size;
  });
  market->advance_fully_to(wall + minutes(1));
  CHECK(market->ended());
  CHECK(made == day);
}

TEST_CASE("under a synthetic tape stored bars are still the history") {
  Replay replay;
  const auto market = PaperMarket::create({.always_open = true}, market::starter_catalogue(),
                                          calendars(), &replay.store, wall)
                          .value();
  const market::InstrumentId spy = market->catalogue().find("SPY"_sym)->id;
  const auto ask = [&](port::HistoryQuery query) {
    Result<market::BarSeries> answer = error(Code::internal, "no answer");
    market->history(query, [&](Result<market::BarSeries> s) { answer = std::move(s); });
    return answer;
  };
  const Time close = at("2020-12-18T21:00:00Z");
  const market::BarSeries hours_of =
      ask({spy, BarSize::h1, close - days(1), close, false, 0}).value();
  CHECK(hours_of.origin.source.name.view() == "file spy.csv");
  CHECK(hours_of.origin.quality == market::Quality::replayed);
  REQUIRE(hours_of.bars.size() == 7);  // from 09:30 New York, the last one half an hour
  CHECK(hours_of.bars[0].time == at("2020-12-18T14:30:00Z"));
  const Result<market::BarSeries> now = ask({spy, BarSize::m1, wall - days(2), wall, false, 0});
  CHECK(now.error().code == Code::no_data);
  CHECK(now.error().message.find("2020-12-18") != std::string::npos);
  // An import while the market runs.
  replay.store.series[{"NEW"_sym, BarSize::m1}] = replay.stored();
  CHECK(market->catalogue().find("NEW"_sym) == nullptr);
  REQUIRE(market->refresh_stored().ok());
  CHECK(
      ask({market->catalogue().find("NEW"_sym)->id, BarSize::m1, close - hours(1), close, false, 0})
          .ok());
}

TEST_CASE("a long file name keeps its end") {
  CHECK(stored_source("spy.csv").name.view() == "file spy.csv");
  CHECK(stored_source("a_very_long_file_name_of_some_vendor_2020-12-18_spy.csv").name.view() ==
        "file ..._name_of_some_vendor_2020-12-18_spy.csv");
}

TEST_CASE("nothing stored, nothing to replay") {
  MemoryStore store;
  CHECK(PaperMarket::create({.tape = TapeKind::replay}, market::starter_catalogue(), calendars(),
                            &store, wall)
            .error()
            .code == Code::no_data);
}

}  // namespace pitwall::paper
