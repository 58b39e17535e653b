// Who may ask the owner for access: clients that registered themselves (RFC 7591) and clients whose
// identifier is the address of a document about them (client ID metadata documents).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/visitor.h"
#include "port/clock.h"
#include "serve/sign_in/refusal.h"

namespace pitwall::serve::sign_in {

struct Client {
  std::string id;
  std::string name;  // as it calls itself: shown as text from outside
  std::vector<std::string> redirects;
  Time registered;
  Time used;  // when the owner last let it in; not set: never
};
void describe(Client& client, Visitor& v);

inline constexpr std::size_t max_metadata_bytes = 10 * 1024;
inline constexpr std::size_t max_redirects = 10;
inline constexpr std::size_t max_client_name = 80;  // characters, as bytes

// A registration request, or the document at a client's address, whose `client_id` then must be
// that address. Members that are not ours to know are passed over.
Outcome<Client> read_client_metadata(std::string_view json, std::string_view document_address);

// An address that may be a client's identifier: https, a path, no fragment, no dot segments.
bool is_document_address(std::string_view client_id);

class Clients {
 public:
  static constexpr std::size_t max_clients = 100;

  Clients(const port::Clock& clock, port::Random& random) : clock_(clock), random_(random) {}

  // Gives it its identifier. Where there are too many, the oldest that nobody let in goes, and if
  // all were let in, the one that was let in longest ago.
  const Client& add(Client client);
  const Client* find(std::string_view id) const;
  void mark_used(std::string_view id);

  std::vector<Client> list() const;
  void restore(std::vector<Client> clients);

 private:
  const port::Clock& clock_;
  port::Random& random_;
  std::map<std::string, Client, std::less<>> clients_;
};

// The answer to a registration.
std::string registration_json(const Client& client);

}  // namespace pitwall::serve::sign_in
