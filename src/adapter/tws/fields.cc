#include "adapter/tws/fields.h"

#include <charconv>

namespace pitwall::tws {
namespace {

// The largest double and the largest 127-bit number, as the several senders write them: no value.
bool is_unset(std::string_view text) {
  if (text.starts_with("1.7976931348623157")) return true;
  return text == "2147483647" || text == "9223372036854775807" ||
         text == "170141183460469231731687303715884105727" || text == "Infinity" || text == "NaN";
}

// Plain digits with a point, which is nearly all that comes; anything else is for the full reader.
std::optional<std::int64_t> plain_number(std::string_view text, int scale) {
  constexpr std::size_t most_digits = 18;
  const bool negative = text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > most_digits) return std::nullopt;
  std::int64_t value = 0;
  int fraction = -1;
  std::size_t digits = 0;
  for (const char letter : text) {
    if (letter == '.' && fraction < 0) {
      fraction = 0;
      continue;
    }
    if (letter < '0' || letter > '9') return std::nullopt;
    value = value * 10 + (letter - '0');
    ++digits;
    if (fraction >= 0) ++fraction;
  }
  const int missing = scale - std::max(fraction, 0);
  if (missing < 0 || digits == 0 || digits + static_cast<std::size_t>(missing) > most_digits)
    return std::nullopt;
  value *= decimal::power_of_ten(missing);
  return negative ? -value : value;
}

}  // namespace

std::optional<std::int64_t> FieldReader::integer() {
  const std::string_view field = text();
  if (field.empty()) return std::nullopt;
  std::int64_t value = 0;
  const auto [stop, failure] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (failure == std::errc() && stop == field.data() + field.size()) {
    if (value == unset_integer || value == unset_long) return std::nullopt;
    return value;
  }
  if (!is_unset(field)) good_ = false;
  return std::nullopt;
}

std::size_t FieldReader::count(std::size_t fields) {
  const std::int64_t told = integer_or(0);
  if (told < 0) {
    good_ = false;
    return 0;
  }
  // Every field takes one byte at least.
  const std::size_t possible = static_cast<std::size_t>(end_ - at_) / fields;
  if (static_cast<std::uint64_t>(told) > possible) {
    good_ = false;
    return possible;
  }
  return static_cast<std::size_t>(told);
}

std::optional<double> FieldReader::number() {
  const std::string_view field = text();
  if (field.empty() || is_unset(field)) return std::nullopt;
  double value = 0;
  const auto [stop, failure] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (failure == std::errc() && stop == field.data() + field.size() && value - value == 0)
    return value;
  good_ = false;
  return std::nullopt;
}

std::optional<std::int64_t> FieldReader::scaled_number(int scale) {
  const std::string_view field = text();
  if (field.empty()) return std::nullopt;
  if (const std::optional<std::int64_t> plain = plain_number(field, scale)) {
    // The integer sign for "no value" stands in decimal fields too.
    if (field.size() == 10 && field == "2147483647") return std::nullopt;
    return plain;
  }
  if (is_unset(field)) return std::nullopt;
  const Result<std::int64_t> parsed = decimal::parse(field, scale, Rounding::half_even);
  if (parsed) return *parsed;
  good_ = false;
  return std::nullopt;
}

}  // namespace pitwall::tws
