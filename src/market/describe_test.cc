#include <doctest/doctest.h>

#include "base/json_in.h"
#include "base/json_out.h"
#include "base/schema.h"
#include "market/bar.h"
#include "market/calendar.h"
#include "market/catalogue.h"
#include "market/quote.h"

namespace pitwall::market {

using namespace pitwall::literals;

namespace {

template <class T>
T there_and_back(T value) {
  const std::string text = to_json(value);
  return from_json<T>(parse_json(text).value()).value();
}

}  // namespace

TEST_CASE("a quote leaves with its origin and without what it does not know") {
  Quote quote;
  quote.bid = 367.45_px;
  quote.last = Price::parse("-36.98").value();
  quote.time = Time::parse("2020-12-15T14:30:00Z").value();
  quote.origin = {{"paper market", AccountKind::paper},
                  quote.time,
                  quote.time + milliseconds(12),
                  Quality::replayed};
  CHECK(to_json(quote) ==
        R"({"bid":367.45,"last":-36.98,"time":"2020-12-15T14:30:00Z","origin":)"
        R"({"source":"paper market","account_kind":"paper","as_of":"2020-12-15T14:30:00Z",)"
        R"("received_at":"2020-12-15T14:30:00.012Z","quality":"replayed"}})");
  const Quote back = there_and_back(quote);
  CHECK(back.bid == quote.bid);
  CHECK_FALSE(back.ask);
  CHECK(back.origin == quote.origin);
}

TEST_CASE("bars, instruments and sessions go through JSON and come back the same") {
  const Bar bar{Time::parse("2020-12-15T14:30:00Z").value(), 10_px, 12_px, 9_px, 11_px, 5_qty};
  CHECK(there_and_back(bar) == bar);
  const Catalogue catalogue = starter_catalogue();
  for (Instrument instrument : catalogue.all()) {
    instrument.id = {};  // a handle stays at home
    CHECK(there_and_back(instrument) == instrument);
  }
  const CalendarSet calendars = CalendarSet::built_in();
  const Calendar& nyse = *calendars.find("NYSE").value();
  const Session session = nyse.session_at(bar.time).value();
  CHECK(there_and_back(session) == session);
  for (const Instrument& instrument : catalogue.all())
    CHECK(calendars.find(instrument.calendar).ok());
}

}  // namespace pitwall::market
