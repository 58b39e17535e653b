// The parts that are values or small state machines.
#include <doctest/doctest.h>

#include "serve/sign_in/discovery.h"
#include "serve/sign_in/documents.h"
#include "serve/sign_in/form.h"
#include "serve/sign_in/lockout.h"
#include "serve/sign_in/options.h"
#include "serve/sign_in/password.h"
#include "serve/sign_in/rate_limit.h"
#include "serve/sign_in/redirect.h"
#include "serve/sign_in/scopes.h"
#include "serve/sign_in/secret_text.h"
#include "serve/sign_in/test_ports.h"

namespace pitwall::serve::sign_in {
namespace {

TEST_CASE("whoever may write or act may read, and names of others are passed over") {
  CHECK(Scopes(Scope::act).text() == "read act");
  CHECK(Scopes::known_in("write offline_access").text() == "read write");
  CHECK(Scopes::known_in("offline_access").empty());
  CHECK(Scopes::all().text() == "read write act");
  CHECK(Scopes::all().covers(Scopes(Scope::write)));
  CHECK_FALSE(Scopes(Scope::write).covers(Scopes(Scope::act)));
  CHECK_FALSE(Scopes::parse("read admin").ok());
  CHECK(Scopes::parse("act").value() == Scopes(Scope::act));
  CHECK(scope_for(tool::Effect::acts) == Scope::act);
  CHECK(scope_for(tool::Effect::writes) == Scope::write);
  CHECK(scope_for(tool::Effect::reads) == Scope::read);
}

TEST_CASE("base64url and PKCE are the standards' own examples") {
  const auto text = [](std::string_view bytes) {
    return base64url({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  };
  CHECK(text("") == "");
  CHECK(text("f") == "Zg");
  CHECK(text("fo") == "Zm8");
  CHECK(text("foo") == "Zm9v");
  CHECK(text("foob") == "Zm9vYg");
  CHECK(text("\xff\xfe\xfd") == "__79");
  // RFC 7636, appendix B.
  constexpr std::string_view verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  CHECK(challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
  CHECK(is_code_verifier(verifier));
  CHECK_FALSE(is_code_verifier(verifier.substr(1)));
  CHECK_FALSE(is_code_verifier(std::string(129, 'a')));
  CHECK_FALSE(is_code_verifier(std::string(43, '+')));
  CHECK(is_code_challenge(challenge_of(verifier)));
  CHECK_FALSE(is_code_challenge(std::string(43, '=')));
  testing::CountingRandom random;
  const std::string one = random_text(random);
  CHECK(one.size() == 43);
  CHECK(one != random_text(random));
}

TEST_CASE("a form is read strictly") {
  const Form form = Form::parse("a=1&b=x+y%26z&c&d=").value();
  CHECK(form.get("a") == "1");
  CHECK(form.get("b") == "x y&z");
  CHECK_FALSE(form.has("c"));
  CHECK_FALSE(form.has("d"));
  CHECK_FALSE(form.has("e"));
  CHECK_FALSE(Form::parse("a=1&a=2").ok());
  CHECK_FALSE(Form::parse("a=1&%61=2").ok());
  CHECK_FALSE(Form::parse("a=%zz").ok());
  CHECK_FALSE(Form::parse(std::string(Form::max_bytes + 1, 'a')).ok());
  std::string many;
  for (std::size_t i = 0; i <= Form::max_fields; ++i) many += fmt::format("f{}=&", i);
  CHECK_FALSE(Form::parse(many).ok());
  CHECK(with_query("https://a.example/cb", {{"code", "x y"}}) == "https://a.example/cb?code=x%20y");
  CHECK(with_query("https://a.example/cb?k=1", {{"a", "b"}, {"c", "&"}}) ==
        "https://a.example/cb?k=1&a=b&c=%26");
}

TEST_CASE("a redirect is https, or http on this machine, and compared as it stands") {
  CHECK(read_redirect("https://claude.example/back?x=1").ok());
  CHECK(read_redirect("http://127.0.0.1:1234/cb").ok());
  CHECK(read_redirect("http://[::1]/cb").ok());
  for (const char* bad : {"http://a.example/cb", "https://a.example/#x", "javascript:alert(1)",
                          "https://me@a.example/", "https://a.example\\@b.example/", "cursor://x",
                          "https://a.example/\n", "https:///cb", "", "https://\xc3\xa4.example/"}) {
    CAPTURE(bad);
    CHECK_FALSE(read_redirect(bad).ok());
  }
  CHECK(is_same_redirect("https://a.example/cb", "https://a.example/cb"));
  CHECK_FALSE(is_same_redirect("https://a.example/cb", "https://a.example/cb/"));
  CHECK_FALSE(is_same_redirect("https://a.example/cb", "https://a.example:444/cb"));
  CHECK_FALSE(is_same_redirect("https://a.example/cb", "https://A.example/cb"));
  CHECK(is_same_redirect("http://127.0.0.1/cb", "http://127.0.0.1:5000/cb"));
  CHECK(is_same_redirect("http://localhost:1/cb", "http://localhost:2/cb"));
  CHECK_FALSE(is_same_redirect("http://localhost/cb", "http://127.0.0.1/cb"));
  CHECK_FALSE(is_same_redirect("http://localhost/cb", "http://localhost:5/other"));
  CHECK_FALSE(is_same_redirect("http://localhost/cb", "https://localhost/cb"));
}

TEST_CASE("a password is kept as Argon2id and known again") {
  CHECK_FALSE(hash_password("too short").ok());
  CHECK_FALSE(hash_password(std::string(max_password + 1, 'x')).ok());
  const std::string hash = hash_password("four or five words").value();
  CHECK(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
  CHECK(is_password(hash, "four or five words"));
  CHECK_FALSE(is_password(hash, "four or five word"));
  CHECK_FALSE(is_password(hash, ""));
  CHECK_FALSE(is_password("", "four or five words"));
  CHECK_FALSE(is_password("four or five words", "four or five words"));
  CHECK(hash != hash_password("four or five words").value());
}

TEST_CASE("five wrong passwords lock for a quarter of an hour") {
  Lockout lockout;
  Time now = testing::StandingClock().now();
  for (int i = 0; i < 4; ++i) {
    lockout.begin(now);
    CHECK_FALSE(lockout.locked(now).has_value());
    now += minutes(1);
  }
  CHECK(lockout.left() == 1);
  SUBCASE("the fifth") {
    lockout.begin(now);
    CHECK(lockout.locked(now) == minutes(15));
    CHECK(lockout.locked(now + minutes(14)).has_value());
    CHECK_FALSE(lockout.locked(now + minutes(15)).has_value());
    lockout.begin(now + minutes(15));
    CHECK(lockout.left() == 4);
    CHECK_FALSE(lockout.locked(now + minutes(15)).has_value());
  }
  SUBCASE("a right one in time") {
    lockout.begin(now);
    lockout.succeeded();
    CHECK_FALSE(lockout.locked(now).has_value());
    CHECK(lockout.left() == 5);
  }
  SUBCASE("one that nobody could look at") {
    lockout.begin(now);
    lockout.withdraw();
    CHECK_FALSE(lockout.locked(now).has_value());
    CHECK(lockout.left() == 1);
  }
  SUBCASE("old ones no longer count") {
    now += minutes(20);
    lockout.begin(now);
    CHECK_FALSE(lockout.locked(now).has_value());
    CHECK(lockout.left() == 4);
  }
}

TEST_CASE("a bucket empties and fills again, each for itself, and not without end") {
  RateLimit limit({.burst = 3, .per_second = 0.5});
  const Time now = testing::StandingClock().now();
  for (int i = 0; i < 3; ++i) CHECK_FALSE(limit.refuse("a", now).has_value());
  CHECK(limit.refuse("a", now) == seconds(2));
  CHECK_FALSE(limit.refuse("b", now).has_value());
  CHECK_FALSE(limit.refuse("a", now + seconds(2)).has_value());
  CHECK(limit.refuse("a", now + seconds(2)).has_value());
  for (std::size_t i = 0; i < 2 * RateLimit::max_askers; ++i)
    (void)limit.refuse(std::to_string(i), now + seconds(2));
  CHECK(limit.askers() <= RateLimit::max_askers + 1);
  CHECK(limit.refuse("one more", now + seconds(2)).has_value());
  CHECK_FALSE(limit.refuse("one more", now + hours(1)).has_value());
}

TEST_CASE("the public address is https and nothing but a name and a port") {
  Options options;
  CHECK(validate(options).ok());
  options.enabled = true;
  CHECK_FALSE(validate(options).ok());
  for (const char* bad : {"http://a.example", "a.example", "https://a.example/desk",
                          "https://a.example/?x", "https://me:secret@a.example"}) {
    CAPTURE(bad);
    options.public_url = bad;
    CHECK_FALSE(validate(options).ok());
  }
  options.public_url = "https://Desk.Example.com:443/";
  CHECK(validate(options).ok());
  CHECK(origin_of(options) == "https://desk.example.com");
  options.access_lifetime = seconds(1);
  CHECK_FALSE(validate(options).ok());
}

TEST_CASE("documents name one place, and challenges point there") {
  constexpr std::string_view origin = "https://desk.example.com";
  CHECK(is_our_resource("https://desk.example.com/mcp", origin));
  CHECK(is_our_resource("HTTPS://Desk.Example.COM:443", origin));
  CHECK_FALSE(is_our_resource("https://desk.example.com/mcp#x", origin));
  CHECK_FALSE(is_our_resource("https://desk.example.com.evil.example/mcp", origin));
  CHECK_FALSE(is_our_resource("http://desk.example.com/mcp", origin));
  CHECK_FALSE(is_our_resource("https://desk.example.com/other", origin));
  CHECK(parse_json(server_document(origin)).value().string_or("issuer", "") == origin);
  CHECK(parse_json(resource_document(origin)).value().string_or("resource", "") ==
        "https://desk.example.com/mcp");
  CHECK(challenge(origin, "insufficient_scope", Scopes(Scope::write)) ==
        "Bearer "
        "resource_metadata=\"https://desk.example.com/.well-known/oauth-protected-resource/mcp\", "
        "error=\"insufficient_scope\", scope=\"read write\"");
}

TEST_CASE("a client's page is kept as long as it says, within bounds") {
  CHECK(span_kept("") == minutes(5));
  CHECK(span_kept("public, max-age=60") == seconds(60));
  CHECK(span_kept("max-age=0") == Duration{});
  CHECK(span_kept("no-store") == Duration{});
  CHECK(span_kept("max-age=99999999999999999999") == hours(24));
  CHECK(span_kept("max-age=31536000") == hours(24));
  CHECK(span_kept("max-age=x") == Duration{});
}

}  // namespace
}  // namespace pitwall::serve::sign_in
