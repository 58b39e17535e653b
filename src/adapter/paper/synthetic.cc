#include "adapter/paper/synthetic.h"

#include <algorithm>
#include <cmath>

#include "adapter/paper/hash.h"

namespace pitwall::paper {

using namespace pitwall::literals;

namespace {

constexpr double minutes_in_year = 525'600;
constexpr double market_volatility = 0.15;  // a year
constexpr std::int64_t minutes_in_day = 1'440;

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// e^x for the modest x of a log price: the series of x/1024, squared ten times.
double exponential(double x) {
  const double y = x / 1024;
  double value = 1 + y * (1 + y / 2 * (1 + y / 3));
  for (int i = 0; i < 10; ++i) value *= value;
  return value;
}

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = text.size();
  for (const char c : text) hash = mix(hash, static_cast<unsigned char>(c));
  return hash;
}

// The working day of the volume: a U from the open to the close of New York's winter hours, quiet
// outside. `always` is what remains at night.
double activity(std::int64_t minute, double always) {
  constexpr std::int64_t open = 14 * 60 + 30;  // UTC
  constexpr std::int64_t close = 21 * 60;
  const std::int64_t of_day = minute - floor_divide(minute, minutes_in_day) * minutes_in_day;
  if (of_day < open || of_day >= close) return always;
  const double x = 2.0 * static_cast<double>(of_day - open) / (close - open) - 1;
  return 0.6 + 1.6 * x * x;
}

}  // namespace

BrownianPath::BrownianPath(std::uint64_t key, double annual_volatility)
    : key_(key), pin_deviation_(annual_volatility / 2) {
  const double minute = annual_volatility / std::sqrt(minutes_in_year);
  double length = static_cast<double>(std::int64_t{1} << levels);
  for (double& deviation : deviation_) {
    deviation = minute * std::sqrt(length) / 2;
    length /= 2;
  }
}

double BrownianPath::pin(std::int64_t block) const {
  return pin_deviation_ * normal(mix(~key_, static_cast<std::uint64_t>(block)));
}

double BrownianPath::at(std::int64_t minute) {
  const auto holds = [&](int level) {
    const Span& span = spans_[static_cast<std::size_t>(level)];
    return span.start <= minute && minute < span.start + (std::int64_t{1} << (levels - level));
  };
  while (known_ >= 0 && !holds(known_)) --known_;
  if (known_ < 0) {
    const std::int64_t block = floor_divide(minute, std::int64_t{1} << levels);
    spans_[0] = {block << levels, pin(block), pin(block + 1)};
    known_ = 0;
  }
  while (known_ < levels) {
    const Span& span = spans_[static_cast<std::size_t>(known_)];
    const std::int64_t middle = span.start + (std::int64_t{1} << (levels - known_ - 1));
    const double value =
        (span.left + span.right) / 2 + deviation_[static_cast<std::size_t>(known_)] *
                                           normal(mix(key_, static_cast<std::uint64_t>(middle)));
    ++known_;
    spans_[static_cast<std::size_t>(known_)] =
        minute < middle ? Span{span.start, span.left, value} : Span{middle, value, span.right};
  }
  return spans_[levels].left;
}

struct SyntheticSeries::Terms {
  std::string_view symbol;
  double price;
  double beta;
  std::string_view path;  // whose own factor it follows
  double volatility;      // of that factor, a year
  double volume;          // lots' worth of a minute at the working day's middle, see volume_unit
  double volume_unit;     // what volume comes in multiples of, in shares, contracts or coins
  double night;           // volume outside New York's hours, as a share of the above
};

const SyntheticSeries::Terms SyntheticSeries::all_terms[] = {
    {"SPY", 600, 1.0, "S&P 500", 0.02, 150'000, 1, 0.05},
    {"QQQ", 520, 1.2, "Nasdaq-100", 0.07, 90'000, 1, 0.05},
    {"AAPL", 230, 1.1, "AAPL", 0.20, 120'000, 1, 0.05},
    {"MSFT", 430, 1.0, "MSFT", 0.18, 50'000, 1, 0.05},
    {"NVDA", 140, 1.7, "NVDA", 0.38, 400'000, 1, 0.05},
    {"TSLA", 320, 1.6, "TSLA", 0.48, 200'000, 1, 0.05},
    {"ES", 6'000, 1.0, "S&P 500", 0.02, 3'000, 1, 0.2},
    {"NQ", 21'500, 1.2, "Nasdaq-100", 0.07, 1'200, 1, 0.2},
    {"CL", 68, 0.3, "CL", 0.33, 600, 1, 0.3},
    {"GC", 2'700, 0.05, "GC", 0.15, 400, 1, 0.3},
    {"EURUSD", 1.09, 0.05, "EURUSD", 0.07, 60'000, 1'000, 0.6},
    {"BTCUSD", 95'000, 0.8, "BTCUSD", 0.48, 1'200, 0.01, 0.8},
};

std::optional<SyntheticSeries> SyntheticSeries::find(std::uint64_t seed,
                                                     const market::Instrument& instrument) {
  for (const Terms& terms : all_terms)
    if (terms.symbol == instrument.symbol.view()) return SyntheticSeries(seed, instrument, terms);
  return std::nullopt;
}

SyntheticSeries::SyntheticSeries(std::uint64_t seed, const market::Instrument& instrument,
                                 const Terms& terms)
    : terms_(&terms),
      tick_size_(instrument.tick_size.scaled()),
      first_ticks_(terms.price / instrument.tick_size.to_double()),
      wick_(std::sqrt((terms.beta * terms.beta * market_volatility * market_volatility +
                       terms.volatility * terms.volatility) /
                      minutes_in_year) /
            2),
      key_(mix(seed, hash_of(terms.symbol))),
      market_(mix(seed, hash_of("market")), market_volatility),
      own_(mix(seed, hash_of(terms.path)), terms.volatility) {}

std::int64_t SyntheticSeries::price_in_ticks(std::int64_t minute) {
  const double log = terms_->beta * market_.at(minute) + own_.at(minute);
  const double ticks = first_ticks_ * exponential(log);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(ticks + 0.5));
}

Quantity SyntheticSeries::volume(std::int64_t minute) const {
  const double chance = uniform(mix(key_ + 2, static_cast<std::uint64_t>(minute)));
  const double units = terms_->volume * activity(minute, terms_->night) *
                       (0.3 + 0.7 * chance + 1.2 * chance * chance * chance);
  const std::int64_t whole = std::max<std::int64_t>(1, static_cast<std::int64_t>(units));
  const std::int64_t unit =
      static_cast<std::int64_t>(terms_->volume_unit * static_cast<double>(Quantity::unit) + 0.5);
  return Quantity::from_scaled(whole * unit);
}

market::Bar SyntheticSeries::bar(std::int64_t minute) {
  const std::int64_t open = close_minute_ == minute ? close_ticks_ : price_in_ticks(minute);
  close_ticks_ = price_in_ticks(minute + 1);
  close_minute_ = minute + 1;
  const auto wick = [&](std::uint64_t key) {
    const double reach = std::abs(normal(mix(key, static_cast<std::uint64_t>(minute))));
    return static_cast<std::int64_t>(static_cast<double>(open) * wick_ * reach + 0.5);
  };
  const std::int64_t high = std::max(open, close_ticks_) + wick(key_);
  const std::int64_t low = std::max<std::int64_t>(1, std::min(open, close_ticks_) - wick(key_ + 1));
  const auto price = [&](std::int64_t ticks) { return Price::from_scaled(ticks * tick_size_); };
  return {.time = Time{} + minutes(minute),
          .open = price(open),
          .high = price(high),
          .low = price(low),
          .close = price(close_ticks_),
          .volume = volume(minute)};
}

SyntheticFeed::SyntheticFeed(SyntheticSeries series, const market::Calendar& calendar, Time from)
    : series_(std::move(series)),
      calendar_(&calendar),
      cursor_(calendar),
      next_(from.floor(minutes(1))) {}

bool SyntheticFeed::next(PlayedBar& bar) {
  if (!cursor_.at(next_)) {
    const Result<Time> open = calendar_->next_open(next_, market::Hours::extended);
    if (!open) return false;
    next_ = open->floor(minutes(1));
  }
  bar.bar = series_.bar(floor_divide(next_.nanoseconds, minutes(1).nanoseconds));
  next_ += minutes(1);
  bar.end = next_;
  return true;
}

}  // namespace pitwall::paper
