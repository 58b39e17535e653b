// Orders against a strict gateway: questions, chains, silence, and what the stream says.
#include "adapter/client_portal/orders.h"

#include <set>

#include "adapter/client_portal/test_gateway.h"
#include "emulator/permits.h"

using namespace pitwall;
using namespace pitwall::client_portal;
using client_portal::testing::Asked;
using client_portal::testing::Desk;
using namespace pitwall::literals;
using namespace pitwall::market::literals;

namespace {

constexpr std::string_view cap_question =
    "The following order exceeds the price percentage limit of 3%. Are you sure?";

port::Order limit_order(std::string client_id) {
  port::Order order;
  order.client_id = std::move(client_id);
  order.account = "DU123";
  order.symbol = "AAPL"_sym;
  order.type = port::OrderType::limit;
  order.quantity = 25_qty;
  order.limit_price = 201.5_px;
  return order;
}

Result<port::Placed> place(Desk& desk, const port::Order& order) {
  return desk.ask<port::Placed>([&](auto reply) {
    desk.client->place(emulator::Permits::make(order), order, std::move(reply));
  });
}

std::string question(std::string_view id, std::string_view text) {
  return fmt::format(R"([{{"id":"{}","message":["<h4>{}</h4>"],"isSuppressed":false,)"
                     R"("messageIds":["o163"]}}])",
                     id, text);
}

std::string live_row(std::string_view reference, std::string_view status, int filled) {
  return fmt::format(R"({{"acct":"DU123","conid":265598,"orderId":987654,"order_ref":"{}",)"
                     R"("side":"BUY","orderType":"Limit","price":"201.50","totalSize":25,)"
                     R"("filledQuantity":{},"timeInForce":"DAY","status":"{}"}})",
                     reference, filled, status);
}

constexpr std::string_view orders_path = "POST /iserver/account/DU123/orders";

// Buys, takes the profit at a limit and the loss at a trailing stop.
std::vector<port::Order> bracket_of(const std::string& entry) {
  std::vector<port::Order> orders(3, limit_order(entry));
  for (const std::size_t child : {1U, 2U}) {
    orders[child].client_id = entry + (child == 1 ? "-profit" : "-loss");
    orders[child].side = port::Side::sell;
    orders[child].parent = orders[child].oca_group = entry;
    orders[child].time_in_force = port::TimeInForce::gtc;
  }
  orders[1].limit_price = 250_px;
  orders[2].type = port::OrderType::trailing_stop;
  orders[2].limit_price.reset();
  orders[2].trail = port::Trail{std::nullopt, 2.5_ratio};
  return orders;
}

Result<port::Placed> place_group(Desk& desk, const std::vector<port::Order>& orders) {
  return desk.ask<port::Placed>([&](auto reply) {
    desk.client->place_group(emulator::Permits::make(orders.front()), orders, std::move(reply));
  });
}

std::string child_row(int order_id, std::string_view type, std::string_view status) {
  return fmt::format(R"({{"acct":"DU123","conid":265598,"orderId":{},"parentId":987654,)"
                     R"("side":"SELL","orderType":"{}","totalSize":25,"filledQuantity":0,)"
                     R"("timeInForce":"GTC","status":"{}"}})",
                     order_id, type, status);
}

std::set<std::string> told_ids(const Desk& desk) {
  std::set<std::string> ids;
  for (const auto& reported : desk.told<port::OrderReported>())
    ids.insert(reported.order.client_id);
  return ids;
}

}  // namespace

TEST_CASE("an order is sent once, with its client id, and followed by the stream") {
  Desk desk;
  std::string body;
  desk.gateway.on(std::string(orders_path), [&](const Asked& asked) {
    body = asked.body;
    return net::Response::json(200, R"([{"order_id":"987654","order_status":"Submitted"}])");
  });
  desk.connect();
  const port::Order order = limit_order("P-1");
  const Result<port::Placed> placed = place(desk, order);
  REQUIRE(placed.ok());
  CHECK(placed->questions.empty());
  CHECK(body ==
        R"({"orders":[{"acctId":"DU123","conid":265598,"secType":"265598:STK","cOID":"P-1",)"
        R"("orderType":"LMT","side":"BUY","ticker":"AAPL","tif":"DAY","quantity":25,)"
        R"("price":201.5,"outsideRTH":false}]})");
  desk.gateway.push(R"({"topic":"sor","args":[)" + live_row("P-1", "Submitted", 0) + "]}");
  desk.gateway.push(R"({"topic":"str","args":[{"execution_id":"0001.01","symbol":"AAPL",)"
                    R"("side":"B","size":10,"price":"201.49","order_ref":"P-1","conid":265598,)"
                    R"("account":"DU123","commission":"1.00","trade_time_r":1795187000000}]})");
  desk.gateway.push(R"({"topic":"sor","args":[{"orderId":987654,"filledQuantity":10}]})");
  desk.run_for(seconds(1));
  const auto reported = desk.told<port::OrderReported>();
  REQUIRE(reported.size() == 2);
  CHECK(reported[0].order.client_id == "P-1");
  CHECK(reported[0].status == port::OrderStatus::working);
  CHECK(reported[1].status == port::OrderStatus::partially_filled);
  CHECK(reported[1].filled == 10_qty);
  const auto executed = desk.told<port::OrderExecuted>();
  REQUIRE(executed.size() == 1);
  CHECK(executed[0].client_id == "P-1");
  CHECK(executed[0].price == 201.49_px);
  CHECK(executed[0].commission.text() == "1");
}

TEST_CASE("a question that nobody has answered is answered no, and told word for word") {
  Desk desk;
  std::vector<std::string> answers;
  desk.gateway.on(std::string(orders_path), 200, question("q1", cap_question));
  desk.gateway.on("POST /iserver/reply/q1", [&](const Asked& asked) {
    answers.push_back(asked.body);
    return net::Response::json(200, R"({"error":"The order was dropped"})");
  });
  desk.connect();
  const Result<port::Placed> placed = place(desk, limit_order("P-2"));
  REQUIRE(placed.ok());
  REQUIRE(placed->questions.size() == 1);
  CHECK(placed->questions[0].text == cap_question);
  CHECK(placed->questions[0].id == "o163");
  CHECK(answers == std::vector<std::string>{R"({"confirmed":false})"});
}

TEST_CASE("accepted questions are answered along the whole chain, and nothing comes between") {
  Desk desk;
  desk.gateway.on(std::string(orders_path), 200, question("q1", cap_question));
  desk.gateway.on("POST /iserver/reply/q1", 200, question("q2", "No market data. Submit?"));
  desk.gateway.on("POST /iserver/reply/q2", 200, question("q3", "Mandatory cap. Submit?"));
  desk.gateway.on("POST /iserver/reply/q3", 200,
                  R"([{"order_id":"987654","order_status":"Submitted"}])");
  desk.gateway.on("GET /portfolio/DU123/summary", 200, "{}");
  desk.connect();
  port::Order order = limit_order("P-3");
  order.accepted_questions = {std::string(cap_question), "No market data. Submit?",
                              "Mandatory cap. Submit?"};
  for (int call = 0; call < 20; ++call) desk.client->live_orders("", [](const auto&) {});
  for (int call = 0; call < 20; ++call) desk.client->balances("DU123", [](const auto&) {});
  const Result<port::Placed> placed = place(desk, order);
  REQUIRE(placed.ok());
  CHECK(placed->questions.empty());
  // From the order to its last answer, nothing else was asked.
  const auto first = std::ranges::find_if(desk.gateway.asked, [](const Asked& asked) {
    return asked.path == "/iserver/account/DU123/orders";
  });
  REQUIRE(desk.gateway.asked.end() - first >= 4);
  for (int step = 1; step <= 3; ++step)
    CHECK((first + step)->path == fmt::format("/iserver/reply/q{}", step));
  CHECK(desk.gateway.broken_rules.empty());
}

TEST_CASE("an order without an answer is looked for and never sent again") {
  Desk desk;
  desk.connect();
  desk.gateway.hang(std::string(orders_path));
  const Result<port::Placed> placed = place(desk, limit_order("P-4"));
  REQUIRE_FALSE(placed.ok());
  CHECK(placed.error().code == Code::deadline_exceeded);
  CHECK(desk.gateway.count(orders_path) == 1);
  desk.gateway.on("GET /iserver/account/orders", 200,
                  R"({"orders":[)" + live_row("P-4", "Submitted", 0) + R"(],"snapshot":true})");
  desk.run_for(minutes(1));
  const auto reported = desk.told<port::OrderReported>();
  REQUIRE(reported.size() == 1);
  CHECK(reported[0].order.client_id == "P-4");
  CHECK(reported[0].status == port::OrderStatus::working);
  desk.run_for(minutes(5));
  CHECK(desk.gateway.count(orders_path) == 1);
  CHECK(desk.told<port::OrderReported>().size() == 1);
}

TEST_CASE("an order that never arrived is called rejected after several looks") {
  Desk desk;
  desk.connect();
  desk.gateway.hang(std::string(orders_path));
  CHECK_FALSE(place(desk, limit_order("P-5")).ok());
  desk.run_for(seconds(60));
  CHECK(desk.told<port::OrderReported>().empty());
  desk.run_for(minutes(3));
  const auto reported = desk.told<port::OrderReported>();
  REQUIRE(reported.size() == 1);
  CHECK(reported[0].status == port::OrderStatus::rejected);
  CHECK(desk.gateway.count(orders_path) == 1);
}

TEST_CASE("the same client id twice is the same order") {
  Desk desk;
  desk.gateway.on(std::string(orders_path), 200,
                  R"({"error":"Order couldn't be submitted: Local order ID=P-6 is already )"
                  R"(registered."})");
  desk.gateway.on("GET /iserver/account/orders", 200,
                  R"({"orders":[)" + live_row("P-6", "Submitted", 0) + R"(],"snapshot":true})");
  desk.connect();
  CHECK(place(desk, limit_order("P-6")).ok());
}

TEST_CASE("a refusal is the broker's own words") {
  Desk desk;
  desk.gateway.on(std::string(orders_path), 400, R"({"error":"Not enough buying power"})");
  desk.connect();
  const Result<port::Placed> placed = place(desk, limit_order("P-7"));
  REQUIRE_FALSE(placed.ok());
  CHECK(placed.error().message.find("Not enough buying power") != std::string::npos);
}

TEST_CASE("a cancel is confirmed by the status alone; a modification mirrors the order") {
  Desk desk;
  std::string body;
  desk.gateway.on("GET /iserver/account/orders", 200,
                  R"({"orders":[)" + live_row("P-8", "Submitted", 0) + R"(],"snapshot":true})");
  desk.gateway.on("DELETE /iserver/account/DU123/order/987654", 200,
                  R"({"msg":"Request was submitted","order_id":987654,"conid":-1})");
  desk.gateway.on("POST /iserver/account/DU123/order/987654", [&](const Asked& asked) {
    body = asked.body;
    return net::Response::json(200, R"([{"order_id":"987654","order_status":"Submitted"}])");
  });
  desk.connect();
  REQUIRE(desk.told<port::OrderReported>().size() == 1);
  port::Order order = limit_order("P-8");
  order.limit_price = 199_px;
  const auto modified = desk.ask<port::Placed>([&](auto reply) {
    desk.client->modify(emulator::Permits::make(order), order, std::move(reply));
  });
  REQUIRE(modified.ok());
  CHECK(body.find(R"("price":199,)") != std::string::npos);
  CHECK(body.find(R"("quantity":25,)") != std::string::npos);
  const auto cancelled = desk.ask<void>([&](auto reply) {
    desk.client->cancel(emulator::Permits::make(order), "P-8", std::move(reply));
  });
  CHECK(cancelled.ok());
  for (const auto& reported : desk.told<port::OrderReported>())
    CHECK(reported.status == port::OrderStatus::working);
  desk.gateway.push(R"({"topic":"sor","args":[{"orderId":987654,"status":"Cancelled"}]})");
  desk.run_for(seconds(1));
  CHECK(desk.told<port::OrderReported>().back().status == port::OrderStatus::cancelled);
  const auto unknown = desk.ask<void>([&](auto reply) {
    desk.client->cancel(emulator::Permits::make(order), "P-99", std::move(reply));
  });
  REQUIRE_FALSE(unknown.ok());
  CHECK(unknown.error().code == Code::not_found);
}

TEST_CASE("a preview asks for a quote first and reads figures with commas") {
  Desk desk;
  desk.gateway.on("GET /iserver/marketdata/snapshot", 200,
                  R"([{"conid":265598,"31":"201.5","6509":"R"}])");
  desk.gateway.on("POST /iserver/account/DU123/orders/whatif", 200,
                  R"-({"amount":{"amount":"5,037.50 USD (25 Shares)","commission":"1.00 USD",)-"
                  R"("total":"5,038.50 USD"},"equity":{"current":"20,000","change":"-1",)"
                  R"("after":"19,999"},"initial":{"current":"0","change":"1,500",)"
                  R"("after":"1,500"},"maintenance":{"current":"0","change":"1,400",)"
                  R"("after":"1,400"},"warn":"21/You have no market data","error":null})");
  desk.connect();
  const port::Order order = limit_order("P-9");
  const auto preview = desk.ask<port::OrderPreview>(
      [&](auto reply) { desk.client->preview(order, std::move(reply)); });
  REQUIRE(preview.ok());
  CHECK(preview->amount->text() == "5037.5");
  CHECK(preview->currency.view() == "USD");
  CHECK(preview->initial_margin.after->text() == "1500");
  REQUIRE(preview->warnings.size() == 1);
  CHECK(desk.gateway.count("GET /iserver/marketdata/snapshot") >= 1);
}

TEST_CASE("trades and orders of a cold gateway are asked for twice, no faster than allowed") {
  Desk desk;
  int asked = 0;
  desk.gateway.on("GET /iserver/account/trades", [&](const Asked&) {
    return net::Response::json(
        200, ++asked == 1 ? "[]"
                          : R"([{"execution_id":"0002.01","side":"S","size":5,"price":"200",)"
                            R"("conid":265598,"account":"DU123","trade_time_r":1795187000000}])");
  });
  desk.connect();
  CHECK(asked == 2);
  const auto executed = desk.told<port::OrderExecuted>();
  REQUIRE(executed.size() == 1);
  CHECK(executed[0].client_id == "broker:0002.01");
  CHECK(executed[0].side == port::Side::sell);
  CHECK(desk.gateway.broken_rules.empty());
}

TEST_CASE("a bracket is one request; its children have a parent and no name") {
  Desk desk;
  std::string body;
  desk.gateway.on(std::string(orders_path), [&](const Asked& asked) {
    body = asked.body;
    return net::Response::json(200, R"([{"order_id":"987654","local_order_id":"B-1"},)"
                                    R"({"order_id":"987655","parent_order_id":"987654"},)"
                                    R"({"order_id":"987656","parent_order_id":"987654"}])");
  });
  desk.connect();
  REQUIRE(place_group(desk, bracket_of("B-1")).ok());
  CHECK(body ==
        R"({"orders":[{"acctId":"DU123","conid":265598,"secType":"265598:STK","cOID":"B-1",)"
        R"("orderType":"LMT","side":"BUY","ticker":"AAPL","tif":"DAY","quantity":25,)"
        R"("price":201.5,"outsideRTH":false},)"
        R"({"acctId":"DU123","conid":265598,"secType":"265598:STK","parentId":"B-1",)"
        R"("orderType":"LMT","side":"SELL","ticker":"AAPL","tif":"GTC","quantity":25,)"
        R"("price":250,"outsideRTH":false},)"
        R"({"acctId":"DU123","conid":265598,"secType":"265598:STK","parentId":"B-1",)"
        R"("orderType":"TRAIL","side":"SELL","ticker":"AAPL","tif":"GTC","quantity":25,)"
        R"("trailingAmt":2.5,"trailingType":"%","outsideRTH":false}]})");
  desk.gateway.push(R"({"topic":"sor","args":[)" + child_row(987656, "TRAIL", "PreSubmitted") +
                    "]}");
  desk.gateway.push(R"({"topic":"str","args":[{"execution_id":"0001.01","symbol":"AAPL",)"
                    R"("side":"S","size":25,"price":"240","order_id":987656,"conid":265598,)"
                    R"("account":"DU123","commission":"1.00","trade_time_r":1795187000000}]})");
  desk.run_for(seconds(1));
  REQUIRE(desk.told<port::OrderReported>().size() == 1);
  const port::Order loss = desk.told<port::OrderReported>()[0].order;
  CHECK(loss.client_id == "B-1-loss");
  CHECK(loss.parent == "B-1");
  CHECK(loss.trail == port::Trail{std::nullopt, 2.5_ratio});
  REQUIRE(desk.told<port::OrderExecuted>().size() == 1);
  CHECK(desk.told<port::OrderExecuted>()[0].client_id == "B-1-loss");
}

TEST_CASE("a group is told so by each of its orders, which keep their names") {
  Desk desk;
  std::string body;
  desk.gateway.on(std::string(orders_path), [&](const Asked& asked) {
    body = asked.body;
    return net::Response::json(200, R"([{"order_id":"1","local_order_id":"G-1"},)"
                                    R"({"order_id":"2","local_order_id":"G-2"}])");
  });
  desk.connect();
  std::vector<port::Order> orders{limit_order("G-1"), limit_order("G-2")};
  orders[0].oca_group = orders[1].oca_group = "G-1";
  REQUIRE(place_group(desk, orders).ok());
  CHECK(body.find(R"("cOID":"G-1","isSingleGroup":true)") != std::string::npos);
  CHECK(body.find(R"("cOID":"G-2","isSingleGroup":true)") != std::string::npos);
  orders[1].oca_group.reset();
  CHECK(place_group(desk, orders).error().code == Code::unsupported);
}

TEST_CASE("of several orders each may be asked about; one that is not accepted ends them all") {
  Desk desk;
  std::vector<std::string> answers;
  const auto answer = [&](std::string body) {
    return [&answers, body](const Asked& asked) {
      answers.push_back(asked.path.substr(asked.path.rfind('/') + 1) + asked.body);
      const bool yes = asked.body.find("true") != std::string::npos;
      return net::Response::json(200, yes ? body : R"({"error":"Order was not confirmed"})");
    };
  };
  desk.gateway.on(std::string(orders_path), 200,
                  R"([{"id":"q1","message":["A?"]},{"id":"q2","message":["B?"]}])");
  desk.gateway.on("POST /iserver/reply/q1", answer(R"([{"order_id":"987654"}])"));
  desk.gateway.on("POST /iserver/reply/q2",
                  answer(R"([{"order_id":"987655"},{"order_id":"987656"}])"));
  desk.connect();
  std::vector<port::Order> orders = bracket_of("B-2");
  orders[0].accepted_questions = {"A?"};
  const Result<port::Placed> asked = place_group(desk, orders);
  REQUIRE(asked.ok());
  REQUIRE(asked->questions.size() == 1);
  CHECK(asked->questions[0].text == "B?");
  CHECK(answers ==
        std::vector<std::string>{R"(q1{"confirmed":false})", R"(q2{"confirmed":false})"});
  answers.clear();
  orders[0].accepted_questions = {"A?", "B?"};
  const Result<port::Placed> placed = place_group(desk, orders);
  REQUIRE(placed.ok());
  CHECK(placed->questions.empty());
  CHECK(answers == std::vector<std::string>{R"(q1{"confirmed":true})", R"(q2{"confirmed":true})"});
}

TEST_CASE("a broker that took a part of a bracket is asked what became of the rest") {
  Desk desk;
  desk.gateway.on(std::string(orders_path), 200,
                  R"([{"order_id":"987654","local_order_id":"B-3"}])");
  desk.connect();
  desk.gateway.on("GET /iserver/account/orders", 200,
                  R"({"orders":[)" + child_row(987655, "Limit", "PreSubmitted") + "," +
                      live_row("B-3", "Submitted", 0) + R"(],"snapshot":true})");
  const Result<port::Placed> placed = place_group(desk, bracket_of("B-3"));
  REQUIRE_FALSE(placed.ok());
  CHECK(placed.error().code == Code::deadline_exceeded);
  desk.run_for(minutes(1));
  CHECK(told_ids(desk) == std::set<std::string>{"B-3", "B-3-profit"});
  // What is in none of several lists over minutes was never there.
  desk.run_for(minutes(5));
  CHECK(desk.told<port::OrderReported>().back().order.client_id == "B-3-loss");
  CHECK(desk.told<port::OrderReported>().back().status == port::OrderStatus::rejected);
  CHECK(desk.gateway.count(orders_path) == 1);
}

TEST_CASE("what the desk has no words for is not sent back") {
  Desk desk;
  desk.gateway.on("GET /iserver/account/orders", 200,
                  R"({"orders":[{"acct":"DU123","conid":265598,"orderId":42,"side":"SELL",)"
                  R"("orderType":"TRAILLMT","price":"190.00","totalSize":10,"filledQuantity":0,)"
                  R"("timeInForce":"GTC","status":"Submitted"},)"
                  R"({"acct":"DU123","conid":265598,"orderId":43,"side":"BUY",)"
                  R"("orderType":"Limit","price":"190.00","totalSize":10,"filledQuantity":0,)"
                  R"("timeInForce":"OPG","status":"Submitted"}],"snapshot":true})");
  desk.connect();
  const auto reported = desk.told<port::OrderReported>();
  REQUIRE(reported.size() == 2);
  for (const port::OrderReported& one : reported) {
    const Result<void> can = desk.client->can_take({one.order});
    REQUIRE_FALSE(can.ok());
    CHECK(can.error().code == Code::unsupported);
  }
}

TEST_CASE("an order that was placed elsewhere is changed by its number") {
  Desk desk;
  std::string body;
  desk.gateway.on("GET /iserver/account/orders", 200,
                  R"({"orders":[{"acct":"DU123","conid":265598,"orderId":42,"side":"BUY",)"
                  R"("orderType":"Limit","price":"190.00","totalSize":10,"filledQuantity":0,)"
                  R"("timeInForce":"GTC","outsideRTH":true,"status":"Submitted"}],)"
                  R"("snapshot":true})");
  desk.gateway.on("POST /iserver/account/DU123/order/42", [&](const Asked& asked) {
    body = asked.body;
    return net::Response::json(200, R"([{"order_id":"42","order_status":"Submitted"}])");
  });
  desk.connect();
  port::Order order = desk.told<port::OrderReported>().at(0).order;
  CHECK(order.client_id == "broker:42");
  order.limit_price = 191_px;
  const auto modified = desk.ask<port::Placed>([&](auto reply) {
    desk.client->modify(emulator::Permits::make(order), order, std::move(reply));
  });
  REQUIRE(modified.ok());
  CHECK(body == R"({"acctId":"DU123","conid":265598,"secType":"265598:STK","orderType":"LMT",)"
                R"("side":"BUY","ticker":"AAPL","tif":"GTC","quantity":10,"price":191,)"
                R"("outsideRTH":true})");
}
