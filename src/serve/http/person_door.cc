#include "serve/http/person_door.h"

#include "serve/http/answer.h"
#include "serve/http/late_answer.h"

namespace pitwall::serve {
namespace {

// Kept nowhere and shown in no frame: not by the browser, not by anything between.
net::Response private_answer(net::Response response) {
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("X-Frame-Options", "DENY");
  response.headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  response.headers.set("Cross-Origin-Resource-Policy", "same-origin");
  return response;
}

net::Response refused(int status, Code code, std::string_view words) {
  return private_answer(error_answer(status, code, words));
}

}  // namespace

std::optional<net::Response> refuse_other_pages(const net::Request& request) {
  constexpr std::string_view only_dashboard = "Only the desk's own dashboard may ask this.";
  if (request.method != "POST") {
    net::Response response = refused(405, Code::unsupported, "Only POST works here.");
    response.headers.set("Allow", "POST");
    return response;
  }
  // A name is what tells this machine's own address from any other: a carrier without one is none.
  if (request.local || request.headers.count("Host") != 1 || request.headers.count("Origin") != 1)
    return refused(403, Code::permission_denied, only_dashboard);
  const std::string own = "http://" + std::string(request.headers.get("Host"));
  if (!net::equal_ignoring_case(request.headers.get("Origin"), own))
    return refused(403, Code::permission_denied, only_dashboard);
  // What a browser says by itself and a page cannot change.
  const std::optional<std::string_view> site = request.headers.find("Sec-Fetch-Site");
  if (request.headers.count("Sec-Fetch-Site") > 1 || (site && *site != "same-origin"))
    return refused(403, Code::permission_denied, only_dashboard);
  if (request.body.size() > max_person_request)
    return refused(413, Code::too_large,
                   fmt::format("At most {} bytes are read here.", max_person_request));
  return std::nullopt;
}

net::Reply answer_person(net::Loop& loop, const PersonMethod& method, const net::Request& request) {
  if (std::optional<net::Response> refusal = refuse_other_pages(request))
    return std::move(*refusal);
  const Result<Json> params = parse_json(request.body);
  if (!params) return refused(400, params.error().code, params.error().message);
  if (!params->is_object()) return refused(400, Code::invalid_argument, "Send a JSON object.");
  const std::string name = "pitwall/" + std::string(request.path().substr(person_path.size()));
  const auto answer = std::make_shared<LateAnswer>();
  const bool known = method(name, *params, [answer](Result<std::string> result) {
    if (!result)
      return answer->set(refused(http_status_of(result.error().code), result.error().code,
                                 result.error().message));
    answer->set(private_answer(net::Response::json(200, std::move(*result))));
  });
  if (!known) return refused(404, Code::not_found, "There is no such thing to ask.");
  return answer->reply(loop);
}

}  // namespace pitwall::serve
