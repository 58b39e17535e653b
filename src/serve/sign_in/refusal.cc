#include "serve/sign_in/refusal.h"

#include "base/json.h"

namespace pitwall::serve::sign_in {

net::Response refusal_answer(int status, const Refusal& refusal) {
  std::string body;
  JsonWriter writer(body);
  writer.begin_object();
  writer.key("error").string(refusal.code);
  writer.key("error_description").string(refusal.description);
  writer.end_object();
  net::Response response = net::Response::json(status, std::move(body));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace pitwall::serve::sign_in
