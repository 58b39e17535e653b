// For the tests of tools only: a desk whose ports answer exactly what a test put in, and fail the
// test where a tool asks for what no port would take. Nothing here is invented: an instrument
// without a quote is an error, as in life.
#pragma once

#include <doctest/doctest.h>

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "desk/engine/desk.h"
#include "tool/registry.h"

namespace pitwall::tool::testing {
using namespace pitwall::literals;
using namespace market::literals;

inline Time at(std::string_view text) { return Time::parse(text).value(); }

inline market::Origin origin_of(std::string_view source, market::AccountKind kind, Time time) {
  market::Origin origin;
  origin.source.name = FixedText<47>::parse(source).value();
  origin.source.account = kind;
  origin.as_of = time;
  origin.received_at = time;
  origin.quality = market::Quality::simulated;
  return origin;
}

class FakeClock final : public port::Clock {
 public:
  Time now() const override { return time; }
  Time time = at("2020-12-15T15:00:00Z");
};

// Ids that differ, the same in every run.
class FakeRandom final : public port::Random {
 public:
  std::uint64_t next() override { return ++last_ * 0x9e3779b97f4a7c15; }

 private:
  std::uint64_t last_ = 0;
};

class MemoryJournal final : public port::JournalStore {
 public:
  void append(std::vector<port::JournalRecord>, port::Reply<void> done) override { done({}); }
  Result<void> read(std::uint64_t, const Each&) override { return {}; }
  Result<std::optional<port::Snapshot>> latest_snapshot() override {
    return std::optional<port::Snapshot>();
  }
  void save_snapshot(port::Snapshot, port::Reply<void> done) override { done({}); }
};

class FakeMarket final : public port::MarketData {
 public:
  const market::Catalogue& catalogue() const override { return instruments; }
  Time market_time() const override { return now; }

  void quotes(std::vector<market::InstrumentId> ids,
              port::Reply<std::vector<Result<market::Quote>>> reply) override {
    CHECK_FALSE(ids.empty());
    std::vector<Result<market::Quote>> answers;
    std::set<market::InstrumentId> once;
    for (const market::InstrumentId id : ids) {
      CHECK(once.insert(id).second);
      const auto found = quote.find(instruments.at(id).symbol.text());
      if (found == quote.end()) {
        answers.push_back(
            error(Code::no_data, "{} has not traded yet.", instruments.at(id).full_name()));
      } else {
        answers.push_back(found->second);
      }
    }
    give([reply, answers = std::move(answers)] { reply(answers); });
  }

  void history(port::HistoryQuery query, port::Reply<market::BarSeries> reply) override {
    CHECK(query.from < query.to);
    CHECK(query.to <= now);
    market::BarSeries series{
        query.size, {}, origin_of("test tape", market::AccountKind::none, now)};
    for (const market::Bar& bar :
         bars[instruments.at(query.instrument).symbol.text() + " " + query.size.text()])
      if (query.from <= bar.time && bar.time < query.to) series.bars.push_back(bar);
    if (query.limit > 0 && series.bars.size() > query.limit)
      series.bars.erase(series.bars.begin(),
                        series.bars.end() - static_cast<std::ptrdiff_t>(query.limit));
    // As the port promises: what is not there is an error, never an empty series.
    if (series.bars.empty())
      return give([reply, name = instruments.at(query.instrument).full_name(), size = query.size] {
        reply(error(Code::no_data, "There are no {} candles of {}.", size.view(), name));
      });
    give([reply, series = std::move(series)] { reply(series); });
  }

  void ticks(market::InstrumentId id, std::size_t limit,
             port::Reply<port::TickSeries> reply) override {
    CHECK(limit > 0);
    port::TickSeries series{tick[instruments.at(id).symbol.text()],
                            origin_of("test tape", market::AccountKind::none, now)};
    if (series.ticks.size() > limit)
      series.ticks.erase(series.ticks.begin(),
                         series.ticks.end() - static_cast<std::ptrdiff_t>(limit));
    give([reply, series = std::move(series)] { reply(series); });
  }

  void listen(Listener) override {}

  // What is `beyond` the catalogue joins it when it is asked for by its symbol.
  void look_up(std::string text, std::size_t,
               port::Reply<std::vector<market::InstrumentId>> reply) override {
    ++looked_up;
    std::vector<market::InstrumentId> found;
    for (market::Instrument& instrument : beyond) {
      if (!text.starts_with(instrument.symbol.view().substr(0, 3))) continue;
      if (!instruments.find(instrument.symbol)) CHECK(instruments.add(instrument).ok());
      found.push_back(instruments.find(instrument.symbol)->id);
    }
    give([reply, found, failure = look_up_failure] {
      if (failure) return reply(*failure);
      if (found.empty()) return reply(error(Code::not_found, "The broker knows no such thing."));
      reply(found);
    });
  }
  void follow(market::InstrumentId id, bool wanted) override {
    followed[id] += wanted ? 1 : -1;
    if (wanted) ++follows;
  }
  void order_book(market::InstrumentId, std::size_t rows,
                  port::Reply<market::OrderBook> reply) override {
    CHECK(rows > 0);
    give([reply, answer = book] { reply(answer); });
  }
  void option_expiries(market::InstrumentId, Date until,
                       port::Reply<port::OptionExpiries> reply) override {
    port::OptionExpiries out;
    for (const Date day : expiries)
      if (day <= until) out.dates.push_back(day);
    out.origin = origin_of("test tape", market::AccountKind::none, now);
    if (out.dates.empty())
      return give([reply] { reply(error(Code::no_data, "No options so soon.")); });
    give([reply, out] { reply(out); });
  }
  void option_chain(port::OptionChainQuery query, port::Reply<port::OptionChain> reply) override {
    chain_query = query;
    give([reply, answer = chain] { reply(answer); });
  }
  void trading_rules(market::InstrumentId, port::Reply<port::TradingRules> reply) override {
    give([reply, answer = rules] { reply(answer); });
  }
  void scanner_catalogue(port::Reply<port::ScannerCatalogue> reply) override {
    give([reply, answer = scanner] { reply(answer); });
  }
  void scan(port::ScanQuery query, port::Reply<port::Scan> reply) override {
    scan_query = query;
    give([reply, answer = scanned] { reply(answer); });
  }
  void news(port::NewsQuery query, port::Reply<port::News> reply) override {
    news_query = query;
    give([reply, answer = headlines] { reply(answer); });
  }
  void article(std::string provider, std::string id, port::Reply<port::Article> reply) override {
    article_asked = provider + " " + id;
    give([reply, answer = story] { reply(answer); });
  }

  void set_quote(std::string_view symbol, Price last, std::optional<Price> previous_close) {
    market::Quote& set = quote[std::string(symbol)];
    set.last = last;
    set.bid = last - 0.01_px;
    set.ask = last + 0.01_px;
    set.volume = 1000_qty;
    set.previous_close = previous_close;
    set.time = now;
    set.origin = origin_of("test tape", market::AccountKind::none, now);
  }

  void give(std::function<void()> answer) {
    if (at_once) {
      answer();
    } else {
      waiting.push_back(std::move(answer));
    }
  }

  market::Catalogue instruments = market::starter_catalogue();
  Time now = at("2020-12-15T15:00:00Z");  // a Tuesday, 10:00 in New York
  bool at_once = true;
  std::deque<std::function<void()>> waiting;
  std::map<std::string, market::Quote> quote;            // by symbol
  std::map<std::string, std::vector<market::Bar>> bars;  // by "SPY 1d"
  std::map<std::string, std::vector<market::Tick>> tick;

  std::vector<market::Instrument> beyond;
  std::optional<Error> look_up_failure;
  int looked_up = 0;
  std::map<market::InstrumentId, int> followed;  // how many want it now
  int follows = 0;                               // how often it was wanted
  std::vector<Date> expiries;
  std::optional<port::OptionChainQuery> chain_query;
  std::optional<port::ScanQuery> scan_query;
  std::optional<port::NewsQuery> news_query;
  std::string article_asked;
  const Error none = error(Code::unsupported, "This market has none.");
  Result<market::OrderBook> book = none;
  Result<port::OptionChain> chain = none;
  Result<port::TradingRules> rules = none;
  Result<port::ScannerCatalogue> scanner = none;
  Result<port::Scan> scanned = none;
  Result<port::News> headlines = none;
  Result<port::Article> story = none;
};

class FakeBroker final : public port::Broker {
 public:
  std::string_view name() const override { return "test broker"; }
  void start(Sink) override {}
  void balances(std::string account, port::Reply<port::Balances> reply) override {
    const auto found = balance.find(account);
    if (found == balance.end())
      return reply(error(Code::unavailable, "The broker does not answer; try again in a minute."));
    reply(found->second);
  }
  void place(port::Permit permit, port::Order order, port::Reply<port::Placed> reply) override {
    if (!hold) return reply(error(Code::unsupported, "not here"));
    placed.push_back({permit.approval(), std::move(order), std::move(reply)});
  }
  void place_group(port::Permit permit, std::vector<port::Order> orders,
                   port::Reply<port::Placed> reply) override {
    groups.push_back({permit.approval(), std::move(orders), std::move(reply)});
  }
  void modify(port::Permit permit, port::Order order, port::Reply<port::Placed> reply) override {
    modified.push_back({permit.approval(), std::move(order), std::move(reply)});
  }
  Result<void> can_take(const std::vector<port::Order>& orders) const override {
    return takes_all ? Result<void>() : port::Broker::can_take(orders);
  }
  void cancel(port::Permit, std::string client_id, port::Reply<void> reply) override {
    if (!hold) return reply(error(Code::unsupported, "not here"));
    cancelled.push_back(std::move(client_id));
    reply({});
  }
  void executions(port::ExecutionsQuery query, port::Reply<port::Executions> reply) override {
    executions_query = query;
    reply(executed);
  }
  void live_orders(std::string account, port::Reply<port::LiveOrders> reply) override {
    port::LiveOrders out = live;
    std::erase_if(out.orders, [&](const auto& o) { return o.order.account != account; });
    reply(out);
  }
  void profit(std::string, port::Reply<port::ProfitAndLoss> reply) override { reply(profits); }
  void performance(std::string account, port::PerformancePeriod,
                   port::Reply<port::Performance> reply) override {
    const auto found = performances.find(account);
    if (found == performances.end())
      return reply(error(Code::unavailable, "The broker has no record of {}.", account));
    reply(found->second);
  }
  void watchlists(port::Reply<port::Watchlists> reply) override { reply(lists); }
  void alerts(std::string, port::Reply<port::BrokerAlerts> reply) override { reply(alarms); }

  struct HeldOrder {
    Id approval;  // of its permit
    port::Order order;
    port::Reply<port::Placed> reply;  // for the test to answer
  };
  bool hold = false;  // orders are kept here, unanswered; otherwise none is taken
  std::vector<HeldOrder> placed;
  struct HeldGroup {
    Id approval;
    std::vector<port::Order> orders;
    port::Reply<port::Placed> reply;
  };
  std::vector<HeldGroup> groups;
  std::vector<HeldOrder> modified;
  bool takes_all = true;                          // orders of every kind
  std::vector<std::string> cancelled;             // client ids
  std::map<std::string, port::Balances> balance;  // by account
  const Error none = error(Code::unsupported, "test broker has none.");
  std::optional<port::ExecutionsQuery> executions_query;
  Result<port::Executions> executed = none;
  port::LiveOrders live;
  Result<port::ProfitAndLoss> profits = none;
  std::map<std::string, port::Performance> performances;  // by account
  Result<port::Watchlists> lists = none;
  Result<port::BrokerAlerts> alarms = none;
};

class FakeBars final : public port::BarStore {
 public:
  Result<std::vector<market::Bar>> read(const port::BarQuery& query) override {
    std::vector<market::Bar> found;
    for (const market::Bar& bar : bars[query.symbol.text() + " " + query.size.text()])
      if (query.from <= bar.time && bar.time < query.to) found.push_back(bar);
    if (query.limit > 0 && found.size() > query.limit)
      found.erase(found.begin(), found.end() - static_cast<std::ptrdiff_t>(query.limit));
    return found;
  }
  Result<std::vector<port::BarCoverage>> coverage() override { return stored; }
  Result<std::optional<port::BarCoverage>> coverage_of(market::Symbol symbol,
                                                       market::BarSize size) override {
    for (const port::BarCoverage& one : stored)
      if (one.symbol == symbol && one.size == size) return std::optional(one);
    return std::optional<port::BarCoverage>();
  }
  Result<void> write(market::Symbol, market::BarSize, std::string_view,
                     const std::vector<market::Bar>&) override {
    return error(Code::unsupported, "not here");
  }
  // Bars, and that they are stored.
  void store(std::string_view symbol, market::BarSize size, std::vector<market::Bar> given) {
    stored.push_back({market::Symbol::parse(symbol).value(), size,
                      static_cast<std::int64_t>(given.size()), given.front().time,
                      given.back().time, "bars.csv"});
    bars[fmt::format("{} {}", symbol, size.view())] = std::move(given);
  }
  std::vector<port::BarCoverage> stored;
  std::map<std::string, std::vector<market::Bar>> bars;  // by "SPY 1m"
};

// Paints nothing, and keeps what it was to paint.
class FakePainter final : public port::ChartPainter {
 public:
  void paint(port::ChartPicture picture, port::Reply<std::string> reply) override {
    painted = std::move(picture);
    reply(answer);
  }
  std::optional<port::ChartPicture> painted;
  Result<std::string> answer = std::string("a picture");
};

// Nothing sleeps: the clock goes on by itself when a tool waits.
class FakeTimers final : public port::Timers {
 public:
  FakeTimers(FakeClock& clock, FakeMarket& market) : clock_(clock), market_(market) {}
  void after(Duration delay, std::function<void()> callback) override {
    market_.waiting.push_back([this, delay, callback = std::move(callback)] {
      clock_.time += delay;
      callback();
    });
  }

 private:
  FakeClock& clock_;
  FakeMarket& market_;
};

struct TestDesk {
  FakeClock clock;
  MemoryJournal journal;
  desk::Gate gate;
  desk::Desk desk{clock, journal, gate};
  FakeMarket market;
  FakeBroker broker;
  FakeBars bars;
  FakePainter painter;
  market::CalendarSet calendars = market::CalendarSet::built_in();
  DaemonFacts daemon{"0.1.0", "test market", clock.time};
  FakeRandom random;
  FakeTimers timers{clock, market};
  Registry registry{all_tools()};
  Context context{clock,     desk,   market, broker, bars,     painter,
                  calendars, daemon, random, timers, &registry};

  void open_account(std::string number, market::Currency base, Money cash, Money net_liquidation) {
    port::AccountOpened opened;
    opened.account = number;
    opened.title = "Main";
    opened.broker = "test broker";
    opened.base_currency = base;
    desk.submit(opened);
    desk.submit(port::CashMoved{number, base, cash, "deposit"});
    port::Balances& balances = broker.balance[number];
    balances.account = number;
    balances.currency = base;
    balances.cash = cash;
    balances.net_liquidation = net_liquidation;
    balances.origin = origin_of("test broker", market::AccountKind::paper, market.now);
  }

  // Bought (or, with a negative quantity, sold) at `price`, commission 1.
  void trade(std::string account, std::string_view symbol, Quantity quantity, Price price,
             std::string_view day = "2020-12-14") {
    const market::Instrument& instrument = **market.instruments.find(symbol);
    port::OrderExecuted execution;
    execution.execution_id = fmt::format("e{}", ++executions_);
    execution.account = account;
    execution.symbol = instrument.symbol;
    execution.asset_class = instrument.asset_class;
    execution.currency = instrument.currency;
    execution.multiplier = instrument.multiplier;
    execution.side = quantity.sign() > 0 ? port::Side::buy : port::Side::sell;
    execution.quantity = quantity.abs();
    execution.price = price;
    execution.commission = 1_money;
    execution.trading_day = Date::parse(day).value();
    desk.submit(execution);
  }

  Asker asker = Asker::assistant;
  Result<Answer> call(std::string_view tool, std::string_view arguments) {
    const Result<Json> json = parse_json(arguments);
    REQUIRE(json.ok());
    const Result<const Tool*> found = registry.find(tool);
    REQUIRE(found.ok());
    std::optional<Result<Answer>> answer;
    (*found)->call(*json, context, std::make_shared<Call>(asker, "test"),
                   [&](Result<Answer> result) {
                     CHECK_FALSE(answer.has_value());  // once
                     answer.emplace(std::move(result));
                   });
    while (!market.waiting.empty()) {
      const std::function<void()> next = std::move(market.waiting.front());
      market.waiting.pop_front();
      next();
    }
    REQUIRE(answer.has_value());
    return *answer;
  }
  // The structured answer of a call that must succeed.
  Json get(std::string_view tool, std::string_view arguments) {
    const Result<Answer> answer = call(tool, arguments);
    INFO(tool, " ", arguments, ": ", answer.ok() ? "" : answer.error().message);
    REQUIRE(answer.ok());
    text = answer->text;
    return parse_json(answer->structured).value();
  }
  // The message of a call that must fail.
  std::string fault(std::string_view tool, std::string_view arguments) {
    const Result<Answer> answer = call(tool, arguments);
    REQUIRE_FALSE(answer.ok());
    return answer.error().message;
  }

  std::string text;  // the summary of the last `get`

 private:
  int executions_ = 0;
};

// What stands at a path such as "positions.0.mark_price", as JSON text; "absent" where nothing
// does.
inline std::string at_path(const Json& json, std::string_view path) {
  const Json* here = &json;
  while (here && !path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    const std::string_view step = path.substr(0, dot);
    path.remove_prefix(std::min(dot + 1, path.size()));
    if (here->is_array()) {
      const auto index = static_cast<std::size_t>(detail::read_integer(step).value());
      here = index < here->items().size() ? &here->items()[index] : nullptr;
    } else {
      here = here->find(step);
    }
  }
  return here ? here->dump() : "absent";
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace pitwall::tool::testing
