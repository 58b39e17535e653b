#include "market/bar.h"

#include <algorithm>
#include <array>

#include "base/visitor.h"

namespace pitwall::market {

namespace {

struct Named {
  BarSize size;
  std::string_view text;
};

constexpr std::array<Named, 18> named{{{BarSize::s1, "1s"},
                                       {BarSize::s5, "5s"},
                                       {BarSize::s15, "15s"},
                                       {BarSize::s30, "30s"},
                                       {BarSize::m1, "1m"},
                                       {BarSize::m2, "2m"},
                                       {BarSize::m3, "3m"},
                                       {BarSize::m5, "5m"},
                                       {BarSize::m10, "10m"},
                                       {BarSize::m15, "15m"},
                                       {BarSize::m30, "30m"},
                                       {BarSize::h1, "1h"},
                                       {BarSize::h2, "2h"},
                                       {BarSize::h4, "4h"},
                                       {BarSize::h8, "8h"},
                                       {BarSize::d1, "1d"},
                                       {BarSize::w1, "1w"},
                                       {BarSize::mo1, "1mo"}}};

constexpr std::array<BarSize, named.size()> all_sizes = [] {
  std::array<BarSize, named.size()> sizes;
  for (std::size_t i = 0; i < sizes.size(); ++i) sizes[i] = named[i].size;
  return sizes;
}();

}  // namespace

Result<void> validate(const Bar& bar) {
  const auto fail = [&](std::string_view rule) {
    return error(Code::invalid_argument,
                 "The bar of {} cannot be: {} (open {}, high {}, low {}, "
                 "close {}, volume {}).",
                 bar.time.text(), rule, bar.open.text(), bar.high.text(), bar.low.text(),
                 bar.close.text(), bar.volume.text());
  };
  if (bar.high < bar.low) return fail("its high is below its low");
  if (bar.high < std::max(bar.open, bar.close)) return fail("its high is below its open or close");
  if (bar.low > std::min(bar.open, bar.close)) return fail("its low is above its open or close");
  if (bar.volume.sign() < 0) return fail("its volume is negative");
  return {};
}

void describe(Bar& bar, Visitor& v) {
  v("time", "The start of the bar.", "2020-12-15T14:30:00Z", bar.time);
  v("open", "First price.", "367.4", bar.open);
  v("high", "Highest price.", "367.62", bar.high);
  v("low", "Lowest price.", "367.36", bar.low);
  v("close", "Last price.", "367.46", bar.close);
  v("volume", "Shares, contracts or coins traded.", "407870", bar.volume);
}

Result<BarSize> BarSize::parse(std::string_view text) {
  for (const Named& one : named)
    if (one.text == text) return one.size;
  return error(Code::invalid_argument,
               "\"{}\" is not a length of bar: write 1s 5s 15s 30s, 1m 2m 3m 5m 10m 15m 30m, 1h 2h "
               "4h 8h, 1d, 1w or 1mo.",
               text.substr(0, 40));
}

std::span<const BarSize> BarSize::all() { return all_sizes; }

std::string_view BarSize::view() const {
  for (const Named& one : named)
    if (one.size == *this) return one.text;
  PITWALL_CHECK(false, "a bar of {} s", seconds_);
}

Duration BarSize::duration() const {
  PITWALL_CHECK(is_intraday(), "a bar of {} has no fixed length", text());
  return seconds(seconds_);
}

bool BarSize::is_made_of(BarSize smaller) const {
  if (smaller >= *this) return false;
  if (is_intraday()) return seconds_ % smaller.seconds_ == 0;
  return smaller.is_intraday() || smaller == d1;
}

}  // namespace pitwall::market
