// One figure that a condition wants to know: of which instrument, and exactly what. Two conditions
// that want the same have equal inputs, so that whoever feeds them keeps one series for both.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "market/bar.h"
#include "market/indicators/spec.h"
#include "market/symbol.h"

namespace pitwall::expr {

enum class InputKind : std::uint8_t {
  // The market now.
  price,
  bid,
  ask,
  mid,
  spread,
  bid_size,
  ask_size,
  last_size,
  // The trading day so far.
  day_open,
  day_high,
  day_low,
  day_volume,
  previous_close,
  gap,
  percent_change,
  // On bars of one length.
  open,
  high,
  low,
  close,
  volume,
  highest,
  lowest,
  average_volume,
  indicator,
  bar_count,  // how many bars have ended; no name of its own, `for N bars` asks for it
  // The clock.
  time_of_day,
  session,
  // The account's position in the instrument.
  position,
  average_cost,
  unrealized_pnl,
  realized_pnl,
  // What the user's own program answers.
  function,
};
constexpr bool is_on_bars(InputKind kind) {
  return InputKind::open <= kind && kind <= InputKind::bar_count;
}

// What a session is as a figure: the value of InputKind::session.
enum class SessionCode : std::uint8_t { closed, pre, regular, post };
constexpr int count_of(SessionCode) { return 4; }
std::string_view name_of(SessionCode code);  // "closed", "pre", "regular", "post"

// What does not belong to the kind stays as it is here, so that equal wishes are equal values.
struct Input {
  market::Symbol symbol;  // none: the instrument that the condition is put on
  InputKind kind = InputKind::price;
  market::BarSize bars;             // of all on bars
  std::int32_t count = 0;           // of highest, lowest, average_volume: how many bars
  std::int32_t shift = 0;           // of all on bars: this many bars before the last that has ended
  bool live = false;                // of open to volume: the bar in progress
  Duration span;                    // of percent_change; one day: since the previous close
  market::IndicatorSpec indicator;  // of an indicator, with which of its lines
  std::int32_t line = 0;
  std::string name;               // of a function; of a time of day its zone, "" the exchange's
  std::vector<double> arguments;  // of a function

  // As it is written in a condition: `SPY.rsi(14, 5m)[1]`.
  std::string text() const;
  std::strong_ordering operator<=>(const Input& other) const;
  bool operator==(const Input& other) const { return (*this <=> other) == 0; }
};

// Shortest plain digits that read back as the same number, without an exponent: "0.05", "1000000".
std::string plain_number(double number);

}  // namespace pitwall::expr
