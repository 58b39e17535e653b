#include "market/bar.h"

#include <doctest/doctest.h>

namespace pitwall::market {

using namespace pitwall::literals;

TEST_CASE("a bar must hold its own prices") {
  const Bar good{Time{}, 10_px, 12_px, 9_px, 11_px, 5_qty};
  CHECK(validate(good).ok());
  const Bar below_zero{Time{},
                       Price::parse("-10").value(),
                       Price::parse("1").value(),
                       Price::parse("-40.32").value(),
                       Price::parse("-37.63").value(),
                       5_qty};
  CHECK(validate(below_zero).ok());

  const auto broken = [&](auto change) {
    Bar bar = good;
    change(bar);
    const Result<void> verdict = validate(bar);
    REQUIRE_FALSE(verdict.ok());
    return verdict.error().message;
  };
  CHECK(broken([](Bar& b) { b.high = 8_px; }).find("high is below its low") != std::string::npos);
  CHECK(broken([](Bar& b) { b.close = 13_px; }).find("high is below its open") !=
        std::string::npos);
  CHECK(broken([](Bar& b) { b.open = 8_px; }).find("low is above its open") != std::string::npos);
  CHECK(broken([](Bar& b) { b.volume = -b.volume; }).find("volume is negative") !=
        std::string::npos);
}

TEST_CASE("bar sizes: text and back, ordered, and what is made of what") {
  BarSize before = BarSize::s1;
  for (const BarSize size : BarSize::all()) {
    CHECK(BarSize::parse(size.text()).value() == size);
    CHECK(before <= size);
    before = size;
  }
  CHECK(BarSize::m5.duration() == minutes(5));
  CHECK(BarSize::h4.duration() == hours(4));
  CHECK_FALSE(BarSize::d1.is_intraday());
  for (const char* text : {"", "5", "5M", "7m", "1D", "60m", "5m ", "1mon"})
    CHECK_MESSAGE(!BarSize::parse(text).ok(), text);

  CHECK(BarSize::m5.is_made_of(BarSize::m1));
  CHECK(BarSize::w1.is_made_of(BarSize::d1));
  CHECK(BarSize::mo1.is_made_of(BarSize::h1));
  CHECK_FALSE(BarSize::m5.is_made_of(BarSize::m2));
  CHECK_FALSE(BarSize::mo1.is_made_of(BarSize::w1));
  CHECK_FALSE(BarSize::m1.is_made_of(BarSize::m1));
}

}  // namespace pitwall::market
