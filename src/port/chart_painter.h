// A chart as a picture, for wherever nothing can draw one itself: a chat on a phone, a message, a
// report. What is to be seen is a value; the painter turns it into the bytes of a PNG.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/zone.h"
#include "market/bar.h"
#include "market/indicators/indicator.h"
#include "market/origin.h"
#include "market/symbol.h"
#include "port/order.h"
#include "port/reply.h"

namespace pitwall::port {

enum class PictureTheme { dark, light };
std::string_view name_of(PictureTheme theme);
constexpr int count_of(PictureTheme) { return 2; }

// A drawing as it is to be seen. What its fields mean for each kind is said by the drawing tools:
// a level needs the price only; a zone, a trend line and a fibonacci have two corners or ends.
struct PictureDrawing {
  enum class Kind { level, zone, trend_line, fibonacci, mark, note };
  enum class Role { none, support, resistance, entry, target, stop };
  Kind kind = Kind::level;
  Role role = Role::none;
  Time time;
  Price price;
  std::optional<Time> to_time{};  // none: to the right edge
  std::optional<Price> to_price{};
  bool extended = false;  // of a trend line: on beyond its second end
  std::string text{};
};

// An order that waits in the market.
struct PictureOrder {
  Side side = Side::buy;
  Price price;
  std::string text{};  // "Buy 25 limit"
};

struct PictureFill {
  Side side = Side::buy;
  Time time;
  Price price;
};

// Candles from one instant to another, the second not included.
struct PictureSelection {
  Time from, to;
};

struct ChartPicture {
  static constexpr int min_width = 320, max_width = 2400;
  static constexpr int min_height = 200, max_height = 1600;
  static constexpr std::size_t max_bars = 2000;
  static constexpr std::size_t max_drawings = 500;
  static constexpr std::size_t max_indicators = 12;
  static constexpr std::size_t max_below = 4;    // panes below the price; further ones are left out
  static constexpr std::size_t max_marks = 500;  // orders, and fills

  int width = 1200;  // pixels
  int height = 700;
  PictureTheme theme = PictureTheme::dark;

  std::string title{};  // may be empty
  std::string symbol{};
  std::string name{};  // for a person: "SPDR S&P 500 ETF Trust"; may be empty
  market::Currency currency;
  Price tick_size = Price::from_scaled(Price::unit / 100);  // says how many digits prices have
  market::BarSize bar;
  Zone zone = Zone::utc();          // of the exchange: the time axis shows its clock
  std::vector<market::Bar> bars{};  // oldest first, one at least
  std::vector<market::IndicatorSeries> indicators{};  // one value for each bar
  std::vector<PictureDrawing> drawings{};
  std::vector<PictureOrder> orders{};
  std::vector<PictureFill> fills{};
  std::optional<PictureSelection> selection{};
  market::Origin origin;  // written into the picture: what is simulated says so
};

class ChartPainter {
 public:
  virtual ~ChartPainter() = default;
  // The bytes of a PNG of exactly that size. The same picture gives the same bytes. Errors:
  // invalid_argument or too_large for what is beyond the limits above.
  virtual void paint(ChartPicture picture, Reply<std::string> reply) = 0;
};

}  // namespace pitwall::port
