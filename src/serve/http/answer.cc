#include "serve/http/answer.h"

#include "base/json.h"

namespace pitwall::serve {

net::Response error_answer(int status, Code code, std::string_view message) {
  std::string body;
  JsonWriter writer(body);
  writer.begin_object().key("error").begin_object();
  writer.key("code").string(name_of(code)).key("message").string(message);
  writer.end_object().end_object();
  return net::Response::json(status, std::move(body));
}

int http_status_of(Code code) {
  switch (code) {
    case Code::invalid_argument:
      return 400;
    case Code::not_found:
    case Code::no_data:
      return 404;
    case Code::already_exists:
    case Code::conflict:
      return 409;
    case Code::permission_denied:
      return 403;
    case Code::unavailable:
      return 503;
    case Code::deadline_exceeded:
      return 504;
    case Code::too_large:
      return 413;
    case Code::unsupported:
      return 501;
    case Code::cancelled:
      return 499;
    case Code::corrupt:
    case Code::internal:
      return 500;
  }
  return 500;
}

}  // namespace pitwall::serve
