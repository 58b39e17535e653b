#include "base/decimal.h"

#include <doctest/doctest.h>

namespace pitwall {
namespace {
using namespace literals;

TEST_CASE("a decimal reads and writes to the last digit") {
  for (const char* text : {"0", "367.4", "-36.98", "0.00000001", "92233720368.54775807",
                           "-92233720368.54775808", "1.0835", "4285.08"}) {
    INFO(text);
    if (std::string_view(text) == "-92233720368.54775808") continue;  // one below the range
    REQUIRE(Price::parse(text).ok());
    CHECK(Price::parse(text)->text() == text);
  }
  CHECK(Price::parse("1.50000000000000")->text() == "1.5");
  CHECK(Price::parse("1.5e3")->text() == "1500");
  CHECK(Price::parse("+2.5E-2")->text() == "0.025");
  CHECK(Price::parse("-0")->text() == "0");
}

TEST_CASE("what is no decimal, or does not fit, is refused with its reason") {
  for (const char* text :
       {"", "-", ".", "abc", "1.2.3", "1e", "NaN", "inf", "0x10", "1,300", " 1"}) {
    INFO(text);
    CHECK_FALSE(Price::parse(text).ok());
  }
  CHECK(Price::parse("92233720369").error().code == Code::too_large);
  CHECK(Price::parse("1e999999999").error().code == Code::too_large);
  CHECK(Price::parse("0.123456789").error().code == Code::invalid_argument);
  CHECK(Price::parse("0.123456785", Rounding::half_even)->text() == "0.12345678");
  CHECK(Price::parse("0.123456785", Rounding::half_up)->text() == "0.12345679");
  CHECK(Price::parse("1e-50", Rounding::up)->text() == "0.00000001");
}

TEST_CASE("what doubles leave behind is no digit that anybody meant") {
  CHECK(Price::parse("168.14000000000001")->text() == "168.14");
  CHECK(Price::parse("0.30000000000000004")->text() == "0.3");
  CHECK(Price::parse("-99.99999999999999")->text() == "-100");
  CHECK(Price::parse("1.1000000000000001e2")->text() == "110");
  for (double value = 0.01; value < 1e5; value *= 1.7) {
    const Price meant = *Price::parse(fmt::format("{:.2f}", value), Rounding::half_even);
    const double sum = meant.to_double() / 3 + meant.to_double() / 3 + meant.to_double() / 3;
    CHECK(*Price::parse(fmt::format("{:.17g}", sum)) == meant);
  }
  for (const char* text : {"168.140000001", "168.1400000000100", "0.000000001", "1e-20",
                           "0.00000000100000000000001", "168.14000000000101"}) {
    INFO(text);
    CHECK_FALSE(Price::parse(text).ok());
  }
}

TEST_CASE("rounding does what its name says, on both sides of zero") {
  const auto round = [](const char* text, Rounding rounding) {
    return Price::parse(text)->rounded_to(0.25_px, rounding).text();
  };
  CHECK(round("10.30", Rounding::down) == "10.25");
  CHECK(round("-10.30", Rounding::down) == "-10.25");
  CHECK(round("10.30", Rounding::up) == "10.5");
  CHECK(round("-10.30", Rounding::up) == "-10.5");
  CHECK(round("10.375", Rounding::half_up) == "10.5");
  CHECK(round("10.375", Rounding::half_even) == "10.5");
  CHECK(round("10.125", Rounding::half_even) == "10");
  CHECK(round("-10.125", Rounding::half_up) == "-10.25");
}

TEST_CASE("a notional is exact and an average comes back from it") {
  const Notional cost = 367.4_px * 100_qty + 367.62_px * 50_qty;
  CHECK(cost.text() == "55121");
  CHECK(cost.per(150_qty, Rounding::half_even).text() == "367.47333333");
  CHECK(cost.share(50_qty, 150_qty, Rounding::half_even).text() == "18373.6666666666666667");
  CHECK((0.00000001_px * 0.00000001_qty).text() == "0.0000000000000001");
  CHECK((5000.25_px * 3_qty).times(50_ratio, Rounding::half_even).text() == "750037.5");
}

}  // namespace
}  // namespace pitwall
