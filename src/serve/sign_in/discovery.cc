#include "serve/sign_in/discovery.h"

#include "base/json.h"
#include "net/http.h"

namespace pitwall::serve::sign_in {
namespace {

void write_scopes(JsonWriter& writer) {
  writer.key("scopes_supported").begin_array();
  for (const Scope scope : {Scope::read, Scope::write, Scope::act}) writer.string(name_of(scope));
  writer.end_array();
}

void write_list(JsonWriter& writer, std::string_view key,
                std::initializer_list<std::string_view> items) {
  writer.key(key).begin_array();
  for (const std::string_view item : items) writer.string(item);
  writer.end_array();
}

}  // namespace

std::string resource_of(std::string_view origin) { return fmt::format("{}{}", origin, path::mcp); }

std::string resource_document(std::string_view origin) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object();
  writer.key("resource").string(resource_of(origin));
  writer.key("resource_name").string("Pitwall");
  write_list(writer, "authorization_servers", {origin});
  write_scopes(writer);
  write_list(writer, "bearer_methods_supported", {"header"});
  writer.end_object();
  return out;
}

std::string server_document(std::string_view origin) {
  std::string out;
  JsonWriter writer(out);
  const auto at = [&](std::string_view where) { return fmt::format("{}{}", origin, where); };
  writer.begin_object();
  writer.key("issuer").string(origin);
  writer.key("authorization_endpoint").string(at(path::authorize));
  writer.key("token_endpoint").string(at(path::token));
  writer.key("registration_endpoint").string(at(path::registration));
  writer.key("revocation_endpoint").string(at(path::revocation));
  write_scopes(writer);
  write_list(writer, "response_types_supported", {"code"});
  write_list(writer, "response_modes_supported", {"query"});
  write_list(writer, "grant_types_supported", {"authorization_code", "refresh_token"});
  write_list(writer, "token_endpoint_auth_methods_supported", {"none"});
  write_list(writer, "revocation_endpoint_auth_methods_supported", {"none"});
  write_list(writer, "code_challenge_methods_supported", {"S256"});
  writer.key("client_id_metadata_document_supported").boolean(true);
  writer.key("authorization_response_iss_parameter_supported").boolean(true);
  writer.end_object();
  return out;
}

bool is_our_resource(std::string_view resource, std::string_view origin) {
  if (resource.find('#') != resource.npos) return false;
  const Result<net::Url> asked = net::parse_url(resource);
  const Result<net::Url> ours = net::parse_url(origin);
  return asked && ours && asked->scheme == ours->scheme && asked->host == ours->host &&
         asked->port == ours->port &&
         (asked->target == "/" || asked->target == path::mcp || asked->target == "/mcp/");
}

std::string challenge(std::string_view origin, std::string_view fault, Scopes needed) {
  std::string out =
      fmt::format(R"(Bearer resource_metadata="{}{}")", origin, path::resource_of_mcp);
  if (!fault.empty()) out += fmt::format(R"(, error="{}")", fault);
  if (!needed.empty()) out += fmt::format(R"(, scope="{}")", needed.text());
  return out;
}

}  // namespace pitwall::serve::sign_in
