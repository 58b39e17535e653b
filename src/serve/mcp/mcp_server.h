// The Model Context Protocol, one message at a time, in both eras. The core is the newest revision:
// every request says all that is needed to answer it. Before it stand two readers: `modern` checks
// what a request must say of itself, `legacy` serves initialize and what goes with a session. What
// is offered comes from the Offer; carriers are mcp_http.h and mcp_socket.h.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "serve/mcp/offer.h"
#include "serve/mcp/seal.h"
#include "serve/mcp/session.h"
#include "serve/mcp/tasks.h"

namespace pitwall::serve {

class ListenStream;

inline constexpr std::string_view modern_version = "2026-07-28";
// Revisions that begin with initialize, newest first.
inline constexpr std::string_view legacy_versions[] = {"2025-11-25", "2025-06-18", "2025-03-26"};
bool is_legacy_version(std::string_view version);
std::string supported_versions();  // JSON array, newest first

class McpServer {
 public:
  static constexpr std::size_t max_listeners = 10'000;     // subscriptions/listen at a time
  static constexpr Duration lists_fresh_for = minutes(5);  // what clients may keep
  static constexpr Duration resources_fresh_for = seconds(0);

  // All outlive the server.
  McpServer(net::Loop& loop, Offer& offer, const port::Clock& clock, port::Random& random);
  ~McpServer();

  // Reads one message. What is none is answered by `fault`.
  std::variant<RpcMessage, RpcFault> read(std::string_view text) { return read_rpc(reader_, text); }
  // Whether a message says it is of the newest revision, by what it carries.
  static bool is_modern(const RpcMessage& message);
  // Who sent a modern message, by its own word.
  static Client modern_client(const RpcMessage& message);

  // A modern request: answered through the exchange, at once or later.
  void serve_modern(std::shared_ptr<Exchange> exchange);
  // A request of an older client; `session` where it has one. initialize fills the session in.
  void serve_legacy(std::shared_ptr<Exchange> exchange, Session* session);
  // A message that wants no answer, or is one.
  void take_legacy(const RpcMessage& message, Session* session);

  bool begin_task(const std::shared_ptr<Exchange>& exchange) { return tasks_.begin(exchange); }
  // The tool that a message calls; nothing where it is no such call, or there is none.
  const OfferedTool* called_tool(const RpcMessage& message);
  Subscriptions& subscriptions() { return *subscriptions_; }
  Offer& offer() { return offer_; }
  // Says goodbye to everybody who listens.
  void close();

 private:
  bool serve_common(const std::shared_ptr<Exchange>& exchange);
  void serve_list(Exchange& exchange, Result<Page> page, std::string_view key);
  void call_tool(const std::shared_ptr<Exchange>& exchange);
  bool open_state(Exchange& exchange);
  Outcome before_answer(Exchange& exchange, Outcome outcome);
  Outcome input_required(Exchange& exchange);
  void discover(Exchange& exchange);
  void listen(const std::shared_ptr<Exchange>& exchange);
  void initialize(Exchange& exchange, Session* session);
  void subscribe(Exchange& exchange, Session* session, bool on);
  std::string capabilities(bool modern) const;

  net::Loop& loop_;
  Offer& offer_;
  std::shared_ptr<Subscriptions> subscriptions_;
  Tasks tasks_;
  Seal seal_;
  JsonReader reader_;
  std::string server_info_;  // member of a result's _meta
  std::set<std::shared_ptr<ListenStream>> listeners_;
};

}  // namespace pitwall::serve
