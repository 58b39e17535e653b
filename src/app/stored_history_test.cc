#include "app/stored_history.h"

#include "adapter/sqlite/bars.h"
#include "app/paper_seed.h"
#include "net/testing.h"

namespace pitwall::app {
namespace {

using namespace pitwall::literals;
using namespace pitwall::market::literals;

// A broker that knows the history of nothing but one symbol.
class Broker final : public port::MarketData {
 public:
  const market::Catalogue& catalogue() const override { return known; }
  Time market_time() const override { return now; }
  void quotes(std::vector<market::InstrumentId>,
              port::Reply<std::vector<Result<market::Quote>>> reply) override {
    reply(error(Code::unavailable, "away"));
  }
  void history(port::HistoryQuery query, port::Reply<market::BarSeries> reply) override {
    if (known.at(query.instrument).symbol != "SPY"_sym) return reply(failure);
    market::BarSeries series;
    series.size = query.size;
    series.bars.resize(1);
    reply(series);
  }
  void ticks(market::InstrumentId, std::size_t, port::Reply<port::TickSeries>) override {}
  void listen(Listener) override {}

  market::Catalogue known = market::starter_catalogue();
  Time now = Time::parse("2026-03-03T20:00:00Z").value();
  Error failure = error(Code::unavailable, "The broker is away.");
};

Result<market::BarSeries> ask(port::MarketData& market, market::Symbol symbol) {
  port::HistoryQuery query;
  query.instrument = market.catalogue().find(symbol)->id;
  query.size = market::BarSize::m1;
  query.from = Time::parse("2026-03-03T14:30:00Z").value();
  query.to = Time::parse("2026-03-03T15:00:00Z").value();
  Result<market::BarSeries> answer = error(Code::internal, "no answer");
  market.history(query, [&](Result<market::BarSeries> series) { answer = std::move(series); });
  return answer;
}

}  // namespace

TEST_CASE("where the broker has no history, imported bars answer under their own name") {
  const net::testing::TemporaryFolder folder;
  auto store = sqlite::SqliteBars::open(folder.file(""));
  REQUIRE_MESSAGE(store.ok(), store.error().message);
  market::Bar bar;
  bar.time = Time::parse("2026-03-03T14:30:00Z").value();
  bar.open = bar.high = bar.low = bar.close = 100_px;
  for (const market::Symbol symbol : {"QQQ"_sym, "SPY"_sym})
    REQUIRE((*store)->write(symbol, market::BarSize::m1, "own.csv", {bar}).ok());
  const market::CalendarSet calendars = market::CalendarSet::built_in();
  Broker broker;
  StoredHistory market(broker, calendars, **store);

  const Result<market::BarSeries> stored = ask(market, "QQQ"_sym);
  REQUIRE_MESSAGE(stored.ok(), stored.error().message);
  CHECK(stored->bars.size() == 1);
  CHECK(stored->origin.source.name.view() == "file own.csv");
  // What the broker has is the broker's, whatever is stored.
  CHECK(ask(market, "SPY"_sym)->bars.front().close.sign() == 0);
  // Where nothing is stored, the broker's words stand.
  CHECK(ask(market, "AAPL"_sym).error().message == "The broker is away.");
  // A question that makes no sense is not answered from elsewhere.
  broker.failure = error(Code::invalid_argument, "No such bar.");
  CHECK(ask(market, "QQQ"_sym).error().message == "No such bar.");
}

TEST_CASE("the paper market takes back its own accounts and no other broker's") {
  desk::State state;
  for (const std::string number : {"DU1000001", "U7654321"}) {
    desk::Account& account = state.accounts.emplace_back();
    account.account = number;
    account.broker = number == "DU1000001" ? "paper market" : "Interactive Brokers";
    account.base_currency = "USD"_ccy;
    desk::OrderState& order = state.orders.emplace_back();
    order.order.account = number;
    order.order.client_id = "of " + number;
  }
  const paper::ExchangeSeed seed = paper_seed(state, "paper market", 7);
  REQUIRE(seed.accounts.size() == 1);
  CHECK(seed.accounts[0].account == "DU1000001");
  REQUIRE(seed.orders.size() == 1);
  CHECK(seed.orders[0].order.client_id == "of DU1000001");
}

}  // namespace pitwall::app
