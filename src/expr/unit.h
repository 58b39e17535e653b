// What a figure is of, and what becomes of two that meet: a price does not add to a percentage, and
// a price divided by a price is a ratio. A bare number takes the unit of its other side.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pitwall::expr {

enum class Unit : std::uint8_t {
  number,       // bare, as in the text: of any unit
  price,        // in the instrument's currency
  money,        // in the account's currency, or a price times a size
  size,         // shares, contracts or coins
  percent,      // 2 is two percent
  ratio,        // one figure over another of the same unit: 0.02 is two percent
  index,        // points on a scale of its own, as of rsi
  time_of_day,  // seconds since midnight of some zone
  session,      // which hours of the market
  truth,        // true or false
};
std::string_view name_of(Unit unit);       // "price"
std::string_view with_article(Unit unit);  // "a price"
constexpr int count_of(Unit) { return 10; }

// Whether it can be reckoned with: not a time of day, a session or a truth.
bool is_figure(Unit unit);

// The unit of what two figures make, and which of them is a percentage that has to be taken as a
// share (divided by 100) for it.
struct Meeting {
  Unit unit = Unit::number;
  bool left_as_share = false;
  bool right_as_share = false;
  bool operator==(const Meeting&) const = default;
};
// None where it makes no sense. Sums are also what differences and comparisons go by.
std::optional<Meeting> sum_of(Unit left, Unit right);
std::optional<Meeting> product_of(Unit left, Unit right);
std::optional<Meeting> quotient_of(Unit left, Unit right);

}  // namespace pitwall::expr
