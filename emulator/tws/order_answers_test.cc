// The longest answers have as many fields as the clients of each version read.
#include "emulator/tws/order_answers.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace pitwall;
using namespace pitwall::emulator;
using namespace pitwall::emulator::tws;
using namespace pitwall::literals;
using namespace pitwall::market::literals;

namespace {

ToldOrder an_order() {
  ToldOrder told;
  told.order_id = 7;
  told.perm_id = 600'000'001;
  told.contract.conid = 265598;
  told.contract.symbol = "AAPL";
  told.contract.sec_type = "STK";
  told.order.account = "DU1000001";
  told.order.quantity = 10_qty;
  told.order.type = port::OrderType::limit;
  told.order.limit_price = 150.25_px;
  told.status = "Submitted";
  return told;
}

std::size_t fields_in(const std::string& payload) {
  return static_cast<std::size_t>(std::ranges::count(payload, '\0'));
}

}  // namespace

TEST_CASE("orders have the fields of their version, id included") {
  // Counted from what clients read where nothing optional is there. 195 brought thirteen figures of
  // margin, 183 to 193 six fields, 198 and 199 one each.
  CHECK(fields_in(open_order(200, an_order())) == 156);
  CHECK(fields_in(open_order(193, an_order())) == 141);
  CHECK(fields_in(open_order(178, an_order())) == 135);
  // A what-if says more in the same fields.
  ToldOrder asked = an_order();
  asked.what_if = WhatIf{};
  CHECK(fields_in(open_order(200, asked)) == 156);
  CHECK(fields_in(order_status(178, an_order())) == 12);
}

TEST_CASE("executions have the fields of their version, id included") {
  Fill fill;
  fill.execution.currency = "USD"_ccy;
  const auto count = [&](int version) {
    return fields_in(execution(version, 3, an_order(), fill, "NASDAQ", "20261120 13:00:00"));
  };
  CHECK(count(178) == 32);
  CHECK(count(193) == 32);
  CHECK(count(200) == 33);
  CHECK(fields_in(commission_report(200, fill)) == 8);
}
