// The door with everything behind it, in memory.
#include "serve/sign_in/front.h"

#include "base/json_out.h"
#include "net/testing.h"
#include "serve/sign_in/page.h"
#include "serve/sign_in/scope_check.h"
#include "serve/sign_in/secret_text.h"
#include "serve/sign_in/test_ports.h"

namespace pitwall::serve::sign_in {
namespace {

Options options() {
  Options set;
  set.enabled = true;
  set.public_url = "https://desk.example.com";
  return set;
}

struct Fixture {
  net::Loop loop{net::testing::simulated()};
  testing::StandingClock clock;
  testing::CountingRandom random;
  std::shared_ptr<testing::MemoryVault> vault = std::make_shared<testing::MemoryVault>();
  Front front{{loop, clock, random, vault,
               [](std::string) -> net::Awaitable<Result<net::Response>> {
                 co_return error(Code::unavailable, "There is no network here.");
               },
               [](std::string_view) {}},
              options()};
};

net::Request request(std::string_view target,
                     std::initializer_list<std::pair<const char*, const char*>> headers = {}) {
  net::Request made;
  made.target = target;
  made.peer = "127.0.0.1:5000";
  made.headers.add("Host", "desk.example.com");
  for (const auto& [name, value] : headers) made.headers.add(name, value);
  return made;
}

bool is_let_in(Front& front, net::Request asked) {
  return std::holds_alternative<Principal>(front.admit(asked));
}

TEST_CASE("the public name is known in any case and with its port, and nothing else is") {
  Fixture f;
  const auto is_public = [&](const char* host) {
    net::Request asked;
    asked.headers.add("Host", host);
    return f.front.is_public(asked);
  };
  CHECK(is_public("desk.example.com"));
  CHECK(is_public("Desk.Example.COM"));
  CHECK(is_public("desk.example.com:443"));
  CHECK_FALSE(is_public("desk.example.com:8443"));
  CHECK_FALSE(is_public("desk.example.com.evil.example"));
  CHECK_FALSE(is_public("localhost:8000"));
  CHECK_FALSE(is_public("desk.example.com/x"));
  CHECK_FALSE(is_public("a@desk.example.com"));
  CHECK_FALSE(is_public(""));
  net::Request by_socket = request("/mcp");
  by_socket.local = true;
  CHECK_FALSE(f.front.is_public(by_socket));
}

TEST_CASE("nobody comes in without a token") {
  Fixture f;
  CHECK_FALSE(is_let_in(f.front, request("/mcp")));
  CHECK_FALSE(is_let_in(f.front, request("/mcp", {{"Authorization", "Bearer "}})));
  CHECK_FALSE(is_let_in(f.front, request("/mcp", {{"Authorization", "Bearer nonsense"}})));
  CHECK_FALSE(is_let_in(f.front, request("/mcp", {{"Authorization", "Basic bm9ib2R5"}})));
  CHECK_FALSE(is_let_in(f.front, request("/mcp?access_token=x")));
  CHECK_FALSE(is_let_in(f.front, request("/")));
}

TEST_CASE("who asks without end is slowed down, each address for itself") {
  Fixture f;
  const auto asked_from = [&](const char* address) {
    net::Request asked = request("/mcp", {{"X-Forwarded-For", address}});
    (void)f.front.admit(asked);
    return asker_of(asked);
  };
  CHECK(asked_from("10.0.0.1, 203.0.113.9") == "203.0.113.9");
  CHECK(asker_of(request("/mcp")) == "127.0.0.1");
}

TEST_CASE("a scope that was not given is asked for") {
  Fixture f;
  Principal reader{"Claude", Scope::read, false, "g"};
  CHECK_FALSE(f.front.refuse_scope(reader, Scope::read).has_value());
  const std::optional<net::Response> refusal = f.front.refuse_scope(reader, Scope::act);
  REQUIRE(refusal.has_value());
  CHECK(refusal->status == 403);
  CHECK(refusal->headers.get("WWW-Authenticate").find("scope=\"read act\"") !=
        std::string_view::npos);
  CHECK_FALSE(f.front.refuse_scope(Principal{}, Scope::act).has_value());
}

struct Nothing {};
void describe(Nothing&, Visitor&) {}
std::string summary(const Nothing&) { return "Nothing."; }
Result<Nothing> run_nothing(const Nothing&, tool::Context&) { return Nothing{}; }
const tool::Tool look{"look", tool::Category::desk, tool::Effect::reads, "Looks.", run_nothing};
const tool::Tool note{"note", tool::Category::desk, tool::Effect::writes, "Writes.", run_nothing};
const tool::Tool buy{"buy", tool::Category::desk, tool::Effect::acts, "Acts.", run_nothing};

TEST_CASE("a call needs the scope of its tool") {
  Fixture f;
  const tool::Registry registry({&look, &note, &buy});
  const auto needs = [&](std::string_view name) {
    return scope_of(registry, fmt::format(R"({{"jsonrpc":"2.0","id":1,"method":"tools/call",)"
                                          R"("params":{{"name":"{}","arguments":{{}}}}}})",
                                          name));
  };
  CHECK(needs("look") == Scope::read);
  CHECK(needs("note") == Scope::write);
  CHECK(needs("buy") == Scope::act);
  CHECK(needs("unknown") == Scope::read);
  CHECK(scope_of(registry, R"({"method":"tools/list","params":{"name":"buy"}})") == Scope::read);
  CHECK(scope_of(registry, "{") == Scope::read);
  const std::string body =
      R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"buy"}})";
  const Principal writer{"Claude", Scope::write, false, "g"};
  CHECK(refuse_call(f.front, writer, registry, body).has_value());
  CHECK_FALSE(refuse_call(f.front, {"Claude", Scopes::all(), false, "g"}, registry, body));
  CHECK_FALSE(refuse_call(f.front, Principal{}, registry, body).has_value());
}

TEST_CASE("a damaged file is said, not guessed at; none is a beginning") {
  Fixture f;
  CHECK(f.front.restore().ok());
  f.vault->files[std::string(access_file)] = "{";
  CHECK(f.front.restore().error().code == Code::corrupt);
  f.vault->files[std::string(access_file)] = R"({"version":2,"clients":[],"grants":[]})";
  CHECK(f.front.restore().error().code == Code::corrupt);
}

TEST_CASE("what is saved while a write is under way goes into one more") {
  net::Loop loop(net::testing::simulated());
  testing::StandingClock clock;
  testing::CountingRandom random;
  const auto vault = std::make_shared<testing::MemoryVault>();
  Book book(loop, clock, random, vault, {"r", minutes(1), days(1)});
  int saved = 0;
  for (int i = 0; i < 10; ++i)
    book.save([&](const Result<void>& written) { saved += written.ok(); });
  loop.run();
  CHECK(saved == 10);
  CHECK(vault->writes <= 2);
  vault->full = true;
  bool failed = false;
  book.save([&](const Result<void>& written) { failed = !written.ok(); });
  loop.run();
  CHECK(failed);
}

TEST_CASE("what came from outside is text on the page") {
  Authorisation asked;
  asked.client = "c";
  asked.client_name = "<b>\"'&";
  asked.redirect = "http://localhost:7777/cb";
  const net::Response page = consent_page(200, {asked, "name", "nonce", "a <problem>"});
  CHECK(page.body.find("&lt;b&gt;&quot;&#39;&amp;") != std::string::npos);
  CHECK(page.body.find("<b>") == std::string::npos);
  CHECK(page.body.find("a &lt;problem&gt;") != std::string::npos);
  CHECK(page.headers.get("Content-Security-Policy")
            .find("form-action 'self' http://localhost:7777;") != std::string_view::npos);
}

TEST_CASE("a cookie is found by its whole name") {
  CHECK(cookie_value("a=1; bb=2;c=3", "bb") == "2");
  CHECK(cookie_value("a=1; bb=2", "b") == "");
  CHECK(cookie_value("xbb=2; bb=3", "bb") == "3");
  CHECK(cookie_value("", "bb") == "");
  CHECK(cookie_value("bb", "bb") == "");
}

}  // namespace
}  // namespace pitwall::serve::sign_in
