// What a client may ask, decoded. Values; decode_text.cc and decode_proto.cc make them.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "adapter/ibkr/contract.h"
#include "emulator/tws/wire.h"

namespace pitwall::emulator::tws {

// Message ids from the client.
enum class Ask : int {
  market_data = 1,
  cancel_market_data = 2,
  place_order = 3,
  cancel_order = 4,
  open_orders = 5,
  account_data = 6,
  executions = 7,
  ids = 8,
  contract_data = 9,
  depth = 10,
  cancel_depth = 11,
  bulletins = 12,
  cancel_bulletins = 13,
  log_level = 14,
  auto_open_orders = 15,
  all_open_orders = 16,
  managed_accounts = 17,
  advisor_data = 18,
  replace_advisor_data = 19,
  history = 20,
  exercise = 21,
  scanner = 22,
  cancel_scanner = 23,
  scanner_parameters = 24,
  cancel_history = 25,
  time = 49,
  real_time_bars = 50,
  cancel_real_time_bars = 51,
  fundamentals = 52,
  cancel_fundamentals = 53,
  implied_volatility = 54,
  option_price = 55,
  cancel_implied_volatility = 56,
  cancel_option_price = 57,
  global_cancel = 58,
  market_data_type = 59,
  positions = 61,
  account_summary = 62,
  cancel_account_summary = 63,
  cancel_positions = 64,
  verify = 65,
  groups = 67,
  start_api = 71,
  verify_last = 73,
  positions_multi = 74,
  cancel_positions_multi = 75,
  account_multi = 76,
  cancel_account_multi = 77,
  option_parameters = 78,
  soft_dollar_tiers = 79,
  family_codes = 80,
  matching_symbols = 81,
  depth_exchanges = 82,
  smart_components = 83,
  news_article = 84,
  news_providers = 85,
  news_history = 86,
  head_timestamp = 87,
  histogram = 88,
  cancel_histogram = 89,
  cancel_head_timestamp = 90,
  market_rule = 91,
  pnl = 92,
  cancel_pnl = 93,
  pnl_single = 94,
  cancel_pnl_single = 95,
  history_ticks = 96,
  tick_by_tick = 97,
  cancel_tick_by_tick = 98,
  completed_orders = 99,
  calendar_meta = 100,
  cancel_calendar_events = 103,
  user_info = 104,
  time_in_milliseconds = 105,
};

struct Leg {
  std::int64_t conid = 0;
  std::int64_t ratio = 0;
  std::string action;
  std::string exchange;
};

// Most cancels, and whatever else is one number: a request id, a market data type, a rule.
struct Number {
  std::int64_t id = 0;
};
struct StartApi {
  std::int64_t client = 0;
  std::string capabilities;
};
struct AccountData {
  bool subscribe = false;
  std::string account;
};
struct AccountSummary {
  std::int64_t id = 0;
  std::string group;
  std::string tags;
};
// Positions and values of one account, and its profit.
struct OfAccount {
  std::int64_t id = 0;
  std::string account;
  std::string model;
  std::int64_t conid = 0;       // pnl_single
  bool ledger_and_net = false;  // account_multi
};
struct ContractData {
  std::int64_t id = 0;
  ibkr::Contract contract;
  bool include_expired = false;
};
struct MarketData {
  std::int64_t id = 0;
  ibkr::Contract contract;
  std::vector<Leg> legs;
  std::string generic_ticks;
  bool snapshot = false;
  bool regulatory_snapshot = false;
};
struct Depth {
  std::int64_t id = 0;
  ibkr::Contract contract;
  std::int64_t rows = 0;
  bool smart = false;
};
// Bars, real-time bars, ticks, the first instant and histograms: each fills what it has.
struct History {
  std::int64_t id = 0;
  ibkr::Contract contract;
  bool include_expired = false;
  std::string start;
  std::string end;
  std::string bar_size;
  std::string duration;
  std::string what;
  bool regular_hours = false;
  std::int64_t format = 1;
  std::int64_t count = 0;
  bool keep_up_to_date = false;
};
struct Scanner {
  std::int64_t id = 0;
  std::int64_t rows = 0;
  std::string instrument;
  std::string location;
  std::string code;
  std::vector<NamedField> filters;  // those set, by their codes
};
struct News {
  std::int64_t id = 0;
  std::int64_t conid = 0;
  std::string provider;  // or several, joined by "+"
  std::string article;
  std::int64_t count = 0;
};
struct OptionParameters {
  std::int64_t id = 0;
  std::string symbol;
  std::string exchange;
  std::string sec_type;
  std::int64_t conid = 0;
};
struct Lookup {
  std::int64_t id = 0;
  std::string text;
};
struct Executions {
  std::int64_t id = 0;
  std::int64_t client = 0;  // 0: all
  std::string account;
  std::string time;
  std::string symbol;
  std::string sec_type;
  std::string exchange;
  std::string side;
};
struct CancelOrder {
  std::int64_t order_id = 0;
};
struct Calculate {
  std::int64_t id = 0;
  ibkr::Contract contract;
  std::optional<Price> given;  // the option's price, or the volatility
  std::optional<Price> underlying;
};
struct PlaceOrder {
  std::int64_t order_id = 0;
  ibkr::Contract contract;
  std::vector<Leg> legs;
  std::string action;
  std::optional<Quantity> quantity;
  std::string type;
  std::optional<Price> limit_price;
  std::optional<Price> aux_price;
  std::string time_in_force;
  std::string oca_group;
  std::string account;
  std::string reference;
  bool transmit = false;
  std::int64_t parent_id = 0;
  bool outside_hours = false;
  std::int64_t oca_type = 0;
  std::optional<Price> trailing_percent;
  std::string algorithm;
  bool what_if = false;
  std::int64_t conditions = 0;
  std::optional<Money> cash_quantity;
};
// Understood as a message, and not offered here.
struct Unserved {
  std::int64_t id = -1;
};

using Body = std::variant<std::monostate, Number, StartApi, AccountData, AccountSummary, OfAccount,
                          ContractData, MarketData, Depth, History, Scanner, News, OptionParameters,
                          Lookup, Executions, CancelOrder, Calculate, PlaceOrder, Unserved>;

struct Request {
  Ask ask = Ask::time;
  Body body;
  std::vector<NamedField> fields;   // all that was read, in order
  std::vector<int> unknown_fields;  // protobuf only: numbers that nobody here knows
};

// One message of a client, whole. The error says which field is wrong.
Result<Request> decode(std::string_view payload, int version);

// The parts of it.
Result<Request> decode_text(int id, std::string_view body, int version);
Result<Request> decode_proto(int id, std::string_view body);
PlaceOrder read_order(FieldReader& reader, int version);

}  // namespace pitwall::emulator::tws
