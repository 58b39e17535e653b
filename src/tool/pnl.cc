// What was earned and lost.
#include "tool/holdings.h"
#include "tool/page.h"
#include "tool/tool.h"

namespace pitwall::tool {
namespace {

enum class PnlSort { daily, total };
std::string_view name_of(PnlSort sort) { return sort == PnlSort::daily ? "daily" : "total"; }
constexpr int count_of(PnlSort) { return 2; }

struct PnlIn {
  std::optional<AccountText> account;
  PnlSort sort = PnlSort::daily;
  std::int64_t limit = 100;
  std::optional<Cursor> cursor;
};
void describe(PnlIn& in, Visitor& v) {
  describe_account(v, in.account);
  v("sort", "Largest contribution first, gain or loss: of the day, or in total.", "daily", in.sort,
    with_default);
  v("limit", "At most this many positions.", "100", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 500});
  describe_cursor(v, in.cursor);
}

// All in one currency.
struct Profit {
  std::optional<Money> daily;       // absent: not known
  std::optional<Money> unrealized;  // absent: not known
  Money realized;
  Money commissions;
  Money realized_net() const { return realized - commissions; }
  Money total() const { return unrealized.value_or(Money()) + realized_net(); }
};
void describe_profit(Profit& profit, Visitor& v) {
  Money realized_net = profit.realized_net();
  Money total = profit.total();
  v("daily", "Since the previous close, before commissions.", "52.5", profit.daily);
  v("unrealized", "Of what is held.", "369", profit.unrealized);
  v("realized", "Of what was closed, before commissions.", "0", profit.realized);
  v("commissions", "Paid; positive is a cost.", "1", profit.commissions, self_evident);
  v("realized_net", "Realized less commissions.", "-1", realized_net);
  v("total", "Unrealized and realized_net.", "368", total, self_evident);
}

struct PnlTotal {
  market::Currency currency;
  Profit profit;
  std::int64_t without_price = 0;
  std::int64_t without_daily = 0;
};
void describe(PnlTotal& total, Visitor& v) {
  v("currency", "Currency of the figures.", "USD", total.currency, self_evident);
  describe_profit(total.profit, v);
  v("without_price", "Positions that unrealized excludes: no price.", "0", total.without_price);
  v("without_daily", "Positions that daily excludes: no price or no previous close.", "0",
    total.without_daily);
}

// As the broker computes it, by its own rules; in base currency.
struct BrokerProfit {
  market::Currency currency;
  std::optional<Money> daily;
  std::optional<Money> unrealized;
  std::optional<Money> realized;
  market::Origin origin;
};
void describe(BrokerProfit& profit, Visitor& v) {
  v("currency", "Currency of the figures.", "USD", profit.currency, self_evident);
  v("daily", "Of the trading day.", "52.5", profit.daily, self_evident);
  v("unrealized", "Of what is held.", "369", profit.unrealized, self_evident);
  v("realized", "Of the day.", "0", profit.realized);
  v("origin", "Of these.", "", profit.origin, self_evident);
}

struct AccountPnl {
  std::string account;
  std::vector<PnlTotal> by_currency;
  std::optional<PnlTotal> in_base_currency;
  std::optional<BrokerProfit> by_broker;
  market::Origin origin;
};
void describe(AccountPnl& account, Visitor& v) {
  v("account", "Account number.", "DU1000001", account.account, self_evident);
  v("by_currency", "Not converted.", "", account.by_currency);
  v("in_base_currency", "All of it, converted at quoted rates of now; absent without a rate.", "",
    account.in_base_currency);
  v("by_broker", "The same by the broker's own rules, where it says.", "", account.by_broker);
  v("origin", "Of the figures.", "", account.origin, self_evident);
}

struct Contribution {
  std::string account;
  std::string symbol;
  market::Currency currency;
  Quantity quantity;
  Profit profit;
  std::optional<std::string> error;
  market::Origin origin;
  // Without sign, in the account's base currency where a rate is quoted: only to sort by.
  Money daily_size, total_size;
};
void describe(Contribution& row, Visitor& v) {
  v("account", "Account number.", "DU1000001", row.account, self_evident);
  v("symbol", "Instrument.", "AAPL:NASDAQ", row.symbol, self_evident);
  v("currency", "Currency of the figures.", "USD", row.currency, self_evident);
  v("quantity", "Held now; zero where closed.", "50", row.quantity, self_evident);
  describe_profit(row.profit, v);
  v("error", "Why daily or unrealized is missing.", "", row.error, self_evident);
  v("origin", "Of position and price.", "", row.origin, self_evident);
}

struct PnlOut {
  std::vector<AccountPnl> accounts;
  std::vector<Contribution> positions;
  std::vector<Problem> errors;
  std::optional<Cursor> next_cursor;
};
void describe(PnlOut& out, Visitor& v) {
  v("accounts", "Sums over all positions, closed ones too.", "", out.accounts, self_evident);
  v("positions", "What each contributed.", "", out.positions, self_evident);
  v("errors", "What is missing, and why.", "", out.errors, self_evident);
  describe_next_cursor(v, out.next_cursor);
}

std::string figures(const Profit& profit, market::Currency currency) {
  const auto known = [&](const std::optional<Money>& amount) {
    return amount ? gain_text(*amount, currency) : std::string("not known");
  };
  return fmt::format(
      "today {}, unrealized {}, realized {} ({} after commissions of {})", known(profit.daily),
      known(profit.unrealized), gain_text(profit.realized, currency),
      gain_text(profit.realized_net(), currency), amount_text(profit.commissions, currency));
}

std::string summary(const PnlOut& out) {
  std::vector<std::string> accounts;
  for (const AccountPnl& account : out.accounts) {
    std::vector<PnlTotal> shown = account.by_currency;
    if (account.in_base_currency) shown = {*account.in_base_currency};
    std::string line = account.account + ":";
    for (const PnlTotal& total : shown) {
      line += fmt::format(" {}.", figures(total.profit, total.currency));
      if (total.without_price + total.without_daily > 0)
        line += fmt::format(
            " Unrealized excludes {} without a price, today {} without one or "
            "without a previous close.",
            count_text(static_cast<std::size_t>(total.without_price), "position"),
            total.without_daily);
    }
    if (account.by_broker && account.by_broker->daily)
      line += fmt::format(" By the broker's own rules today {} ({}).",
                          gain_text(*account.by_broker->daily, account.by_broker->currency),
                          name_of(account.by_broker->origin.quality));
    accounts.push_back(line + " " + source_text(account.origin));
  }
  std::vector<std::string> lines;
  for (const Contribution& row : out.positions)
    lines.push_back(fmt::format("{} {}: {}{}{}", row.account, row.symbol,
                                figures(row.profit, row.currency), row.error ? ": " : "",
                                row.error.value_or("")));
  return "Profit and loss." + listed(accounts) + listed(lines) + problem_lines(out.errors) +
         (out.next_cursor ? "\nMore positions: pass next_cursor." : "");
}

Contribution contribution_of(const AccountHoldings& account, const Holding& holding,
                             const market::Origin& origin, const market::ExchangeRates& rates) {
  const desk::Position& position = holding.position;
  Contribution row;
  row.account = account.account.account;
  row.symbol = holding.instrument ? holding.instrument->full_name() : position.symbol.text();
  row.currency = position.currency;
  row.quantity = position.quantity;
  row.profit.realized = position.realized.to_money(Rounding::half_even);
  row.profit.commissions = position.commissions;
  row.origin = origin;
  if (position.quantity.is_zero()) row.profit.unrealized = Money();
  if (holding.dormant) {
    row.profit.daily = Money();
  } else if (holding.value) {
    row.profit.unrealized = holding.value->unrealized_pnl;
    row.profit.daily = holding.value->daily_pnl;
    if (!row.profit.daily) row.error = "No previous close is known, so no profit of the day.";
  } else {
    row.error = holding.value.error().message;
  }
  const auto in_base = [&](Money amount) {
    const Result<Money> base = rates.convert(amount, row.currency, account.account.base_currency);
    return (base ? *base : amount).abs();
  };
  row.daily_size = in_base(row.profit.daily.value_or(Money()));
  row.total_size = in_base(row.profit.total());
  return row;
}

void add(Profit& sum, const Profit& part) {
  sum.daily = sum.daily.value_or(Money()) + part.daily.value_or(Money());
  sum.unrealized = sum.unrealized.value_or(Money()) + part.unrealized.value_or(Money());
  sum.realized += part.realized;
  sum.commissions += part.commissions;
}

PnlTotal& total_in(std::vector<PnlTotal>& totals, market::Currency currency) {
  for (PnlTotal& total : totals)
    if (total.currency == currency) return total;
  totals.emplace_back().currency = currency;
  return totals.back();
}

Result<Profit> converted(const Profit& profit, const market::ExchangeRates& rates,
                         market::Currency from, market::Currency to) {
  Profit out;
  PITWALL_TRY(out.daily, rates.convert(profit.daily.value_or(Money()), from, to));
  PITWALL_TRY(out.unrealized, rates.convert(profit.unrealized.value_or(Money()), from, to));
  PITWALL_TRY(out.realized, rates.convert(profit.realized, from, to));
  PITWALL_TRY(out.commissions, rates.convert(profit.commissions, from, to));
  return out;
}

Result<PnlTotal> sum_in(market::Currency base, AccountPnl& account,
                        const market::ExchangeRates& rates) {
  PnlTotal sum;
  sum.currency = base;
  for (const PnlTotal& total : account.by_currency) {
    PITWALL_TRY(const Profit part, converted(total.profit, rates, total.currency, base));
    add(sum.profit, part);
    sum.without_price += total.without_price;
    sum.without_daily += total.without_daily;
    if (const auto rate = rates.origin(total.currency, base))
      account.origin = combine(account.origin, *rate);
  }
  return sum;
}

void add_account(PnlOut& out, const AccountHoldings& holdings, const market::ExchangeRates& rates) {
  const std::string& number = holdings.account.account;
  AccountPnl account;
  account.account = number;
  std::optional<market::Origin> origin;
  if (holdings.balances) merge(origin, holdings.balances->origin);
  for (const Holding& holding : holdings.holdings) {
    const std::optional<market::Origin> of_holding = holdings.origin(holding);
    if (!of_holding) {
      out.errors.push_back({number, fmt::format("{}: {}", holding.position.symbol.view(),
                                                holding.value.error().message)});
      continue;
    }
    const Contribution row = contribution_of(holdings, holding, *of_holding, rates);
    merge(origin, *of_holding);
    PnlTotal& total = total_in(account.by_currency, row.currency);
    add(total.profit, row.profit);
    if (!row.profit.unrealized) ++total.without_price;
    if (!row.profit.daily) ++total.without_daily;
    out.positions.push_back(row);
  }
  if (!origin) {
    out.errors.push_back({number, holdings.balances.error().message});
    return;
  }
  account.origin = *origin;
  Result<PnlTotal> sum = sum_in(holdings.account.base_currency, account, rates);
  if (sum) {
    account.in_base_currency = *sum;
  } else {
    out.errors.push_back({number, sum.error().message});
  }
  out.accounts.push_back(std::move(account));
}

void sort_rows(std::vector<Contribution>& rows, PnlSort sort) {
  const auto size = sort == PnlSort::daily ? &Contribution::daily_size : &Contribution::total_size;
  std::ranges::sort(rows, [size](const Contribution& a, const Contribution& b) {
    if (a.*size != b.*size) return a.*size > b.*size;
    return std::tie(a.account, a.symbol) < std::tie(b.account, b.symbol);
  });
}

Task<Result<PnlOut>> run_pnl(PnlIn in, Context& context) {
  const Result<Holdings> all = co_await load_holdings(context, in.account, Closed::included);
  if (!all) co_return all.error();
  PnlOut out;
  for (const AccountHoldings& account : all->accounts) add_account(out, account, all->rates);
  for (AccountPnl& account : out.accounts) {
    const auto begin = [&](port::Reply<port::ProfitAndLoss> reply) {
      context.broker.profit(account.account, std::move(reply));
    };
    const Result<port::ProfitAndLoss> own = co_await ask<port::ProfitAndLoss>(begin);
    if (own && (own->daily || own->unrealized || own->realized))
      account.by_broker =
          BrokerProfit{own->currency, own->daily, own->unrealized, own->realized, own->origin};
  }
  if (out.accounts.empty())
    co_return error(Code::unavailable, "No account's figures could be had: {}",
                    out.errors.front().error);
  sort_rows(out.positions, in.sort);
  out.next_cursor = cut_page(out.positions, in.cursor, in.limit);
  co_return out;
}

}  // namespace

extern const Tool get_pnl;
const Tool get_pnl{
    "get_pnl", Category::account, Effect::reads,
    "Profit and loss of one or all accounts: of the day, unrealized, realized before "
    "and after commissions, and what each position contributed.",
    run_pnl};

}  // namespace pitwall::tool
