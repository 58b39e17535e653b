#include "adapter/picture/axis.h"

#include <doctest/doctest.h>

#include "adapter/picture/labels.h"

namespace pitwall::picture {
namespace {
using namespace pitwall::literals;
using market::BarSize;

std::string joined(const std::vector<Price>& prices, int decimals) {
  std::string text;
  for (const Price price : prices) text += price_label(price, decimals) + " ";
  return text;
}

TEST_CASE("prices on the axis are round, whole ticks, and few enough") {
  CHECK(joined(price_steps(366.2_px, 370.9_px, 0.01_px, 5), 2) == "367.00 368.00 369.00 370.00 ");
  CHECK(joined(price_steps(3700_px, 3702_px, 0.25_px, 6), 2) ==
        "3,700.00 3,700.50 3,701.00 3,701.50 3,702.00 ");
  CHECK(joined(price_steps(-40_px, 10_px, 0.01_px, 6), 0) == "-40 -30 -20 -10 0 10 ");
  CHECK(joined(price_steps(1.08421_px, 1.08509_px, 0.00005_px, 5), 5) ==
        "1.08440 1.08460 1.08480 1.08500 ");
  CHECK(price_steps(5_px, 5_px, 0.01_px, 5).empty());
  CHECK(price_steps(5_px, 6_px, 0.01_px, 0).empty());
  // Not even two ticks apart.
  CHECK(joined(price_steps(5_px, 5.3_px, 0.25_px, 9), 2) == "5.00 5.25 ");
}

TEST_CASE("figures of a pane below have round steps and short names") {
  CHECK(number_steps(-0.3, 0.7, 4) == std::vector<double>{-0.25, 0, 0.25, 0.5});
  CHECK(number_steps(1, 1, 4).empty());
  CHECK(number_label(0.5) == "0.5");
  CHECK(number_label(-1'250'000) == "-1.25M");
  CHECK(number_label(12'340) == "12.34K");
  CHECK(number_label(2.5e9) == "2.5B");
}

TEST_CASE("a price has as many digits as its tick") {
  CHECK(decimals_of(0.01_px) == 2);
  CHECK(decimals_of(0.25_px) == 2);
  CHECK(decimals_of(1_px) == 0);
  CHECK(decimals_of(0.00005_px) == 5);
  CHECK(price_label(1234567.891_px, 2) == "1,234,567.89");
  CHECK(price_label(-36.98_px, 2) == "-36.98");
  CHECK(price_label(-0.5_px, 2) == "-0.50");
  CHECK(price_label(999_px, 0) == "999");
}

std::vector<market::Bar> bars_at(std::initializer_list<const char*> times) {
  std::vector<market::Bar> bars;
  for (const char* time : times)
    bars.push_back({Time::parse(time).value(), 1_px, 1_px, 1_px, 1_px, 1_qty});
  return bars;
}

std::string labels_of(const std::vector<market::Bar>& bars, BarSize size, double room) {
  const Zone zone = Zone::find("America/New_York").value();
  std::string text;
  for (const TimeLabel& label : time_labels(
           bars, size, zone, [&](std::size_t bar) { return static_cast<double>(bar) * room; },
           [](std::string_view) { return 40.0; }, 10))
    text += fmt::format("{}:{}{} ", label.bar, label.text, label.new_day ? "!" : "");
  return text;
}

TEST_CASE("the time axis shows the exchange's clock, days before hours") {
  const auto bars =
      bars_at({"2020-12-14T19:30:00Z", "2020-12-14T20:00:00Z", "2020-12-14T20:30:00Z",
               "2020-12-15T14:30:00Z", "2020-12-15T15:00:00Z", "2020-12-15T15:30:00Z"});
  CHECK(labels_of(bars, BarSize::m30, 100) == "1:15:00 2:15:30 3:15 Dec! 4:10:00 5:10:30 ");
  CHECK(labels_of(bars, BarSize::m30, 30) == "1:15:00 3:15 Dec! ");
  CHECK(labels_of(bars, BarSize::m30, 5) == "3:15 Dec! ");
}

TEST_CASE("a daily bar counts for its trading day, though it may open on the evening before") {
  // Futures open at 17:00 in Chicago: the first bar is Thursday's, the last one Monday's.
  const auto bars = bars_at({"2020-12-30T23:00:00Z", "2021-01-03T23:00:00Z", "2021-01-04T23:00:00Z",
                             "2021-02-01T23:00:00Z"});
  CHECK(labels_of(bars, BarSize::d1, 100) == "1:2021 2:5 3:Feb ");
}

TEST_CASE("labels keep apart and stay inside") {
  Labels labels;
  const Box bounds{0, 0, 100, 100};
  const Box places[] = {{90, 0, 110, 10}, {0, 0, 20, 10}, {30, 0, 50, 10}};
  CHECK(labels.place(places, bounds)->left == 0);   // the first one sticks out
  CHECK(labels.place(places, bounds)->left == 30);  // the second one is taken
  CHECK_FALSE(labels.place(places, bounds));
  const Box more[] = {{0, 20, 20, 30}, {0, 40, 20, 50}};
  CHECK(labels.place(more, bounds, [](const Box& box) { return box.top < 30; })->top == 40);
  CHECK(labels.place(more, bounds, [](const Box&) { return true; })->top == 20);

  std::vector<double> middles{10, 12, 14, 95, 99};
  spread(middles, 10, 0, 100);
  CHECK(middles == std::vector<double>{10, 20, 30, 85, 95});
}

}  // namespace
}  // namespace pitwall::picture
