// The numbers of the socket protocol: message ids of both directions, and the server versions at
// which a layout changed. Text protocol only, which ends at 200.
#pragma once

#include <cstdint>
#include <limits>

namespace pitwall::tws {

inline constexpr int oldest_version = 157;
inline constexpr int newest_version = 200;

// From which server version on a field is there, or a message looks different.
namespace since {
inline constexpr int duration = 158;
inline constexpr int post_to_ats = 160;
inline constexpr int auto_cancel_parent = 162;
inline constexpr int size_rules = 164;  // of contracts: three sizes, and no version field
inline constexpr int advanced_reject = 166;
inline constexpr int manual_order_time = 169;
inline constexpr int issuer_id = 176;
inline constexpr int no_fa_profile = 177;
inline constexpr int pending_revision = 178;
inline constexpr int fund_fields = 179;
inline constexpr int last_trade_date = 182;
inline constexpr int customer_account = 183;
inline constexpr int professional_customer = 184;
inline constexpr int ineligibility = 186;
inline constexpr int request_for_quote = 187;  // two fields, gone again at the next
inline constexpr int no_request_for_quote = 190;
inline constexpr int include_overnight = 189;
inline constexpr int cme_tagging = 192;
inline constexpr int error_time = 194;
inline constexpr int full_preview = 195;
inline constexpr int historical_end = 196;
inline constexpr int imbalance_only = 199;
inline constexpr int execution_days = 200;
}  // namespace since

enum class In : int {
  tick_price = 1,
  tick_size = 2,
  order_status = 3,
  error = 4,
  open_order = 5,
  next_valid_id = 9,
  contract_data = 10,
  execution = 11,
  depth = 12,
  depth_by_maker = 13,
  managed_accounts = 15,
  historical_data = 17,
  scanner_parameters = 19,
  scanner_data = 20,
  option_computation = 21,
  tick_generic = 45,
  tick_string = 46,
  current_time = 49,
  contract_data_end = 52,
  open_order_end = 53,
  execution_end = 55,
  snapshot_end = 57,
  market_data_type = 58,
  commission = 59,
  position = 61,
  position_end = 62,
  account_summary = 63,
  account_summary_end = 64,
  option_parameters = 75,
  option_parameters_end = 76,
  symbol_samples = 79,
  tick_parameters = 81,
  news_article = 83,
  news_providers = 85,
  historical_news = 86,
  historical_news_end = 87,
  market_rule = 93,
  profit_and_loss = 94,
  historical_ticks = 96,
  historical_ticks_bid_ask = 97,
  historical_ticks_last = 98,
  tick_by_tick = 99,
  completed_order = 101,
  completed_orders_end = 102,
  historical_data_end = 108,
};

enum class Out : int {
  market_data = 1,
  cancel_market_data = 2,
  place_order = 3,
  cancel_order = 4,
  executions = 7,
  contract_data = 9,
  depth = 10,
  cancel_depth = 11,
  all_open_orders = 16,
  historical_data = 20,
  scanner = 22,
  cancel_scanner = 23,
  scanner_parameters = 24,
  cancel_historical_data = 25,
  current_time = 49,
  market_data_type = 59,
  positions = 61,
  account_summary = 62,
  cancel_account_summary = 63,
  cancel_positions = 64,
  start_api = 71,
  option_parameters = 78,
  matching_symbols = 81,
  news_article = 84,
  news_providers = 85,
  historical_news = 86,
  market_rule = 91,
  profit_and_loss = 92,
  cancel_profit_and_loss = 93,
  historical_ticks = 96,
  completed_orders = 99,
};

// How the protocol writes "no value" where a number must stand.
inline constexpr std::int64_t unset_integer = std::numeric_limits<std::int32_t>::max();
inline constexpr std::int64_t unset_long = std::numeric_limits<std::int64_t>::max();

}  // namespace pitwall::tws
