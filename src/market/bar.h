// Candles: what an instrument did over a stretch of time, in one of a fixed list of lengths.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "base/time.h"
#include "market/origin.h"

namespace pitwall {
class Visitor;
}

namespace pitwall::market {

// `time` is the start of the bar, in UTC. For a daily bar that is the open of the first session of
// its trading day, for a week or month that of its first trading day (calendar.h, aggregate.h).
struct Bar {
  Time time;
  Price open, high, low, close;
  Quantity volume;
  bool operator==(const Bar&) const = default;
};
void describe(Bar& bar, Visitor& v);

// Whether a bar can be true: the high is the highest of its four prices, the low the lowest, the
// volume not negative. Negative prices are legal. The error names the time and the broken rule.
Result<void> validate(const Bar& bar);

// The length of a bar: 1s 5s 15s 30s 1m 2m 3m 5m 10m 15m 30m 1h 2h 4h 8h 1d 1w 1mo. Ordered from
// short to long.
class BarSize {
 public:
  static const BarSize s1, s5, s15, s30, m1, m2, m3, m5, m10, m15, m30, h1, h2, h4, h8, d1, w1, mo1;

  constexpr BarSize() = default;  // 1m
  static Result<BarSize> parse(std::string_view text);
  static std::span<const BarSize> all();
  std::string_view view() const;
  std::string text() const { return std::string(view()); }

  constexpr bool is_intraday() const { return seconds_ < 86'400; }
  // The nominal length of an intraday bar; the last one of a session may be shorter. Checked:
  // days, weeks and months have no fixed length.
  Duration duration() const;
  // Whether whole bars of `smaller` make up one of this: 5m from 1m, 1w from 1d, 1d from anything
  // intraday; not 5m from 2m, and not 1mo from 1w.
  bool is_made_of(BarSize smaller) const;

  constexpr auto operator<=>(const BarSize&) const = default;

 private:
  explicit constexpr BarSize(std::int32_t seconds) : seconds_(seconds) {}
  std::int32_t seconds_ = 60;  // from a day on: nominal, for the order only
};

inline constexpr BarSize BarSize::s1{1}, BarSize::s5{5}, BarSize::s15{15}, BarSize::s30{30},
    BarSize::m1{60}, BarSize::m2{120}, BarSize::m3{180}, BarSize::m5{300}, BarSize::m10{600},
    BarSize::m15{900}, BarSize::m30{1'800}, BarSize::h1{3'600}, BarSize::h2{7'200},
    BarSize::h4{14'400}, BarSize::h8{28'800}, BarSize::d1{86'400}, BarSize::w1{604'800},
    BarSize::mo1{2'592'000};

struct BarSeries {
  BarSize size;
  std::vector<Bar> bars;  // oldest first, no two with one time; gaps are not filled
  Origin origin;
};

}  // namespace pitwall::market
