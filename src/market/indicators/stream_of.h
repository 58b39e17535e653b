// A class of this folder behind the common face: fed with whole bars, or with closes.
#pragma once

#include <array>
#include <type_traits>
#include <utility>

#include "market/indicators/adx.h"
#include "market/indicators/bands.h"
#include "market/indicators/macd.h"
#include "market/indicators/pivots.h"
#include "market/indicators/stochastic.h"
#include "market/indicators/stream.h"

namespace pitwall::market {

inline std::array<double, 1> lines_of(double value) { return {value}; }
inline std::array<double, 3> lines_of(const Bands& bands) {
  return {bands.upper, bands.middle, bands.lower};
}
inline std::array<double, 3> lines_of(const MacdLines& all) {
  return {all.macd, all.signal, all.histogram};
}
inline std::array<double, 2> lines_of(const StochasticLines& all) { return {all.k, all.d}; }
inline std::array<double, 3> lines_of(const DirectionalLines& all) {
  return {all.adx, all.plus_di, all.minus_di};
}
inline std::array<double, 7> lines_of(const PivotLines& all) {
  return {all.pivot, all.r1, all.r2, all.r3, all.s1, all.s2, all.s3};
}

template <class Indicator>
class StreamOf final : public IndicatorStream {
 public:
  explicit StreamOf(Indicator indicator) : indicator_(std::move(indicator)) {}

  bool update(const Sample& bar, std::span<double> lines) override {
    const auto value = next(indicator_, bar);
    if (!value) return false;
    stepping_ = true;
    std::ranges::copy(lines_of(*value), lines.begin());
    return true;
  }

  void run(const SampleColumns& bars, ResultColumns lines) override {
    check(bars, lines);
    if constexpr (requires { indicator_.run(bars, lines); }) {
      indicator_.run(bars, lines);
    } else if constexpr (requires { indicator_.run(bars.close, lines[0]); }) {
      indicator_.run(bars.close, lines[0]);
    } else {
      run_each(bars, lines);
    }
  }

 private:
  // Bars of columns whose lengths have been checked.
  class Reader {
   public:
    explicit Reader(const SampleColumns& bars)
        : high_(bars.high.data()),
          low_(bars.low.data()),
          close_(bars.close.data()),
          volume_(bars.volume.data()),
          starts_(bars.session_starts.empty() ? nullptr : bars.session_starts.data()) {}
    Sample operator()(std::size_t i) const {
      return {high_[i], low_[i], close_[i], volume_[i], starts_ != nullptr && starts_[i] != 0};
    }

   private:
    const double *high_, *low_, *close_, *volume_;
    const std::uint8_t* starts_;
  };

  static auto next(Indicator& indicator, const Sample& bar) {
    if constexpr (requires { indicator.update(bar); }) {
      return indicator.update(bar);
    } else {
      return indicator.update(bar.close);
    }
  }
  static constexpr std::size_t line_count =
      decltype(lines_of(*next(std::declval<Indicator&>(), Sample{}))){}.size();

  static void check(const SampleColumns& bars, ResultColumns lines) {
    const std::size_t count = bars.size();
    PITWALL_CHECK(bars.high.size() == count && bars.low.size() == count &&
                      bars.volume.size() == count &&
                      (bars.session_starts.empty() || bars.session_starts.size() == count),
                  "columns of different lengths");
    PITWALL_CHECK(lines.size() == line_count, "{} lines, not {}", line_count, lines.size());
    for (const std::span<double> line : lines)
      PITWALL_CHECK(line.size() == count, "{} results of {} bars", line.size(), count);
  }

  // Once there has been a value, a class that has `step` gives the next one by it, without asking
  // whether there is one. Of a class without, `update` is asked each time.
  void run_each(const SampleColumns& bars, ResultColumns lines) {
    constexpr bool steps =
        requires { indicator_.step(Sample{}); } || requires { indicator_.step(0.0); };
    const std::size_t count = bars.size();
    std::array<double*, line_count> out{};
    for (std::size_t k = 0; k < line_count; ++k) out[k] = lines[k].data();
    std::array<double, line_count> none{};
    none.fill(no_value);
    const auto put = [&out](std::size_t i, const std::array<double, line_count>& values) {
      for (std::size_t k = 0; k < line_count; ++k) out[k][i] = values[k];
    };
    const Reader bar_at(bars);
    std::size_t i = 0;
    for (; i < count && !(steps && stepping_); ++i) {
      const auto value = next(indicator_, bar_at(i));
      put(i, value ? lines_of(*value) : none);
      if (value) stepping_ = true;
    }
    if constexpr (steps) {
      Indicator local = indicator_;  // a copy that no result can alias: it stays in registers
      for (; i < count; ++i) {
        if constexpr (requires { local.step(Sample{}); })
          put(i, lines_of(local.step(bar_at(i))));
        else
          put(i, lines_of(local.step(bar_at(i).close)));
      }
      indicator_ = local;
    }
  }

  Indicator indicator_;
  bool stepping_ = false;  // there has been a value
};

}  // namespace pitwall::market
