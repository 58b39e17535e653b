// What every market behind the ports must do: the paper market itself, and both clients of
// Interactive Brokers against the emulator, by the same questions.
#include <doctest/doctest.h>

#include "emulator/suite/asking.h"

namespace pitwall::emulator {

using namespace pitwall::literals;
using namespace market::literals;

TEST_CASE_TEMPLATE("a session tells accounts, cash and positions, and then that it is connected", W,
                   EVERY_MARKET) {
  W world;
  world.connect();
  REQUIRE(world.accounts().size() == 2);
  for (const std::string& number : world.accounts()) {
    CAPTURE(number);
    const desk::Account* account = world.desk().find_account(number);
    REQUIRE(account);
    CHECK(account->kind == market::AccountKind::paper);
    CHECK_FALSE(account->cash.empty());
  }
  CHECK(world.desk().find_account("DU1000001")->base_currency == "USD"_ccy);
  CHECK(world.desk().find_account("DU1000002")->base_currency == "EUR"_ccy);
  world.until([&] { return world.difference().empty(); }, minutes(2));
  CHECK(world.difference() == "");
}

TEST_CASE_TEMPLATE("balances are the broker's, with their origin", W, EVERY_MARKET) {
  W world;
  world.connect();
  for (const std::string& number : world.accounts()) {
    CAPTURE(number);
    const port::Balances balances =
        good(world.template ask<port::Balances>([&](port::Reply<port::Balances> reply) {
          world.broker().balances(number, std::move(reply));
        }));
    CHECK(balances.account == number);
    CHECK(balances.currency == world.desk().find_account(number)->base_currency);
    CHECK(balances.net_liquidation.sign() > 0);
    CHECK(balances.available_funds == balances.net_liquidation - balances.initial_margin);
    CHECK(balances.origin.stated());
    CHECK(balances.origin.source.account == market::AccountKind::paper);
  }
  const Result<port::Balances> none =
      world.template ask<port::Balances>([&](port::Reply<port::Balances> reply) {
        world.broker().balances("DU9999999", std::move(reply));
      });
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().code == Code::not_found);
}

TEST_CASE_TEMPLATE("quotes have two sides, an origin and a time; ticks follow", W, EVERY_MARKET) {
  W world;
  world.connect();
  for (const std::string_view symbol : {"SPY", "AAPL", "ES", "EURUSD"}) {
    CAPTURE(symbol);
    const market::Quote quote = quote_of(world, symbol);
    REQUIRE(quote.bid.has_value());
    REQUIRE(quote.ask.has_value());
    CHECK(*quote.bid <= *quote.ask);
    CHECK(quote.origin.stated());
    CHECK(world.clock.now() - quote.origin.received_at < minutes(1));
    CHECK(quote.time <= world.clock.now());
  }
  std::uint64_t heard = 0;
  const market::InstrumentId aapl = world.instrument("AAPL").id;
  world.market().listen([&](const market::Tick& tick, const market::Quote& quote) {
    if (tick.instrument != aapl) return;
    ++heard;
    CHECK(quote.origin.stated());
  });
  world.market().follow(aapl, true);
  world.pass(seconds(30));
  CHECK(heard > 5);
  world.market().follow(aapl, false);
}

TEST_CASE_TEMPLATE("history is whole, in order and bounded", W, EVERY_MARKET) {
  W world;
  world.connect();
  port::HistoryQuery query;
  query.instrument = world.instrument("SPY").id;
  query.size = market::BarSize::h1;
  query.to = world.market().market_time();
  query.from = query.to - days(5);
  query.outside_hours = true;
  const auto history = [&](const port::HistoryQuery& asked) {
    return world.template ask<market::BarSeries>([&](port::Reply<market::BarSeries> reply) {
      world.market().history(asked, std::move(reply));
    });
  };
  const market::BarSeries series = good(history(query));
  CHECK(series.bars.size() >= 24);
  CHECK(series.origin.stated());
  for (std::size_t i = 0; i < series.bars.size(); ++i) {
    CHECK(market::validate(series.bars[i]).ok());
    CHECK(series.bars[i].time >= query.from);
    CHECK(series.bars[i].time < query.to);
    if (i > 0) CHECK(series.bars[i - 1].time < series.bars[i].time);
  }
  query.limit = 10;
  const market::BarSeries last = good(history(query));
  REQUIRE(last.bars.size() == 10);
  CHECK(last.bars.back().time == series.bars.back().time);
  query.size = market::BarSize::d1;
  query.from = query.to - days(60);
  CHECK(good(history(query)).bars.size() == 10);
}

TEST_CASE_TEMPLATE("a limit order works, is changed, and is cancelled", W, EVERY_MARKET) {
  W world;
  world.connect();
  const market::Quote quote = quote_of(world, "AAPL");
  port::Order order = order_of(world, "suite-limit", "AAPL", port::Side::buy, 10_qty);
  order.type = port::OrderType::limit;
  order.limit_price = part_of(*quote.bid, 0.99);
  order = place_with_consent(world, order);
  CAPTURE(order.client_id);
  REQUIRE(world.until(
      [&] { return has_status(world, order.client_id, port::OrderStatus::working); }, minutes(1)));

  const auto live = [&] {
    return good(world.template ask<port::LiveOrders>([&](port::Reply<port::LiveOrders> reply) {
      world.broker().live_orders(order.account, std::move(reply));
    }));
  };
  const auto ours = [&](const port::LiveOrders& orders) -> const port::LiveOrder* {
    for (const port::LiveOrder& one : orders.orders)
      if (one.order.client_id == order.client_id) return &one;
    return nullptr;
  };
  const port::LiveOrders before = live();
  std::string listed;
  for (const port::LiveOrder& one : before.orders) listed += one.order.client_id + " ";
  CAPTURE(listed);
  REQUIRE(ours(before));
  CHECK(ours(before)->order.limit_price == order.limit_price);
  CHECK(ours(before)->order.symbol == order.symbol);
  CHECK_FALSE(ours(before)->broker_id.empty());

  port::Order changed = order;
  changed.limit_price = part_of(*quote.bid, 0.985);
  changed.quantity = 15_qty;
  good(world.template ask<port::Placed>([&](port::Reply<port::Placed> reply) {
    world.broker().modify(Permits::make(changed), changed, std::move(reply));
  }));
  CHECK(world.until(
      [&] {
        const port::OrderReported* report = last_report(world, order.client_id);
        return report && report->order.limit_price == changed.limit_price &&
               report->order.quantity == 15_qty;
      },
      minutes(1)));

  good(world.template ask<void>([&](port::Reply<void> reply) {
    world.broker().cancel(Permits::make(changed), order.client_id, std::move(reply));
  }));
  CHECK(
      world.until([&] { return has_status(world, order.client_id, port::OrderStatus::cancelled); },
                  minutes(1)));
  CHECK(executed(world, order.client_id) == 0_qty);
}

TEST_CASE_TEMPLATE("a market order is filled once, however often it is sent", W, EVERY_MARKET) {
  W world;
  world.connect();
  quote_of(world, "MSFT");
  const port::Order order =
      place_with_consent(world, order_of(world, "suite-market", "MSFT", port::Side::buy, 20_qty));
  REQUIRE(world.until([&] { return has_status(world, order.client_id, port::OrderStatus::filled); },
                      minutes(2)));
  CHECK(world.until([&] { return executed(world, order.client_id) == 20_qty; }, seconds(30)));
  (void)place(world, order);  // may be refused or taken as done; nothing must come of it
  world.pass(minutes(2));
  CHECK(executed(world, order.client_id) == 20_qty);
  CHECK(world.until([&] { return world.difference().empty(); }, minutes(3)));
  CHECK(world.difference() == "");

  const port::Executions told =
      good(world.template ask<port::Executions>([&](port::Reply<port::Executions> reply) {
        world.broker().executions({order.account, 1}, std::move(reply));
      }));
  Quantity listed;
  for (const port::OrderExecuted& execution : told.executions)
    if (execution.client_id == order.client_id) {
      listed = listed + execution.quantity;
      CHECK(execution.side == port::Side::buy);
      CHECK(execution.price.sign() > 0);
      CHECK(execution.commission.sign() > 0);
    }
  CHECK(listed == 20_qty);
}

TEST_CASE_TEMPLATE("an order that cannot be is refused, with the broker's reason", W,
                   EVERY_MARKET) {
  W world;
  world.connect();
  const market::Quote quote = quote_of(world, "AAPL");
  port::Order order = order_of(world, "suite-refused", "AAPL", port::Side::buy, 1000000_qty);
  order.type = port::OrderType::limit;
  order.limit_price = part_of(*quote.bid, 0.995);
  bool refused = false;
  for (int round = 0; round < 5 && !refused; ++round) {
    const Result<port::Placed> placed = place(world, order);
    if (!placed) {
      CHECK_FALSE(placed.error().message.empty());
      CHECK(placed.error().code != Code::deadline_exceeded);
      refused = true;
    } else if (placed->questions.empty()) {
      refused = world.until(
          [&] { return has_status(world, order.client_id, port::OrderStatus::rejected); },
          minutes(1));
      break;
    } else {
      for (const port::BrokerQuestion& question : placed->questions)
        order.accepted_questions.push_back(question.text);
      order.client_id += "x";
    }
  }
  CHECK(refused);
  CHECK(executed(world, order.client_id) == 0_qty);
}

TEST_CASE_TEMPLATE("a preview says what an order would cost, and sends nothing", W, EVERY_MARKET) {
  W world;
  world.connect();
  const market::Quote quote = quote_of(world, "SPY");
  port::Order order = order_of(world, "suite-preview", "SPY", port::Side::buy, 10_qty);
  order.type = port::OrderType::limit;
  order.limit_price = part_of(*quote.ask, 1.0);
  const port::OrderPreview preview =
      good(world.template ask<port::OrderPreview>([&](port::Reply<port::OrderPreview> reply) {
        world.broker().preview(order, std::move(reply));
      }));
  CHECK(preview.origin.stated());
  REQUIRE(preview.initial_margin.after.has_value());
  CHECK(preview.initial_margin.after->sign() > 0);
  world.pass(minutes(1));
  CHECK(last_report(world, order.client_id) == nullptr);
}

TEST_CASE_TEMPLATE("instruments are found by symbol and by name; a wrong one is an error", W,
                   EVERY_MARKET) {
  W world;
  world.connect();
  using Ids = std::vector<market::InstrumentId>;
  const auto look_up = [&](std::string text) {
    return world.template ask<Ids>(
        [&](port::Reply<Ids> reply) { world.market().look_up(text, 10, std::move(reply)); });
  };
  const Ids found = good(look_up("MSFT"));
  REQUIRE_FALSE(found.empty());
  CHECK(world.market().catalogue().at(found.front()).symbol == "MSFT"_sym);
  const Result<Ids> none = look_up("QQQQZZZZ");
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().code == Code::not_found);
}

TEST_CASE_TEMPLATE("book, options, rules, scanner: what the market has", W, EVERY_MARKET) {
  W world;
  world.connect();
  const market::Instrument& spy = world.instrument("SPY");
  const market::OrderBook book =
      good(world.template ask<market::OrderBook>([&](port::Reply<market::OrderBook> reply) {
        world.market().order_book(spy.id, 5, std::move(reply));
      }));
  REQUIRE_FALSE(book.bids.empty());
  REQUIRE_FALSE(book.asks.empty());
  CHECK(book.bids.size() <= 5);
  CHECK(book.bids.front().price <= book.asks.front().price);
  for (std::size_t i = 1; i < book.bids.size(); ++i)
    CHECK(book.bids[i - 1].price >= book.bids[i].price);
  CHECK(book.origin.stated());

  const Date today = Date::parse("2026-11-16").value();
  const port::OptionExpiries expiries =
      good(world.template ask<port::OptionExpiries>([&](port::Reply<port::OptionExpiries> reply) {
        world.market().option_expiries(spy.id, today + 45, std::move(reply));
      }));
  REQUIRE_FALSE(expiries.dates.empty());
  CHECK(expiries.dates.front() >= today);
  const port::OptionChain chain =
      good(world.template ask<port::OptionChain>([&](port::Reply<port::OptionChain> reply) {
        port::OptionChainQuery query;
        query.underlying = spy.id;
        query.expiry = expiries.dates.back();
        query.strikes = 4;
        world.market().option_chain(query, std::move(reply));
      }));
  CHECK(chain.options.size() >= 4);
  CHECK(chain.origin.stated());
  for (const market::OptionQuote& option : chain.options) {
    CHECK(option.expiry == expiries.dates.back());
    CHECK(option.quote.origin.stated());
    if (option.greeks.delta)
      CHECK((option.right == market::OptionRight::call ? *option.greeks.delta >= 0
                                                       : *option.greeks.delta <= 0));
  }

  const port::TradingRules rules =
      good(world.template ask<port::TradingRules>([&](port::Reply<port::TradingRules> reply) {
        world.market().trading_rules(spy.id, std::move(reply));
      }));
  REQUIRE_FALSE(rules.price_steps.empty());
  CHECK(rules.price_steps.front().increment == 0.01_px);

  const port::ScannerCatalogue codes = good(
      world.template ask<port::ScannerCatalogue>([&](port::Reply<port::ScannerCatalogue> reply) {
        world.market().scanner_catalogue(std::move(reply));
      }));
  CHECK(std::ranges::any_of(
      codes.codes, [](const port::ScanName& name) { return name.code == "TOP_PERC_GAIN"; }));
  const port::Scan scan = good(world.template ask<port::Scan>([&](port::Reply<port::Scan> reply) {
    port::ScanQuery query;
    query.code = "MOST_ACTIVE";
    query.limit = 3;
    world.market().scan(query, std::move(reply));
  }));
  CHECK(scan.rows.size() <= 3);
  REQUIRE_FALSE(scan.rows.empty());
  CHECK_FALSE(scan.rows.front().symbol.empty());
}

TEST_CASE_TEMPLATE("profit, as the broker has it", W, PortalWorld, TwsWorldAt<178>,
                   TwsWorldAt<200>) {
  W world;
  world.connect();
  const port::ProfitAndLoss profit =
      good(world.template ask<port::ProfitAndLoss>([&](port::Reply<port::ProfitAndLoss> reply) {
        world.broker().profit("DU1000001", std::move(reply));
      }));
  CHECK(profit.account == "DU1000001");
  CHECK(profit.origin.stated());
  CHECK((profit.daily || profit.unrealized));
}

}  // namespace pitwall::emulator
