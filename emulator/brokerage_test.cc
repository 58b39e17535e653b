#include "emulator/brokerage.h"

#include "emulator/contract_numbers.h"

#include "net/testing.h"

namespace pitwall::emulator {
namespace {

using namespace pitwall::literals;
using namespace pitwall::market::literals;
using port::OrderStatus;

// A broker whose loop passes time as fast as it can.
struct Bench {
  net::Loop loop{net::testing::simulated()};
  LoopClock clock{loop, Time::parse("2026-11-23T15:00:00Z").value()};
  market::CalendarSet calendars = market::CalendarSet::built_in();
  std::unique_ptr<Brokerage> broker;
  std::vector<std::string> heard;

  explicit Bench(BrokerageOptions options = {}) {
    auto made = Brokerage::create(loop, clock, calendars, std::move(options));
    REQUIRE(made.ok());
    broker = std::move(*made);
    broker->listen(
        {.on_order =
             [this](const Ticket& ticket) {
               heard.push_back(
                   fmt::format("order {} {}", name_of(ticket.status), ticket.filled.text()));
             },
         .on_fill =
             [this](const Fill& fill) {
               heard.push_back(fmt::format("fill {}", fill.execution.quantity.text()));
             },
         .on_tick = {},
         .on_happening =
             [this](Happening happening) { heard.push_back(std::string(name_of(happening))); }});
  }
  void pass(Duration time) {
    net::Timer end = loop.after(time, [this] { loop.stop(); });
    loop.run();
  }
  market::InstrumentId id(std::string_view symbol) const {
    return (*broker->catalogue().find(symbol))->id;
  }
  market::Quote quote(std::string_view symbol) {
    market::Quote result;
    broker->market().quotes({id(symbol)}, [&](Result<std::vector<Result<market::Quote>>> quotes) {
      result = *quotes->front();
    });
    return result;
  }
  Ticket order(std::string_view symbol, port::Side side, std::string_view quantity) {
    Ticket ticket;
    ticket.instrument = id(symbol);
    ticket.reference = "ref-1";
    ticket.order.account = "DU1000001";
    ticket.order.side = side;
    ticket.order.quantity = Quantity::parse(quantity).value();
    return ticket;
  }
};

TEST_CASE("contracts have the broker's numbers and names") {
  Bench bench;
  const ibkr::Contract& apple = bench.broker->contract(bench.id("AAPL"));
  CHECK(apple.conid == 265598);
  CHECK(apple.primary_exchange == "NASDAQ");
  CHECK(apple.trading_class == "NMS");
  CHECK(bench.broker->instrument(265598) == bench.id("AAPL"));
  CHECK_FALSE(bench.broker->instrument(1));
  const ibkr::Contract& future = bench.broker->contract(bench.id("ES"));
  CHECK(future.local_symbol == "ESZ6");
  CHECK(future.expiry == "20261218");
  CHECK(future.multiplier == 50_ratio);
  CHECK(bench.broker->instrument(future.conid) == bench.id("ES"));
  CHECK(bench.broker->underlying_conid(bench.id("ES")) == 11004968);
  CHECK(bench.broker->contract(bench.id("EURUSD")).local_symbol == "EUR.USD");
  Bench again;
  CHECK(again.broker->contract(again.id("CL")).conid ==
        bench.broker->contract(bench.id("CL")).conid);
}

TEST_CASE("an order is taken up, filled and told of") {
  Bench bench;
  bench.pass(minutes(30));
  const Result<std::int64_t> placed =
      bench.broker->submit(bench.order("AAPL", port::Side::sell, "10"));
  REQUIRE(placed.ok());
  const Ticket* ticket = bench.broker->ticket(*placed);
  REQUIRE(ticket);
  CHECK(ticket->status == OrderStatus::filled);
  CHECK(ticket->filled == 10_qty);
  CHECK(bench.broker->ticket_by_perm_id(ticket->perm_id) == ticket);
  REQUIRE(bench.broker->fills().size() >= 1);
  const Fill& last = bench.broker->fills().back();
  CHECK(last.execution.client_id == "ref-1");
  CHECK(last.cumulative == 10_qty);
  // Of the shares that the account was opened with.
  const Notional cost = bench.broker->ledger("DU1000001").holdings.at(bench.id("AAPL")).cost;
  CHECK(last.realized ==
        (last.execution.price * 10_qty - cost.share(10_qty, 40_qty, Rounding::half_even))
            .to_money(Rounding::half_even));
  CHECK_FALSE(last.realized.is_zero());
  CHECK(bench.heard.front() == "order working 0");
  CHECK(bench.heard.back() == "order filled 10");
  CHECK(bench.broker->ledger("DU1000001").quantity(bench.id("AAPL")) == 40_qty);
  CHECK(bench.broker->reference_used("DU1000001", "ref-1"));
  CHECK_FALSE(bench.broker->reference_used("DU1000002", "ref-1"));
  CHECK_FALSE(bench.broker->cancel(*placed));
}

TEST_CASE("a refusal is the answer and leaves nothing") {
  Bench bench;
  bench.pass(seconds(5));
  Ticket ticket = bench.order("AAPL", port::Side::buy, "1.5");
  CHECK(bench.broker->submit(ticket).error().code == Code::invalid_argument);
  ticket.order.quantity = 1_qty;
  ticket.order.quantity = 90000000000_qty;
  CHECK(bench.broker->submit(ticket).error().code == Code::too_large);
  ticket.order.quantity = 1_qty;
  ticket.order.account = "nobody";
  CHECK_FALSE(bench.broker->submit(ticket));
  ticket.instrument = {};
  CHECK_FALSE(bench.broker->submit(ticket));
  CHECK(bench.broker->tickets().empty());
  CHECK(bench.heard.empty());
  CHECK_FALSE(bench.broker->reference_used("nobody", "ref-1"));
}

TEST_CASE("a working order changes under its ticket and can be cancelled") {
  Bench bench;
  bench.pass(seconds(5));
  Ticket ticket = bench.order("MSFT", port::Side::buy, "10");
  ticket.order.type = port::OrderType::limit;
  ticket.order.limit_price = (*bench.quote("MSFT").bid - 50_px);
  const std::int64_t id = bench.broker->submit(ticket).value();
  CHECK(bench.broker->ticket(id)->status == OrderStatus::working);
  port::Order change = bench.broker->ticket(id)->order;
  change.quantity = 25_qty;
  change.limit_price = *change.limit_price - 1_px;
  REQUIRE(bench.broker->modify(id, change));
  CHECK(bench.broker->ticket(id)->order.quantity == 25_qty);
  CHECK(bench.broker->ticket(id)->status == OrderStatus::working);
  // What the market refuses leaves the order as it was.
  change.limit_price = 100.005_px;
  CHECK_FALSE(bench.broker->modify(id, change));
  CHECK(bench.broker->ticket(id)->order.limit_price != 100.005_px);
  CHECK(bench.broker->ticket(id)->status == OrderStatus::working);
  change = bench.broker->ticket(id)->order;
  change.side = port::Side::sell;
  CHECK_FALSE(bench.broker->modify(id, change));
  // Through the market it is filled at once.
  change = bench.broker->ticket(id)->order;
  change.limit_price = *bench.quote("MSFT").ask + 5_px;
  REQUIRE(bench.broker->modify(id, change));
  CHECK(bench.broker->ticket(id)->status == OrderStatus::filled);
  CHECK(bench.broker->ticket(id)->filled == 25_qty);

  ticket.reference = "ref-2";
  const std::int64_t other = bench.broker->submit(ticket).value();
  REQUIRE(bench.broker->cancel(other));
  CHECK(bench.broker->ticket(other)->status == OrderStatus::cancelled);
  CHECK(bench.broker->cancel(12345).error().code == Code::not_found);
}

TEST_CASE("the nightly reset ends by itself, and nothing gets through meanwhile") {
  Bench bench;
  bench.pass(seconds(5));
  bench.broker->happen(Happening::nightly_reset);
  CHECK_FALSE(bench.broker->condition().upstream);
  CHECK(bench.broker->submit(bench.order("AAPL", port::Side::buy, "1")).error().code ==
        Code::unavailable);
  bench.pass(reset_length + seconds(1));
  CHECK(bench.broker->condition().upstream);
  CHECK(bench.heard == std::vector<std::string>{"nightly_reset", "restored_data_lost"});
  CHECK(bench.broker->submit(bench.order("AAPL", port::Side::buy, "1")));
}

TEST_CASE("front months follow each product's own rule") {
  const market::CalendarSet calendars = market::CalendarSet::built_in();
  struct Case {
    std::string_view product, calendar, day, code, last;
  };
  // Last days as the exchange published them.
  for (const Case& each : {Case{"ES", "CME_EQUITY", "2026-11-21", "Z6", "2026-12-18"},
                           Case{"ES", "CME_EQUITY", "2024-12-21", "H5", "2025-03-21"},
                           Case{"CL", "CME_ENERGY", "2024-11-21", "F5", "2024-12-19"},
                           Case{"CL", "CME_ENERGY", "2024-11-20", "Z4", "2024-11-20"},
                           Case{"GC", "CME_METALS", "2024-11-21", "Z4", "2024-12-27"}}) {
    const market::Calendar* calendar = calendars.find(each.calendar).value();
    const FrontMonth month = front_month(each.product, Date::parse(each.day).value(), *calendar);
    CHECK(month.code == each.code);
    CHECK(month.last_day.text() == each.last);
  }
}

}  // namespace
}  // namespace pitwall::emulator
