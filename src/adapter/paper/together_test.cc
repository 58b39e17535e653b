#include <doctest/doctest.h>

#include "adapter/paper/test_exchange.h"

namespace pitwall::paper {

using namespace testing;

namespace {

// Buys 10 of SPY, and sells them at 370 or when they fall to 365.
std::vector<Order> bracket(Market& market, Order entry) {
  Order profit = market.limit("SPY"_sym, Side::sell, entry.quantity, 370_px);
  Order loss = market.stop("SPY"_sym, Side::sell, entry.quantity, 365_px);
  for (Order* child : {&profit, &loss}) {
    child->parent = entry.client_id;
    child->oca_group = entry.client_id;
    child->time_in_force = TimeInForce::gtc;
  }
  return {entry, profit, loss};
}

OrderStatus status(const Market& market, const Order& order) {
  for (auto at = market.reports.rbegin(); at != market.reports.rend(); ++at)
    if (at->order.client_id == order.client_id) return at->status;
  return OrderStatus::submitted;
}

const OrderReported& latest(const Market& market, const Order& order) {
  const OrderReported* found = nullptr;
  for (const OrderReported& report : market.reports)
    if (report.order.client_id == order.client_id) found = &report;
  REQUIRE(found != nullptr);
  return *found;
}

Order trailing(Market& market, Side side, port::Trail trail) {
  Order made = market.order("SPY"_sym, side, 10_qty);
  made.type = OrderType::trailing_stop;
  made.trail = trail;
  return made;
}

}  // namespace

TEST_CASE_FIXTURE(Open, "what is attached waits for its parent, and one of it cancels the other") {
  const auto orders = bracket(*this, limit("SPY"_sym, Side::buy, 10_qty, 366_px));
  REQUIRE(exchange.submit_group(orders, now).ok());
  // Nothing is held yet that could be sold, however high or low it trades.
  trade("SPY"_sym, 371_px, 50_qty);
  quote("SPY"_sym, 371_px, 371.01_px);
  CHECK(executions.empty());
  quote("SPY"_sym, 365.9_px, 366_px);
  REQUIRE(executions.size() == 1);
  CHECK(held("SPY"_sym) == 10_qty);
  CHECK(status(*this, orders[1]) == OrderStatus::working);
  trade("SPY"_sym, 364.9_px, 1_qty);
  CHECK(held("SPY"_sym) == 0_qty);
  CHECK(status(*this, orders[2]) == OrderStatus::filled);
  CHECK(status(*this, orders[1]) == OrderStatus::cancelled);
  quote("SPY"_sym, 371_px, 371.01_px);
  CHECK(held("SPY"_sym) == 0_qty);
}

TEST_CASE_FIXTURE(Open, "an entry that fills at once leaves its bracket at work") {
  const auto orders = bracket(*this, order("SPY"_sym, Side::buy, 10_qty));
  REQUIRE(exchange.submit_group(orders, now).ok());
  CHECK(held("SPY"_sym) == 10_qty);
  quote("SPY"_sym, 370.5_px, 370.6_px);
  CHECK(held("SPY"_sym) == 0_qty);
  CHECK(executions.back().client_id == orders[1].client_id);
  CHECK(status(*this, orders[2]) == OrderStatus::cancelled);
}

TEST_CASE_FIXTURE(Open, "a bracket is one order: one fault refuses all of it, twice is once") {
  auto orders = bracket(*this, order("SPY"_sym, Side::buy, 10_qty));
  orders[2].stop_price = 365.005_px;
  CHECK(exchange.submit_group(orders, now).error().code == Code::invalid_argument);
  for (const Order& order : orders) CHECK(status(*this, order) == OrderStatus::rejected);
  CHECK(held("SPY"_sym) == 0_qty);

  const auto good = bracket(*this, order("SPY"_sym, Side::buy, 10_qty));
  REQUIRE(exchange.submit_group(good, now).ok());
  REQUIRE(exchange.submit_group(good, now).ok());
  CHECK(held("SPY"_sym) == 10_qty);
}

TEST_CASE_FIXTURE(Open,
                  "a parent that ends takes what waits with it, or leaves it what it traded") {
  const auto orders = bracket(*this, limit("SPY"_sym, Side::buy, 10_qty, 366_px));
  REQUIRE(exchange.submit_group(orders, now).ok());
  SUBCASE("nothing of it") {
    REQUIRE(exchange.cancel(orders[0].client_id, now).ok());
    CHECK(status(*this, orders[1]) == OrderStatus::cancelled);
    CHECK(status(*this, orders[2]) == OrderStatus::cancelled);
  }
  SUBCASE("some of it") {
    trade("SPY"_sym, 365.9_px, 4_qty);
    REQUIRE(exchange.cancel(orders[0].client_id, now).ok());
    CHECK(latest(*this, orders[1]).order.quantity == 4_qty);
    quote("SPY"_sym, 370.5_px, 370.6_px);
    CHECK(held("SPY"_sym) == 0_qty);
    CHECK(status(*this, orders[2]) == OrderStatus::cancelled);
  }
}

TEST_CASE_FIXTURE(Open, "what one order of a group trades is taken from the others") {
  Order low = limit("SPY"_sym, Side::buy, 10_qty, 366_px);
  Order lower = limit("SPY"_sym, Side::buy, 10_qty, 365_px);
  low.oca_group = lower.oca_group = "group";
  REQUIRE(exchange.submit_group({low, lower}, now).ok());
  trade("SPY"_sym, 365.9_px, 4_qty);
  CHECK(latest(*this, lower).order.quantity == 6_qty);
  trade("SPY"_sym, 365.9_px, 6_qty);
  CHECK(status(*this, low) == OrderStatus::filled);
  CHECK(status(*this, lower) == OrderStatus::cancelled);
  CHECK(held("SPY"_sym) == 10_qty);
  // One that comes when the group is done does nothing.
  Order late = limit("SPY"_sym, Side::buy, 10_qty, 400_px);
  late.oca_group = "group";
  REQUIRE(submit(late).ok());
  CHECK(status(*this, late) == OrderStatus::cancelled);
  CHECK(held("SPY"_sym) == 10_qty);
}

TEST_CASE_FIXTURE(Open, "a trailing stop follows the market one way") {
  REQUIRE(submit(order("SPY"_sym, Side::buy, 10_qty)).ok());
  trade("SPY"_sym, 367_px, 1_qty);
  const Order made = trailing(*this, Side::sell, {2_px, std::nullopt});
  REQUIRE(submit(made).ok());
  CHECK(latest(*this, made).order.stop_price == 365_px);
  trade("SPY"_sym, 369_px, 1_qty);
  trade("SPY"_sym, 367.01_px, 1_qty);
  CHECK(held("SPY"_sym) == 10_qty);
  trade("SPY"_sym, 367_px, 1_qty);
  CHECK(held("SPY"_sym) == 0_qty);
  CHECK(status(*this, made) == OrderStatus::filled);
}

TEST_CASE_FIXTURE(Open, "a trailing stop in percent, of a purchase, and changed") {
  trade("SPY"_sym, 370_px, 1_qty);
  Order made = trailing(*this, Side::buy, {std::nullopt, 1_ratio});
  REQUIRE(submit(made).ok());
  CHECK(latest(*this, made).order.stop_price == 373.7_px);
  trade("SPY"_sym, 360_px, 1_qty);
  made.trail = port::Trail{5_px, std::nullopt};
  REQUIRE(exchange.modify(made, now).ok());
  CHECK(latest(*this, made).order.stop_price == 365_px);
  trade("SPY"_sym, 365_px, 1_qty);
  CHECK(held("SPY"_sym) == 10_qty);
}

TEST_CASE_FIXTURE(Open, "an order on close trades at the day's last price, within its limit") {
  Order market = order("SPY"_sym, Side::buy, 10_qty);
  market.type = OrderType::market_on_close;
  Order limited = limit("SPY"_sym, Side::buy, 10_qty, 366_px);
  limited.type = OrderType::limit_on_close;
  REQUIRE(submit(market).ok());
  REQUIRE(submit(limited).ok());
  trade("SPY"_sym, 365_px, 500_qty);
  quote("SPY"_sym, 365_px, 365.01_px);
  CHECK(executions.empty());
  trade("SPY"_sym, 368_px, 1_qty);
  // What trades after the close is not the close.
  now = at("2020-12-15T21:00:05Z");
  trade("SPY"_sym, 350_px, 1_qty);
  REQUIRE(executions.size() == 1);
  CHECK(executions[0].client_id == market.client_id);
  CHECK(executions[0].price == 368_px);
  CHECK(status(*this, limited) == OrderStatus::cancelled);
  now = at("2020-12-16T20:50:01Z");
  Order late = order("SPY"_sym, Side::buy, 10_qty);
  late.type = OrderType::market_on_close;
  CHECK(submit(late).error().code == Code::unavailable);
  Order pair = order("EURUSD"_sym, Side::buy, 1000_qty);
  pair.type = OrderType::market_on_close;
  CHECK(submit(pair).error().code == Code::unsupported);
}

TEST_CASE_FIXTURE(Open, "an order for the day can be made to stand until it is cancelled") {
  Order buy = limit("SPY"_sym, Side::buy, 10_qty, 366_px);
  REQUIRE(submit(buy).ok());
  buy.time_in_force = TimeInForce::gtc;
  REQUIRE(exchange.modify(buy, now).ok());
  now = at("2020-12-16T15:00:00Z");
  quote("SPY"_sym, 365_px, 365.01_px);
  CHECK(held("SPY"_sym) == 10_qty);
}

TEST_CASE_FIXTURE(Open,
                  "a midprice order is filled halfway, by trades beyond, and not past its cap") {
  Order mid = order("SPY"_sym, Side::buy, 30_qty);
  mid.type = OrderType::midprice;
  Order capped = order("SPY"_sym, Side::buy, 10_qty);
  capped.type = OrderType::midprice;
  capped.limit_price = 367.2_px;
  REQUIRE(submit(mid).ok());
  REQUIRE(submit(capped).ok());
  CHECK(executions.empty());
  // The market is 367.40 to 367.41.
  trade("SPY"_sym, 367.41_px, 500_qty);
  CHECK(executions.empty());
  trade("SPY"_sym, 367.4_px, 20_qty);
  REQUIRE(executions.size() == 1);
  CHECK(executions[0].client_id == mid.client_id);
  CHECK(executions[0].price == 367.405_px);
  CHECK(executions[0].quantity == 20_qty);
  // It goes where the market goes; the cap does not.
  quote("SPY"_sym, 367.3_px, 367.5_px);
  trade("SPY"_sym, 367.3_px, 5_qty);
  REQUIRE(executions.size() == 2);
  CHECK(executions[1].price == 367.4_px);
  trade("SPY"_sym, 367.1_px, 15_qty);
  REQUIRE(executions.size() == 4);
  CHECK(executions[2].client_id == mid.client_id);
  CHECK(executions[3].client_id == capped.client_id);
  CHECK(executions[3].price == 367.2_px);
  CHECK(status(*this, mid) == OrderStatus::filled);
  CHECK(status(*this, capped) == OrderStatus::filled);
}

TEST_CASE_FIXTURE(Open, "a midprice order waits while one side of the market is missing") {
  Order mid = order("SPY"_sym, Side::sell, 10_qty);
  mid.type = OrderType::midprice;
  REQUIRE(submit(mid).ok());
  exchange.forget_quotes();
  trade("SPY"_sym, 380_px, 500_qty);
  CHECK(executions.empty());
  // Both sides at one price: that is the middle.
  quote("SPY"_sym, 370_px, 370_px);
  REQUIRE(executions.size() == 1);
  CHECK(executions[0].price == 370_px);
}

TEST_CASE_FIXTURE(Open, "the paper market says what it does not take") {
  Order spread = order("SPY"_sym, Side::buy, 10_qty);
  spread.spread = port::Spread{{{"SPY"_sym, Side::buy, 1}, {"MSFT"_sym, Side::sell, 1}}};
  CHECK(submit(spread).error().code == Code::unsupported);
}

}  // namespace pitwall::paper
