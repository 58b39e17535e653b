#include "serve/sign_in/authorisation.h"

#include "serve/sign_in/discovery.h"
#include "serve/sign_in/redirect.h"
#include "serve/sign_in/secret_text.h"

namespace pitwall::serve::sign_in {
namespace {

// The address to go back to. It may be left out only where the client has just one.
Result<std::string> redirect_of(const Form& form, const Client& client) {
  const std::string_view asked = form.get("redirect_uri");
  if (asked.empty()) {
    if (client.redirects.size() == 1) return client.redirects.front();
    return error(Code::invalid_argument, "The assistant did not say where to go afterwards.");
  }
  for (const std::string& registered : client.redirects)
    if (is_same_redirect(registered, asked)) return std::string(asked);
  return error(Code::permission_denied,
               "The assistant wants to be sent to an address that is not its own. Do not go on "
               "unless you know why; connecting it anew may help.");
}

std::optional<Refusal> fault_of(const Form& form, std::string_view origin) {
  if (form.get("response_type") != "code")
    return Refusal{"unsupported_response_type", "response_type must be code."};
  if (!form.has("code_challenge"))
    return Refusal{"invalid_request", "code_challenge is missing: PKCE is required."};
  if (form.get("code_challenge_method") != "S256")
    return Refusal{"invalid_request", "code_challenge_method must be S256."};
  if (!is_code_challenge(form.get("code_challenge")))
    return Refusal{"invalid_request", "code_challenge is not 43 characters of base64url."};
  if (form.has("resource") && !is_our_resource(form.get("resource"), origin))
    return Refusal{"invalid_target", fmt::format("resource must be {}.", resource_of(origin))};
  if (form.has("scope") && Scopes::known_in(form.get("scope")).empty())
    return Refusal{"invalid_scope", "The scopes here are read, write and act."};
  return std::nullopt;
}

}  // namespace

std::variant<Authorisation, Shown, SentBack> read_authorisation(const Form& form,
                                                                const Client& client,
                                                                std::string_view origin) {
  Result<std::string> redirect = redirect_of(form, client);
  if (!redirect) return Shown{redirect.error().message};
  Authorisation read{client.id, client.name, std::move(*redirect), {}, {}, {}};
  if (form.get("state").size() > max_state_bytes)
    return SentBack{location_with_refusal(
        read, {"invalid_request", fmt::format("state has more than {} bytes.", max_state_bytes)},
        origin)};
  read.state = form.get("state");
  if (const std::optional<Refusal> fault = fault_of(form, origin))
    return SentBack{location_with_refusal(read, *fault, origin)};
  read.challenge = form.get("code_challenge");
  read.asked = form.has("scope") ? Scopes::known_in(form.get("scope")) : Scopes(Scope::read);
  return read;
}

std::string location_with_code(const Authorisation& asked, std::string code,
                               std::string_view origin) {
  std::vector<std::pair<std::string_view, std::string>> pairs{{"code", std::move(code)}};
  if (!asked.state.empty()) pairs.emplace_back("state", asked.state);
  pairs.emplace_back("iss", std::string(origin));
  return with_query(asked.redirect, pairs);
}

std::string location_with_refusal(const Authorisation& asked, const Refusal& refusal,
                                  std::string_view origin) {
  std::vector<std::pair<std::string_view, std::string>> pairs{
      {"error", std::string(refusal.code)}, {"error_description", refusal.description}};
  if (!asked.state.empty()) pairs.emplace_back("state", asked.state);
  pairs.emplace_back("iss", std::string(origin));
  return with_query(asked.redirect, pairs);
}

}  // namespace pitwall::serve::sign_in
