#include "expr/vocabulary.h"
#include "tool/dispatch.h"
#include "tool/test_desk.h"

namespace pitwall::tool {
namespace {
using namespace testing;

struct WatchingDesk : TestDesk {
  WatchingDesk() { context.vocabulary = &vocabulary; }
  Json create(std::string_view name, std::string_view symbols, std::string_view condition,
              std::string_view more = "") {
    return get("create_trigger", fmt::format(R"({{"name":"{}","symbols":[{}],"condition":"{}"{}}})",
                                             name, symbols, condition, more));
  }
  const desk::Trigger& trigger(std::string_view name) {
    const desk::WatchedTrigger* watched = desk.state().watching.find(name);
    REQUIRE(watched);
    return watched->trigger;
  }
  expr::Vocabulary vocabulary;
};

TEST_CASE("a trigger is put as it was understood, and says what it needs before it can see") {
  WatchingDesk desk;
  const Json out = desk.create("oversold", R"("SPY","AAPL:NASDAQ")", "RSI(14,5m)<30",
                               R"(,"interval":"1s","urgency":"urgent","times":3)");
  CHECK(at_path(out, "condition") == R"("rsi(14, 5m) < 30")");
  CHECK(at_path(out, "symbols") == R"(["SPY","AAPL"])");
  CHECK(at_path(out, "needs.0.bar") == R"("5m")");
  CHECK(at_path(out, "needs.0.symbol") == "absent");
  CHECK(contains(desk.text,
                 "Trigger 'oversold' is set: rsi(14, 5m) < 30 on SPY, AAPL, looked at "
                 "every 1s. It can see after "));
  const desk::Trigger& put = desk.trigger("oversold");
  CHECK(put.symbols == std::vector{"SPY"_sym, "AAPL"_sym});
  CHECK(put.urgency == desk::Urgency::urgent);
  CHECK(put.times == 3);
  CHECK(put.by == "test");
  CHECK(put.interval == seconds(1));
}

TEST_CASE("the bars of another instrument are needed of that one") {
  WatchingDesk desk;
  const Json out = desk.create("apart", R"("AAPL")", "price > 100 and SPY.close(1d) > sma(20, 1d)");
  CHECK(at_path(out, "needs.0.symbol") == "absent");
  CHECK(at_path(out, "needs.1.symbol") == R"("SPY")");
  CHECK(at_path(out, "needs.2") == "absent");
}

TEST_CASE("a name that is taken is replaced only where that is asked for") {
  WatchingDesk desk;
  desk.create("one", R"("SPY")", "price > 300");
  CHECK(contains(
      desk.fault("create_trigger", R"({"name":"one","symbols":["SPY"],"condition":"price > 400"})"),
      "There is a trigger 'one' already (price > 300 on SPY)"));
  CHECK(desk.trigger("one").condition == "price > 300");
  desk.create("one", R"("SPY")", "price > 400", R"(,"replace":true)");
  CHECK(desk.trigger("one").condition == "price > 400");
}

TEST_CASE("nothing is put where anything is wrong, and the error helps") {
  WatchingDesk desk;
  const auto wrong = [&](std::string_view arguments) {
    const std::string said = desk.fault("create_trigger", arguments);
    CHECK(desk.desk.state().watching.triggers.empty());
    return said;
  };
  CHECK(contains(wrong(R"({"name":"a","symbols":["AAPX"],"condition":"price > 1"})"), "AAPL"));
  CHECK(contains(wrong(R"({"name":"a","symbols":["SPY"],"condition":"AAPX.price > 1"})"), "AAPL"));
  CHECK(contains(wrong(R"({"name":"a","symbols":["SPY"],"condition":"prise > 1"})"),
                 "column 1: `prise` is not known; did you mean `price`?"));
  CHECK(contains(wrong(R"({"name":"a","symbols":["SPY"],"condition":"SPY > 400"})"),
                 "\nThe price of SPY is called price: price > 200."));
  CHECK_FALSE(contains(wrong(R"({"name":"a b ","symbols":["SPY"],"condition":"price > 1"})"),
                       "Conditions look like"));
  CHECK(contains(wrong(R"({"name":"a","symbols":[],"condition":"price > 1"})"),
                 "1 to 500 instruments"));
  CHECK(contains(wrong(R"({"name":"a","symbols":["SPY","spy:arca"],"condition":"price > 1"})"),
                 "stands twice"));
  CHECK(contains(wrong(R"({"name":"a","symbols":["SPY"],"condition":"price > 1",
                           "expires":"2020-12-15T14:59:00Z"})"),
                 "which is past"));
  CHECK(contains(wrong(R"({"name":"a","symbols":["SPY"],"condition":"price > 1",
                           "action":"workflow"})"),
                 "names a workflow"));
  desk.context.vocabulary = nullptr;
  CHECK(contains(wrong(R"({"name":"a","symbols":["SPY"],"condition":"price > 1"})"),
                 "runs without the watch"));
}

TEST_CASE("what the catalogue lacks is looked up before anything is put") {
  WatchingDesk desk;
  market::Instrument ibm = **desk.market.instruments.find("AAPL");
  ibm.symbol = "IBM"_sym;
  desk.market.beyond = {ibm};
  CHECK(at_path(desk.create("one", R"("IBM")", "price > 100"), "symbols") == R"(["IBM"])");
  CHECK(desk.market.looked_up == 1);
}

TEST_CASE("a trigger of a file is neither replaced nor deleted by a tool") {
  WatchingDesk desk;
  desk::Trigger written;
  written.name = "one";
  written.symbols = {"SPY"_sym};
  written.condition = "price > 300";
  written.by = "file triggers.yaml";
  desk.desk.submit(desk::TriggerPut{written, desk.clock.now()});
  const std::string where = "Trigger 'one' stands in the file triggers.yaml; change it there.";
  CHECK(desk.fault("create_trigger", R"({"name":"one","symbols":["SPY"],"condition":"price > 1",
                                         "replace":true})") == where);
  CHECK(desk.fault("delete_trigger", R"({"name":"one"})") == where);
  CHECK(desk.trigger("one") == written);
}

TEST_CASE("nobody passes for a file by calling themselves one") {
  WatchingDesk desk;
  std::optional<Result<Answer>> answer;
  (*desk.registry.find("create_trigger"))
      ->call(*parse_json(R"({"name":"one","symbols":["SPY"],"condition":"price > 300"})"),
             desk.context, std::make_shared<Call>(Asker::assistant, "file triggers.yaml"),
             [&](Result<Answer> result) { answer.emplace(std::move(result)); });
  REQUIRE((answer && answer->ok()));
  CHECK(desk.trigger("one").by == "program file triggers.yaml");
  desk.create("one", R"("SPY")", "price > 400", R"(,"replace":true)");
}

// ---- list_triggers -----------------------------------------------------------------------------

TEST_CASE("the list says how each trigger stands") {
  WatchingDesk desk;
  const Time now = desk.clock.now();
  desk.create("a", R"("SPY")", "price > 300");
  desk.create("b", R"("SPY","AAPL")", "price > 200");
  desk.create("c", R"("AAPL")", "price > 100", R"(,"times":1)");
  desk.desk.submit(desk::Blindness{"b", "AAPL"_sym, now, "its quote is stale"});
  desk::TriggerFired fired;
  fired.trigger = "c";
  fired.symbol = "AAPL"_sym;
  fired.now = now + seconds(1);
  desk.desk.submit(fired);

  const Json all = desk.get("list_triggers", "{}");
  CHECK(at_path(all, "triggers.0.state") == R"("watching")");
  CHECK(at_path(all, "triggers.1.state") == R"("blind")");
  CHECK(at_path(all, "triggers.1.blind.0.why") == R"("its quote is stale")");
  CHECK(at_path(all, "triggers.2.state") == R"("over")");
  CHECK(at_path(all, "triggers.2.fired") == "1");
  CHECK(at_path(all, "triggers.2.fired_at") == R"("2020-12-15T15:00:01Z")");
  CHECK(contains(desk.text,
                 "'b': price > 200 on SPY, AAPL, by \"test\"; blind; cannot see AAPL: "
                 "its quote is stale; fired 0 times."));

  CHECK(at_path(desk.get("list_triggers", R"({"state":"over"})"), "triggers.0.name") == R"("c")");
  const Json on_spy = desk.get("list_triggers", R"({"symbol":"SPY","limit":1})");
  CHECK(at_path(on_spy, "triggers.0.name") == R"("a")");
  CHECK(at_path(on_spy, "triggers.1") == "absent");
  const Json next = desk.get("list_triggers", R"({"symbol":"SPY","limit":1,"cursor":"p1"})");
  CHECK(at_path(next, "triggers.0.name") == R"("b")");
  CHECK(at_path(next, "next_cursor") == "absent");
}

// ---- delete_trigger ----------------------------------------------------------------------------

struct DeletingDesk : WatchingDesk {
  DeletingDesk() {
    desk.on_effect([this](desk::Effect effect) { dispatch.carry_out(std::move(effect)); });
  }
  // Nothing runs out in a test that waits for nothing.
  class NoTimers final : public port::Timers {
   public:
    void after(Duration, std::function<void()>) override {}
  };
  void answer(std::string_view approval, bool yes) {
    dispatch.answer(Id::parse(approval).value(), yes, "terminal", HowAnswered{true, 1},
                    [](const Result<desk::Approval>& answered) { REQUIRE(answered.ok()); });
  }
  NoTimers no_timers;
  Context outside{clock,     desk,   market, broker,    bars,     painter,
                  calendars, daemon, random, no_timers, &registry};
  Dispatch dispatch{outside};
};

TEST_CASE("a trigger is deleted once the person says yes, and not before") {
  DeletingDesk desk;
  desk.create("one", R"("SPY")", "price > 300");
  const Json asked = desk.get("delete_trigger", R"({"name":"one"})");
  CHECK(contains(at_path(asked, "text"), "Delete the trigger 'one': price > 300 on SPY"));
  CHECK(contains(desk.text, "It is still there"));
  CHECK(desk.desk.state().watching.find("one"));
  SUBCASE("yes") {
    desk.answer(asked.string_or("approval", ""), true);
    CHECK_FALSE(desk.desk.state().watching.find("one"));
  }
  SUBCASE("no") {
    desk.answer(asked.string_or("approval", ""), false);
    CHECK(desk.desk.state().watching.find("one"));
  }
  SUBCASE("yes, when it has become another one") {
    desk.create("one", R"("SPY")", "price > 400", R"(,"replace":true)");
    desk.answer(asked.string_or("approval", ""), true);
    CHECK(desk.desk.state().watching.find("one"));
  }
}

TEST_CASE("a trigger that is not there is not asked about") {
  DeletingDesk desk;
  desk.create("above 300", R"("SPY")", "price > 300");
  CHECK(contains(desk.fault("delete_trigger", R"({"name":"above 301"})"), "above 300"));
  CHECK(contains(desk.fault("delete_trigger", R"({"name":"x"})"), "list_triggers shows all"));
  CHECK(desk.desk.state().gate.approvals.empty());
}

TEST_CASE("what changes something is run by what says so") {
  DeletingDesk desk;
  desk.create("one", R"("SPY")", "price > 300");
  CHECK(contains(desk.fault("call_more", R"({"tool":"silence"})"), "is run by act_more"));
  CHECK(contains(desk.fault("call_more", R"({"tool":"delete_trigger"})"), "is run by act_more"));
  const Json asked =
      desk.get("act_more", R"({"tool":"delete_trigger","arguments":{"name":"one"}})");
  CHECK(contains(at_path(asked, "answer.text"), "Delete the trigger 'one'"));
}

}  // namespace
}  // namespace pitwall::tool
