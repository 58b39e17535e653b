// The market in one instrument at one moment, and the single events that change it. Both are
// trivially copyable values. What the source did not say is absent, never zero.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

#include "base/decimal.h"
#include "base/time.h"
#include "market/instrument.h"
#include "market/origin.h"

namespace pitwall {
class Visitor;
}

namespace pitwall::market {

// Prices are in the instrument's currency, sizes and volume in shares, contracts or coins.
struct Quote {
  std::optional<Price> bid, ask, last;
  std::optional<Quantity> bid_size, ask_size, last_size;
  std::optional<Quantity> volume;        // of the trading day so far
  std::optional<Price> open, high, low;  // of the trading day so far
  std::optional<Price> previous_close;   // of the trading day before
  Time time;                             // of the latest change, by the exchange
  Origin origin;

  // Halfway between bid and ask, rounded half-even at 1e-8; none unless both are there.
  std::optional<Price> mid() const;
  // What a position is valued at: the last trade, but not outside bid and ask where those are
  // known and not crossed; without a last trade the mid; with neither nothing, not even the
  // previous close.
  std::optional<Price> mark() const;
  // mark() less the previous close.
  std::optional<Price> change() const;
};
static_assert(std::is_trivially_copyable_v<Quote>);
void describe(Quote& quote, Visitor& v);

// One trade, or one change of the best bid and ask.
struct Tick {
  enum class Kind : std::uint8_t { trade, quote };

  InstrumentId instrument;
  Time time;
  Kind kind = Kind::trade;
  Price price;                  // trades only
  Quantity size;                // trades only
  Price bid, ask;               // quotes only
  Quantity bid_size, ask_size;  // quotes only
  bool operator==(const Tick&) const = default;
};
static_assert(std::is_trivially_copyable_v<Tick>);

std::string_view name_of(Tick::Kind kind);
constexpr int count_of(Tick::Kind) { return 2; }

}  // namespace pitwall::market
