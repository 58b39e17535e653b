#include "adapter/client_portal/session_replies.h"

#include "adapter/client_portal/figures.h"

namespace pitwall::client_portal {
namespace {

constexpr std::size_t longest_account = 20;

bool is_account(std::string_view text) {
  const auto fits = [](char letter) {
    return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
           (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
  };
  return !text.empty() && text.size() <= longest_account && std::ranges::all_of(text, fits);
}

}  // namespace

std::optional<AuthStatus> auth_status_of(const Json& body) {
  const Json* status = &body;
  if (const Json* bridge = body.find("iserver")) {
    status = bridge->find("authStatus");
    if (status == nullptr) return std::nullopt;
  } else if (const Json* args = body.find("args")) {
    status = args;
  }
  const Json* authenticated = status->find("authenticated");
  const Json* competing = status->find("competing");
  if (authenticated == nullptr && competing == nullptr) return std::nullopt;
  AuthStatus result;
  result.authenticated = truth_of(authenticated);
  result.competing = truth_of(competing);
  result.connected = truth_of(*status, "connected");
  const std::string_view message = status->string_or("message", "");
  result.message = shortened(message.empty() ? status->string_or("fail", "") : message);
  return result;
}

SessionAccounts session_accounts_of(const Json& body) {
  const Json* args = body.find("args");
  const Json& said = args ? *args : body;
  SessionAccounts result;
  if (const Json* accounts = said.find("accounts"))
    for (const Json& account : accounts->items())
      if (is_account(text_of(&account))) result.accounts.emplace_back(text_of(&account));
  if (const Json* paper = said.find("isPaper"); paper && paper->kind() == Json::Kind::boolean)
    result.paper = paper->as_boolean();
  return result;
}

std::vector<PortfolioAccount> portfolio_accounts_of(const Json& body) {
  std::vector<PortfolioAccount> result;
  for (const Json& row : body.items()) {
    std::string_view id = text_of(row, "accountId");
    if (id.empty()) id = text_of(row, "id");
    if (!is_account(id)) continue;
    PortfolioAccount account;
    account.id = id;
    std::string_view title = row.string_or("accountTitle", "");
    if (title.empty()) title = row.string_or("displayName", "");
    account.title = shortened(title, 80);
    if (const Result<market::Currency> currency =
            market::Currency::parse(row.string_or("currency", "")))
      account.currency = *currency;
    result.push_back(std::move(account));
  }
  return result;
}

std::string session_key_of(const Json& tickle) {
  const std::string_view key = tickle.string_or("session", "");
  const auto plain = [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9');
  };
  return key.size() <= 128 && std::ranges::all_of(key, plain) ? std::string(key) : std::string();
}

}  // namespace pitwall::client_portal
