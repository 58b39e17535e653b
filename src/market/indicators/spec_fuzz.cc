// Any text is an indicator or an error that says something; what is read is written in one way,
// reads back as the same, and runs.
#include <array>
#include <cstddef>
#include <cstdint>

#include "market/indicators/spec.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pitwall::market;
  const auto spec = IndicatorSpec::parse({reinterpret_cast<const char*>(data), size});
  if (!spec) {
    PITWALL_CHECK(!spec.error().message.empty(), "an error that says nothing");
    return 0;
  }
  const auto again = IndicatorSpec::parse(spec->text());
  PITWALL_CHECK(again.ok() && *again == *spec, "{} reads as something else", spec->text());
  const auto stream = spec->make_stream();
  std::array<double, max_indicator_lines> lines{};
  const std::size_t needed = spec->bars_needed();
  for (std::size_t i = 1; i <= needed; ++i) {
    const auto price = static_cast<double>(i % 7 + 1);
    const bool there = stream->update({price + 1, price - 1, price, 1, true}, lines);
    PITWALL_CHECK(there == (i == needed), "{} has its first value not at {}", spec->text(), needed);
  }
  return 0;
}
