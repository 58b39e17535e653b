// What the gateway says of its session and accounts. Pure and total; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "market/symbol.h"

namespace pitwall::client_portal {

struct AuthStatus {
  bool authenticated = false;  // there is a brokerage session, and it is ours
  bool connected = false;      // to the broker's servers
  bool competing = false;      // another login of the user has it
  std::string message;
};
// From /iserver/auth/status, /tickle or the socket's `sts`; none where it says nothing of it.
std::optional<AuthStatus> auth_status_of(const Json& body);

struct SessionAccounts {
  std::vector<std::string> accounts;
  std::optional<bool> paper;  // what the session says of itself
};
// From /iserver/accounts, or the socket's `act`.
SessionAccounts session_accounts_of(const Json& body);

struct PortfolioAccount {
  std::string id;
  std::string title;
  market::Currency currency;  // empty where it is not said
};
std::vector<PortfolioAccount> portfolio_accounts_of(const Json& body);

// The session's key out of /tickle, for the socket's cookie; empty without one.
std::string session_key_of(const Json& tickle);

}  // namespace pitwall::client_portal
