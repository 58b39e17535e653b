// What comes back, one struct for each message that the session uses, and its reader. Pure: a
// payload in, a value out; anything that is not as the protocol has it is Code::corrupt. Ticks are
// read in tick.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapter/ibkr/contract.h"
#include "adapter/tws/protocol.h"
#include "base/time.h"

namespace pitwall::tws::answer {

// The message id at the beginning of a payload; 0 where there is none.
int id_of(std::string_view payload);
// The request that a message belongs to; none for those that belong to no request, or to another
// number (an order's, an account's).
std::optional<std::int64_t> request_of(std::string_view payload, int version);

struct Handshake {
  int version = 0;   // -1: another host is named instead
  std::string time;  // "20260413 15:27:04 EST", or the other host
};
Result<Handshake> handshake(std::string_view payload);

struct ErrorMessage {
  std::int64_t id = -1;  // request or order; -1 for none
  std::int64_t code = 0;
  std::string text;
};
Result<ErrorMessage> error_message(std::string_view payload, int version);

Result<std::vector<std::string>> managed_accounts(std::string_view payload);
Result<std::int64_t> next_valid_id(std::string_view payload);
Result<std::int64_t> current_time(std::string_view payload);

struct SummaryLine {
  std::string account, tag, value, currency;
};
Result<SummaryLine> summary_line(std::string_view payload);

struct Position {
  std::string account;
  ibkr::Contract contract;
  Quantity quantity;
  std::optional<Price> average_cost;  // multiplier included
};
Result<Position> position(std::string_view payload);

struct Profit {
  std::optional<Money> daily, unrealized, realized;
};
Result<Profit> profit(std::string_view payload);

struct ContractData {
  ibkr::Contract contract;
  std::vector<std::string> order_types, exchanges;
  std::vector<std::int64_t> market_rules;  // of each exchange
  std::int64_t underlying = 0;
  std::string stock_type;
  std::string time_zone, liquid_hours;
  std::optional<Quantity> smallest_size, size_increment;
};
Result<ContractData> contract_data(std::string_view payload, int version);

struct SymbolSample {
  std::int64_t conid = 0;
  std::string symbol, sec_type, primary_exchange, currency, description;
};
Result<std::vector<SymbolSample>> symbol_samples(std::string_view payload, int version);

struct OptionParameters {
  std::string exchange, trading_class;
  std::optional<Ratio> multiplier;
  std::vector<Date> expiries;
  std::vector<Price> strikes;
};
Result<OptionParameters> option_parameters(std::string_view payload);

struct RuleStep {
  Price from, increment;
};
struct MarketRule {
  std::int64_t id = 0;
  std::vector<RuleStep> steps;
};
Result<MarketRule> market_rule(std::string_view payload);

struct HistoricalBar {
  std::string time;  // seconds of Unix time, or a day "20260413"
  Price open, high, low, close;
  std::optional<Quantity> volume;
};
Result<std::vector<HistoricalBar>> historical_bars(std::string_view payload, int version);

struct HistoricalTick {
  std::int64_t seconds = 0;
  Price price;  // of trades and midpoints
  Quantity size;
  Price bid, ask;
  Quantity bid_size, ask_size;
};
Result<std::vector<HistoricalTick>> historical_ticks(std::string_view payload);

struct DepthChange {
  enum class Operation { insert, update, remove };
  std::size_t row = 0;
  std::string maker{};
  Operation operation = Operation::insert;
  bool bid = false;
  Price price{};
  Quantity size{};
};
Result<DepthChange> depth_change(std::string_view payload);

struct OpenOrder {
  std::int64_t order_id = 0, client = 0, perm_id = 0;
  ibkr::Contract contract;
  std::string action, type, time_in_force, account, reference, status;
  Quantity quantity;
  std::optional<Price> limit, stop;  // of TRAIL, `stop` is how far behind
  std::optional<Price> trail_stop;   // where it stands
  std::optional<Ratio> trailing_percent;
  bool what_if = false;
  // As the broker reckons it: of a what-if order only.
  struct Margin {
    std::optional<Money> before, change, after;
  };
  Margin initial, maintenance, equity;
  std::optional<Money> commission, least_commission, most_commission;
  std::string commission_currency, margin_currency, reject_reason, warning;
};
Result<OpenOrder> open_order(std::string_view payload, int version);
// The same terms of an order that is over; order id and client are not told.
Result<OpenOrder> completed_order(std::string_view payload, int version);

struct OrderStatus {
  std::int64_t order_id = 0, perm_id = 0, client = 0;
  std::string status, why_held;
  Quantity filled, remaining;
  std::optional<Price> average_price;
};
Result<OrderStatus> order_status(std::string_view payload);

struct Execution {
  std::int64_t order_id = 0, perm_id = 0, client = 0;
  ibkr::Contract contract;
  std::string id, time, account, side, reference;
  Quantity quantity, cumulative;
  Price price;
  std::optional<Price> average_price;
};
Result<Execution> execution(std::string_view payload);

struct Commission {
  std::string execution_id, currency;
  std::optional<Money> amount;
};
Result<Commission> commission(std::string_view payload);

struct ScanLine {
  std::int64_t rank = 0;
  ibkr::Contract contract;
  std::string distance, benchmark, projection;
};
Result<std::vector<ScanLine>> scan_lines(std::string_view payload);
Result<std::string> scanner_parameters(std::string_view payload);

Result<std::vector<std::pair<std::string, std::string>>> news_providers(std::string_view payload);
struct Headline {
  std::string time, provider, id, text;
};
Result<Headline> headline(std::string_view payload);
struct Article {
  bool binary = false;
  std::string text;
};
Result<Article> article(std::string_view payload);

}  // namespace pitwall::tws::answer
