// Orders of every kind, alike on every market: brackets, groups, trailing stops, orders on close
// and at the middle; changed and called off; and what of them is lost on the way.
#include "emulator/suite/asking.h"

namespace pitwall::emulator {

namespace {

// Buys 10 of SPY, takes the profit a tenth above and the loss a tenth below.
std::vector<port::Order> bracket_of(World& world, Price price) {
  port::Order entry = order_of(world, "entry", "SPY", port::Side::buy, 10_qty);
  entry.type = port::OrderType::limit;
  entry.limit_price = part_of(price, 1.01);
  port::Order profit = order_of(world, "profit", "SPY", port::Side::sell, 10_qty);
  profit.type = port::OrderType::limit;
  profit.limit_price = part_of(price, 1.1);
  port::Order loss = order_of(world, "loss", "SPY", port::Side::sell, 10_qty);
  loss.type = port::OrderType::stop;
  loss.stop_price = part_of(price, 0.9);
  for (port::Order* child : {&profit, &loss}) {
    child->parent = entry.client_id;
    child->oca_group = entry.client_id;
    child->time_in_force = port::TimeInForce::gtc;
  }
  return {entry, profit, loss};
}

// Two purchases of 10 AAPL of which one cancels the other, at these parts of the price.
std::vector<port::Order> group_of(World& world, double first, double second) {
  const Price price = quote_of(world, "AAPL").last.value();
  std::vector<port::Order> orders;
  for (const double part : {first, second}) {
    port::Order order =
        order_of(world, orders.empty() ? "one" : "other", "AAPL", port::Side::buy, 10_qty);
    order.type = port::OrderType::limit;
    order.limit_price = part_of(price, part);
    order.oca_group = "one";
    orders.push_back(std::move(order));
  }
  return orders;
}

Result<port::Placed> place_group(World& world, const std::vector<port::Order>& orders) {
  return world.ask<port::Placed>([&](port::Reply<port::Placed> reply) {
    world.broker().place_group(Permits::make(orders.front()), orders, std::move(reply));
  });
}

// Says yes to what the broker asks. It dropped them all each time, so that the names are free.
void place_group_with_consent(World& world, std::vector<port::Order>& orders) {
  for (int round = 0; round < 5; ++round) {
    const port::Placed placed = good(place_group(world, orders));
    if (placed.questions.empty()) return;
    for (port::Order& order : orders)
      for (const port::BrokerQuestion& question : placed.questions)
        order.accepted_questions.push_back(question.text);
  }
  FAIL("the broker asks without end");
}

bool works(const World& world, std::string_view client_id) {
  const port::OrderReported* report = last_report(world, client_id);
  return report && !is_final(report->status);
}

void cancel(World& world, const port::Order& order) {
  good(world.ask<void>([&](port::Reply<void> reply) {
    world.broker().cancel(Permits::make(order), order.client_id, std::move(reply));
  }));
  CHECK(
      world.until([&] { return has_status(world, order.client_id, port::OrderStatus::cancelled); },
                  minutes(1)));
}

void change(World& world, const port::Order& order) {
  good(world.ask<port::Placed>([&](port::Reply<port::Placed> reply) {
    world.broker().modify(Permits::make(order), order, std::move(reply));
  }));
}

}  // namespace

TEST_CASE_TEMPLATE("a bracket is taken as one; its entry fills, and what hangs on it works", W,
                   EVERY_MARKET) {
  W world;
  world.connect();
  REQUIRE(world.until([&] { return world.difference().empty(); }, minutes(2)));
  std::vector<port::Order> orders = bracket_of(world, quote_of(world, "SPY").last.value());
  REQUIRE(world.broker().can_take(orders).ok());
  place_group_with_consent(world, orders);
  CHECK(world.until([&] { return has_status(world, "entry", port::OrderStatus::filled); },
                    minutes(2)));
  CHECK(world.until([&] { return works(world, "profit") && works(world, "loss"); }, minutes(1)));
  CHECK(world.until([&] { return executed(world, "entry") == 10_qty; }, seconds(30)));
  CHECK(executed(world, "profit") == 0_qty);
  // Sent again, they are the same orders.
  good(place_group(world, orders));
  world.pass(minutes(1));
  CHECK(executed(world, "entry") == 10_qty);
  // What hangs on it is changed and called off like any other; the one leaves the other.
  port::Order& profit = orders[1];
  profit.limit_price = part_of(*profit.limit_price, 1.01);
  change(world, profit);
  CHECK(world.until(
      [&] { return last_report(world, "profit")->order.limit_price == profit.limit_price; },
      minutes(1)));
  cancel(world, profit);
  CHECK(works(world, "loss"));
}

TEST_CASE_TEMPLATE("of a bracket the take-profit cancels the stop-loss", W, EVERY_MARKET) {
  W world;
  world.connect();
  const Price price = quote_of(world, "SPY").last.value();
  std::vector<port::Order> orders = bracket_of(world, price);
  // Reached at once.
  orders[1].limit_price = part_of(price, 0.98);
  orders[2].stop_price = part_of(price, 0.8);
  place_group_with_consent(world, orders);
  CHECK(world.until([&] { return has_status(world, "profit", port::OrderStatus::filled); },
                    minutes(3)));
  CHECK(world.until([&] { return has_status(world, "loss", port::OrderStatus::cancelled); },
                    minutes(1)));
  CHECK(world.until([&] { return executed(world, "profit") == 10_qty; }, seconds(30)));
  CHECK(executed(world, "loss") == 0_qty);
}

TEST_CASE_TEMPLATE("what hangs on an order that is called off goes with it", W, EVERY_MARKET) {
  W world;
  world.connect();
  std::vector<port::Order> orders = bracket_of(world, quote_of(world, "SPY").last.value());
  orders[0].limit_price = part_of(*orders[0].limit_price, 0.95);
  place_group_with_consent(world, orders);
  REQUIRE(world.until(
      [&] { return works(world, "entry") && works(world, "profit") && works(world, "loss"); },
      minutes(1)));
  cancel(world, orders[0]);
  for (const std::string_view child : {"profit", "loss"})
    CHECK(world.until([&] { return has_status(world, child, port::OrderStatus::cancelled); },
                      minutes(1)));
}

TEST_CASE_TEMPLATE("of a group one cancels the others, whichever it is", W, EVERY_MARKET) {
  for (const bool first : {true, false}) {
    CAPTURE(first);
    W world;
    world.connect();
    std::vector<port::Order> orders = group_of(world, first ? 1.01 : 0.98, first ? 0.98 : 1.01);
    REQUIRE(world.broker().can_take(orders).ok());
    place_group_with_consent(world, orders);
    const std::string_view filled = first ? "one" : "other";
    const std::string_view rest = first ? "other" : "one";
    CHECK(world.until([&] { return has_status(world, filled, port::OrderStatus::filled); },
                      minutes(2)));
    CHECK(world.until([&] { return has_status(world, rest, port::OrderStatus::cancelled); },
                      minutes(1)));
    CHECK(world.until([&] { return executed(world, filled) == 10_qty; }, seconds(30)));
    CHECK(executed(world, rest) == 0_qty);
  }
}

TEST_CASE_TEMPLATE("a trailing stop works, is told as such and can be changed", W, EVERY_MARKET) {
  W world;
  world.connect();
  REQUIRE(world.until([&] { return world.difference().empty(); }, minutes(2)));
  port::Order trailing = order_of(world, "trailing", "SPY", port::Side::sell, 1_qty);
  trailing.type = port::OrderType::trailing_stop;
  trailing.trail = port::Trail{50_px, std::nullopt};
  port::Order percent = trailing;
  percent.client_id = "percent";
  percent.trail = port::Trail{std::nullopt, 20_ratio};
  for (port::Order order : {trailing, percent}) {
    CAPTURE(order.client_id);
    REQUIRE(world.broker().can_take({order}).ok());
    order = place_with_consent(world, order);
    REQUIRE(world.until([&] { return works(world, order.client_id); }, minutes(1)));
    CHECK(last_report(world, order.client_id)->order.type == order.type);
    CHECK(last_report(world, order.client_id)->order.trail == order.trail);
    order.trail = port::Trail{40_px, std::nullopt};
    change(world, order);
    CHECK(
        world.until([&] { return last_report(world, order.client_id)->order.trail == order.trail; },
                    minutes(1)));
    cancel(world, order);
  }
}

TEST_CASE_TEMPLATE("a trailing stop that is near follows and sells", W, EVERY_MARKET) {
  W world;
  world.connect();
  port::Order near = order_of(world, "near", "SPY", port::Side::sell, 1_qty);
  near.type = port::OrderType::trailing_stop;
  near.trail = port::Trail{0.05_px, std::nullopt};
  near = place_with_consent(world, near);
  CHECK(world.until([&] { return has_status(world, near.client_id, port::OrderStatus::filled); },
                    minutes(30)));
}

TEST_CASE_TEMPLATE("a market that never closes has no close to wait for", W, EVERY_MARKET) {
  W world;
  world.connect();
  port::Order close = order_of(world, "close", "SPY", port::Side::buy, 1_qty);
  close.type = port::OrderType::market_on_close;
  port::Order limited = close;
  limited.client_id = "limited";
  limited.type = port::OrderType::limit_on_close;
  limited.limit_price = part_of(quote_of(world, "SPY").last.value(), 0.5);
  for (const port::Order& order : {close, limited}) {
    const Result<port::Placed> placed = place(world, order);
    REQUIRE_FALSE(placed.ok());
    CHECK(placed.error().message.find("has no close") != std::string::npos);
  }
}

TEST_CASE_TEMPLATE("a midprice order fills between bid and ask, and not past its cap", W,
                   EVERY_MARKET) {
  W world;
  world.connect();
  port::Order middle = order_of(world, "middle", "AAPL", port::Side::buy, 2_qty);
  middle.type = port::OrderType::midprice;
  port::Order capped = middle;
  capped.client_id = "capped";
  capped.limit_price = part_of(quote_of(world, "AAPL").last.value(), 0.9);
  for (port::Order* order : {&middle, &capped}) {
    REQUIRE(world.broker().can_take({*order}).ok());
    *order = place_with_consent(world, *order);
  }
  CHECK(world.until([&] { return has_status(world, middle.client_id, port::OrderStatus::filled); },
                    minutes(10)));
  REQUIRE(works(world, capped.client_id));
  CHECK(last_report(world, capped.client_id)->order.type == port::OrderType::midprice);
  CHECK(last_report(world, capped.client_id)->order.limit_price == capped.limit_price);
  cancel(world, capped);
}

// ---- Placed elsewhere ----

namespace {

// By the same user's phone, say; the desk's name of it, once it has heard of it.
port::Order place_elsewhere(EmulatedWorld& world) {
  Ticket ticket;
  ticket.client = elsewhere;
  ticket.client_order_id = 1;
  ticket.order = order_of(world, "", "MSFT", port::Side::buy, 3_qty);
  ticket.order.type = port::OrderType::limit;
  ticket.order.limit_price = part_of(quote_of(world, "MSFT").last.value(), 0.95);
  ticket.instrument = world.brokerage->catalogue().find("MSFT"_sym)->id;
  const Price limit = *ticket.order.limit_price;
  good(world.brokerage->submit(std::move(ticket)));
  world.pass(seconds(5));
  const port::LiveOrders live =
      good(world.ask<port::LiveOrders>([&](port::Reply<port::LiveOrders> reply) {
        world.broker().live_orders(world.accounts().front(), std::move(reply));
      }));
  REQUIRE(live.orders.size() == 1);
  CHECK(live.orders[0].order.client_id.starts_with("broker:"));
  CHECK(live.orders[0].order.limit_price == limit);
  return live.orders[0].order;
}

}  // namespace

TEST_CASE("by Client Portal an order that was placed elsewhere can be changed") {
  PortalWorld world;
  world.connect();
  port::Order order = place_elsewhere(world);
  order.limit_price = part_of(*order.limit_price, 0.99);
  REQUIRE(world.broker().can_take({order}).ok());
  change(world, order);
  CHECK(world.until(
      [&] { return last_report(world, order.client_id)->order.limit_price == order.limit_price; },
      minutes(1)));
  CHECK(last_report(world, order.client_id)->order.quantity == 3_qty);
  cancel(world, order);
}

TEST_CASE_TEMPLATE("TWS lets only its own client change an order, and the desk says so first", W,
                   TwsWorldAt<178>, TwsWorldAt<200>) {
  W world;
  world.connect();
  port::Order order = place_elsewhere(world);
  order.limit_price = part_of(*order.limit_price, 0.99);
  const Result<void> can = world.broker().can_take({order});
  REQUIRE_FALSE(can.ok());
  CHECK(can.error().message.find("another client of TWS") != std::string::npos);
}

// ---- What is lost on the way ----

TEST_CASE_TEMPLATE("a bracket whose answer is lost is unknown, then found, and never sent again", W,
                   BOTH_CLIENTS) {
  W world;
  world.connect();
  std::vector<port::Order> orders = bracket_of(world, quote_of(world, "SPY").last.value());
  orders[0].limit_price = part_of(*orders[0].limit_price, 0.95);
  // What the broker asks is known by now.
  while (true) {
    const port::Placed placed = good(place_group(world, orders));
    if (placed.questions.empty()) break;
    for (const port::BrokerQuestion& question : placed.questions)
      orders[0].accepted_questions.push_back(question.text);
  }
  for (port::Order& order : orders) {
    order.client_id += "-lost";
    if (order.parent) order.parent = order.oca_group = orders[0].client_id;
  }
  world.brokerage->faults().lose_order_answer = true;
  const Result<port::Placed> placed = world.template ask<port::Placed>(
      [&](port::Reply<port::Placed> reply) {
        world.broker().place_group(Permits::make(orders[0]), orders, std::move(reply));
      },
      minutes(5));
  REQUIRE_FALSE(placed.ok());
  CHECK(placed.error().code == Code::deadline_exceeded);
  for (const port::Order& order : orders) {
    CAPTURE(order.client_id);
    CHECK(world.until([&] { return works(world, order.client_id); }, minutes(5)));
  }
  world.pass(minutes(5));
  for (const port::Order& order : orders) CHECK(works(world, order.client_id));
  const auto live =
      good(world.template ask<port::LiveOrders>([&](port::Reply<port::LiveOrders> reply) {
        world.broker().live_orders(orders[0].account, std::move(reply));
      }));
  CHECK(std::ranges::count_if(live.orders, [](const port::LiveOrder& one) {
          return one.order.client_id.ends_with("-lost");
        }) == 3);
  CHECK(live.orders.size() == 6);
}

TEST_CASE("a desk that starts again knows the children of its brackets") {
  PortalWorld world;
  world.connect();
  std::vector<port::Order> orders = bracket_of(world, quote_of(world, "SPY").last.value());
  orders[0].limit_price = part_of(*orders[0].limit_price, 0.95);
  place_group_with_consent(world, orders);
  REQUIRE(world.until([&] { return works(world, "profit") && works(world, "loss"); }, minutes(1)));
  world.restart();
  world.client->remember(orders);
  const std::size_t before = world.events.size();
  world.connect();
  std::set<std::string> told;
  for (std::size_t i = before; i < world.events.size(); ++i)
    if (const auto* report = std::get_if<port::OrderReported>(&world.events[i]))
      told.insert(report->order.client_id);
  CHECK(told == std::set<std::string>{"entry", "profit", "loss"});
  cancel(world, orders[2]);
}

}  // namespace pitwall::emulator
