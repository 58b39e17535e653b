// What accounts have traded, and what they have in the market, as their broker knows it.
#include "port/account_reports.h"
#include "tool/holdings.h"
#include "tool/instrument.h"
#include "tool/page.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

// ---- get_executions ----

struct ExecutionsIn {
  std::optional<AccountText> account;
  std::optional<SymbolText> symbol;
  std::int64_t days = 1;
  std::int64_t limit = 100;
  std::optional<Cursor> cursor;
};
void describe(ExecutionsIn& in, Visitor& v) {
  describe_account(v, in.account);
  v("symbol", "Only of this instrument.", "AAPL", in.symbol);
  v("days", "Trading days back; today counts as one.", "1", in.days,
    {.has_default = true, .minimum = 1, .maximum = port::ExecutionsQuery::max_days});
  v("limit", "At most this many.", "100", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 500});
  describe_cursor(v, in.cursor);
}

struct ExecutionRow {
  Time time;
  std::string account;
  market::Symbol symbol;
  port::Side side = port::Side::buy;
  Quantity quantity;
  Price price;
  market::Currency currency;
  Money commission;
  std::string order;
  std::string execution_id;
};
void describe(ExecutionRow& row, Visitor& v) {
  v("time", "When, UTC.", "2020-12-15T14:30:00Z", row.time, self_evident);
  v("account", "Account number.", "DU1000001", row.account, self_evident);
  v("symbol", "Instrument.", "AAPL", row.symbol, self_evident);
  v("side", "Bought or sold.", "buy", row.side, self_evident);
  v("quantity", "How many.", "50", row.quantity, self_evident);
  v("price", "At what price.", "127.5", row.price, self_evident);
  v("currency", "Of price and commission.", "USD", row.currency, self_evident);
  v("commission", "Positive is a cost.", "1", row.commission, self_evident);
  v("order", "Client id of its order; empty where it has none.", "", row.order);
  v("execution_id", "The broker's id of it.", "paper-1-1", row.execution_id, self_evident);
}

struct ExecutionsOut {
  std::vector<ExecutionRow> executions;
  std::optional<Cursor> next_cursor;
  market::Origin origin;
};
void describe(ExecutionsOut& out, Visitor& v) {
  v("executions", "Newest first.", "", out.executions, self_evident);
  describe_next_cursor(v, out.next_cursor);
  v("origin", "Where the figures come from.", "", out.origin, self_evident);
}

std::string summary(const ExecutionsOut& out) {
  std::vector<std::string> lines;
  for (const ExecutionRow& row : out.executions)
    lines.push_back(fmt::format("{} {}: {} {} {} at {} {}, commission {}", second_text(row.time),
                                row.account, row.side == port::Side::buy ? "bought" : "sold",
                                quantity_text(row.quantity), row.symbol.view(),
                                price_text(row.price), row.currency.view(),
                                amount_text(row.commission, row.currency)));
  return (out.executions.empty() ? std::string("Nothing was traded.")
                                 : count_text(out.executions.size(), "execution") + ":") +
         listed(lines) + (out.next_cursor ? "\nThere are more: pass next_cursor." : "") + "\n" +
         source_text(out.origin);
}

ExecutionRow row_of(const port::OrderExecuted& execution) {
  return {execution.time,      execution.account,     execution.symbol,   execution.side,
          execution.quantity,  execution.price,       execution.currency, execution.commission,
          execution.client_id, execution.execution_id};
}

Task<Result<ExecutionsOut>> run_executions(ExecutionsIn in, Context& context) {
  const Result<std::vector<desk::Account>> accounts = choose_accounts(context, in.account);
  if (!accounts) co_return accounts.error();
  std::optional<market::Symbol> only;
  if (in.symbol) {
    const Result<const market::Instrument*> found =
        co_await resolve_instrument(context, in.symbol->value);
    if (!found) co_return found.error();
    only = (*found)->symbol;
  }
  const port::ExecutionsQuery query{in.account ? in.account->value : std::string(), in.days};
  const auto begin = [&](port::Reply<port::Executions> reply) {
    context.broker.executions(query, std::move(reply));
  };
  const Result<port::Executions> known = co_await ask<port::Executions>(begin);
  if (!known) co_return known.error();
  ExecutionsOut out;
  out.origin = known->origin;
  for (const port::OrderExecuted& execution : known->executions)
    if (!only || execution.symbol == *only) out.executions.push_back(row_of(execution));
  out.next_cursor = cut_page(out.executions, in.cursor, in.limit);
  co_return out;
}

// ---- list_live_orders ----

struct LiveOrdersIn {
  std::optional<AccountText> account;
  std::int64_t limit = 50;
  std::optional<Cursor> cursor;
};
void describe(LiveOrdersIn& in, Visitor& v) {
  describe_account(v, in.account);
  v("limit", "At most this many.", "50", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 500});
  describe_cursor(v, in.cursor);
}

struct LiveOrderRow {
  port::LiveOrder live;
};
void describe(LiveOrderRow& row, Visitor& v) {
  port::Order& order = row.live.order;
  v("order", "Client id; \"broker:\" and its number where another client placed it.", "order-1",
    order.client_id);
  v("broker_id", "The broker's number of it.", "987654", row.live.broker_id, self_evident);
  v("account", "Account number.", "DU1000001", order.account, self_evident);
  v("symbol", "Instrument.", "AAPL", order.symbol, self_evident);
  v("side", "Buy or sell.", "buy", order.side, self_evident);
  v("type", "Order type.", "limit", order.type, self_evident);
  v("quantity", "How many.", "50", order.quantity, self_evident);
  v("filled", "Of it filled.", "0", row.live.filled, self_evident);
  v("limit_price", "Limit.", "125", order.limit_price, self_evident);
  v("stop_price", "Stop.", "120", order.stop_price, self_evident);
  v("time_in_force", "How long it stands.", "day", order.time_in_force, self_evident);
  v("status", "Its status.", "working", row.live.status, self_evident);
  v("average_price", "Of what is filled.", "125", row.live.average_price, self_evident);
  v("detail", "Why it waits, as the broker says.", "", row.live.detail, self_evident);
}

struct LiveOrdersOut {
  std::vector<LiveOrderRow> orders;
  std::vector<Problem> errors;
  std::optional<Cursor> next_cursor;
  market::Origin origin;
};
void describe(LiveOrdersOut& out, Visitor& v) {
  v("orders", "Newest first, by account.", "", out.orders, self_evident);
  v("errors", "Accounts that could not be asked.", "", out.errors, self_evident);
  describe_next_cursor(v, out.next_cursor);
  v("origin", "Where the figures come from.", "", out.origin, self_evident);
}

std::string summary(const LiveOrdersOut& out) {
  std::vector<std::string> lines;
  for (const LiveOrderRow& row : out.orders) {
    const port::Order& order = row.live.order;
    std::string line =
        fmt::format("{} {}: {} {} {} {}", order.account, order.client_id, name_of(order.side),
                    quantity_text(order.quantity), order.symbol.view(), name_of(order.type));
    if (order.limit_price) line += " limit " + price_text(*order.limit_price);
    if (order.stop_price) line += " stop " + price_text(*order.stop_price);
    line += fmt::format(", {}, {} filled, {}", name_of(order.time_in_force),
                        quantity_text(row.live.filled), name_of(row.live.status));
    if (!row.live.detail.empty()) line += ": " + row.live.detail;
    lines.push_back(std::move(line));
  }
  return (out.orders.empty() ? std::string("No open orders.")
                             : count_text(out.orders.size(), "open order") + ":") +
         listed(lines) + problem_lines(out.errors) +
         (out.next_cursor ? "\nThere are more: pass next_cursor." : "") + "\n" +
         source_text(out.origin);
}

Task<Result<LiveOrdersOut>> run_live_orders(LiveOrdersIn in, Context& context) {
  const Result<std::vector<desk::Account>> accounts = choose_accounts(context, in.account);
  if (!accounts) co_return accounts.error();
  LiveOrdersOut out;
  std::optional<market::Origin> origin;
  std::optional<Error> failure;
  for (const desk::Account& account : *accounts) {
    const auto begin = [&](port::Reply<port::LiveOrders> reply) {
      context.broker.live_orders(account.account, std::move(reply));
    };
    const Result<port::LiveOrders> known = co_await ask<port::LiveOrders>(begin);
    if (!known) {
      if (!failure) failure = known.error();
      out.errors.push_back({account.account, known.error().message});
      continue;
    }
    merge(origin, known->origin);
    for (const port::LiveOrder& order : known->orders) out.orders.push_back({order});
  }
  if (!origin) co_return *failure;
  out.origin = *origin;
  out.next_cursor = cut_page(out.orders, in.cursor, in.limit);
  co_return out;
}

}  // namespace

extern const Tool get_executions;
const Tool get_executions{"get_executions", Category::account, Effect::reads,
                          "What was traded in the last days, up to seven: each execution with its "
                          "price and commission, as the broker has it.",
                          run_executions};

extern const Tool list_live_orders;
const Tool list_live_orders{"list_live_orders", Category::account, Effect::reads,
                            "Open orders as the broker has them now, whoever placed them.",
                            run_live_orders};

}  // namespace pitwall::tool
