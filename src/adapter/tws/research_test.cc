// Order book, options, scanner and news through a session.
#include "adapter/tws/book_desk.h"
#include "adapter/tws/news_desk.h"
#include "adapter/tws/scanner_xml.h"
#include "adapter/tws/scripted_gateway.h"

namespace pitwall::tws {
namespace {

using namespace testing;

constexpr std::string_view parameters = R"(<?xml version="1.0" encoding="UTF-8"?>
<ScanParameterResponse>
 <!-- <Instrument><name>no</name></Instrument> -->
 <InstrumentList varName="instrumentList">
  <Instrument><name>US Stocks</name><type>STK</type><filters>PRICE</filters></Instrument>
  <Instrument><name>US Futures</name><type>FUT.US</type></Instrument>
 </InstrumentList>
 <LocationTree varName="locationTree">
  <Location><displayName>US Stocks</displayName><locationCode>STK.US</locationCode>
   <LocationTree><Location><displayName>Listed/NASDAQ</displayName>
    <locationCode>STK.US.MAJOR</locationCode></Location></LocationTree></Location>
 </LocationTree>
 <ScanTypeList varName="scanTypeList">
  <ScanType><displayName>Top % Gainers &amp; more</displayName><scanCode>TOP_PERC_GAIN</scanCode>
  </ScanType>
 </ScanTypeList>
 <FilterList><RangeFilter><id>PRICE</id>
  <AbstractField type="scanner.filter.DoubleField"><code>priceAbove</code>
   <displayName>Price Above</displayName></AbstractField></RangeFilter></FilterList>
</ScanParameterResponse>)";

struct Research : Desk {
  explicit Research(int version = 200) : Desk(version) {
    start();
    REQUIRE(state() == port::ConnectionState::connected);
  }
};

}  // namespace

TEST_CASE("a book is what its changes have left") {
  using Operation = answer::DepthChange::Operation;
  BookSides sides;
  sides.apply({.row = 0, .operation = Operation::insert, .bid = true, .price = 10_px});
  sides.apply({.row = 0, .operation = Operation::insert, .bid = true, .price = 11_px});
  sides.apply({.row = 1, .operation = Operation::update, .bid = true, .price = 9_px});
  sides.apply({.row = 5, .operation = Operation::insert, .bid = true, .price = 1_px});
  sides.apply({.row = 7, .operation = Operation::remove, .bid = false});
  REQUIRE(sides.bids().size() == 2);
  CHECK(sides.bids()[0].price == 11_px);
  CHECK(sides.bids()[1].price == 9_px);
  sides.apply({.row = 0, .operation = Operation::remove, .bid = true});
  CHECK(sides.bids()[0].price == 9_px);
}

TEST_CASE("the order book is gathered, then given back to the broker") {
  Research desk;
  desk.gateway.on[10] = [&](const Fields& f) {
    desk.gateway.send(fmt::format("13|1|{}|0|ARCA|0|1|201.5|300|1", f[2]));
    desk.gateway.send(fmt::format("13|1|{}|0|NASDAQ|0|0|201.6|100|1", f[2]));
  };
  const auto book = desk.wait<market::OrderBook>([&](port::Reply<market::OrderBook> reply) {
    desk.tws->order_book(desk.id("AAPL"), 5, reply);
  });
  REQUIRE(book.ok());
  REQUIRE(book->bids.size() == 1);
  CHECK(book->bids[0].venue.view() == "ARCA");
  CHECK(book->asks[0].price == 201.6_px);
  desk.run_for(seconds(1));
  CHECK(desk.gateway.received_of(11).size() == 1);
}

TEST_CASE("a chain is centred on the price and has the broker's Greeks") {
  Research desk;
  desk.gateway.on[78] = [&](const Fields& f) {
    desk.gateway.send(fmt::format("75|{}|CBOE|265598|AAPL|100|1|20260515|1|500", f[1]));
    desk.gateway.send(
        fmt::format("75|{}|SMART|265598|AAPL|100|2|20260417|20260515|5|190|195|200|205|210", f[1]));
    desk.gateway.send(fmt::format("76|{}", f[1]));
  };
  desk.gateway.on[1] = [&](const Fields& f) {
    desk.gateway.send(fmt::format("58|1|{}|1", f[2]));
    if (f[5] == "OPT") {
      CHECK(f[16] == "");
      CHECK(f[17] == "1");  // a snapshot
      if (f[7] == "205") {
        desk.gateway.error(std::stoll(f[2]), 200, "No security definition");
        return;
      }
      desk.gateway.send(fmt::format("1|6|{}|1|3.1|10|1", f[2]));
      desk.gateway.send(fmt::format("1|6|{}|2|3.2|10|1", f[2]));
      desk.gateway.send(fmt::format("21|{}|13|0|0.25|0.5|3.1|0|0.02|0.11|-0.05|201", f[2]));
      desk.gateway.send(fmt::format("57|1|{}", f[2]));
      return;
    }
    for (const int type : {1, 2, 4})
      desk.gateway.send(fmt::format("1|6|{}|{}|201|300|1", f[2], type));
  };
  const auto expiries = desk.wait<port::OptionExpiries>([&](port::Reply<port::OptionExpiries> r) {
    desk.tws->option_expiries(desk.id("AAPL"), Date::parse("2026-12-31").value(), r);
  });
  REQUIRE(expiries.ok());
  CHECK(expiries->dates.size() == 2);
  port::OptionChainQuery query;
  query.underlying = desk.id("AAPL");
  query.expiry = Date::parse("2026-05-15").value();
  query.strikes = 3;
  const auto chain = desk.wait<port::OptionChain>(
      [&](port::Reply<port::OptionChain> reply) { desk.tws->option_chain(query, reply); });
  REQUIRE(chain.ok());
  CHECK(chain->underlying_price == 201_px);
  REQUIRE(chain->options.size() == 4);  // 195, 200 and not 205
  CHECK(chain->options[0].symbol.view() == "AAPL 260515C00195000");
  CHECK(chain->options[1].right == market::OptionRight::put);
  CHECK(chain->options[0].greeks.by == market::GreeksBy::broker);
  CHECK(chain->options[0].greeks.delta == 0.5);
  CHECK(chain->options[0].quote.ask == 3.2_px);
  CHECK(chain->origin.quality == market::Quality::live);
  CHECK(desk.gateway.received_of(78).size() == 1);
}

TEST_CASE("the scanner's parameters are read for what counts, whatever else they are") {
  const auto catalogue = read_scanner_catalogue(parameters);
  REQUIRE(catalogue.ok());
  REQUIRE(catalogue->instruments.size() == 2);
  CHECK(catalogue->instruments[1].code == "FUT.US");
  REQUIRE(catalogue->locations.size() == 2);
  CHECK(catalogue->locations[1].code == "STK.US.MAJOR");
  CHECK(catalogue->codes[0].name == "Top % Gainers & more");
  CHECK(catalogue->filters[0].code == "priceAbove");
  for (const char* broken : {"", "<", "<a", "<!--", "plain", "<ScanType><scanCode>X</scanCode>"})
    CHECK_FALSE(read_scanner_catalogue(broken).ok());
  for (std::size_t cut = 0; cut < parameters.size(); ++cut) {
    const auto part = read_scanner_catalogue(parameters.substr(0, cut));
    CHECK((part.ok() || part.error().code == Code::corrupt));
  }
}

TEST_CASE("a scan is ranked, named, and cancelled at its end") {
  Research desk;
  desk.gateway.on[24] = [&](const Fields&) {
    std::string xml(parameters);
    desk.gateway.send_raw(framed(std::string("19\0001\0", 5) + xml + '\0'));
  };
  desk.gateway.on[22] = [&](const Fields& f) {
    CHECK(f[5] == "TOP_PERC_GAIN");
    CHECK(f[23] == "priceAbove=5;");
    desk.gateway.send(
        fmt::format("20|3|{}|1|0|265598|AAPL|STK||0||SMART|USD|AAPL|NMS|NMS|||12.5%|", f[1]));
  };
  const auto catalogue = desk.wait<port::ScannerCatalogue>(
      [&](port::Reply<port::ScannerCatalogue> reply) { desk.tws->scanner_catalogue(reply); });
  CHECK(catalogue.ok());
  port::ScanQuery query;
  query.code = "TOP_PERC_GAIN";
  query.filters.push_back({"priceAbove", "5"});
  const auto scan =
      desk.wait<port::Scan>([&](port::Reply<port::Scan> reply) { desk.tws->scan(query, reply); });
  REQUIRE(scan.ok());
  REQUIRE(scan->rows.size() == 1);
  CHECK(scan->rows[0].symbol == "AAPL:NASDAQ");
  CHECK(scan->rows[0].value == "12.5%");
  desk.run_for(seconds(1));
  CHECK(desk.gateway.received_of(23).size() == 1);
  query.filters[0].value = "5;x=1";
  const auto sly =
      desk.wait<port::Scan>([&](port::Reply<port::Scan> reply) { desk.tws->scan(query, reply); });
  CHECK(sly.error().code == Code::invalid_argument);
}

TEST_CASE("news are of one instrument, from every provider, newest first") {
  Research desk;
  desk.gateway.on[85] = [&](const Fields&) {
    desk.gateway.send("85|2|BRFG|Briefing|DJNL|Dow Jones");
  };
  desk.gateway.on[86] = [&](const Fields& f) {
    CHECK(f[2] == "265598");
    CHECK(f[3] == "BRFG+DJNL");
    desk.gateway.send(fmt::format(
        "86|{}|2026-04-13 15:27:04.0|BRFG|BRFG$1|{{A:800015:L:en:K:n/a:C:0.9}}Apple rises \\u20ac",
        f[1]));
    desk.gateway.send(fmt::format("86|{}|2026-04-14 15:27:04.0|DJNL|DJNL$2|!Later", f[1]));
    desk.gateway.send(fmt::format("87|{}|0", f[1]));
  };
  desk.gateway.on[84] = [&](const Fields& f) {
    desk.gateway.send(fmt::format("83|{}|0|<p>Apple <b>rises</b></p>", f[1]));
  };
  port::NewsQuery query;
  query.instrument = desk.id("AAPL");
  const auto news =
      desk.wait<port::News>([&](port::Reply<port::News> reply) { desk.tws->news(query, reply); });
  REQUIRE(news.ok());
  REQUIRE(news->headlines.size() == 2);
  CHECK(news->headlines[0].provider == "DJNL");
  CHECK(news->headlines[1].text.value == "Apple rises \u20ac");
  CHECK(news->headlines[1].time == Time::parse("2026-04-13T15:27:04Z").value());
  const auto article = desk.wait<port::Article>(
      [&](port::Reply<port::Article> reply) { desk.tws->article("BRFG", "BRFG$1", reply); });
  REQUIRE(article.ok());
  CHECK(article->text.value == "Apple rises");
  query.instrument.reset();
  const auto all =
      desk.wait<port::News>([&](port::Reply<port::News> reply) { desk.tws->news(query, reply); });
  CHECK(all.error().code == Code::unsupported);
  CHECK(headline_text("{x}!y") == "y");
  CHECK(headline_text("{x") == "{x");
}

}  // namespace pitwall::tws
