#include "adapter/tws/history_terms.h"

#include <algorithm>
#include <array>

namespace pitwall::tws {
namespace {

using market::BarSize;

struct Length {
  BarSize size;
  std::string_view name;
  Duration most;  // of one request
};
const std::array lengths{
    Length{BarSize::s1, "1 secs", minutes(30)},   Length{BarSize::s5, "5 secs", hours(1)},
    Length{BarSize::s15, "15 secs", hours(4)},    Length{BarSize::s30, "30 secs", hours(8)},
    Length{BarSize::m1, "1 min", days(1)},        Length{BarSize::m2, "2 mins", days(2)},
    Length{BarSize::m3, "3 mins", days(7)},       Length{BarSize::m5, "5 mins", days(7)},
    Length{BarSize::m10, "10 mins", days(7)},     Length{BarSize::m15, "15 mins", days(7)},
    Length{BarSize::m30, "30 mins", days(30)},    Length{BarSize::h1, "1 hour", days(30)},
    Length{BarSize::h2, "2 hours", days(30)},     Length{BarSize::h4, "4 hours", days(30)},
    Length{BarSize::h8, "8 hours", days(30)},     Length{BarSize::d1, "1 day", days(365)},
    Length{BarSize::w1, "1 week", days(2 * 365)}, Length{BarSize::mo1, "1 month", days(5 * 365)},
};

const Length& length_of(BarSize size) {
  const auto found = std::ranges::find(lengths, size, &Length::size);
  return found == lengths.end() ? lengths.front() : *found;
}

}  // namespace

std::string_view bar_size_name(BarSize size) { return length_of(size).name; }

Stretch stretch_for(BarSize size, Duration wanted) {
  constexpr Duration least = seconds(30);
  const Duration span = std::clamp(wanted, least, length_of(size).most);
  if (size.is_intraday() && span <= days(1)) {
    const std::int64_t whole = (span.nanoseconds + seconds(1).nanoseconds - 1) / 1'000'000'000;
    return {fmt::format("{} S", whole), seconds(whole)};
  }
  const std::int64_t count = (span.nanoseconds + days(1).nanoseconds - 1) / days(1).nanoseconds;
  // Beyond a year the broker counts in years.
  if (count > 365) {
    const std::int64_t years = (count + 364) / 365;
    return {fmt::format("{} Y", years), days(365 * years)};
  }
  return {fmt::format("{} D", count), days(count)};
}

std::string_view figures_for(std::string_view sec_type) {
  if (sec_type == "CASH") return "MIDPOINT";
  return sec_type == "CRYPTO" ? "AGGTRADES" : "TRADES";
}

}  // namespace pitwall::tws
