#include "tool/test_desk.h"

namespace pitwall::tool {
namespace {
using namespace testing;

// Between 300 and 310 and back, ten days each way; the last bar is that of Monday 2020-12-14.
std::vector<market::Bar> swinging(const TestDesk& desk, std::size_t count) {
  const market::Calendar& calendar = **desk.calendars.find("NYSE");
  std::vector<market::Bar> bars;
  Date day = *Date::parse("2020-12-15");
  const auto price = [&](std::size_t i) {
    const std::size_t step = i % 20;
    return 300_px + Price::from_integer(static_cast<std::int64_t>(step < 10 ? step : 20 - step));
  };
  for (std::size_t i = count; i-- > 0;) {
    day = calendar.previous_trading_day(day).value();
    const Price open = price(i);
    const Price close = price(i + 1);
    bars.insert(bars.begin(), {calendar.day_open(day).value(), open, std::max(open, close),
                               std::min(open, close), close, 1000_qty});
  }
  return bars;
}

TEST_CASE("find_levels names where the market turned, on which side, and how far away") {
  TestDesk desk;
  desk.market.bars["SPY 1d"] = swinging(desk, 125);  // ends at 305
  const Json found = desk.get("find_levels", R"({"symbol":"SPY"})");
  CHECK(at_path(found, "symbol") == R"("SPY:ARCA")");
  CHECK(at_path(found, "candles") == "125");
  CHECK(at_path(found, "last") == "305");
  CHECK(at_path(found, "levels.0.kind") == R"("resistance")");
  CHECK(at_path(found, "levels.0.basis") == R"("swings")");
  CHECK(at_path(found, "levels.0.price") == "310");
  CHECK(at_path(found, "levels.0.touches") == "6");
  CHECK(at_path(found, "levels.0.distance_percent") == "1.6393");
  CHECK(at_path(found, "point_of_control") != "absent");
  CHECK(at_path(found, "origin.source") == R"("test tape")");
  CHECK(contains(desk.text, "SPY:ARCA, 125 candles of 1d from 2020-"));
  CHECK(contains(desk.text, "Resistance above:\n310, +1.64 % away, 6 turns, last 2020-"));
  CHECK(contains(desk.text, "Support below:\n300, -1.64 % away"));
  CHECK(contains(desk.text, "Source: test tape"));
  CHECK(contains(desk.text, "simulated"));

  const Json one = desk.get("find_levels", R"({"symbol":"SPY","limit":1})");
  CHECK(one.find("levels")->items().size() == 1);
}

TEST_CASE("find_levels says what is missing and what to ask for instead") {
  TestDesk desk;
  CHECK(contains(desk.fault("find_levels", R"({"symbol":"SPY"})"), "no 1d candles of SPY"));
  desk.market.bars["SPY 1d"] = swinging(desk, 29);
  CHECK(contains(desk.fault("find_levels", R"({"symbol":"SPY"})"),
                 "at least 30 candles, and there are 29: ask for a longer stretch"));
  CHECK(contains(desk.fault("find_levels", R"({"symbol":"SPY","back":"0s"})"), "back is 0s"));
  CHECK(contains(desk.fault("find_levels", R"({"symbol":"SPY","limit":21})"), "limit"));
  desk.market.bars["SPY 1d"] = swinging(desk, 60);
  for (market::Bar& bar : desk.market.bars["SPY 1d"]) bar.volume = {};
  const Json quiet = desk.get("find_levels", R"({"symbol":"SPY"})");
  CHECK(at_path(quiet, "value_area_low") == "absent");
  CHECK(contains(at_path(quiet, "remark"), "say nothing of volume"));
  CHECK(contains(desk.text, "say nothing of volume"));
}

}  // namespace
}  // namespace pitwall::tool
