#include "base/fixed_text.h"

#include <doctest/doctest.h>

#include <type_traits>

namespace pitwall {

static_assert(std::is_trivially_copyable_v<FixedText<31>>);
static_assert(sizeof(FixedText<31>) == 32);

TEST_CASE("fixed text holds what fits and refuses the rest") {
  CHECK(FixedText<3>("USD").view() == "USD");
  CHECK(FixedText<3>::parse("USD").value() == FixedText<3>("USD"));
  CHECK(FixedText<3>::parse("").value().empty());
  const auto refused = FixedText<3>::parse("USDT");
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == Code::too_large);
  CHECK(refused.error().message.find("3 characters") != std::string::npos);
}

TEST_CASE("fixed text is ordered as its bytes, a prefix first") {
  CHECK(FixedText<7>("AB") < FixedText<7>("ABC"));
  CHECK(FixedText<7>("ABC") < FixedText<7>("B"));
  CHECK(FixedText<7>("B") == FixedText<7>("B"));
}

}  // namespace pitwall
