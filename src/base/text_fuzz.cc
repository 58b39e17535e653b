// The readers of written values: decimals, times, spans, days, ids. What they accept they write
// back so that it reads to the same value.
#include "base/decimal.h"
#include "base/id.h"
#include "base/sha256.h"
#include "base/time.h"
#include "base/zone.h"

namespace {

template <class T>
void round_trip(std::string_view text) {
  const pitwall::Result<T> value = T::parse(text);
  if (!value) return;
  const pitwall::Result<T> again = T::parse(value->text());
  PITWALL_CHECK(again.ok() && *again == *value, "\"{}\" does not come back", value->text());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pitwall;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  round_trip<Price>(text);
  round_trip<Money>(text);
  round_trip<Notional>(text);
  round_trip<Time>(text);
  round_trip<Date>(text);
  round_trip<Duration>(text);
  round_trip<Id>(text);
  round_trip<Digest>(text);
  [[maybe_unused]] const auto local = LocalTime::parse(text);
  for (const Rounding rounding : {Rounding::down, Rounding::up, Rounding::half_even})
      [[maybe_unused]]
    const auto rounded = Price::parse(text, rounding);
  return 0;
}
