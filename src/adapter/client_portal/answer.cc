#include "adapter/client_portal/answer.h"

#include "adapter/client_portal/figures.h"

namespace pitwall::client_portal {
namespace {

constexpr std::string_view asked_where = "Interactive Brokers";

Meaning trouble(Trouble kind, Code code, std::string_view words) {
  return {kind, error(code, "{}", words)};
}

Meaning logged_out() {
  return trouble(Trouble::logged_out, Code::unavailable,
                 "Nobody is logged in at the Client Portal Gateway. Log in there with a browser.");
}

Meaning maintenance() {
  return trouble(Trouble::maintenance, Code::unavailable,
                 "Interactive Brokers is closed for maintenance just now. Try again later.");
}

Meaning no_bridge() {
  return trouble(Trouble::no_bridge, Code::unavailable,
                 "The Client Portal Gateway is logged in, but has no brokerage session yet.");
}

bool is_markup(std::string_view body) {
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && body[first] == '<';
}

// What a text complains of, whatever its status.
Trouble trouble_in(std::string_view text, int status) {
  if (contains_ignoring_case(text, "no bridge")) return Trouble::no_bridge;
  if (contains_ignoring_case(text, "no session") ||
      contains_ignoring_case(text, "not authenticated") ||
      contains_ignoring_case(text, "unauthorized"))
    return Trouble::logged_out;
  if (status == 503 &&
      (contains_ignoring_case(text, "unavailable") || contains_ignoring_case(text, "maintenance")))
    return Trouble::maintenance;
  return Trouble::none;
}

Code code_of(int status) {
  if (status == 404) return Code::not_found;
  if (status == 503) return Code::unavailable;
  return status >= 500 ? Code::unavailable : Code::invalid_argument;
}

Meaning refusal(std::string_view words, int status) {
  switch (trouble_in(words, status)) {
    case Trouble::no_bridge:
      return no_bridge();
    case Trouble::logged_out:
      return logged_out();
    case Trouble::maintenance:
      return maintenance();
    default:
      break;
  }
  if (words.empty())
    return {Trouble::none, error(code_of(status), "{} answered with status {} and no words.",
                                 asked_where, status)};
  return {Trouble::none, error(code_of(status), "{} says: {}", asked_where, shortened(words))};
}

Meaning of_markup(int status) {
  if (status == 404)
    return {Trouble::none, error(Code::unsupported,
                                 "This Client Portal Gateway has no such request. It may be too "
                                 "old: update it from Interactive Brokers.")};
  if (status >= 500) return maintenance();
  return logged_out();  // the page to log in at
}

// The complaint of a JSON answer; none where it is an answer.
std::optional<std::string> complaint_of(const Json& body, int status) {
  if (const Json* error = body.find("error"); error && !error->is_null()) {
    const std::string_view text = text_of(error);
    if (!text.empty()) return std::string(text);
    if (error->is_object()) return error->dump();
  }
  const Json* success = body.find("success");
  if (success && success->kind() == Json::Kind::boolean && !success->as_boolean()) {
    const Json* failures = body.find("failure_list");
    const std::string_view text = text_of(failures);
    return text.empty() ? std::string("it did not succeed") : std::string(text);
  }
  if (status < 400) return std::nullopt;
  return std::string(body.string_or("message", body.string_or("msg", "")));
}

}  // namespace

Error unreadable(const Error& fault) {
  return error(Code::unavailable, "{} gave an answer that cannot be read: {}", asked_where,
               shortened(fault.message));
}

Meaning meaning_of(const net::Response& response, Arrays arrays) {
  const int status = response.status;
  const std::string_view body = response.body;
  if (status == 429)
    return trouble(Trouble::too_often, Code::unavailable,
                   "Interactive Brokers was asked too often, and rests.");
  if (status == 404 && body.starts_with("Access Denied"))
    return trouble(Trouble::denied, Code::permission_denied,
                   "The Client Portal Gateway does not serve this machine: allow its address in "
                   "ips.allow of the gateway's conf.yaml.");
  if (status == 401 || (status >= 300 && status < 400)) return logged_out();
  if (is_markup(body)) return of_markup(status);
  if (body.empty()) {
    if (status == 503 || status == 502) return maintenance();
    if (status >= 400) return refusal({}, status);
    return {};
  }
  // An array holds no complaint: those are objects.
  if (arrays == Arrays::as_text && body.front() == '[' && status < 400)
    return {Trouble::none, Json::string(std::string(body))};
  Result<Json> json = parse_json(body);
  if (!json) {
    const bool structured = body.front() == '{' || body.front() == '[';
    if (status >= 400) return refusal(structured ? std::string_view() : body, status);
    if (structured) return {Trouble::none, unreadable(json.error())};
    if (trouble_in(body, status) != Trouble::none) return refusal(body, status);
    return {Trouble::none, Json::string(std::string(body))};
  }
  if (const std::optional<std::string> complaint = complaint_of(*json, status))
    return refusal(*complaint, status);
  if (status >= 400) return refusal(text_of(&*json), status);
  return {Trouble::none, std::move(*json)};
}

}  // namespace pitwall::client_portal
