// What the user keeps at the broker beside the accounts: watchlists and alerts.
#include <fmt/ranges.h>

#include "port/account_reports.h"
#include "tool/holdings.h"
#include "tool/page.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

// ---- get_watchlists ----

struct WatchlistsIn {
  std::int64_t limit = 20;
  std::optional<Cursor> cursor;
};
void describe(WatchlistsIn& in, Visitor& v) {
  v("limit", "At most this many.", "20", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 100});
  describe_cursor(v, in.cursor);
}

struct WatchlistsOut {
  std::vector<port::Watchlist> lists;
  std::optional<Cursor> next_cursor;
  market::Origin origin;
};
void describe(WatchlistsOut& out, Visitor& v) {
  v("lists", "In the broker's order.", "", out.lists, self_evident);
  describe_next_cursor(v, out.next_cursor);
  v("origin", "Whose lists they are.", "", out.origin, self_evident);
}

std::string summary(const WatchlistsOut& out) {
  std::vector<std::string> lines;
  for (const port::Watchlist& list : out.lists)
    lines.push_back(fmt::format("{}: {}", list.name, fmt::join(list.symbols, ", ")));
  return (lines.empty() ? std::string("There are no watchlists.")
                        : count_text(lines.size(), "watchlist") + ":") +
         listed(lines) + "\n" + source_text(out.origin);
}

Task<Result<WatchlistsOut>> run_watchlists(WatchlistsIn in, Context& context) {
  const auto begin = [&](port::Reply<port::Watchlists> reply) {
    context.broker.watchlists(std::move(reply));
  };
  Result<port::Watchlists> known = co_await ask<port::Watchlists>(begin);
  if (!known) co_return known.error();
  WatchlistsOut out;
  out.lists = std::move(known->lists);
  out.next_cursor = cut_page(out.lists, in.cursor, in.limit);
  out.origin = known->origin;
  co_return out;
}

// ---- get_broker_alerts ----

struct BrokerAlertsIn {
  std::optional<AccountText> account;
};
void describe(BrokerAlertsIn& in, Visitor& v) { describe_account(v, in.account); }

struct AccountAlerts {
  std::string account;
  std::vector<port::BrokerAlert> alerts;
  market::Origin origin;
};
void describe(AccountAlerts& row, Visitor& v) {
  v("account", "Account number.", "DU1000001", row.account, self_evident);
  v("alerts", "In the broker's order.", "", row.alerts, self_evident);
  v("origin", "Whose alerts they are.", "", row.origin, self_evident);
}

struct BrokerAlertsOut {
  std::vector<AccountAlerts> accounts;
  std::vector<Problem> errors;
};
void describe(BrokerAlertsOut& out, Visitor& v) {
  v("accounts", "By number.", "", out.accounts, self_evident);
  v("errors", "Accounts that could not be asked.", "", out.errors, self_evident);
}

std::string summary(const BrokerAlertsOut& out) {
  std::vector<std::string> lines;
  for (const AccountAlerts& account : out.accounts) {
    if (account.alerts.empty()) lines.push_back(account.account + ": no alerts.");
    for (const port::BrokerAlert& alert : account.alerts)
      lines.push_back(fmt::format("{} {}: {}{}", account.account, alert.name,
                                  alert.active ? "on" : "off",
                                  alert.condition.empty() ? "" : ", " + alert.condition));
    lines.push_back(source_text(account.origin));
  }
  return "Alerts at the broker:" + listed(lines) + problem_lines(out.errors);
}

Task<Result<BrokerAlertsOut>> run_alerts(BrokerAlertsIn in, Context& context) {
  const Result<std::vector<desk::Account>> accounts = choose_accounts(context, in.account);
  if (!accounts) co_return accounts.error();
  BrokerAlertsOut out;
  std::optional<Error> failure;
  for (const desk::Account& account : *accounts) {
    const auto begin = [&](port::Reply<port::BrokerAlerts> reply) {
      context.broker.alerts(account.account, std::move(reply));
    };
    const Result<port::BrokerAlerts> known = co_await ask<port::BrokerAlerts>(begin);
    if (known) {
      out.accounts.push_back({account.account, known->alerts, known->origin});
      continue;
    }
    if (!failure) failure = known.error();
    out.errors.push_back({account.account, known.error().message});
  }
  if (out.accounts.empty()) co_return *failure;
  co_return out;
}

}  // namespace

extern const Tool get_watchlists;
const Tool get_watchlists{
    "get_watchlists", Category::account,
    Effect::reads,    "The user's watchlists at the broker, with what is on them.",
    run_watchlists,   {.rare = true}};

extern const Tool get_broker_alerts;
const Tool get_broker_alerts{
    "get_broker_alerts", Category::account,
    Effect::reads,       "Alerts that the broker itself watches for, by account.",
    run_alerts,          {.rare = true}};

}  // namespace pitwall::tool
