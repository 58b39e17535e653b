#include "serve/sign_in/clients.h"

#include "serve/sign_in/redirect.h"

namespace pitwall::serve::sign_in {

void describe(Client& client, Visitor& v) {
  v("id", "Identifier.", "", client.id);
  v("name", "What it calls itself.", "Claude", client.name);
  v("redirects", "Where browsers may be sent back to.", "http://localhost/callback",
    client.redirects);
  v("registered", "When it registered.", "", client.registered);
  v("used", "When the owner last let it in.", "", client.used);
}

namespace {

Refusal bad_metadata(std::string description) {
  return {"invalid_client_metadata", std::move(description)};
}

// What is shown on the owner's page: printable, one line, of a bearable length.
std::string shown_name(std::string_view name) {
  std::string shown;
  for (const char c : name.substr(0, max_client_name))
    shown += static_cast<unsigned char>(c) < ' ' || c == 0x7f ? ' ' : c;
  // Not in the middle of a character.
  if (name.size() > max_client_name)
    while (!shown.empty() && (static_cast<unsigned char>(shown.back()) & 0xc0) == 0x80)
      shown.pop_back();
  if (!shown.empty() && (static_cast<unsigned char>(shown.back()) & 0xc0) == 0xc0) shown.pop_back();
  return shown.find_first_not_of(' ') == shown.npos ? "A client without a name" : shown;
}

// Whether a list of texts, where there is one, holds `wanted`.
bool lists_or_absent(const Json& json, std::string_view name, std::string_view wanted) {
  const Json* list = json.find(name);
  if (!list) return true;
  if (!list->is_array()) return false;
  return std::ranges::any_of(
      list->items(), [&](const Json& item) { return item.is_string() && item.text() == wanted; });
}

}  // namespace

Outcome<Client> read_client_metadata(std::string_view text, std::string_view document_address) {
  if (text.size() > max_metadata_bytes)
    return bad_metadata(fmt::format("At most {} bytes.", max_metadata_bytes));
  const Result<Json> json = parse_json(text);
  if (!json || !json->is_object()) return bad_metadata("This is no JSON object.");
  Client client;
  if (!document_address.empty()) {
    client.id = document_address;
    if (json->string_or("client_id", "") != document_address)
      return bad_metadata("client_id in the document is not the document's own address.");
  }
  const std::string_view name = json->string_or("client_name", "");
  if (name.empty() && !document_address.empty()) return bad_metadata("client_name is missing.");
  client.name = shown_name(name);
  const Json* redirects = json->find("redirect_uris");
  if (!redirects || !redirects->is_array() || redirects->items().empty())
    return Refusal{"invalid_redirect_uri", "redirect_uris is missing."};
  if (redirects->items().size() > max_redirects)
    return Refusal{"invalid_redirect_uri", fmt::format("At most {} addresses.", max_redirects)};
  for (const Json& redirect : redirects->items()) {
    if (!redirect.is_string())
      return Refusal{"invalid_redirect_uri", "redirect_uris is a list of addresses."};
    const Result<net::Url> url = read_redirect(redirect.text());
    if (!url) return Refusal{"invalid_redirect_uri", url.error().message};
    client.redirects.push_back(redirect.text());
  }
  if (!lists_or_absent(*json, "grant_types", "authorization_code"))
    return bad_metadata("grant_types must hold authorization_code.");
  if (!lists_or_absent(*json, "response_types", "code"))
    return bad_metadata("response_types must hold code.");
  return client;
}

bool is_document_address(std::string_view client_id) {
  const Result<net::Url> url = read_redirect(client_id);
  return url && url->scheme == "https" && url->target.size() > 1 &&
         url->target.find("/.") == std::string::npos;
}

const Client& Clients::add(Client client) {
  if (clients_.size() >= max_clients)
    clients_.erase(std::ranges::min_element(clients_, {}, [](const auto& entry) {
      return std::pair(entry.second.used, entry.second.registered);
    }));
  client.id = "client-" + random_.id().text();
  client.registered = clock_.now();
  std::string id = client.id;
  return clients_.insert_or_assign(std::move(id), std::move(client)).first->second;
}

const Client* Clients::find(std::string_view id) const {
  const auto found = clients_.find(id);
  return found == clients_.end() ? nullptr : &found->second;
}

void Clients::mark_used(std::string_view id) {
  if (const auto found = clients_.find(id); found != clients_.end())
    found->second.used = clock_.now();
}

std::vector<Client> Clients::list() const {
  std::vector<Client> all;
  for (const auto& [_, client] : clients_) all.push_back(client);
  return all;
}

void Clients::restore(std::vector<Client> clients) {
  for (Client& client : clients) {
    std::string id = client.id;
    clients_.insert_or_assign(std::move(id), std::move(client));
  }
}

std::string registration_json(const Client& client) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object();
  writer.key("client_id").string(client.id);
  writer.key("client_id_issued_at").integer((client.registered - Time{}) / seconds(1));
  writer.key("client_name").string(client.name);
  writer.key("redirect_uris").begin_array();
  for (const std::string& redirect : client.redirects) writer.string(redirect);
  writer.end_array();
  writer.key("token_endpoint_auth_method").string("none");
  writer.key("grant_types").begin_array().string("authorization_code").string("refresh_token");
  writer.end_array();
  writer.key("response_types").begin_array().string("code").end_array();
  writer.end_object();
  return out;
}

}  // namespace pitwall::serve::sign_in
