// What only clients before 2026-07-28 ask for: initialize and what goes with a session.
#include "serve/mcp/mcp_server.h"

namespace pitwall::serve {

void McpServer::serve_legacy(std::shared_ptr<Exchange> exchange, Session* session) {
  Exchange& x = *exchange;
  const std::string& method = x.message.method;
  if (serve_common(exchange)) return;
  if (method == "initialize") return initialize(x, session);
  if (method == "ping") return x.finish({});
  if (method == "resources/subscribe") return subscribe(x, session, true);
  if (method == "resources/unsubscribe") return subscribe(x, session, false);
  if (method == "logging/setLevel" && offer_.facts().logs) {
    const auto level = log_level_of(x.message.params.string_or("level", ""));
    if (!level)
      return x.finish({.error = RpcError{RpcCode::invalid_params, "There is no such level."}});
    if (session) session->log_level = level;
    return x.finish({});
  }
  x.finish(
      {.error = RpcError{RpcCode::method_not_found,
                         fmt::format("There is no method \"{}\" here.", method.substr(0, 80))}});
}

void McpServer::initialize(Exchange& exchange, Session* session) {
  const Json& params = exchange.message.params;
  const std::string_view wanted = params.string_or("protocolVersion", "");
  if (wanted.empty())
    return exchange.finish(
        {.error = RpcError{RpcCode::invalid_params, "protocolVersion is missing."}});
  const std::string_view version = is_legacy_version(wanted) ? wanted : legacy_versions[0];
  if (session) {
    session->version = version;
    if (const Json* info = params.find("clientInfo")) {
      session->client_name = info->string_or("name", "").substr(0, 100);
      session->client_version = info->string_or("version", "").substr(0, 100);
    }
    if (const Json* said = params.find("capabilities"); said && said->is_object())
      session->capabilities = *said;
    if (offer_.facts().logs) session->log_level = LogLevel::info;
    if (offer_.facts().lists_change)
      for (const List list : {List::tools, List::prompts, List::resources})
        subscriptions_->watch_list(list, session->shared_from_this());
  }
  Outcome outcome;
  outcome.members = fmt::format(R"("protocolVersion":"{}","capabilities":{},"serverInfo":{})",
                                version, capabilities(false), offer_.facts().info);
  outcome.members += R"(,"instructions":)";
  append_json_string(outcome.members, offer_.facts().instructions);
  exchange.finish(std::move(outcome));
}

void McpServer::subscribe(Exchange& exchange, Session* session, bool on) {
  const std::string uri(exchange.message.params.string_or("uri", ""));
  if (!session)
    return exchange.finish(
        {.error = RpcError{RpcCode::invalid_request, "Subscribing needs a session."}});
  if (on) {
    if (Result<void> watched = subscriptions_->watch(uri, session->shared_from_this()); !watched)
      return exchange.finish(
          {.error = RpcError{RpcCode::resource_not_found, watched.error().message}});
  } else {
    subscriptions_->unwatch(uri, *session);
  }
  exchange.finish({});
}

void McpServer::take_legacy(const RpcMessage& message, Session* session) {
  if (!session) return;
  if (message.method.empty() && message.id)
    return session->take_answer(*message.id, message.params);
  if (message.method != "notifications/cancelled") return;
  if (const Json* id = message.params.find("requestId")) session->cancel(id->dump());
}

}  // namespace pitwall::serve
