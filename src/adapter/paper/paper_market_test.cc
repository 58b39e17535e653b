#include "adapter/paper/paper_market.h"

#include <doctest/doctest.h>

#include "base/sha256.h"
#include "market/aggregate.h"

namespace pitwall::paper {

using namespace pitwall::literals;
using namespace pitwall::market::literals;
using market::Bar;
using market::BarSize;
using market::Quote;
using market::Tick;

namespace {

const market::CalendarSet& calendars() {
  static const market::CalendarSet set = market::CalendarSet::built_in();
  return set;
}
Time at(std::string_view text) { return Time::parse(text).value(); }

const Time sunday_night = Time::parse("2026-03-01T03:00:07.5Z").value();

std::unique_ptr<PaperMarket> synthetic(PaperConfig config = {}, Time now = sunday_night) {
  return PaperMarket::create(std::move(config), market::starter_catalogue(), calendars(), nullptr,
                             now)
      .value();
}
market::InstrumentId id(const PaperMarket& market, market::Symbol symbol) {
  return market.catalogue().find(symbol)->id;
}
Result<Quote> quote(PaperMarket& market, market::Symbol symbol) {
  Result<Quote> answer = error(Code::internal, "no answer");
  market.quotes({id(market, symbol)},
                [&](Result<std::vector<Result<Quote>>> all) { answer = all->at(0); });
  return answer;
}
Result<market::BarSeries> history(PaperMarket& market, const port::HistoryQuery& query) {
  Result<market::BarSeries> answer = error(Code::internal, "no answer");
  market.history(query, [&](Result<market::BarSeries> series) { answer = std::move(series); });
  return answer;
}
// A digest of every tick and quote that the listener hears.
std::string stream_of(PaperMarket& market, Time until) {
  Sha256 hash;
  market.listen([&](const Tick& tick, const Quote& after) {
    hash.add(fmt::format("{} {} {} {} {} {} {} {} {}\n", tick.instrument.index,
                         tick.time.nanoseconds, tick.price.text(), tick.size.text(),
                         tick.bid.text(), tick.ask.text(), tick.bid_size.text(),
                         tick.ask_size.text(), after.volume->text()));
  });
  market.advance_fully_to(until);
  return hash.finish().text();
}

}  // namespace

TEST_CASE("the synthetic tape moves at any hour, and says that it is simulated") {
  const auto market = synthetic();
  for (const market::Instrument& instrument : market->catalogue().all()) {
    CAPTURE(instrument.symbol.text());
    CHECK(instrument.calendar == "ALWAYS");
    const Quote before = quote(*market, instrument.symbol).value();
    CHECK(before.origin.quality == market::Quality::simulated);
    CHECK(before.origin.source.name.view() == "paper market");
    CHECK(before.previous_close);
    CHECK(before.open);
    CHECK(before.time <= sunday_night);
  }
  std::uint64_t heard = 0;
  Time last = sunday_night;
  market->listen([&](const Tick& tick, const Quote& after) {
    ++heard;
    CHECK(tick.time >= last);
    CHECK(after.time == tick.time);
    last = tick.time;
  });
  CHECK(market->next_event() < sunday_night + seconds(1));
  CHECK(market->advance_to(sunday_night + minutes(1)));
  CHECK(heard > 12 * 60);
  CHECK(heard <= 12 * 120);
  CHECK(market->market_time() == sunday_night + minutes(1));
}

TEST_CASE("same seed and start, same ticks; another seed, others") {
  const Time until = sunday_night + minutes(20);
  const std::string once = stream_of(*synthetic(), until);
  CHECK(stream_of(*synthetic(), until) == once);
  CHECK(stream_of(*synthetic({.seed = 2}), until) != once);
  // Small steps of the clock make no difference.
  const auto market = synthetic();
  for (Time t = sunday_night; t < until - minutes(1); t += milliseconds(1'337))
    market->advance_to(t);
  const auto whole = synthetic();
  whole->advance_fully_to(until - minutes(1));
  market->advance_fully_to(until - minutes(1));
  CHECK(market->ticks_played() == whole->ticks_played());
  CHECK(quote(*market, "SPY"_sym)->last == quote(*whole, "SPY"_sym)->last);
}

TEST_CASE("a market that comes back finds the prices where it left them") {
  const auto first = synthetic();
  first->advance_fully_to(sunday_night + minutes(10));
  const auto second = synthetic({}, sunday_night + minutes(10));
  const Quote before = quote(*first, "AAPL"_sym).value();
  const Quote after = quote(*second, "AAPL"_sym).value();
  CHECK(after.last == before.last);
  CHECK(after.volume == before.volume);
  CHECK(after.high == before.high);
  CHECK(after.previous_close == before.previous_close);
}

TEST_CASE("live ticks and history are one market") {
  const auto market = synthetic();
  const market::Calendar& always = *calendars().find("ALWAYS").value();
  market::BarAggregator heard(BarSize::m1, always);
  std::vector<Bar> bars;
  const market::InstrumentId spy = id(*market, "SPY"_sym);
  market->listen([&](const Tick& tick, const Quote&) {
    if (tick.instrument != spy || tick.kind != Tick::Kind::trade) return;
    if (const auto bar = heard.add(tick.time, tick.price, tick.size)) bars.push_back(*bar);
  });
  market->advance_fully_to(sunday_night + minutes(5) + seconds(20));
  bars.push_back(*heard.flush());
  bars.erase(bars.begin());  // was under way at the start
  const market::BarSeries series = history(*market, {.instrument = spy,
                                                     .size = BarSize::m1,
                                                     .from = bars.front().time,
                                                     .to = market->market_time()})
                                       .value();
  CHECK(series.bars == bars);
}

TEST_CASE("speed and start are as configured") {
  const Time from = at("2024-07-01T12:00:00Z");
  const auto market = synthetic({.speed = 60, .from = from});
  CHECK(market->market_time() == from);
  market->advance_fully_to(sunday_night + seconds(10));
  CHECK(market->market_time() == from + minutes(10));
  market->advance_fully_to(sunday_night);  // a clock set back
  CHECK(market->market_time() == from + minutes(10));
}

TEST_CASE("a tape that keeps hours opens with the last quotes and waits for the session") {
  const auto market = synthetic({.always_open = false});
  CHECK(market->catalogue().find("SPY"_sym)->calendar == "NYSE");
  const Quote friday = quote(*market, "SPY"_sym).value();
  CHECK(friday.time < at("2026-02-28T01:00:00Z"));
  CHECK(friday.time > at("2026-02-28T00:58:00Z"));
  CHECK(friday.last);
  market->advance_fully_to(at("2026-03-01T12:00:00Z"));
  CHECK(quote(*market, "SPY"_sym)->time == friday.time);
  CHECK(quote(*market, "BTCUSD"_sym)->time > sunday_night);
}

TEST_CASE("a long sleep is caught up in bounded pieces") {
  const auto market = synthetic();
  const Time late = sunday_night + hours(1);
  CHECK_FALSE(market->advance_to(late));
  CHECK(market->ticks_played() == PaperMarket::max_ticks_at_once);
  CHECK(market->market_time() < late);
  CHECK(market->next_event() <= late);
  market->advance_fully_to(late);
  CHECK(market->market_time() == late);
}

TEST_CASE("the accounts open once, at the first prices") {
  const auto market = synthetic();
  ExchangeSeed seed;
  std::map<std::string, Quantity> held;
  std::string stream;
  const auto listen = [&](PaperMarket& to) {
    to.start([&](port::BrokerEvent event) {
      if (const auto* opened = std::get_if<port::AccountOpened>(&event))
        seed.accounts.push_back({opened->account, opened->base_currency, {}, {}});
      if (const auto* moved = std::get_if<port::CashMoved>(&event))
        seed.accounts.back().cash.push_back({moved->currency, moved->amount});
      if (const auto* report = std::get_if<port::OrderReported>(&event))
        if (is_final(report->status))
          seed.orders.push_back({report->order, report->status, report->filled, ""});
      if (const auto* fill = std::get_if<port::OrderExecuted>(&event)) {
        held[fill->account + " " + fill->symbol.text()] +=
            fill->side == port::Side::buy ? fill->quantity : -fill->quantity;
        stream +=
            fmt::format("{} {} {}\n", fill->execution_id, fill->price.text(), fill->time.text());
      }
    });
  };
  listen(*market);
  CHECK(seed.accounts.size() == 2);
  CHECK(held.empty());
  market->advance_fully_to(sunday_night + seconds(10));
  CHECK(held.size() == 6);
  CHECK(held["DU1000001 SPY"] == 100_qty);
  CHECK(held["DU1000001 NVDA"] == -20_qty);
  CHECK(held["DU1000002 BTCUSD"] == 0.25_qty);
  for (const std::string account : {"DU1000001", "DU1000002"})
    market->balances(account, [&](Result<port::Balances> balances) {
      REQUIRE(balances.ok());
      CHECK(balances->net_liquidation > 100000_money);
      CHECK(balances->available_funds > 50000_money);
      CHECK(balances->origin.quality == market::Quality::simulated);
      CHECK(balances->origin.source.account == market::AccountKind::paper);
    });
  const std::string first = stream;
  const ExchangeSeed known = seed;
  stream.clear();
  held.clear();
  const auto again = synthetic();
  listen(*again);
  again->advance_fully_to(sunday_night + seconds(10));
  CHECK(stream == first);
  // A desk that knows them does not get them a second time.
  held.clear();
  seed = known;
  CHECK(seed.orders.size() == 6);
  const auto later = synthetic();
  REQUIRE(later->restore(known).ok());
  listen(*later);
  later->advance_fully_to(sunday_night + seconds(10));
  CHECK(seed.accounts.size() == 2);
  CHECK(held.empty());
}

TEST_CASE("what is not there is an error that says so") {
  const auto market = synthetic();
  market::Catalogue more = market::starter_catalogue();
  market::Instrument gold = *more.find("GC"_sym);
  gold.symbol = "XYZ"_sym;
  REQUIRE(more.add(gold).ok());
  const auto with_more =
      PaperMarket::create({}, std::move(more), calendars(), nullptr, sunday_night).value();
  CHECK(quote(*with_more, "XYZ"_sym).error().code == Code::no_data);
  const market::InstrumentId nothing{99};
  market->quotes({nothing}, [](Result<std::vector<Result<Quote>>> all) {
    CHECK(all->at(0).error().code == Code::not_found);
  });
  CHECK(history(*market, {nothing, BarSize::m1, sunday_night, sunday_night + hours(1)})
            .error()
            .code == Code::not_found);
  market->ticks(nothing, 5, [](Result<port::TickSeries> ticks) {
    CHECK(ticks.error().code == Code::not_found);
  });
  market->ticks(id(*market, "ES"_sym), 5, [](Result<port::TickSeries> ticks) {
    CHECK(ticks->ticks.size() == 5);
    CHECK(ticks->origin.quality == market::Quality::simulated);
  });
  CHECK(PaperMarket::create({.tape = TapeKind::replay}, market::starter_catalogue(), calendars(),
                            nullptr, sunday_night)
            .error()
            .code == Code::invalid_argument);
}

}  // namespace pitwall::paper
