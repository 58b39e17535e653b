#include "adapter/tape/numbers.h"

#include <array>

#include "base/decimal.h"

namespace pitwall::tape {
namespace {

constexpr unsigned zeros_bits = 4;
constexpr unsigned max_zeros = 14;
constexpr unsigned plain = 15;

constexpr std::array<std::uint64_t, max_zeros + 1> powers = [] {
  std::array<std::uint64_t, max_zeros + 1> table{};
  for (unsigned i = 0; i <= max_zeros; ++i)
    table[i] = static_cast<std::uint64_t>(decimal::power_of_ten(static_cast<int>(i)));
  return table;
}();

// 0, -1, 1, -2, 2, ... as 0, 1, 2, 3, 4, ...
std::uint64_t folded(std::int64_t value) {
  return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}

std::uint64_t unfolded(std::uint64_t value) { return value >> 1 ^ (~(value & 1) + 1); }

}  // namespace

void put_count(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

void put_number(std::string& out, std::int64_t value) {
  unsigned zeros = 0;
  std::int64_t digits = value;
  for (; digits != 0 && zeros < max_zeros && digits % 10 == 0; digits /= 10) ++zeros;
  if (folded(digits) >> (64 - zeros_bits) != 0) {
    put_count(out, plain);
    put_count(out, folded(value));
  } else {
    put_count(out, folded(digits) << zeros_bits | zeros);
  }
}

void put_text(std::string& out, std::string_view text) {
  put_count(out, text.size());
  out += text;
}

std::string_view Taker::fail() {
  failed_ = true;
  return rest_ = {};
}

std::uint64_t Taker::count() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (rest_.empty()) break;
    const std::uint64_t bits = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    if (shift == 63 && bits > 1) break;
    value |= (bits & 0x7f) << shift;
    if (bits < 0x80) return value;
  }
  fail();
  return 0;
}

std::int64_t Taker::number() {
  const std::uint64_t value = count();
  const std::uint64_t zeros = value & 15;
  if (zeros == plain) return static_cast<std::int64_t>(unfolded(count()));
  return static_cast<std::int64_t>(unfolded(value >> zeros_bits) * powers[zeros]);
}

std::string_view Taker::text() {
  const std::uint64_t size = count();
  if (size > rest_.size()) return fail();
  const std::string_view text = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return text;
}

}  // namespace pitwall::tape
