// Quotes and history through a session.
#include "adapter/tws/scripted_gateway.h"
#include "port/following.h"

namespace pitwall::tws {
namespace {

using namespace testing;

struct Market : Desk {
  explicit Market(int version) : Desk(version) {
    start();
    REQUIRE(state() == port::ConnectionState::connected);
    gateway.on[1] = [this](const Fields& f) { stream(f[2], f[4] == "AAPL" ? "201" : "5000"); };
  }
  void stream(const std::string& id, std::string_view whole) {
    gateway.send(fmt::format("58|1|{}|1", id));
    gateway.send(fmt::format("1|6|{}|1|{}.5|300|1", id, whole));
    gateway.send(fmt::format("1|6|{}|2|{}.75|200|1", id, whole));
    gateway.send(fmt::format("1|6|{}|4|{}.5|100|0", id, whole));
  }
  Result<market::Quote> quote(std::string_view name) {
    const auto all = wait<std::vector<Result<market::Quote>>>(
        [&](port::Reply<std::vector<Result<market::Quote>>> reply) {
          tws->quotes({id(name)}, reply);
        });
    REQUIRE(all.ok());
    REQUIRE(all->size() == 1);
    return all->front();
  }
  Result<market::BarSeries> history(const port::HistoryQuery& query) {
    return wait<market::BarSeries>(
        [&](port::Reply<market::BarSeries> reply) { tws->history(query, reply); }, hours(3));
  }
};

}  // namespace

TEST_CASE("a quote opens a line once; ES stands for the front month") {
  Market desk(200);
  const auto apple = desk.quote("AAPL");
  REQUIRE(apple.ok());
  CHECK(apple->bid == 201.5_px);
  CHECK(apple->origin.quality == market::Quality::live);
  CHECK(apple->origin.source.account == market::AccountKind::paper);
  CHECK(desk.quote("AAPL").ok());
  CHECK(desk.gateway.received_of(1).size() == 1);
  CHECK(desk.quote("ES")->ask == 5000.75_px);
  CHECK(desk.gateway.received_of(1).back()[3] == "1");  // the one that expires first
  desk.run_for(minutes(5));
  CHECK(desk.gateway.received_of(2).size() == 2);  // nobody has asked for long
}

TEST_CASE("without a subscription figures come delayed, and say so") {
  Market desk(193);
  int asked = 0;
  desk.gateway.on[1] = [&](const Fields& f) {
    if (asked++ == 0) {
      desk.gateway.error(std::stoll(f[2]), 354, "Requested market data is not subscribed.");
      return;
    }
    CHECK_FALSE(desk.gateway.received_of(59).empty());
    desk.gateway.send(fmt::format("58|1|{}|3", f[2]));
    desk.gateway.send(fmt::format("1|6|{}|66|201.5|300|0", f[2]));
    desk.gateway.send(fmt::format("1|6|{}|68|201.5|300|0", f[2]));
  };
  const auto quote = desk.quote("AAPL");
  REQUIRE(quote.ok());
  CHECK(quote->origin.quality == market::Quality::delayed);
  CHECK(desk.gateway.received_of(59)[0][2] == "3");
}

TEST_CASE("a quote that the broker refuses, or never sends, is an error") {
  Market desk(200);
  desk.gateway.on[1] = [&](const Fields& f) {
    desk.gateway.error(std::stoll(f[2]), 200, "No security definition");
  };
  CHECK(desk.quote("AAPL").error().code == Code::not_found);
  desk.gateway.on[1] = [](const Fields&) {};
  CHECK(desk.quote("AAPL").error().code == Code::no_data);
}

TEST_CASE("what was seen before the connection broke is stale; what is followed comes back") {
  Market desk(200);
  const port::Following following(*desk.tws, desk.id("AAPL"));
  std::size_t ticks = 0;
  desk.tws->listen([&](const market::Tick& tick, const market::Quote& quote) {
    ++ticks;
    CHECK(tick.instrument == desk.id("AAPL"));
    CHECK(quote.origin.stated());
  });
  desk.run_for(seconds(1));
  CHECK(desk.gateway.received_of(1).size() == 1);
  CHECK(desk.quote("AAPL").ok());
  desk.gateway.reachable = false;
  desk.gateway.cut();
  desk.run_for(seconds(1));
  CHECK(desk.quote("AAPL")->origin.quality == market::Quality::stale);
  CHECK(desk.quote("ES").error().code == Code::unavailable);
  desk.gateway.reachable = true;
  desk.run_for(minutes(2));
  CHECK(desk.gateway.received_of(1).size() == 2);
  CHECK(desk.quote("AAPL")->origin.quality == market::Quality::live);
  const std::string line = desk.gateway.received_of(1).back()[2];
  const std::size_t before = ticks;
  desk.gateway.send(fmt::format("1|6|{}|4|202|100|0", line));
  desk.run_for(seconds(1));
  CHECK(ticks == before + 1);
}

TEST_CASE(
    "while a market data farm is broken, what was seen before is stale until it moves again") {
  Market desk(200);
  const port::Following following(*desk.tws, desk.id("AAPL"));
  desk.run_for(seconds(1));
  REQUIRE(desk.quote("AAPL")->origin.quality == market::Quality::live);
  desk.gateway.error(-1, 2103, "Market data farm connection is broken:usfarm");
  desk.run_for(seconds(1));
  CHECK(desk.quote("AAPL")->origin.quality == market::Quality::stale);
  desk.gateway.error(-1, 2104, "Market data farm connection is OK:usfarm");
  desk.run_for(seconds(1));
  CHECK(desk.quote("AAPL")->origin.quality == market::Quality::stale);
  desk.gateway.send(fmt::format("1|6|{}|4|202|100|0", desk.gateway.received_of(1).back()[2]));
  desk.run_for(seconds(1));
  CHECK(desk.quote("AAPL")->origin.quality == market::Quality::live);
}

TEST_CASE("at most a hundred lines: the one asked for longest ago is given up, if nobody follows") {
  market::Catalogue catalogue = Desk::apple_and_es();
  for (int i = 0; i < 120; ++i) {
    market::Instrument one = catalogue.all().front();
    one.symbol = market::Symbol::parse(fmt::format("S{}", i)).value();
    REQUIRE(catalogue.add(one).ok());
  }
  Desk desk(200, {}, std::move(catalogue));
  std::set<std::string> open;
  desk.gateway.on[9] = [&](const Fields& f) {
    if (f[4].starts_with("S")) {
      desk.gateway.send(
          fmt::format("10|{}|{}|STK|||0||SMART|USD|{}|NMS|NMS|{}|0.01||LMT|SMART|1|0|X|NASDAQ||||||"
                      "||||0|0||||||"
                      "1|1|1|0",
                      f[2], f[4], f[4], 1000 + std::stoi(f[4].substr(1))));
      desk.gateway.send(fmt::format("52|1|{}", f[2]));
    } else {
      desk.gateway.error(std::stoll(f[2]), 200, "none");
    }
  };
  std::size_t most = 0;
  desk.gateway.on[1] = [&](const Fields& f) {
    open.insert(f[2]);
    most = std::max(most, open.size());
    desk.gateway.send(fmt::format("58|1|{}|1", f[2]));
    for (const int type : {1, 2, 4})
      desk.gateway.send(fmt::format("1|6|{}|{}|10|300|1", f[2], type));
  };
  desk.gateway.on[2] = [&](const Fields& f) { open.erase(f[2]); };
  desk.start();
  std::vector<market::InstrumentId> all;
  for (int i = 0; i < 120; ++i) all.push_back(desk.id(fmt::format("S{}", i)));
  std::size_t good = 0;
  for (const market::InstrumentId one : all) {
    const auto quotes = desk.wait<std::vector<Result<market::Quote>>>(
        [&](port::Reply<std::vector<Result<market::Quote>>> reply) {
          desk.tws->quotes({one}, reply);
        });
    good += quotes->front().ok();
  }
  CHECK(good == 120);
  CHECK(most <= 101);  // a cancellation and a request may cross
  CHECK(open.size() <= 100);
  // All that are left are followed: the next is refused by name.
  std::vector<port::Following> following;
  for (int i = 0; i < 100; ++i) following.emplace_back(*desk.tws, all[static_cast<std::size_t>(i)]);
  desk.run_for(seconds(30));
  const auto refused = desk.wait<std::vector<Result<market::Quote>>>(
      [&](port::Reply<std::vector<Result<market::Quote>>> reply) {
        desk.tws->quotes({all[110]}, reply);
      });
  CHECK(refused->front().error().code == Code::too_large);
}

TEST_CASE("history is put together of pages and cut to what was asked for") {
  for (const int version : {178, 200}) {
    Market desk(version);
    desk.gateway.on[20] = [&](const Fields& f) {
      // Hourly candles, newest last, as many as the page is for.
      const std::string end = f[15].empty() ? "20260414-15:00:00" : f[15];
      const Time last = Time::parse(fmt::format("{}-{}-{}T{}Z", end.substr(0, 4), end.substr(4, 2),
                                                end.substr(6, 2), end.substr(9)))
                            .value();
      const std::string& duration = f[17];
      const int count = std::stoi(duration) * (duration.ends_with('D') ? 24 : 1) /
                        (duration.ends_with('S') ? 3600 : 1);
      std::string bars;
      for (int hour = count; hour > 0; --hour)
        bars += fmt::format("|{}|10|12|9|11|500|10.5|7",
                            (last - hours(hour)).nanoseconds / 1'000'000'000);
      std::string line = fmt::format("17|{}", f[1]);
      if (version < 196) line += "|20260413 00:00:00|20260414 00:00:00";
      desk.gateway.send(line + fmt::format("|{}", count) + bars);
      if (version >= 196) desk.gateway.send(fmt::format("108|{}|a|b", f[1]));
    };
    port::HistoryQuery query;
    query.instrument = desk.id("AAPL");
    query.size = market::BarSize::h1;
    query.to = Time::parse("2026-04-14T12:00:00Z").value();
    query.from = query.to - hours(60);
    const auto series = desk.history(query);
    REQUIRE(series.ok());
    CHECK(series->bars.size() == 60);
    CHECK(series->bars.front().time == query.from);
    CHECK(series->bars.front().high == 12_px);
    CHECK(series->bars.back().volume == 500_qty);
    query.limit = 5;
    query.from = query.to - days(30);
    CHECK(desk.history(query)->bars.size() == 5);
  }
}

TEST_CASE("too fast a question of history is asked once more after a while, not in a loop") {
  Market desk(200);
  int asked = 0;
  desk.gateway.on[20] = [&](const Fields& f) {
    ++asked;
    desk.gateway.error(std::stoll(f[1]), 162, "Historical data request pacing violation");
  };
  port::HistoryQuery query;
  query.instrument = desk.id("AAPL");
  query.size = market::BarSize::d1;
  query.to = desk.clock.now();
  query.from = query.to - days(5);
  CHECK(desk.history(query).error().code == Code::unavailable);
  CHECK(asked == 2);
}

TEST_CASE("days are named by the open of their first session") {
  Market desk(200);
  desk.gateway.on[20] = [&](const Fields& f) {
    desk.gateway.send(
        fmt::format("17|{}|2|20260410|10|12|9|11|500|10.5|7|20260413|11|12|9|11|-1|10.5|7", f[1]));
    desk.gateway.send(fmt::format("108|{}|a|b", f[1]));
  };
  port::HistoryQuery query;
  query.instrument = desk.id("AAPL");
  query.size = market::BarSize::d1;
  query.to = Time::parse("2026-04-14T00:00:00Z").value();
  query.from = query.to - days(5);
  const auto series = desk.history(query);
  REQUIRE(series.ok());
  REQUIRE(series->bars.size() == 2);
  CHECK(series->bars[0].time == Time::parse("2026-04-10T13:30:00Z").value());
  CHECK(series->bars[1].volume.is_zero());
}

TEST_CASE("a thousand calls at once: shared, paced, and all answered") {
  Market desk(200);
  std::vector<Duration> arrivals;
  desk.gateway.on[49] = [&](const Fields&) { desk.gateway.send("49|1|1776178800"); };
  for (const int id : {1, 6, 9, 20, 61, 62})
    if (const auto handler = desk.gateway.on.find(id); handler != desk.gateway.on.end())
      handler->second = [&, before = handler->second](const Fields& f) {
        arrivals.push_back(desk.loop.now());
        before(f);
      };
  std::size_t answered = 0;
  for (int i = 0; i < 500; ++i) {
    desk.tws->quotes({desk.id(i % 2 ? "AAPL" : "ES")}, [&](const auto& all) {
      REQUIRE(all.ok());
      CHECK(all->front().ok());
      ++answered;
    });
    desk.tws->balances("DU1", [&](const auto& balances) {
      CHECK(balances.ok());
      ++answered;
    });
  }
  desk.run_for(seconds(30));
  CHECK(answered == 1000);
  CHECK(arrivals.size() <= 5);  // two lines and one summary: equal questions share their answer
}

TEST_CASE("instruments are looked up at the broker and join the catalogue") {
  Market desk(193);
  desk.gateway.on[81] = [&](const Fields& f) {
    desk.gateway.send(fmt::format(
        "79|{}|2|265598|AAPL|STK|NASDAQ.NMS|USD|2|OPT|WAR|APPLE INC||77|AAPL|STK|LSE|GBP|"
        "0|LS 1X AAPL|",
        f[1]));
  };
  const auto found = desk.wait<std::vector<market::InstrumentId>>(
      [&](port::Reply<std::vector<market::InstrumentId>> reply) {
        desk.tws->look_up("AAPL:NASDAQ", 5, reply);
      });
  REQUIRE(found.ok());
  REQUIRE(found->size() == 1);
  CHECK(desk.tws->catalogue().at(found->front()).full_name() == "AAPL:NASDAQ");
  const auto none = desk.wait<std::vector<market::InstrumentId>>(
      [&](port::Reply<std::vector<market::InstrumentId>> reply) {
        desk.tws->look_up("AAPL:NOWHERE", 5, reply);
      });
  CHECK(none.error().code == Code::not_found);
}

TEST_CASE("an order must keep to the rule of its exchange") {
  Market desk(200);
  desk.gateway.on[91] = [&](const Fields& f) {
    desk.gateway.send(fmt::format("93|{}|2|0|0.0001|1|0.01", f[1]));
  };
  const auto rules = desk.wait<port::TradingRules>([&](port::Reply<port::TradingRules> reply) {
    desk.tws->trading_rules(desk.id("AAPL"), reply);
  });
  REQUIRE(rules.ok());
  REQUIRE(rules->price_steps.size() == 2);
  CHECK(rules->price_steps[1].from == 1_px);
  CHECK(rules->price_steps[1].increment == 0.01_px);
  CHECK(rules->smallest_size == 0.0001_qty);
  CHECK(rules->times_in_force == std::vector<std::string>{"day", "gtc", "ioc"});
}

}  // namespace pitwall::tws
