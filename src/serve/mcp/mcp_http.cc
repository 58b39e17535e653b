#include "serve/mcp/mcp_http.h"

#include "base/sha256.h"
#include "serve/mcp/headers.h"
#include "serve/mcp/http_exchange.h"

namespace pitwall::serve {
namespace {

constexpr std::string_view session_header = "Mcp-Session-Id";
constexpr std::string_view version_header = "MCP-Protocol-Version";

net::Response refuse(int status, RpcCode code, std::string_view message,
                     std::string_view id = "null") {
  return net::Response::json(status, rpc_error(id, code, message));
}

net::Response accepted() { return net::Response{.status = 202, .headers = {}, .body = {}}; }

bool accepts(const net::Request& request, std::string_view type) {
  const std::string_view accept = request.headers.get("Accept");
  if (accept.empty() || accept.find("*/*") != accept.npos) return true;
  if (accept.find(type) != accept.npos) return true;
  return accept.find(std::string(type.substr(0, type.find('/'))) + "/*") != accept.npos;
}

net::Response unknown_version(std::string_view version, std::string_view id) {
  return net::Response::json(
      400, rpc_error(id, RpcError{RpcCode::unsupported_version,
                                  fmt::format("MCP-Protocol-Version {} is not spoken here.",
                                              version.substr(0, 40)),
                                  fmt::format(R"({{"supported":{}}})", supported_versions())}));
}

// A view's call is the person's doing, whatever carries it.
tool::Asker asker_of(const OfferedTool* tool) {
  return tool && tool->for_views ? tool::Asker::person : tool::Asker::assistant;
}

// Who asks, for people to read: who signed in, else what the client calls itself.
std::string who(std::string_view caller, std::string_view client) {
  if (!caller.empty()) return std::string(caller);
  return client.empty() ? "an assistant" : std::string(client.substr(0, 100));
}

}  // namespace

McpHttp::McpHttp(net::Loop& loop, McpServer& server, port::Random& random)
    : loop_(loop), server_(server), random_(random) {}

McpHttp::~McpHttp() = default;

net::Reply McpHttp::handle(net::Request& request,
                           const std::shared_ptr<net::Disconnect>& disconnect,
                           std::string_view caller) {
  if (request.method == "POST") return post(request, disconnect, caller);
  if (request.method == "GET") return get(request, caller);
  if (request.method == "DELETE") return remove(request, caller);
  net::Response response = refuse(405, RpcCode::invalid_request, "POST, GET and DELETE work here.");
  response.headers.set("Allow", "POST, GET, DELETE");
  return response;
}

net::Reply McpHttp::post(net::Request& request, const std::shared_ptr<net::Disconnect>& disconnect,
                         std::string_view caller) {
  if (!accepts(request, "application/json") && !accepts(request, "text/event-stream"))
    return refuse(406, RpcCode::invalid_request,
                  "Accept must name application/json and text/event-stream.");
  std::variant<RpcMessage, RpcFault> read = server_.read(request.body);
  if (const auto* fault = std::get_if<RpcFault>(&read))
    return refuse(400, fault->code, fault->message, fault->id);
  RpcMessage& message = std::get<RpcMessage>(read);
  const std::string_view version = request.headers.get(version_header);
  const bool modern = version == modern_version || McpServer::is_modern(message) ||
                      (version.empty() && request.headers.contains("Mcp-Method"));
  if (modern && !message.method.empty())
    return post_modern(request, std::move(message), disconnect, caller);
  if (!version.empty() && !is_legacy_version(version))
    return unknown_version(version, message.id.value_or("null"));
  return post_legacy(request, std::move(message), caller);
}

net::Reply McpHttp::post_modern(net::Request& request, RpcMessage message,
                                const std::shared_ptr<net::Disconnect>& disconnect,
                                std::string_view caller) {
  // A client of this era calls a request off by closing its stream.
  if (!message.id) return accepted();
  const Client client = McpServer::modern_client(message);
  const OfferedTool* tool = server_.called_tool(message);
  const std::optional<RpcError> wrong = check_headers(request.headers, message, tool);
  const Json* meta = message.meta();
  const bool has_envelope = meta && meta->find(protocol_meta) && meta->find(capabilities_meta);
  const auto exchange = std::make_shared<HttpExchange>(
      loop_, asker_of(tool), who(caller, client.name), client, std::move(message), nullptr,
      accepts(request, "text/event-stream"));
  exchange->nearby = caller.empty();
  if (exchange->message.method == "subscriptions/listen" && !accepts(request, "text/event-stream"))
    return refuse(406, RpcCode::invalid_request,
                  "What changes is told over a stream: Accept must name text/event-stream.",
                  exchange->message.id.value());
  if (wrong && has_envelope) {
    exchange->finish({.error = *wrong});
    return exchange->reply();
  }
  if (disconnect)
    disconnect->on_disconnect([weak = std::weak_ptr<HttpExchange>(exchange)] {
      if (const auto gone = weak.lock()) gone->cancel();
    });
  server_.serve_modern(exchange);
  return exchange->reply();
}

net::Reply McpHttp::post_legacy(net::Request& request, RpcMessage message,
                                std::string_view caller) {
  std::optional<net::Response> refusal;
  std::shared_ptr<HttpSession> session = session_of(request, caller, refusal);
  if (refusal) return std::move(*refusal);
  if (!message.id || message.method.empty()) {
    server_.take_legacy(message, session.get());
    return accepted();
  }
  const bool begins = message.method == "initialize";
  if (begins) session = open_session(caller);
  Client client;
  if (session) {
    client.name = session->client_name;
    client.version = session->client_version;
    // The id itself opens the session; its hash tells sessions apart.
    client.session_name = sha256(session->id).text().substr(0, 12);
    client.capabilities = &session->capabilities;
    client.log_level = session->log_level;
  }
  const bool streams = accepts(request, "text/event-stream");
  if (!streams) client.capabilities = nullptr;  // nothing to ask over
  const auto exchange = std::make_shared<HttpExchange>(
      loop_, asker_of(server_.called_tool(message)), who(caller, client.name), client,
      std::move(message), session, streams);
  exchange->nearby = caller.empty();
  if (session && !session->begin(exchange))
    return refuse(429, RpcCode::internal_error, "Too many requests of this session are under way.");
  if (begins) exchange->response_head.headers.set(session_header, session->id);
  server_.serve_legacy(exchange, session.get());
  return exchange->reply();
}

std::shared_ptr<HttpSession> McpHttp::session_of(const net::Request& request,
                                                 std::string_view caller,
                                                 std::optional<net::Response>& refusal) {
  const std::string_view id = request.headers.get(session_header);
  if (id.empty()) return nullptr;
  const auto found = sessions_.find(id);
  if (found == sessions_.end() || found->second->owner != caller) {
    refusal = refuse(404, RpcCode::invalid_request,
                     "There is no such session (any more); begin with initialize.");
    return nullptr;
  }
  found->second->used = loop_.now();
  return found->second;
}

std::shared_ptr<HttpSession> McpHttp::open_session(std::string_view caller) {
  forget_idle();
  const auto session =
      std::make_shared<HttpSession>(loop_, server_.subscriptions(), random_.id().text(), caller);
  sessions_.emplace(session->id, session);
  return session;
}

void McpHttp::forget_idle() {
  const Duration now = loop_.now();
  std::erase_if(sessions_, [now](const auto& entry) {
    const bool idle = now - entry.second->used > session_idle;
    if (idle) entry.second->close();
    return idle;
  });
  while (sessions_.size() >= max_sessions) {
    const auto quietest = std::min_element(
        sessions_.begin(), sessions_.end(),
        [](const auto& a, const auto& b) { return a.second->used < b.second->used; });
    quietest->second->close();
    sessions_.erase(quietest);
  }
}

net::Reply McpHttp::get(net::Request& request, std::string_view caller) {
  std::optional<net::Response> refusal;
  const std::shared_ptr<HttpSession> session = session_of(request, caller, refusal);
  if (refusal) return std::move(*refusal);
  if (!session) {
    net::Response response =
        refuse(405, RpcCode::invalid_request, "A stream needs a session; begin with initialize.");
    response.headers.set("Allow", "POST");
    return response;
  }
  if (!accepts(request, "text/event-stream"))
    return refuse(406, RpcCode::invalid_request, "Accept must name text/event-stream.");
  const std::string_view last = request.headers.get("Last-Event-ID");
  if (last.empty()) return session->own().attach(~std::uint64_t{0}, session->primes());
  std::uint64_t event = 0;
  const std::shared_ptr<Channel> channel = session->find(last, event);
  if (!channel) return refuse(404, RpcCode::invalid_request, "That stream is over and forgotten.");
  return channel->attach(event, false);
}

net::Reply McpHttp::remove(net::Request& request, std::string_view caller) {
  std::optional<net::Response> refusal;
  const std::shared_ptr<HttpSession> session = session_of(request, caller, refusal);
  if (refusal) return std::move(*refusal);
  if (!session) return refuse(400, RpcCode::invalid_request, "Name the session in Mcp-Session-Id.");
  session->close();
  sessions_.erase(session->id);
  return net::Response{.status = 204, .headers = {}, .body = {}};
}

void McpHttp::close() {
  for (const auto& [id, session] : std::exchange(sessions_, {})) session->close();
}

}  // namespace pitwall::serve
