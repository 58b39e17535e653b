// Decisions: written down with what stood there, held against the market, judged, listed.
#include "tool/test_desk.h"

namespace pitwall::tool {
namespace {
using namespace testing;

struct Deciding : TestDesk {
  Deciding() {
    market.set_quote("SPY", 370_px, 369_px);
    market.now = clock.time;
  }

  // Candles from the decision on: `prices` are open, high, low, close of each.
  void candles(std::string_view size, Time from, Duration step,
               const std::vector<std::array<Price, 4>>& prices) {
    std::vector<market::Bar>& bars = market.bars[fmt::format("SPY {}", size)];
    for (const auto& [open, high, low, close] : prices) {
      bars.push_back({from, open, high, low, close, 100_qty});
      from += step;
    }
  }
  void pass(Duration time) {
    market.now += time;
    clock.time += time;
  }
  void fill(Time time, port::Side side, Quantity quantity, Price price) {
    port::OrderExecuted execution;
    execution.execution_id = fmt::format("f{}", ++fills_);
    execution.account = "DU1";
    execution.symbol = "SPY"_sym;
    execution.currency = "USD"_ccy;
    execution.multiplier = 1_ratio;
    execution.side = side;
    execution.quantity = quantity;
    execution.price = price;
    execution.trading_day = Date::parse("2020-12-15").value();
    execution.time = time;
    desk.submit(execution);
  }

 private:
  int fills_ = 0;
};

constexpr std::string_view plain =
    R"({"symbol":"spy","reason":"It held above the open","stop":"365","targets":["380"]})";

TEST_CASE_FIXTURE(Deciding,
                  "a decision is written down with the price, the position and the chart") {
  open_account("DU1", "USD"_ccy, 100000_money, 100000_money);
  trade("DU1", "SPY", -5_qty, 371_px);
  desk::Chart chart;
  chart.symbol = "SPY:ARCA";
  for (const auto& [id, changed] : {std::pair("chart-1", 2), std::pair("chart-2", 1)}) {
    chart.id = id;
    chart.changed_at = clock.time + seconds(changed);
    desk.submit(desk::ChartOpened{chart});
  }
  const Json out = get("record_decision",
                       "{\"symbol\":\"SPY\",\"reason\":\"Too high\\u200b\",\"action\":\"added\","
                       "\"stop\":\"375\",\"links\":[\"url:https://example.org/a\"]}");
  CHECK(at_path(out, "decision") == "1");
  CHECK(
      contains(text, "Decision 1 is written down at 370. url:https://example.org/a chart:chart-1"));
  CHECK(contains(text, "Source: test tape"));
  const desk::DecisionEntry& entry = desk.state().notebook.decisions.at(0);
  CHECK(entry.by == "test");
  CHECK(entry.decision.price == 370_px);
  CHECK(entry.decision.origin->source.name.view() == "test tape");
  CHECK(entry.decision.reason == "Too high");
  CHECK(entry.decision.side == port::Side::sell);  // it adds to a short position
  CHECK(entry.decision.position == -5_qty);
  CHECK(entry.decision.time == market.now);
}

TEST_CASE_FIXTURE(Deciding, "what cannot be a decision is refused, and says why") {
  CHECK(contains(fault("record_decision", R"({"symbol":"SPY","reason":""})"), "reason is empty"));
  CHECK(contains(fault("record_decision", R"({"symbol":"SPY","reason":"x","stop":"371"})"),
                 "must lie below 370"));
  CHECK(contains(fault("record_decision", R"({"symbol":"SPY","reason":"x","horizon":"0s"})"),
                 "longer than nothing"));
  CHECK(contains(fault("record_decision", R"({"symbol":"SPY","reason":"x","links":["chart"]})"),
                 "is no link"));
  CHECK(
      contains(fault("record_decision", R"({"symbol":"SPY","reason":"x","links":["chart:none"]})"),
               "There is no chart none here."));
  CHECK(contains(fault("record_decision", R"({"symbol":"NOSUCH","reason":"x"})"), "instrument"));
  CHECK(contains(fault("record_decision", R"({"reason":"x","stop":"371"})"), "name it as symbol"));
  CHECK(desk.state().notebook.decisions.empty());
}

TEST_CASE_FIXTURE(Deciding, "one about no single instrument is kept, and has no figures") {
  get("record_decision", R"({"reason":"Half the risk until Friday","action":"other"})");
  pass(hours(1));
  const Json out = get("get_decision", R"({"decision":1})");
  CHECK(at_path(out, "symbol") == "absent");
  CHECK(at_path(out, "side") == "absent");
  CHECK(contains(at_path(out, "no_figures"), "It says no instrument"));
}

TEST_CASE_FIXTURE(Deciding, "without a price it is kept all the same, and says so") {
  get("record_decision", R"({"symbol":"QQQ","reason":"x","stop":"1000"})");
  CHECK(contains(text, "without a price: QQQ:NASDAQ has not traded"));
  CHECK(desk.state().notebook.decisions.size() == 1);
}

TEST_CASE_FIXTURE(Deciding, "what became of it: returns, excursions, levels and what was done") {
  get("record_decision", plain);
  fill(market.now + minutes(1), port::Side::buy, 10_qty, 370_px);
  fill(market.now + minutes(12), port::Side::sell, 10_qty, 365_px);
  candles("5m", market.now, minutes(5),
          {{370_px, 373_px, 369_px, 372_px},
           {372_px, 374_px, 371_px, 371_px},
           {371_px, 381_px, 364_px, 366_px},
           {366_px, 368_px, 366_px, 367_px}});
  pass(hours(1));
  const Json out = get("get_decision", R"({"decision":1})");
  CHECK(contains(at_path(out, "reason"), "It held above the open"));
  CHECK(contains(at_path(out, "reason"), "not an instruction"));
  CHECK(at_path(out, "figures.returns") ==
        R"([{"after":"now","percent":-0.8108,"multiple":-0.6}])");
  CHECK(at_path(out, "figures.favourable.percent") == "2.973");
  CHECK(at_path(out, "figures.adverse.percent") == "1.6216");
  CHECK(at_path(out, "figures.first_touched") == R"("ambiguous")");
  CHECK(at_path(out, "figures.result") == R"("stop")");
  CHECK(at_path(out, "figures.result_multiple") == "-1");
  CHECK(at_path(out, "figures.traded.finding") == R"("got out at the stop")");
  CHECK(at_path(out, "figures.traded.followed") == "true");
  CHECK(at_path(out, "figures.traded.multiple") == "-1");
  CHECK(at_path(out, "figures.origin.source") == R"("test tape")");
  CHECK(contains(text, "One candle touched stop and target"));
  CHECK(contains(text, "Traded: got out at the stop, -1.35 % (-1.00 R)."));
}

TEST_CASE_FIXTURE(Deciding, "after five days candles are a day long") {
  get("record_decision", plain);
  const Time decided = market.now;
  candles("5m", decided, minutes(5), {{370_px, 373_px, 369_px, 372_px}});
  candles("1d", decided - minutes(30), days(1),
          {{1_px, 900_px, 1_px, 370_px},  // the day of the decision: begun before it
           {370_px, 371_px, 369_px, 370_px},
           {370_px, 371_px, 369_px, 370_px},
           {370_px, 371_px, 369_px, 370_px},
           {370_px, 371_px, 369_px, 370_px},
           {370_px, 371_px, 369_px, 370_px},
           {371_px, 376_px, 370_px, 375_px},
           {375_px, 381_px, 374_px, 380_px}});
  pass(days(8));
  const Json out = get("get_decision", R"({"decision":1})");
  CHECK(at_path(out, "figures.favourable.percent") == "2.973");
  CHECK(at_path(out, "figures.result") == R"("target")");
  CHECK(at_path(out, "figures.result_multiple") == "2");
  CHECK_FALSE(contains(text, "Daily candles only"));
  // Where there are no short ones the answer says what that leaves out.
  market.bars["SPY 5m"].clear();
  const Json coarse = get("get_decision", R"({"decision":1})");
  CHECK(at_path(coarse, "figures.result") == R"("target")");
  CHECK(contains(text, "Daily candles only"));
}

TEST_CASE_FIXTURE(Deciding,
                  "without candles the decision is shown, and why nothing is known of it") {
  get("record_decision", plain);
  const Json young = get("get_decision", R"({"decision":1})");
  CHECK(at_path(young, "figures") == "absent");
  CHECK(contains(at_path(young, "no_figures"), "Nothing has been traded since"));
  pass(hours(1));
  CHECK(
      contains(at_path(get("get_decision", R"({"decision":1})"), "no_figures"), "candles of SPY"));
  CHECK(contains(fault("get_decision", R"({"decision":2})"), "There is no decision 2"));
}

TEST_CASE_FIXTURE(Deciding, "a review keeps verdict, lesson and the figures of then") {
  get("record_decision", plain);
  fill(market.now + minutes(1), port::Side::buy, 10_qty, 370_px);
  candles("5m", market.now, minutes(5), {{370_px, 373_px, 369_px, 372_px}});
  pass(hours(1));
  get("review_decision", R"({"decision":1})");
  CHECK(desk.state().notebook.decisions[0].reviews.empty());
  CHECK(contains(fault("review_decision", R"({"decision":1,"lesson":"Wait"})"), "needs a verdict"));
  const Json out =
      get("review_decision", R"({"decision":1,"verdict":"right","lesson":"Wait for the open"})");
  CHECK(at_path(out, "verdict") == R"("right")");
  CHECK(at_path(out, "plan_followed") == R"("yes")");  // still held, with nothing reached
  const desk::DecisionReview& review = desk.state().notebook.decisions[0].reviews.at(0);
  CHECK(review.by == "test");
  CHECK(review.lesson == "Wait for the open");
  REQUIRE(review.outcome);
  CHECK(review.outcome->returns.at(0).percent == 0.5405);
  get("review_decision", R"({"decision":1,"verdict":"mixed","plan_followed":"partly"})");
  CHECK(desk.state().notebook.decisions[0].reviews.size() == 2);
  CHECK(at_path(get("get_decision", R"({"decision":1})"), "verdict") == R"("mixed")");
}

TEST_CASE_FIXTURE(Deciding, "what was reduced is measured as a price, without levels") {
  get("record_decision",
      R"({"symbol":"SPY","reason":"Half off","action":"reduced","side":"sell","stop":"365"})");
  candles("5m", market.now, minutes(5), {{370_px, 371_px, 360_px, 361_px}});
  pass(hours(1));
  const Json out = get("get_decision", R"({"decision":1})");
  CHECK(at_path(out, "stop") == "365");
  CHECK(at_path(out, "figures.levels") == "[]");
  CHECK(at_path(out, "figures.returns.0.percent") == "2.4324");  // it fell after the sale
  CHECK(at_path(out, "figures.traded") == "absent");
}

TEST_CASE_FIXTURE(Deciding, "a list filters, pages and adds up") {
  market.set_quote("AAPL", 100_px, 99_px);
  get("record_decision", plain);
  get("record_decision", R"({"symbol":"AAPL","reason":"b","action":"passed"})");
  candles("5m", market.now, minutes(5), {{370_px, 382_px, 369_px, 372_px}});
  pass(hours(1));
  market.set_quote("SPY", 372_px, 369_px);
  get("record_decision", plain);
  candles("5m", market.now, minutes(5), {{372_px, 373_px, 364_px, 366_px}});
  pass(hours(1));

  const Json all = get("list_decisions", "{}");
  CHECK(at_path(all, "decisions.0.number") == "3");
  CHECK(at_path(all, "decisions.1.number") == "2");
  CHECK(contains(at_path(all, "decisions.1.no_figures"), "candles of AAPL"));
  CHECK(at_path(all, "together.with_result") == "2");
  CHECK(at_path(all, "together.hit_rate") == "50");
  CHECK(at_path(all, "together.average_multiple") ==
        "0.5");  // +2 R at the target, -1 R at the stop
  CHECK(contains(text, "50.00 % gained of 2"));

  const auto numbers = [&](std::string_view arguments) {
    std::string found;
    const Json listed = get("list_decisions", arguments);
    for (const Json& one : listed.find("decisions")->items()) found += at_path(one, "number") + " ";
    return found;
  };
  CHECK(numbers(R"({"symbol":"AAPL"})") == "2 ");
  CHECK(numbers(R"({"from":"2020-12-15T16:00:00Z"})") == "3 ");
  CHECK(numbers(R"({"to":"2020-12-15T16:00:00Z","figures":false})") == "2 1 ");
  CHECK(numbers(R"({"limit":2})") == "3 2 ");
  CHECK(at_path(get("list_decisions", R"({"limit":2})"), "next_cursor") == R"("d2")");
  CHECK(numbers(R"({"limit":2,"cursor":"d2"})") == "1 ");
  CHECK(contains(fault("list_decisions", R"({"cursor":"p2"})"), "is no cursor"));
  get("review_decision", R"({"decision":1,"verdict":"wrong"})");
  CHECK(numbers(R"({"state":"reviewed"})") == "1 ");
  CHECK(numbers(R"({"state":"open"})") == "3 2 ");
  CHECK(numbers(R"({"verdict":"wrong"})") == "1 ");
  CHECK(numbers(R"({"verdict":"right"})").empty());
  CHECK(contains(text, "no decision of the kind"));
}

}  // namespace
}  // namespace pitwall::tool
