#include "adapter/tape/numbers.h"

#include <doctest/doctest.h>

#include <limits>

namespace pitwall::tape {
namespace {

std::string number(std::int64_t value) {
  std::string bytes;
  put_number(bytes, value);
  return bytes;
}

TEST_CASE("numbers come back, and take no more than their most") {
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  std::vector<std::int64_t> values{0, least, least + 1, most, most - 1};
  for (std::int64_t power = 1; power <= most / 10; power *= 10)
    for (const std::int64_t near : {power - 1, power, power + 1, 3 * power})
      values.insert(values.end(), {near, -near});
  for (int bit = 0; bit < 63; ++bit)
    for (const std::int64_t near : {-1, 0, 1})
      values.insert(values.end(),
                    {(std::int64_t{1} << bit) + near, -(std::int64_t{1} << bit) + near});
  for (const std::int64_t value : values) {
    const std::string bytes = number(value);
    CAPTURE(value);
    CHECK(bytes.size() <= max_number_size);
    Taker taker(bytes);
    CHECK(taker.number() == value);
    CHECK(taker.empty());
    CHECK_FALSE(taker.failed());
  }
}

TEST_CASE("what is common is short") {
  CHECK(number(0).size() == 1);
  CHECK(number(-3'000'000).size() == 1);      // three cents down
  CHECK(number(30'000'000'000).size() == 1);  // 300 shares
  CHECK(number(125'000'000).size() == 2);     // 1.25
  CHECK(number(1'000'000'000).size() == 1);   // a second
}

TEST_CASE("what is cut short, or no number, fails and stays failed") {
  const std::string bytes = number(std::numeric_limits<std::int64_t>::min());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Taker taker(std::string_view(bytes).substr(0, size));
    static_cast<void>(taker.number());
    CHECK(taker.failed());
  }
  const std::string endless = std::string(20, '\xff') + '\x01';
  Taker taker(endless);
  CHECK(taker.count() == 0);
  CHECK(taker.failed());
  CHECK(taker.count() == 0);
  CHECK(taker.text().empty());
}

TEST_CASE("a text that is longer than what is there fails") {
  std::string bytes;
  put_text(bytes, "SPY");
  Taker whole(bytes);
  CHECK(whole.text() == "SPY");
  CHECK_FALSE(whole.failed());
  Taker cut(std::string_view(bytes).substr(0, 3));
  CHECK(cut.text().empty());
  CHECK(cut.failed());
}

}  // namespace
}  // namespace pitwall::tape
