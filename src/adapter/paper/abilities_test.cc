// The paper market's further answers, asked through its port.
#include <doctest/doctest.h>

#include "adapter/paper/paper_market.h"

namespace pitwall::paper {

using namespace pitwall::literals;
using namespace pitwall::market::literals;

namespace {

struct Desk {
  market::CalendarSet calendars = market::CalendarSet::built_in();
  Time now = Time::parse("2026-03-04T15:00:00Z").value();
  std::unique_ptr<PaperMarket> market =
      PaperMarket::create({}, market::starter_catalogue(), calendars, nullptr, now).value();

  Desk() {
    market->start([](const port::BrokerEvent&) {});
    market->advance_fully_to(now + minutes(1));
  }
  market::InstrumentId id(market::Symbol symbol) { return market->catalogue().find(symbol)->id; }
  // What the port answers to `ask`, which is given the reply.
  template <class T, class Ask>
  Result<T> answer(Ask ask) {
    Result<T> got = error(Code::internal, "no answer");
    ask([&](Result<T> told) { got = std::move(told); });
    return got;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Desk, "a book stands around the quote") {
  const auto book =
      answer<market::OrderBook>([&](auto reply) { market->order_book(id("AAPL"_sym), 5, reply); });
  const auto quotes = answer<std::vector<Result<market::Quote>>>(
      [&](auto reply) { market->quotes({id("AAPL"_sym)}, reply); });
  REQUIRE(book.ok());
  CHECK(book->bids.at(0).price == (*quotes)[0]->bid);
  CHECK(book->asks.at(0).price == (*quotes)[0]->ask);
  CHECK(book->origin.quality == market::Quality::simulated);
  CHECK(answer<market::OrderBook>(
            [&](auto reply) { market->order_book(market::InstrumentId{999}, 5, reply); })
            .error()
            .code == Code::not_found);
}

TEST_CASE_FIXTURE(Desk, "options are found from expiries to chain") {
  const auto expiries = answer<port::OptionExpiries>([&](auto reply) {
    market->option_expiries(id("AAPL"_sym), Date::parse("2027-01-01").value(), reply);
  });
  REQUIRE(expiries.ok());
  CHECK(expiries->dates[0].text() == "2026-03-06");
  port::OptionChainQuery query{id("AAPL"_sym), expiries->dates[1]};
  const auto chain =
      answer<port::OptionChain>([&](auto reply) { market->option_chain(query, reply); });
  REQUIRE(chain.ok());
  CHECK(chain->options.size() == 20);
  query.expiry = Date::parse("2026-03-10").value();
  const auto wrong =
      answer<port::OptionChain>([&](auto reply) { market->option_chain(query, reply); });
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().message.find("2026-03-13") != std::string::npos);
  query = {id("ES"_sym), expiries->dates[0]};
  CHECK(answer<port::OptionChain>([&](auto reply) { market->option_chain(query, reply); })
            .error()
            .code == Code::unsupported);
}

TEST_CASE_FIXTURE(Desk, "the closes that volatility is measured by are those of history") {
  History history(nullptr, false, 1);
  const market::Instrument& aapl = *market->catalogue().find("AAPL"_sym);
  const market::Calendar* always = calendars.find("ALWAYS").value();
  const Listing listing{&aapl, always, calendars.find("NYSE").value()};
  const std::vector<market::Bar> closes = history.closes(listing, 5, now);
  REQUIRE(closes.size() == 5);
  const Time today = always->day_open(always->trading_day(now).value()).value();
  const market::BarSeries days_read =
      history.read({aapl.id, market::BarSize::d1, today - days(5), today, false, 0}, listing, now)
          .value();
  REQUIRE(days_read.bars.size() == 5);
  for (std::size_t i = 0; i < 5; ++i) CHECK(closes[i].close == days_read.bars[i].close);
}

TEST_CASE_FIXTURE(Desk, "rules say steps, lots and hours") {
  const auto rules =
      answer<port::TradingRules>([&](auto reply) { market->trading_rules(id("ES"_sym), reply); });
  REQUIRE(rules.ok());
  REQUIRE(rules->price_steps.size() == 1);
  CHECK(rules->price_steps[0].increment == 0.25_px);
  CHECK(rules->smallest_size == 1_qty);
  CHECK(rules->can_trade == true);
  CHECK(rules->hours == "At any hour, on any day.");
  CHECK(rules->order_types == std::vector<std::string>{"market", "limit", "stop", "stop_limit",
                                                       "trailing_stop", "midprice"});
}

TEST_CASE("rules of a market that keeps its hours say them") {
  const market::CalendarSet calendars = market::CalendarSet::built_in();
  const auto market =
      PaperMarket::create({.always_open = false}, market::starter_catalogue(), calendars, nullptr,
                          Time::parse("2026-11-27T12:00:00Z").value())
          .value();
  std::string hours;
  market->trading_rules(market->catalogue().find("SPY"_sym)->id,
                        [&](Result<port::TradingRules> rules) { hours = rules->hours; });
  CHECK(hours ==
        "09:30 to 13:00 on 2026-11-27 (Day after Thanksgiving), America/New_York time (US stocks "
        "(NYSE, NYSE Arca, Nasdaq)).");
}

TEST_CASE_FIXTURE(Desk, "every scan of the catalogue answers, and looks back where it must") {
  const auto catalogue =
      answer<port::ScannerCatalogue>([&](auto reply) { market->scanner_catalogue(reply); });
  REQUIRE(catalogue.ok());
  for (const port::ScanName& code : catalogue->codes) {
    CAPTURE(code.code);
    const auto scan = answer<port::Scan>(
        [&](auto reply) { market->scan({.code = code.code, .filters = {}}, reply); });
    REQUIRE(scan.ok());
    CHECK(scan->rows.size() == 6);
  }
  CHECK(answer<port::Scan>(
            [&](auto reply) { market->scan({.code = "TOP_GAIN", .filters = {}}, reply); })
            .error()
            .code == Code::invalid_argument);
}

TEST_CASE_FIXTURE(Desk, "there is no news, and it says why; nor watchlists or alerts") {
  const auto news = answer<port::News>([&](auto reply) { market->news({}, reply); });
  CHECK(news.error().code == Code::unsupported);
  CHECK(news.error().message.find("no news") != std::string::npos);
  CHECK(answer<port::Article>([&](auto reply) { market->article("A", "1", reply); }).error().code ==
        Code::unsupported);
  CHECK(answer<port::Watchlists>([&](auto reply) { market->watchlists(reply); }).error().code ==
        Code::unsupported);
  CHECK(answer<port::BrokerAlerts>([&](auto reply) { market->alerts("", reply); }).error().code ==
        Code::unsupported);
}

TEST_CASE_FIXTURE(Desk, "accounts report, and days are counted as they pass") {
  const std::string account = "DU1000001";
  const auto performance = [&] {
    return answer<port::Performance>(
        [&](auto reply) { market->performance(account, port::PerformancePeriod::week, reply); });
  };
  CHECK(performance()->points.size() == 1);
  market->advance_fully_to(now + hours(10));
  REQUIRE(performance().ok());
  CHECK(performance()->points.size() == 2);
  CHECK(performance()->points[0].date.text() == "2026-03-04");
  CHECK(performance()->points[0].cumulative_return.has_value());
  const auto profit =
      answer<port::ProfitAndLoss>([&](auto reply) { market->profit(account, reply); });
  REQUIRE(profit.ok());
  CHECK(profit->daily.has_value());
  CHECK(profit->realized.has_value());
  const auto executions =
      answer<port::Executions>([&](auto reply) { market->executions({account, 7}, reply); });
  REQUIRE(executions.ok());
  CHECK_FALSE(executions->executions.empty());
  CHECK(answer<port::LiveOrders>([&](auto reply) { market->live_orders(account, reply); }).ok());
}

TEST_CASE_FIXTURE(Desk, "an instrument is looked up by symbol, exchange or name") {
  const auto found = [&](std::string text) {
    return answer<std::vector<market::InstrumentId>>(
        [&](auto reply) { market->look_up(text, 5, reply); });
  };
  CHECK(found("aapl:nasdaq").value() == std::vector{id("AAPL"_sym)});
  CHECK(found("QQ").value() == std::vector{id("QQQ"_sym)});
  CHECK(found("apple").value() == std::vector{id("AAPL"_sym)});
  CHECK(found("AAPLL").error().message.find("AAPL") != std::string::npos);
}

}  // namespace pitwall::paper
