#include "base/decimal.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/digits.h"

namespace pitwall {
namespace decimal {
namespace {

constexpr Int128 max64 = std::numeric_limits<std::int64_t>::max();
constexpr Int128 min64 = std::numeric_limits<std::int64_t>::min();
constexpr int max_digits = 36;      // more than any figure of a market; keeps 128 bits safe
constexpr int max_exponent = 1000;  // beyond it the text is no number anybody meant

struct Parsed {
  bool negative = false;
  Int128 digits = 0;  // every significant digit, as an integer
  int scale = 0;      // how many of them stand behind the point; negative for 1e3
};

Result<Parsed> scan(std::string_view text) {
  const auto fail = [&] {
    return error(Code::invalid_argument, "\"{}\" is not a decimal number such as -36.98.",
                 text.substr(0, 40));
  };
  Parsed parsed;
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) parsed.negative = text[at++] == '-';
  bool any = false;
  bool after_point = false;
  int significant = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '.' && !after_point) {
      after_point = true;
    } else if (c >= '0' && c <= '9') {
      any = true;
      if (significant > 0 || c != '0') {
        if (++significant > max_digits)
          return error(Code::invalid_argument, "\"{}…\" has more than {} digits.",
                       text.substr(0, 40), max_digits);
      }
      // In one register for as long as it lasts.
      if (parsed.digits < max64 / 10)
        parsed.digits = static_cast<std::int64_t>(parsed.digits) * 10 + (c - '0');
      else
        parsed.digits = parsed.digits * 10 + (c - '0');
      if (after_point) ++parsed.scale;
    } else {
      break;
    }
  }
  if (!any) return fail();
  if (at < text.size()) {
    if (text[at] != 'e' && text[at] != 'E') return fail();
    ++at;
    bool down = false;
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) down = text[at++] == '-';
    if (at == text.size()) return fail();
    int exponent = 0;
    for (; at < text.size(); ++at) {
      if (text[at] < '0' || text[at] > '9') return fail();
      exponent = std::min(exponent * 10 + (text[at] - '0'), max_exponent);
    }
    parsed.scale += down ? exponent : -exponent;
  }
  if (parsed.digits == 0) parsed.scale = 0;
  return parsed;
}

// Trailing zeros carry nothing: 1.500000000000 fits any scale that 1.5 fits.
void drop_zeros(Parsed& parsed, int scale) {
  while (parsed.scale > scale && parsed.digits % 10 == 0) {
    parsed.digits /= 10;
    --parsed.scale;
  }
}

Int128 power128(int exponent) {
  Int128 value = 1;
  for (int i = 0; i < exponent; ++i) value *= 10;
  return value;
}

template <class Finish>
Result<std::int64_t> parse_with(std::string_view text, int scale, Finish finish) {
  PITWALL_TRY(Parsed parsed, scan(text));
  drop_zeros(parsed, scale);
  Int128 scaled = 0;
  if (parsed.scale <= scale) {
    constexpr int most_shift = 18;  // more makes any digit too large, and this is within 128 bits
    const int shift = scale - parsed.scale;
    if (parsed.digits != 0 && shift <= most_shift && parsed.digits <= max64)
      scaled = parsed.digits * power_of_ten(shift);
    else if (parsed.digits != 0)
      scaled = max64 + 1;
    if (scaled > max64)
      return error(Code::too_large, "{} is beyond what this field can hold ({}).",
                   text.substr(0, 40), format(max64, scale));
  } else {
    PITWALL_TRY(scaled, finish(parsed, parsed.scale - scale));
    if (scaled > max64)
      return error(Code::too_large, "{} is beyond what this field can hold ({}).",
                   text.substr(0, 40), format(max64, scale));
  }
  return static_cast<std::int64_t>(parsed.negative ? -scaled : scaled);
}

// The nearest number with so many digits less, where they are what binary floating point leaves
// behind: 0.1 + 0.2 is written as 0.30000000000000004 by every program that computes in doubles.
std::optional<Int128> without_dust(Int128 digits, int excess) {
  constexpr Int128 precision = 1'000'000'000'000'000;  // of a double: fifteen digits and a bit
  if (digits < precision || excess > max_digits) return std::nullopt;
  const Int128 unit = power128(excess);
  const Int128 nearest = divide(digits, unit, Rounding::half_even);
  if (nearest == 0) return std::nullopt;
  const Int128 off = nearest * unit - digits;
  if ((off < 0 ? -off : off) > digits / precision) return std::nullopt;
  return nearest;
}

}  // namespace

Result<std::int64_t> parse(std::string_view text, int scale) {
  return parse_with(text, scale, [&](const Parsed& parsed, int excess) -> Result<Int128> {
    if (const std::optional<Int128> meant = without_dust(parsed.digits, excess)) return *meant;
    return error(Code::invalid_argument,
                 "{} has {} digit{} more behind the point than the {} kept.", text.substr(0, 40),
                 excess, excess == 1 ? "" : "s", scale);
  });
}

Result<std::int64_t> parse(std::string_view text, int scale, Rounding rounding) {
  return parse_with(text, scale, [&](const Parsed& parsed, int excess) -> Result<Int128> {
    // Far behind the last kept digit only "something above zero" is left to know.
    if (excess > max_digits) return rounding == Rounding::up ? Int128{1} : Int128{0};
    return divide(parsed.digits, power128(excess), rounding);
  });
}

namespace {

// The digits behind the point without trailing zeros, for any scale; `below` is not 0.
char* write_fraction(char* at, std::uint64_t below, int width) {
  for (; below % 10 == 0; --width) below /= 10;
  for (int i = width - 1; i >= 0; --i) {
    at[i] = static_cast<char>('0' + below % 10);
    below /= 10;
  }
  return at + width;
}

// The same for eight places, which nearly all figures have.
char* write_eight(char* at, std::uint32_t below) {
  const std::uint32_t high = below / 10'000;
  const std::uint32_t low = below % 10'000;
  detail::write_pair(at, high / 100);
  detail::write_pair(at + 2, high % 100);
  int width = 4;
  if (low != 0) {
    detail::write_pair(at + 4, low / 100);
    detail::write_pair(at + 6, low % 100);
    width = 8;
  }
  while (at[width - 1] == '0') --width;
  return at + width;
}

}  // namespace

std::size_t format(std::int64_t scaled, int scale, char* out) {
  const std::uint64_t size =
      scaled < 0 ? 0 - static_cast<std::uint64_t>(scaled) : static_cast<std::uint64_t>(scaled);
  char* at = out;
  if (scaled < 0) *at++ = '-';
  if (scale == 8) {  // by a constant the compiler divides without dividing
    const std::uint64_t whole = size / 100'000'000;
    const auto below = static_cast<std::uint32_t>(size % 100'000'000);
    at = std::to_chars(at, out + max_text, whole).ptr;
    if (below != 0) {
      *at++ = '.';
      at = write_eight(at, below);
    }
  } else {
    const auto unit = static_cast<std::uint64_t>(power_of_ten(scale));
    at = std::to_chars(at, out + max_text, size / unit).ptr;
    if (size % unit != 0) {
      *at++ = '.';
      at = write_fraction(at, size % unit, scale);
    }
  }
  return static_cast<std::size_t>(at - out);
}

std::string format(Int128 scaled, int scale) {
  const bool negative = scaled < 0;
  __extension__ using Unsigned128 = unsigned __int128;
  Unsigned128 rest = negative ? Unsigned128{0} - static_cast<Unsigned128>(scaled)
                              : static_cast<Unsigned128>(scaled);
  std::string digits;
  do {
    digits.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
    rest /= 10;
  } while (rest != 0);
  while (digits.size() <= static_cast<std::size_t>(scale)) digits.push_back('0');
  std::reverse(digits.begin(), digits.end());
  std::string text = digits.substr(0, digits.size() - static_cast<std::size_t>(scale));
  std::string fraction = digits.substr(digits.size() - static_cast<std::size_t>(scale));
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  if (!fraction.empty()) text += "." + fraction;
  return negative ? "-" + text : text;
}

Int128 divide(Int128 numerator, Int128 denominator, Rounding rounding) {
  PITWALL_CHECK(denominator != 0, "division of a decimal by zero");
  Int128 quotient = numerator / denominator;
  const Int128 remainder = numerator % denominator;
  if (remainder == 0) return quotient;
  const bool negative = (numerator < 0) != (denominator < 0);
  const Int128 rest = remainder < 0 ? -remainder : remainder;
  const Int128 size = denominator < 0 ? -denominator : denominator;
  bool away = false;
  switch (rounding) {
    case Rounding::down:
      break;
    case Rounding::up:
      away = true;
      break;
    case Rounding::half_up:
      away = rest >= size - rest;
      break;
    case Rounding::half_even:
      away = rest > size - rest || (rest == size - rest && quotient % 2 != 0);
      break;
  }
  if (away) quotient += negative ? -1 : 1;
  return quotient;
}

bool fits(Int128 wide) { return wide >= min64 && wide <= max64; }

std::int64_t narrow(Int128 wide) {
  PITWALL_CHECK(fits(wide), "decimal overflow: {}", format(wide, 0));
  return static_cast<std::int64_t>(wide);
}

double to_double(Int128 scaled, int scale) {
  return static_cast<double>(scaled) / static_cast<double>(power_of_ten(scale));
}

}  // namespace decimal

Result<Notional> Notional::parse(std::string_view text) {
  PITWALL_TRY(const decimal::Parsed parsed, decimal::scan(text));
  if (parsed.scale > scale)
    return error(Code::invalid_argument, "{} has more than {} digits behind the point.",
                 text.substr(0, 40), scale);
  const int shift = scale - parsed.scale;
  constexpr Int128 limit = Int128{1} << 126;
  if (shift > decimal::max_digits || parsed.digits > limit / decimal::power128(shift))
    return error(Code::too_large, "{} is beyond what an amount can hold.", text.substr(0, 40));
  const Int128 scaled = parsed.digits * decimal::power128(shift);
  return from_scaled(parsed.negative ? -scaled : scaled);
}

Notional Notional::operator+(Notional other) const {
  Int128 sum = 0;
  PITWALL_CHECK(!__builtin_add_overflow(scaled_, other.scaled_, &sum), "notional overflow: {} + {}",
                text(), other.text());
  return from_scaled(sum);
}

Money Notional::to_money(Rounding rounding) const {
  constexpr Int128 step = decimal::power_of_ten(scale - Money::scale);
  return Money::from_scaled(decimal::narrow(decimal::divide(scaled_, step, rounding)));
}

Price Notional::per(Quantity quantity, Rounding rounding) const {
  return Price::from_scaled(
      decimal::narrow(decimal::divide(scaled_, Int128{quantity.scaled()}, rounding)));
}

namespace {

// value * numerator / denominator without losing the high bits of the product: the whole part and
// the remainder are multiplied apart.
Int128 multiply_divide(Int128 value, Int128 numerator, Int128 denominator, Rounding rounding) {
  Int128 product = 0;
  if (!__builtin_mul_overflow(value, numerator, &product))
    return decimal::divide(product, denominator, rounding);
  const Int128 whole = value / denominator;
  const Int128 rest = value % denominator;
  Int128 high = 0;
  Int128 low = 0;
  PITWALL_CHECK(!__builtin_mul_overflow(whole, numerator, &high) &&
                    !__builtin_mul_overflow(rest, numerator, &low),
                "notional overflow: {} * {} / {}", decimal::format(value, 0),
                decimal::format(numerator, 0), decimal::format(denominator, 0));
  return high + decimal::divide(low, denominator, rounding);
}

}  // namespace

Notional Notional::share(Quantity numerator, Quantity denominator, Rounding rounding) const {
  return from_scaled(multiply_divide(scaled_, numerator.scaled(), denominator.scaled(), rounding));
}

Notional Notional::times(Ratio ratio, Rounding rounding) const {
  return from_scaled(multiply_divide(scaled_, ratio.scaled(), Ratio::unit, rounding));
}

Money times(Money money, Ratio ratio, Rounding rounding) {
  return Money::from_scaled(decimal::narrow(decimal::divide(
      static_cast<Int128>(money.scaled()) * ratio.scaled(), Ratio::unit, rounding)));
}

namespace literals {
namespace {
template <class T>
T must_parse(const char* text) {
  Result<T> parsed = T::parse(text);
  PITWALL_CHECK(parsed.ok(), "bad literal {}", text);
  return *parsed;
}
}  // namespace

Price operator""_px(const char* text) { return must_parse<Price>(text); }
Quantity operator""_qty(const char* text) { return must_parse<Quantity>(text); }
Money operator""_money(const char* text) { return must_parse<Money>(text); }
Ratio operator""_ratio(const char* text) { return must_parse<Ratio>(text); }

}  // namespace literals
}  // namespace pitwall
