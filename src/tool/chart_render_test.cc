#include "tool/test_desk.h"

namespace pitwall::tool {
namespace {
using namespace testing;
using port::PictureDrawing;

// Two hours of five-minute candles that rise by ten cents each.
struct Rig : TestDesk {
  Rig() {
    std::vector<market::Bar>& bars = market.bars["SPY 5m"];
    Price price = 360_px;
    for (int i = 0; i < 24; ++i, price += 0.1_px)
      bars.push_back({at("2020-12-14T18:00:00Z") + minutes(5) * i, price, price + 0.2_px,
                      price - 0.1_px, price + 0.1_px, 1000_qty});
  }
  const port::ChartPicture& painted() {
    REQUIRE(painter.painted.has_value());
    return *painter.painted;
  }
};

TEST_CASE("render_chart attaches the picture and says in words what it shows") {
  Rig rig;
  const Result<Answer> answer = rig.call(
      "render_chart", R"x({"symbol":"SPY","indicators":["SMA(5)","rsi"],"theme":"light"})x");
  REQUIRE(answer.ok());
  REQUIRE(answer->attachments.size() == 1);
  const Attachment& picture = answer->attachments[0];
  CHECK(picture.kind == Attachment::Kind::image);
  CHECK(picture.mime == "image/png");
  CHECK(picture.bytes == "a picture");
  CHECK(picture.name == "SPY ARCA 5m.png");
  CHECK_FALSE(contains(answer->structured, "a picture"));
  CHECK(answer->text ==
        "A picture of SPY:ARCA, 24 candles of 5m from 2020-12-14T18:00:00Z to "
        "2020-12-14T19:55:00Z, last 362.4 USD, sma(5), rsi(14) (1200 x 700 pixels). Source: test "
        "tape, simulated, as of 2020-12-15T15:00:00Z.");
  const Json out = parse_json(answer->structured).value();
  CHECK(at_path(out, "chart") == "absent");
  CHECK(at_path(out, "candles") == "24");
  CHECK(at_path(out, "theme") == R"("light")");

  const port::ChartPicture& painted = rig.painted();
  CHECK(painted.theme == port::PictureTheme::light);
  CHECK(painted.bars.size() == 24);
  CHECK(painted.name == "SPDR S&P 500 ETF Trust");
  CHECK(painted.zone.name() == "America/New_York");
  CHECK(painted.origin.quality == market::Quality::simulated);
  REQUIRE(painted.indicators.size() == 2);
  CHECK(painted.indicators[0].name == "sma(5)");
  CHECK(painted.indicators[0].lines[0].values.size() == 24);
}

TEST_CASE("render_chart shows a chart as it stands: drawings, selection, title") {
  Rig rig;
  rig.get("draw_chart", R"x({"symbol":"SPY","title":"Monday","indicators":["ema(3)"],"drawings":[
      {"kind":"level","price":361,"role":"support","text":"twice"},
      {"kind":"trend_line","time":"2020-12-14T17:00:00Z","price":358.8,
       "to_time":"2020-12-14T19:00:00Z","to_price":361.2,"extended":true},
      {"kind":"trend_line","time":"2020-12-11T17:00:00Z","price":350,
       "to_time":"2020-12-11T19:00:00Z","to_price":351},
      {"kind":"note","time":"2020-12-14T19:00:00Z","price":361.5,"text":"look"}]})x");
  const Json out = rig.get("render_chart", "{}");  // the only one is the latest
  CHECK(contains(at_path(out, "chart"), "chart-"));
  const port::ChartPicture& painted = rig.painted();
  CHECK(painted.title == "Monday");
  CHECK(painted.indicators.size() == 1);
  REQUIRE(painted.drawings.size() == 3);  // the second line ended before the first candle
  CHECK(at_path(out, "drawings") == "3");
  CHECK(painted.drawings[0].role == PictureDrawing::Role::support);
  CHECK(painted.drawings[0].text == "twice");
  // The line began an hour before the first candle, and is cut there at its price.
  CHECK(painted.drawings[1].kind == PictureDrawing::Kind::trend_line);
  CHECK(painted.drawings[1].time == at("2020-12-14T18:00:00Z"));
  CHECK(painted.drawings[1].price == 360_px);
  CHECK(painted.drawings[1].extended);
  CHECK(painted.drawings[2].kind == PictureDrawing::Kind::note);
  CHECK(contains(rig.text, "ema(3), 3 drawings (1200 x 700 pixels)"));
}

TEST_CASE("render_chart adds levels when asked, and passes on what is wrong") {
  Rig rig;
  CHECK(contains(rig.fault("render_chart", R"({"symbol":"SPY","levels":true})"),
                 "at least 30 candles, and there are 24"));
  std::vector<market::Bar>& bars = rig.market.bars["SPY 5m"];
  const std::vector<market::Bar> first = bars;
  for (int i = 0; i < 24; ++i) {  // and down again
    bars.push_back(first[static_cast<std::size_t>(23 - i)]);
    bars.back().time = at("2020-12-14T20:00:00Z") + minutes(2) * i;
  }
  rig.get("render_chart", R"({"symbol":"SPY","levels":true})");
  REQUIRE_FALSE(rig.painted().drawings.empty());
  CHECK(rig.painted().drawings[0].role == PictureDrawing::Role::resistance);

  CHECK(contains(rig.fault("render_chart", R"({"symbol":"SPY","chart":"chart-1"})"),
                 "either a chart or a symbol"));
  CHECK(contains(rig.fault("render_chart", "{}"), "chart"));
  CHECK(contains(rig.fault("render_chart", R"({"symbol":"SPY","width":319})"), "width"));
  CHECK(contains(rig.fault("render_chart", R"x({"symbol":"SPY","indicators":["smaa(3)"]})x"),
                 "did you mean \"sma\""));
  CHECK(contains(rig.fault("render_chart", R"({"symbol":"AAPL"})"), "no 5m candles of AAPL"));
  rig.painter.answer = error(Code::too_large, "Too much for one picture.");
  CHECK(rig.fault("render_chart", R"({"symbol":"SPY"})") == "Too much for one picture.");
}

}  // namespace
}  // namespace pitwall::tool
