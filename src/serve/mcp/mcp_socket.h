// MCP as lines over a Unix socket: what `pitwall mcp` and the command line speak to the daemon.
// Only this user can open the socket. Each message says its era by itself; for an older client the
// connection is the session. Requests of one connection are answered as they finish.
#pragma once

#include <memory>
#include <string>

#include "net/pipes.h"
#include "net/stream.h"
#include "serve/mcp/mcp_server.h"

namespace pitwall::serve {

class McpSocket {
 public:
  static constexpr std::size_t max_message = 4 << 20;  // bytes of one line
  static constexpr std::size_t max_queued = 64 << 20;  // bytes of answers that nobody reads
  // With so many bytes of answers waiting nothing more is read.
  static constexpr std::size_t enough_queued = 1 << 20;
  static constexpr std::size_t max_connections = 256;
  static constexpr Duration drain_within = seconds(30);  // for answers to a peer that asks no more

  // Methods beside the protocol, for the command line: true where it took the message up and will
  // answer, with a whole message.
  using Done = std::function<void(std::string)>;
  using LocalMethods = std::function<bool(const RpcMessage&, const Done&)>;

  // Loop and server outlive it.
  McpSocket(net::Loop& loop, McpServer& server, LocalMethods local);
  ~McpSocket();

  Result<void> listen(const std::string& path);
  // Takes the pipes of `pitwall mcp` over, so that a host speaks to the desk itself.
  Result<void> listen_pipes(const std::string& path);
  void serve(std::unique_ptr<net::Stream> stream);
  void close();  // stops listening and ends every connection

 private:
  struct State;
  class Connection;
  class LineExchange;
  static void start(const std::shared_ptr<State>& state, std::unique_ptr<net::Stream> stream);
  static net::Awaitable<void> accept_all(std::shared_ptr<State> state);
  static net::Awaitable<void> accept_pipes(std::shared_ptr<State> state);
  static net::Awaitable<void> read_lines(std::shared_ptr<Connection> connection);
  static net::Awaitable<void> write_answers(std::shared_ptr<Connection> connection);
  std::shared_ptr<State> state_;
};

}  // namespace pitwall::serve
