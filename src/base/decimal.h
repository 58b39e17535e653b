// Exact decimals for price, quantity and money: a scaled 64-bit integer each, its own type each, so
// that a Price does not add to a Quantity and no double ever stands in between. Every operation
// that can lose a digit names its rounding; every overflow is an Error or a failed check, never a
// wrap.
//
//   Price     1e-8, about +-92 billion; may be negative (crude oil settled at -36.98 once)
//   Quantity  1e-8, shares, contracts or coins; also a bar's volume
//   Money     1e-6, about +-9.2 trillion of some currency
//   Notional  1e-16 in 128 bits: a Price times a Quantity, exact, so that costs add up exactly
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/result.h"

namespace pitwall {

__extension__ typedef __int128 Int128;

enum class Rounding { down, up, half_even, half_up };  // `down` is towards zero, `up` away from it

namespace decimal {

// The scaled integer of a decimal text such as "-36.98" or "1.5e3". Digits beyond `scale` are an
// error, so that nothing is lost by reading; `rounding` relaxes that where the caller wants it.
Result<std::int64_t> parse(std::string_view text, int scale);
Result<std::int64_t> parse(std::string_view text, int scale, Rounding rounding);

// The shortest plain text, no exponent: "201.5", "-36.98", "0".
std::size_t format(std::int64_t scaled, int scale, char* out);  // `out` holds max_text characters
std::string format(Int128 scaled, int scale);
inline constexpr std::size_t max_text = 24;

// numerator / denominator, rounded as named. The denominator is not zero.
Int128 divide(Int128 numerator, Int128 denominator, Rounding rounding);

std::int64_t narrow(Int128 wide);  // checks the range
bool fits(Int128 wide);
double to_double(Int128 scaled, int scale);

constexpr std::int64_t power_of_ten(int exponent) {
  std::int64_t value = 1;
  for (int i = 0; i < exponent; ++i) value *= 10;
  return value;
}

}  // namespace decimal

template <class Tag, int Scale>
class Decimal {
 public:
  static constexpr int scale = Scale;
  static constexpr std::int64_t unit = decimal::power_of_ten(Scale);

  constexpr Decimal() = default;
  static constexpr Decimal from_scaled(std::int64_t scaled) {
    Decimal result;
    result.scaled_ = scaled;
    return result;
  }
  static Decimal from_integer(std::int64_t whole) {
    return from_scaled(decimal::narrow(static_cast<Int128>(whole) * unit));
  }
  // Refuses digits beyond the scale, but for those that arithmetic in doubles leaves behind (within
  // one part in 10^15): 168.14000000000001 is 168.14.
  static Result<Decimal> parse(std::string_view text) {
    PITWALL_TRY(const std::int64_t scaled, decimal::parse(text, Scale));
    return from_scaled(scaled);
  }
  static Result<Decimal> parse(std::string_view text, Rounding rounding) {
    PITWALL_TRY(const std::int64_t scaled, decimal::parse(text, Scale, rounding));
    return from_scaled(scaled);
  }

  constexpr std::int64_t scaled() const { return scaled_; }
  constexpr bool is_zero() const { return scaled_ == 0; }
  constexpr int sign() const { return scaled_ < 0 ? -1 : scaled_ > 0 ? 1 : 0; }
  // For statistics only: this is the visible border to doubles.
  double to_double() const { return decimal::to_double(scaled_, Scale); }
  std::string text() const {
    char buffer[decimal::max_text];
    return std::string(buffer, decimal::format(scaled_, Scale, buffer));
  }

  Decimal abs() const { return scaled_ < 0 ? -*this : *this; }
  Decimal operator-() const { return Decimal() - *this; }
  Decimal operator+(Decimal other) const {
    std::int64_t sum = 0;
    PITWALL_CHECK(!__builtin_add_overflow(scaled_, other.scaled_, &sum),
                  "decimal overflow: {} + {}", scaled_, other.scaled_);
    return from_scaled(sum);
  }
  Decimal operator-(Decimal other) const {
    std::int64_t difference = 0;
    PITWALL_CHECK(!__builtin_sub_overflow(scaled_, other.scaled_, &difference),
                  "decimal overflow: {} - {}", scaled_, other.scaled_);
    return from_scaled(difference);
  }
  Decimal& operator+=(Decimal other) { return *this = *this + other; }
  Decimal& operator-=(Decimal other) { return *this = *this - other; }

  // Rounds to a multiple of `step` (a tick size), which is positive.
  Decimal rounded_to(Decimal step, Rounding rounding) const {
    PITWALL_CHECK(step.scaled_ > 0, "rounding to a step of {}", step.scaled_);
    return from_scaled(
        decimal::narrow(decimal::divide(scaled_, step.scaled_, rounding) * step.scaled_));
  }

  constexpr auto operator<=>(const Decimal&) const = default;

 private:
  std::int64_t scaled_ = 0;
};

using Price = Decimal<struct PriceTag, 8>;
using Quantity = Decimal<struct QuantityTag, 8>;
using Money = Decimal<struct MoneyTag, 6>;
// A dimensionless figure that must stay exact: a contract multiplier, a rate, an exchange rate.
using Ratio = Decimal<struct RatioTag, 8>;

// An exact product of price and quantity.
class Notional {
 public:
  static constexpr int scale = 16;
  constexpr Notional() = default;
  static constexpr Notional from_scaled(Int128 scaled) {
    Notional result;
    result.scaled_ = scaled;
    return result;
  }
  static Result<Notional> parse(std::string_view text);
  static Notional of(Money money) {
    return from_scaled(static_cast<Int128>(money.scaled()) *
                       decimal::power_of_ten(scale - Money::scale));
  }

  constexpr Int128 scaled() const { return scaled_; }
  constexpr bool is_zero() const { return scaled_ == 0; }
  constexpr int sign() const { return scaled_ < 0 ? -1 : scaled_ > 0 ? 1 : 0; }
  std::string text() const { return decimal::format(scaled_, scale); }
  double to_double() const { return decimal::to_double(scaled_, scale); }

  Money to_money(Rounding rounding) const;
  // Notional / Quantity: an average price. The quantity is not zero.
  Price per(Quantity quantity, Rounding rounding) const;
  // This times numerator/denominator, as when part of a position leaves with its part of the cost.
  Notional share(Quantity numerator, Quantity denominator, Rounding rounding) const;
  // Times a multiplier or rate; the product is rounded to 1e-16.
  Notional times(Ratio ratio, Rounding rounding) const;

  Notional operator-() const { return from_scaled(-scaled_); }
  Notional operator+(Notional other) const;
  Notional operator-(Notional other) const { return *this + -other; }
  Notional& operator+=(Notional other) { return *this = *this + other; }
  Notional& operator-=(Notional other) { return *this = *this - other; }
  constexpr auto operator<=>(const Notional&) const = default;

 private:
  Int128 scaled_ = 0;
};

inline Notional operator*(Price price, Quantity quantity) {
  return Notional::from_scaled(static_cast<Int128>(price.scaled()) * quantity.scaled());
}
inline Notional operator*(Quantity quantity, Price price) { return price * quantity; }

// Money times a rate, for conversion between currencies and for margin rates.
Money times(Money money, Ratio ratio, Rounding rounding);

namespace literals {
// 201.50_px, 25_qty, 1000_usd: exact constants; anything that does not fit fails its check.
Price operator""_px(const char* text);
Quantity operator""_qty(const char* text);
Money operator""_money(const char* text);
Ratio operator""_ratio(const char* text);
}  // namespace literals

}  // namespace pitwall
