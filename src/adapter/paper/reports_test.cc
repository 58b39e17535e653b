// Executions, open orders, profit, performance and previews of the paper exchange.
#include <doctest/doctest.h>

#include "adapter/paper/test_exchange.h"

namespace pitwall::paper {

using namespace testing;
using port::ExecutionsQuery;
using port::PerformancePeriod;

namespace {

struct Recorded : Open {
  Recorded() { exchange.begin_records(now); }
  void move_to(std::string_view time) {
    now = at(time);
    exchange.note_time(now);
  }
};

}  // namespace

TEST_CASE_FIXTURE(Recorded, "executions are remembered, newest first, by account and day") {
  REQUIRE(submit(order("SPY"_sym, Side::buy, 10_qty)).ok());
  move_to("2020-12-16T15:00:00Z");
  quote("SPY"_sym, 370_px, 370.01_px);
  REQUIRE(submit(order("SPY"_sym, Side::sell, 4_qty)).ok());
  const port::Executions today = exchange.executions({main_account, 1}, now).value();
  REQUIRE(today.executions.size() == 1);
  CHECK(today.executions[0].side == Side::sell);
  CHECK(today.origin.quality == market::Quality::simulated);
  const port::Executions both = exchange.executions({"", 2}, now).value();
  REQUIRE(both.executions.size() == 2);
  CHECK(both.executions[0].side == Side::sell);
  CHECK(both.executions[0].execution_id != both.executions[1].execution_id);
  CHECK(exchange.executions({euro_account, 7}, now).value().executions.empty());
  CHECK(exchange.executions({"DU9", 1}, now).error().code == Code::not_found);
  CHECK(exchange.executions({"", 8}, now).error().code == Code::invalid_argument);
  CHECK(exchange.executions({"", 0}, now).error().code == Code::invalid_argument);
}

TEST_CASE_FIXTURE(Recorded, "open orders say how far they are, newest first") {
  REQUIRE(submit(limit("SPY"_sym, Side::buy, 150_qty, 367.41_px)).ok());
  REQUIRE(submit(limit("SPY"_sym, Side::sell, 5_qty, 400_px)).ok());
  REQUIRE(submit(order("SPY"_sym, Side::sell, 5_qty)).ok());  // filled, so not open
  const port::LiveOrders open = exchange.live_orders(main_account, now).value();
  REQUIRE(open.orders.size() == 2);
  CHECK(open.orders[0].order.limit_price == 400_px);
  CHECK_FALSE(open.orders[0].average_price);
  CHECK(open.orders[1].status == OrderStatus::partially_filled);
  CHECK(open.orders[1].filled == 100_qty);
  CHECK(open.orders[1].average_price == 367.41_px);
  CHECK(open.orders[0].broker_id != open.orders[1].broker_id);
  CHECK(exchange.live_orders("", now).value().orders.size() == 2);
  CHECK(exchange.live_orders(euro_account, now).value().orders.empty());
}

TEST_CASE_FIXTURE(Recorded, "profit is what the account made since the day began") {
  REQUIRE(submit(order("SPY"_sym, Side::buy, 100_qty)).ok());  // 36741, commission 1
  quote("SPY"_sym, 369.41_px, 369.43_px);
  trade("SPY"_sym, 369.41_px, 10_qty);
  port::ProfitAndLoss profit = exchange.profit(main_account, now).value();
  CHECK(profit.unrealized == 200_money);
  CHECK(profit.realized == 0_money);
  CHECK(profit.daily == 199_money);
  REQUIRE(submit(order("SPY"_sym, Side::sell, 40_qty)).ok());  // at 369.41, commission 1
  profit = exchange.profit(main_account, now).value();
  CHECK(profit.realized == 80_money);
  CHECK(profit.unrealized == 120_money);
  CHECK(profit.daily == 198_money);
  move_to("2020-12-16T15:00:00Z");
  quote("SPY"_sym, 370.41_px, 370.42_px);
  trade("SPY"_sym, 370.41_px, 10_qty);
  profit = exchange.profit(main_account, now).value();
  CHECK(profit.realized == 0_money);
  CHECK(profit.daily == 60_money);
  CHECK(exchange.profit("DU9", now).error().code == Code::not_found);
}

TEST_CASE_FIXTURE(Market,
                  "an account that was taken up says no daily profit before a day is over") {
  ExchangeSeed seed;
  seed.accounts = {{main_account, "USD"_ccy, {{"USD"_ccy, 5000_money}}, {}}};
  seed.session = 3;
  REQUIRE(exchange.restore(seed, now).ok());
  exchange.open({main_account, "Main", "USD"_ccy, {{"USD"_ccy, 5000_money}}, {}}, now);
  exchange.begin_records(now);
  CHECK_FALSE(exchange.profit(main_account, now).value().daily);
  CHECK_FALSE(exchange.profit(main_account, now).value().realized);
  now = at("2020-12-16T00:00:01Z");
  exchange.note_time(now);
  CHECK(exchange.profit(main_account, now).value().daily == 0_money);
}

TEST_CASE_FIXTURE(Recorded, "performance counts from where its record began") {
  REQUIRE(submit(order("SPY"_sym, Side::buy, 100_qty)).ok());
  quote("SPY"_sym, 377.41_px, 377.42_px);
  trade("SPY"_sym, 377.41_px, 1_qty);  // 999 up
  move_to("2020-12-16T15:00:00Z");
  quote("SPY"_sym, 387.41_px, 387.42_px);
  trade("SPY"_sym, 387.41_px, 1_qty);  // 1999 up
  port::Performance month =
      exchange.performance(main_account, PerformancePeriod::month, now).value();
  REQUIRE(month.points.size() == 2);
  CHECK(month.points[0].date.text() == "2020-12-15");
  CHECK(month.points[0].net_asset_value == 100999_money);
  CHECK(month.points[0].cumulative_return == doctest::Approx(0.00999));
  CHECK(month.points[1].cumulative_return == doctest::Approx(0.01999));
  const port::Performance day =
      exchange.performance(main_account, PerformancePeriod::day, now).value();
  REQUIRE(day.points.size() == 1);
  CHECK(day.points[0].cumulative_return == doctest::Approx(101999.0 / 100999 - 1).epsilon(1e-4));
  // Days that the tape passes over are not made up.
  move_to("2020-12-19T15:00:00Z");
  month = exchange.performance(main_account, PerformancePeriod::month, now).value();
  REQUIRE(month.points.size() == 3);
  CHECK(month.points[1].date.text() == "2020-12-16");
  CHECK(month.points[2].date.text() == "2020-12-19");
  // Market time that goes back begins the record anew.
  now = at("2020-12-15T15:00:00Z");
  exchange.begin_records(now);
  month = exchange.performance(main_account, PerformancePeriod::month, now).value();
  REQUIRE(month.points.size() == 1);
  CHECK(month.points[0].cumulative_return == doctest::Approx(0));
  CHECK(exchange.performance("DU9", PerformancePeriod::day, now).error().code == Code::not_found);
}

TEST_CASE_FIXTURE(Recorded, "a preview says what the order then costs and needs") {
  const Order buy = order("SPY"_sym, Side::buy, 100_qty);
  const port::OrderPreview preview = exchange.preview(buy, now).value();
  const port::Balances before = exchange.balances(main_account, now).value();
  CHECK(executions.empty());
  CHECK(events.empty());
  CHECK(preview.warnings.empty());
  CHECK(preview.amount == 36741_money);
  CHECK(preview.commission == 1_money);
  CHECK(preview.equity.after == before.net_liquidation - 1_money);
  CHECK(preview.initial_margin.change == 18370.5_money);
  CHECK(preview.maintenance_margin.change == 9185.25_money);
  REQUIRE(submit(buy).ok());
  trade("SPY"_sym, 367.41_px, 1_qty);
  const port::Balances after = exchange.balances(main_account, now).value();
  CHECK(after.initial_margin == preview.initial_margin.after);
  CHECK(after.maintenance_margin == preview.maintenance_margin.after);
  CHECK(after.cash == before.cash - *preview.amount - *preview.commission);
  // Closing it gives the margin back.
  const port::OrderPreview close =
      exchange.preview(limit("SPY"_sym, Side::sell, 100_qty, 367.41_px), now).value();
  CHECK(close.initial_margin.after == 0_money);
}

TEST_CASE_FIXTURE(Recorded, "a preview in another currency, and of a currency") {
  Order buy = order("SPY"_sym, Side::buy, 10_qty);
  buy.account = euro_account;
  const port::OrderPreview preview = exchange.preview(buy, now).value();
  CHECK(preview.currency == "EUR"_ccy);
  // 3674.1 dollars at the middle of 1.2 and 1.20005.
  CHECK(preview.amount->to_double() == doctest::Approx(3674.1 / 1.200025).epsilon(1e-7));
  const port::OrderPreview euros =
      exchange.preview(order("EURUSD"_sym, Side::buy, 10000_qty), now).value();
  CHECK(euros.commission == 2_money);
  CHECK(euros.initial_margin.change->to_double() ==
        doctest::Approx(10000 * 1.200025 * 0.03).epsilon(1e-7));
}

TEST_CASE_FIXTURE(Recorded, "a preview says why the order would be refused") {
  const port::OrderPreview much =
      exchange.preview(order("SPY"_sym, Side::buy, 10000_qty), now).value();
  REQUIRE(much.warnings.size() == 1);
  CHECK(much.warnings[0].find("Not enough funds") != std::string::npos);
  now = at("2020-12-15T23:00:00Z");
  const port::OrderPreview late = exchange.preview(order("SPY"_sym, Side::buy, 1_qty), now).value();
  REQUIRE(late.warnings.size() == 1);
  CHECK(late.warnings[0].find("closed") != std::string::npos);
  CHECK_FALSE(exchange.preview(order("QQQ"_sym, Side::buy, 1_qty), now).ok());
  CHECK_FALSE(exchange.preview(order("SPY"_sym, Side::buy, 0.5_qty), now).ok());
}

}  // namespace pitwall::paper
