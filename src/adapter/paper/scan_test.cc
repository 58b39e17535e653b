#include "adapter/paper/scan.h"

#include <doctest/doctest.h>

#include "adapter/paper/history.h"
#include "market/catalogue.h"

namespace pitwall::paper {

using namespace pitwall::literals;
using namespace pitwall::market::literals;

namespace {

struct Subjects {
  market::Catalogue catalogue = market::starter_catalogue();
  std::vector<ScanSubject> subjects;
  market::Origin origin{own_source(), {}, {}, market::Quality::simulated};

  Subjects() {
    add("AAPL"_sym, 110_px, 100_px, 500_qty);
    add("MSFT"_sym, 90_px, 100_px, 900_qty);
    add("SPY"_sym, 101_px, 100_px, 100_qty);
    add("ES"_sym, 130_px, 100_px, 5000_qty);
    ScanSubject unquoted{catalogue.find("NVDA"_sym), {}, {}};
    unquoted.quote.origin = origin;
    subjects.push_back(unquoted);
  }
  void add(market::Symbol symbol, Price last, Price before, Quantity volume) {
    ScanSubject subject{catalogue.find(symbol), {}, {}};
    subject.quote.last = last;
    subject.quote.previous_close = before;
    subject.quote.open = before;
    subject.quote.high = last;
    subject.quote.low = before;
    subject.quote.volume = volume;
    subject.quote.origin = origin;
    subjects.push_back(subject);
  }
  std::vector<std::string> found(const port::ScanQuery& query) {
    std::vector<std::string> symbols;
    const port::Scan scanned = scan(query, subjects, origin).value();
    for (const port::ScanRow& row : scanned.rows) symbols.push_back(row.symbol);
    return symbols;
  }
};
using Symbols = std::vector<std::string>;

}  // namespace

TEST_CASE_FIXTURE(Subjects, "gainers, losers and the active, best first") {
  CHECK(found({.code = "TOP_PERC_GAIN", .filters = {}}) ==
        Symbols{"AAPL:NASDAQ", "SPY:ARCA", "MSFT:NASDAQ"});
  CHECK(found({.code = "TOP_PERC_LOSE", .filters = {}, .limit = 1}) == Symbols{"MSFT:NASDAQ"});
  CHECK(found({.code = "MOST_ACTIVE", .filters = {}}) ==
        Symbols{"MSFT:NASDAQ", "AAPL:NASDAQ", "SPY:ARCA"});
  CHECK(
      found({.code = "MOST_ACTIVE", .instrument = "FUT.US", .location = "FUT.US", .filters = {}}) ==
      Symbols{"ES:CME"});
  CHECK(found({.code = "TOP_PERC_GAIN", .location = "STK.NASDAQ", .filters = {}}) ==
        Symbols{"AAPL:NASDAQ", "MSFT:NASDAQ"});
  CHECK(found({.code = "TOP_PERC_GAIN", .instrument = "ETF.EQ.US", .filters = {}}) ==
        Symbols{"SPY:ARCA"});
  const port::Scan scanned =
      scan({.code = "TOP_PERC_GAIN", .filters = {}}, subjects, origin).value();
  CHECK(scanned.rows[0].value == "+10.00%");
  CHECK(scanned.rows[0].kind == "STK");
  CHECK(scanned.origin.quality == market::Quality::simulated);
}

TEST_CASE_FIXTURE(Subjects, "filters hold rows back") {
  CHECK(found({.code = "TOP_PERC_GAIN", .filters = {{"priceAbove", "100"}}}) ==
        Symbols{"AAPL:NASDAQ", "SPY:ARCA"});
  CHECK(found({.code = "TOP_PERC_GAIN",
               .filters = {{"priceBelow", "105"}, {"volumeAbove", "200"}}}) ==
        Symbols{"MSFT:NASDAQ"});
  CHECK(found({.code = "TOP_PERC_GAIN", .filters = {{"changePercAbove", "50"}}}).empty());
}

TEST_CASE_FIXTURE(Subjects, "rankings that look back need days, and say so") {
  port::ScanQuery query{.code = "HOT_BY_VOLUME", .filters = {}};
  CHECK(looks_back(query));
  CHECK(found(query).empty());
  for (ScanSubject& subject : subjects) {
    market::Bar bar;
    bar.open = bar.close = 100_px;
    bar.volume = 100_qty;
    subject.days = {bar};
  }
  CHECK(found(query) == Symbols{"MSFT:NASDAQ", "AAPL:NASDAQ", "SPY:ARCA"});
  const port::Scan scanned = scan(query, subjects, origin).value();
  CHECK(scanned.rows[0].value == "9.00x");
}

TEST_CASE_FIXTURE(Subjects, "an unknown code names what is near") {
  const auto refused = [&](const port::ScanQuery& query) {
    const Result<port::Scan> answer = scan(query, subjects, origin);
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().code == Code::invalid_argument);
    return answer.error().message;
  };
  CHECK(refused({.code = "TOP_PERC_GAINS", .filters = {}}).find("TOP_PERC_GAIN") !=
        std::string::npos);
  CHECK(refused({.code = "MOST_ACTIVE", .location = "STK.US.MAYOR", .filters = {}})
            .find("STK.US.MAJOR") != std::string::npos);
  CHECK(refused({.code = "MOST_ACTIVE", .instrument = "BOND", .filters = {}}).find("BOND") !=
        std::string::npos);
  CHECK(refused({.code = "MOST_ACTIVE", .filters = {{"priceabove", "1"}}}).find("priceAbove") !=
        std::string::npos);
  CHECK(refused({.code = "MOST_ACTIVE", .filters = {{"priceAbove", "much"}}}).find("number") !=
        std::string::npos);
  CHECK(refused({.code = "MOST_ACTIVE", .filters = {}, .limit = 51}).find("50") !=
        std::string::npos);
  const port::ScannerCatalogue catalogue = scanner_catalogue(origin);
  for (const port::ScanName& code : catalogue.codes)
    CHECK(scan({.code = code.code, .filters = {}}, subjects, origin).ok());
}

}  // namespace pitwall::paper
