#include "net/tls.h"

#include "net/memory_stream.h"
#include "net/testing.h"

using namespace pitwall;
using namespace pitwall::net;

namespace {

struct Server {
  explicit Server(const std::string& host) {
    auto made = make_self_signed(host, 2);
    REQUIRE(made);
    pem = *made;
    auto loaded = TlsServerContext::from_pem(pem.certificate, pem.private_key);
    REQUIRE(loaded);
    context = *loaded;
  }
  SelfSigned pem;
  std::shared_ptr<TlsServerContext> context;
};

std::shared_ptr<TlsClientContext> trusting(TlsClientOptions options) {
  auto made = TlsClientContext::make(std::move(options));
  REQUIRE(made);
  return *made;
}

Awaitable<void> echo_once(Loop& loop, std::unique_ptr<Stream> below,
                          std::shared_ptr<TlsServerContext> context) {
  auto stream = co_await tls_accept(loop, std::move(below), context, seconds(5));
  if (!stream) co_return;
  std::string all;
  std::array<char, 5000> buffer;
  while (true) {
    auto count = co_await (*stream)->read_some(buffer);
    if (!count || *count == 0) break;
    all.append(buffer.data(), *count);
  }
  auto written = co_await (*stream)->write("echo ", all);
  CHECK(written);
  co_await (*stream)->finish();
}

// What a client gets back for `size` bytes, or the error that it met.
Awaitable<void> ask(Loop& loop, std::unique_ptr<Stream> below, std::string host,
                    std::shared_ptr<TlsClientContext> context, std::size_t size,
                    Result<std::string>& outcome) {
  auto stream = co_await tls_connect(loop, std::move(below), host, context, seconds(5));
  if (!stream) {
    outcome = stream.error();
    co_return;
  }
  std::string sent(size, 'x');
  auto written = co_await (*stream)->write(sent);
  CHECK(written);
  co_await (*stream)->finish();
  std::string answer;
  std::array<char, 5000> buffer;
  while (true) {
    auto count = co_await (*stream)->read_some(buffer);
    if (!count) {
      outcome = count.error();
      co_return;
    }
    if (*count == 0) break;
    answer.append(buffer.data(), *count);
  }
  outcome = answer;
}

Result<std::string> attempt(const Server& server, const std::string& host, TlsClientOptions options,
                            std::size_t size = 3, MemoryPipeOptions pipe_options = {}) {
  Loop loop(testing::simulated());
  Result<std::string> outcome = error(Code::internal, "nothing happened");
  auto pipe = memory_pipe(loop, pipe_options);
  loop.spawn("server", echo_once(loop, std::move(pipe.second), server.context));
  testing::run(loop,
               ask(loop, std::move(pipe.first), host, trusting(std::move(options)), size, outcome));
  return outcome;
}

}  // namespace

TEST_CASE("a certificate is accepted for the name it bears, by roots that are trusted") {
  Server server("desk.example");
  TlsClientOptions own_root{.ca_pem = server.pem.certificate};
  auto right = attempt(server, "desk.example", own_root);
  REQUIRE(right);
  CHECK(*right == "echo xxx");
  auto other_name = attempt(server, "evil.example", own_root);
  REQUIRE_FALSE(other_name);
  CHECK(other_name.error().code == Code::permission_denied);
  auto unknown_root = attempt(server, "desk.example", {});
  REQUIRE_FALSE(unknown_root);
  CHECK(unknown_root.error().message.find("not trusted") != std::string::npos);
  Server by_address("127.0.0.1");
  CHECK(attempt(by_address, "127.0.0.1", {.ca_pem = by_address.pem.certificate}));
  CHECK_FALSE(attempt(by_address, "127.0.0.2", {.ca_pem = by_address.pem.certificate}));
}

TEST_CASE("a pinned certificate may bear any name, but must be the one") {
  Server server("whatever");
  TlsClientOptions pinned{.verify = TlsVerify::pinned_fingerprint,
                          .fingerprint = server.context->fingerprint()};
  CHECK(attempt(server, "10.0.0.1", pinned));
  pinned.fingerprint[0] = pinned.fingerprint[0] == '0' ? '1' : '0';
  auto refused = attempt(server, "10.0.0.1", pinned);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Code::permission_denied);
  CHECK_FALSE(
      TlsClientContext::make({.verify = TlsVerify::pinned_fingerprint, .fingerprint = "12:34"}));
}

TEST_CASE("an unchecked certificate is for this machine only") {
  Server server("localhost");
  TlsClientOptions unchecked{.verify = TlsVerify::loopback_unverified};
  CHECK(attempt(server, "localhost", unchecked));
  auto refused = attempt(server, "api.example.com", unchecked);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == Code::permission_denied);
}

TEST_CASE("large messages, small pieces and a cut connection") {
  Server server("localhost");
  TlsClientOptions unchecked{.verify = TlsVerify::loopback_unverified};
  auto large = attempt(server, "localhost", unchecked, 1'000'000,
                       {.capacity = 3000, .max_read = 700, .cut_after = 0});
  REQUIRE(large);
  CHECK(large->size() == 1'000'005);
  // Wherever it is cut, the reader is told; it never takes the beginning for the whole.
  for (std::size_t cut : {std::size_t{1}, std::size_t{200}, std::size_t{400}, std::size_t{2000},
                          std::size_t{20'000}}) {
    CAPTURE(cut);
    CHECK_FALSE(attempt(server, "localhost", unchecked, 30'000,
                        {.capacity = 64 * 1024, .max_read = 0, .cut_after = cut}));
  }
}

TEST_CASE("a peer that does not speak TLS, or says nothing, is given up") {
  Server server("localhost");
  Loop loop(testing::simulated());
  auto garbage = memory_pipe(loop);
  auto silent = memory_pipe(loop);
  auto test = [](Loop& on, std::unique_ptr<Stream> talker, std::unique_ptr<Stream> noise,
                 std::unique_ptr<Stream> quiet,
                 std::shared_ptr<TlsServerContext> context) -> Awaitable<void> {
    auto written = co_await noise->write("GET / HTTP/1.1\r\n\r\n");
    CHECK(written);
    auto refused = co_await tls_accept(on, std::move(talker), context, seconds(5));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::permission_denied);
    auto late = co_await tls_accept(on, std::move(quiet), context, seconds(5));
    REQUIRE_FALSE(late);
    CHECK(late.error().code == Code::deadline_exceeded);
    CHECK(on.now() == seconds(5));
  };
  testing::run(loop, test(loop, std::move(garbage.first), std::move(garbage.second),
                          std::move(silent.first), server.context));
}
