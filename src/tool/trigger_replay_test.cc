#include "expr/vocabulary.h"
#include "tool/test_desk.h"

namespace pitwall::tool {
namespace {
using namespace testing;

// Bars of a minute, from half past nine in New York, each at one price.
std::vector<market::Bar> minutes_of(std::string_view day, const std::vector<int>& prices) {
  std::vector<market::Bar> bars;
  const Time open = at(fmt::format("{}T14:30:00Z", day));
  for (const int price : prices) {
    const Price p = Price::from_integer(price);
    bars.push_back({open + minutes(static_cast<std::int64_t>(bars.size())), p, p, p, p, 100_qty});
  }
  return bars;
}

struct ReplayingDesk : TestDesk {
  ReplayingDesk() {
    context.vocabulary = &vocabulary;
    std::vector<market::Bar> bars = minutes_of("2020-12-10", {365, 371, 365});
    for (const std::string_view day : {"2020-12-11", "2020-12-14"})
      for (const market::Bar& bar : minutes_of(day, {360, 372, 360, 373})) bars.push_back(bar);
    this->bars.store("SPY", market::BarSize::m1, bars);
  }
  expr::Vocabulary vocabulary;
};

TEST_CASE("a new trigger fires when its condition became true, over all that is stored") {
  ReplayingDesk desk;
  const Json out = desk.get("test_trigger", R"({"symbols":["SPY"],"condition":"price>370"})");
  CHECK(at_path(out, "condition") == R"("price > 370")");
  CHECK(at_path(out, "from") == R"("2020-12-10")");
  CHECK(at_path(out, "until") == R"("2020-12-14")");
  CHECK(at_path(out, "fired") == "5");
  CHECK(at_path(out, "bars") == "11");
  CHECK(at_path(out, "firings.0.time") == R"("2020-12-10T14:31:00Z")");
  CHECK(at_path(out, "firings.0.price") == "371");
  CHECK(at_path(out, "firings.0.figures.0.name") == R"("price")");
  CHECK(at_path(out, "firings.0.figures.0.value") == "371");
  CHECK(at_path(out, "origin.source") == R"("file bars.csv")");
  CHECK(at_path(out, "origin.quality") == R"("replayed")");
  CHECK(contains(desk.text, "price > 370 would have fired 5 times:"));
}

TEST_CASE("the last days with stored bars are taken, or those that are named") {
  ReplayingDesk desk;
  for (const std::string_view day :
       {"2020-12-01", "2020-12-02", "2020-12-03", "2020-12-04", "2020-12-07"})
    for (const market::Bar& bar : minutes_of(day, {360, 380}))
      desk.bars.bars["SPY 1m"].push_back(bar);
  std::ranges::sort(desk.bars.bars["SPY 1m"], {}, &market::Bar::time);
  const auto from = [&](std::string_view more) {
    return at_path(
        desk.get("test_trigger",
                 fmt::format(R"({{"symbols":["SPY"],"condition":"price > 370"{}}})", more)),
        "from");
  };
  CHECK(from("") == R"("2020-12-04")");
  CHECK(from(R"(,"until":"2020-12-07")") == R"("2020-12-01")");
  CHECK(from(R"(,"from":"2020-12-11")") == R"("2020-12-11")");
  const Json first = desk.get("test_trigger", R"({"symbols":["SPY"],"condition":"price > 370",
      "from":"2020-12-01","until":"2020-12-14","limit":2})");
  CHECK(at_path(first, "fired") == "10");
  CHECK(at_path(first, "firings.1.time") == R"("2020-12-02T14:31:00Z")");
  CHECK(at_path(first, "firings.2") == "absent");
  CHECK(contains(desk.text, "The other 8 come later."));
}

TEST_CASE("a trigger that is there is tested as it stands, over or not") {
  ReplayingDesk desk;
  desk.get("create_trigger", R"({"name":"above","symbols":["SPY"],"condition":"price > 370",
      "cool_down":"1h","expires":"2020-12-15T15:00:01Z"})");
  desk.clock.time = at("2020-12-16T00:00:00Z");
  CHECK(at_path(desk.get("test_trigger", R"({"name":"above"})"), "fired") == "3");
  CHECK(contains(desk.fault("test_trigger", R"({"name":"abov"})"), "above"));
  CHECK(contains(desk.fault("test_trigger", R"({"name":"above","condition":"price > 1"})"),
                 "Either name a trigger"));
}

TEST_CASE("where it could not see is said once for each reason") {
  ReplayingDesk desk;
  const Json out =
      desk.get("test_trigger", R"({"symbols":["SPY"],"condition":"sma(200, 1m) > price"})");
  CHECK(at_path(out, "fired") == "0");
  CHECK(at_path(out, "blind.0.why") == R"("it has no quote yet")");
  CHECK(contains(desk.text, "would have fired 0 times.\nBlind 1 time, first at "));
}

// The paper market plays its instruments around the clock; what was recorded was not.
TEST_CASE(
    "a night is none in which an instrument has stopped ticking, on a market without nights") {
  ReplayingDesk desk;
  market::Catalogue sleepless;
  market::Instrument spy = **desk.market.instruments.find("SPY");
  spy.calendar = "ALWAYS";
  REQUIRE(sleepless.add(spy).ok());
  desk.market.instruments = std::move(sleepless);
  std::vector<market::Bar>& bars = desk.bars.bars["SPY 1m"];
  bars.clear();
  for (const std::string_view day : {"2020-12-11", "2020-12-14"})
    for (const market::Bar& bar : minutes_of(day, std::vector<int>(390, 360))) bars.push_back(bar);
  const Json out = desk.get("test_trigger", R"({"symbols":["SPY"],"condition":"price > 370"})");
  CHECK(at_path(out, "bars") == "780");
  CHECK(at_path(out, "blind.0.why") == R"("it has no quote yet")");
  CHECK(at_path(out, "blind.1") == "absent");
}

TEST_CASE("what cannot be tested says why") {
  ReplayingDesk desk;
  const auto said = [&](std::string_view more) {
    return desk.fault("test_trigger",
                      fmt::format(R"({{"condition":"price > 370","symbols":[{}}})", more));
  };
  CHECK(contains(said(R"("AAPL"])"), "No bars of an hour or less are stored of AAPL"));
  CHECK(contains(said(R"("SPY"],"from":"2020-12-12","until":"2020-12-13")"), "None of the"));
  CHECK(contains(said(R"("SPY"],"from":"2020-12-13","until":"2020-12-12")"), "is before"));
  CHECK(contains(said(R"("SPY"],"from":"2020-10-01")"), "31 are the most at once"));
  desk.context.vocabulary = nullptr;
  CHECK(contains(said(R"("SPY"])"), "runs without the watch"));
}

class Watched final : public Call {
 public:
  Watched() : Call(Asker::assistant, "test") {}
  void progress(const Progress& progress) override { told.push_back(progress); }
  std::vector<Progress> told;
};

// One that gives way to others between slices; each is followed by so long a pause.
struct SlowTest : ReplayingDesk {
  std::shared_ptr<Watched> call = std::make_shared<Watched>();
  std::optional<Result<Answer>> answer;
  int slices = 0;

  void begin() {
    (*registry.find("test_trigger"))
        ->call(*parse_json(R"({"symbols":["SPY"],"condition":"price > 370"})"), context, call,
               [this](Result<Answer> result) { answer.emplace(std::move(result)); });
  }
  void go_on(Duration pause) {
    REQUIRE_FALSE(answer.has_value());
    REQUIRE(market.waiting.size() == 1);
    const std::function<void()> next = std::move(market.waiting.front());
    market.waiting.pop_front();
    clock.time += pause;
    ++slices;
    next();
  }
};

TEST_CASE("a long test gives way to others, and says how far it is") {
  SlowTest test;
  test.begin();
  while (!test.answer) test.go_on(seconds(2));
  REQUIRE(test.answer->ok());
  CHECK(test.slices > 10);
  REQUIRE(test.call->told.size() > 10);
  CHECK(test.call->told.front().total == 5);
  for (std::size_t i = 1; i < test.call->told.size(); ++i)
    CHECK(test.call->told[i - 1].done < test.call->told[i].done);
  CHECK(test.call->told.back().done <= 5);
}

TEST_CASE("a test that is called off, or takes too long, ends at its next slice") {
  SlowTest test;
  test.begin();
  SUBCASE("called off") {
    test.call->cancel();
    test.go_on(seconds(1));
    REQUIRE(test.answer);
    CHECK(test.answer->error().code == Code::cancelled);
  }
  SUBCASE("too long") {
    test.go_on(minutes(3));
    REQUIRE(test.answer);
    CHECK(test.answer->error().code == Code::deadline_exceeded);
  }
}

}  // namespace
}  // namespace pitwall::tool
