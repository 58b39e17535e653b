// Any lines, as messages of both eras to the fixtures: nothing crashes, a request is answered at
// most once and, once all has come to rest, exactly once; what is said is JSON.
#include "serve/mcp/fixtures/fixtures.h"
#include "serve/mcp/test_parts.h"

namespace {

using namespace pitwall;
using serve::testing::KeptExchange;
using serve::testing::KeptSession;
using serve::testing::Wire;

struct Desk {
  net::Loop loop{net::LoopOptions{.simulated_time = true}};
  serve::testing::LoopClock clock{loop};
  serve::testing::CountingRandom random;
  serve::Fixtures fixtures{loop};
  serve::McpServer server{loop, fixtures, clock, random};
  std::shared_ptr<KeptSession> session =
      std::make_shared<KeptSession>(loop, server.subscriptions());
  std::vector<std::shared_ptr<Wire>> wires;

  Desk() {
    fixtures.tell_changed = [this](serve::List list) { server.subscriptions().list_changed(list); };
    fixtures.begin_task = [this](const auto& exchange) { return server.begin_task(exchange); };
  }

  void serve(serve::RpcMessage message, bool modern) {
    if (!message.id || message.method.empty()) return server.take_legacy(message, session.get());
    serve::Client client;
    if (modern) {
      client = serve::McpServer::modern_client(message);
    } else {
      client.capabilities = &session->capabilities;
      client.log_level = session->log_level;
    }
    const auto wire = wires.emplace_back(std::make_shared<Wire>());
    const auto exchange = std::make_shared<KeptExchange>(wire, client, std::move(message), "fuzz");
    if (modern) return server.serve_modern(exchange);
    exchange->session = session;
    if (session->begin(exchange)) server.serve_legacy(exchange, session.get());
  }
};

void check(const Wire& wire) {
  PITWALL_CHECK(wire.answers.size() <= 1, "a request was answered twice");
  for (const auto* texts : {&wire.sent, &wire.answers})
    for (const std::string& text : *texts)
      PITWALL_CHECK(parse_json(text).ok(), "this is no JSON: {}", text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Desk desk;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    for (const bool modern : {false, true}) {
      auto read = desk.server.read(line);
      if (auto* message = std::get_if<serve::RpcMessage>(&read))
        desk.serve(std::move(*message), modern);
    }
  }
  desk.loop.run();
  desk.server.close();
  desk.session->cancel_all();
  desk.loop.run();
  for (const auto& wire : desk.wires) check(*wire);
  return 0;
}
