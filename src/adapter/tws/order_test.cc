#include "adapter/tws/order_desk.h"

#include "adapter/tws/scripted_gateway.h"
#include "emulator/permits.h"

namespace pitwall::tws {
namespace {

using namespace testing;

port::Order limit_order(std::string id) {
  port::Order order;
  order.client_id = std::move(id);
  order.account = "DU1";
  order.symbol = "AAPL"_sym;
  order.quantity = 10_qty;
  order.type = port::OrderType::limit;
  order.limit_price = 150.25_px;
  return order;
}

// An open order as the gateway tells it, up to where the desk stops reading, and a little more.
std::string open_order(int version, std::int64_t order_id, std::int64_t client,
                       std::int64_t perm_id, std::string_view reference, std::string_view status,
                       std::string_view quantity = "10", std::string_view price = "150.25",
                       std::string_view state = "") {
  std::string line = fmt::format(
      "5|{}|265598|AAPL|STK||0|?||SMART|USD|AAPL|NMS|BUY|{}|LMT|{}|0.0|DAY||DU1||0|{}|{}|{}",
      order_id, quantity, price, reference, client, perm_id);
  line += "|0|0|0||";                   // outside hours, hidden, discretionary, after, shares
  line += "|||";                        // adviser
  if (version < 177) line += "|";       // profile
  line += "||";                         // model, good till
  line += "||||0||-1|0||||||";          // 80A … short sale, auction, box, range, shown size
  line += "|0|0|0||3|0|0||0|0";         // block … trigger
  line += "||0|None||0||||?|0|0||0|0";  // volatility, with its delta-neutral fields
  line += "||||";                       // trailing, basis points
  line += "||0|0|0";                    // combination
  line += "|||";                        // scale
  line += "||0||IB|0|0||0";             // hedge … algorithm, solicited
  line += fmt::format("|0|{}", status);
  if (state.empty()) {
    for (int i = 0; i < 9; ++i) line += "|1.7976931348623157E308";
    line += "||||";
    if (version >= 195) line += "||||||||||||0";
    line += "|";
  } else {
    line += state;
  }
  return line + "|0|0|0|None";
}

std::string status_line(std::int64_t order_id, std::int64_t client, std::int64_t perm_id,
                        std::string_view status, std::string_view filled = "0",
                        std::string_view remaining = "10") {
  return fmt::format("3|{}|{}|{}|{}|150.2|{}|0|150.2|{}||0.0", order_id, status, filled, remaining,
                     perm_id, client);
}

struct Trading : Desk {
  explicit Trading(int version) : Desk(version) {
    start();
    REQUIRE(state() == port::ConnectionState::connected);
    client = gateway.client_ids.back();
    gateway.on[3] = [this](const Fields& f) {
      const std::int64_t id = std::stoll(f[1]);
      gateway.send(open_order(gateway.version(), id, client, 7000 + id, f[26], "PreSubmitted",
                              f[17], f[19]));
      gateway.send(status_line(id, client, 7000 + id, "Submitted"));
    };
    gateway.on[4] = [this](const Fields& f) {
      const std::int64_t id = std::stoll(f[gateway.version() >= 192 ? 1 : 2]);
      gateway.error(id, 202, "Order Canceled - reason:");
      gateway.send(status_line(id, client, 7000 + id, "Cancelled"));
    };
    events.clear();
  }
  Result<port::Placed> place(const port::Order& order) {
    return wait<port::Placed>([&](port::Reply<port::Placed> reply) {
      tws->place(emulator::Permits::make(order), order, reply);
    });
  }
  Result<void> cancel(const std::string& id) {
    return wait<void>([&](port::Reply<void> reply) {
      tws->cancel(emulator::Permits::make(limit_order(id)), id, reply);
    });
  }
  port::OrderReported last() const {
    const auto told_orders = told<port::OrderReported>();
    REQUIRE_FALSE(told_orders.empty());
    return told_orders.back();
  }
  std::int64_t client = 0;
};

}  // namespace

TEST_CASE("an order is placed once, told, filled with its commission, and known by its reference") {
  for (const int version : {178, 193, 200}) {
    CAPTURE(version);
    Trading desk(version);
    REQUIRE(desk.place(limit_order("first")).ok());
    const auto sent = desk.gateway.received_of(3);
    REQUIRE(sent.size() == 1);
    CHECK(sent[0][1] == "41");  // the gateway's next id
    CHECK(sent[0][23] == "DU1");
    CHECK(sent[0][26] == "first");
    CHECK(sent[0][27] == "1");
    desk.run_for(seconds(1));
    CHECK(desk.last().status == port::OrderStatus::working);
    CHECK(desk.last().order.client_id == "first");
    // The same id is the same order.
    CHECK(desk.place(limit_order("first")).ok());
    CHECK(desk.gateway.received_of(3).size() == 1);
    desk.gateway.send(fmt::format(
        "11|-1|41|265598|AAPL|STK||0.0|||IEX|USD|AAPL|NMS|0001.01|20260414 11:00:01 US/Eastern|DU1|"
        "IEX|BOT|4|150.2|7041|{}|0|4|150.2|first|||||2",
        desk.client));
    desk.gateway.send(status_line(41, desk.client, 7041, "Submitted", "4", "6"));
    desk.run_for(milliseconds(500));
    CHECK(desk.told<port::OrderExecuted>().empty());  // waits for what it cost
    desk.gateway.send("59|1|0001.01|1.05|USD|1.7976931348623157E308||");
    desk.run_for(seconds(1));
    const auto executed = desk.told<port::OrderExecuted>();
    REQUIRE(executed.size() == 1);
    CHECK(executed[0].client_id == "first");
    CHECK(executed[0].symbol == "AAPL"_sym);
    CHECK(executed[0].commission == 1.05_money);
    CHECK(executed[0].time == Time::parse("2026-04-14T15:00:01Z").value());
    CHECK(executed[0].trading_day == Date::parse("2026-04-14").value());
    CHECK(desk.last().status == port::OrderStatus::partially_filled);
    CHECK(desk.last().filled == 4_qty);
  }
}

TEST_CASE("a commission that is late is a movement of its own") {
  Trading desk(200);
  desk.gateway.send(
      "11|-1|0|265598|AAPL|STK||0.0|||IEX|USD|AAPL|NMS|0002.01|20260414 11:00:01 US/Eastern|DU1|"
      "IEX|SLD|4|150.2|99|0|0|4|150.2||||||2");
  desk.run_for(seconds(4));
  const auto executed = desk.told<port::OrderExecuted>();
  REQUIRE(executed.size() == 1);
  CHECK(executed[0].client_id == "broker:99");
  CHECK(executed[0].side == port::Side::sell);
  CHECK(executed[0].commission.is_zero());
  desk.gateway.send("59|1|0002.01|2.5|USD|0||");
  desk.run_for(seconds(1));
  const auto moved = desk.told<port::CashMoved>();
  REQUIRE(moved.size() == 1);
  CHECK(moved[0].amount == -2.5_money);
}

TEST_CASE("a rejection is an answer and an event; a warning is a remark") {
  Trading desk(193);
  desk.gateway.on[3] = [&](const Fields& f) {
    desk.gateway.error(std::stoll(f[1]), 201, "Order rejected - reason:No money");
  };
  const auto placed = desk.place(limit_order("poor"));
  REQUIRE_FALSE(placed.ok());
  CHECK(placed.error().message.find("No money") != std::string::npos);
  desk.run_for(seconds(1));
  CHECK(desk.last().status == port::OrderStatus::rejected);
  desk.gateway.on[3] = [&](const Fields& f) {
    desk.gateway.error(std::stoll(f[1]), 399,
                       "Order Message:\nWarning: your order will not be "
                       "placed at the exchange until 09:30");
    desk.gateway.send(status_line(std::stoll(f[1]), desk.client, 9, "PreSubmitted"));
  };
  CHECK(desk.place(limit_order("early")).ok());
  desk.run_for(seconds(1));
  CHECK(desk.last().detail.find("until 09:30") != std::string::npos);
  CHECK_FALSE(port::is_final(desk.last().status));
}

TEST_CASE("an order that nobody confirms is looked for and never sent again") {
  Trading desk(200);
  desk.gateway.on[3] = [](const Fields&) {};
  const auto placed = desk.place(limit_order("lost"));
  REQUIRE_FALSE(placed.ok());
  CHECK(placed.error().code == Code::deadline_exceeded);
  desk.gateway.on[16] = [&](const Fields&) {
    desk.gateway.send(open_order(200, 41, desk.client, 7041, "lost", "Submitted"));
    desk.gateway.send("53|1");
  };
  desk.gateway.cut();
  desk.run_for(seconds(30));
  CHECK(desk.last().order.client_id == "lost");
  CHECK(desk.last().status == port::OrderStatus::working);
  CHECK(desk.gateway.received_of(3).size() == 1);
}

TEST_CASE("a connection that breaks while an order is under way leaves it unknown") {
  Trading desk(178);
  desk.gateway.on[3] = [&](const Fields&) { desk.gateway.cut(); };
  const auto placed = desk.place(limit_order("cut"));
  CHECK(placed.error().code == Code::deadline_exceeded);
  desk.gateway.on[99] = [&](const Fields&) { desk.gateway.send("102"); };
  desk.run_for(seconds(30));
  CHECK(desk.gateway.received_of(3).size() == 1);
  CHECK_FALSE(desk.gateway.received_of(99).empty());
}

TEST_CASE("modify keeps the order's id; cancel is done when the broker says so") {
  Trading desk(193);
  REQUIRE(desk.place(limit_order("mine")).ok());
  port::Order dearer = limit_order("mine");
  dearer.limit_price = 151_px;
  const auto modified = desk.wait<port::Placed>([&](port::Reply<port::Placed> reply) {
    desk.tws->modify(emulator::Permits::make(dearer), dearer, reply);
  });
  REQUIRE(modified.ok());
  CHECK(desk.gateway.received_of(3)[1][1] == "41");
  CHECK(desk.gateway.received_of(3)[1][19] == "151");
  desk.run_for(seconds(1));
  CHECK(desk.last().order.limit_price == 151_px);
  CHECK(desk.cancel("mine").ok());
  desk.run_for(seconds(1));
  CHECK(desk.last().status == port::OrderStatus::cancelled);
  CHECK(desk.cancel("mine").error().code == Code::conflict);
  CHECK(desk.cancel("nobody's").error().code == Code::not_found);
}

TEST_CASE("a cancellation that is refused leaves the order as it is") {
  Trading desk(200);
  REQUIRE(desk.place(limit_order("firm")).ok());
  desk.run_for(seconds(1));
  desk.gateway.on[4] = [&](const Fields& f) {
    desk.gateway.error(std::stoll(f[1]), 10148, "OrderId that needs to be cancelled cannot be");
  };
  CHECK_FALSE(desk.cancel("firm").ok());
  desk.run_for(seconds(1));
  CHECK(desk.last().status == port::OrderStatus::working);
}

TEST_CASE("orders of other clients are listed by the broker's number, and are not ours to change") {
  Trading desk(200);
  desk.gateway.on[16] = [&](const Fields&) {
    desk.gateway.send(open_order(200, 0, 0, 555, "", "Submitted"));
    desk.gateway.send(open_order(200, 3, 12, 556, "theirs", "Submitted"));
    desk.gateway.send("53|1");
  };
  const auto live = desk.wait<port::LiveOrders>(
      [&](port::Reply<port::LiveOrders> reply) { desk.tws->live_orders("", reply); });
  REQUIRE(live.ok());
  REQUIRE(live->orders.size() == 2);
  std::set<std::string> names;
  for (const port::LiveOrder& order : live->orders) names.insert(order.order.client_id);
  CHECK(names == std::set<std::string>{"broker:555", "theirs"});
  CHECK(desk.cancel("broker:555").error().code == Code::conflict);
  CHECK(desk.cancel("theirs").error().code == Code::conflict);
}

TEST_CASE("a preview is a question: figures that are not told are absent, and nothing is placed") {
  for (const int version : {178, 200}) {
    Trading desk(version);
    desk.gateway.on[3] = [&](const Fields& f) {
      CHECK(f[84] == "1");
      std::string state =
          "|1000.5|900|50000|200|180|1.7976931348623157E308|1200.5|1080|49998|1."
          "7976931348623157E308"
          "|0.35|1.05|USD";
      if (version >= 195) state += "|USD||||||||||||0";
      state += "|Odd lot";
      desk.gateway.send(open_order(version, std::stoll(f[1]), desk.client, 0, f[26], "PreSubmitted",
                                   "10", "150.25", state));
    };
    const port::Order order = limit_order("maybe");
    const auto preview = desk.wait<port::OrderPreview>(
        [&](port::Reply<port::OrderPreview> reply) { desk.tws->preview(order, reply); });
    REQUIRE(preview.ok());
    CHECK(preview->initial_margin.before == 1000.5_money);
    CHECK(preview->initial_margin.after == 1200.5_money);
    CHECK(preview->maintenance_margin.change == 180_money);
    CHECK_FALSE(preview->equity.change.has_value());
    CHECK(preview->commission == 1.05_money);
    CHECK(preview->currency == "USD"_ccy);
    CHECK(preview->warnings == std::vector<std::string>{"Odd lot"});
    desk.run_for(seconds(1));
    CHECK(desk.told<port::OrderReported>().empty());
  }
}

TEST_CASE("executions are listed newest first; of several days where the gateway keeps them") {
  Trading desk(200);
  desk.gateway.on[7] = [&](const Fields& f) {
    CHECK(f[10] == "3");
    for (const char* id : {"1", "2"}) {
      desk.gateway.send(
          fmt::format("11|{}|0|265598|AAPL|STK||0.0|||IEX|USD|AAPL|NMS|{}|20260414 10:0{}:01 "
                      "US/Eastern|DU1|IEX|"
                      "SLD|4|150.2|99|0|0|4|150.2||||||2",
                      f[2], id, id));
      desk.gateway.send(fmt::format("59|1|{}|1|USD|0||", id));
    }
    desk.gateway.send(fmt::format("55|1|{}", f[2]));
  };
  port::ExecutionsQuery query;
  query.days = 3;
  const auto found = desk.wait<port::Executions>(
      [&](port::Reply<port::Executions> reply) { desk.tws->executions(query, reply); });
  REQUIRE(found.ok());
  REQUIRE(found->executions.size() == 2);
  CHECK(found->executions[0].execution_id == "2");
  CHECK(found->executions[0].commission == 1_money);
  Trading old(193);
  const auto refused = old.wait<port::Executions>(
      [&](port::Reply<port::Executions> reply) { old.tws->executions(query, reply); });
  CHECK(refused.error().code == Code::unsupported);
}

}  // namespace pitwall::tws
