#include "serve/http/router.h"

#include "serve/http/answer.h"
#include "serve/http/guard.h"
#include "serve/http/late_answer.h"
#include "serve/sign_in/owner.h"
#include "serve/sign_in/scope_check.h"

namespace pitwall::serve {

namespace {

constexpr std::string_view heartbeat_path = "/heartbeat/";

net::Response method_not_allowed(std::string_view allowed) {
  net::Response response =
      error_answer(405, Code::unsupported, fmt::format("Only {} works here.", allowed));
  response.headers.set("Allow", allowed);
  return response;
}

std::string whole(const tool::Answer& answer) {
  std::string out = R"({"structured":)";
  out += answer.structured;
  out += R"(,"text":)";
  append_json_string(out, answer.text);
  out += '}';
  return out;
}

std::string structured(const tool::Answer& answer) { return answer.structured; }

}  // namespace

net::Reply Router::handle(net::Request& request,
                          const std::shared_ptr<net::Disconnect>& disconnect) {
  if (parts_.front && parts_.front->is_public(request)) return handle_remote(request, disconnect);
  if (std::optional<net::Response> refusal = refuse_stranger(request, port_))
    return std::move(*refusal);
  const std::string_view path = request.path();
  if (path.starts_with("/sign-in/")) return sign_in::answer_owner(loop_, parts_.front, request);
  if (path.starts_with(person_path)) return answer_person(loop_, parts_.person, request);
  const bool get = request.method == "GET" || request.method == "HEAD";
  if (path == "/mcp") return parts_.mcp.handle(request, disconnect);
  if (path == "/tools/call")
    return request.method == "POST" ? post_call(request) : method_not_allowed("POST");
  if (path.starts_with(heartbeat_path))
    return request.method == "POST" ? take_heartbeat(path) : method_not_allowed("POST");
  if (!get) return method_not_allowed("GET");
  if (path == "/tools/list")
    return net::Response::json(200, fmt::format(R"({{"tools":{}}})", parts_.registry.listing()));
  if (path == "/context")
    return call(*parts_.registry.find("get_context").value(), Json::object(), structured);
  if (path == "/feed") return parts_.feed(request);
  if (path == "/healthz") return health();
  if (path == "/metrics")
    return net::Response::of_type(200, "text/plain; version=0.0.4; charset=utf-8",
                                  parts_.metrics());
  if (std::optional<net::Response> asset = parts_.asset(request)) return std::move(*asset);
  return error_answer(
      404, Code::not_found,
      "There is nothing here; the dashboard is at /, the tools are at /tools/list.");
}

// Under the public name: /mcp for who holds a token, and what the door answers itself.
net::Reply Router::handle_remote(net::Request& request,
                                 const std::shared_ptr<net::Disconnect>& disconnect) {
  sign_in::Front::Admission admission = parts_.front->admit(request);
  if (net::Reply* answered = std::get_if<net::Reply>(&admission)) return std::move(*answered);
  const Principal& who = std::get<Principal>(admission);
  if (std::optional<net::Response> refusal =
          sign_in::refuse_call(*parts_.front, who, parts_.registry, request.body))
    return std::move(*refusal);
  parts_.front->watch(who, disconnect);
  // Two grants may call themselves the same: what is theirs is told apart by the grant.
  return parts_.mcp.handle(request, disconnect, fmt::format("{} ({})", who.name, who.grant));
}

net::Reply Router::post_call(net::Request& request) {
  const Result<Json> body = parse_json(request.body);
  if (!body) return error_answer(400, body.error().code, body.error().message);
  const Result<const tool::Tool*> found = parts_.registry.find(body->string_or("name", ""));
  if (!found) return error_answer(404, found.error().code, found.error().message);
  const Json* arguments = body->find("arguments");
  return call(**found, arguments ? *arguments : Json::object(), whole);
}

net::Reply Router::call(const tool::Tool& tool, const Json& arguments,
                        std::string (*body)(const tool::Answer& answer)) {
  const auto pending = std::make_shared<LateAnswer>();
  tool.call(arguments, parts_.context,
            std::make_shared<tool::Call>(tool::Asker::person, "dashboard"),
            [pending, body](Result<tool::Answer> answer) {
              if (!answer)
                return pending->set(error_answer(http_status_of(answer.error().code),
                                                 answer.error().code, answer.error().message));
              pending->set(net::Response::json(200, body(*answer)));
            });
  return pending->reply(loop_);
}

net::Reply Router::take_heartbeat(std::string_view path) const {
  const std::string_view name = path.substr(heartbeat_path.size());
  if (parts_.heartbeat && parts_.heartbeat(name)) return net::Response::json(200, "{}");
  return error_answer(404, Code::not_found,
                      "No probe of this name waits for a heartbeat: health.probes in the "
                      "configuration names those that do.");
}

net::Reply Router::health() const {
  const std::string& halted = parts_.context.desk.halted();
  if (!halted.empty()) return error_answer(503, Code::unavailable, halted);
  return net::Response::json(200, R"({"status":"ok"})");
}

}  // namespace pitwall::serve
