#include "serve/sign_in/ledger.h"

#include "serve/sign_in/secret_text.h"

namespace pitwall::serve::sign_in {

void describe(Grant& grant, Visitor& v) {
  v("id", "Names the grant in lists.", "", grant.id);
  v("client", "Identifier of the client.", "", grant.client, {.max_length = 2048});
  v("client_name", "What the client calls itself.", "Claude", grant.client_name);
  v("scopes", "What it may do.", "read", grant.scopes);
  v("resource", "Which desk its tokens are for.", "https://desk.example.com/mcp", grant.resource);
  v("created", "When the owner agreed.", "", grant.created);
  v("used", "When it was last used.", "", grant.used);
  v("expires", "When it ends if it is not used.", "", grant.expires);
  v("refresh", "SHA-256 of its refresh token.", "", grant.refresh);
}

namespace {

Refusal invalid_grant(std::string description) { return {"invalid_grant", std::move(description)}; }

// "grant.secret": the first part finds the grant, the whole is what must fit.
std::string_view grant_part(std::string_view refresh_token) {
  const std::size_t point = refresh_token.find('.');
  return point == refresh_token.npos ? std::string_view() : refresh_token.substr(0, point);
}

}  // namespace

Grant* Ledger::grant_of(std::string_view id) {
  const auto found = std::ranges::find(grants_, id, &Grant::id);
  return found == grants_.end() ? nullptr : &*found;
}

void Ledger::forget_ended() {
  const Time now = clock_.now();
  std::erase_if(grants_, [&](const Grant& grant) { return grant.expires <= now; });
  std::erase_if(access_, [&](const AccessToken& token) {
    return token.expires <= now || !grant_of(token.grant);
  });
  while (!codes_.empty() &&
         (now - codes_.front().issued > code_remembered || codes_.size() > max_codes))
    codes_.pop_front();
}

std::string Ledger::issue_code(Consent consent) {
  std::string code = random_text(random_);
  codes_.push_back({fingerprint(code), std::move(consent), clock_.now(), false, {}});
  forget_ended();
  return code;
}

Tokens Ledger::issue_tokens(Grant& grant, Scopes scopes) {
  const Time now = clock_.now();
  Tokens tokens;
  tokens.access = random_text(random_);
  tokens.refresh = grant.id + "." + random_text(random_);
  tokens.scopes = scopes;
  tokens.lifetime = rules_.access_lifetime;
  grant.refresh = fingerprint(tokens.refresh);
  grant.used = now;
  grant.expires = now + rules_.refresh_lifetime;
  const auto of_grant = [&](const AccessToken& token) { return token.grant == grant.id; };
  if (static_cast<std::size_t>(std::ranges::count_if(access_, of_grant)) >= max_access_tokens)
    access_.erase(std::ranges::find_if(access_, of_grant));
  access_.push_back({fingerprint(tokens.access), grant.id, scopes, now + rules_.access_lifetime});
  return tokens;
}

Outcome<Tokens> Ledger::redeem(const CodeUse& use) {
  forget_ended();
  const auto found = std::ranges::find(codes_, fingerprint(use.code), &Code::fingerprint);
  if (found == codes_.end())
    return invalid_grant("This code is not known here, or too old; sign in again.");
  Code& code = *found;
  if (code.used) {
    revoke(code.grant);
    return invalid_grant("This code was used before, so the access made from it has ended.");
  }
  // Used up by the first who shows it, whatever else is wrong: a code is not there to try with.
  code.used = true;
  const Time now = clock_.now();
  if (now - code.issued > code_lifetime || now < code.issued)
    return invalid_grant("This code is too old; sign in again.");
  if (use.client != code.consent.client)
    return invalid_grant("This code was made for another client.");
  if (use.redirect != code.consent.redirect)
    return invalid_grant("redirect_uri is not the one of the authorisation request.");
  if (!is_code_verifier(use.verifier) ||
      !equal_in_constant_time(challenge_of(use.verifier), code.consent.challenge))
    return invalid_grant("code_verifier does not fit the code_challenge.");
  if (grants_.size() >= max_grants)
    grants_.erase(std::ranges::min_element(grants_, {}, &Grant::used));
  Grant grant;
  grant.id = random_.id().text();
  grant.client = code.consent.client;
  grant.client_name = code.consent.client_name;
  grant.scopes = code.consent.scopes;
  grant.resource = rules_.resource;
  grant.created = now;
  code.grant = grant.id;
  grants_.push_back(std::move(grant));
  return issue_tokens(grants_.back(), grants_.back().scopes);
}

Outcome<Tokens> Ledger::refresh(std::string_view token, std::string_view client, Scopes wanted) {
  forget_ended();
  Grant* grant = grant_of(grant_part(token));
  if (!grant) return invalid_grant("This refresh token has ended; sign in again.");
  if (grant->client != client) return invalid_grant("This refresh token is another client's.");
  if (!equal_in_constant_time(fingerprint(token), grant->refresh)) {
    revoke(std::string(grant->id));
    return invalid_grant("This refresh token was used before, so this access has ended.");
  }
  if (grant->resource != rules_.resource)
    return invalid_grant("This refresh token is for another audience; sign in again.");
  if (!grant->scopes.covers(wanted))
    return Refusal{"invalid_scope", "More than the owner agreed to; sign in again to ask for it."};
  return issue_tokens(*grant, wanted.empty() ? grant->scopes : wanted);
}

Ledger::Access Ledger::find(std::string_view access_token) {
  const Time now = clock_.now();
  const auto found =
      std::ranges::find(access_, fingerprint(access_token), &AccessToken::fingerprint);
  if (found == access_.end() || found->expires <= now) return {};
  Grant* grant = grant_of(found->grant);
  if (!grant || grant->resource != rules_.resource) return {};
  grant->used = now;
  return {grant, found->scopes};
}

bool Ledger::revoke(std::string_view grant_id) {
  const auto ended = std::erase_if(grants_, [&](const Grant& g) { return g.id == grant_id; });
  forget_ended();
  return ended > 0;
}

std::size_t Ledger::revoke_all() {
  const std::size_t count = grants_.size();
  grants_.clear();
  access_.clear();
  codes_.clear();
  return count;
}

bool Ledger::revoke_token(std::string_view token, std::string_view client) {
  Grant* grant = grant_of(grant_part(token));
  if (grant && !equal_in_constant_time(fingerprint(token), grant->refresh)) grant = nullptr;
  if (!grant) {
    const auto found = std::ranges::find(access_, fingerprint(token), &AccessToken::fingerprint);
    if (found != access_.end()) grant = grant_of(found->grant);
  }
  return grant && grant->client == client && revoke(std::string(grant->id));
}

const std::vector<Grant>& Ledger::grants() {
  forget_ended();
  return grants_;
}

}  // namespace pitwall::serve::sign_in
