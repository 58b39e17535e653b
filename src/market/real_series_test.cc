// The calendar and the aggregation against real series, where they are at hand: a folder of data
// that is not part of the product. Without it each test says so and passes.
#include <doctest/doctest.h>

#include <fstream>
#include <set>

#include "market/aggregate.h"

namespace pitwall::market {

namespace {

const CalendarSet& built_in() {
  static const CalendarSet set = CalendarSet::built_in();
  return set;
}

// The lines of a file after its header; none, and a message, where it is missing.
std::vector<std::string> rows(const std::string& name) {
  std::ifstream file("../shared/data/market/" + name);
  if (file) {
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      lines.push_back(line);
    }
    lines.erase(lines.begin());
    return lines;
  }
  MESSAGE("skipped: ../shared/data/market/", name, " is not here");
  return {};
}

std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> out(1);
  for (const char c : line) {
    if (c == ',')
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

// "2020-12-15", or "1/2/1990" as American files have it.
Date read_day(const std::string& text) {
  const std::size_t first = text.find('/');
  if (first == std::string::npos) return Date::parse(text.substr(0, 10)).value();
  const std::size_t second = text.find('/', first + 1);
  return Date::from_civil(std::stoi(text.substr(second + 1)), std::stoi(text.substr(0, first)),
                          std::stoi(text.substr(first + 1, second - first - 1)));
}

// That the days of a file are the days for which `expected` holds, from its first to its last.
template <class Expected>
void check_days(const std::string& file, const std::set<std::string>& faults_of_the_file,
                Expected expected) {
  std::set<Date> days;
  for (const std::string& line : rows(file)) days.insert(read_day(cells(line)[0]));
  if (days.empty()) return;
  const Calendar& nyse = *built_in().find("NYSE").value();
  const Date from = std::max(*days.begin(), nyse.first_day());
  const Date to = std::min(*days.rbegin(), nyse.last_day());
  REQUIRE(to - from > 500);
  for (Date day = from; day <= to; ++day) {
    if (faults_of_the_file.contains(day.text())) continue;
    CHECK_MESSAGE(expected(day) == days.contains(day), file, " ", day.text());
  }
}

std::vector<Bar> minutes_of_spy() {
  const Zone zone = built_in().find("NYSE").value()->zone();
  std::vector<Bar> bars;
  for (const std::string& line : rows("quotes_intraday.csv")) {
    const std::vector<std::string> c = cells(line);
    bars.push_back({zone.instant(LocalTime::parse(c[0]).value()), Price::parse(c[1]).value(),
                    Price::parse(c[2]).value(), Price::parse(c[3]).value(),
                    Price::parse(c[4]).value(), Quantity::parse(c[5]).value()});
  }
  return bars;
}

}  // namespace

TEST_CASE("every day of five stock series is a trading day of NYSE, and the other way round") {
  const Calendar& nyse = *built_in().find("NYSE").value();
  for (const char* file : {"quotes_spx.csv", "quotes_longest.csv", "quotes_msft.csv",
                           "quotes_default.csv", "skfolio_sp500_index.csv"})
    check_days(file, {}, [&](Date day) { return nyse.is_trading_day(day); });
}

TEST_CASE("the VIX has the trading days of NYSE, and lately those on which ES trades alone") {
  const Calendar& nyse = *built_in().find("NYSE").value();
  const Calendar& futures = *built_in().find("CME_EQUITY").value();
  const Date around_the_clock = Date::from_civil(2022, 5, 28);
  // Days that the S&P 500 has and this file lacks, and one value on a day without trading.
  const std::set<std::string> faults{"1991-03-01", "1997-01-31", "1997-11-26", "1999-12-31",
                                     "2004-06-11"};
  check_days("cboe_vix_daily.csv", faults, [&](Date day) {
    const Time morning = nyse.zone().instant({day, hours(9) + minutes(20)});
    return nyse.is_trading_day(day) || (day >= around_the_clock && futures.is_open(morning));
  });
}

TEST_CASE("minutes of SPY become the five minutes, hours and days that they hold") {
  const std::vector<Bar> bars = minutes_of_spy();
  if (bars.empty()) return;
  const Calendar& nyse = *built_in().find("NYSE").value();
  for (const auto& [size, per_day] :
       {std::pair(BarSize::m5, 78u), std::pair(BarSize::h1, 7u), std::pair(BarSize::d1, 1u)}) {
    const Aggregated made = aggregate(bars, BarSize::m1, size, nyse).value();
    CHECK(made.bars.size() == 4 * per_day);
    CHECK(made.outside == 4);  // the closing auction, printed at 16:00
    for (std::size_t i = 0; i < made.bars.size(); ++i) {
      // The same by plain comparison of times, without the calendar.
      const Bar& bar = made.bars[i];
      const Date day = Date::of_utc(bar.time);
      Time end = i + 1 < made.bars.size() ? made.bars[i + 1].time : Time::max();
      end = std::min(end, day.midnight_utc() + hours(21));  // 16:00 in New York, in December
      Bar wanted{bar.time, {}, {}, {}, {}, {}};
      for (const Bar& minute : bars) {
        if (minute.time < bar.time || minute.time >= end) continue;
        if (wanted.high.is_zero())
          wanted = {bar.time, minute.open, minute.high, minute.low, {}, {}};
        wanted.high = std::max(wanted.high, minute.high);
        wanted.low = std::min(wanted.low, minute.low);
        wanted.close = minute.close;
        wanted.volume += minute.volume;
      }
      CHECK(bar == wanted);
    }
  }
}

}  // namespace pitwall::market
