#include "tool/test_desk.h"

namespace pitwall::tool {
namespace {
using namespace testing;

TEST_CASE("get_quotes answers what it can and says what it cannot") {
  TestDesk desk;
  desk.market.set_quote("SPY", 367.46_px, 364.66_px);
  const Json all = desk.get("get_quotes", R"({"symbols":["spy","SPX","SPY:ARCA","QQQ"]})");
  CHECK(all.find("quotes")->items().size() == 1);
  CHECK(at_path(all, "quotes.0.symbol") == R"("SPY:ARCA")");
  CHECK(at_path(all, "quotes.0.change") == "2.8");
  CHECK(at_path(all, "quotes.0.change_percent") == "0.7678");
  CHECK(at_path(all, "quotes.0.spread_ticks") == "2");
  CHECK(at_path(all, "quotes.0.origin.source") == R"("test tape")");
  CHECK(at_path(all, "errors.0.about") == R"("SPX")");
  CHECK(contains(at_path(all, "errors.0.error"), "did you mean SPY?"));
  CHECK(at_path(all, "errors.1.error") == R"("QQQ:NASDAQ has not traded yet.")");
  CHECK(contains(desk.text, "SPY:ARCA: 367.46 USD (+2.8, +0.77 %"));
  CHECK(contains(desk.text, "simulated"));
  CHECK(contains(desk.fault("get_quotes", R"({"symbols":["SPX"]})"), "There is no instrument"));
  CHECK(contains(desk.fault("get_quotes", R"({"symbols":[]})"), "symbols is empty"));
  CHECK(contains(desk.fault("get_quotes", R"({"symbols":["QQQ"]})"), "has not traded"));
}

TEST_CASE("get_tick_data pages back without losing or repeating a tick") {
  TestDesk desk;
  CHECK(contains(desk.fault("get_tick_data", R"({"symbol":"SPY"})"), "get_market_history"));
  const market::InstrumentId spy = desk.market.instruments.find("SPY"_sym)->id;
  for (int i = 0; i < 10; ++i) {
    market::Tick tick;
    tick.instrument = spy;
    tick.time = desk.market.now - seconds(10 - i / 4);  // four ticks of one instant each
    tick.price = 367_px;
    tick.size = Quantity::from_integer(i + 1);
    if (i % 2 == 1) {
      tick.kind = market::Tick::Kind::quote;
      tick.bid = 366_px;
    }
    desk.market.tick["SPY"].push_back(tick);
  }
  std::vector<Json> seen;
  std::string cursor;
  for (int page = 0; page < 4; ++page) {
    const Json part = desk.get("get_tick_data", R"({"symbol":"SPY","limit":3)" + cursor + "}");
    const std::vector<Json>& ticks = part.find("ticks")->items();
    seen.insert(seen.begin(), ticks.begin(), ticks.end());
    if (!part.find("next_cursor")) break;
    cursor = R"(,"cursor":)" + at_path(part, "next_cursor");
  }
  REQUIRE(seen.size() == 10);
  for (std::size_t i = 0; i < 10; i += 2) CHECK(at_path(seen[i], "size") == std::to_string(i + 1));
  CHECK(at_path(seen[1], "bid") == "366");
  CHECK(at_path(seen[1], "price") == "absent");
  CHECK(contains(desk.fault("get_tick_data", R"({"symbol":"SPY","limit":501})"), "from 1 to 500"));
  CHECK(contains(desk.fault("get_tick_data", R"({"symbol":"SPY","cursor":"t1"})"), "is no cursor"));
}

TEST_CASE("get_session knows hours, half days and why it is closed") {
  TestDesk desk;
  const Json open = desk.get("get_session", R"({"symbols":["SPY","ES","AAPL"]})");
  CHECK(at_path(open, "sessions.0.symbols") == R"(["SPY:ARCA","AAPL:NASDAQ"])");
  CHECK(at_path(open, "sessions.0.open") == "true");
  CHECK(at_path(open, "sessions.0.next_close") == R"("2020-12-15T21:00:00Z")");
  CHECK(at_path(open, "sessions.0.local_time") == R"("2020-12-15 10:00:00 -05:00")");
  CHECK(at_path(open, "sessions.1.calendar") == R"("CME_EQUITY")");
  const Json closed = desk.get("get_session", R"({"symbol":"SPY","at":"2020-12-19T15:00:00Z"})");
  CHECK(at_path(closed, "sessions.0.open") == "false");
  CHECK(at_path(closed, "sessions.0.why_closed") == R"("weekend")");
  CHECK(at_path(closed, "sessions.0.trading_day") == R"("2020-12-21")");
  CHECK(contains(desk.text, "NYSE (SPY:ARCA) is closed (weekend); it opens 2020-12-21 09:30:00"));
  const Json eve = desk.get("get_session", R"({"calendar":"NASDAQ","at":"2020-12-24T15:00:00Z"})");
  CHECK(at_path(eve, "sessions.0.half_day") == "true");
  CHECK(at_path(eve, "sessions.0.next_close") == R"("2020-12-24T18:00:00Z")");
  const Json late = desk.get("get_session", R"({"symbol":"SPY","at":"2020-12-15T22:00:00Z"})");
  CHECK(at_path(late, "sessions.0.open") == "false");
  CHECK(at_path(late, "sessions.0.extended") == "true");
  CHECK(at_path(late, "sessions.0.kind") == R"("extended_post")");
  const Json always = desk.get("get_session", R"({"symbol":"BTCUSD"})");
  CHECK(at_path(always, "sessions.0.next_close") == "absent");
  CHECK(desk.get("get_session", "{}").find("sessions")->items().size() == 6);
  CHECK(contains(desk.fault("get_session", R"({"calendar":"LSE"})"), "LSE"));
  CHECK(contains(desk.fault("get_session", R"({"symbol":"SPX"})"), "There is no instrument"));
  CHECK(contains(desk.fault("get_session", R"({"symbol":"SPY","at":"1900-01-01T00:00:00Z"})"),
                 "reaches from"));
}

TEST_CASE("search_instruments and get_instrument") {
  TestDesk desk;
  const Json gold = desk.get("search_instruments", R"({"text":"gold"})");
  CHECK(at_path(gold, "instruments.0.symbol") == R"("GC:COMEX")");
  const Json futures = desk.get("search_instruments", R"({"text":"future","limit":3})");
  CHECK(at_path(futures, "next_cursor") == R"("p3")");
  CHECK(at_path(desk.get("search_instruments", R"({"text":"future","limit":3,"cursor":"p3"})"),
                "instruments.1") == "absent");
  CHECK(desk.get("search_instruments", R"({"text":"zzz"})").dump() == R"({"instruments":[]})");
  CHECK(contains(desk.text, "fewer letters"));
  CHECK(contains(desk.fault("search_instruments", R"({"text":""})"), "text is empty"));

  desk.bars.stored.push_back({"ES"_sym, market::BarSize::m1, 42, at("2020-12-01T00:00:00Z"),
                              at("2020-12-02T00:00:00Z"), "es.csv"});
  const Json es = desk.get("get_instrument", R"({"symbol":"es"})");
  CHECK(at_path(es, "tick_value") == "12.5");
  CHECK(at_path(es, "multiplier") == "50");
  CHECK(at_path(es, "open") == "true");
  CHECK(at_path(es, "bars.0.count") == "42");
  CHECK(at_path(es, "bars.0.bar") == R"("1m")");
  CHECK(contains(desk.text, "stored 1m candles"));
  CHECK(contains(desk.fault("get_instrument", R"({"symbol":"EZ"})"), "did you mean ES?"));
}

market::Bar minute(std::string_view time, Price high, Price low, Price close) {
  return {at(time), close, high, low, close, 10_qty};
}

TEST_CASE("get_market_history gives the latest that the limit allows, and where to go on") {
  TestDesk desk;
  for (int i = 0; i < 10; ++i)
    desk.market.bars["SPY 5m"].push_back(
        {desk.market.now - minutes(5 * (10 - i)), 367_px, 368_px, 366_px, 367.5_px, 100_qty});
  const Json latest = desk.get("get_market_history", R"({"symbol":"SPY","bar":"5m","limit":4})");
  CHECK(latest.find("bars")->items().size() == 4);
  CHECK(at_path(latest, "bars.0") ==
        R"({"time":"2020-12-15T14:40:00Z","open":367,"high":368,"low":366,)"
        R"("close":367.5,"volume":100})");
  CHECK(at_path(latest, "earlier") == R"("2020-12-15T14:40:00Z")");
  CHECK(desk.text ==
        "SPY:ARCA: 4 candles of 5m from 2020-12-15T14:40:00Z to 2020-12-15T14:55:00Z: open 367, "
        "high 368, low 366, close 367.5 USD. Earlier ones exist: pass until set to earlier. "
        "Source: test tape, simulated, as of 2020-12-15T15:00:00Z.");
  const Json before =
      desk.get("get_market_history",
               R"({"symbol":"SPY","bar":"5m","limit":6,"until":"2020-12-15T14:40:00Z"})");
  CHECK(at_path(before, "bars.5.time") == R"("2020-12-15T14:35:00Z")");
  CHECK(at_path(before, "earlier") == "absent");
  CHECK(contains(desk.fault("get_market_history", R"({"symbol":"SPY","bar":"1h"})"),
                 "no 1h candles of SPY:ARCA"));
  CHECK(contains(desk.fault("get_market_history", R"({"symbol":"SPY","back":"0s"})"),
                 "longer than nothing"));
  CHECK(contains(desk.fault("get_market_history", R"({"symbol":"SPY","limit":2001})"),
                 "from 1 to 2000"));
}

TEST_CASE("get_market_history without an end goes back to where imported candles end") {
  TestDesk desk;
  const Time end = at("2019-06-03T14:30:00Z");
  desk.market.bars["SPY 1m"] = {{end, 280_px, 281_px, 279_px, 280_px, 1_qty}};
  CHECK(contains(desk.fault("get_market_history", R"({"symbol":"SPY","bar":"1m"})"), "no 1m"));
  desk.bars.stored.push_back({"SPY"_sym, market::BarSize::m1, 1, end, end, "spy.csv"});
  CHECK(at_path(desk.get("get_market_history", R"({"symbol":"SPY","bar":"1m"})"), "bars.0.close") ==
        "280");
}

TEST_CASE("overnight_futures counts from the close of the stock market") {
  TestDesk desk;
  desk.market.now = at("2020-12-15T13:00:00Z");  // 08:00 in New York
  desk.market.set_quote("ES", 3660.25_px, 3650_px);
  desk.market.set_quote("CL", 47_px, 46_px);
  desk.market.bars["ES 1m"] = {
      minute("2020-12-14T20:58:00Z", 3700_px, 3600_px, 3649_px),  // before the close: not counted
      minute("2020-12-14T20:59:00Z", 3651_px, 3649_px, 3650_px),
      minute("2020-12-14T21:00:00Z", 3655_px, 3650_px, 3652_px),
      minute("2020-12-15T03:00:00Z", 3668_px, 3640.5_px, 3660_px),
      minute("2020-12-15T12:59:00Z", 3661_px, 3655_px, 3660.25_px)};
  const Json all = desk.get("overnight_futures", "{}");
  CHECK(at_path(all, "since") == R"("2020-12-14T21:00:00Z")");
  CHECK(at_path(all, "stock_market_open") == "false");
  CHECK(at_path(all, "futures.0.symbol") == R"("ES:CME")");
  CHECK(at_path(all, "futures.0.at_close") == "3650");
  CHECK(at_path(all, "futures.0.change") == "10.25");
  CHECK(at_path(all, "futures.0.change_percent") == "0.2808");
  CHECK(at_path(all, "futures.0.high") == "3668");
  CHECK(at_path(all, "futures.0.high_time") == R"("2020-12-15T03:00:00Z")");
  CHECK(at_path(all, "futures.0.low") == "3640.5");
  CHECK(at_path(all, "futures.0.volume") == "30");
  CHECK(at_path(all, "futures.1") == "absent");
  // CL is quoted but has no candles; NQ and GC are not even quoted.
  CHECK(all.find("errors")->items().size() == 3);
  CHECK(contains(at_path(all, "errors.1.error"), "no 1m candles of CL:NYMEX"));
  CHECK(contains(desk.text, "ES:CME: 3,660.25 USD, +10.25 points (+0.28 %) since the close"));
  desk.market.bars["CL 1m"] = {minute("2020-12-15T12:59:00Z", 47_px, 47_px, 47_px)};
  CHECK(contains(at_path(desk.get("overnight_futures", "{}"), "errors.1.error"),
                 "did not trade in the 30m before the close"));
  desk.market.quote.clear();
  CHECK(contains(desk.fault("overnight_futures", "{}"), "No future has figures"));
}

TEST_CASE("get_movers orders by what is asked, and leaves out what is not known") {
  TestDesk desk;
  desk.market.set_quote("SPY", 363_px, 364_px);
  desk.market.set_quote("AAPL", 130_px, 125_px);
  desk.market.set_quote("ES", 3600_px, 3650_px);
  desk.market.set_quote("MSFT", 214_px, std::nullopt);
  desk.market.quote["SPY"].volume = 9000_qty;
  desk.market.quote["SPY"].high = 370_px;
  desk.market.quote["SPY"].low = 360_px;
  const Json percent = desk.get("get_movers", "{}");
  CHECK(at_path(percent, "movers.0.symbol") == R"("AAPL:NASDAQ")");
  CHECK(at_path(percent, "movers.0.change_percent") == "4");
  CHECK(at_path(percent, "movers.1.symbol") == R"("ES:CME")");
  CHECK(at_path(percent, "left_out") == "9");
  CHECK(contains(desk.text, "AAPL:NASDAQ: 130 USD, +5 (+4.00 %)"));
  CHECK(at_path(desk.get("get_movers", R"({"by":"absolute"})"), "movers.0.symbol") ==
        R"("ES:CME")");
  CHECK(at_path(desk.get("get_movers", R"({"by":"volume"})"), "movers.0.symbol") ==
        R"("SPY:ARCA")");
  const Json range = desk.get("get_movers", R"({"by":"range"})");
  CHECK(at_path(range, "movers.0.range_percent") == "2.7473");
  CHECK(at_path(range, "movers.1") == "absent");
  const Json page = desk.get("get_movers", R"({"asset_class":"stock","limit":1})");
  CHECK(at_path(page, "movers.0.symbol") == R"("AAPL:NASDAQ")");
  CHECK(at_path(page, "next_cursor") == "absent");
  CHECK(contains(desk.fault("get_movers", R"({"asset_class":"option"})"), "has no option"));
  CHECK(contains(desk.fault("get_movers", R"({"asset_class":"crypto"})"), "has not traded yet"));
}

TEST_CASE("answers that come later are the same as answers that come at once") {
  TestDesk desk;
  desk.open_account("DU1", "EUR"_ccy, 100000_money, 200000_money);
  desk.trade("DU1", "SPY", 100_qty, 360_px);
  desk.market.set_quote("SPY", 366_px, 364_px);
  desk.market.set_quote("EURUSD", 1.25_px, 1.24_px);
  for (const auto& [tool, arguments] : std::map<std::string, std::string>{
           {"get_portfolio", "{}"}, {"get_pnl", "{}"}, {"get_quotes", R"({"symbols":["SPY"]})"}}) {
    desk.market.at_once = true;
    const std::string now = desk.get(tool, arguments).dump();
    desk.market.at_once = false;
    CHECK(desk.get(tool, arguments).dump() == now);
  }
}

}  // namespace
}  // namespace pitwall::tool
