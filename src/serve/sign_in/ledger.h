// Codes, tokens and what they stand for. A pure state machine: time and randomness come from its
// ports, nothing is read or written here. Only fingerprints of secrets are kept, so whoever reads
// this memory or its file cannot sign in with it.
//
// A grant is one consent of the owner. It is reached by an access token (short, in memory only: a
// restart costs a client one refresh) and by a refresh token that changes each time it is used.
// Whatever is used a second time, code or refresh token, was copied: the whole grant ends.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/visitor.h"
#include "port/clock.h"
#include "serve/sign_in/refusal.h"
#include "serve/sign_in/scopes.h"

namespace pitwall::serve::sign_in {

struct Grant {
  std::string id;  // names it in lists; no secret
  std::string client;
  std::string client_name;
  Scopes scopes;
  std::string resource;  // the audience: which desk its tokens are for
  Time created;
  Time used;            // when a token of it was last used
  Time expires;         // when its refresh token ends, if it is not used until then
  std::string refresh;  // fingerprint of the refresh token that is valid now
};
void describe(Grant& grant, Visitor& v);

// What the owner agreed to, from the consent page to the token request.
struct Consent {
  std::string client;
  std::string client_name;
  std::string redirect;
  std::string challenge;
  Scopes scopes;
};

struct Tokens {
  std::string access;
  std::string refresh;
  Scopes scopes;
  Duration lifetime;  // of the access token
};

class Ledger {
 public:
  static constexpr std::size_t max_grants = 50;
  static constexpr std::size_t max_codes = 100;
  static constexpr std::size_t max_access_tokens = 8;  // of one grant; the oldest end
  static constexpr Duration code_lifetime = seconds(60);
  static constexpr Duration code_remembered = minutes(10);  // so that its reuse shows

  struct Rules {
    std::string resource;
    Duration access_lifetime;
    Duration refresh_lifetime;
  };
  Ledger(const port::Clock& clock, port::Random& random, Rules rules)
      : clock_(clock), random_(random), rules_(std::move(rules)) {}

  std::string issue_code(Consent consent);
  struct CodeUse {
    std::string_view code;
    std::string_view client;
    std::string_view redirect;
    std::string_view verifier;
  };
  Outcome<Tokens> redeem(const CodeUse& use);
  // `wanted` may be empty: the grant's own.
  Outcome<Tokens> refresh(std::string_view token, std::string_view client, Scopes wanted);

  // The grant behind an access token that is valid now and for this desk, and what the token
  // allows; null where it is not.
  struct Access {
    const Grant* grant = nullptr;
    Scopes scopes;
  };
  Access find(std::string_view access_token);

  bool revoke(std::string_view grant_id);
  std::size_t revoke_all();
  // RFC 7009: either kind of token; whose it is must fit. Ends the whole grant.
  bool revoke_token(std::string_view token, std::string_view client);

  // Those that have not ended, oldest first.
  const std::vector<Grant>& grants();
  // As they were kept; those for another audience are kept too, and refused.
  void restore(std::vector<Grant> grants) { grants_ = std::move(grants); }

 private:
  struct Code {
    std::string fingerprint;
    Consent consent;
    Time issued;
    bool used = false;
    std::string grant;  // made from it
  };
  struct AccessToken {
    std::string fingerprint;
    std::string grant;
    Scopes scopes;
    Time expires;
  };
  Grant* grant_of(std::string_view id);
  Tokens issue_tokens(Grant& grant, Scopes scopes);
  void forget_ended();

  const port::Clock& clock_;
  port::Random& random_;
  Rules rules_;
  std::vector<Grant> grants_;
  std::deque<Code> codes_;
  std::vector<AccessToken> access_;
};

}  // namespace pitwall::serve::sign_in
