#include <doctest/doctest.h>

#include "adapter/paper/test_exchange.h"

namespace pitwall::paper {

using namespace testing;

TEST_CASE_FIXTURE(Open, "the book shows what orders meet, and says that it is simulated") {
  const market::InstrumentId spy = catalogue.find("SPY"_sym)->id;
  const market::OrderBook book = exchange.depth(spy, 3).value();
  REQUIRE(book.bids.size() == 3);
  REQUIRE(book.asks.size() == 3);
  CHECK(book.bids[0] == market::BookLevel{367.4_px, 100_qty});
  CHECK(book.bids[1] == market::BookLevel{367.39_px, 100_qty});
  CHECK(book.asks[2] == market::BookLevel{367.43_px, 100_qty});
  CHECK(book.origin.quality == market::Quality::simulated);
  CHECK(book.origin.as_of == now);

  // A market order for more than the first level fills at these very levels, and leaves the rest.
  REQUIRE(submit(order("SPY"_sym, Side::buy, 130_qty)).ok());
  REQUIRE(executions.size() == 2);
  CHECK(executions[0].price == book.asks[0].price);
  CHECK(executions[1].price == book.asks[1].price);
  const market::OrderBook after = exchange.depth(spy, 50).value();
  CHECK(after.asks[0] == market::BookLevel{367.42_px, 70_qty});
  CHECK(after.bids[0] == book.bids[0]);
  quote("SPY"_sym, 367.4_px, 367.41_px);
  CHECK(exchange.depth(spy, 1).value().asks[0] == book.asks[0]);
}

TEST_CASE_FIXTURE(Open, "no quote, no book; no more levels than there are") {
  const market::InstrumentId qqq = catalogue.find("QQQ"_sym)->id;
  CHECK(exchange.depth(qqq, 5).error().code == Code::no_data);
  trade("QQQ"_sym, 310_px, 10_qty);
  CHECK(exchange.depth(qqq, 5).error().code == Code::no_data);
  const market::InstrumentId spy = catalogue.find("SPY"_sym)->id;
  CHECK(exchange.depth(spy, 1'000).value().bids.size() ==
        static_cast<std::size_t>(Ladder::max_levels));
  CHECK(exchange.depth(spy, 0).value().bids.empty());
}

}  // namespace pitwall::paper
