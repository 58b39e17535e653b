#include "adapter/paper/exchange.h"

#include <doctest/doctest.h>

#include "adapter/paper/fees.h"
#include "adapter/paper/hash.h"
#include "adapter/paper/test_exchange.h"

namespace pitwall::paper {

using namespace testing;

TEST_CASE_FIXTURE(Market, "an account opens with its cash, and buys at the first quotes") {
  exchange.open({main_account,
                 "Main",
                 "USD"_ccy,
                 {{"USD"_ccy, 100000_money}},
                 {{"SPY"_sym, 100_qty}, {"ES"_sym, -1_qty}}},
                now);
  REQUIRE(events.size() == 4);
  CHECK(std::get<port::AccountOpened>(events[0]).title == "Main");
  CHECK(std::get<port::CashMoved>(events[1]).amount == 100000_money);
  CHECK(reports[0].status == OrderStatus::working);
  CHECK(executions.empty());
  quote("SPY"_sym, 367.4_px, 367.41_px);
  REQUIRE(executions.size() == 1);
  CHECK(executions[0].price == 367.41_px);
  CHECK(executions[0].quantity == 100_qty);
  CHECK(executions[0].commission == 1_money);
  CHECK(executions[0].trading_day == Date::from_civil(2020, 12, 15));
  CHECK(cash("USD"_ccy) == 100000_money - 36741_money - 1_money);
  CHECK(reports.back().status == OrderStatus::filled);
  quote("ES"_sym, 3680_px, 3680.25_px);
  CHECK(held("ES"_sym) == -1_qty);
  CHECK(cash("USD"_ccy) == 100000_money - 36742_money - 2.25_money);  // not paid for, only charged
}

TEST_CASE_FIXTURE(Open, "a market order walks the book one tick for each displayed size") {
  REQUIRE(submit(order("SPY"_sym, Side::buy, 250_qty)).ok());
  REQUIRE(executions.size() == 3);
  CHECK(executions[0].price == 367.41_px);
  CHECK(executions[1].price == 367.42_px);
  CHECK(executions[2].price == 367.43_px);
  CHECK(executions[2].quantity == 50_qty);
  CHECK(reports.back().status == OrderStatus::filled);
  CHECK(reports.back().filled == 250_qty);
  // 0.005 x 250 is above the minimum of one order, which is charged once.
  CHECK(executions[0].commission == 1_money);
  CHECK(executions[1].commission == 0_money);
  CHECK(executions[2].commission == 0.25_money);
  // The next order begins where this one ended, until the next quote.
  REQUIRE(submit(order("SPY"_sym, Side::buy, 60_qty)).ok());
  CHECK(executions[3].price == 367.43_px);
  CHECK(executions[3].quantity == 50_qty);
  CHECK(executions[4].price == 367.44_px);
  quote("SPY"_sym, 367.4_px, 367.41_px);
  REQUIRE(submit(order("SPY"_sym, Side::sell, 10_qty)).ok());
  CHECK(executions[5].price == 367.4_px);
}

TEST_CASE_FIXTURE(Open, "a limit order takes the better price, and waits for the rest") {
  REQUIRE(submit(limit("SPY"_sym, Side::buy, 150_qty, 367.41_px)).ok());
  REQUIRE(executions.size() == 1);
  CHECK(executions[0].quantity == 100_qty);
  CHECK(reports.back().status == OrderStatus::partially_filled);
  trade("SPY"_sym, 367.41_px, 500_qty);  // at its limit: others were first
  CHECK(executions.size() == 1);
  trade("SPY"_sym, 367.4_px, 20_qty);  // beyond its limit
  REQUIRE(executions.size() == 2);
  CHECK(executions[1].price == 367.41_px);
  CHECK(executions[1].quantity == 20_qty);
  quote("SPY"_sym, 367.3_px, 367.31_px);
  REQUIRE(executions.size() == 3);
  CHECK(executions[2].price == 367.31_px);  // better than asked
  CHECK(executions[2].quantity == 30_qty);
  CHECK(reports.back().status == OrderStatus::filled);
}

TEST_CASE_FIXTURE(Open, "stops wait for a trade at their price") {
  REQUIRE(submit(order("SPY"_sym, Side::buy, 20_qty)).ok());
  REQUIRE(submit(stop("SPY"_sym, Side::sell, 10_qty, 367_px)).ok());
  Order stop_limit = stop("SPY"_sym, Side::sell, 10_qty, 366.9_px);
  stop_limit.type = OrderType::stop_limit;
  stop_limit.limit_price = 366.85_px;
  REQUIRE(submit(stop_limit).ok());
  executions.clear();
  quote("SPY"_sym, 366.5_px, 366.51_px);
  CHECK(executions.empty());  // a quote sets nothing off
  trade("SPY"_sym, 367_px, 1_qty);
  REQUIRE(executions.size() == 1);
  CHECK(executions[0].price == 366.5_px);
  trade("SPY"_sym, 366.9_px, 1_qty);
  CHECK(executions.size() == 1);  // set off, but the bid is below its limit
  quote("SPY"_sym, 366.86_px, 366.87_px);
  REQUIRE(executions.size() == 2);
  CHECK(executions[1].price == 366.86_px);
  // One whose price was reached before it came goes off at once.
  trade("SPY"_sym, 368_px, 1_qty);
  REQUIRE(submit(stop("SPY"_sym, Side::buy, 5_qty, 367.9_px)).ok());
  CHECK(executions.size() == 3);
}

TEST_CASE_FIXTURE(Open, "immediate or cancel") {
  Order ioc = limit("SPY"_sym, Side::buy, 150_qty, 367.41_px);
  ioc.time_in_force = TimeInForce::ioc;
  REQUIRE(submit(ioc).ok());
  CHECK(executions.size() == 1);
  CHECK(reports.back().status == OrderStatus::cancelled);
  CHECK(reports.back().filled == 100_qty);
  quote("SPY"_sym, 367_px, 367.01_px);
  CHECK(executions.size() == 1);
}

TEST_CASE_FIXTURE(Open, "a day order ends with the day, a gtc order does not") {
  REQUIRE(submit(limit("SPY"_sym, Side::buy, 10_qty, 360_px)).ok());
  Order gtc = limit("SPY"_sym, Side::buy, 10_qty, 359_px);
  gtc.time_in_force = TimeInForce::gtc;
  REQUIRE(submit(gtc).ok());
  CHECK(exchange.next_expiry() == at("2020-12-15T21:00:00Z"));
  exchange.advance(at("2020-12-15T20:59:59Z"));
  CHECK(reports.size() == 2);
  exchange.advance(at("2020-12-15T21:00:00Z"));
  REQUIRE(reports.size() == 3);
  CHECK(reports[2].status == OrderStatus::expired);
  CHECK(reports[2].order.client_id == "order-1");
  CHECK(exchange.next_expiry() == Time::max());
  // In the evening an order for the day is one for the next day, and waits for its quotes.
  now = at("2020-12-15T22:00:00Z");
  REQUIRE(submit(limit("SPY"_sym, Side::buy, 10_qty, 370_px)).ok());
  CHECK(exchange.next_expiry() == at("2020-12-16T21:00:00Z"));
  quote("SPY"_sym, 367_px, 367.01_px);
  CHECK(executions.empty());
  now = at("2020-12-16T14:30:00Z");
  trade("SPY"_sym, 367_px, 0_qty);
  CHECK(executions.empty());
  quote("SPY"_sym, 367_px, 367.01_px);
  CHECK(executions.size() == 1);
}

TEST_CASE_FIXTURE(Open, "the same order twice is one order") {
  const Order once = order("SPY"_sym, Side::buy, 10_qty);
  REQUIRE(submit(once).ok());
  const std::size_t told = events.size();
  CHECK(submit(once).ok());
  CHECK(events.size() == told);
  Order other = once;
  other.quantity = 11_qty;
  CHECK(submit(other).error().code == Code::conflict);
  Order bad = order("SPY"_sym, Side::buy, 0.5_qty);
  const Result<void> refused = submit(bad);
  REQUIRE_FALSE(refused.ok());
  CHECK(submit(bad).error() == refused.error());
  CHECK(held("SPY"_sym) == 10_qty);
}

TEST_CASE_FIXTURE(Open, "what is wrong with an order is said in a sentence") {
  const auto code = [&](const Order& wrong) { return submit(wrong).error().code; };
  CHECK(code(order("NOPE"_sym, Side::buy, 1_qty)) == Code::not_found);
  CHECK(reports.back().status == OrderStatus::rejected);
  CHECK(code(order("AAPL"_sym, Side::buy, 1_qty)) == Code::no_data);  // no quote
  CHECK(code(limit("SPY"_sym, Side::buy, 1_qty, 367.405_px)) == Code::invalid_argument);
  CHECK(code(order("SPY"_sym, Side::buy, 0_qty)) == Code::invalid_argument);
  Order elsewhere = order("SPY"_sym, Side::buy, 1_qty);
  elsewhere.account = "DU9";
  CHECK(code(elsewhere) == Code::not_found);
  Order nameless = order("SPY"_sym, Side::buy, 1_qty);
  nameless.client_id.clear();
  CHECK(code(nameless) == Code::invalid_argument);
  CHECK(code(order("SPY"_sym, Side::buy, 1000_qty)) == Code::permission_denied);
  CHECK(reports.back().detail.find("are free") != std::string::npos);
  now = at("2020-12-15T22:00:00Z");
  CHECK(code(order("SPY"_sym, Side::buy, 1_qty)) == Code::unavailable);
  CHECK(reports.back().detail.find("closed") != std::string::npos);
  exchange.halt("The replay ended.");
  CHECK(code(limit("SPY"_sym, Side::buy, 1_qty, 300_px)) == Code::unavailable);
  CHECK(executions.empty());
  CHECK(cash("USD"_ccy) == 100000_money);
}

TEST_CASE_FIXTURE(Open, "cancelling") {
  REQUIRE(submit(limit("SPY"_sym, Side::buy, 10_qty, 360_px)).ok());
  CHECK(exchange.cancel("order-1", now).ok());
  CHECK(reports.back().status == OrderStatus::cancelled);
  CHECK(exchange.cancel("order-1", now).ok());
  CHECK(exchange.cancel("order-9", now).error().code == Code::not_found);
  REQUIRE(submit(order("SPY"_sym, Side::buy, 10_qty)).ok());
  CHECK(exchange.cancel("order-2", now).error().code == Code::conflict);
  quote("SPY"_sym, 350_px, 350.01_px);
  CHECK(executions.size() == 1);
}

TEST_CASE_FIXTURE(Open, "orders that nobody has the money for together are refused") {
  REQUIRE(submit(limit("SPY"_sym, Side::buy, 300_qty, 360_px)).ok());  // needs 54,000
  CHECK_FALSE(submit(limit("SPY"_sym, Side::buy, 300_qty, 360_px)).ok());
  REQUIRE(exchange.cancel("order-1", now).ok());
  REQUIRE(submit(limit("SPY"_sym, Side::buy, 300_qty, 360_px)).ok());
  // Selling what is not held is a short sale, also when two orders do it together.
  quote("SPY"_sym, 359_px, 359.5_px, 1000_qty);
  CHECK(held("SPY"_sym) == 300_qty);
  REQUIRE(submit(limit("SPY"_sym, Side::sell, 300_qty, 400_px)).ok());
  CHECK_FALSE(submit(limit("SPY"_sym, Side::sell, 300_qty, 400_px)).ok());
}

TEST_CASE_FIXTURE(Open, "crude at a negative price") {
  now = at("2020-12-15T18:00:00Z");
  quote("CL"_sym, -36.99_px, -36.98_px);
  REQUIRE(submit(order("CL"_sym, Side::buy, 2_qty)).ok());
  REQUIRE(executions.size() == 1);
  CHECK(executions[0].price == -36.98_px);
  CHECK(executions[0].commission == 4.5_money);
  CHECK(cash("USD"_ccy) == 100000_money - 4.5_money);
  port::Balances balances = exchange.balances(main_account, now).value();
  CHECK(balances.gross_position_value == 73970_money);
  CHECK(balances.net_liquidation == 99995.5_money - 10_money);  // at the mid
  CHECK(balances.initial_margin == 13200_money);
  trade("CL"_sym, 10.01_px, 1_qty);
  quote("CL"_sym, 10.01_px, 10.02_px);
  CHECK(exchange.balances(main_account, now)->net_liquidation == 99995.5_money + 93980_money);
  REQUIRE(submit(order("CL"_sym, Side::sell, 2_qty)).ok());
  CHECK(cash("USD"_ccy) == 100000_money - 9_money + 93980_money);  // 46.99 x 1000 x 2
}

TEST_CASE_FIXTURE(Open, "currencies: an exchange of cash, and balances in the base currency") {
  Order euros = order("EURUSD"_sym, Side::buy, 20000_qty);
  REQUIRE(submit(euros).ok());
  CHECK(cash("EUR"_ccy) == 20000_money);
  CHECK(cash("USD"_ccy) == 100000_money - 24001_money - 2_money);
  port::Balances balances = exchange.balances(main_account, now).value();
  CHECK(balances.cash == 75997_money + 24000.5_money);  // at the mid: no trade yet
  CHECK(balances.initial_margin == 720.015_money);      // 3 % of the euros
  CHECK(balances.origin.quality == market::Quality::simulated);
  balances = exchange.balances(euro_account, now).value();
  CHECK(balances.currency == "EUR"_ccy);
  CHECK(balances.net_liquidation == 50000_money);
  Order spy = order("SPY"_sym, Side::buy, 100_qty);
  spy.account = euro_account;
  REQUIRE(submit(spy).ok());
  balances = exchange.balances(euro_account, now).value();
  // -36,742 USD at 1.200025 a euro.
  CHECK(balances.cash == 50000_money - 30617.695465_money);
  CHECK(balances.gross_position_value == 30616.445491_money);  // at 367.405
}

TEST_CASE("without a rate there are no balances, and what needs one is not opened") {
  Market market;
  market.board = Board();
  market.board.add(market.catalogue.find("SPY"_sym)->id, *calendars().find("NYSE").value(),
                   own_source(), market::Quality::replayed);
  market.exchange.open({euro_account,
                        "Euro",
                        "EUR"_ccy,
                        {{"EUR"_ccy, 50000_money}, {"USD"_ccy, 1000_money}},
                        {{"SPY"_sym, 10_qty}, {"NVDA"_sym, 1_qty}}},
                       market.now);
  CHECK(market.events.size() == 2);
  CHECK(market.exchange.balances(euro_account, market.now)->cash == 50000_money);
  CHECK(market.exchange.balances("DU9", market.now).error().code == Code::not_found);
  ExchangeSeed seed;
  seed.accounts.push_back({main_account, "USD"_ccy, {{"EUR"_ccy, 1_money}}, {}});
  PaperExchange restored(market.catalogue, market.listings, market.board);
  REQUIRE(restored.restore(seed, market.now).ok());
  CHECK(restored.balances(main_account, market.now).error().code == Code::no_data);
}

TEST_CASE_FIXTURE(Market, "what the journal knows is taken up again") {
  ExchangeSeed seed;
  seed.session = 42;
  seed.accounts.push_back(
      {main_account,
       "USD"_ccy,
       {{"USD"_ccy, 5000_money}},
       {{"SPY"_sym, 100_qty, Notional::of(36000_money)}, {"AAPL"_sym, 0_qty, {}}}});
  const Order working = limit("SPY"_sym, Side::sell, 100_qty, 370_px);
  Order foreign = working;
  foreign.client_id = "another broker's";
  foreign.account = "U5";
  const Order done = limit("SPY"_sym, Side::buy, 100_qty, 360_px);
  seed.orders = {{working, OrderStatus::partially_filled, 40_qty, ""},
                 {foreign, OrderStatus::working, 0_qty, ""},
                 {done, OrderStatus::rejected, 0_qty, "No."}};
  REQUIRE(exchange.restore(seed, now).ok());
  CHECK(events.empty());
  CHECK(held("SPY"_sym) == 100_qty);
  CHECK(submit(working).ok());
  CHECK(submit(done).error().message == "No.");
  CHECK(events.empty());
  quote("SPY"_sym, 370_px, 370.01_px);
  REQUIRE(executions.size() == 1);
  CHECK(executions[0].quantity == 60_qty);
  CHECK(executions[0].execution_id == "paper-42-1");
  CHECK(executions[0].commission == 0_money);  // the minimum was paid before the restart
  CHECK(reports.back().filled == 100_qty);
  CHECK(held("SPY"_sym) == 40_qty);
  seed.accounts[0].positions[0].symbol = "GONE"_sym;
  PaperExchange other(catalogue, listings, board);
  CHECK(other.restore(seed, now).error().code == Code::not_found);
}

TEST_CASE_FIXTURE(Market, "an order whose last fill is known but not its end has ended") {
  ExchangeSeed seed;
  seed.accounts.push_back({main_account, "USD"_ccy, {{"USD"_ccy, 5000_money}}, {}});
  const Order order = limit("SPY"_sym, Side::buy, 10_qty, 400_px);
  seed.orders = {{order, OrderStatus::working, 10_qty, ""}};
  REQUIRE(exchange.restore(seed, now).ok());
  quote("SPY"_sym, 370_px, 370.01_px);
  CHECK(executions.empty());
  exchange.open({main_account, "Main", "USD"_ccy, {}, {}}, now);
  REQUIRE(reports.size() == 1);
  CHECK(reports[0].status == OrderStatus::filled);
}

TEST_CASE("an opening that was cut short at any event is finished, once") {
  const AccountConfig config{main_account,
                             "Main",
                             "USD"_ccy,
                             {{"USD"_ccy, 100000_money}, {"EUR"_ccy, 1000_money}},
                             {{"SPY"_sym, 100_qty}, {"ES"_sym, 1_qty}}};
  Market whole;
  whole.exchange.open(config, whole.now);
  REQUIRE(whole.events.size() == 5);
  for (std::size_t kept = 1; kept <= whole.events.size(); ++kept) {
    CAPTURE(kept);
    ExchangeSeed seed;
    for (const port::BrokerEvent& event : std::span(whole.events).first(kept)) {
      if (const auto* opened = std::get_if<port::AccountOpened>(&event))
        seed.accounts.push_back({opened->account, opened->base_currency, {}, {}});
      if (const auto* moved = std::get_if<port::CashMoved>(&event))
        seed.accounts[0].cash.push_back({moved->currency, moved->amount});
      if (const auto* report = std::get_if<OrderReported>(&event))
        seed.orders.push_back({report->order, report->status, report->filled, ""});
    }
    Market again;
    REQUIRE(again.exchange.restore(seed, again.now).ok());
    again.exchange.open(config, again.now);
    CHECK(again.events.size() == whole.events.size() - kept);
    CHECK(again.cash("EUR"_ccy) == 1000_money);
    again.quote("SPY"_sym, 367.4_px, 367.41_px);
    again.quote("ES"_sym, 3680_px, 3680.25_px);
    CHECK(again.held("SPY"_sym) == 100_qty);
    CHECK(again.held("ES"_sym) == 1_qty);
  }
  // An account that has traded is left alone, whatever it lacks.
  ExchangeSeed seed;
  seed.accounts.push_back({main_account, "USD"_ccy, {}, {}});
  Market traded;
  seed.orders.push_back(
      {traded.order("SPY"_sym, Side::buy, 1_qty), OrderStatus::filled, 1_qty, ""});
  REQUIRE(traded.exchange.restore(seed, traded.now).ok());
  traded.exchange.open(config, traded.now);
  CHECK(traded.events.empty());
}

TEST_CASE_FIXTURE(Open, "whoever hears of a fill may order at once") {
  int replies = 0;
  std::vector<std::string> order_of_events;
  exchange.on_event([&](port::BrokerEvent event) {
    if (const auto* report = std::get_if<OrderReported>(&event))
      order_of_events.push_back(report->order.client_id + " " +
                                std::string(name_of(report->status)));
    if (!std::holds_alternative<OrderExecuted>(event) || replies == 3) return;
    ++replies;
    CHECK(submit(order("SPY"_sym, Side::buy, 1_qty)).ok());
    CHECK(submit(limit("QQQ"_sym, Side::buy, 1_qty, 1_px)).error().code == Code::no_data);
  });
  REQUIRE(submit(order("SPY"_sym, Side::buy, 1_qty)).ok());
  CHECK(order_of_events.front() == "order-1 working");
  CHECK(order_of_events[1] == "order-1 filled");
  CHECK(held("SPY"_sym) == 4_qty);
}

// Random orders on a random market: money is only moved, never made, apart from commissions; fills
// stay within their orders and their limits; the same seed tells the same story.
namespace {

struct Story {
  std::string text;
  std::size_t fills = 0;
};

void check_fill(const OrderExecuted& fill, const std::map<std::string, Order>& sent,
                std::map<std::string, Quantity>& filled) {
  const Order& order = sent.at(fill.client_id);
  REQUIRE(fill.quantity.sign() > 0);
  REQUIRE(fill.commission.sign() >= 0);
  REQUIRE(fill.side == order.side);
  REQUIRE((filled[fill.client_id] += fill.quantity) <= order.quantity);
  if (order.limit_price) REQUIRE(within(order.side, fill.price, *order.limit_price));
}

Story play_story(std::uint64_t seed) {
  Open market;
  std::uint64_t draw = mix(seed);
  const auto next = [&](std::int64_t limit) { return pick(draw = mix(draw), limit); };
  const market::Symbol symbols[] = {"SPY"_sym, "ES"_sym, "CL"_sym, "BTCUSD"_sym};
  std::int64_t ticks[] = {36'740, 14'700, 300, 1'900'000};
  std::map<std::string, Order> sent;
  std::map<std::string, Quantity> filled;
  std::size_t seen = 0;
  Story story;
  for (int step = 0; step < 400; ++step) {
    market.now += seconds(1);
    const std::size_t which = static_cast<std::size_t>(next(4));
    const market::Instrument& instrument = *market.catalogue.find(symbols[which]);
    const auto price = [&](std::int64_t count) {
      return Price::from_scaled(instrument.tick_size.scaled() * count);
    };
    const Quantity lot = which == 3 ? 0.001_qty : 1_qty;
    const auto lots = [&](std::int64_t most) {
      return Quantity::from_scaled(lot.scaled() * (1 + next(most)));
    };
    ticks[which] += next(41) - 20;
    market.quote(symbols[which], price(ticks[which]), price(ticks[which] + 1), lots(5));
    if (next(2) == 0) market.trade(symbols[which], price(ticks[which] + next(9) - 4), lots(10));
    if (next(3) == 0) {
      Order order = market.order(symbols[which], next(2) == 0 ? Side::buy : Side::sell, lots(12));
      order.type = static_cast<OrderType>(next(4));
      order.time_in_force = static_cast<TimeInForce>(next(3));
      if (order.type == OrderType::limit || order.type == OrderType::stop_limit)
        order.limit_price = price(ticks[which] + next(21) - 10);
      if (order.type == OrderType::stop || order.type == OrderType::stop_limit)
        order.stop_price = price(ticks[which] + next(21) - 10);
      sent[order.client_id] = order;
      (void)market.submit(order).ok();
    }
    if (next(10) == 0)
      (void)market.exchange.cancel(fmt::format("order-{}", 1 + next(market.order_count + 1)),
                                   market.now);
    for (; seen < market.executions.size(); ++seen)
      check_fill(market.executions[seen], sent, filled);
  }
  for (const OrderReported& report : market.reports) {
    story.text += fmt::format("{} {} {} {}\n", report.order.client_id, name_of(report.status),
                              report.filled.text(), report.detail);
    if (is_final(report.status)) REQUIRE(report.filled == filled[report.order.client_id]);
  }
  for (const OrderExecuted& execution : market.executions)
    story.text +=
        fmt::format("{} {} {} {} {}\n", execution.execution_id, execution.price.text(),
                    execution.quantity.text(), execution.commission.text(), execution.time.text());
  story.fills = market.executions.size();
  return story;
}

}  // namespace

TEST_CASE("fills stay within their orders and limits, and a seed tells one story") {
  std::size_t fills = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const Story story = play_story(seed);
    fills += story.fills;
    CHECK(play_story(seed).text == story.text);
  }
  CHECK(fills > 1'000);
}

TEST_CASE("a fill moves value and makes none, but for the commission and the way to the mark") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Open market;
    std::uint64_t draw = mix(seed + 1'000);
    const auto next = [&](std::int64_t limit) { return pick(draw = mix(draw), limit); };
    const market::Symbol symbol =
        std::array{"SPY"_sym, "ES"_sym, "CL"_sym, "BTCUSD"_sym}[static_cast<std::size_t>(next(4))];
    const market::Instrument& instrument = *market.catalogue.find(symbol);
    const Price bid = Price::from_scaled(instrument.tick_size.scaled() * (next(20'000) - 2'000));
    market.now = at("2020-12-15T18:00:00Z");
    // All trades at one price, both ways: what is gained and lost at it must cancel out exactly.
    market.quote(symbol, bid, bid + instrument.tick_size, 1000_qty);
    market.trade(symbol, bid, 1_qty);
    for (int i = 0; i < 10; ++i) {
      const Side side = next(2) == 0 ? Side::buy : Side::sell;
      const Price at_price = side == Side::buy ? bid + instrument.tick_size : bid;
      const Money before = market.exchange.balances(main_account, market.now)->net_liquidation;
      const std::size_t count = market.executions.size();
      (void)market.submit(market.limit(symbol, side, Quantity::from_integer(1 + next(3)), at_price))
          .ok();
      Money expected = before;
      for (std::size_t fill = count; fill < market.executions.size(); ++fill) {
        const OrderExecuted& execution = market.executions[fill];
        expected -= execution.commission;
        // Valued at the last trade, at the bid: a buy is one tick down from the start.
        if (side == Side::buy)
          expected -= (instrument.tick_size * execution.quantity)
                          .times(instrument.multiplier, Rounding::half_even)
                          .to_money(Rounding::half_even);
      }
      CHECK(market.exchange.balances(main_account, market.now)->net_liquidation == expected);
    }
  }
}

TEST_CASE("commissions and margin by their tables") {
  using market::AssetClass;
  const auto value = [](Money money) { return Notional::of(money); };
  CHECK(commission(AssetClass::stock, 100_qty, value(36741_money)) == 1_money);
  CHECK(commission(AssetClass::stock, 1000_qty, value(36741_money)) == 5_money);
  CHECK(commission(AssetClass::etf, 1_qty, value(20_money)) == 0.2_money);  // 1 % of little
  CHECK(commission(AssetClass::future, 3_qty, value(500000_money)) == 6.75_money);
  CHECK(commission(AssetClass::fx, 20000_qty, value(24000_money)) == 2_money);
  CHECK(commission(AssetClass::fx, 1000000_qty, value(1200000_money)) == 24_money);
  CHECK(commission(AssetClass::crypto, 0.25_qty, value(25000_money)) == 45_money);
  const market::Catalogue catalogue = market::starter_catalogue();
  const auto of = [&](market::Symbol symbol, Quantity quantity, Price price) {
    const Margin needed = margin(*catalogue.find(symbol), quantity, price);
    return std::pair(needed.initial, needed.maintenance);
  };
  CHECK(of("SPY"_sym, 100_qty, 400_px) == std::pair(20000_money, 10000_money));
  CHECK(of("SPY"_sym, -100_qty, 400_px) == std::pair(20000_money, 12000_money));
  CHECK(of("ES"_sym, -2_qty, 6000_px) == std::pair(35200_money, 32000_money));
  CHECK(of("BTCUSD"_sym, 0.5_qty, 90000_px) == std::pair(45000_money, 45000_money));
}

}  // namespace pitwall::paper
