// Balances, positions, executions and the like as the gateway writes them. Pure and total; any
// thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "port/account_reports.h"
#include "port/broker.h"

namespace pitwall::client_portal {

// /portfolio/{id}/summary, without account and origin. An error names what it lacks.
Result<port::Balances> balances_of(const Json& body);

struct LedgerLine {
  market::Currency currency;
  Money cash;
};
std::vector<LedgerLine> ledger_of(const Json& body);  // without BASE

struct PositionRow {
  std::int64_t conid = 0;
  std::string description;
  Quantity quantity;
  std::optional<Price> average_price;  // of one unit, without the multiplier
  std::optional<Money> average_cost;   // of one contract
  std::optional<Ratio> multiplier;
};
std::vector<PositionRow> positions_of(const Json& body);
// Signed like the quantity, multiplier included; none where the figures cannot be true.
std::optional<Notional> cost_of(const PositionRow& row, Ratio multiplier);

struct TradeRow {
  std::string execution_id;
  std::string account;
  std::string order_reference;
  std::int64_t order_id = 0;
  std::int64_t conid = 0;
  port::Side side = port::Side::buy;
  Quantity quantity;
  Price price;
  Money commission;
  Time time;
};
// /iserver/account/trades, or the socket's `str`.
std::vector<TradeRow> trades_of(const Json& body);

struct ProfitRow {
  std::optional<Money> daily, unrealized;
};
// By account, out of {"DU1.Core": {…}}.
std::map<std::string, ProfitRow> profits_of(const Json& body);

// Of /pa/performance or /pa/allperiods.
Result<std::vector<port::PerformancePoint>> performance_of(const Json& body,
                                                           const std::string& account,
                                                           std::string_view period);
std::string_view period_name(port::PerformancePeriod period);  // "1D", "YTD"

std::vector<port::Watchlist> watchlist_heads_of(const Json& body);
std::vector<std::string> watchlist_symbols_of(const Json& body);
std::vector<port::BrokerAlert> alerts_of(const Json& body);
std::string alert_condition_of(const Json& body);

}  // namespace pitwall::client_portal
