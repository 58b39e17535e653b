#include <doctest/doctest.h>

#include "desk/chart/hint.h"
#include "tool/chart_candles.h"
#include "tool/test_desk.h"

namespace pitwall::tool {
namespace {
using namespace pitwall::literals;
using testing::at;
using testing::at_path;
using testing::contains;
using testing::TestDesk;

// Two hours of 5m candles of Monday's close and Tuesday's open; the price rises by ten cents each.
struct Rig : TestDesk {
  Rig() {
    std::vector<market::Bar>& bars = market.bars["SPY 5m"];
    Price price = 360_px;
    const auto add = [&](Time from, int count) {
      for (int i = 0; i < count; ++i, price += 0.1_px)
        bars.push_back({from + minutes(5) * i, price, price + 0.2_px, price - 0.1_px,
                        price + 0.1_px, 1000_qty});
    };
    add(at("2020-12-14T20:00:00Z"), 12);  // 360.0 to 361.1
    add(at("2020-12-15T14:30:00Z"), 6);   // 361.2 to 361.7; the market's time is 15:00
    market.bars["AAPL 5m"] = bars;
  }

  std::string open(std::string_view arguments = R"({"symbol":"spy"})") {
    const std::string quoted = at_path(get("draw_chart", arguments), "chart");
    return quoted.substr(1, quoted.size() - 2);
  }
  // With $ for the chart's handle.
  Json on(std::string_view tool, const std::string& chart, std::string arguments) {
    return get(tool, filled(chart, std::move(arguments)));
  }
  std::string fault_on(std::string_view tool, const std::string& chart, std::string arguments) {
    return fault(tool, filled(chart, std::move(arguments)));
  }
  static std::string filled(const std::string& chart, std::string arguments) {
    arguments.replace(arguments.find('$'), 1, chart);
    return arguments;
  }
  void as_person() { asker = Asker::person; }
  void as_assistant() { asker = Asker::assistant; }
};

TEST_CASE("a chart shows its instrument, and its text says as much as its figures") {
  Rig rig;
  const Json chart = rig.get("draw_chart",
                             R"({"symbol":"spy","title":"Two\nhours","drawings":[
        {"kind":"level","price":365,"role":"resistance","text":"prior \"high\""},
        {"kind":"trend_line","time":"2020-12-14T20:00:00Z","price":360,
         "to_time":"2020-12-15T14:30:00Z","to_price":361,"extended":true},
        {"kind":"fibonacci","time":"2020-12-14T20:00:00Z","price":360,
         "to_time":"2020-12-15T14:55:00Z","to_price":362},
        {"kind":"mark","time":"2020-12-15T14:37:12Z"}]})");
  CHECK(at_path(chart, "symbol") == "\"SPY:ARCA\"");
  CHECK(at_path(chart, "candles") == "18");
  CHECK(at_path(chart, "open") == "360");
  CHECK(at_path(chart, "last") == "361.8");
  CHECK(at_path(chart, "high_time") == "\"2020-12-15T14:55:00Z\"");
  CHECK(at_path(chart, "zone") == "\"America/New_York\"");
  CHECK(at_path(chart, "drawings.0.author") == "\"assistant\"");
  CHECK(at_path(chart, "drawings.0.time") == "\"2020-12-14T20:00:00Z\"");  // the first candle
  CHECK(at_path(chart, "drawings.0.value") == "365");
  CHECK(at_path(chart, "drawings.0.distance_percent") == "0.8845");
  // One point in the last hour of Monday; the half hour of Tuesday is another half.
  CHECK(at_path(chart, "drawings.1.value") == "361.5");
  CHECK(at_path(chart, "drawings.2.levels.4.price") == "361.236");
  CHECK(at_path(chart, "drawings.2.value") == "absent");
  CHECK(at_path(chart, "drawings.3.time") == "\"2020-12-15T14:35:00Z\"");
  CHECK(at_path(chart, "drawings.3.price") == "361.5");  // the high of its candle
  for (const std::string_view said :
       {"SPY:ARCA 18 candles of 5m", "from 2020-12-14T20:00:00Z to 2020-12-15T15:00:00Z UTC",
        "America/New_York", "\"Two hours\"", "Open 360, high 361.9 on 2020-12-15T14:55:00Z",
        "low 359.9 on 2020-12-14T20:00:00Z", "last 361.8", "+1.8 USD (+0.50 %)",
        "level (resistance) at 365", "0.88 % above the last price", "text \"prior 'high'\"",
        "now at 361.5", "0.08 % below the last price", "61.8 % 361.236", "161.8 % 363.236",
        "mark at 361.5 on 2020-12-15T14:35:00Z", "drawn by an assistant (test)", "Source: "})
    CHECK_MESSAGE(contains(rig.text, said), said, " is missing from: ", rig.text);
}

TEST_CASE("what the person selects and asks is what the assistant reads, to the cent") {
  Rig rig;
  const std::string chart = rig.open();
  const std::uint64_t told = rig.desk.state().charts.user_events;
  Json answer = rig.on("chart_event", chart,
                       R"({"chart":"$","event":"select","selection":{"kind":"candle",
                       "from":"2020-12-15T14:37:41Z","price":361.44}})");
  CHECK(at_path(answer, "selection.from") == "\"2020-12-15T14:35:00Z\"");
  CHECK(at_path(answer, "selection.to") == "\"2020-12-15T14:40:00Z\"");
  rig.on("chart_event", chart,
         R"({"chart":"$","event":"ask","question":"What was \"this\"?\nTell me."})");
  Json read = rig.get("get_chart", "{}");
  CHECK(at_path(read, "chart") == "\"" + chart + "\"");
  CHECK(at_path(read, "selection.from") == "\"2020-12-15T14:35:00Z\"");
  CHECK(at_path(read, "selection.open") == "361.3");
  CHECK(at_path(read, "selection.high") == "361.5");
  CHECK(at_path(read, "selection.low") == "361.2");
  CHECK(at_path(read, "selection.close") == "361.4");
  CHECK(at_path(read, "selection.volume") == "1000");
  CHECK(at_path(read, "selection.price") == "361.44");
  CHECK(at_path(read, "selection.author") == "\"user\"");
  CHECK(at_path(read, "selection.local_time") == "\"2020-12-15 09:35:00 -05:00\"");
  CHECK(at_path(read, "question.text") == R"("What was \"this\"?\nTell me.")");
  CHECK(contains(rig.text,
                 "the 5m candle of 2020-12-15T14:35:00Z UTC (2020-12-15 09:35:00 -05:00): open "
                 "361.3, high 361.5, low 361.2, close 361.4, volume 1,000, +0.03 %; pointed at "
                 "price 361.44."));
  CHECK(contains(rig.text, "(their words, quoted): \"What was 'this'? Tell me.\"\n"));
  CHECK(contains(*desk::chart_hint(rig.desk.state(), told),
                 "selected the 5m candle at 2020-12-15 14:35 UTC on " + chart));

  rig.on("chart_event", chart,
         R"({"chart":"$","event":"select","selection":{"kind":"range",
         "from":"2020-12-14T20:50:00Z","to":"2020-12-15T14:36:00Z"}})");
  read = rig.get("get_chart", "{}");
  CHECK(at_path(read, "selection.to") == "\"2020-12-15T14:40:00Z\"");
  CHECK(at_path(read, "selection.candles") == "4");
  CHECK(at_path(read, "selection.open") == "361");
  CHECK(at_path(read, "selection.close") == "361.4");
  CHECK(at_path(read, "selection.volume") == "4000");
  CHECK(contains(rig.text, "4 candles, high on 2020-12-15T14:35:00Z"));
  answer = rig.on("chart_event", chart, R"({"chart":"$","event":"clear"})");
  CHECK(at_path(answer, "selection") == "absent");
  CHECK(at_path(answer, "question.actor") == "\"test\"");
}

TEST_CASE("drawings belong to the instrument: every chart of it has them, and says who drew") {
  Rig rig;
  const std::string first = rig.open();
  const std::string second = rig.open(R"({"symbol":"SPY","bar":"5m","back":"1d"})");
  CHECK(first != second);
  rig.on("chart_event", first,
         R"({"chart":"$","event":"put","drawing":{"kind":"note","time":"2020-12-15T14:30:00Z",
         "price":361.2,"text":"gap"}})");
  rig.on("draw_chart", first, R"({"chart":"$","drawings":[{"kind":"level","price":362}]})");
  Json view = rig.on("chart_view", second, R"({"chart":"$"})");
  CHECK(at_path(view, "drawings.0.author") == "\"user\"");
  CHECK(at_path(view, "drawings.0.text") == "\"gap\"");
  CHECK(at_path(view, "drawings.1.author") == "\"assistant\"");
  CHECK(at_path(view, "drawings.1.price") == "362");
  CHECK(at_path(view, "drawings.2") == "absent");
  CHECK(at_path(rig.get("chart_view", R"({"chart":"dashboard","symbol":"AAPL"})"), "drawings.0") ==
        "absent");

  const std::string user_id = at_path(view, "drawings.0.id");
  const std::string own_id = at_path(view, "drawings.1.id");
  CHECK(contains(rig.fault_on("draw_chart", first, R"({"chart":"$","remove":[)" + user_id + "]}"),
                 "drawn by the user, who alone removes it"));
  CHECK(contains(rig.fault_on("draw_chart", first,
                              R"({"chart":"$","drawings":[{"id":)" + user_id + R"(,"price":1}]})"),
                 "drawn by the user, who alone changes it"));
  // The person moves the assistant's level; it stays the assistant's, and says who moved it.
  Json put = rig.on("chart_event", first,
                    R"({"chart":"$","event":"put","drawing":{"id":)" + own_id +
                        R"(,"kind":"level","price":363.5}})");
  CHECK(at_path(put, "drawings.1.price") == "363.5");
  CHECK(at_path(put, "drawings.1.author") == "\"assistant\"");
  CHECK(at_path(put, "drawings.1.changed_by") == "\"user\"");
  // An assistant's change leaves alone what it does not name.
  rig.on("draw_chart", first,
         R"({"chart":"$","drawings":[{"id":)" + own_id + R"(,"text":"mine"}]})");
  const Json read = rig.on("get_chart", first, R"({"chart":"$"})");
  CHECK(at_path(read, "drawings.1.price") == "363.5");
  CHECK(at_path(read, "drawings.1.text") == "\"mine\"");
  rig.on("chart_event", first, R"({"chart":"$","event":"remove","remove":)" + own_id + "}");
  put = rig.on("chart_event", second, R"({"chart":"$","event":"remove","remove":)" + user_id + "}");
  CHECK(at_path(put, "drawings.0") == "absent");
}

TEST_CASE("a view is given everything once, and little while nothing changes") {
  Rig rig;
  rig.open_account("DU1", market::Currency::parse("USD").value(), 100000_money, 100000_money);
  rig.trade("DU1", "SPY", 100_qty, 360.5_px);
  port::OrderReported order;
  order.order.client_id = "o1";
  order.order.account = "DU1";
  order.order.symbol = market::Symbol::parse("SPY").value();
  order.order.type = port::OrderType::limit;
  order.order.quantity = 50_qty;
  order.order.limit_price = 359_px;
  order.status = port::OrderStatus::working;
  rig.desk.submit(order);
  const std::string chart = rig.open();
  Json view = rig.on("chart_view", chart, R"({"chart":"$","limit":4})");
  CHECK(at_path(view, "candles.0.time") == "\"2020-12-15T14:40:00Z\"");
  CHECK(at_path(view, "candles.3.close") == "361.8");
  CHECK(at_path(view, "earlier") == "\"2020-12-15T14:40:00Z\"");
  CHECK(at_path(view, "tick_size") == "0.01");
  CHECK(at_path(view, "fills.0.price") == "360.5");
  CHECK(at_path(view, "orders.0.price") == "359");
  CHECK(at_path(view, "orders.0.kind") == "\"limit\"");
  CHECK(at_path(view, "position.average_price") == "360.5");
  CHECK(at_path(view, "origin.quality") == "\"simulated\"");
  const std::string version = at_path(view, "version");
  view = rig.on("chart_view", chart, R"({"chart":"$","limit":4,"until":"2020-12-15T14:40:00Z"})");
  CHECK(at_path(view, "candles.3.time") == "\"2020-12-15T14:35:00Z\"");

  const std::string poll = R"({"chart":"$","candles":false,"known_version":)" + version + "}";
  view = rig.on("chart_view", chart, poll);
  CHECK(at_path(view, "version") == version);
  CHECK(at_path(view, "orders.0") == "absent");
  CHECK(at_path(view, "candles.0") == "absent");
  order.status = port::OrderStatus::cancelled;
  rig.desk.submit(order);
  view = rig.on("chart_view", chart, poll);
  CHECK(at_path(view, "version") != version);
  CHECK(at_path(view, "orders.0") == "absent");  // cancelled
  CHECK(at_path(view, "fills.0.quantity") == "100");
  CHECK(at_path(view, "candles.0") == "absent");
}

TEST_CASE("the dashboard's chart is what the person looks at") {
  Rig rig;
  CHECK(contains(rig.fault("get_chart", "{}"), "There is no chart yet"));
  CHECK(contains(rig.fault("chart_view", R"({"chart":"dashboard","bar":"5m"})"), "pass a symbol"));
  rig.as_person();
  rig.get("chart_view", R"({"chart":"dashboard","symbol":"SPY","bar":"5m"})");
  const std::uint64_t before = rig.desk.sequence();
  rig.get("chart_view", R"({"chart":"dashboard","symbol":"SPY:ARCA","bar":"5m"})");
  CHECK(rig.desk.sequence() == before);  // nothing new
  rig.get("chart_view", R"({"chart":"dashboard","symbol":"AAPL"})");
  CHECK(rig.desk.sequence() == before + 1);
  rig.as_assistant();
  CHECK(at_path(rig.get("get_chart", R"({"chart":"dashboard"})"), "symbol") == "\"AAPL:NASDAQ\"");
  CHECK(contains(rig.fault("draw_chart", R"({"chart":"dashboard","symbol":"SPY"})"),
                 "the user's to choose"));
  rig.get("draw_chart", R"({"chart":"dashboard","drawings":[{"kind":"level","price":362}]})");
  const std::string own = rig.open();
  CHECK(contains(rig.fault_on("chart_view", own, R"({"chart":"$","symbol":"AAPL"})"),
                 "are the dashboard's"));
}

TEST_CASE("a chart can be changed, and what it was told before stays") {
  Rig rig;
  const std::string chart = rig.open(R"({"symbol":"SPY","title":"One","back":"1d"})");
  const Json changed = rig.on("draw_chart", chart, R"({"chart":"$","symbol":"AAPL","title":""})");
  CHECK(at_path(changed, "chart") == "\"" + chart + "\"");
  CHECK(at_path(changed, "symbol") == "\"AAPL:NASDAQ\"");
  CHECK(at_path(changed, "title") == "absent");
  CHECK(rig.desk.state().charts.charts.size() == 1);
  CHECK(rig.desk.state().charts.charts[0].back == days(1));
}

TEST_CASE("what cannot be drawn is said in one sentence, and nothing is drawn") {
  Rig rig;
  const std::string chart = rig.open();
  const std::uint64_t before = rig.desk.sequence();
  const auto drawing = [&](std::string_view fields) {
    return rig.fault_on("draw_chart", chart,
                        fmt::format(R"({{"chart":"$","drawings":[{{"kind":"level","price":362}},)"
                                    R"({{{}}}]}})",
                                    fields));
  };
  CHECK(drawing(R"("price":1)") ==
        "drawings[1]: A new drawing needs a kind: level, zone, trend_line, fibonacci, mark or "
        "note. Nothing was drawn.");
  CHECK(contains(drawing(R"("kind":"level")"), "A level needs a price"));
  CHECK(contains(drawing(R"("kind":"level","price":0)"), "above 0; 0 is not"));
  CHECK(contains(drawing(R"("kind":"level","price":-5)"), "above 0"));
  CHECK(contains(drawing(R"("kind":"level","price":5000000000)"), "the most is 1000000000"));
  CHECK(contains(drawing(R"("kind":"level","price":5,"time":"1800-01-01T00:00:00Z")"),
                 "from 1950-01-01T00:00:00Z"));
  CHECK(contains(drawing(R"("kind":"zone","price":361)"), "second price"));
  CHECK(contains(drawing(R"("kind":"zone","price":361,"to_price":361)"), "prices that differ"));
  CHECK(contains(drawing(R"("kind":"note","price":361,"time":"2020-12-15T14:30:00Z")"), "a text"));
  CHECK(contains(drawing(R"("kind":"note","price":361,"text":"x")"), "a time"));
  const std::string line = R"("kind":"trend_line","price":361,"time":"2020-12-15T14:30:00Z")";
  CHECK(contains(drawing(line), "second price"));
  CHECK(contains(drawing(line + R"(,"to_price":362)"), "to_time"));
  CHECK(contains(drawing(line + R"(,"to_price":362,"to_time":"2020-12-15T14:30:00Z")"),
                 "two times that differ"));
  CHECK(contains(drawing(R"("kind":"mark","time":"2020-12-15T22:00:00Z")"), "no 5m candle at"));
  CHECK(contains(drawing(R"("kind":"mark","time":"2020-12-11T15:00:00Z")"), "give a price"));
  CHECK(contains(drawing(R"("id":"d999","price":3)"), "There is no drawing \"d999\""));
  CHECK(contains(drawing(R"("kind":"circle","price":3)"), "circle"));
  CHECK(contains(rig.fault_on("draw_chart", chart, R"({"chart":"$","back":"0s"})"), "longer than"));
  CHECK(contains(rig.fault_on("draw_chart", chart, R"({"chart":"$","remove":["d7"]})"),
                 "There is no drawing \"d7\" on SPY:ARCA"));
  CHECK(contains(rig.fault("draw_chart", "{}"), "needs a symbol"));
  CHECK(contains(rig.fault("draw_chart", R"({"symbol":"SPYY"})"), "SPY"));
  CHECK(contains(rig.fault("draw_chart", R"({"chart":"chart-9999"})"),
                 "There is no chart \"chart-9999\"; draw_chart makes one, and " + chart));
  CHECK(contains(rig.fault("draw_chart", R"({"symbol":"QQQ"})"), "There are no 5m candles"));
  CHECK(rig.desk.sequence() == before);
}

TEST_CASE("how far back candles reach is the calendar's to say") {
  const market::CalendarSet calendars = market::CalendarSet::built_in();
  const market::Calendar& nyse = **calendars.find("NYSE");
  const Time now = at("2020-12-15T15:00:00Z");
  const auto begin = [&](market::BarSize bar, std::size_t candles) {
    return (now - reach_of(nyse, market::Hours::regular, bar, now, candles)).text();
  };
  CHECK(begin(market::BarSize::m5, 1) == "2020-12-15T14:55:00Z");
  CHECK(begin(market::BarSize::m5, 6) == "2020-12-15T14:30:00Z");
  CHECK(begin(market::BarSize::m5, 7) == "2020-12-14T20:55:00Z");
  CHECK(begin(market::BarSize::h1, 2) == "2020-12-14T20:30:00Z");           // half an hour long
  CHECK(begin(market::BarSize::m5, 6 + 78 + 1) == "2020-12-11T20:55:00Z");  // over a weekend
  CHECK(begin(market::BarSize::d1, 2) <= "2020-12-14T14:30:00Z");
  CHECK(begin(market::BarSize::d1, 2) >= "2020-12-10T14:30:00Z");
}

TEST_CASE("a person who draws from the command line is the user") {
  Rig rig;
  rig.as_person();
  const Json chart =
      rig.get("draw_chart", R"({"symbol":"SPY","drawings":[{"kind":"level","price":362}]})");
  CHECK(at_path(chart, "drawings.0.author") == "\"user\"");
  CHECK(rig.desk.state().charts.user_events == 1);
}

TEST_CASE("indicators have their values from the first candle that is shown") {
  Rig rig;
  const std::string chart =
      rig.open(R"~({"symbol":"SPY","indicators":["SMA(3)","rsi","macd(12,26,9)","sma(3)"]})~");
  CHECK(contains(rig.text, "\nsma(3): 361.7\nrsi(14): 100\nmacd(12,26,9): not enough candles yet"));
  const Json read = rig.get("get_chart", "{}");
  CHECK(at_path(read, "indicators.0.name") == "\"sma(3)\"");
  CHECK(at_path(read, "indicators.0.values.0.value") == "361.7");
  CHECK(at_path(read, "indicators.3") == "absent");
  const Json view = rig.on("chart_view", chart, R"({"chart":"$","limit":4})");
  CHECK(at_path(view, "indicators.0.pane") == "\"price\"");
  CHECK(at_path(view, "indicators.0.lines.0.values") == "[361.4,361.5,361.6,361.7]");
  CHECK(at_path(view, "indicators.1.pane") == "\"below\"");
  CHECK(at_path(view, "indicators.2.lines.0.values") == "[null,null,null,null]");
  CHECK(
      contains(rig.fault("draw_chart", R"~({"symbol":"SPY","indicators":["smaa(20)"]})~"), "sma"));
  CHECK(contains(rig.fault("draw_chart", R"({"symbol":"SPY","bar":"1d","indicators":["vwap"]})"),
                 "vwap"));
}

TEST_CASE("the levels that the desk finds are drawn once, as the assistant's") {
  Rig rig;
  std::vector<market::Bar>& bars = rig.market.bars["QQQ 5m"];
  for (int i = 0; i < 78; ++i) {  // a day between 308 and 312
    const int phase = i % 12;
    const Price price = 308_px + Price::from_scaled((phase < 6 ? phase : 12 - phase) * 66'000'000);
    bars.push_back({at("2020-12-14T14:30:00Z") + minutes(5) * i, price, price + 0.05_px,
                    price - 0.05_px, price, 1000_qty});
  }
  const std::string chart = rig.open(R"({"symbol":"QQQ","levels":true})");
  const auto& drawings = rig.desk.state().charts.find_book("QQQ:NASDAQ")->drawings;
  CHECK_FALSE(drawings.empty());
  for (const desk::Drawing& drawing : drawings) {
    CHECK(drawing.author == desk::Author::assistant);
    CHECK(drawing.role != desk::DrawingRole::none);
    CHECK(contains(*drawing.text, "strength 0."));
  }
  CHECK(contains(rig.text, "(support)"));
  const std::size_t count = drawings.size();
  rig.on("draw_chart", chart, R"({"chart":"$","levels":true})");
  CHECK(drawings.size() == count);
  CHECK(contains(rig.fault("draw_chart", R"({"symbol":"SPY","levels":true})"), "30"));
}

TEST_CASE("a line drawn from right to left is the same line") {
  Rig rig;
  const Json chart =
      rig.get("draw_chart",
              R"({"symbol":"SPY","drawings":[{"kind":"trend_line","time":"2020-12-15T14:30:00Z",
      "price":362,"to_time":"2020-12-14T20:00:00Z","to_price":360}]})");
  CHECK(at_path(chart, "drawings.0.time") == "\"2020-12-14T20:00:00Z\"");
  CHECK(at_path(chart, "drawings.0.price") == "360");
  CHECK(at_path(chart, "drawings.0.value") == "absent");
  CHECK(contains(rig.text, "it ends before now"));
}

TEST_CASE("what a view says wrongly is refused") {
  Rig rig;
  const std::string chart = rig.open();
  const auto event = [&](std::string_view rest) {
    return rig.fault_on("chart_event", chart, fmt::format(R"({{"chart":"$",{}}})", rest));
  };
  CHECK(contains(event(R"("event":"select")"), "select needs a selection"));
  CHECK(contains(event(R"("event":"select","selection":{"kind":"candle",
                          "from":"2020-12-13T15:00:00Z"})"),
                 "weekend"));
  CHECK(contains(event(R"("event":"select","selection":{"kind":"candle",
                          "from":"2020-12-15T22:00:00Z"})"),
                 "outside regular hours"));
  CHECK(contains(event(R"("event":"select","selection":{"kind":"range",
                          "from":"2020-12-15T14:30:00Z","to":"2020-12-15T14:30:00Z"})"),
                 "must end after it begins"));
  CHECK(contains(event(R"("event":"select","selection":{"kind":"candle",
                          "from":"2020-12-15T14:30:00Z","drawing":"d9"})"),
                 "no drawing \"d9\""));
  CHECK(contains(event(R"("event":"ask")"), "needs a question"));
  CHECK(contains(event(R"("event":"remove")"), "needs remove"));
  CHECK(contains(event(R"("event":"put")"), "needs a drawing"));
  CHECK(contains(event(R"("event":"shout")"), "shout"));
  CHECK(contains(event(fmt::format(R"("event":"ask","question":"{}")", std::string(2000, 'x'))),
                 "1000"));
  CHECK(contains(rig.fault("chart_event", R"({"chart":"chart-0","event":"clear"})"), "no chart"));
}

TEST_CASE("the five hundred and first drawing is refused before anything happens") {
  Rig rig;
  const std::string chart = rig.open();
  std::string hundred;
  for (int i = 0; i < 100; ++i)
    hundred += fmt::format(R"({}{{"kind":"level","price":{}}})", i ? "," : "", 300 + i);
  const std::string all = R"({"chart":"$","drawings":[)" + hundred + "]}";
  for (int i = 0; i < 5; ++i) rig.on("draw_chart", chart, all);
  CHECK(contains(rig.text, "400 older drawings not listed."));
  CHECK(rig.fault_on("draw_chart", chart,
                     R"({"chart":"$","drawings":[{"kind":"level","price":1}]})") ==
        "drawings[0]: SPY:ARCA has 500 drawings, the most there can be; remove some first. Nothing "
        "was drawn.");
}

}  // namespace
}  // namespace pitwall::tool
