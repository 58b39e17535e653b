// What stands behind the desk's HTTP port: MCP, REST, feed, health, metrics, dashboard. Every
// request passes the guard first.
#pragma once

#include <functional>
#include <memory>

#include "net/http_server.h"
#include "serve/http/person_door.h"
#include "serve/mcp/mcp_http.h"
#include "serve/sign_in/front.h"
#include "tool/registry.h"

namespace pitwall::serve {

struct RouterParts {
  McpHttp& mcp;
  const tool::Registry& registry;
  tool::Context& context;
  // The dashboard's file under a path, or nothing.
  std::function<std::optional<net::Response>(const net::Request&)> asset;
  // Takes a request for /feed over.
  std::function<net::Reply(net::Request&)> feed;
  std::function<std::string()> metrics;
  // Somebody says by its name that it lives; false where nobody waits to hear that.
  std::function<bool(std::string_view)> heartbeat;
  PersonMethod person;              // what the dashboard's own page may ask for
  sign_in::Front* front = nullptr;  // the door to the outside; none while remote use is off
};

class Router {
 public:
  Router(net::Loop& loop, RouterParts parts) : loop_(loop), parts_(std::move(parts)) {}

  // The port this desk is reached at; known once it listens.
  void set_port(std::uint16_t port) { port_ = port; }
  net::Reply handle(net::Request& request, const std::shared_ptr<net::Disconnect>& disconnect);

 private:
  net::Reply handle_remote(net::Request& request,
                           const std::shared_ptr<net::Disconnect>& disconnect);
  net::Reply post_call(net::Request& request);
  // Calls it in the dashboard's name; `body` makes the answer's text of what it answered.
  net::Reply call(const tool::Tool& tool, const Json& arguments,
                  std::string (*body)(const tool::Answer& answer));
  net::Reply take_heartbeat(std::string_view path) const;
  net::Reply health() const;

  net::Loop& loop_;
  RouterParts parts_;
  std::uint16_t port_ = 0;
};

}  // namespace pitwall::serve
