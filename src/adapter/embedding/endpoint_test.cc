#include "adapter/embedding/endpoint.h"

#include "base/json.h"
#include "net/http_server.h"
#include "net/memory_stream.h"
#include "net/testing.h"

namespace pitwall::embedding {
namespace {

using port::EmbeddingPurpose;
using Vectors = port::Embedder::Vectors;

constexpr auto query = EmbeddingPurpose::query;
constexpr auto passage = EmbeddingPurpose::passage;

// Answers each text with {length in bytes, 1}, unless it is told otherwise.
struct Server {
  net::Loop loop{net::testing::simulated()};
  std::vector<net::Request> requests;
  std::function<std::optional<net::Response>()> instead;  // nothing: as ever
  Duration delay;
  bool is_reachable = true;

  net::Awaitable<net::Reply> handle(net::Request& request) {
    requests.push_back(request);
    if (delay > Duration{}) co_await loop.sleep(delay);
    if (instead) {
      if (std::optional<net::Response> other = instead()) co_return std::move(*other);
    }
    const Json body = parse_json(request.body).value();
    std::string out = R"({"embeddings":[)";
    for (const Json& text : body.find("input")->items()) {
      out += fmt::format("{}[{},1]", out.ends_with('[') ? "" : ",", text.text().size());
    }
    co_return net::Response::json(200, out + "]}");
  }
  net::HttpServer http{
      loop, [this](net::Request& request, const auto&) { return net::Reply(handle(request)); }};

  std::unique_ptr<Endpoint> endpoint(Options options = {}) {
    if (options.address.empty()) options.address = "http://ollama:11434/";
    if (options.model.name.empty()) options.model.name = "bge-m3";
    options.dial = [this]() -> net::Awaitable<Result<std::unique_ptr<net::Stream>>> {
      if (!is_reachable) co_return error(Code::unavailable, "Cannot connect to ollama.");
      net::MemoryPipe pipe = net::memory_pipe(loop);
      http.serve(std::move(pipe.second));
      co_return std::move(pipe.first);
    };
    return std::move(*Endpoint::create(loop, std::move(options)));
  }
  void pass(Duration time) {
    const net::Timer timer = loop.after(time, [this] { loop.stop(); });
    loop.run();
  }
  Result<Vectors> ask(Endpoint& endpoint, std::vector<std::string> texts = {"a"},
                      EmbeddingPurpose purpose = query, Duration deadline = seconds(5)) {
    std::optional<Result<Vectors>> got;
    bool waits = false;
    endpoint.embed(std::move(texts), purpose, deadline, [&](Result<Vectors> result) {
      CHECK_FALSE(got.has_value());
      got.emplace(std::move(result));
      if (waits) loop.stop();
    });
    const Duration began = loop.now();
    waits = true;
    if (!got) pass(deadline + milliseconds(1));
    REQUIRE(got.has_value());
    CHECK(loop.now() - began <= deadline);
    return *got;
  }
};

Code code_of(const Result<Vectors>& result) {
  REQUIRE_FALSE(result.ok());
  return result.error().code;
}

std::optional<net::Response> trouble() { return net::Response::json(500, R"({"error":"oom"})"); }

}  // namespace

TEST_CASE("texts become vectors, with the prefix of their purpose, the key, and in their order") {
  Server server;
  Options options;
  options.query_prefix = "query: ";
  options.passage_prefix = "passage: ";
  options.key = {"k1"};
  const auto endpoint = server.endpoint(std::move(options));
  CHECK(endpoint->facts().dimension == 0);
  const Result<Vectors> vectors = server.ask(*endpoint, {"a", "bbb"});
  REQUIRE(vectors.ok());
  REQUIRE(vectors->size() == 2);
  CHECK((*vectors)[0][0] == doctest::Approx(8 / std::sqrt(65.0)));
  CHECK((*vectors)[1][0] == doctest::Approx(10 / std::sqrt(101.0)));
  REQUIRE(server.ask(*endpoint, {"a"}, passage).ok());
  REQUIRE(server.requests.size() == 2);
  CHECK(server.requests[0].target == "/api/embed");
  CHECK(server.requests[0].body.find("query: bbb") != std::string::npos);
  CHECK(server.requests[1].body.find("passage: a") != std::string::npos);
  CHECK(server.requests[0].headers.get("Authorization") == "Bearer k1");
  CHECK(endpoint->facts().dimension == 2);
  CHECK(endpoint->facts().provider == "ollama");
  CHECK(endpoint->health().usable);
}

TEST_CASE("many texts go in batches, and none that cannot be asked for goes at all") {
  Server server;
  const auto endpoint = server.endpoint();
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 70; ++i) texts.emplace_back(i + 1, 'x');
  const Result<Vectors> vectors = server.ask(*endpoint, texts, passage);
  REQUIRE(vectors.ok());
  CHECK(server.requests.size() == 3);
  REQUIRE(vectors->size() == 70);
  CHECK((*vectors)[69][0] > (*vectors)[33][0]);
  CHECK(server.ask(*endpoint, {}).value().empty());
  CHECK(code_of(server.ask(*endpoint, {"a", ""})) == Code::invalid_argument);
  CHECK(code_of(server.ask(*endpoint, std::vector<std::string>(1001, "a"))) ==
        Code::invalid_argument);
  CHECK(server.requests.size() == 3);
}

TEST_CASE("after three failures it is left alone, refused at once, and taken up again") {
  Server server;
  const auto endpoint = server.endpoint();
  server.instead = trouble;
  for (int i = 0; i < 3; ++i) CHECK(code_of(server.ask(*endpoint)) == Code::unavailable);
  CHECK_FALSE(endpoint->health().usable);
  CHECK(endpoint->health().words.find("oom") != std::string::npos);
  const Duration before = server.loop.now();
  const Result<Vectors> refused = server.ask(*endpoint);
  CHECK(server.loop.now() == before);
  CHECK(refused.error().message.find("left alone for another 15 s") != std::string::npos);
  CHECK(server.requests.size() == 3);
  server.instead = nullptr;
  server.pass(seconds(15));
  CHECK(server.ask(*endpoint).ok());
  CHECK(endpoint->health().words == "It answers.");
}

TEST_CASE("it is left alone as long as it asks for") {
  Server server;
  const auto endpoint = server.endpoint();
  server.instead = []() -> std::optional<net::Response> {
    net::Response limited = net::Response::json(429, "{}");
    limited.headers.set("Retry-After", "40");
    return limited;
  };
  CHECK(code_of(server.ask(*endpoint)) == Code::unavailable);
  server.instead = nullptr;
  server.pass(seconds(39));
  CHECK(code_of(server.ask(*endpoint)) == Code::unavailable);
  CHECK(server.requests.size() == 1);
  server.pass(seconds(1));
  CHECK(server.ask(*endpoint).ok());
}

TEST_CASE("a hang ends with the caller's deadline, and three of them with its being left alone") {
  Server server;
  const auto endpoint = server.endpoint();
  server.delay = hours(1);
  for (int i = 0; i < 3; ++i) {
    const Result<Vectors> late = server.ask(*endpoint, {"a"}, query, milliseconds(800));
    CHECK(code_of(late) == Code::deadline_exceeded);
    CHECK(late.error().message == "The embedding endpoint has not answered within 800ms.");
  }
  CHECK_FALSE(endpoint->health().usable);
  CHECK(code_of(server.ask(*endpoint)) == Code::unavailable);
  // What hangs is given up by and by, and counted until then.
  server.delay = {};
  server.pass(minutes(3));
  CHECK(server.ask(*endpoint).ok());
}

TEST_CASE("only so many calls are under way, though their askers have given up") {
  Server server;
  Options options;
  options.breaker.failures = 100;
  const auto endpoint = server.endpoint(std::move(options));
  server.delay = hours(1);
  for (std::size_t i = 0; i < Endpoint::max_under_way; ++i) {
    CHECK(code_of(server.ask(*endpoint, {"a"}, query, seconds(1))) == Code::deadline_exceeded);
  }
  const Result<Vectors> refused = server.ask(*endpoint);
  CHECK(refused.error().message.find("8 calls") != std::string::npos);
  CHECK(server.requests.size() == Endpoint::max_under_way);
}

TEST_CASE("slow answers count where somebody waits for them") {
  Server server;
  const auto endpoint = server.endpoint();
  server.delay = seconds(4);
  for (int i = 0; i < 5; ++i) CHECK(server.ask(*endpoint, {"a"}, passage).ok());
  CHECK(endpoint->health().usable);
  for (int i = 0; i < 3; ++i) CHECK(server.ask(*endpoint).ok());
  CHECK_FALSE(endpoint->health().usable);
  CHECK(endpoint->health().words.starts_with("Answers took longer than 2 s."));
}

TEST_CASE("what is refused for its texts is told, and the endpoint is not blamed") {
  Server server;
  const auto endpoint = server.endpoint();
  server.instead = [] { return net::Response::json(400, R"({"error":"input too long"})"); };
  for (int i = 0; i < 5; ++i) CHECK(code_of(server.ask(*endpoint)) == Code::invalid_argument);
  CHECK(endpoint->health().usable);
  CHECK(endpoint->health().words.find("input too long") != std::string::npos);
  server.instead = nullptr;
  CHECK(server.ask(*endpoint).ok());
  CHECK(endpoint->health().words == "It answers.");
}

TEST_CASE("another dimension than before, or than was said, is refused") {
  Server server;
  const auto endpoint = server.endpoint();
  REQUIRE(server.ask(*endpoint).ok());
  server.instead = [] { return net::Response::json(200, R"({"embeddings":[[1,2,3]]})"); };
  const Result<Vectors> other = server.ask(*endpoint);
  CHECK(code_of(other) == Code::corrupt);
  CHECK(other.error().message.find("of 2 numbers and now gives 3") != std::string::npos);
  CHECK(endpoint->facts().dimension == 2);
  Options options;
  options.model = {"bge-m3", 384, false};
  const auto strict = server.endpoint(std::move(options));
  const Result<Vectors> wrong = server.ask(*strict);
  CHECK(wrong.error().message ==
        "The model gives vectors of 3 numbers, and the configuration says 384.");
  CHECK(server.requests.back().body.find(R"("dimensions":384)") != std::string::npos);
}

TEST_CASE("an endpoint that cannot be reached is told by its name, without the key") {
  Server server;
  Options options;
  options.key = {"hidden"};
  const auto endpoint = server.endpoint(std::move(options));
  server.is_reachable = false;
  const Result<Vectors> lost = server.ask(*endpoint);
  CHECK(code_of(lost) == Code::unavailable);
  CHECK(lost.error().message ==
        "The embedding endpoint cannot be asked: Cannot connect to ollama.");
  server.is_reachable = true;
  server.instead = [] { return net::Response::of_type(200, "text/html", "<html>"); };
  CHECK(code_of(server.ask(*endpoint)) == Code::corrupt);
}

TEST_CASE("who is gone is not called any more") {
  Server server;
  auto endpoint = server.endpoint();
  server.delay = seconds(1);
  endpoint->embed({"a"}, query, seconds(5), [](const auto&) { FAIL_CHECK("called"); });
  server.pass(milliseconds(10));
  endpoint.reset();
  server.pass(minutes(1));
  CHECK(server.requests.size() == 1);
}

TEST_CASE("text-embeddings-inference reranks, in batches, and the others do not") {
  Server server;
  Options options;
  options.api = Api::tei;
  options.address = "http://127.0.0.1:8080";
  const auto endpoint = server.endpoint(options);
  server.instead = [&]() -> std::optional<net::Response> {
    const Json body = parse_json(server.requests.back().body).value();
    std::string out;
    const std::size_t count = body.find("texts")->items().size();
    for (std::size_t i = count; i-- > 0;) {
      const std::size_t size = body.find("texts")->items()[i].text().size();
      out += fmt::format(R"({}{{"index":{},"score":{}}})", out.empty() ? "" : ",", i, size);
    }
    return net::Response::json(200, "[" + out + "]");
  };
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 40; ++i) texts.emplace_back(i + 1, 'x');
  std::optional<Result<std::vector<double>>> got;
  const auto take = [&](Result<std::vector<double>> result) { got.emplace(std::move(result)); };
  endpoint->rerank("q", texts, seconds(5), take);
  server.pass(seconds(5));
  REQUIRE(got.has_value());
  REQUIRE(got->ok());
  CHECK((**got)[0] == 1);
  CHECK((**got)[39] == 40);
  CHECK(server.requests.size() == 2);
  CHECK(server.requests[0].target == "/rerank");
  endpoint->rerank("q", std::vector<std::string>(101, "a"), seconds(5), take);
  CHECK(got->error().code == Code::invalid_argument);
  server.endpoint()->rerank("q", texts, seconds(5), take);
  CHECK(got->error().code == Code::unsupported);
}

TEST_CASE("what cannot be an endpoint is refused before anything is sent") {
  net::Loop loop(net::testing::simulated());
  const auto refused = [&](Api api, std::string address, std::string model = "m") {
    Options options;
    options.api = api;
    options.address = std::move(address);
    options.model.name = std::move(model);
    return !Endpoint::create(loop, std::move(options)).ok();
  };
  for (const char* near :
       {"http://127.0.0.1:11434", "http://[::1]:1", "http://ollama:11434", "http://192.168.1.7",
        "http://nas.local", "http://box.home.arpa", "https://api.example.com/v1"}) {
    CAPTURE(near);
    CHECK_FALSE(refused(Api::ollama, near));
  }
  for (const char* bad : {"", "ollama", "ws://127.0.0.1", "http://api.example.com",
                          "http://8.8.8.8", "https://a.example/v1?key=1"}) {
    CAPTURE(bad);
    CHECK(refused(Api::openai, bad));
  }
  CHECK(refused(Api::ollama, "http://127.0.0.1", ""));
  CHECK_FALSE(refused(Api::tei, "http://127.0.0.1", ""));
  Options options;
  options.address = "http://127.0.0.1";
  options.model = {"m", 5000, false};
  CHECK_FALSE(Endpoint::create(loop, std::move(options)).ok());
}

}  // namespace pitwall::embedding
