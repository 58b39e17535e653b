#include "desk/gate/rule.h"

#include "desk/engine/test_gate.h"

namespace pitwall::desk {
namespace {
using namespace testing;

// An order and its world, to change bit by bit.
struct Case {
  Case() {
    TestEngine desk;
    state = desk.state();
    action = desk.purchase(Id{1, 1}).action;
    action.order.type = port::OrderType::limit;
    action.order.limit_price = 370_px;
    circumstances = desk.circumstances();
    policy().price_collar.reset();
  }
  Policy& policy() { return state.gate.policy; }
  Position& hold(Quantity quantity) {
    Account& account = state.accounts.front();
    if (account.positions.empty()) account.positions.emplace_back();
    account.positions[0].symbol = "SPY"_sym;
    account.positions[0].quantity = quantity;
    return account.positions[0];
  }
  BlotterEntry& open(port::Side side, Quantity quantity, std::string_view symbol = "SPY") {
    BlotterEntry& entry = state.blotter.entries.emplace_back();
    entry.order.client_id = fmt::format("open {}", state.blotter.entries.size());
    entry.order.account = number;
    entry.order.symbol = market::Symbol::parse(symbol).value();
    entry.order.side = side;
    entry.order.quantity = quantity;
    entry.phase = OrderPhase::working;
    return entry;
  }
  void sell(Quantity quantity) {
    action.order.side = port::Side::sell;
    action.order.quantity = quantity;
  }
  // Whether the rule holds; nothing where it was not looked at.
  std::optional<bool> holds(Rule rule) const {
    for (const Finding& finding : findings(action, state, circumstances, Id{1, 1}))
      if (finding.rule == rule) return finding.holds;
    return std::nullopt;
  }
  std::string broken() const {
    std::string names;
    for (const Finding& finding : findings(action, state, circumstances, Id{1, 1}))
      if (!finding.holds) names += std::string(name_of(finding.rule)) + " ";
    return names;
  }

  State state;
  Action action;
  Circumstances circumstances;
};

TEST_CASE(
    "an order within everything breaks nothing, and a limit that is not set is not looked at") {
  const Case c;
  CHECK(c.broken() == "");
  for (const Rule rule : {Rule::order_value, Rule::position_quantity, Rule::gross_exposure,
                          Rule::daily_loss, Rule::cooling_off, Rule::free_cash})
    CHECK_FALSE(c.holds(rule).has_value());
}

// Each limit exactly at what the order comes to, and the smallest step below.
TEST_CASE("a limit is kept to the last digit") {
  Case c;
  c.hold(5_qty);
  c.circumstances.holdings = {{"SPY"_sym, "SPY"_sym, 1850_money},
                              {"QQQ"_sym, "QQQ"_sym, -1000_money}};
  const auto exact = [&](Rule rule, auto& limit, auto value, auto less) {
    limit = value;
    CHECK_MESSAGE(c.holds(rule) == true, name_of(rule));
    limit = less;
    CHECK_MESSAGE(c.holds(rule) == false, name_of(rule));
    limit.reset();
  };
  // 10 at 370 more, on top of 5: 15 worth 5550 of 100,000.
  exact(Rule::order_value, c.policy().max_order_value, 3700_money, 3699.999999_money);
  exact(Rule::position_quantity, c.policy().max_position_quantity, 15_qty, 14.99999999_qty);
  exact(Rule::position_value, c.policy().max_position_value, 5550_money, 5549.999999_money);
  exact(Rule::position_share, c.policy().max_position_share, 0.0555_ratio, 0.05549999_ratio);
  exact(Rule::gross_exposure, c.policy().max_gross_exposure, 0.0655_ratio, 0.06549999_ratio);
  exact(Rule::net_exposure, c.policy().max_net_exposure, 0.0455_ratio, 0.04549999_ratio);
  exact(Rule::concentration, c.policy().max_concentration, 0.0555_ratio, 0.05549999_ratio);
  exact(Rule::free_cash, c.policy().min_free_cash, 36300_money, 36300.000001_money);
  c.circumstances.day_profit = -1000_money;
  exact(Rule::daily_loss, c.policy().daily_loss_stop, 1000.000001_money, 1000_money);
}

TEST_CASE("a limit that needs what is not known refuses") {
  Case c;
  c.policy().max_position_share = 1_ratio;
  c.policy().max_gross_exposure = 1_ratio;
  c.policy().daily_loss_stop = 1_money;
  c.policy().min_free_cash = 1_money;
  c.circumstances.equity.reset();
  c.circumstances.available.reset();
  c.circumstances.day_profit.reset();
  CHECK(c.broken() == "size.position_share exposure.gross loss.day cash.free ");
  c = {};
  c.policy().max_net_exposure = 1_ratio;
  c.circumstances.holdings_known = false;
  CHECK(c.broken() == "exposure.net ");
  c = {};
  c.circumstances.open.reset();
  c.circumstances.quoted.reset();
  CHECK(c.broken() == "quote.age time.hours ");
  c = {};
  c.circumstances.rate.reset();
  CHECK(c.broken() == "quote.price ");
  c = {};
  c.circumstances.equity = -1_money;
  c.policy().max_position_share = 10_ratio;
  CHECK(c.broken() == "size.position_share ");
}

TEST_CASE("orders that are still open count as if they traded") {
  Case c;
  c.policy().max_position_quantity = 20_qty;
  c.open(port::Side::buy, 10_qty);
  CHECK(c.broken() == "");
  c.open(port::Side::buy, 5_qty);
  c.open(port::Side::sell, 10_qty);  // a sale does not free a purchase
  BlotterEntry& second = c.state.blotter.entries[1];
  CHECK(c.broken() == "size.position_quantity ");
  second.filled = 5_qty;
  CHECK(c.broken() == "");
  second.filled = 0_qty;
  for (const OrderPhase phase : {OrderPhase::approved, OrderPhase::sending, OrderPhase::working}) {
    second.phase = phase;
    CHECK(c.broken() == "size.position_quantity ");
  }
  for (const OrderPhase phase : {OrderPhase::waiting, OrderPhase::cancelled}) {
    second.phase = phase;
    CHECK(c.broken() == "");
  }
  // Its own entry is not counted twice.
  second.phase = OrderPhase::approved;
  second.approval = Id{1, 1};
  CHECK(c.broken() == "");
  // One placed elsewhere counts too.
  OrderState& elsewhere = c.state.orders.emplace_back();
  elsewhere.order = second.order;
  elsewhere.order.client_id = "broker:17";
  elsewhere.status = port::OrderStatus::working;
  CHECK(c.broken() == "size.position_quantity ");
}

TEST_CASE("two sales of one position cannot make it short together") {
  Case c;
  c.hold(10_qty);
  c.sell(10_qty);
  CHECK(c.broken() == "");
  c.open(port::Side::sell, 1_qty);
  CHECK(c.broken() == "short.shares ");
  c.policy().allow_short = true;
  CHECK(c.broken() == "");
}

TEST_CASE("what only reduces a position is free of limits on size, exposure, loss and cash") {
  for (const bool is_long : {true, false}) {
    Case c;
    c.hold(is_long ? 100_qty : -100_qty);
    c.policy().allow_short = true;
    c.policy().max_order_value = 1_money;
    c.policy().max_position_quantity = 0.5_qty;
    c.policy().max_gross_exposure = 0.00001_ratio;
    c.policy().daily_loss_stop = 1_money;
    c.policy().min_free_cash = 1000000_money;
    c.circumstances.day_profit = -5_money;
    c.action.order.quantity = 100_qty;
    c.action.order.side = is_long ? port::Side::sell : port::Side::buy;
    CHECK(c.broken() == "");
    c.action.order.quantity = 101_qty;
    CHECK(c.broken() ==
          "size.order_value size.position_quantity exposure.gross loss.day cash.free ");
    // In a hurry or not: pace and quote are about more than size.
    c.action.order.quantity = 100_qty;
    c.policy().max_orders_per_minute = 0;
    CHECK(c.broken() == "pace.minute ");
  }
}

TEST_CASE("what is on the same underlying is concentrated together") {
  Case c;
  c.policy().max_concentration = 0.05_ratio;
  c.circumstances.holdings = {{"SPY 201218C00370000"_sym, "SPY"_sym, -1300_money},
                              {"QQQ"_sym, "QQQ"_sym, 90000_money}};
  CHECK(c.broken() == "");
  c.circumstances.holdings[0].value = -1300.000001_money;
  CHECK(c.broken() == "exposure.concentration ");
}

TEST_CASE("the collar holds against paying too much, not against waiting for better") {
  Case c;
  c.policy().price_collar = 0.05_ratio;
  const auto limit = [&](port::Side side, Price price) {
    c.action.order.side = side;
    c.action.order.limit_price = price;
    return *c.holds(Rule::price_collar);
  };
  CHECK(limit(port::Side::buy, 388.5_px));
  CHECK_FALSE(limit(port::Side::buy, 388.51_px));
  CHECK(limit(port::Side::buy, 1_px));
  CHECK(limit(port::Side::sell, 351.5_px));
  CHECK_FALSE(limit(port::Side::sell, 351.49_px));
  CHECK(limit(port::Side::sell, 999_px));
  // A market order reaches the other side of the book, however far away that is.
  c.action.order = {};
  c.action.order.account = number;
  c.action.order.symbol = "SPY"_sym;
  c.action.order.quantity = 1_qty;
  CHECK(c.holds(Rule::price_collar) == true);
  c.circumstances.ask = 400_px;
  CHECK(c.holds(Rule::price_collar) == false);
  // A stop reaches from its own trigger.
  c.action.order.type = port::OrderType::stop_limit;
  c.action.order.stop_price = 400_px;
  c.action.order.limit_price = 420_px;
  CHECK(c.holds(Rule::price_collar) == true);
  c.action.order.limit_price = 420.01_px;
  CHECK(c.holds(Rule::price_collar) == false);
  // Around a price below zero it is as wide.
  c.action.order.type = port::OrderType::limit;
  c.action.order.stop_price.reset();
  c.circumstances.mark = -40_px;
  CHECK(limit(port::Side::buy, -38_px));
  CHECK_FALSE(limit(port::Side::buy, -37.99_px));
}

TEST_CASE("calls are sold on shares that are held, and those shares stay") {
  Case c;
  c.hold(200_qty);
  const auto sells_calls = [&](Quantity contracts) {
    Case of = c;
    of.circumstances.asset_class = market::AssetClass::option;
    of.circumstances.multiplier = 100_ratio;
    of.action.order.symbol = "SPY210115C00380000"_sym;
    of.sell(contracts);
    of.circumstances.is_call = true;
    return of.holds(Rule::no_naked_options) == true;
  };
  CHECK(sells_calls(2_qty));
  CHECK_FALSE(sells_calls(3_qty));
  c.open(port::Side::sell, 100_qty);
  CHECK(sells_calls(1_qty));
  CHECK_FALSE(sells_calls(2_qty));
  c.state.blotter.entries.clear();
  // Another call stands on them already, or may soon.
  c.circumstances.holdings = {{"SPY210115C00390000"_sym, "SPY"_sym, -100_money}};
  CHECK_FALSE(sells_calls(1_qty));
  c.sell(1_qty);
  CHECK(c.holds(Rule::no_naked_options) == false);
  c.circumstances.holdings.clear();
  CHECK(c.holds(Rule::no_naked_options) == std::nullopt);
  c.open(port::Side::sell, 1_qty, "SPY210115C00390000");
  CHECK_FALSE(sells_calls(1_qty));
  c.state.blotter.entries.clear();
  c.circumstances.holdings_known = false;
  CHECK_FALSE(sells_calls(1_qty));
}

TEST_CASE("a pause after losses ends by itself, or with a trade that wins") {
  Case c;
  c.policy().cooling_off = minutes(30);
  GateState& gate = c.state.gate;
  for (int i = 0; i < 2; ++i) remember_result(gate, number, Notional::of(-1_money), morning);
  CHECK(c.broken() == "");
  remember_result(gate, number, Notional::of(0_money),
                  morning + minutes(10));  // it opens something
  CHECK(c.broken() == "");
  remember_result(gate, number, Notional::of(-1_money), morning);
  CHECK(c.broken() == "loss.cooling_off ");
  c.circumstances.market_time = c.circumstances.quoted.emplace(morning + minutes(30));
  CHECK(c.broken() == "");
  c.circumstances.market_time = c.circumstances.quoted.emplace(morning);
  remember_result(gate, number, Notional::of(1_money), morning);
  CHECK(c.broken() == "");
}

TEST_CASE("the pace is counted over the span, and a clock set back frees nobody") {
  Case c;
  c.policy().max_orders_per_minute = 1;
  remember_sent(c.state.gate, "DU2", morning);
  CHECK(c.broken() == "");
  remember_sent(c.state.gate, std::string(number), morning - seconds(60));
  CHECK(c.broken() == "");
  remember_sent(c.state.gate, std::string(number), morning + minutes(5));
  CHECK(c.broken() == "pace.minute ");
  remember_sent(c.state.gate, std::string(number), morning + days(2));
  CHECK(c.state.gate.sent.size() == 1);
}

TEST_CASE("no figure, however large, stops the desk") {
  const Price most_price = Price::from_scaled(std::numeric_limits<std::int64_t>::max());
  const Quantity most_quantity = Quantity::from_scaled(std::numeric_limits<std::int64_t>::max());
  const Money most_money = Money::from_scaled(std::numeric_limits<std::int64_t>::max());
  const Ratio most_ratio = Ratio::from_scaled(std::numeric_limits<std::int64_t>::max());
  const auto refused = [](auto change) {
    Case c;
    c.policy().price_collar = 0.05_ratio;
    c.policy().max_gross_exposure = 1_ratio;
    c.policy().min_free_cash = 1_money;
    c.circumstances.lot_size = Quantity::from_scaled(1);
    c.circumstances.tick_size = Price::from_scaled(1);
    change(c);
    CHECK(c.holds(Rule::order_measure) == false);
    CHECK_FALSE(size_of(c.action, c.state, c.circumstances, Id{1, 1}).ok());
  };
  refused([&](Case& c) { c.action.order.quantity = most_quantity; });
  refused([&](Case& c) { c.action.order.limit_price = most_price; });
  refused([&](Case& c) { c.circumstances.mark = -most_price; });
  refused([&](Case& c) { c.circumstances.ask = most_price; });
  refused([&](Case& c) { c.circumstances.multiplier = most_ratio; });
  refused([&](Case& c) { c.circumstances.multiplier = 0_ratio; });
  refused([&](Case& c) { c.circumstances.rate = most_ratio; });
  refused([&](Case& c) { c.circumstances.rate = 0_ratio; });
  refused([&](Case& c) { c.circumstances.equity = most_money; });
  refused([&](Case& c) { c.circumstances.available = -most_money; });
  refused([&](Case& c) { c.circumstances.holdings = {{"QQQ"_sym, "QQQ"_sym, most_money}}; });
  refused([&](Case& c) { c.hold(-most_quantity); });
  refused([&](Case& c) { c.open(port::Side::buy, most_quantity); });
  refused([&](Case& c) { c.open(port::Side::buy, 1_qty, "QQQ").value = most_money; });
}

TEST_CASE("an order that is none is refused before anything is computed of it") {
  Case c;
  c.action.order.quantity = 0_qty;
  CHECK(c.broken() == "order.terms ");
  c.action.order.quantity = 1.5_qty;
  CHECK(c.broken() == "order.terms ");
  c = {};
  c.action.order.limit_price = 370.001_px;
  CHECK(c.broken() == "order.terms ");
  c = {};
  c.circumstances.asset_class = market::AssetClass::index;
  CHECK(c.broken() == "order.terms ");
  c = {};
  c.circumstances.lot_size = 0_qty;
  CHECK(c.broken() == "order.terms ");
}

}  // namespace
}  // namespace pitwall::desk
