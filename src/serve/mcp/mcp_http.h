// Streamable HTTP: one endpoint for both eras. An answer that is there at once is plain JSON in one
// write; the connection becomes a stream of events only when something must be said before the
// answer, or when it takes long. Streams of sessions can be resumed by Last-Event-ID.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "net/http_server.h"
#include "serve/mcp/mcp_server.h"

namespace pitwall::serve {

class HttpSession;

class McpHttp {
 public:
  static constexpr std::size_t max_sessions = 1000;    // the one that was quiet longest goes
  static constexpr Duration session_idle = hours(12);  // then its client must initialize again
  static constexpr Duration quiet_before_stream = seconds(5);  // then the answer becomes a stream
  static constexpr Duration plain_deadline = seconds(60);      // for a client that reads no streams

  McpHttp(net::Loop& loop, McpServer& server, port::Random& random);
  ~McpHttp();

  // Any method at the endpoint. `caller` names who signed in, if that was asked for.
  net::Reply handle(net::Request& request, const std::shared_ptr<net::Disconnect>& disconnect,
                    std::string_view caller = {});
  void close();
  std::size_t sessions() const { return sessions_.size(); }

 private:
  net::Reply post(net::Request& request, const std::shared_ptr<net::Disconnect>& disconnect,
                  std::string_view caller);
  net::Reply post_modern(net::Request& request, RpcMessage message,
                         const std::shared_ptr<net::Disconnect>& disconnect,
                         std::string_view caller);
  net::Reply post_legacy(net::Request& request, RpcMessage message, std::string_view caller);
  net::Reply get(net::Request& request, std::string_view caller);
  net::Reply remove(net::Request& request, std::string_view caller);
  // The session the request names. An unknown one is a 404 in `refusal`.
  std::shared_ptr<HttpSession> session_of(const net::Request& request, std::string_view caller,
                                          std::optional<net::Response>& refusal);
  std::shared_ptr<HttpSession> open_session(std::string_view caller);
  void forget_idle();

  net::Loop& loop_;
  McpServer& server_;
  port::Random& random_;
  std::map<std::string, std::shared_ptr<HttpSession>, std::less<>> sessions_;
};

}  // namespace pitwall::serve
