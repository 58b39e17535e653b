// Each indicator against its definition, written here a second time the long way round: every value
// from the whole series, with nothing carried from one to the next but what the formula says.
#include "market/indicators/indicator.h"

#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <numeric>

#include "market/indicators/bollinger.h"
#include "market/indicators/macd.h"
#include "market/indicators/rsi.h"
#include "market/indicators/sma.h"
#include "market/indicators/stddev.h"
#include "market/indicators/test_walk.h"

namespace pitwall::market {
namespace {
using namespace pitwall::literals;

using Values = std::vector<std::optional<double>>;

std::vector<double> closes(std::span<const Bar> bars) {
  std::vector<double> out;
  for (const Bar& bar : bars) out.push_back(bar.close.to_double());
  return out;
}

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}
double deviation(std::span<const double> values) {
  double squares = 0;
  for (const double value : values) squares += (value - mean(values)) * (value - mean(values));
  return std::sqrt(squares / static_cast<double>(values.size()));
}

Values sma_by_hand(std::span<const double> values, std::size_t n) {
  Values out(values.size());
  for (std::size_t i = n - 1; i < values.size(); ++i) out[i] = mean(values.subspan(i + 1 - n, n));
  return out;
}
Values deviation_by_hand(std::span<const double> values, std::size_t n) {
  Values out(values.size());
  for (std::size_t i = n - 1; i < values.size(); ++i)
    out[i] = deviation(values.subspan(i + 1 - n, n));
  return out;
}

// The weights of an EMA written out: k (1-k)^j for the values after the seed, the rest for it.
Values ema_by_hand(std::span<const double> values, std::size_t n) {
  Values out(values.size());
  const double k = 2.0 / (static_cast<double>(n) + 1);
  for (std::size_t i = n - 1; i < values.size(); ++i) {
    double sum = 0;
    double left = 1;
    for (std::size_t j = i; j >= n; --j) {
      sum += left * k * values[j];
      left *= 1 - k;
    }
    out[i] = sum + left * mean(values.first(n));
  }
  return out;
}

// Wilder's average of what comes from `first` on, in the same way.
double wilder(std::span<const double> values, std::size_t n) {
  double sum = 0;
  double left = 1;
  const double k = 1 / static_cast<double>(n);
  for (std::size_t j = values.size() - 1; j >= n; --j) {
    sum += left * k * values[j];
    left *= 1 - k;
  }
  return sum + left * mean(values.first(n));
}

Values rsi_by_hand(std::span<const double> values, std::size_t n) {
  Values out(values.size());
  std::vector<double> gains, losses;
  for (std::size_t i = 1; i < values.size(); ++i) {
    gains.push_back(std::max(values[i] - values[i - 1], 0.0));
    losses.push_back(std::max(values[i - 1] - values[i], 0.0));
    if (i < n) continue;
    const double gain = wilder(gains, n);
    const double loss = wilder(losses, n);
    out[i] = gain + loss > 0 ? 100 - 100 / (1 + gain / loss) : 50;
  }
  return out;
}

Values atr_by_hand(std::span<const Bar> bars, std::size_t n) {
  Values out(bars.size());
  std::vector<double> ranges;
  for (std::size_t i = 1; i < bars.size(); ++i) {
    const double before = bars[i - 1].close.to_double();
    const double high = bars[i].high.to_double();
    const double low = bars[i].low.to_double();
    ranges.push_back(std::max({high - low, std::abs(high - before), std::abs(low - before)}));
    if (i >= n) out[i] = wilder(ranges, n);
  }
  return out;
}

void check_near(const Values& got, const Values& expected) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    CAPTURE(i);
    REQUIRE(got[i].has_value() == expected[i].has_value());
    if (got[i]) REQUIRE(*got[i] == doctest::Approx(*expected[i]).epsilon(1e-9));
  }
}

IndicatorSpec spec(std::string_view text) { return IndicatorSpec::parse(text).value(); }
Values line(std::string_view text, std::span<const Bar> bars, std::size_t index = 0) {
  return indicator_series(spec(text), bars).lines.at(index).values;
}

void check_all_by_hand(std::span<const Bar> bars) {
  const std::vector<double> close = closes(bars);
  for (const std::size_t n : {1UL, 2UL, 14UL, 20UL, 55UL}) {
    CAPTURE(n);
    check_near(line(fmt::format("sma({})", n), bars), sma_by_hand(close, n));
    check_near(line(fmt::format("ema({})", n), bars), ema_by_hand(close, n));
    check_near(line(fmt::format("rsi({})", n), bars), rsi_by_hand(close, n));
    check_near(line(fmt::format("atr({})", n), bars), atr_by_hand(bars, n));
    if (n > 1) check_near(line(fmt::format("stddev({})", n), bars), deviation_by_hand(close, n));
  }
}

// Every kind at once, one bar at a time, and in the end the same to the last bit.
void check_streams(std::span<const Bar> bars, std::span<const std::size_t> starts) {
  for (const IndicatorKind& kind : indicator_kinds()) {
    const IndicatorSpec one = spec(kind.name);
    CAPTURE(one.text());
    const IndicatorSeries batch = indicator_series(one, bars, starts);
    REQUIRE(batch.lines.size() == kind.lines.size());
    const auto stream = one.make_stream();
    std::array<double, max_indicator_lines> values{};
    for (std::size_t i = 0; i < bars.size(); ++i) {
      const bool begins = std::ranges::find(starts, i) != starts.end();
      const bool there = stream->update(Sample::of(bars[i], begins), values);
      for (std::size_t k = 0; k < batch.lines.size(); ++k) {
        REQUIRE(batch.lines[k].values[i].has_value() == there);
        if (there) REQUIRE(*batch.lines[k].values[i] == values[k]);
      }
    }
    // A series cut short has the same values as far as it goes: nothing looks ahead.
    const std::size_t half = bars.size() / 2;
    const IndicatorSeries shorter = indicator_series(one, bars.first(half), starts);
    for (std::size_t k = 0; k < batch.lines.size(); ++k)
      REQUIRE(std::equal(shorter.lines[k].values.begin(), shorter.lines[k].values.end(),
                         batch.lines[k].values.begin()));
  }
}

TEST_CASE("averages, deviations, strength and ranges are what their definitions say") {
  check_all_by_hand(walk(400));
}

TEST_CASE("a stream and a whole series agree to the last bit, and neither looks ahead") {
  const std::vector<std::size_t> starts{0, 1, 60, 61, 200};
  check_streams(walk(500), starts);
}

TEST_CASE("small series worked out on paper") {
  Sma average(2);
  CHECK_FALSE(average.update(1));
  CHECK(average.update(3) == 2.0);
  CHECK(average.update(5) == 4.0);
  StandardDeviation spread(4);
  for (const double value : {2.0, 4.0, 4.0}) CHECK_FALSE(spread.update(value));
  CHECK(spread.update(6) == std::sqrt(2.0));  // 2 4 4 6: mean 4, squares 4 0 0 4
  Bollinger around(4, 2);
  for (const double value : {2.0, 4.0, 4.0}) CHECK_FALSE(around.update(value));
  CHECK(around.update(6) == Bands{4 + 2 * std::sqrt(2.0), 4, 4 - 2 * std::sqrt(2.0)});

  // Means of the gains 1 0 and the losses 0 1; then a gain of 2: (0.5 + 2) / 2 and 0.5 / 2.
  Rsi strength(2);
  CHECK_FALSE(strength.update(10));
  CHECK_FALSE(strength.update(11));
  CHECK(strength.update(10) == 50.0);
  CHECK(*strength.update(12) == doctest::Approx(100 * 1.25 / (1.25 + 0.25)));

  // fast 1, slow 2, signal 2: the fast average is the value itself, from the second on.
  Macd lines(1, 2, 2);
  CHECK_FALSE(lines.update(1));
  CHECK_FALSE(lines.update(3));  // macd 3 - 2 = 1
  const std::optional<MacdLines> at_6 = lines.update(6);
  REQUIRE(at_6);  // slow 2 + 2/3 * 4, macd 6 - 14/3 = 4/3, signal (1 + 4/3) / 2
  CHECK(at_6->macd == doctest::Approx(4.0 / 3));
  CHECK(at_6->signal == doctest::Approx(7.0 / 6));
  CHECK(at_6->histogram == doctest::Approx(1.0 / 6));
}

TEST_CASE("Wilder's strength of a price that only rises, only falls, or stands still") {
  const auto last_of = [](double step) {
    Rsi strength(14);
    std::optional<double> value;
    for (int i = 0; i < 40; ++i) value = strength.update(100 + step * i);
    return value;
  };
  CHECK(last_of(1) == 100.0);
  CHECK(last_of(-1) == 0.0);
  CHECK(last_of(0) == 50.0);
}

TEST_CASE("macd is made of two averages that begin together") {
  const std::vector<Bar> bars = walk(300);
  const std::vector<double> close = closes(bars);
  const Values slow = ema_by_hand(close, 26);
  // The fast one never sees the first 14 values.
  const Values fast = ema_by_hand(std::span(close).subspan(14), 12);
  std::vector<double> macd;
  for (std::size_t i = 25; i < close.size(); ++i) macd.push_back(*fast[i - 14] - *slow[i]);
  const Values signal = ema_by_hand(macd, 9);
  for (std::size_t i = 0; i < close.size(); ++i) {
    CAPTURE(i);
    const std::optional<double> got = line("macd", bars)[i];
    REQUIRE(got.has_value() == (i >= 33));
    if (!got) continue;
    REQUIRE(*got == doctest::Approx(macd[i - 25]).epsilon(1e-9));
    REQUIRE(*line("macd", bars, 1)[i] == doctest::Approx(*signal[i - 25]).epsilon(1e-9));
  }
}

TEST_CASE("vwap begins anew with each session and obv follows the closes") {
  const auto bar = [](Price high, Price low, Price close, Quantity volume) {
    return Bar{Time{}, low, high, low, close, volume};
  };
  const std::vector<Bar> bars{bar(12_px, 9_px, 9_px, 100_qty), bar(15_px, 12_px, 15_px, 300_qty),
                              bar(21_px, 18_px, 21_px, 0_qty), bar(30_px, 30_px, 30_px, 10_qty),
                              bar(30_px, 30_px, 30_px, 5_qty), bar(30_px, 27_px, 27_px, 7_qty)};
  const std::vector<std::size_t> starts{0, 2};
  const IndicatorSeries average = indicator_series(spec("vwap"), bars, starts);
  CHECK(average.pane == Pane::price);
  CHECK(average.lines[0].values == Values{10, 13, std::nullopt, 30, 30, (15 * 30 + 7 * 28) / 22.0});
  CHECK(line("obv", bars) == Values{100, 400, 400, 410, 410, 403});
}

TEST_CASE("sessions begin where the exchange's trading day does") {
  const CalendarSet calendars = CalendarSet::built_in();
  const Calendar& futures = **calendars.find("CME_EQUITY");
  std::vector<Bar> bars(5);
  bars[0].time = Time::parse("2020-12-15T21:00:00Z").value();  // Tuesday's, 15:00 in Chicago
  bars[1].time = Time::parse("2020-12-15T23:00:00Z").value();  // 17:00: Wednesday's begins
  bars[2].time = Time::parse("2020-12-16T05:00:00Z").value();
  bars[3].time = Time::parse("2020-12-16T15:00:00Z").value();
  bars[4].time = Time::parse("2020-12-16T23:00:00Z").value();
  CHECK(session_starts(bars, futures) == std::vector<std::size_t>{0, 1, 4});
  CHECK(session_starts({}, futures).empty());
}

TEST_CASE("cents are not lost beside a price of millions, nor left behind by a jump") {
  // 2 ** -10 up and down at ten million.
  StandardDeviation spread(20);
  std::optional<double> value;
  for (int i = 0; i < 1000; ++i) value = spread.update(1e7 + (i % 2 == 0 ? 1 : -1) / 1024.0);
  CHECK(*value == doctest::Approx(1 / 1024.0).epsilon(1e-9));
  // A wild print passes through, and leaves a flat price flat.
  spread.update(1e9);
  for (int i = 0; i < 20; ++i) value = spread.update(0.07);
  CHECK(*value == doctest::Approx(0).epsilon(1e-9));
  Sma average(3);
  for (int i = 0; i < 100; ++i) {
    const std::optional<double> same = average.update(0.1);
    if (same) REQUIRE(*same == 0.1);
  }
}

TEST_CASE("an indicator of a series that is too short has no values") {
  for (const IndicatorKind& kind : indicator_kinds()) {
    const IndicatorSpec one = spec(kind.name);
    const std::vector<Bar> bars = walk(one.bars_needed() + 1);
    CAPTURE(one.text());
    std::vector<std::size_t> starts(bars.size());
    std::iota(starts.begin(), starts.end(), 0);
    const auto values = [&](std::size_t count) {
      return indicator_series(one, std::span(bars).first(count), starts).lines[0].values;
    };
    CHECK(values(0).empty());
    if (one.bars_needed() < 2) continue;  // the walk's first bar has no volume
    for (const auto& value : values(one.bars_needed() - 1)) CHECK_FALSE(value.has_value());
    CHECK(values(one.bars_needed()).back().has_value());
  }
}

TEST_CASE("real series, where they are at hand") {
  for (const std::string name : {"quotes_default.csv", "quotes_bitcoin.csv", "quotes_msft.csv"}) {
    std::ifstream file("../shared/data/market/" + name);
    if (!file) {
      MESSAGE("skipped: ../shared/data/market/", name, " is not here");
      continue;
    }
    std::vector<Bar> bars;
    std::string text;
    std::getline(file, text);
    while (std::getline(file, text)) {
      std::vector<Price> figures;
      std::size_t at = text.find(',');
      while (at != text.npos) {
        const std::size_t end = std::min(text.find(',', at + 1), text.size());
        const auto figure = Price::parse(text.substr(at + 1, end - at - 1), Rounding::half_even);
        if (figure) figures.push_back(*figure);
        at = end < text.size() ? end : text.npos;
      }
      if (figures.size() < 5) continue;
      bars.push_back({Time{}, figures[0], figures[1], figures[2], figures[3],
                      Quantity::from_scaled(figures[4].scaled())});
    }
    CAPTURE(name);
    REQUIRE(bars.size() > 100);
    check_all_by_hand(std::span(bars).first(std::min<std::size_t>(bars.size(), 800)));
    check_streams(bars, {});
  }
}

}  // namespace
}  // namespace pitwall::market
