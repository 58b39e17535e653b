// Whole numbers in few bytes: 7 bits a byte, the low ones first, and the sign in the lowest bit of
// all. Differences of prices, sizes and times mostly end in zeros (a cent is 1,000,000 of 1e-8), so
// those are counted apart: up to 3 steps of a price, or sizes of 100 to 300, take a single byte.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pitwall::tape {

inline constexpr std::size_t max_number_size = 11;  // bytes

void put_count(std::string& out, std::uint64_t value);
// value = digits * 10^zeros, as digits << 4 | zeros; with 15 there, the plain value follows.
void put_number(std::string& out, std::int64_t value);
void put_text(std::string& out, std::string_view text);  // a count, then so many bytes

// Takes values off the front. What is not there reads as zero, and from then on nothing is.
class Taker {
 public:
  explicit Taker(std::string_view bytes) : rest_(bytes) {}
  bool failed() const { return failed_; }
  bool empty() const { return rest_.empty(); }
  std::uint64_t count();
  std::int64_t number();
  std::string_view text();

 private:
  std::string_view fail();
  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace pitwall::tape
