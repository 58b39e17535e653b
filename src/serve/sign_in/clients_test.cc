#include "serve/sign_in/clients.h"

#include "net/testing.h"
#include "serve/sign_in/authorisation.h"
#include "serve/sign_in/documents.h"
#include "serve/sign_in/secret_text.h"
#include "serve/sign_in/test_ports.h"

namespace pitwall::serve::sign_in {
namespace {

std::string refusal_of(std::string_view json, std::string_view address = "") {
  const Outcome<Client> read = read_client_metadata(json, address);
  const auto* refusal = std::get_if<Refusal>(&read);
  return refusal ? std::string(refusal->code) : "";
}

Client client_of(std::string_view json, std::string_view address = "") {
  return std::get<Client>(read_client_metadata(json, address));
}

Client named(std::string name) {
  Client client;
  client.name = std::move(name);
  return client;
}

TEST_CASE("what a client says of itself is read with care") {
  constexpr std::string_view good =
      R"({"client_name":"Claude","redirect_uris":["https://a.example/cb"],"logo_uri":7,)"
      R"("grant_types":["authorization_code","refresh_token"],"response_types":["code"]})";
  CHECK(client_of(good).name == "Claude");
  CHECK(refusal_of("{") == "invalid_client_metadata");
  CHECK(refusal_of("[]") == "invalid_client_metadata");
  CHECK(refusal_of("{}") == "invalid_redirect_uri");
  CHECK(refusal_of(R"({"redirect_uris":[]})") == "invalid_redirect_uri");
  CHECK(refusal_of(R"({"redirect_uris":[7]})") == "invalid_redirect_uri");
  CHECK(refusal_of(R"({"redirect_uris":["http://a.example/"]})") == "invalid_redirect_uri");
  CHECK(refusal_of(R"({"redirect_uris":["https://a.example/"],"grant_types":["implicit"]})") ==
        "invalid_client_metadata");
  CHECK(refusal_of(std::string(max_metadata_bytes + 1, ' ')) == "invalid_client_metadata");
  const std::string long_name(200, 'n');
  CHECK(client_of(R"({"redirect_uris":["https://a.example/"],"client_name":")" + long_name + "\"}")
            .name.size() == max_client_name);
  CHECK(client_of(R"({"redirect_uris":["https://a.example/"],"client_name":"a\nb\u0007"})").name ==
        "a b ");
  std::string cyrillic;
  for (int i = 0; i < 60; ++i) cyrillic += "\xd0\x96";
  const std::string cut =
      client_of(R"({"redirect_uris":["https://a.example/"],"client_name":")" + cyrillic + "\"}")
          .name;
  CHECK(cut.size() <= max_client_name);
  CHECK(cut.size() % 2 == 0);
}

TEST_CASE("a client's page is about the address it stands at") {
  constexpr std::string_view at = "https://host.example/client.json";
  const auto page = [](std::string_view id) {
    return fmt::format(
        R"({{"client_id":"{}","client_name":"H","redirect_uris":["https://h.example/"]}})", id);
  };
  CHECK(client_of(page(at), at).id == at);
  CHECK(refusal_of(page("https://host.example/other.json"), at) == "invalid_client_metadata");
  CHECK(refusal_of(R"({"redirect_uris":["https://h.example/"]})", at) == "invalid_client_metadata");
  CHECK(is_document_address(at));
  for (const char* bad : {"https://host.example", "https://host.example/", "http://host.example/c",
                          "https://host.example/a/../c", "https://host.example/c#x",
                          "https://me@host.example/c", "client-7", ""}) {
    CAPTURE(bad);
    CHECK_FALSE(is_document_address(bad));
  }
}

TEST_CASE("where there are too many clients, those go that nobody let in") {
  testing::StandingClock clock;
  testing::CountingRandom random;
  Clients clients(clock, random);
  const std::string let_in = clients.add(named("kept")).id;
  clients.mark_used(let_in);
  clock.time += seconds(1);
  const std::string oldest = clients.add(named("oldest")).id;
  for (std::size_t i = 0; i < Clients::max_clients - 1; ++i) {
    clock.time += seconds(1);
    clients.add(named("more"));
  }
  CHECK(clients.list().size() == Clients::max_clients);
  CHECK(clients.find(let_in));
  CHECK_FALSE(clients.find(oldest));
}

TEST_CASE("a request is told to the person until the way back is certain, then to the client") {
  Client client;
  client.id = "c";
  client.name = "C";
  client.redirects = {"https://a.example/cb"};
  const std::string good =
      "response_type=code&redirect_uri=https%3A%2F%2Fa.example%2Fcb&state=s"
      "&code_challenge_method=S256&code_challenge=" +
      challenge_of("x");
  const auto read = [&](const std::string& query) {
    return read_authorisation(Form::parse(query).value(), client, "https://desk.example");
  };
  const auto error_in = [&](const std::string& query) {
    const auto back = std::get<SentBack>(read(query));
    CHECK(back.location.starts_with("https://a.example/cb?"));
    const Form said = Form::parse(back.location.substr(back.location.find('?') + 1)).value();
    CHECK(said.get("iss") == "https://desk.example");
    return std::string(said.get("error"));
  };
  CHECK(std::get<Authorisation>(read(good)).asked == Scopes(Scope::read));
  CHECK(std::get<Authorisation>(read(good + "&scope=write+x")).asked == Scopes(Scope::write));
  CHECK(std::holds_alternative<Shown>(read("redirect_uri=https%3A%2F%2Fevil.example%2Fcb")));
  CHECK(error_in("") == "unsupported_response_type");
  CHECK(error_in("response_type=code") == "invalid_request");
  CHECK(error_in("response_type=code&code_challenge_method=plain&code_challenge=x") ==
        "invalid_request");
  CHECK(error_in(good + "&resource=https%3A%2F%2Fevil.example%2Fmcp") == "invalid_target");
  CHECK(error_in(good + "&scope=admin") == "invalid_scope");
}

TEST_CASE("a client's page is fetched once while it may be kept, and a failure is not kept") {
  net::Loop loop(net::testing::simulated());
  testing::StandingClock clock;
  int asked = 0;
  int status = 404;
  constexpr std::string_view at = "https://host.example/client.json";
  Documents documents(clock, [&](std::string) -> net::Awaitable<Result<net::Response>> {
    ++asked;
    co_return net::Response::json(
        status,
        fmt::format(
            R"({{"client_id":"{}","client_name":"H","redirect_uris":["https://h.example/"]}})",
            at));
  });
  const auto find = [](Documents& from, std::string address) -> net::Awaitable<bool> {
    const Outcome<Client> found = co_await from.find(std::move(address));
    co_return std::holds_alternative<Client>(found);
  };
  net::testing::run(loop, [&]() -> net::Awaitable<void> {
    bool found = co_await find(documents, std::string(at));
    CHECK_FALSE(found);
    status = 200;
    found = co_await find(documents, std::string(at));
    CHECK(found);
    found = co_await find(documents, std::string(at));
    CHECK(found);
    CHECK(asked == 2);
    clock.time += minutes(6);
    found = co_await find(documents, std::string(at));
    CHECK(found);
    CHECK(asked == 3);
    found = co_await find(documents, "https://host.example/");
    CHECK_FALSE(found);
    CHECK(asked == 3);
  }());
}

}  // namespace
}  // namespace pitwall::serve::sign_in
