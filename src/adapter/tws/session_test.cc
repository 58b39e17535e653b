#include "adapter/tws/scripted_gateway.h"
#include "emulator/permits.h"

namespace pitwall::tws {
namespace {

using namespace testing;
using port::ConnectionState;

}  // namespace

TEST_CASE("a session tells accounts, cash, positions and orders before it is connected") {
  for (const int version : {157, 178, 193, 200}) {
    CAPTURE(version);
    Desk desk(version);
    desk.start();
    REQUIRE(desk.state() == ConnectionState::connected);
    const auto opened = desk.told<port::AccountOpened>();
    REQUIRE(opened.size() == 1);
    CHECK(opened[0].account == "DU1");
    CHECK(opened[0].kind == market::AccountKind::paper);
    CHECK(opened[0].base_currency == "USD"_ccy);
    const auto cash = desk.told<port::CashReported>();
    REQUIRE(cash.size() == 2);
    CHECK(cash[0].currency == "EUR"_ccy);
    CHECK(cash[0].amount == -900.5_money);
    CHECK(cash[1].amount == 61000_money);
    const auto positions = desk.told<port::PositionReported>();
    REQUIRE(positions.size() == 1);
    CHECK(positions[0].symbol == "AAPL"_sym);
    CHECK(positions[0].quantity == 100_qty);
    CHECK(positions[0].cost == 150.5_px * 100_qty);
    CHECK(std::holds_alternative<port::ConnectionChanged>(desk.events.back()));
    CHECK(desk.gateway.client_ids.size() == 1);
    CHECK(desk.gateway.client_ids[0] >= 1000);
  }
}

TEST_CASE("balances come as the broker has them") {
  Desk desk(200);
  desk.start();
  const auto balances = desk.wait<port::Balances>(
      [&](port::Reply<port::Balances> reply) { desk.tws->balances("DU1", reply); });
  REQUIRE(balances.ok());
  CHECK(balances->net_liquidation == 100000.25_money);
  CHECK(balances->cash == 60000_money);
  CHECK(balances->buying_power == 320001_money);
  CHECK(balances->currency == "USD"_ccy);
  CHECK(balances->origin.source.account == market::AccountKind::paper);
  const auto unknown = desk.wait<port::Balances>(
      [&](port::Reply<port::Balances> reply) { desk.tws->balances("DU9", reply); });
  CHECK(unknown.error().code == Code::not_found);
}

TEST_CASE("paper and live must agree, by port and account together") {
  Options live_port;
  live_port.port = 7496;
  Desk desk(200, live_port);
  desk.start();
  CHECK(desk.state() == ConnectionState::refused);
  CHECK(desk.told<port::AccountOpened>().empty());
  const auto balances = desk.wait<port::Balances>(
      [&](port::Reply<port::Balances> reply) { desk.tws->balances("DU1", reply); });
  CHECK(balances.error().code == Code::unavailable);
}

TEST_CASE("the usual client id is tried first, and a taken one is not waited for") {
  Options options;
  options.usual_client_id = 4242;
  Desk free(200, options);
  free.start();
  CHECK(free.gateway.client_ids == std::vector<std::int64_t>{4242});
  Desk taken(200, options);
  taken.gateway.taken.insert(4242);
  taken.start();
  REQUIRE(taken.gateway.client_ids.size() == 2);
  CHECK(taken.gateway.client_ids.front() == 4242);
  CHECK(taken.state() == ConnectionState::connected);
}

TEST_CASE("a client id that is taken gives way to another, five times at most") {
  Desk desk(193);
  for (std::int64_t id = 1000; id < 32'000; ++id) desk.gateway.taken.insert(id);
  desk.tws->start([&](port::BrokerEvent event) { desk.events.push_back(std::move(event)); });
  desk.run_for(milliseconds(500));
  CHECK(desk.gateway.client_ids.size() == 5);
  CHECK(std::set(desk.gateway.client_ids.begin(), desk.gateway.client_ids.end()).size() == 5);
  CHECK(desk.state() == ConnectionState::disconnected);
  desk.gateway.taken.clear();
  desk.run_for(minutes(2));
  CHECK(desk.state() == ConnectionState::connected);
}

TEST_CASE("what keeps a gateway from answering is named") {
  Desk desk(193);
  SUBCASE("nobody there") {
    desk.gateway.reachable = false;
    desk.start();
    CHECK(desk.told<port::ConnectionChanged>().back().detail.find("Enable ActiveX") !=
          std::string::npos);
  }
  SUBCASE("takes the connection and says nothing") {
    desk.gateway.silent = true;
    desk.start();
    desk.run_for(seconds(5));
    CHECK(desk.told<port::ConnectionChanged>().back().detail.find("a dialog may wait") !=
          std::string::npos);
  }
  SUBCASE("closes at once") {
    desk.gateway.hang_up = true;
    desk.start();
    CHECK(desk.told<port::ConnectionChanged>().back().detail.find("trusted IPs") !=
          std::string::npos);
  }
  CHECK(desk.state() == ConnectionState::disconnected);
}

TEST_CASE("a connection that is cut is made again, with the same client id, and reconciled") {
  Desk desk(200);
  desk.start();
  REQUIRE(desk.state() == ConnectionState::connected);
  desk.events.clear();
  desk.gateway.on[61] = [&](const Fields&) { desk.gateway.send("62|1"); };  // sold meanwhile
  desk.gateway.cut();
  desk.run_for(seconds(10));
  CHECK(desk.state() == ConnectionState::connected);
  CHECK(desk.gateway.client_ids.size() == 2);
  CHECK(desk.gateway.client_ids[0] == desk.gateway.client_ids[1]);
  CHECK(desk.told<port::AccountOpened>().empty());
  const auto positions = desk.told<port::PositionReported>();
  REQUIRE(positions.size() == 1);
  CHECK(positions[0].quantity.is_zero());
}

TEST_CASE("a gateway that no longer answers is noticed by the heartbeat") {
  Desk desk(200);
  desk.start();
  desk.gateway.on.erase(49);
  desk.run_for(seconds(35));
  const auto changes = desk.told<port::ConnectionChanged>();
  CHECK(std::any_of(changes.begin(), changes.end(), [](const port::ConnectionChanged& change) {
    return change.state == ConnectionState::disconnected &&
           change.detail.find("it hangs") != std::string::npos;
  }));
}

TEST_CASE("the broker lost behind the gateway and found again: all is pulled again") {
  Desk desk(178);
  desk.start();
  const std::size_t pulls = desk.gateway.received_of(16).size();
  desk.gateway.error(-1, 1100, "Connectivity between IBKR and TWS has been lost.");
  desk.run_for(seconds(1));
  CHECK(desk.state() == ConnectionState::disconnected);
  desk.gateway.error(-1, 1102, "Connectivity restored - data maintained.");
  desk.run_for(seconds(5));
  CHECK(desk.state() == ConnectionState::connected);
  CHECK(desk.gateway.received_of(16).size() == pulls + 1);
  CHECK(desk.gateway.received_of(61).size() == 2);
  CHECK(desk.gateway.received_of(7).size() == 2);
  CHECK(desk.gateway.client_ids.size() == 1);
}

TEST_CASE("what is traded elsewhere is found, and told once") {
  Desk desk(200);
  desk.start();
  desk.gateway.on[7] = [&](const Fields& f) {
    desk.gateway.send(fmt::format(
        "11|{}|0|265598|AAPL|STK||0.0|||IEX|USD|AAPL|NMS|9.01|20260414 11:00:01 US/Eastern|DU1|IEX|"
        "SLD|4|150.2|99|0|0|4|150.2||||||2",
        f[2]));
    desk.gateway.send("59|1|9.01|1|USD|0||");
    desk.gateway.send(fmt::format("55|1|{}", f[2]));
  };
  desk.run_for(minutes(2));
  const auto executed = desk.told<port::OrderExecuted>();
  REQUIRE(executed.size() == 1);
  CHECK(executed[0].client_id == "broker:99");
}

TEST_CASE("an API that may look only is told once, and trading is refused") {
  Desk desk(193);
  desk.gateway.on[16] = [&](const Fields&) {
    desk.gateway.error(-1, 321,
                       "Error validating request.-'bO' : cause - The API interface is currently in "
                       "Read-Only mode.");
  };
  desk.start();
  REQUIRE(desk.state() == ConnectionState::connected);
  CHECK(desk.told<port::ConnectionChanged>().back().detail.find("trading is disabled") !=
        std::string::npos);
  port::Order order;
  order.client_id = "one";
  order.account = "DU1";
  order.symbol = "AAPL"_sym;
  order.quantity = 1_qty;
  const auto placed = desk.wait<port::Placed>([&](port::Reply<port::Placed> reply) {
    desk.tws->place(emulator::Permits::make(order), order, reply);
  });
  CHECK(placed.error().code == Code::permission_denied);
  CHECK(desk.gateway.received_of(3).empty());
}

}  // namespace pitwall::tws
