// What can be said of a picture without comparing it with another: its size, that colours are where
// they must be, and that it is always the same.
#include "adapter/picture/picture.h"

#include <cairo.h>
#include <doctest/doctest.h>

#include "adapter/picture/canvas.h"
#include "adapter/picture/look.h"
#include "adapter/picture/painter.h"
#include "adapter/picture/plot.h"

namespace pitwall::picture {
namespace {
using namespace pitwall::literals;
using port::ChartPicture;
using port::PictureDrawing;

ChartPicture hundred_candles() {
  ChartPicture picture;
  picture.symbol = "SPY:ARCA";
  picture.name = "SPDR S&P 500 ETF Trust";
  picture.currency = market::Currency::parse("USD").value();
  picture.bar = market::BarSize::m5;
  picture.zone = Zone::find("America/New_York").value();
  const Time start = Time::parse("2020-12-15T14:30:00Z").value();
  for (int i = 0; i < 100; ++i) {
    // Ten up, ten down, always two dollars a candle.
    const bool rises = i / 10 % 2 == 0;
    const int step = i % 10;
    const Price low = 300_px + Price::from_integer(2 * (rises ? step : 9 - step));
    const Price high = low + 2_px;
    picture.bars.push_back(
        {start + minutes(5) * i, rises ? low : high, high, low, rises ? high : low, 1000_qty});
  }
  picture.origin.source.name = "paper market";
  picture.origin.source.account = market::AccountKind::paper;
  picture.origin.as_of = picture.bars.back().time;
  picture.origin.quality = market::Quality::simulated;
  return picture;
}

// The pixels of a PNG, read back by cairo.
class Pixels {
 public:
  explicit Pixels(std::string_view png) : rest_(png) {
    surface_ = cairo_image_surface_create_from_png_stream(read, this);
    REQUIRE(cairo_surface_status(surface_) == CAIRO_STATUS_SUCCESS);
  }
  ~Pixels() { cairo_surface_destroy(surface_); }
  Pixels(const Pixels&) = delete;
  Pixels& operator=(const Pixels&) = delete;

  int width() const { return cairo_image_surface_get_width(surface_); }
  int height() const { return cairo_image_surface_get_height(surface_); }
  std::uint32_t at(double x, double y) const {
    const auto* row = cairo_image_surface_get_data(surface_) +
                      static_cast<std::ptrdiff_t>(y) * cairo_image_surface_get_stride(surface_);
    std::uint32_t pixel = 0;
    std::memcpy(&pixel, row + 4 * static_cast<std::ptrdiff_t>(x), sizeof pixel);
    return pixel & 0xFFFFFF;
  }
  // How many pixels of a box have this colour.
  int count(const Box& box, std::uint32_t colour) const {
    int found = 0;
    for (double y = box.top; y < box.bottom; ++y)
      for (double x = box.left; x < box.right; ++x) found += at(x, y) == colour ? 1 : 0;
    return found;
  }

 private:
  static cairo_status_t read(void* self, unsigned char* out, unsigned int count) {
    std::string_view& rest = static_cast<Pixels*>(self)->rest_;
    if (rest.size() < count) return CAIRO_STATUS_READ_ERROR;
    std::memcpy(out, rest.data(), count);
    rest.remove_prefix(count);
    return CAIRO_STATUS_SUCCESS;
  }
  std::string_view rest_;
  cairo_surface_t* surface_;
};

constexpr std::uint32_t up = 0x3fcf8e;
constexpr std::uint32_t down = 0xff6e70;

Plot plot_of(const ChartPicture& picture) {
  Canvas canvas = Canvas::create(picture.width, picture.height).value();
  return divide(picture, canvas);
}

TEST_CASE("a picture is a PNG of the size that was asked for, and always the same") {
  ChartPicture picture = hundred_candles();
  const std::string png = paint_picture(picture).value();
  CHECK(png.starts_with("\x89PNG\r\n\x1a\n"));
  CHECK(paint_picture(picture).value() == png);
  for (const auto& [width, height] : {std::pair(ChartPicture::min_width, ChartPicture::min_height),
                                      {1200, 700},
                                      {801, 1600},
                                      {2400, 201}}) {
    picture.width = width;
    picture.height = height;
    const std::string other = paint_picture(picture).value();
    const Pixels pixels(other);
    CHECK(pixels.width() == width);
    CHECK(pixels.height() == height);
  }
}

TEST_CASE("rising candles are green, falling ones red, and both where their prices are") {
  for (const port::PictureTheme theme : {port::PictureTheme::dark, port::PictureTheme::light}) {
    ChartPicture picture = hundred_candles();
    picture.theme = theme;
    const bool dark = theme == port::PictureTheme::dark;
    const std::string png = paint_picture(picture).value();
    const Pixels pixels(png);
    const Plot plot = plot_of(picture);
    for (const std::size_t bar : {0UL, 25UL, 99UL}) {
      const market::Bar& candle = picture.bars[bar];
      const double middle = plot.price.y((candle.high.to_double() + candle.low.to_double()) / 2);
      const bool rises = candle.close > candle.open;
      CAPTURE(bar);
      CHECK(pixels.at(plot.x(static_cast<double>(bar)), middle - 2) ==
            (dark ? (rises ? up : down) : (rises ? 0x0a7650 : 0xc42738)));
      CHECK(plot.price.y(candle.high.to_double()) < middle);
    }
    // Above the highest candle there is nothing but background.
    CHECK(pixels.at(plot.x(50) + plot.slot / 2, plot.price.y(324)) == (dark ? 0x11151c : 0xffffff));
  }
}

TEST_CASE("where the figures come from is written in the picture") {
  ChartPicture picture = hundred_candles();
  const auto badge = [](const ChartPicture& of, std::uint32_t colour) {
    const std::string png = paint_picture(of).value();
    const Plot plot = plot_of(of);
    const Pixels pixels(png);
    return pixels.count(
        {plot.header.right - 60, plot.header.top, plot.header.right, plot.header.top + 30}, colour);
  };
  CHECK(badge(picture, 0xc9a3ff) > 200);  // simulated
  CHECK(badge(picture, up) == 0);
  const std::string simulated = paint_picture(picture).value();
  picture.origin.quality = market::Quality::live;
  CHECK(badge(picture, 0xc9a3ff) == 0);
  CHECK(badge(picture, up) > 200);
  picture.origin.as_of += seconds(1);  // the footer says when
  const std::string later = paint_picture(picture).value();
  picture.origin.as_of += seconds(1);
  CHECK(paint_picture(picture).value() != later);
}

TEST_CASE("what is drawn is to be seen: levels, zones, lines, notes, orders, fills, selection") {
  const ChartPicture bare = hundred_candles();
  const std::string before = paint_picture(bare).value();
  const Time time = bare.bars[40].time;
  const Time later = bare.bars[60].time;
  std::set<std::string> seen{before};
  for (const PictureDrawing::Kind kind :
       {PictureDrawing::Kind::level, PictureDrawing::Kind::zone, PictureDrawing::Kind::trend_line,
        PictureDrawing::Kind::fibonacci, PictureDrawing::Kind::mark, PictureDrawing::Kind::note}) {
    ChartPicture picture = bare;
    picture.drawings.push_back({kind, PictureDrawing::Role::support, time, 305_px, later, 312_px});
    picture.drawings.back().text = "Покупатель здесь";
    CHECK(seen.insert(paint_picture(picture).value()).second);
  }
  ChartPicture picture = bare;
  picture.orders.push_back({port::Side::buy, 303_px, "Buy 25 limit"});
  CHECK(seen.insert(paint_picture(picture).value()).second);
  picture.fills.push_back({port::Side::sell, later, 310_px});
  CHECK(seen.insert(paint_picture(picture).value()).second);
  picture.selection = {time, later};
  CHECK(seen.insert(paint_picture(picture).value()).second);

  picture = bare;
  picture.drawings.push_back(
      {PictureDrawing::Kind::level, PictureDrawing::Role::resistance, bare.bars[0].time, 311.5_px});
  const std::string level = paint_picture(picture).value();
  const Plot plot = plot_of(picture);
  const Pixels pixels(level);
  CHECK(pixels.at(plot.x(101), plot.price.y(311.5)) == down);  // in the room right of the candles
}

TEST_CASE("what lies before the first candle does not crowd its left edge") {
  const ChartPicture bare = hundred_candles();
  const std::string before = paint_picture(bare).value();
  const Time early = bare.bars[0].time - days(3);
  for (const PictureDrawing::Kind kind : {PictureDrawing::Kind::mark, PictureDrawing::Kind::note}) {
    ChartPicture picture = bare;
    picture.drawings.push_back({kind, PictureDrawing::Role::none, early, 305_px});
    CHECK(paint_picture(picture).value() == before);
  }
  ChartPicture picture = bare;
  picture.selection = {early, early + days(1)};
  CHECK(paint_picture(picture).value() == before);
}

TEST_CASE("letters of both scripts are drawn, and what is no text does no harm") {
  Canvas canvas = Canvas::create(200, 50).value();
  const Letters letters{20, false};
  CHECK(canvas.width_of("", letters) == 0);
  CHECK(canvas.width_of("Price", letters) > canvas.width_of("Pri", letters));
  CHECK(canvas.width_of("Price", {20, true}) > canvas.width_of("Price", letters));
  const double replaced = canvas.width_of("?", letters);
  CHECK(replaced > 0);
  CHECK(canvas.width_of("\xF0\x9F\x98\x80", letters) == replaced);
  CHECK(canvas.width_of("Ж", letters) != replaced);
  CHECK(canvas.width_of("é", letters) != replaced);
  // Cut short, over-long, too large, a lone continuation: one replacement for each stray byte.
  for (const std::string_view stray : {"\xD0", "\xFF", "\x80"})
    CHECK(canvas.width_of(stray, letters) == replaced);
  CHECK(canvas.width_of("\xE2\x82", letters) == 2 * replaced);
  CHECK(canvas.width_of("\xC0\xAF", letters) == 2 * replaced);
  canvas.text({2, 40}, "Цена: 100 \xF0\x9F\x98\x80\xFF", letters, Colour::of(0xffffff));
  const std::string png = canvas.png().value();
  const Pixels pixels(png);
  CHECK(pixels.count({0, 0, 60, 50}, 0xffffff) > 20);

  CHECK(canvas.fitted("Price", letters, 1000) == "Price");
  const std::string cut = canvas.fitted("Сопротивление", letters, 60);
  CHECK(cut.ends_with("…"));
  CHECK(canvas.width_of(cut, letters) <= 60);
  CHECK(canvas.fitted("Price", letters, 1).empty());
}

TEST_CASE("odd candles and figures make a picture all the same") {
  ChartPicture picture = hundred_candles();
  picture.bars.resize(1);
  CHECK(paint_picture(picture));
  market::Bar& bar = picture.bars[0];
  bar.open = bar.high = bar.low = bar.close = -36.98_px;  // one price, below zero
  bar.volume = {};
  CHECK(paint_picture(picture));
  bar.high = 20000000000_px;
  bar.low = -20000000000_px;
  CHECK(paint_picture(picture));
  picture = hundred_candles();
  for (const char* name : {"sma(20)", "bollinger(20,2)", "vwap", "rsi(14)", "macd", "atr", "obv"})
    picture.indicators.push_back(
        market::indicator_series(market::IndicatorSpec::parse(name).value(), picture.bars));
  for (const int height : {200, 300, 700}) {
    picture.height = height;
    CHECK(paint_picture(picture));
  }
  for (market::IndicatorSeries& series : picture.indicators)
    for (market::IndicatorLine& line : series.lines) std::ranges::fill(line.values, std::nullopt);
  CHECK(paint_picture(picture));
  picture.title = std::string(5000, 'W');
  for (const Time time : {Time::min(), Time::max(), picture.bars[3].time})
    for (int kind = 0; kind < 6; ++kind)
      picture.drawings.push_back({static_cast<PictureDrawing::Kind>(kind),
                                  PictureDrawing::Role::target, time, 90000000000_px, Time::min(),
                                  -90000000000_px, true, std::string(300, 'x')});
  CHECK(paint_picture(picture));
}

TEST_CASE("the daemon's painter answers on the loop, with the picture or with what is wrong") {
  net::Loop loop({.simulated_time = true});
  PicturePainter painter(loop);
  std::vector<Result<std::string>> answers;
  painter.paint(hundred_candles(), [&](Result<std::string> png) { answers.push_back(png); });
  painter.paint({}, [&](Result<std::string> png) { answers.push_back(png); });
  CHECK(answers.empty());
  loop.run();
  REQUIRE(answers.size() == 2);
  CHECK(*answers[0] == paint_picture(hundred_candles()).value());
  CHECK_FALSE(answers[1]);
}

TEST_CASE("what is beyond the limits is refused in words") {
  const auto fault = [](const auto& spoil) {
    ChartPicture picture = hundred_candles();
    spoil(picture);
    return paint_picture(picture).error().message;
  };
  CHECK(fault([](ChartPicture& picture) { picture.width = 319; }) ==
        "A picture is 320 to 2400 pixels wide and 200 to 1600 high, not 319 x 700.");
  CHECK(fault([](ChartPicture& picture) { picture.height = 1601; }).ends_with("1200 x 1601."));
  CHECK(
      fault([](ChartPicture& picture) { picture.bars.clear(); }).starts_with("There is no candle"));
  CHECK(fault([](ChartPicture& picture) {
          picture.bars.resize(2001, picture.bars[0]);
        }).starts_with("A picture has room for 2000 candles, not 2001"));
  CHECK(fault([](ChartPicture& picture) {
          picture.bars[5].high = 20000000001_px;
        }).starts_with("The candle of 2020-12-15T14:55:00Z has a price beyond"));
  CHECK(fault([](ChartPicture& picture) {
          picture.drawings.resize(501);
        }).starts_with("A picture has room for 12 indicators, 500 drawings"));
}

}  // namespace
}  // namespace pitwall::picture
