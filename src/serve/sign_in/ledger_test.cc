#include "serve/sign_in/ledger.h"

#include "base/json_in.h"
#include "base/json_out.h"
#include "serve/sign_in/secret_text.h"
#include "serve/sign_in/test_ports.h"

namespace pitwall::serve::sign_in {
namespace {

const std::string verifier(50, 'v');
constexpr std::string_view redirect = "https://a.example/cb";

struct Desk {
  testing::StandingClock clock;
  testing::CountingRandom random;
  Ledger ledger{clock, random, {"https://desk.example/mcp", minutes(15), days(30)}};

  std::string code(Scopes scopes = Scope::read) {
    return ledger.issue_code(
        {"c", "Claude", std::string(redirect), challenge_of(verifier), scopes});
  }
  Outcome<Tokens> redeem(const std::string& code) {
    return ledger.redeem({code, "c", redirect, verifier});
  }
  Tokens tokens(Scopes scopes = Scope::read) { return std::get<Tokens>(redeem(code(scopes))); }
};

bool refused(const Outcome<Tokens>& outcome, std::string_view code = "invalid_grant") {
  const auto* refusal = std::get_if<Refusal>(&outcome);
  return refusal && refusal->code == code;
}

TEST_CASE("a code becomes tokens, once") {
  Desk desk;
  const std::string code = desk.code(Scope::write);
  const Tokens tokens = std::get<Tokens>(desk.redeem(code));
  CHECK(tokens.scopes.text() == "read write");
  CHECK(tokens.lifetime == minutes(15));
  const Ledger::Access access = desk.ledger.find(tokens.access);
  REQUIRE(access.grant);
  CHECK(access.grant->client_name == "Claude");
  CHECK(access.scopes.has(Scope::write));
  CHECK_FALSE(desk.ledger.find(tokens.refresh).grant);
  SUBCASE("a second time ends all of it") {
    CHECK(refused(desk.redeem(code)));
    CHECK_FALSE(desk.ledger.find(tokens.access).grant);
    CHECK(refused(desk.ledger.refresh(tokens.refresh, "c", {})));
    CHECK(desk.ledger.grants().empty());
  }
}

TEST_CASE(
    "a code is for its client, its address, its proof and its minute, and is used up by a try") {
  Desk desk;
  const std::string code = desk.code();
  SUBCASE("client") { CHECK(refused(desk.ledger.redeem({code, "d", redirect, verifier}))); }
  SUBCASE("address") {
    CHECK(refused(desk.ledger.redeem({code, "c", "https://a.example/cb/", verifier})));
  }
  SUBCASE("proof") {
    CHECK(refused(desk.ledger.redeem({code, "c", redirect, std::string(50, 'w')})));
  }
  SUBCASE("no proof") { CHECK(refused(desk.ledger.redeem({code, "c", redirect, ""}))); }
  SUBCASE("minute") {
    desk.clock.time += seconds(61);
    CHECK(refused(desk.redeem(code)));
  }
  SUBCASE("a clock set back") {
    desk.clock.time += seconds(-1);
    CHECK(refused(desk.redeem(code)));
    desk.clock.time += seconds(1);
  }
  CHECK(refused(desk.redeem(code)));
  CHECK(desk.ledger.grants().empty());
}

TEST_CASE("a token ends by itself") {
  Desk desk;
  const Tokens tokens = desk.tokens();
  desk.clock.time += minutes(15) - nanoseconds(1);
  CHECK(desk.ledger.find(tokens.access).grant);
  desk.clock.time += nanoseconds(1);
  CHECK_FALSE(desk.ledger.find(tokens.access).grant);
  CHECK(desk.ledger.grants().size() == 1);
  desk.clock.time += days(30);
  CHECK(desk.ledger.grants().empty());
  CHECK(refused(desk.ledger.refresh(tokens.refresh, "c", {})));
}

TEST_CASE("a refresh token changes each time, and an old one ends its line") {
  Desk desk;
  const Tokens first = desk.tokens(Scope::write);
  const Tokens second = std::get<Tokens>(desk.ledger.refresh(first.refresh, "c", Scope::read));
  CHECK(second.scopes == Scopes(Scope::read));
  CHECK(desk.ledger.find(second.access).scopes == Scopes(Scope::read));
  CHECK(refused(desk.ledger.refresh(second.refresh, "c", Scope::act), "invalid_scope"));
  CHECK(refused(desk.ledger.refresh(second.refresh, "other", {})));
  const Tokens third = std::get<Tokens>(desk.ledger.refresh(second.refresh, "c", {}));
  CHECK(third.scopes.has(Scope::write));
  CHECK(refused(desk.ledger.refresh(first.refresh, "c", {})));
  CHECK_FALSE(desk.ledger.find(third.access).grant);
  CHECK(refused(desk.ledger.refresh(third.refresh, "c", {})));
}

TEST_CASE("a grant for another audience is refused") {
  Desk desk;
  const Tokens tokens = desk.tokens();
  Ledger renamed(desk.clock, desk.random, {"https://other.example/mcp", minutes(15), days(30)});
  renamed.restore(desk.ledger.grants());
  CHECK(refused(renamed.refresh(tokens.refresh, "c", {})));
  CHECK_FALSE(renamed.find(tokens.access).grant);
}

TEST_CASE("ending one leaves the others; a client ends only its own") {
  Desk desk;
  const Tokens one = desk.tokens();
  const Tokens other = desk.tokens();
  CHECK_FALSE(desk.ledger.revoke_token(one.refresh, "another"));
  CHECK_FALSE(desk.ledger.revoke_token("nonsense", "c"));
  CHECK(desk.ledger.revoke_token(one.access, "c"));
  CHECK_FALSE(desk.ledger.find(one.access).grant);
  CHECK(desk.ledger.find(other.access).grant);
  CHECK_FALSE(desk.ledger.revoke("nonsense"));
  CHECK(desk.ledger.revoke_all() == 1);
  CHECK_FALSE(desk.ledger.find(other.access).grant);
}

TEST_CASE("everything is bounded") {
  Desk desk;
  for (std::size_t i = 0; i < Ledger::max_grants + 5; ++i) {
    desk.clock.time += seconds(1);
    (void)desk.tokens();
  }
  CHECK(desk.ledger.grants().size() == Ledger::max_grants);
  const std::string oldest = desk.code();
  for (std::size_t i = 0; i < Ledger::max_codes; ++i) (void)desk.code();
  CHECK(refused(desk.redeem(oldest)));
  Tokens last = desk.tokens();
  const Tokens first = last;
  for (std::size_t i = 0; i < Ledger::max_access_tokens; ++i)
    last = std::get<Tokens>(desk.ledger.refresh(last.refresh, "c", {}));
  CHECK(desk.ledger.find(last.access).grant);
  CHECK_FALSE(desk.ledger.find(first.access).grant);
}

TEST_CASE("what is kept holds no secret and reads again") {
  Desk desk;
  const Tokens tokens = desk.tokens(Scope::act);
  const std::string kept = to_json(desk.ledger.grants().front());
  CHECK(kept.find(tokens.refresh.substr(27)) == kept.npos);
  CHECK(kept.find(tokens.access) == kept.npos);
  Ledger again(desk.clock, desk.random, {"https://desk.example/mcp", minutes(15), days(30)});
  again.restore({from_json<Grant>(parse_json(kept).value()).value()});
  const auto renewed = again.refresh(tokens.refresh, "c", {});
  CHECK(std::get<Tokens>(renewed).scopes.has(Scope::act));
}

}  // namespace
}  // namespace pitwall::serve::sign_in
