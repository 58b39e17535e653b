// For the tests and fuzzers of this folder: a clock that goes with the loop, randomness that never
// repeats, and an exchange that keeps what it is told to say.
#pragma once

#include <string>
#include <vector>

#include "net/loop.h"
#include "port/clock.h"
#include "serve/mcp/mcp_server.h"

namespace pitwall::serve::testing {

class LoopClock final : public port::Clock {
 public:
  explicit LoopClock(const net::Loop& loop) : loop_(loop) {}
  Time now() const override { return begin_ + loop_.now(); }

 private:
  const net::Loop& loop_;
  Time begin_ = Time::parse("2026-03-02T15:00:00Z").value();
};

class CountingRandom final : public port::Random {
 public:
  std::uint64_t next() override { return ++drawn_ * 0x9e3779b97f4a7c15; }

 private:
  std::uint64_t drawn_ = 0;
};

// What went over the wire for one request.
struct Wire {
  std::vector<std::string> sent;     // before the answer
  std::vector<std::string> answers;  // at most one, unless something is wrong
  std::optional<RpcCode> code;       // of an answer that is an error
  bool reads = true;                 // false: a client that is behind
};

class KeptExchange final : public Exchange {
 public:
  KeptExchange(std::shared_ptr<Wire> wire, Client from, RpcMessage said, std::string who = "test")
      : Exchange(tool::Asker::assistant, std::move(who), from, std::move(said)),
        wire_(std::move(wire)) {}
  void send(std::string text) override { wire_->sent.push_back(std::move(text)); }
  bool keeps_up() const override { return wire_->reads; }

 protected:
  void deliver(std::string text, std::optional<RpcCode> code) override {
    wire_->answers.push_back(std::move(text));
    wire_->code = code;
  }

 private:
  std::shared_ptr<Wire> wire_;
};

// A session whose carrier keeps what is pushed.
class KeptSession final : public Session {
 public:
  using Session::Session;
  std::vector<std::string> pushed;
  bool reads = true;
  void push(std::string text) override { pushed.push_back(std::move(text)); }
  bool keeps_up() const override { return reads; }
};

// Some resources that can be watched, and a count of those that are.
class SmallOffer final : public Offer {
 public:
  std::vector<std::string> resources_there{"a:", "b:"};
  std::vector<std::string> watched;

  const ServerFacts& facts() const override { return facts_; }
  Result<Page> tools(std::string_view) override { return Page{"[]"}; }
  Result<Page> resources(std::string_view) override { return Page{"[]"}; }
  Result<Page> templates(std::string_view) override { return Page{"[]"}; }
  Result<Page> prompts(std::string_view) override { return Page{"[]"}; }
  const OfferedTool* find_tool(std::string_view) override { return nullptr; }
  void call_tool(const OfferedTool&, std::shared_ptr<Exchange>) override {}
  void read_resource(std::string_view, std::shared_ptr<Exchange>) override {}
  void get_prompt(std::string_view, std::shared_ptr<Exchange>) override {}
  void complete(std::shared_ptr<Exchange>) override {}
  bool watch(std::string_view uri) override {
    if (std::find(resources_there.begin(), resources_there.end(), uri) == resources_there.end())
      return false;
    watched.emplace_back(uri);
    return true;
  }
  void unwatch(std::string_view uri) override { std::erase(watched, uri); }

 private:
  ServerFacts facts_{.info = R"({"name":"small","version":"1"})", .instructions = "Few."};
};

// A request of the newest revision; `capabilities` and `params` are JSON, the latter without
// braces.
inline std::string modern_request(std::string_view id, std::string_view method,
                                  std::string_view params = {},
                                  std::string_view capabilities = "{}") {
  return fmt::format(
      R"({{"jsonrpc":"2.0","id":{},"method":"{}","params":{{"_meta":{{"{}":"{}","{}":{}}}{}{}}}}})",
      id, method, protocol_meta, modern_version, capabilities_meta, capabilities,
      params.empty() ? "" : ",", params);
}

inline RpcMessage message_of(std::string_view text) {
  JsonReader reader;
  return std::get<RpcMessage>(read_rpc(reader, text));
}

}  // namespace pitwall::serve::testing
