#include "serve/mcp/seal.h"

#include <doctest/doctest.h>

#include "serve/mcp/base64.h"
#include "serve/mcp/test_parts.h"

namespace pitwall::serve {
namespace {

class StandingClock final : public port::Clock {
 public:
  Time now() const override { return time; }
  Time time = Time::parse("2026-03-02T15:00:00Z").value();
};

struct Sealed {
  StandingClock clock;
  testing::CountingRandom random;
  Seal seal{clock, random};
  std::string close(std::string_view request = "call", std::string_view who = "me") {
    Seal::Answers answers;
    answers.emplace("name", parse_json(R"({"action":"accept"})").value());
    return seal.close(request, who, answers);
  }
  bool opens(std::string_view state, std::string_view request = "call",
             std::string_view who = "me") {
    return seal.open(state, request, who).ok();
  }
};

TEST_CASE("the keyed digest is that of RFC 4231") {
  CHECK(hmac_sha256(std::string(20, '\x0b'), "Hi There") ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hmac_sha256("Jefe", "what do ya want for nothing?") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hmac_sha256(std::string(131, '\xaa'),
                    "Test Using Larger Than Block-Size Key - Hash Key First") ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("a state gives its answers back, once") {
  Sealed s;
  const std::string state = s.close();
  const Result<Seal::Answers> opened = s.seal.open(state, "call", "me");
  REQUIRE(opened);
  CHECK(opened->at("name").string_or("action", "") == "accept");
  CHECK(s.seal.open(state, "call", "me").error().message.find("before") != std::string::npos);
  CHECK(s.opens(s.close()));
}

TEST_CASE("a state is good for its request, its asker and its time only") {
  Sealed s;
  CHECK_FALSE(s.opens(s.close(), "another call"));
  CHECK_FALSE(s.opens(s.close(), "call", "you"));
  const std::string state = s.close();
  s.clock.time = s.clock.time + Seal::good_for;
  CHECK(s.seal.open(state, "call", "me").error().message.find("expired") != std::string::npos);
  // Refused for another reason, it is not used up.
  const std::string kept = s.close();
  CHECK_FALSE(s.opens(kept, "another call"));
  CHECK(s.opens(kept));
}

TEST_CASE("a state that was changed anywhere, cut anywhere or made elsewhere is refused") {
  Sealed s;
  const std::string state = s.close();
  for (std::size_t i = 0; i < state.size(); ++i) {
    std::string changed = state;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    CHECK_FALSE(s.opens(changed));
    CHECK_FALSE(s.opens(std::string_view(state).substr(0, i)));
  }
  CHECK_FALSE(s.opens(state + "A"));
  CHECK_FALSE(s.opens(""));
  CHECK_FALSE(s.opens("."));
  CHECK_FALSE(s.opens(std::string(Seal::max_state + 1, 'A')));
  const std::string forged = base64(R"({"until":"2030-01-01T00:00:00Z"})", Base64::url);
  CHECK_FALSE(s.opens(forged + "." + hmac_sha256("guessed", forged)));
  // Another process has another key.
  Seal elsewhere(s.clock, s.random);
  CHECK_FALSE(elsewhere.open(state, "call", "me"));
  CHECK(s.opens(state));
}

}  // namespace
}  // namespace pitwall::serve
