// Which accounts there are, and the money in them.
#include "tool/holdings.h"
#include "tool/page.h"
#include "tool/tool.h"

namespace pitwall::tool {
namespace {

// ---- list_accounts ----

struct AccountsIn {
  std::int64_t limit = 50;
  std::optional<Cursor> cursor;
};
void describe(AccountsIn& in, Visitor& v) {
  v("limit", "At most this many.", "50", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 500});
  describe_cursor(v, in.cursor);
}

struct AccountRow {
  std::string account;
  std::string title;
  std::string broker;
  market::AccountKind kind = market::AccountKind::paper;
  market::Currency base_currency;
  std::int64_t positions = 0;
};
void describe(AccountRow& row, Visitor& v) {
  v("account", "Account number.", "DU1000001", row.account, self_evident);
  v("title", "Its name.", "Main", row.title, self_evident);
  v("broker", "Which broker.", "paper market", row.broker, self_evident);
  v("kind", "paper or live.", "paper", row.kind, self_evident);
  v("base_currency", "Currency it is kept in.", "USD", row.base_currency);
  v("positions", "Open positions.", "4", row.positions, self_evident);
}

struct AccountsOut {
  std::vector<AccountRow> accounts;
  std::optional<Cursor> next_cursor;
};
void describe(AccountsOut& out, Visitor& v) {
  v("accounts", "By number.", "", out.accounts, self_evident);
  describe_next_cursor(v, out.next_cursor);
}

std::string summary(const AccountsOut& out) {
  if (out.accounts.empty())
    return "No broker has named an account yet; desk_status says how the sessions stand.";
  std::vector<std::string> lines;
  for (const AccountRow& row : out.accounts)
    lines.push_back(
        fmt::format("{} \"{}\": {} account at {} in {}, {}.", row.account, row.title,
                    name_of(row.kind), row.broker, row.base_currency.view(),
                    count_text(static_cast<std::size_t>(row.positions), "open position")));
  return count_text(out.accounts.size(), "account") + ":" + listed(lines);
}

Result<AccountsOut> run_accounts(const AccountsIn& in, Context& context) {
  AccountsOut out;
  for (const desk::Account& account : accounts_here(context)) {
    const auto open = std::ranges::count_if(
        account.positions, [](const desk::Position& p) { return !p.quantity.is_zero(); });
    out.accounts.push_back({account.account, account.title, account.broker, account.kind,
                            account.base_currency, open});
  }
  out.next_cursor = cut_page(out.accounts, in.cursor, in.limit);
  return out;
}

// ---- get_balances ----

struct BalancesIn {
  std::optional<AccountText> account;
};
void describe(BalancesIn& in, Visitor& v) { describe_account(v, in.account); }

struct CashRow {
  market::Currency currency;
  Money amount;
};
void describe(CashRow& cash, Visitor& v) {
  v("currency", "Currency.", "USD", cash.currency, self_evident);
  v("amount", "Negative is borrowed.", "40000", cash.amount, self_evident);
}

struct AccountBalances {
  port::Balances balances;
  std::vector<CashRow> cash_by_currency;
};
void describe(AccountBalances& account, Visitor& v) {
  describe(account.balances, v);
  v("cash_by_currency", "Cash as it lies, not converted.", "", account.cash_by_currency);
}

struct BalancesOut {
  std::vector<AccountBalances> accounts;
  std::vector<Problem> errors;
};
void describe(BalancesOut& out, Visitor& v) {
  v("accounts", "As their brokers compute them.", "", out.accounts, self_evident);
  v("errors", "Accounts whose balances could not be had.", "", out.errors, self_evident);
}

std::string summary(const BalancesOut& out) {
  std::vector<std::string> lines;
  for (const auto& [balances, cash] : out.accounts) {
    std::string by_currency;
    for (const CashRow& row : cash)
      by_currency += (by_currency.empty() ? "" : " and ") + amount_text(row.amount, row.currency);
    lines.push_back(fmt::format(
        "{}: net liquidation {}, cash {} ({}), positions {}, maintenance margin {}, excess "
        "liquidity {}, buying power {}. {}",
        balances.account, amount_text(balances.net_liquidation, balances.currency),
        amount_text(balances.cash, balances.currency),
        by_currency.empty() ? "none on the desk's books" : by_currency,
        amount_text(balances.gross_position_value, balances.currency),
        amount_text(balances.maintenance_margin, balances.currency),
        amount_text(balances.excess_liquidity, balances.currency),
        amount_text(balances.buying_power, balances.currency), source_text(balances.origin)));
  }
  return "Balances of " + count_text(out.accounts.size(), "account") + ":" + listed(lines) +
         problem_lines(out.errors);
}

Task<Result<BalancesOut>> run_balances(BalancesIn in, Context& context) {
  const Result<std::vector<desk::Account>> accounts = choose_accounts(context, in.account);
  if (!accounts) co_return accounts.error();
  BalancesOut out;
  std::optional<Error> failure;
  for (const desk::Account& account : *accounts) {
    const auto begin = [&](port::Reply<port::Balances> reply) {
      context.broker.balances(account.account, reply);
    };
    const Result<port::Balances> balances = co_await ask<port::Balances>(begin);
    if (!balances) {
      if (!failure) failure = balances.error();
      out.errors.push_back({account.account, balances.error().message});
      continue;
    }
    AccountBalances& row = out.accounts.emplace_back();
    row.balances = *balances;
    for (const desk::CashBalance& cash : account.cash)
      row.cash_by_currency.push_back({cash.currency, cash.amount});
  }
  if (out.accounts.empty()) co_return *failure;
  co_return out;
}

}  // namespace

extern const Tool list_accounts;
const Tool list_accounts{"list_accounts", Category::account, Effect::reads,
                         "The accounts of all broker sessions, paper and live, with how many "
                         "positions each holds.",
                         run_accounts};

extern const Tool get_balances;
const Tool get_balances{"get_balances", Category::account, Effect::reads,
                        "Cash, net liquidation, margin and buying power of each account in its "
                        "base currency, and cash by currency.",
                        run_balances};

}  // namespace pitwall::tool
