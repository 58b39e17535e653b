#include "adapter/paper/options.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "market/option_maths.h"

namespace pitwall::paper {

using namespace pitwall::literals;
using namespace pitwall::market::literals;
using market::AssetClass;
using market::OptionRight;

namespace {

const market::CalendarSet& calendars() {
  static const market::CalendarSet set = market::CalendarSet::built_in();
  return set;
}
Time at(std::string_view text) { return Time::parse(text).value(); }
Date day(std::string_view text) { return Date::parse(text).value(); }
const market::Calendar& nyse() { return *calendars().find("NYSE").value(); }

bool lists(const std::vector<Date>& days, std::string_view wanted) {
  return std::ranges::find(days, day(wanted)) != days.end();
}

struct Chain {
  market::Catalogue catalogue = market::starter_catalogue();
  Listing listing{catalogue.find("AAPL"_sym), &nyse(), &nyse()};
  OptionModel model;
  port::OptionChainQuery query;

  Chain() {
    model.listing = &listing;
    model.now = model.quote.time = at("2026-03-02T15:00:00Z");
    model.quote.bid = 179.98_px;
    model.quote.ask = 180.02_px;
    model.quote.origin = {own_source(), model.now, model.now, market::Quality::replayed};
    model.volatility = 0.3;
    model.seed = 1;
    query.underlying = listing.instrument->id;
    query.expiry = day("2026-04-17");
    query.strikes = 40;
  }
  port::OptionChain chain() { return price_chain(query, model).value(); }
};

}  // namespace

TEST_CASE("options expire on Fridays, or the trading day before") {
  const std::vector<Date> listed =
      listed_expiries(nyse(), at("2026-03-02T15:00:00Z"), day("2030-01-01"));
  REQUIRE(listed.size() > 15);
  CHECK(std::ranges::is_sorted(listed));
  CHECK(listed[0] == day("2026-03-06"));
  CHECK(listed[1] == day("2026-03-13"));
  CHECK(lists(listed, "2026-03-20"));
  CHECK_FALSE(lists(listed, "2026-04-03"));  // Good Friday
  CHECK(lists(listed, "2026-04-02"));
  CHECK(lists(listed, "2026-09-18"));        // a third Friday
  CHECK_FALSE(lists(listed, "2026-09-11"));  // too far for a weekly one
  CHECK(lists(listed, "2027-01-15"));
  CHECK(lists(listed, "2028-01-21"));
  CHECK_FALSE(lists(listed, "2026-06-19"));  // Juneteenth
  CHECK(lists(listed, "2026-06-18"));
  CHECK(listed_expiries(nyse(), at("2026-03-02T15:00:00Z"), day("2026-03-13")).size() == 2);
}

TEST_CASE("an option is listed until the close of its last day") {
  CHECK(listed_expiries(nyse(), at("2026-03-06T20:59:00Z"), day("2030-01-01"))[0] ==
        day("2026-03-06"));
  CHECK(listed_expiries(nyse(), at("2026-03-06T21:00:00Z"), day("2030-01-01"))[0] ==
        day("2026-03-13"));
  CHECK(listed_expiries(nyse(), at("2026-03-07T15:00:00Z"), day("2030-01-01"))[0] ==
        day("2026-03-13"));
}

TEST_CASE("strikes stand in the usual steps around a price") {
  CHECK(listed_strikes(180_px, 181_px, 4, AssetClass::stock) ==
        std::vector{177.5_px, 180_px, 182.5_px, 185_px});
  CHECK(listed_strikes(200_px, 199_px, 4, AssetClass::stock) ==
        std::vector{195_px, 197.5_px, 200_px, 205_px});
  CHECK(listed_strikes(367.41_px, 367.41_px, 3, AssetClass::etf) ==
        std::vector{366_px, 367_px, 368_px});
  CHECK(listed_strikes(24.6_px, 24.6_px, 4, AssetClass::stock) ==
        std::vector{23.5_px, 24_px, 24.5_px, 25_px});
  CHECK(listed_strikes(1_px, 1_px, 40, AssetClass::stock) ==
        std::vector{0.5_px, 1_px, 1.5_px, 2_px, 2.5_px, 3_px, 3.5_px, 4_px});
  CHECK(listed_strikes(180_px, 5000_px, 5, AssetClass::stock).front() == 680_px);
  CHECK(listed_strikes(180_px, 1_px, 5, AssetClass::stock).front() >= 45_px);
  // Up and down are one grid.
  Price strike = 10_px;
  for (int i = 0; i < 500; ++i) {
    const Price next = strike_above(strike, AssetClass::stock);
    CHECK(next > strike);
    CHECK(strike_below(next, AssetClass::stock) == strike);
    strike = next;
  }
}

TEST_CASE_FIXTURE(Chain, "a chain is by strike, call before put, and says what it is") {
  const port::OptionChain all = chain();
  REQUIRE(all.options.size() == 80);
  CHECK(all.underlying_price == 180_px);
  CHECK(all.origin.quality == market::Quality::simulated);
  for (std::size_t i = 0; i < all.options.size(); ++i) {
    const market::OptionQuote& option = all.options[i];
    CHECK(option.right == (i % 2 == 0 ? OptionRight::call : OptionRight::put));
    CHECK(option.greeks.by == market::GreeksBy::computed);
    CHECK(option.quote.origin.quality == market::Quality::simulated);
    CHECK_FALSE(option.quote.last);  // nobody traded it
    CHECK_FALSE(option.open_interest);
    REQUIRE(option.quote.ask.has_value());
    if (option.quote.bid) CHECK(*option.quote.bid < *option.quote.ask);
    const auto name = market::option_name(option.symbol);
    REQUIRE(name.has_value());
    CHECK(name->strike == option.strike);
    CHECK(name->expiry == query.expiry);
  }
  query.right = OptionRight::put;
  query.strikes = 3;
  const port::OptionChain puts = chain();
  REQUIRE(puts.options.size() == 3);
  CHECK(puts.options[0].strike == 177.5_px);
  CHECK(puts.options[0].right == OptionRight::put);
  query.around = 5000_px;
  CHECK(price_chain(query, model).ok());
  model.quote.bid = model.quote.ask = std::nullopt;
  CHECK(price_chain(query, model).error().code == Code::no_data);
}

TEST_CASE_FIXTURE(Chain, "the smile leaves nothing for free") {
  for (const double volatility : {0.1, 0.3, 0.9}) {
    for (const std::string_view expiry : {"2026-03-06", "2026-04-17", "2028-01-21"}) {
      model.volatility = volatility;
      query.expiry = day(expiry);
      CAPTURE(volatility);
      CAPTURE(expiry);
      const double years = market::years_between(model.now, nyse().day_close(query.expiry).value());
      std::vector<double> calls, puts;
      for (double strike = 45; strike <= 720; strike += 2.5)
        for (const OptionRight right : {OptionRight::call, OptionRight::put})
          (right == OptionRight::call ? calls : puts)
              .push_back(market::option_price({right, 180, strike, years, option_rate, 0},
                                              smile(volatility, 180, strike, years))
                             .value());
      for (std::size_t i = 1; i < calls.size(); ++i) {
        CHECK(calls[i] <= calls[i - 1] + 1e-9);  // a higher strike is worth less to a call,
        CHECK(puts[i] >= puts[i - 1] - 1e-9);    // more to a put,
      }
      for (std::size_t i = 1; i + 1 < calls.size(); ++i)  // and a butterfly is worth something
        CHECK(calls[i - 1] - 2 * calls[i] + calls[i + 1] >= -1e-6);
    }
  }
}

TEST_CASE_FIXTURE(Chain, "the same words give the same chain; its volatility is in its prices") {
  const port::OptionChain once = chain(), again = chain();
  for (std::size_t i = 0; i < once.options.size(); ++i) {
    CHECK(once.options[i].quote.ask == again.options[i].quote.ask);
    CHECK(once.options[i].quote.ask_size == again.options[i].quote.ask_size);
  }
  const auto middle = std::ranges::find(once.options, 180_px, &market::OptionQuote::strike);
  REQUIRE(middle != once.options.end());
  const double years = market::years_between(model.now, nyse().day_close(query.expiry).value());
  const Result<double> implied = market::implied_volatility(
      {OptionRight::call, 180, 180, years, option_rate, 0}, middle->quote.mid()->to_double());
  REQUIRE(implied.ok());
  CHECK(*implied == doctest::Approx(0.3).epsilon(0.01));
  CHECK(*middle->greeks.implied_volatility == doctest::Approx(0.3));
  CHECK(*middle->greeks.delta == doctest::Approx(0.54).epsilon(0.05));
}

TEST_CASE("volatility is measured over the time that passed") {
  std::vector<market::Bar> days;
  for (int i = 0; i < 30; ++i) {
    market::Bar bar;
    bar.time = at("2026-01-01T00:00:00Z") + hours(24 * i);
    bar.close = i % 2 == 0 ? 100_px : 101_px;
    days.push_back(bar);
  }
  const double change = std::log(1.01);
  CHECK(*measured_volatility(days) == doctest::Approx(change * std::sqrt(365)));
  days.resize(10);
  CHECK_FALSE(measured_volatility(days));
}

}  // namespace pitwall::paper
