// What is said of orders and executions, as text or protobuf, as the server version has it. Pure.
#pragma once

#include <string>

#include "adapter/ibkr/contract.h"
#include "emulator/brokerage.h"
#include "emulator/tws/wire.h"

namespace pitwall::emulator::tws {

// What an order would do, for a what-if: in the account's base currency.
struct WhatIf {
  Money initial_before, initial_change;
  Money maintenance_before, maintenance_change;
  Money equity_before, equity_change;
  Money commission;
  std::string currency;
  std::string warning;
};

// An order as its client is told of it.
struct ToldOrder {
  std::int64_t order_id = 0;
  std::int64_t client = 0;
  std::int64_t perm_id = 0;
  std::int64_t parent_id = 0;
  ibkr::Contract contract;
  port::Order order;
  std::string reference;
  std::string oca_group;
  std::string status;  // "Submitted"
  Quantity filled;
  Price average_price;
  Price last_price;
  std::optional<WhatIf> what_if;
  std::string completed_time;    // of orders that are over
  std::string completed_status;  // "Filled Size: 25", "Cancelled by Trader"
};

std::string open_order(int version, const ToldOrder& told);
std::string order_status(int version, const ToldOrder& told);
std::string open_orders_end(int version);
std::string completed_order(int version, const ToldOrder& told);
// `when` as the wire writes it.
std::string execution(int version, std::int64_t id, const ToldOrder& told, const Fill& fill,
                      const std::string& exchange, const std::string& when);
std::string executions_end(int version, std::int64_t id);
std::string commission_report(int version, const Fill& fill);
std::string proto_error(std::int64_t id, int code, std::string_view text, Time now);

// The order's type and time in force in the broker's words: "LMT", "DAY".
std::string_view type_text(port::OrderType type);
std::string_view time_in_force_text(port::TimeInForce time_in_force);

}  // namespace pitwall::emulator::tws
