// Candles page by page, options and contracts, against a strict gateway.
#include "adapter/client_portal/history.h"

#include "adapter/client_portal/test_gateway.h"
#include "net/http.h"

using namespace pitwall;
using namespace pitwall::client_portal;
using client_portal::testing::Asked;
using client_portal::testing::Desk;
using namespace pitwall::literals;

namespace {

Duration length_of(std::string_view period) {
  const std::int64_t count = std::stoll(std::string(period));  // sim-ok: a test's own figures
  switch (period.back()) {
    case 'h':
      return hours(count);
    case 'd':
      return days(count);
    default:
      return days(365 * count);
  }
}

// Answers as the broker does: candles of the calendar's regular hours that begin before the end of
// the window and within its period, at most a thousand.
class Candles {
 public:
  Candles(const Desk& desk, Duration bar) : desk_(desk), bar_(bar) {}

  net::Response answer(const Asked& asked) {
    const std::string query = asked.path.substr(asked.path.find('?') + 1);
    const std::string period = net::query_value(query, "period").value_or("");
    Time end = desk_.clock.now();
    if (const auto text = net::query_value(query, "startTime"); text && !text->empty()) {
      REQUIRE(text->size() == 17);
      end = Time::parse(text->substr(0, 4) + "-" + text->substr(4, 2) + "-" + text->substr(6, 2) +
                        "T" + text->substr(9) + "Z")
                .value();
    }
    const market::Calendar& nyse = *desk_.calendars.find("NYSE").value();
    std::string rows;
    std::size_t points = 0;
    const Time begin = end - length_of(period);
    for (Time time = begin.floor(bar_); time < end; time += bar_) {
      if (time < begin || !nyse.is_open(time)) continue;
      rows += fmt::format(R"({}{{"o":10.5,"h":11,"l":10,"c":10.25,"v":7,"t":{}}})",
                          points == 0 ? "" : ",", time.nanoseconds / 1'000'000);
      ++points;
    }
    if (points > 1'000) return net::Response::json(500, R"({"error":"too many points"})");
    if (points == 0) return net::Response::json(200, R"({"error":"Chart data unavailable"})");
    return net::Response::json(
        200, fmt::format(R"({{"priceFactor":100,"volumeFactor":100,"mdAvailability":"S",)"
                         R"("mktDataDelay":0,"data":[{}],"points":{}}})",
                         rows, points));
  }

 private:
  const Desk& desk_;
  Duration bar_;
};

Result<market::BarSeries> history(Desk& desk, market::BarSize size, Duration back,
                                  std::size_t limit = 0) {
  port::HistoryQuery query;
  query.instrument = desk.id("AAPL");
  query.size = size;
  query.to = desk.clock.now();
  query.from = query.to - back;
  query.limit = limit;
  return desk.ask<market::BarSeries>(
      [&](auto reply) { desk.client->history(query, std::move(reply)); });
}

}  // namespace

TEST_CASE("a longer range comes in pages, without gaps and nothing twice") {
  Desk desk;
  Candles candles(desk, minutes(5));
  desk.gateway.on("GET /iserver/marketdata/history",
                  [&](const Asked& asked) { return candles.answer(asked); });
  desk.connect();
  const auto series = history(desk, market::BarSize::m5, days(7));
  REQUIRE(series.ok());
  // From Friday 15:00 UTC a week back: 78 candles on each of four days, and two parts of Fridays.
  CHECK(series->bars.size() == 78 * 5);
  for (std::size_t index = 1; index < series->bars.size(); ++index)
    CHECK(series->bars[index - 1].time < series->bars[index].time);
  CHECK(series->bars.front().volume == 700_qty);
  CHECK(series->origin.quality == market::Quality::live);
  CHECK(desk.gateway.broken_rules.empty());
}

TEST_CASE("the last candles alone need no more pages than hold them") {
  Desk desk;
  Candles candles(desk, minutes(1));
  desk.gateway.on("GET /iserver/marketdata/history",
                  [&](const Asked& asked) { return candles.answer(asked); });
  desk.connect();
  const auto series = history(desk, market::BarSize::m1, days(30), 20);
  REQUIRE(series.ok());
  CHECK(series->bars.size() == 20);
  CHECK(desk.gateway.count("GET /iserver/marketdata/history") == 1);
}

TEST_CASE("the first question about an instrument may fail") {
  Desk desk;
  Candles candles(desk, hours(1));
  int asked_before = 0;
  desk.gateway.on("GET /iserver/marketdata/history", [&](const Asked& asked) {
    return ++asked_before == 1 ? net::Response::text(404, "") : candles.answer(asked);
  });
  desk.connect();
  CHECK(history(desk, market::BarSize::h1, days(2)).ok());
}

TEST_CASE("a day's candle begins with its session") {
  Desk desk;
  // As the broker has it: some instant of the day, not its open.
  desk.gateway.on("GET /iserver/marketdata/history", 200,
                  R"({"data":[{"o":1,"h":2,"l":1,"c":2,"v":1,"t":1795021200000},)"
                  R"({"o":1,"h":0.5,"l":1,"c":2,"v":1,"t":1795107600000}]})");
  desk.connect();
  const auto series = history(desk, market::BarSize::d1, days(7));
  REQUIRE(series.ok());
  REQUIRE(series->bars.size() == 1);  // the other cannot be true
  CHECK(series->bars.front().time.text() == "2026-11-18T14:30:00Z");
}

TEST_CASE("candles that the gateway has not are refused in words") {
  Desk desk;
  desk.connect();
  const auto series = history(desk, market::BarSize::s5, hours(1));
  REQUIRE_FALSE(series.ok());
  CHECK(series.error().code == Code::unsupported);
  desk.gateway.on("GET /iserver/marketdata/history", 200, R"({"error":"Chart data unavailable"})");
  CHECK(history(desk, market::BarSize::m5, hours(1)).error().code == Code::no_data);
}

TEST_CASE("periods stay under a thousand candles around the clock") {
  for (const market::BarSize size : market::BarSize::all()) {
    if (!bar_name(size)) continue;
    const Period longest = period_for(size, days(30'000));
    const Duration bar = size.is_intraday()            ? size.duration()
                         : size == market::BarSize::d1 ? days(1)
                         : size == market::BarSize::w1 ? days(7)
                                                       : days(28);
    CAPTURE(size.view());
    CHECK(longest.length / bar <= 1'000);
  }
  CHECK(period_for(market::BarSize::m5, hours(3)).name == "3h");
  CHECK(period_for(market::BarSize::d1, days(10)).name == "10d");
  CHECK(period_for(market::BarSize::w1, days(3'000)).name == "9y");
  CHECK(window_end(Time::parse("2026-04-02T13:30:00.5Z").value()) == "20260402-13:30:00");
}

TEST_CASE("the continuous future is the front month, until that is over") {
  Desk desk;
  std::vector<std::string> conids;
  desk.gateway.on("GET /iserver/marketdata/snapshot", [&](const Asked& asked) {
    const std::string conid =
        net::query_value(asked.path.substr(asked.path.find('?') + 1), "conids").value();
    conids.push_back(conid);
    return net::Response::json(200,
                               fmt::format(R"([{{"conid":{},"31":"6800.25","6509":"R"}}])", conid));
  });
  desk.connect();
  const auto ask = [&] {
    return desk.ask<std::vector<Result<market::Quote>>>(
        [&](auto reply) { desk.client->quotes({desk.id("ES")}, std::move(reply)); });
  };
  REQUIRE(ask()->front().ok());
  CHECK(conids.back() == "495512563");
  desk.clock.skew = days(30);
  REQUIRE(ask()->front().ok());
  CHECK(conids.back() == "649180678");
}

TEST_CASE("what the catalogue lacks is found, the US listing first, and joins it") {
  Desk desk;
  desk.gateway.on("GET /iserver/secdef/search?symbol=IBM", 200,
                  R"([{"conid":"1411277","symbol":"IBM","description":"LSE"},)"
                  R"({"conid":"8314","symbol":"IBM","description":"NYSE"}])");
  desk.gateway.on("GET /trsrv/stocks?symbols=IBM", 200,
                  R"({"IBM":[{"name":"IBM","contracts":[{"conid":8314,"exchange":"NYSE",)"
                  R"("isUS":true},{"conid":1411277,"exchange":"LSE","isUS":false}]}]})");
  desk.gateway.on("GET /trsrv/secdef?conids=8314", 200,
                  R"({"secdef":[{"conid":8314,"currency":"USD","name":"INTL BUSINESS MACHINES",)"
                  R"("assetClass":"STK","ticker":"IBM","listingExchange":"NYSE","type":"COMMON",)"
                  R"("incrementRules":[{"lowerEdge":0,"increment":0.01}]}]})");
  desk.connect();
  const auto found = desk.ask<std::vector<market::InstrumentId>>(
      [&](auto reply) { desk.client->look_up("ibm", 1, std::move(reply)); });
  REQUIRE(found.ok());
  const market::Instrument& ibm = desk.client->catalogue().at(found->front());
  CHECK(ibm.full_name() == "IBM:NYSE");
  CHECK(ibm.calendar == "NYSE");
  const auto missing = desk.ask<std::vector<market::InstrumentId>>(
      [&](auto reply) { desk.client->look_up("NOSUCH", 1, std::move(reply)); });
  CHECK(missing.error().code == Code::not_found);
}

TEST_CASE("an option chain by search, strikes, contracts and figures, in that order") {
  Desk desk;
  desk.gateway.on("GET /iserver/secdef/search?symbol=AAPL", 200,
                  R"([{"conid":"265598","symbol":"AAPL","sections":[{"secType":"STK"},)"
                  R"({"secType":"OPT","months":"DEC26;JAN27"}]}])");
  desk.gateway.on("GET /iserver/secdef/strikes", 200,
                  R"({"call":[190,200,210],"put":[190,200,210]})");
  desk.gateway.on("GET /iserver/secdef/info", [](const Asked& asked) {
    const std::string query = asked.path.substr(asked.path.find('?') + 1);
    const std::string strike = net::query_value(query, "strike").value();
    const std::string right = net::query_value(query, "right").value();
    return net::Response::json(
        200, fmt::format(R"([{{"conid":{}{},"symbol":"AAPL","secType":"OPT","maturityDate":)"
                         R"("20261218","strike":{},"right":"{}","multiplier":"100",)"
                         R"("currency":"USD","exchange":"SMART"}}])",
                         strike, right == "C" ? 1 : 2, strike, right));
  });
  desk.gateway.on("GET /iserver/marketdata/snapshot", [](const Asked& asked) {
    const std::string conids =
        net::query_value(asked.path.substr(asked.path.find('?') + 1), "conids").value();
    std::string rows;
    for (std::size_t at = 0; at < conids.size();) {
      const std::size_t end = std::min(conids.find(',', at), conids.size());
      rows += fmt::format(R"({}{{"conid":{},"31":"201.5","84":"5.1","86":"5.3","6509":"R",)"
                          R"("7308":"0.52","7633":"25.0%"}})",
                          rows.empty() ? "" : ",", conids.substr(at, end - at));
      at = end + 1;
    }
    return net::Response::json(200, "[" + rows + "]");
  });
  desk.connect();
  const auto expiries = desk.ask<port::OptionExpiries>([&](auto reply) {
    desk.client->option_expiries(desk.id("AAPL"), Date::from_civil(2026, 12, 31), std::move(reply));
  });
  REQUIRE(expiries.ok());
  REQUIRE(expiries->dates.size() == 1);
  CHECK(expiries->dates[0].text() == "2026-12-18");
  port::OptionChainQuery query{desk.id("AAPL"), expiries->dates[0]};
  query.strikes = 2;
  query.around = 204_px;
  const auto chain = desk.ask<port::OptionChain>(
      [&](auto reply) { desk.client->option_chain(query, std::move(reply)); });
  REQUIRE(chain.ok());
  REQUIRE(chain->options.size() == 4);
  CHECK(chain->options[0].symbol.view() == "AAPL 261218C00200000");
  CHECK(chain->options[0].greeks.by == market::GreeksBy::broker);
  CHECK(*chain->options[0].greeks.delta == doctest::Approx(0.52));
  CHECK(desk.gateway.broken_rules.empty());
}

TEST_CASE("the order book is opened, read and closed; one at a time") {
  Desk desk;
  desk.connect();
  std::optional<Result<market::OrderBook>> book;
  desk.client->order_book(desk.id("AAPL"), 5,
                          [&](Result<market::OrderBook> reply) { book = std::move(reply); });
  desk.run_for(seconds(1));
  REQUIRE(desk.gateway.heard.back() == "sbd+DU123+265598");
  desk.gateway.push(R"({"topic":"sbd+DU123","data":[{"row":0,"price":"201.60","ask":"300"},)"
                    R"({"row":1,"price":"201.40","bid":"200"}]})");
  desk.run_for(seconds(3));
  REQUIRE(book);
  REQUIRE(book->ok());
  CHECK((*book)->bids.front().price == 201.40_px);
  CHECK(desk.gateway.heard.back() == "ubd+DU123");
}

TEST_CASE("the scanner's catalogue is kept on disk, and told with its age") {
  net::testing::TemporaryFolder folder;
  const std::string params =
      R"({"scan_type_list":[{"display_name":"Top % Gainers",)"
      R"("code":"TOP_PERC_GAIN"}],"instrument_list":[],"filter_list":[],)"
      R"("location_tree":[{"display_name":"US Stocks","type":"STK",)"
      R"("locations":[{"display_name":"US Major","type":"STK.US.MAJOR"}]}]})";
  Options options;
  options.cache = folder.file("cache");
  for (int run = 0; run < 2; ++run) {
    Desk desk(options);
    desk.gateway.on("GET /iserver/scanner/params", 200, params);
    desk.connect();
    const auto catalogue = desk.ask<port::ScannerCatalogue>(
        [&](auto reply) { desk.client->scanner_catalogue(std::move(reply)); });
    REQUIRE(catalogue.ok());
    CHECK(catalogue->codes.front().code == "TOP_PERC_GAIN");
    CHECK(catalogue->locations.front().code == "STK.US.MAJOR");
    CHECK(desk.gateway.count("GET /iserver/scanner/params") == (run == 0 ? 1U : 0U));
  }
}
