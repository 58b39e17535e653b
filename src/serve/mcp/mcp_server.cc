#include "serve/mcp/mcp_server.h"

#include "serve/mcp/listen_stream.h"

namespace pitwall::serve {
namespace {

std::string_view name_in(const RpcMessage& message) { return message.params.string_or("name", ""); }

// What a request is about, so that a state sealed for it fits no other.
std::string subject_of(const RpcMessage& message) {
  std::string subject = message.method;
  for (const std::string_view key : {"name", "uri", "arguments"}) {
    const Json* part = message.params.find(key);
    subject += '\n';
    if (part) subject += part->dump();
  }
  return subject;
}

RpcError invalid(std::string message) { return {RpcCode::invalid_params, std::move(message)}; }

bool may_ask(std::string_view method) {
  return method == "tools/call" || method == "prompts/get" || method == "resources/read";
}

}  // namespace

RpcError resource_not_found(const Exchange& exchange, std::string_view uri) {
  RpcError gone{exchange.client.modern ? RpcCode::invalid_params : RpcCode::resource_not_found,
                "There is no such resource; resources/list and resources/templates/list say what "
                "there is."};
  gone.data = R"({"uri":)";
  append_json_string(gone.data, uri);
  gone.data.push_back('}');
  return gone;
}

bool is_legacy_version(std::string_view version) {
  return std::find(std::begin(legacy_versions), std::end(legacy_versions), version) !=
         std::end(legacy_versions);
}

std::string supported_versions() {
  return fmt::format(R"(["{}","{}"])", modern_version, fmt::join(legacy_versions, R"(",")"));
}

McpServer::McpServer(net::Loop& loop, Offer& offer, const port::Clock& clock, port::Random& random)
    : loop_(loop),
      offer_(offer),
      subscriptions_(std::make_shared<Subscriptions>(offer)),
      tasks_(clock, random),
      seal_(clock, random),
      server_info_(fmt::format(R"("{}":{})", server_meta, offer.facts().info)) {}

McpServer::~McpServer() = default;

bool McpServer::is_modern(const RpcMessage& message) {
  if (message.method == "server/discover" || message.method == "subscriptions/listen") return true;
  const Json* meta = message.meta();
  return meta && meta->find(protocol_meta);
}

Client McpServer::modern_client(const RpcMessage& message) {
  Client client;
  client.modern = true;
  const Json* meta = message.meta();
  if (!meta) return client;
  client.capabilities = meta->find(capabilities_meta);
  if (const Json* info = meta->find(client_meta)) {
    client.name = info->string_or("name", "");
    client.version = info->string_or("version", "").substr(0, 100);
  }
  client.log_level = log_level_of(meta->string_or(log_level_meta, ""));
  return client;
}

const OfferedTool* McpServer::called_tool(const RpcMessage& message) {
  return message.method == "tools/call" ? offer_.find_tool(name_in(message)) : nullptr;
}

void McpServer::serve_modern(std::shared_ptr<Exchange> exchange) {
  Exchange& x = *exchange;
  const Json* meta = x.message.meta();
  const Json* version = meta && meta->is_object() ? meta->find(protocol_meta) : nullptr;
  if (!version || !version->is_string())
    return x.finish(
        {.error = invalid(fmt::format("The member _meta must name {}.", protocol_meta))});
  if (version->text() != modern_version)
    return x.finish(
        {.error = RpcError{RpcCode::unsupported_version,
                           fmt::format("Protocol version {} is not spoken here in this way.",
                                       version->text().substr(0, 40)),
                           fmt::format(R"({{"supported":{},"requested":{}}})", supported_versions(),
                                       version->dump())}});
  if (!x.client.capabilities || !x.client.capabilities->is_object())
    return x.finish(
        {.error = invalid(fmt::format("The member _meta must name {}.", capabilities_meta))});
  x.before_answer = [this](Exchange& e, Outcome outcome) {
    return before_answer(e, std::move(outcome));
  };
  const std::string& method = x.message.method;
  if (may_ask(method) && !open_state(x)) return;
  if (serve_common(exchange)) return;
  if (method == "server/discover") return discover(x);
  if (method == "subscriptions/listen") return listen(exchange);
  if (method == "tasks/get") return tasks_.get(x);
  if (method == "tasks/update") return tasks_.update(x);
  if (method == "tasks/cancel") return tasks_.cancel(x);
  x.finish({.error = RpcError{RpcCode::method_not_found,
                              fmt::format("There is no method \"{}\".", method.substr(0, 80))}});
}

// What both eras have, with the same words. False where `method` is none of these.
bool McpServer::serve_common(const std::shared_ptr<Exchange>& exchange) {
  Exchange& x = *exchange;
  const std::string& method = x.message.method;
  if (method == "tools/call") return call_tool(exchange), true;
  const Json* given = x.message.params.find("cursor");
  const std::string_view cursor = x.message.params.string_or("cursor", "");
  const auto ask_list = [&](auto list) -> Result<Page> {
    if (given && cursor.empty()) return error(Code::invalid_argument, "A cursor is a text.");
    return (offer_.*list)(cursor);
  };
  if (method == "tools/list") return serve_list(x, ask_list(&Offer::tools), "tools"), true;
  if (method == "resources/list")
    return serve_list(x, ask_list(&Offer::resources), "resources"), true;
  if (method == "resources/templates/list")
    return serve_list(x, ask_list(&Offer::templates), "resourceTemplates"), true;
  if (method == "prompts/list") return serve_list(x, ask_list(&Offer::prompts), "prompts"), true;
  if (method == "completion/complete") return offer_.complete(exchange), true;
  if (method == "prompts/get") {
    if (name_in(x.message).empty()) return x.finish({.error = invalid("name is missing.")}), true;
    return offer_.get_prompt(name_in(x.message), exchange), true;
  }
  if (method == "resources/read") {
    const std::string_view uri = x.message.params.string_or("uri", "");
    if (uri.empty()) return x.finish({.error = invalid("uri is missing.")}), true;
    return offer_.read_resource(uri, exchange), true;
  }
  return false;
}

void McpServer::serve_list(Exchange& exchange, Result<Page> page, std::string_view key) {
  if (!page) return exchange.finish({.error = invalid(page.error().message)});
  Outcome outcome;
  outcome.members.reserve(page->items.size() + 80);
  outcome.members.append("\"").append(key).append("\":").append(page->items);
  if (!page->next_cursor.empty()) {
    outcome.members += R"(,"nextCursor":)";
    append_json_string(outcome.members, page->next_cursor);
  }
  if (exchange.client.modern)
    outcome.members +=
        fmt::format(R"(,"ttlMs":{},"cacheScope":"private")", lists_fresh_for / milliseconds(1));
  exchange.finish(std::move(outcome));
}

void McpServer::call_tool(const std::shared_ptr<Exchange>& exchange) {
  Exchange& x = *exchange;
  const std::string_view name = name_in(x.message);
  const OfferedTool* tool = offer_.find_tool(name);
  if (!tool) return x.finish({.error = invalid(offer_.unknown_tool(name))});
  const bool knows_tasks = x.client.modern && x.client.has_extension(tasks_extension);
  if (tool->tasks == TaskSupport::required && x.client.modern && !knows_tasks)
    return x.finish(
        {.error = RpcError{
             RpcCode::missing_client_capability,
             fmt::format("{} runs as a task only, and this client does not know tasks.", name),
             R"({"requiredCapabilities":{"extensions":{"io.modelcontextprotocol/tasks":{}}}})"}});
  if (knows_tasks && tool->tasks != TaskSupport::none && !tool->asks_before_task &&
      !tasks_.begin(exchange))
    return x.finish({.error = RpcError{RpcCode::internal_error,
                                       "Too many tasks run already; wait for some to end."}});
  offer_.call_tool(*tool, exchange);
}

// Takes the answers that came with the request. False where the request is answered already.
bool McpServer::open_state(Exchange& exchange) {
  const Json& params = exchange.message.params;
  const Json* state = params.find("requestState");
  if (state) {
    if (!state->is_string())
      return exchange.finish({.error = invalid("requestState is a text.")}), false;
    Result<Seal::Answers> answers =
        seal_.open(state->text(), subject_of(exchange.message), exchange.name);
    if (!answers) return exchange.finish({.error = invalid(answers.error().message)}), false;
    exchange.answers = std::move(*answers);
  }
  const Json* responses = params.find("inputResponses");
  if (!responses) return true;
  if (!responses->is_object())
    return exchange.finish({.error = invalid("inputResponses is an object.")}), false;
  // Nobody answers for a person what the person was never asked.
  if (!state && offer_.facts().answers_need_state) return true;
  for (const auto& [key, response] : responses->members())
    if (response.is_object() && key != own_state) exchange.answers.insert_or_assign(key, response);
  return true;
}

Outcome McpServer::before_answer(Exchange& exchange, Outcome outcome) {
  if (!exchange.missing_capabilities().empty()) {
    std::string data = R"({"requiredCapabilities":{)";
    bool first = true;
    for (const std::string& capability : exchange.missing_capabilities()) {
      if (!std::exchange(first, false)) data.push_back(',');
      append_json_string(data, capability);
      data += ":{}";
    }
    outcome = {.error =
                   RpcError{RpcCode::missing_client_capability,
                            "This needs something that the client does not offer.", data + "}}"}};
  } else if (!exchange.wanted().empty()) {
    outcome = input_required(exchange);
  }
  if (!outcome.error) {
    if (!outcome.meta.empty()) outcome.meta += ',';
    outcome.meta += server_info_;
    if (exchange.message.method == "resources/read" && outcome.type == "complete")
      outcome.members += fmt::format(R"(,"ttlMs":{},"cacheScope":"private")",
                                     resources_fresh_for / milliseconds(1));
  }
  return outcome;
}

Outcome McpServer::input_required(Exchange& exchange) {
  Outcome outcome{.type = "input_required"};
  JsonWriter writer(outcome.members);
  outcome.members = R"("inputRequests":)";
  writer.begin_object();
  for (const tool::Question& question : exchange.wanted()) {
    writer.key(question.key).begin_object();
    writer.key("method").string(question.method).key("params").raw(question.params);
    writer.end_object();
  }
  writer.end_object();
  outcome.members += R"(,"requestState":)";
  append_json_string(outcome.members,
                     seal_.close(subject_of(exchange.message), exchange.name, exchange.answers));
  return outcome;
}

std::string McpServer::capabilities(bool modern) const {
  const ServerFacts& facts = offer_.facts();
  std::string out;
  JsonWriter writer(out);
  writer.begin_object();
  for (const std::string_view list : {"tools", "prompts", "resources"}) {
    writer.key(list).begin_object();
    writer.key("listChanged").boolean(facts.lists_change);
    if (list == "resources") writer.key("subscribe").boolean(true);
    writer.end_object();
  }
  writer.key("completions").begin_object().end_object();
  if (facts.logs) writer.key("logging").begin_object().end_object();
  writer.key("extensions").begin_object();
  writer.key(apps_extension).begin_object();
  writer.key("mimeTypes").begin_array().string("text/html;profile=mcp-app").end_array();
  writer.end_object();
  if (modern) writer.key(tasks_extension).begin_object().end_object();
  writer.end_object();
  writer.end_object();
  return out;
}

void McpServer::discover(Exchange& exchange) {
  Outcome outcome;
  outcome.members =
      fmt::format(R"("supportedVersions":{},"capabilities":{},"ttlMs":{},"cacheScope":"private",)"
                  R"("instructions":)",
                  supported_versions(), capabilities(true), lists_fresh_for / milliseconds(1));
  append_json_string(outcome.members, offer_.facts().instructions);
  exchange.finish(std::move(outcome));
}

void McpServer::listen(const std::shared_ptr<Exchange>& exchange) {
  if (listeners_.size() >= max_listeners)
    return exchange->finish({.error = RpcError{RpcCode::internal_error,
                                               "Too many clients listen already; try later."}});
  const Json* wanted = exchange->message.params.find("notifications");
  if (!wanted || !wanted->is_object())
    return exchange->finish({.error = invalid("notifications says what to listen to.")});
  const auto stream =
      std::make_shared<ListenStream>(loop_, *subscriptions_, exchange, offer_.facts().lists_change);
  if (Result<void> begun = stream->begin(*wanted, server_info_); !begun)
    return exchange->finish({.error = invalid(begun.error().message)});
  listeners_.insert(stream);
  exchange->on_cancel([this, weak = std::weak_ptr<ListenStream>(stream)] {
    const std::shared_ptr<ListenStream> gone = weak.lock();
    if (!gone) return;
    gone->end();
    listeners_.erase(gone);
  });
}

void McpServer::close() {
  for (const std::shared_ptr<ListenStream>& stream : std::exchange(listeners_, {}))
    stream->say_goodbye();
}

}  // namespace pitwall::serve
