// What accounts have made over time, as their broker keeps it.
#include "market/statistics.h"
#include "port/account_reports.h"
#include "tool/holdings.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

struct PerformanceIn {
  std::optional<AccountText> account;
  port::PerformancePeriod period = port::PerformancePeriod::month;
  std::int64_t limit = 60;
};
void describe(PerformanceIn& in, Visitor& v) {
  describe_account(v, in.account);
  v("period", "How far back.", "month", in.period, with_default);
  v("limit", "At most this many days of each account, the latest ones.", "60", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 400});
}

struct AccountPerformance {
  std::string account;
  market::Currency currency;
  std::optional<double> return_percent;
  std::optional<Money> net_asset_value;
  std::vector<port::PerformancePoint> days;
  std::int64_t left_out = 0;
  market::Origin origin;
};
void describe(AccountPerformance& row, Visitor& v) {
  v("account", "Account number.", "DU1000001", row.account, self_evident);
  v("currency", "Currency of the figures.", "USD", row.currency, self_evident);
  v("return_percent", "Over the days that the broker knows of the period.", "2.5",
    row.return_percent);
  v("net_asset_value", "At the end.", "125000", row.net_asset_value, self_evident);
  v("days", "Oldest first.", "", row.days, self_evident);
  v("left_out", "Earlier days that limit left out.", "0", row.left_out, self_evident);
  v("origin", "Where the figures come from.", "", row.origin, self_evident);
}

struct PerformanceOut {
  port::PerformancePeriod period = port::PerformancePeriod::month;
  std::vector<AccountPerformance> accounts;
  std::vector<Problem> errors;
};
void describe(PerformanceOut& out, Visitor& v) {
  v("period", "How far back.", "month", out.period, self_evident);
  v("accounts", "Each in its own currency.", "", out.accounts, self_evident);
  v("errors", "Accounts that have none, and why.", "", out.errors, self_evident);
}

std::string summary(const PerformanceOut& out) {
  std::vector<std::string> lines;
  for (const AccountPerformance& row : out.accounts) {
    std::string line = row.account + ": ";
    line += row.return_percent ? gain_text(*row.return_percent) : std::string("return not known");
    if (!row.days.empty())
      line +=
          fmt::format(" from {} to {}", row.days.front().date.text(), row.days.back().date.text());
    if (row.left_out > 0)
      line += fmt::format(" ({} not shown)",
                          count_text(static_cast<std::size_t>(row.left_out), "earlier day"));
    if (row.net_asset_value)
      line += ", net asset value " + amount_text(*row.net_asset_value, row.currency);
    lines.push_back(line + ". " + source_text(row.origin));
  }
  return fmt::format("Performance over the {}:", out.period == port::PerformancePeriod::year_to_date
                                                     ? "year to date"
                                                     : name_of(out.period)) +
         listed(lines) + problem_lines(out.errors);
}

AccountPerformance row_of(port::Performance performance, std::size_t limit) {
  AccountPerformance row;
  row.account = std::move(performance.account);
  row.currency = performance.currency;
  row.origin = performance.origin;
  row.days = std::move(performance.points);
  if (!row.days.empty()) {
    row.net_asset_value = row.days.back().net_asset_value;
    if (row.days.back().cumulative_return)
      row.return_percent = market::rounded(100 * *row.days.back().cumulative_return, 4);
  }
  if (row.days.size() > limit) {
    const std::size_t cut = row.days.size() - limit;
    row.left_out = static_cast<std::int64_t>(cut);
    row.days.erase(row.days.begin(), row.days.begin() + static_cast<std::ptrdiff_t>(cut));
  }
  return row;
}

Task<Result<PerformanceOut>> run_performance(PerformanceIn in, Context& context) {
  const Result<std::vector<desk::Account>> accounts = choose_accounts(context, in.account);
  if (!accounts) co_return accounts.error();
  PerformanceOut out;
  out.period = in.period;
  std::optional<Error> failure;
  for (const desk::Account& account : *accounts) {
    const auto begin = [&](port::Reply<port::Performance> reply) {
      context.broker.performance(account.account, in.period, std::move(reply));
    };
    const Result<port::Performance> known = co_await ask<port::Performance>(begin);
    if (known) {
      out.accounts.push_back(row_of(*known, static_cast<std::size_t>(in.limit)));
      continue;
    }
    if (!failure) failure = known.error();
    out.errors.push_back({account.account, known.error().message});
  }
  if (out.accounts.empty()) co_return *failure;
  co_return out;
}

}  // namespace

extern const Tool get_performance;
const Tool get_performance{"get_performance",
                           Category::account,
                           Effect::reads,
                           "Return and net asset value of accounts day by day, over a period, as "
                           "far back as their broker knows.",
                           run_performance,
                           {.rare = true}};

}  // namespace pitwall::tool
