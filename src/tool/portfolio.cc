// What is held, at what it is worth.
#include "tool/holdings.h"
#include "tool/page.h"
#include "tool/tool.h"

namespace pitwall::tool {
namespace {

enum class PortfolioSort { value, symbol, unrealized, daily };
std::string_view name_of(PortfolioSort sort) {
  constexpr std::array<std::string_view, 4> names{"value", "symbol", "unrealized", "daily"};
  return names[static_cast<std::size_t>(sort)];
}
constexpr int count_of(PortfolioSort) { return 4; }

struct PortfolioIn {
  std::optional<AccountText> account;
  PortfolioSort sort = PortfolioSort::value;
  std::int64_t limit = 100;
  std::optional<Cursor> cursor;
};
void describe(PortfolioIn& in, Visitor& v) {
  describe_account(v, in.account);
  v("sort", "Within each account: symbol from A, the others by size, largest first.", "value",
    in.sort, with_default);
  v("limit", "At most this many positions.", "100", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 500});
  describe_cursor(v, in.cursor);
}

struct PositionRow {
  std::string account;
  std::string symbol;
  market::AssetClass asset_class = market::AssetClass::stock;
  market::Currency currency;
  Quantity quantity;
  Price average_price;
  std::optional<Price> mark_price;
  std::optional<Money> market_value;
  std::optional<Money> unrealized_pnl;
  Money realized_pnl;
  std::optional<Money> daily_pnl;
  std::optional<double> weight_percent;
  std::optional<std::string> error;
  market::Origin origin;
};
void describe(PositionRow& row, Visitor& v) {
  v("account", "Account number.", "DU1000001", row.account, self_evident);
  v("symbol", "Instrument.", "AAPL:NASDAQ", row.symbol, self_evident);
  v("asset_class", "Kind of instrument.", "stock", row.asset_class, self_evident);
  v("currency", "Currency of the figures.", "USD", row.currency, self_evident);
  v("quantity", "Negative is short.", "50", row.quantity, self_evident);
  v("average_price", "Average cost of one, without commissions.", "120.5", row.average_price,
    self_evident);
  v("mark_price", "Price it is valued at.", "127.88", row.mark_price, self_evident);
  v("market_value", "Mark x quantity x multiplier.", "6394", row.market_value, self_evident);
  v("unrealized_pnl", "Market value less cost.", "369", row.unrealized_pnl);
  v("realized_pnl", "Of what was closed, before commissions.", "0", row.realized_pnl);
  v("daily_pnl", "Since the previous close.", "52.5", row.daily_pnl, self_evident);
  v("weight_percent", "Market value (of a future the whole contract) over net liquidation.", "5.1",
    row.weight_percent);
  v("error", "Why there is no value.", "", row.error, self_evident);
  v("origin", "Of position and price.", "", row.origin, self_evident);
}

struct PortfolioTotal {
  market::Currency currency;
  std::int64_t positions = 0;
  Money market_value;
  Money unrealized_pnl;
  Money realized_pnl;
  Money daily_pnl;
  std::int64_t without_price = 0;
  std::int64_t without_daily = 0;
};
void describe(PortfolioTotal& total, Visitor& v) {
  v("currency", "Positions in this currency, of all pages.", "USD", total.currency, self_evident);
  v("positions", "How many.", "4", total.positions, self_evident);
  v("market_value", "Sum, short ones negative.", "6394", total.market_value, self_evident);
  v("unrealized_pnl", "Sum.", "369", total.unrealized_pnl);
  v("realized_pnl", "Sum over open positions.", "0", total.realized_pnl);
  v("daily_pnl", "Sum.", "52.5", total.daily_pnl, self_evident);
  v("without_price", "Positions that the values exclude: they have no price.", "0",
    total.without_price);
  v("without_daily", "Positions that daily_pnl excludes: no previous close.", "0",
    total.without_daily);
}

struct AccountValue {
  std::string account;
  market::Currency currency;
  Money net_liquidation;
  market::Origin origin;
};
void describe(AccountValue& value, Visitor& v) {
  v("account", "Account number.", "DU1000001", value.account, self_evident);
  v("currency", "Its base currency.", "USD", value.currency, self_evident);
  v("net_liquidation", "As the broker computes it, in the base currency.", "125000",
    value.net_liquidation, self_evident);
  v("origin", "Where it comes from.", "", value.origin, self_evident);
}

struct PortfolioOut {
  std::vector<AccountValue> accounts;
  std::vector<PositionRow> positions;
  std::vector<PortfolioTotal> totals;
  std::vector<Problem> errors;
  std::optional<Cursor> next_cursor;
  std::optional<market::Origin> origin;
};
void describe(PortfolioOut& out, Visitor& v) {
  v("accounts", "What each account is worth.", "", out.accounts, self_evident);
  v("positions", "Open positions, by account.", "", out.positions, self_evident);
  v("totals", "By currency, never added across.", "", out.totals);
  v("errors", "What is missing, and why.", "", out.errors, self_evident);
  describe_next_cursor(v, out.next_cursor);
  v("origin", "Of the totals; absent where nothing is held.", "", out.origin, self_evident);
}

std::string line_of(const PositionRow& row) {
  std::string line = fmt::format("{} {} {} at {}", row.account, quantity_text(row.quantity),
                                 row.symbol, price_text(row.average_price));
  if (!row.market_value)
    return line + fmt::format(": no value: {}", row.error.value_or("no price"));
  line += fmt::format(", now {}: {}, unrealized {}", price_text(*row.mark_price),
                      amount_text(*row.market_value, row.currency),
                      gain_text(*row.unrealized_pnl, row.currency));
  if (row.daily_pnl) line += fmt::format(", today {}", gain_text(*row.daily_pnl, row.currency));
  if (row.weight_percent)
    line += fmt::format(", {} of the account", percent_text(*row.weight_percent));
  return line + fmt::format(" ({})", name_of(row.origin.quality));
}

std::string line_of(const PortfolioTotal& total) {
  std::string line = fmt::format(
      "Total in {}: {}, market value {}, unrealized {}, today {}.", total.currency.view(),
      count_text(static_cast<std::size_t>(total.positions), "position"),
      amount_text(total.market_value, total.currency),
      gain_text(total.unrealized_pnl, total.currency), gain_text(total.daily_pnl, total.currency));
  if (total.without_price > 0)
    line += fmt::format(" It excludes {} without a price.",
                        count_text(static_cast<std::size_t>(total.without_price), "position"));
  if (total.without_daily > 0)
    line += fmt::format(" Today excludes {} without a previous close.",
                        count_text(static_cast<std::size_t>(total.without_daily), "position"));
  return line;
}

std::string summary(const PortfolioOut& out) {
  std::string text;
  for (const AccountValue& value : out.accounts)
    text += fmt::format("{} is worth {}. ", value.account,
                        amount_text(value.net_liquidation, value.currency));
  std::vector<std::string> lines;
  for (const PositionRow& row : out.positions) lines.push_back(line_of(row));
  text += lines.empty() ? "No open positions." : "Open positions:" + listed(lines);
  for (const PortfolioTotal& total : out.totals) text += "\n" + line_of(total);
  text += problem_lines(out.errors);
  if (out.next_cursor) text += "\nMore positions: pass next_cursor.";
  if (out.origin) text += "\n" + source_text(*out.origin);
  return text;
}

PositionRow row_of(const AccountHoldings& account, const Holding& holding,
                   const market::Origin& origin) {
  const desk::Position& position = holding.position;
  PositionRow row;
  row.account = account.account.account;
  row.symbol = holding.instrument ? holding.instrument->full_name() : position.symbol.text();
  row.asset_class = position.asset_class;
  row.currency = position.currency;
  row.quantity = position.quantity;
  row.average_price = position.average_price();
  row.realized_pnl = position.realized.to_money(Rounding::half_even);
  row.origin = origin;
  if (holding.value) {
    row.mark_price = holding.value->mark_price;
    row.market_value = holding.value->market_value;
    row.unrealized_pnl = holding.value->unrealized_pnl;
    row.daily_pnl = holding.value->daily_pnl;
  } else {
    row.error = holding.value.error().message;
  }
  return row;
}

void add_to(std::vector<PortfolioTotal>& totals, const PositionRow& row) {
  auto total = std::ranges::find(totals, row.currency, &PortfolioTotal::currency);
  if (total == totals.end()) {
    totals.emplace_back().currency = row.currency;
    total = totals.end() - 1;
  }
  ++total->positions;
  total->realized_pnl += row.realized_pnl;
  if (!row.market_value) {
    ++total->without_price;
    return;
  }
  total->market_value += *row.market_value;
  total->unrealized_pnl += *row.unrealized_pnl;
  if (row.daily_pnl) {
    total->daily_pnl += *row.daily_pnl;
  } else {
    ++total->without_daily;
  }
}

Money size_of(const std::optional<Money>& amount) { return amount ? amount->abs() : Money(); }

// `key` says which of two positions of one account comes first. The order of a tie is by symbol.
void sort_rows(std::vector<PositionRow>& rows, PortfolioSort sort) {
  const auto key = [sort](const PositionRow& row) {
    switch (sort) {
      case PortfolioSort::value:
        return size_of(row.market_value);
      case PortfolioSort::symbol:
        return Money();
      case PortfolioSort::unrealized:
        return size_of(row.unrealized_pnl);
      case PortfolioSort::daily:
        return size_of(row.daily_pnl);
    }
    return Money();
  };
  std::ranges::sort(rows, [&](const PositionRow& a, const PositionRow& b) {
    if (key(a) != key(b)) return key(a) > key(b);
    return a.symbol < b.symbol;
  });
}

// Weights need the value in the account's currency, and the account's worth.
void add_weights(std::vector<PositionRow>& rows, const AccountHoldings& account,
                 const market::ExchangeRates& rates, std::vector<Problem>& errors) {
  if (!account.balances) return;
  std::set<market::Currency> without_rate;
  for (PositionRow& row : rows) {
    if (!row.market_value) continue;
    const Result<Money> value =
        rates.convert(*row.market_value, row.currency, account.balances->currency);
    if (value) {
      row.weight_percent = percent_of(*value, account.balances->net_liquidation);
    } else if (without_rate.insert(row.currency).second) {
      errors.push_back({row.account, value.error().message + " Such positions have no weight."});
    }
  }
}

void add_account(PortfolioOut& out, const AccountHoldings& account,
                 const market::ExchangeRates& rates, PortfolioSort sort) {
  const std::string& number = account.account.account;
  if (account.balances) {
    out.accounts.push_back({number, account.balances->currency, account.balances->net_liquidation,
                            account.balances->origin});
  } else {
    out.errors.push_back({number, account.balances.error().message});
  }
  std::vector<PositionRow> rows;
  for (const Holding& holding : account.holdings) {
    const std::optional<market::Origin> origin = account.origin(holding);
    if (!origin) {
      out.errors.push_back(
          {number, fmt::format("{} {}: {}", quantity_text(holding.position.quantity),
                               holding.position.symbol.view(), holding.value.error().message)});
      continue;
    }
    rows.push_back(row_of(account, holding, *origin));
    add_to(out.totals, rows.back());
    merge(out.origin, *origin);
  }
  add_weights(rows, account, rates, out.errors);
  sort_rows(rows, sort);
  out.positions.insert(out.positions.end(), rows.begin(), rows.end());
}

Task<Result<PortfolioOut>> run_portfolio(PortfolioIn in, Context& context) {
  const Result<Holdings> all = co_await load_holdings(context, in.account, Closed::left_out);
  if (!all) co_return all.error();
  PortfolioOut out;
  for (const AccountHoldings& account : all->accounts)
    add_account(out, account, all->rates, in.sort);
  out.next_cursor = cut_page(out.positions, in.cursor, in.limit);
  co_return out;
}

}  // namespace

extern const Tool get_portfolio;
const Tool get_portfolio{"get_portfolio", Category::account, Effect::reads,
                         "Open positions of one or all accounts valued at present quotes, each in "
                         "its currency with its origin, and totals by currency.",
                         run_portfolio};

}  // namespace pitwall::tool
