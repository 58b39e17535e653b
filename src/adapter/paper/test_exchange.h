// A paper exchange whose ticks a test makes by hand, with two accounts. For the tests of this
// folder alone.
#pragma once

#include <string>
#include <vector>

#include "adapter/paper/exchange.h"

namespace pitwall::paper::testing {

using namespace pitwall::literals;
using namespace pitwall::market::literals;
using market::Tick;
using port::Order;
using port::OrderExecuted;
using port::OrderReported;
using port::OrderStatus;
using port::OrderType;
using port::Side;
using port::TimeInForce;

inline const market::CalendarSet& calendars() {
  static const market::CalendarSet set = market::CalendarSet::built_in();
  return set;
}
inline Time at(std::string_view text) { return Time::parse(text).value(); }

inline const std::string main_account = "DU1";
inline const std::string euro_account = "DU2";

// An exchange whose ticks the test makes by hand; a Tuesday in regular hours.
struct Market {
  market::Catalogue catalogue = market::starter_catalogue();
  std::vector<Listing> listings;
  Board board;
  PaperExchange exchange{catalogue, listings, board};
  Time now = at("2020-12-15T15:00:00Z");
  std::vector<OrderReported> reports;
  std::vector<OrderExecuted> executions;
  std::vector<port::BrokerEvent> events;
  int order_count = 0;

  Market() {
    for (const market::Instrument& instrument : catalogue.all()) {
      const market::Calendar* calendar = calendars().find(instrument.calendar).value();
      listings.push_back({&instrument, calendar, calendar});
      board.add(instrument.id, *calendar, own_source(), market::Quality::simulated);
    }
    exchange.on_event([this](port::BrokerEvent event) {
      events.push_back(event);
      if (const auto* report = std::get_if<OrderReported>(&event)) reports.push_back(*report);
      if (const auto* execution = std::get_if<OrderExecuted>(&event))
        executions.push_back(*execution);
    });
  }
  void open_accounts() {
    exchange.open({main_account, "Main", "USD"_ccy, {{"USD"_ccy, 100000_money}}, {}}, now);
    exchange.open({euro_account, "Euro", "EUR"_ccy, {{"EUR"_ccy, 50000_money}}, {}}, now);
  }
  void play(Tick tick) {
    tick.time = now;
    board.apply(tick);
    exchange.on_tick(tick);
  }
  void quote(market::Symbol symbol, Price bid, Price ask, Quantity size = 100_qty) {
    Tick tick;
    tick.instrument = catalogue.find(symbol)->id;
    tick.kind = Tick::Kind::quote;
    tick.bid = bid;
    tick.ask = ask;
    tick.bid_size = tick.ask_size = size;
    play(tick);
  }
  void trade(market::Symbol symbol, Price price, Quantity size) {
    Tick tick;
    tick.instrument = catalogue.find(symbol)->id;
    tick.price = price;
    tick.size = size;
    play(tick);
  }
  Order order(market::Symbol symbol, Side side, Quantity quantity) {
    Order made;
    made.client_id = fmt::format("order-{}", ++order_count);
    made.account = main_account;
    made.symbol = symbol;
    made.side = side;
    made.quantity = quantity;
    return made;
  }
  Order limit(market::Symbol symbol, Side side, Quantity quantity, Price price) {
    Order made = order(symbol, side, quantity);
    made.type = OrderType::limit;
    made.limit_price = price;
    return made;
  }
  Order stop(market::Symbol symbol, Side side, Quantity quantity, Price price) {
    Order made = order(symbol, side, quantity);
    made.type = OrderType::stop;
    made.stop_price = price;
    return made;
  }
  Result<void> submit(const Order& made) { return exchange.submit(made, now); }
  Money cash(market::Currency currency, const std::string& account = main_account) {
    const auto& all = exchange.ledgers().find(account)->second.cash;
    const auto found = all.find(currency);
    return found == all.end() ? Money() : found->second;
  }
  Quantity held(market::Symbol symbol) {
    return exchange.ledgers().find(main_account)->second.quantity(catalogue.find(symbol)->id);
  }
};

struct Open : Market {
  Open() {
    open_accounts();
    quote("EURUSD"_sym, 1.2_px, 1.20005_px, 1000000_qty);
    quote("SPY"_sym, 367.4_px, 367.41_px);
    events.clear();
  }
};

}  // namespace pitwall::paper::testing
