#include "serve/sign_in/owner.h"

#include "base/json.h"

namespace pitwall::serve::sign_in {
namespace {

// In the shape of the desk's other local answers: {"error":{"code":…,"message":…}}.
net::Response local_error(int status, Code code, std::string_view message) {
  std::string body;
  JsonWriter writer(body);
  writer.begin_object();
  writer.key("error").begin_object();
  writer.key("code").string(name_of(code));
  writer.key("message").string(message);
  writer.end_object();
  writer.end_object();
  return net::Response::json(status, std::move(body));
}

net::Awaitable<net::Reply> end_grant(net::Loop* loop, Front* front, std::string id) {
  net::Notice arrived(*loop);
  Result<void> result;
  front->revoke(id, [&](Result<void> ended) {
    result = std::move(ended);
    arrived.notify();
  });
  co_await arrived.wait();
  if (result) co_return net::Response::json(200, front->listing());
  co_return local_error(result.error().code == Code::not_found ? 404 : 503, result.error().code,
                        result.error().message);
}

}  // namespace

net::Reply answer_owner(net::Loop& loop, Front* front, const net::Request& request) {
  const bool get = request.method == "GET" || request.method == "HEAD";
  if (request.path() == "/sign-in/tokens" && get) {
    net::Response response =
        net::Response::json(200, front ? front->listing() : std::string(listing_when_off));
    response.headers.set("Cache-Control", "no-store");
    return response;
  }
  if (request.path() != "/sign-in/revoke" || request.method != "POST")
    return local_error(404, Code::not_found,
                       "There is GET /sign-in/tokens and POST /sign-in/revoke.");
  if (!front) return local_error(409, Code::unsupported, "Remote use is off; nobody is signed in.");
  const Result<Json> body = parse_json(request.body);
  if (!body) return local_error(400, body.error().code, body.error().message);
  const std::string_view id = body->string_or("id", "");
  if (id.empty())
    return local_error(400, Code::invalid_argument, "id is missing: a grant's, or \"all\".");
  return end_grant(&loop, front, std::string(id));
}

}  // namespace pitwall::serve::sign_in
