// What the gateway writes, read: figures, answers, contracts, snapshots, reports.
#include <doctest/doctest.h>

#include "adapter/client_portal/answer.h"
#include "adapter/client_portal/contract_replies.h"
#include "adapter/client_portal/depth.h"
#include "adapter/client_portal/figures.h"
#include "adapter/client_portal/order_replies.h"
#include "adapter/client_portal/report_replies.h"
#include "adapter/client_portal/rules_and_scans.h"
#include "adapter/client_portal/snapshot.h"

using namespace pitwall;
using namespace pitwall::client_portal;
using namespace pitwall::literals;

namespace {

Json json(std::string_view text) { return parse_json(text).value(); }

Meaning meaning(int status, std::string_view body) {
  return meaning_of(net::Response::of_type(status, "application/json", std::string(body)));
}

}  // namespace

TEST_CASE("figures: commas, letters before a price, K, M and B behind a volume") {
  CHECK(price_of("1,234.5") == 1234.5_px);
  CHECK(price_of("+0.5") == 0.5_px);
  CHECK_FALSE(price_of(""));
  CHECK_FALSE(price_of("N/A"));
  CHECK_FALSE(price_of("1e300"));
  CHECK_FALSE(price_of("99999999999999999999"));
  CHECK(marked_price_of("C201.5")->prior_close);
  CHECK(marked_price_of("H201.5")->halted);
  CHECK_FALSE(marked_price_of("C"));
  CHECK(quantity_of("1,300") == 1300_qty);
  CHECK(quantity_of("12.3K") == 12300_qty);
  CHECK(quantity_of("5.1M") == 5100000_qty);
  CHECK(quantity_of("2B") == 2000000000_qty);
  CHECK_FALSE(quantity_of("K"));
  CHECK_FALSE(quantity_of("9999999B"));
  CHECK(money_of("1,234.56 USD (25 Shares)")->text() == "1234.56");
  CHECK(integer_of("265598.0") == 265598);
  CHECK_FALSE(integer_of("265598.5"));
  CHECK_FALSE(integer_of(""));
  CHECK(double_of("25.3%") == 25.3);
  CHECK_FALSE(double_of("nan"));
  CHECK(date_of("20261218")->text() == "2026-12-18");
  CHECK_FALSE(date_of("20261318"));
  CHECK_FALSE(milliseconds_of("-5"));
  CHECK(without_markup("<h4>Sell  &amp; <b>buy</b></h4>\n<br/>now, if 1 < 2") ==
        "Sell & buy now, if 1 < 2");
}

TEST_CASE("an answer is understood by its content, never by its status alone") {
  CHECK(meaning(401, "").trouble == Trouble::logged_out);
  CHECK(meaning(302, "").trouble == Trouble::logged_out);
  CHECK(meaning(200, R"({"error":"no session"})").trouble == Trouble::logged_out);
  CHECK(meaning(400, "Bad Request: no bridge").trouble == Trouble::no_bridge);
  CHECK(meaning(400, R"({"error":"Bad Request: no bridge","statusCode":400})").trouble ==
        Trouble::no_bridge);
  CHECK(meaning(503, "").trouble == Trouble::maintenance);
  CHECK(meaning(502, "<html>Bad Gateway</html>").trouble == Trouble::maintenance);
  CHECK(meaning(429, "").trouble == Trouble::too_often);
  CHECK(meaning(404, "Access Denied").trouble == Trouble::denied);
  CHECK(meaning(404, "<html>404</html>").body.error().code == Code::unsupported);
  CHECK(meaning(500, R"({"error":"unknown"})").trouble == Trouble::none);
  CHECK_FALSE(meaning(500, R"({"error":"unknown"})").body.ok());
  CHECK_FALSE(meaning(200, R"({"error":"Chart data unavailable"})").body.ok());
  CHECK_FALSE(meaning(200, R"({"success":false,"failure_list":"conid"})").body.ok());
  CHECK(meaning(503, R"({"error":"order not cached"})").trouble == Trouble::none);
  CHECK(meaning(200, "").body->is_null());
  CHECK(meaning(200, "Success").body->text() == "Success");
  CHECK(meaning(200, R"({"error":null,"amount":1})").body.ok());
  CHECK_FALSE(meaning(200, R"({"half":)").body.ok());
}

TEST_CASE("snapshots: what is missing stays absent, and only what changed is taken over") {
  Snapshot snapshot;
  const Time now = Time::parse("2026-11-20T15:00:00Z").value();
  CHECK_FALSE(merge(snapshot, json(R"({"conid":1,"conidEx":"1"})"), now).trade);
  CHECK_FALSE(snapshot.arrived);
  const Changed first = merge(snapshot, json(R"({"31":"10.5","84":"10","6509":"RpB"})"), now);
  CHECK(first.trade);
  CHECK(first.market);
  Snapshot by_row;
  JsonReader reader;
  CHECK(reader
            .read_rows(R"([{"31":"10.5","84":"10","6509":"RpB"}])",
                       [&](JsonRow row) { merge(by_row, row, now); })
            .ok());
  CHECK(by_row.quote.last == snapshot.quote.last);
  CHECK(by_row.availability == "RpB");
  const Changed same = merge(snapshot, json(R"({"31":"10.5","86":"11"})"), now);
  CHECK_FALSE(same.trade);
  CHECK(same.market);
  CHECK(snapshot.quote.bid == 10_px);
  // A wrong type, a number too large, a time to come: nothing of it counts.
  merge(snapshot, json(R"({"84":{"x":1},"86":"1e99","_updated":9999999999999,"7059":[1]})"), now);
  CHECK(snapshot.quote.ask == 11_px);
  CHECK(snapshot.quote.time <= now);
  merge(snapshot, json(R"({"7633":"25.5%","7308":"0.52","7638":"1,234"})"), now);
  CHECK(snapshot.greeks.by == market::GreeksBy::broker);
  CHECK(*snapshot.greeks.implied_volatility == doctest::Approx(0.255));
  CHECK(snapshot.open_interest == 1234_qty);
}

TEST_CASE("availability becomes quality, or an error that says what is missing") {
  CHECK(*quality_of("RpB", "X") == market::Quality::live);
  CHECK(*quality_of("DPB", "X") == market::Quality::delayed);
  CHECK(*quality_of("Z", "X") == market::Quality::frozen);
  CHECK(*quality_of("Y", "X") == market::Quality::frozen);
  CHECK_FALSE(quality_of("N", "X").ok());
  CHECK_FALSE(quality_of("O", "X").ok());
  CHECK(*quality_of("", "X") == market::Quality::stale);
}

TEST_CASE("contracts: US listings first, futures by their last day, rows without a contract left") {
  const auto listings = stock_listings_of(
      json(R"({"A":[{"name":"A","contracts":[{"conid":2,"exchange":"MEXI","isUS":false},)"
           R"({"conid":1,"exchange":"NASDAQ.NMS","isUS":true},{"exchange":"X"}]}]})"));
  REQUIRE(listings.size() == 2);
  CHECK(listings[0].conid == 1);
  CHECK(listings[0].exchange == "NASDAQ");
  const auto months = future_months_of(json(
      R"({"ES":[{"conid":2,"expirationDate":20270319},{"conid":1,"expirationDate":20261218}]})"));
  REQUIRE(months.size() == 2);
  CHECK(months[0].conid == 1);
  const auto rows = search_rows_of(
      json(R"([{"conid":"2147483647","symbol":"BOND"},{"conid":"265598","symbol":"AAPL",)"
           R"("sections":[{"secType":"OPT","months":"DEC26;JAN27"}]}])"));
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].section("OPT")->months == std::vector<std::string>{"DEC26", "JAN27"});
  CHECK(month_name(Date::from_civil(2027, 1, 15)) == "JAN27");
  CHECK(month_of("JAN27")->text() == "2027-01-01");
  CHECK_FALSE(month_of("ANU27"));
  CHECK_FALSE(month_of("JAN-7"));
}

TEST_CASE("an order's row: deltas, sizes, and types that the desk has no word for") {
  OrderRow row;
  merge(row, json(R"({"orderId":7,"conid":1,"acct":"DU1","side":"SELL","orderType":"TRAIL",)"
                  R"("sizeAndFills":"2/10","auxPrice":"95","status":"PreSubmitted"})"));
  CHECK(row.total == 10_qty);
  CHECK(row.filled == 2_qty);
  const auto live = live_order_of(row, market::Symbol::parse("AAPL").value());
  REQUIRE(live.ok());
  CHECK(live->order.type == port::OrderType::stop);
  CHECK(live->order.stop_price == 95_px);
  CHECK(live->order.client_id == "broker:7");
  CHECK(live->detail.find("TRAIL") != std::string::npos);
  merge(row, json(R"({"orderId":7,"status":"Cancelled","order_ccp_status":"Rejected"})"));
  CHECK(status_of(row) == port::OrderStatus::rejected);
}

TEST_CASE("positions: what a figure is worth must be believable") {
  const auto rows = positions_of(
      json(R"([{"conid":1,"position":-2,"avgPrice":4000.25,"avgCost":200012.5,"multiplier":50},)"
           R"({"conid":2,"position":1e10,"avgPrice":900000000},{"conid":"x","position":1}])"));
  REQUIRE(rows.size() == 2);
  CHECK(cost_of(rows[0], Ratio::from_integer(50))->text() == "-400025");
  CHECK_FALSE(cost_of(rows[1], Ratio::from_integer(1'000'000)));
}

TEST_CASE("performance in both of its shapes") {
  const auto one = performance_of(
      json(R"({"nav":{"data":[{"id":"DU1","navs":[100.5,101]}],"dates":["20261119","20261120"]},)"
           R"("cps":{"data":[{"id":"DU1","returns":[0,0.005]}],"dates":["20261119","20261120"]}})"),
      "DU1", "7D");
  REQUIRE(one.ok());
  REQUIRE(one->size() == 2);
  CHECK(one->back().net_asset_value->text() == "101");
  CHECK(*one->back().cumulative_return == doctest::Approx(0.005));
  const auto all = performance_of(
      json(R"({"DU1":{"7D":{"nav":[100.5],"cps":[0.1],"dates":["20261119"]}}})"), "DU1", "7D");
  REQUIRE(all.ok());
  CHECK_FALSE(performance_of(json(R"({"nav":[]})"), "DU1", "7D").ok());
}

TEST_CASE("the depth of a market in both ways of writing a level") {
  DepthRows rows;
  merge_depth(rows, json(R"({"data":[{"row":0,"price":"10.02","ask":"300"},)"
                         R"({"row":1,"focus":1,"price":"5 @ 10.01","bid":"200"},)"
                         R"({"row":2,"bid":"100 @ 10.00"},{"row":-1,"price":"1","bid":"1"}]})"));
  const market::OrderBook book = book_of(rows, 10);
  REQUIRE(book.bids.size() == 2);
  CHECK(book.bids[0].price == 10.01_px);
  CHECK(book.bids[1].size == 100_qty);
  REQUIRE(book.asks.size() == 1);
  CHECK(book.asks[0].size == 300_qty);
}

TEST_CASE("trading rules, hours and scans") {
  const auto rules = trading_rules_of(
      json(R"({"incrementRules":[{"lowerEdge":1,"increment":0.01},)"
           R"({"lowerEdge":0,"increment":0.0001}],"orderTypes":["limit"],)"
           R"("tifTypes":["GTC/o,a","DAY/o"],"canTradeAcctIds":["DU1"],"sizeIncrement":1})"));
  REQUIRE(rules.ok());
  CHECK(rules->price_steps.front().increment == 0.0001_px);
  CHECK(rules->times_in_force == std::vector<std::string>{"GTC", "DAY"});
  CHECK(rules->can_trade == true);
  CHECK_FALSE(trading_rules_of(json("[]")).ok());
  CHECK(hours_of(json(R"([{"timezone":"America/New_York","schedules":[{"sessions":)"
                      R"([{"openingTime":"0930","closingTime":"1600"}]}]}])")) ==
        "09:30 to 16:00 America/New_York");
  CHECK(hours_of(json(R"([{"timezone":"America/Chicago","schedules":[{"sessions":[]},{"sessions":)"
                      R"([{"openingTime":"1700","closingTime":"1515"},)"
                      R"({"openingTime":"1530","closingTime":"1600"}]}]}])")) ==
        "17:00 to 15:15 and 15:30 to 16:00 America/Chicago");
  port::ScanQuery query;
  query.code = "TOP_PERC_GAIN";
  query.filters = {{"priceAbove", "5"}, {"text", "a\"b"}};
  CHECK(parse_json(scan_json(query)).ok());
}
