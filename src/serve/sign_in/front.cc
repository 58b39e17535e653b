#include "serve/sign_in/front.h"

#include "base/json_out.h"
#include "serve/sign_in/discovery.h"

namespace pitwall::serve::sign_in {
namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";
constexpr Duration documents_kept = minutes(5);

bool has_type(const net::Request& request, std::string_view wanted) {
  std::string_view type = request.headers.get("Content-Type");
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return net::equal_ignoring_case(type, wanted);
}

net::Response too_many(Duration wait) {
  net::Response response = refusal_answer(
      429,
      {"temporarily_unavailable", fmt::format("Too many requests; try again in {}.", wait.text())});
  response.headers.set("Retry-After", std::to_string(wait / seconds(1)));
  return response;
}

net::Response not_allowed(std::string_view allowed) {
  net::Response response =
      refusal_answer(405, {"invalid_request", fmt::format("Only {} works here.", allowed)});
  response.headers.set("Allow", allowed);
  return response;
}

// What follows "Bearer ", or nothing.
std::string_view bearer_of(const net::Request& request) {
  constexpr std::string_view scheme = "Bearer ";
  const std::string_view field = request.headers.get("Authorization");
  if (field.size() <= scheme.size() || request.headers.count("Authorization") != 1 ||
      !net::equal_ignoring_case(field.substr(0, scheme.size()), scheme))
    return {};
  return field.substr(scheme.size());
}

std::string tokens_json(const Tokens& tokens) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object();
  writer.key("access_token").string(tokens.access);
  writer.key("token_type").string("Bearer");
  writer.key("expires_in").integer(tokens.lifetime / seconds(1));
  writer.key("refresh_token").string(tokens.refresh);
  writer.key("scope").string(tokens.scopes.text());
  writer.end_object();
  return out;
}

}  // namespace

std::string asker_of(const net::Request& request) {
  std::string_view noted = request.headers.get("X-Forwarded-For");
  if (const std::size_t comma = noted.rfind(','); comma != noted.npos)
    noted.remove_prefix(comma + 1);
  while (noted.starts_with(' ')) noted.remove_prefix(1);
  if (!noted.empty()) return std::string(noted.substr(0, 64));
  return request.peer.substr(0, request.peer.rfind(':'));
}

Front::Front(Parts parts, const Options& options)
    : parts_(std::move(parts)),
      origin_(origin_of(options)),
      host_(net::parse_url(origin_)->authority()),
      resource_document_(resource_document(origin_)),
      server_document_(server_document(origin_)),
      book_(parts_.loop, parts_.clock, parts_.random, parts_.vault,
            {resource_of(origin_), options.access_lifetime, options.refresh_lifetime}),
      documents_(parts_.clock, parts_.fetch),
      consent_({parts_.loop, parts_.clock, parts_.random, parts_.vault, book_, documents_,
                parts_.log, origin_}) {}

bool Front::is_public(const net::Request& request) const {
  if (request.local || request.headers.count("Host") != 1) return false;
  const Result<net::Url> named =
      net::parse_url("https://" + std::string(request.headers.get("Host")));
  return named && named->target == "/" && named->authority() == host_;
}

Front::Admission Front::admit(net::Request& request) {
  if (const auto origin = request.headers.find("Origin"); origin && *origin != origin_)
    return net::Reply(refusal_answer(
        403, {"invalid_request", "Pages of other origins may not speak to this desk."}));
  const Time now = parts_.clock.now();
  if (request.path() == path::mcp) return admit_token(request, now);
  if (const auto wait = strangers_.refuse(asker_of(request), now))
    return net::Reply(too_many(*wait));
  if (std::optional<net::Reply> reply = answer(request)) return std::move(*reply);
  return net::Reply(refusal_answer(
      404, {"invalid_request",
            "Under this name there is only the assistants' door, /mcp. The dashboard is on the "
            "desk's own machine."}));
}

Front::Admission Front::admit_token(const net::Request& request, Time now) {
  const std::string_view token = bearer_of(request);
  const Ledger::Access access = token.empty() ? Ledger::Access{} : book_.ledger.find(token);
  if (!access.grant) {
    if (const auto wait = strangers_.refuse(asker_of(request), now))
      return net::Reply(too_many(*wait));
    const bool shown = request.headers.contains("Authorization");
    net::Response response = refusal_answer(
        401, {"invalid_token", shown ? "This token has ended, or is not for this desk."
                                     : "Sign in first: this desk wants a token."});
    response.headers.set("WWW-Authenticate",
                         challenge(origin_, shown ? "invalid_token" : "", Scope::read));
    return net::Reply(std::move(response));
  }
  if (const auto wait = calls_.refuse(access.grant->id, now)) return net::Reply(too_many(*wait));
  return Principal{access.grant->client_name, access.scopes, false, access.grant->id};
}

void Front::watch(const Principal& principal, std::shared_ptr<net::Disconnect> client) {
  std::erase_if(under_way_, [](const auto& entry) { return entry.second->over(); });
  under_way_.emplace_back(principal.grant, std::move(client));
}

void Front::hang_up_on_ended() {
  const std::vector<Grant>& grants = book_.ledger.grants();
  // Hanging up may lead to further calls here: the list is ours while we go through it.
  auto looked_at = std::exchange(under_way_, {});
  std::erase_if(looked_at, [&](const auto& entry) {
    const bool ended = std::ranges::find(grants, entry.first, &Grant::id) == grants.end();
    if (ended) entry.second->hang_up();
    return ended;
  });
  under_way_.insert(under_way_.end(), looked_at.begin(), looked_at.end());
}

std::optional<net::Response> Front::refuse_scope(const Principal& principal, Scope scope) const {
  if (principal.local || principal.scopes.has(scope)) return std::nullopt;
  net::Response response = refusal_answer(
      403,
      {"insufficient_scope",
       fmt::format("This needs the scope {}, which the owner has not given.", name_of(scope))});
  Scopes needed = principal.scopes;
  needed.add(scope);
  response.headers.set("WWW-Authenticate", challenge(origin_, "insufficient_scope", needed));
  return response;
}

net::Reply Front::serve_document(const net::Request& request, const std::string& document) const {
  if (request.method != "GET" && request.method != "HEAD") return not_allowed("GET");
  net::Response response = net::Response::json(200, document);
  response.headers.set("Cache-Control", fmt::format("max-age={}", documents_kept / seconds(1)));
  return response;
}

// Everything but /mcp; nothing where there is nothing.
std::optional<net::Reply> Front::answer(net::Request& request) {
  const std::string_view path = request.path();
  if (path == path::resource || path == path::resource_of_mcp)
    return serve_document(request, resource_document_);
  if (path == path::server || path == path::openid)
    return serve_document(request, server_document_);
  if (path == path::authorize && (request.method == "GET" || request.method == "HEAD"))
    return consent_.show(std::string(request.query()), std::string(request.headers.get("Cookie")));
  if (path == path::registration) return answer_registration(request);
  if (path == path::authorize || path == path::token || path == path::revocation)
    return answer_form(request);
  return std::nullopt;
}

net::Reply Front::answer_form(net::Request& request) {
  const std::string_view path = request.path();
  if (request.method != "POST") return not_allowed(path == path::authorize ? "GET, POST" : "POST");
  if (!has_type(request, form_type))
    return refusal_answer(415, {"invalid_request", fmt::format("Send {}.", form_type)});
  if (path == path::token) return give_tokens(std::move(request.body));
  if (path == path::revocation) return end_token(std::move(request.body));
  return consent_.answer(std::move(request.body), std::string(request.headers.get("Cookie")));
}

net::Reply Front::answer_registration(const net::Request& request) {
  if (request.method != "POST") return not_allowed("POST");
  if (!has_type(request, "application/json"))
    return refusal_answer(415, {"invalid_client_metadata", "Send application/json."});
  if (const auto wait = registrations_.refuse("all", parts_.clock.now())) return too_many(*wait);
  Outcome<Client> read = read_client_metadata(request.body, "");
  if (const auto* refusal = std::get_if<Refusal>(&read)) return refusal_answer(400, *refusal);
  const Client& client = book_.clients.add(std::move(std::get<Client>(read)));
  return registered(registration_json(client));
}

net::Awaitable<net::Reply> Front::registered(std::string answer) {
  const Result<void> kept = co_await book_.saved();
  if (!kept) co_return refusal_answer(503, {"server_error", "The desk could not keep this."});
  net::Response response = net::Response::json(201, std::move(answer));
  response.headers.set("Cache-Control", "no-store");
  co_return response;
}

Outcome<Tokens> Front::tokens_for(const Form& form) {
  if (form.has("resource") && !is_our_resource(form.get("resource"), origin_))
    return Refusal{"invalid_target", fmt::format("resource must be {}.", resource_of(origin_))};
  if (!form.has("client_id")) return Refusal{"invalid_request", "client_id is missing."};
  const std::string_view type = form.get("grant_type");
  if (type == "authorization_code")
    return book_.ledger.redeem({form.get("code"), form.get("client_id"), form.get("redirect_uri"),
                                form.get("code_verifier")});
  if (type == "refresh_token")
    return book_.ledger.refresh(form.get("refresh_token"), form.get("client_id"),
                                Scopes::known_in(form.get("scope")));
  return Refusal{"unsupported_grant_type", "authorization_code and refresh_token work here."};
}

net::Awaitable<net::Reply> Front::give_tokens(std::string body) {
  const Result<Form> form = Form::parse(body);
  if (!form) co_return refusal_answer(400, {"invalid_request", form.error().message});
  const Outcome<Tokens> tokens = tokens_for(*form);
  // A refusal may have ended a grant too.
  hang_up_on_ended();
  const Result<void> kept = co_await book_.saved();
  if (const auto* refusal = std::get_if<Refusal>(&tokens)) co_return refusal_answer(400, *refusal);
  if (!kept) co_return refusal_answer(503, {"server_error", "The desk could not keep this."});
  net::Response response = net::Response::json(200, tokens_json(std::get<Tokens>(tokens)));
  response.headers.set("Cache-Control", "no-store");
  co_return response;
}

net::Awaitable<net::Reply> Front::end_token(std::string body) {
  const Result<Form> form = Form::parse(body);
  if (!form) co_return refusal_answer(400, {"invalid_request", form.error().message});
  if (book_.ledger.revoke_token(form->get("token"), form->get("client_id"))) {
    parts_.log("an assistant signed itself out");
    hang_up_on_ended();
    const Result<void> kept = co_await book_.saved();
    if (!kept) co_return refusal_answer(503, {"server_error", "The desk could not keep this."});
  }
  co_return net::Response{.status = 200, .headers = {}, .body = {}};
}

std::string Front::listing() {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object();
  writer.key("enabled").boolean(true);
  writer.key("public_url").string(origin_);
  writer.key("grants").begin_array();
  for (const Grant& grant : book_.ledger.grants()) {
    writer.begin_object();
    writer.key("id").string(grant.id);
    writer.key("client_name").string(grant.client_name);
    writer.key("client").string(grant.client);
    writer.key("scopes").string(grant.scopes.text());
    writer.key("created").string(grant.created.text());
    writer.key("used").string(grant.used.text());
    writer.key("expires").string(grant.expires.text());
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  return out;
}

void Front::revoke(const std::string& id, port::Reply<void> done) {
  const bool ended = id == "all" ? book_.ledger.revoke_all() > 0 : book_.ledger.revoke(id);
  if (!ended && id == "all") return done({});
  if (!ended)
    return done(error(Code::not_found, "No assistant is signed in under \"{}\".",
                      std::string_view(id).substr(0, 60)));
  parts_.log("the owner ended an assistant's access");
  hang_up_on_ended();
  book_.save(std::move(done));
}

}  // namespace pitwall::serve::sign_in
