#include <doctest/doctest.h>

#include "adapter/paper/test_exchange.h"

namespace pitwall::paper {

using namespace testing;

TEST_CASE_FIXTURE(Open, "a better price fills a waiting order, at the quote") {
  Order buy = limit("SPY"_sym, Side::buy, 20_qty, 367_px);
  REQUIRE(submit(buy).ok());
  buy.limit_price = 367.5_px;
  buy.quantity = 30_qty;
  REQUIRE(exchange.modify(buy, now).ok());
  REQUIRE(executions.size() == 1);
  CHECK(executions[0].quantity == 30_qty);
  CHECK(executions[0].price == 367.41_px);
  CHECK(reports.back().status == OrderStatus::filled);
  CHECK(reports.back().order.limit_price == 367.5_px);
  CHECK(exchange.modify(buy, now).error().code == Code::conflict);
}

TEST_CASE_FIXTURE(Open, "a changed order goes to the end of the queue; a smaller one stays") {
  Order first = limit("SPY"_sym, Side::buy, 20_qty, 367_px);
  const Order second = limit("SPY"_sym, Side::buy, 20_qty, 367_px);
  REQUIRE(submit(first).ok());
  REQUIRE(submit(second).ok());
  SUBCASE("smaller") {
    first.quantity = 15_qty;
    REQUIRE(exchange.modify(first, now).ok());
    trade("SPY"_sym, 366.9_px, 10_qty);
    REQUIRE(executions.size() == 1);
    CHECK(executions[0].client_id == first.client_id);
  }
  SUBCASE("larger") {
    first.quantity = 25_qty;
    REQUIRE(exchange.modify(first, now).ok());
    trade("SPY"_sym, 366.9_px, 10_qty);
    REQUIRE(executions.size() == 1);
    CHECK(executions[0].client_id == second.client_id);
  }
}

TEST_CASE_FIXTURE(Open, "what is refused leaves the order as it was") {
  Order buy = limit("SPY"_sym, Side::buy, 20_qty, 367_px);
  REQUIRE(submit(buy).ok());
  trade("SPY"_sym, 366.9_px, 5_qty);
  const std::size_t told = events.size();
  const auto refused = [&](auto change) {
    Order other = buy;
    change(other);
    const Result<void> answer = exchange.modify(other, now);
    REQUIRE_FALSE(answer.ok());
    return answer.error().code;
  };
  CHECK(refused([](Order& o) { o.side = Side::sell; }) == Code::invalid_argument);
  CHECK(refused([](Order& o) { o.symbol = "QQQ"_sym; }) == Code::invalid_argument);
  CHECK(refused([](Order& o) { o.account = euro_account; }) == Code::invalid_argument);
  CHECK(refused([](Order& o) { o.time_in_force = TimeInForce::ioc; }) == Code::invalid_argument);
  CHECK(refused([](Order& o) { o.limit_price = 366.995_px; }) == Code::invalid_argument);
  CHECK(refused([](Order& o) { o.quantity = 5_qty; }) == Code::conflict);
  CHECK(refused([](Order& o) { o.quantity = 100000_qty; }) == Code::permission_denied);
  CHECK(refused([](Order& o) { o.client_id = "nobody's"; }) == Code::not_found);
  CHECK(events.size() == told);
  trade("SPY"_sym, 366.9_px, 100_qty);
  CHECK(held("SPY"_sym) == 20_qty);
}

TEST_CASE_FIXTURE(Open, "its own margin does not stand in the way of a change") {
  // 530 SPY need 97,370 of the 100,000.
  Order buy = limit("SPY"_sym, Side::buy, 530_qty, 367_px);
  REQUIRE(submit(buy).ok());
  buy.limit_price = 366_px;
  CHECK(exchange.modify(buy, now).ok());
  // What a smaller one sets free can be used.
  const Order other = limit("SPY"_sym, Side::buy, 200_qty, 367_px);
  CHECK(submit(other).error().code == Code::permission_denied);
  buy.quantity = 300_qty;
  REQUIRE(exchange.modify(buy, now).ok());
  CHECK(submit(limit("SPY"_sym, Side::buy, 200_qty, 367_px)).ok());
}

TEST_CASE_FIXTURE(Open, "a stop moved beyond the last trade is set off; then it stays so") {
  trade("SPY"_sym, 367.4_px, 10_qty);
  Order sell = stop("SPY"_sym, Side::sell, 10_qty, 360_px);
  REQUIRE(submit(sell).ok());
  CHECK(executions.empty());
  sell.stop_price = 368_px;
  REQUIRE(exchange.modify(sell, now).ok());
  CHECK(executions.size() == 1);

  Order limited = stop("SPY"_sym, Side::buy, 10_qty, 367_px);
  limited.type = OrderType::stop_limit;
  limited.limit_price = 360_px;
  REQUIRE(submit(limited).ok());
  limited.stop_price = 366_px;
  CHECK(exchange.modify(limited, now).error().code == Code::conflict);
}

TEST_CASE_FIXTURE(Open, "the order as it came is still known for a repeated one") {
  const Order first = limit("SPY"_sym, Side::buy, 20_qty, 367_px);
  REQUIRE(submit(first).ok());
  Order changed = first;
  changed.quantity = 10_qty;
  REQUIRE(exchange.modify(changed, now).ok());
  CHECK(submit(first).ok());  // sent again, as after a lost answer: nothing more happens
  trade("SPY"_sym, 366.9_px, 100_qty);
  CHECK(held("SPY"_sym) == 10_qty);
}

}  // namespace pitwall::paper
