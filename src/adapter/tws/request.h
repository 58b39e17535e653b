// What is sent: one function for each request, which gives the payload of its frame. Pure. The
// layouts are those that IBKR's own client sends at the same server version.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapter/ibkr/contract.h"
#include "adapter/tws/protocol.h"

namespace pitwall::tws::request {

// The handshake: not a frame, then the first frame.
inline constexpr std::string_view greeting{"API\0", 4};
std::string versions();

std::string start_api(std::int64_t client_id);
std::string current_time();
std::string market_data_type(int type);

std::string account_summary(std::int64_t id, std::string_view group, std::string_view tags);
std::string cancel_account_summary(std::int64_t id);
std::string positions();
std::string cancel_positions();
std::string profit_and_loss(std::int64_t id, std::string_view account);
std::string cancel_profit_and_loss(std::int64_t id);

std::string contract_data(std::int64_t id, const ibkr::Contract& contract, int version);
std::string matching_symbols(std::int64_t id, std::string_view pattern);
std::string option_parameters(std::int64_t id, std::string_view symbol, std::string_view exchange,
                              std::string_view sec_type, std::int64_t conid);
std::string market_rule(std::int64_t rule);

std::string market_data(std::int64_t id, const ibkr::Contract& contract, std::string_view generic,
                        bool snapshot);
std::string cancel_market_data(std::int64_t id);
std::string depth(std::int64_t id, const ibkr::Contract& contract, std::int64_t rows, bool smart);
std::string cancel_depth(std::int64_t id, bool smart);

struct Bars {
  std::string_view end;       // "20260413-15:00:00", UTC; empty: now
  std::string_view bar_size;  // "1 hour"
  std::string_view duration;  // "1 D"
  bool regular_hours = true;
  std::string_view what = "TRADES";
  bool unix_time = true;  // instead of the exchange's wall clock
};
std::string bars(std::int64_t id, const ibkr::Contract& contract, const Bars& asked);
std::string cancel_bars(std::int64_t id);
// Up to `count` before `end`; one of `begin` and `end` is empty.
std::string historical_ticks(std::int64_t id, const ibkr::Contract& contract,
                             std::string_view begin, std::string_view end, std::int64_t count,
                             std::string_view what, bool regular_hours);

std::string scanner_parameters();
struct ScanFilter {
  std::string_view code, value;
};
std::string scanner(std::int64_t id, std::int64_t rows, std::string_view instrument,
                    std::string_view location, std::string_view code,
                    const std::vector<ScanFilter>& filters);
std::string cancel_scanner(std::int64_t id);

std::string news_providers();
std::string news_article(std::int64_t id, std::string_view provider, std::string_view article);
std::string historical_news(std::int64_t id, std::int64_t conid, std::string_view providers,
                            std::int64_t count);

std::string all_open_orders();
std::string completed_orders(bool api_only);
// Of the last `days` days where the server can (200), otherwise of today.
std::string executions(std::int64_t id, std::string_view account, std::int64_t days, int version);

// An order, as far as the desk's orders go.
struct Order {
  std::int64_t id = 0;
  std::string_view action;  // "BUY", "SELL"
  Quantity quantity;
  std::string_view type;       // "MKT", "LMT", "STP", "STP LMT", "TRAIL", "MOC", "LOC", "MIDPRICE"
  std::optional<Price> limit;  // of LMT, STP LMT and LOC
  std::optional<Price> stop;   // of STP and STP LMT; of TRAIL how far behind
  std::optional<Ratio> trailing_percent;  // of TRAIL, instead
  std::string_view time_in_force;
  std::string_view account;
  std::string_view reference;
  bool what_if = false;
  std::int64_t parent_id = 0;
  std::string_view oca_group = {};
  bool transmit = true;  // false: with the next one that is
};
std::string place_order(const ibkr::Contract& contract, const Order& order, int version);
std::string cancel_order(std::int64_t order_id, int version);

}  // namespace pitwall::tws::request
