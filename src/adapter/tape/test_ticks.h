// For tests: ticks that follow from a seed, as a market has them or as nobody would.
#pragma once

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <limits>
#include <random>
#include <tuple>
#include <vector>

#include "adapter/tape/entry.h"

namespace pitwall::tape {

class TestFolder {
 public:
  TestFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "pitwall-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline auto facts(const Entry& entry) {
  const market::Quote& q = entry.quote;
  return std::tuple(entry.at, entry.symbol, entry.tick, q.bid, q.ask, q.last, q.bid_size,
                    q.ask_size, q.last_size, q.volume, q.open, q.high, q.low, q.previous_close,
                    q.time, q.origin);
}

// The same, one after the other; an instrument's number is not on a tape.
inline bool same(const std::vector<Entry>& read, std::vector<Entry> written) {
  for (Entry& entry : written) entry.tick.instrument = {};
  return std::ranges::equal(read, written, {}, facts, facts);
}

class TestTicks {
 public:
  explicit TestTicks(std::uint64_t seed, Time start = Time::from_unix_seconds(1'606'055'400))
      : random_(seed), now_(start) {}

  // Of `symbols` instruments, trades and quotes in turn with prices in cents, some each
  // millisecond.
  Entry lively(std::size_t symbols) {
    now_ += nanoseconds(below(2'000'000));
    const std::size_t lane = static_cast<std::size_t>(below(static_cast<std::int64_t>(symbols)));
    if (lane >= lanes_.size()) lanes_.resize(symbols, opening());
    Entry entry;
    entry.symbol = market::Symbol::parse(fmt::format("S{}", lane)).value();
    entry.at = now_;
    entry.tick.instrument = {static_cast<std::uint32_t>(lane)};
    entry.tick.time = now_ - milliseconds(5 + below(40));
    entry.tick.time = entry.tick.time.floor(milliseconds(1));
    entry.tick.kind = static_cast<market::Tick::Kind>(below(2));
    market::Quote& quote = lanes_[lane];
    if (entry.tick.kind == market::Tick::Kind::trade) {
      entry.tick.price = below(2) == 0 ? *quote.bid : *quote.ask;
      entry.tick.size = Quantity::from_integer(100 * (1 + below(5)));
      quote.last = entry.tick.price;
      quote.last_size = entry.tick.size;
      quote.volume = *quote.volume + entry.tick.size;
      quote.high = std::max(*quote.high, entry.tick.price);
      quote.low = std::min(*quote.low, entry.tick.price);
    } else {
      const Price step = cents(below(3) - 1);
      quote.bid = entry.tick.bid = *quote.bid + step;
      quote.ask = entry.tick.ask = *quote.bid + cents(1 + below(2));
      quote.bid_size = entry.tick.bid_size = Quantity::from_integer(100 * (1 + below(9)));
      quote.ask_size = entry.tick.ask_size = Quantity::from_integer(100 * (1 + below(9)));
    }
    quote.time = quote.origin.as_of = entry.tick.time;
    quote.origin.received_at = now_;
    entry.quote = quote;
    return entry;
  }

  // Any value in any field, but for `at`, which stays within about an hour.
  Entry wild() {
    now_ += nanoseconds(below(2'000'000'000) - 500'000'000);
    Entry entry;
    entry.at = now_;
    entry.symbol = market::Symbol::parse(fmt::format("W{}", below(50))).value();
    entry.tick.instrument = {static_cast<std::uint32_t>(below(50))};
    entry.tick.kind = static_cast<market::Tick::Kind>(below(2));
    for (Time* time : {&entry.tick.time, &entry.quote.time, &entry.quote.origin.as_of,
                       &entry.quote.origin.received_at})
      *time = below(3) == 0 ? Time{any()} : now_;
    for (Price* price : {&entry.tick.price, &entry.tick.bid, &entry.tick.ask})
      *price = Price::from_scaled(any());
    for (Quantity* size : {&entry.tick.size, &entry.tick.bid_size, &entry.tick.ask_size})
      *size = Quantity::from_scaled(any());
    market::Quote& q = entry.quote;
    for (auto* price : {&q.bid, &q.ask, &q.last, &q.open, &q.high, &q.low, &q.previous_close})
      if (below(3) != 0) *price = Price::from_scaled(any());
    for (auto* size : {&q.bid_size, &q.ask_size, &q.last_size, &q.volume})
      if (below(3) != 0) *size = Quantity::from_scaled(any());
    q.origin.quality = static_cast<market::Quality>(below(count_of(market::Quality{})));
    q.origin.source.account =
        static_cast<market::AccountKind>(below(count_of(market::AccountKind{})));
    const std::string name(static_cast<std::size_t>(below(48)), static_cast<char>('a' + below(3)));
    q.origin.source.name = decltype(market::Source::name)::parse(name).value();
    return entry;
  }

  // Waits between two ticks.
  void pass(Duration time) { now_ += time; }
  Time now() const { return now_; }

 private:
  std::int64_t below(std::int64_t end) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(end));
  }
  // Small and large, with and without zeros at the end, and the very ends of the range.
  std::int64_t any() {
    switch (below(6)) {
      case 0:
        return std::numeric_limits<std::int64_t>::min();
      case 1:
        return std::numeric_limits<std::int64_t>::max();
      case 2:
        return static_cast<std::int64_t>(random_());
      case 3:
        return (below(2001) - 1000) * decimal::power_of_ten(static_cast<int>(below(15)));
      default:
        return below(7) - 3;
    }
  }
  static Price cents(std::int64_t count) { return Price::from_scaled(count * 1'000'000); }
  static market::Quote opening() {
    market::Quote quote;
    quote.bid = quote.last = quote.open = quote.high = quote.low = cents(36'740);
    quote.ask = cents(36'741);
    quote.previous_close = cents(36'466);
    quote.volume = Quantity();
    quote.origin.source = {"Interactive Brokers", market::AccountKind::paper};
    quote.origin.quality = market::Quality::live;
    return quote;
  }

  std::mt19937_64 random_;
  Time now_;
  std::vector<market::Quote> lanes_;
};

}  // namespace pitwall::tape
