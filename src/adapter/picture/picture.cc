#include "adapter/picture/picture.h"

#include <cmath>

#include "adapter/picture/sheet.h"

namespace pitwall::picture {
namespace {

using port::ChartPicture;

// So that no price here is too large for a pixel's arithmetic.
constexpr Price farthest_price = Price::from_scaled(20'000'000'000 * Price::unit);

Result<void> check_size(const ChartPicture& picture) {
  if (picture.width < ChartPicture::min_width || picture.width > ChartPicture::max_width ||
      picture.height < ChartPicture::min_height || picture.height > ChartPicture::max_height)
    return error(Code::invalid_argument,
                 "A picture is {} to {} pixels wide and {} to {} high, not {} x {}.",
                 ChartPicture::min_width, ChartPicture::max_width, ChartPicture::min_height,
                 ChartPicture::max_height, picture.width, picture.height);
  if (picture.bars.empty())
    return error(Code::invalid_argument, "There is no candle to draw: ask for a longer stretch.");
  if (picture.bars.size() > ChartPicture::max_bars)
    return error(Code::too_large,
                 "A picture has room for {} candles, not {}: ask for longer candles or a shorter "
                 "stretch.",
                 ChartPicture::max_bars, picture.bars.size());
  if (picture.indicators.size() > ChartPicture::max_indicators ||
      picture.drawings.size() > ChartPicture::max_drawings ||
      picture.orders.size() > ChartPicture::max_marks ||
      picture.fills.size() > ChartPicture::max_marks)
    return error(Code::too_large,
                 "A picture has room for {} indicators, {} drawings and {} orders or fills.",
                 ChartPicture::max_indicators, ChartPicture::max_drawings, ChartPicture::max_marks);
  return {};
}

Result<void> check_content(const ChartPicture& picture) {
  PITWALL_CHECK(picture.tick_size.sign() > 0, "a tick of {}", picture.tick_size.text());
  PITWALL_CHECK(picture.origin.stated(), "a picture of figures that come from nowhere");
  for (const market::Bar& bar : picture.bars)
    if (bar.low < -farthest_price || bar.high > farthest_price)
      return error(Code::invalid_argument,
                   "The candle of {} has a price beyond 20 billion, which cannot be drawn.",
                   bar.time.text());
  for (const market::IndicatorSeries& series : picture.indicators)
    for (const market::IndicatorLine& line : series.lines) {
      PITWALL_CHECK(line.values.size() == picture.bars.size(), "{} values for {} candles",
                    line.values.size(), picture.bars.size());
      for (const std::optional<double>& value : line.values)
        PITWALL_CHECK(!value || std::isfinite(*value), "{} is not finite", series.name);
    }
  return {};
}

}  // namespace

Result<std::string> paint_picture(const ChartPicture& picture) {
  PITWALL_TRY_VOID(check_size(picture));
  PITWALL_TRY_VOID(check_content(picture));
  PITWALL_TRY(Canvas canvas, Canvas::create(picture.width, picture.height));
  const Plot plot = divide(picture, canvas);
  const bool dark = picture.theme == port::PictureTheme::dark;
  Sheet sheet{canvas, picture, dark ? dark_look : light_look, plot};
  paint_background(sheet);
  paint_grid(sheet);
  paint_selection(sheet);
  paint_volume(sheet);
  paint_zones(sheet);
  paint_candles(sheet);
  paint_indicators(sheet);
  paint_last_price(sheet);
  paint_drawings(sheet);
  paint_orders(sheet);
  paint_fills(sheet);
  // Text over all lines, and over each other nowhere.
  paint_legends(sheet);
  paint_notes(sheet);
  paint_captions(sheet);
  paint_axis(sheet);
  paint_header(sheet);
  paint_footer(sheet);
  return canvas.png();
}

}  // namespace pitwall::picture
