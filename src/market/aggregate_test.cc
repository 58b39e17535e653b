#include "market/aggregate.h"

#include <doctest/doctest.h>

#include "base/zone.h"

namespace pitwall::market {

using namespace pitwall::literals;

namespace {

const CalendarSet& built_in() {
  static const CalendarSet set = CalendarSet::built_in();
  return set;
}
const Calendar& calendar(std::string_view name) { return *built_in().find(name).value(); }
Time at(std::string_view text) {
  static const Zone new_york = Zone::find("America/New_York").value();
  return new_york.instant(LocalTime::parse(text).value());
}
std::string clock(Time time) {
  static const Zone new_york = Zone::find("America/New_York").value();
  return new_york.local(time).text().substr(5, 11);
}
std::vector<std::string> starts(const std::vector<Bar>& bars) {
  std::vector<std::string> out;
  for (const Bar& bar : bars) out.push_back(clock(bar.time));
  return out;
}

class Numbers {  // the same on every machine
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed * 2654435761u + 88172645463325252u) {}
  std::int64_t below(std::int64_t bound) {
    state_ ^= state_ << 13, state_ ^= state_ >> 7, state_ ^= state_ << 17;
    return static_cast<std::int64_t>(state_ >> 11) % bound;
  }

 private:
  std::uint64_t state_;
};

// Minute bars from `from` on, with gaps, at all hours, negative prices among them.
std::vector<Bar> minutes_with_gaps(std::uint64_t seed, Time from, int count) {
  Numbers numbers(seed);
  std::vector<Bar> bars;
  Time time = from;
  for (int i = 0; i < count; ++i) {
    time += minutes(numbers.below(20) == 0 ? 1 + numbers.below(3'000) : 1);
    std::int64_t p[4];
    for (std::int64_t& price : p) price = numbers.below(2'000'000'000) - 300'000'000;
    const auto [low, high] = std::minmax({p[0], p[1], p[2], p[3]});
    bars.push_back({time, Price::from_scaled(p[0]), Price::from_scaled(high),
                    Price::from_scaled(low), Price::from_scaled(p[3]),
                    Quantity::from_scaled(numbers.below(1'000'000'000'000))});
  }
  return bars;
}

std::vector<Bar> made(std::span<const Bar> bars, BarSize from, BarSize to, const Calendar& on,
                      Hours hours = Hours::regular) {
  return aggregate(bars, from, to, on, hours).value().bars;
}

}  // namespace

TEST_CASE("intraday bars are counted from the session's open") {
  const Calendar& nyse = calendar("NYSE");
  std::vector<Bar> bars;
  for (Time time = at("2020-12-15 04:00"); time < at("2020-12-15 20:00"); time += minutes(1))
    bars.push_back({time, 10_px, 12_px, 9_px, 11_px, 1_qty});

  const Aggregated hourly = aggregate(bars, BarSize::m1, BarSize::h1, nyse).value();
  CHECK(starts(hourly.bars) == std::vector<std::string>{"12-15 09:30", "12-15 10:30", "12-15 11:30",
                                                        "12-15 12:30", "12-15 13:30", "12-15 14:30",
                                                        "12-15 15:30"});
  CHECK(hourly.bars.front().volume == 60_qty);
  CHECK(hourly.bars.back().volume == 30_qty);
  CHECK(hourly.outside == bars.size() - 390);

  const std::vector<Bar> all = made(bars, BarSize::m1, BarSize::h4, nyse, Hours::extended);
  CHECK(starts(all) == std::vector<std::string>{"12-15 04:00", "12-15 08:00", "12-15 09:30",
                                                "12-15 13:30", "12-15 16:00"});
  CHECK(all[1].volume == 90_qty);  // ends at the open
}

TEST_CASE("a bar is named by its nominal start and gaps stay gaps") {
  const Calendar& nyse = calendar("NYSE");
  const std::vector<Bar> bars{{at("2020-12-15 09:37"), 10_px, 12_px, 9_px, 11_px, 5_qty},
                              {at("2020-12-15 09:39"), 11_px, 13_px, 10_px, 12_px, 6_qty},
                              {at("2020-12-15 15:59"), 20_px, 20_px, 20_px, 20_px, 7_qty}};
  const std::vector<Bar> fives = made(bars, BarSize::m1, BarSize::m5, nyse);
  CHECK(fives == std::vector<Bar>{{at("2020-12-15 09:35"), 10_px, 13_px, 9_px, 12_px, 11_qty},
                                  {at("2020-12-15 15:55"), 20_px, 20_px, 20_px, 20_px, 7_qty}});
}

TEST_CASE("a future's day begins the evening before and no bar crosses its daily break") {
  const Calendar& cme = calendar("CME_EQUITY");
  std::vector<Bar> bars;
  for (Time time = at("2024-03-03 18:00"); time < at("2024-03-08 17:00"); time += minutes(1))
    bars.push_back({time, 10_px, 12_px, 9_px, 11_px, 1_qty});
  const Aggregated daily = aggregate(bars, BarSize::m1, BarSize::d1, cme).value();
  CHECK(starts(daily.bars) == std::vector<std::string>{"03-03 18:00", "03-04 18:00", "03-05 18:00",
                                                       "03-06 18:00", "03-07 18:00"});
  CHECK(daily.bars[0].volume == 1380_qty);
  CHECK(daily.outside == 4 * 60);
  const std::vector<Bar> eights = made(bars, BarSize::m1, BarSize::h8, cme);
  CHECK(starts(eights)[2] == "03-04 10:00");
  CHECK(eights[2].volume == 420_qty);
  CHECK(starts(eights)[3] == "03-04 18:00");

  // A holiday's short session belongs to the day after.
  const std::vector<Bar> holiday{{at("2026-01-19 10:00"), 10_px, 12_px, 9_px, 11_px, 1_qty},
                                 {at("2026-01-20 10:00"), 11_px, 12_px, 9_px, 12_px, 1_qty}};
  CHECK(made(holiday, BarSize::m1, BarSize::d1, cme) ==
        std::vector<Bar>{{at("2026-01-18 18:00"), 10_px, 12_px, 9_px, 12_px, 2_qty}});
}

TEST_CASE("weeks begin on Monday and months on the first, by trading day") {
  const Calendar& nyse = calendar("NYSE");
  std::vector<Bar> daily;
  for (Date day = Date::from_civil(2024, 5, 20); day.year() == 2024; ++day)
    if (nyse.is_trading_day(day))
      daily.push_back({nyse.day_open(day).value(), 10_px, 12_px, 9_px, 11_px, 1_qty});
  const std::vector<Bar> weekly = made(daily, BarSize::d1, BarSize::w1, nyse);
  CHECK(clock(weekly[0].time) == "05-20 09:30");
  CHECK(clock(weekly[1].time) == "05-28 09:30");  // Monday was Memorial Day
  CHECK(weekly[1].volume == 4_qty);
  const std::vector<Bar> monthly = made(daily, BarSize::d1, BarSize::mo1, nyse);
  CHECK(clock(monthly[0].time) == "05-01 09:30");  // nominal, though the data begins later
  CHECK(clock(monthly[1].time) == "06-03 09:30");
  CHECK(monthly.size() == 8);
  CHECK(monthly[0].volume == 9_qty);
}

TEST_CASE("property: in steps or at once, streamed or in a batch, and no volume is lost") {
  struct Chain {
    BarSize middle, last;
  };
  const Chain chains[] = {{BarSize::m5, BarSize::h1},  {BarSize::m3, BarSize::m15},
                          {BarSize::h1, BarSize::h4},  {BarSize::m15, BarSize::d1},
                          {BarSize::d1, BarSize::w1},  {BarSize::d1, BarSize::mo1},
                          {BarSize::h8, BarSize::mo1}, {BarSize::m2, BarSize::m10}};
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const std::vector<Bar> bars = minutes_with_gaps(seed, at("2020-02-20 00:00"), 3'000);
    for (const std::string_view name : {"NYSE", "CME_EQUITY", "CME_METALS", "FX", "ALWAYS"}) {
      const Calendar& on = calendar(name);
      for (const Hours hours : {Hours::regular, Hours::extended}) {
        for (const auto& [middle, last] : chains) {
          const Aggregated at_once = aggregate(bars, BarSize::m1, last, on, hours).value();
          const std::vector<Bar> steps =
              made(made(bars, BarSize::m1, middle, on, hours), middle, last, on, hours);
          REQUIRE(at_once.bars == steps);

          Quantity inside, kept;
          std::vector<Bar> streamed;
          BarAggregator stream(last, on, hours);
          for (const Bar& bar : bars) {
            if (on.is_open(bar.time, hours)) inside += bar.volume;
            // A clock that ticks between the bars must not change what comes out.
            if (const auto done = stream.advance(bar.time)) streamed.push_back(*done);
            if (const auto done = stream.add(bar)) streamed.push_back(*done);
          }
          if (const auto done = stream.flush()) streamed.push_back(*done);
          REQUIRE(at_once.bars == streamed);
          REQUIRE(stream.outside() == at_once.outside);
          for (const Bar& bar : at_once.bars) {
            REQUIRE(validate(bar).ok());
            kept += bar.volume;
          }
          REQUIRE(inside == kept);
        }
      }
    }
  }
}

TEST_CASE("trades make bars, late ones are counted and left out, time alone ends a bar") {
  BarAggregator stream(BarSize::m1, calendar("NYSE"));
  const Time open = at("2020-12-15 09:30");
  CHECK_FALSE(stream.add(open - seconds(1), 9_px, 1_qty));
  CHECK(stream.outside() == 1);
  CHECK_FALSE(stream.add(open + seconds(2), 10_px, 1_qty));
  CHECK_FALSE(stream.add(open + seconds(1), 12_px, 2_qty));  // within the bar: still counts
  CHECK(stream.in_work()->volume == 3_qty);
  CHECK(stream.in_work_until() == open + minutes(1));
  CHECK(stream.add(open + seconds(61), 11_px, 1_qty) ==
        Bar{open, 10_px, 12_px, 10_px, 12_px, 3_qty});
  CHECK_FALSE(stream.add(open + seconds(59), 99_px, 1_qty));
  CHECK(stream.late() == 1);
  CHECK_FALSE(stream.advance(open + seconds(119)));
  CHECK(stream.advance(open + seconds(120)) ==
        Bar{open + minutes(1), 11_px, 11_px, 11_px, 11_px, 1_qty});
  CHECK_FALSE(stream.flush());
  CHECK_FALSE(stream.add(open + seconds(119), 99_px, 1_qty));  // its bar has gone out already
  CHECK(stream.late() == 2);
  CHECK_FALSE(stream.in_work());
}

TEST_CASE("batches that make no sense are refused") {
  const Calendar& nyse = calendar("NYSE");
  const Bar good{at("2020-12-15 09:30"), 10_px, 12_px, 9_px, 11_px, 5_qty};
  std::vector<Bar> bars{good, good};
  CHECK(aggregate(bars, BarSize::m1, BarSize::m5, nyse).error().message.find("out of order") !=
        std::string::npos);
  bars[1].time += minutes(1);
  CHECK(aggregate(bars, BarSize::m1, BarSize::m5, nyse).ok());
  CHECK(aggregate(bars, BarSize::m1, BarSize::m1, nyse).value().bars == bars);
  CHECK(aggregate(bars, BarSize::m2, BarSize::m5, nyse).error().message ==
        "Bars of 5m cannot be made of bars of 2m.");
  bars[1].volume = Quantity::from_scaled(std::numeric_limits<std::int64_t>::max());
  CHECK(aggregate(bars, BarSize::m1, BarSize::m5, nyse).error().code == Code::too_large);
  bars[1].high = 8_px;
  CHECK_FALSE(aggregate(bars, BarSize::m1, BarSize::m5, nyse).ok());
}

}  // namespace pitwall::market
