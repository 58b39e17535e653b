// The model behind the synthetic tape: prices and volumes of the twelve starter instruments at any
// minute of any day, as a pure function of the seed. Nothing depends on when the tape was started,
// so a desk that comes back finds the market where it left it, the history before the start is the
// same market, and the minutes of a day are that day. It is a model and is always labelled so.
//
//   log price = log of the starting price + beta x market factor + own factor
//
// Both factors are Brownian paths over absolute minutes, refined by halving (Levy's construction)
// between pins two years apart that keep prices near their starting price for ever. ES is SPY's
// index and NQ is QQQ's: each pair has one path. Doubles only here and only up to the rounding to
// the tick grid; sums and products alone, no library function whose last digit may differ.
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "adapter/paper/tape.h"
#include "market/calendar.h"

namespace pitwall::paper {

// A Brownian path, asked for at whole minutes since 1970. Asking in order is cheap.
class BrownianPath {
 public:
  BrownianPath(std::uint64_t key, double annual_volatility);
  double at(std::int64_t minute);

 private:
  static constexpr int levels = 20;  // 2^20 minutes, two years, between pins
  struct Span {
    std::int64_t start = 0;
    double left = 0, right = 0;
  };
  double pin(std::int64_t block) const;

  std::uint64_t key_;
  double pin_deviation_;
  std::array<double, levels> deviation_;  // of the middle of a span at each level
  std::array<Span, levels + 1> spans_{};  // around the last minute asked for, each half the last
  int known_ = -1;                        // the deepest of them that holds
};

class SyntheticSeries {
 public:
  // None for an instrument that the model does not know. The instrument outlives it.
  static std::optional<SyntheticSeries> find(std::uint64_t seed,
                                             const market::Instrument& instrument);
  // The bar of one minute since 1970. Asking in order is cheap.
  market::Bar bar(std::int64_t minute);

 private:
  struct Terms;
  static const Terms all_terms[];
  SyntheticSeries(std::uint64_t seed, const market::Instrument& instrument, const Terms& terms);
  std::int64_t price_in_ticks(std::int64_t minute);
  Quantity volume(std::int64_t minute) const;

  const Terms* terms_;
  std::int64_t tick_size_;  // scaled
  double first_ticks_;      // the starting price, in ticks
  double wick_;             // how far a minute's extremes reach beyond its open and close
  std::uint64_t key_;
  BrownianPath market_;
  BrownianPath own_;
  std::int64_t close_minute_ = INT64_MIN;  // of the price below, kept because it is the next open
  std::int64_t close_ticks_ = 0;
};

// The minutes of a series from `from` on in which its calendar is open (extended hours count). The
// calendar outlives the feed; the feed ends where the calendar does.
class SyntheticFeed final : public BarFeed {
 public:
  SyntheticFeed(SyntheticSeries series, const market::Calendar& calendar, Time from);
  bool next(PlayedBar& bar) override;

 private:
  SyntheticSeries series_;
  const market::Calendar* calendar_;
  market::SessionCursor cursor_;
  Time next_;
};

}  // namespace pitwall::paper
