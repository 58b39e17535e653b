// A chart as a picture, for whoever cannot open one: a phone, a message, a host without views.
#include "desk/chart/geometry.h"
#include "market/levels.h"
#include "tool/chart_input.h"
#include "tool/chart_report.h"
#include "tool/instrument.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

using port::ChartPicture;
using port::PictureDrawing;

constexpr std::size_t max_proposals = 6;

struct RenderIn {
  std::optional<std::string> chart;
  std::optional<SymbolText> symbol;
  std::optional<market::BarSize> bar;
  std::optional<Duration> back;
  std::optional<Time> until;
  std::optional<bool> outside_hours;
  std::optional<std::vector<std::string>> indicators;
  bool levels = false;
  std::int64_t width = 1200;
  std::int64_t height = 700;
  port::PictureTheme theme = port::PictureTheme::dark;
};
void describe(RenderIn& in, Visitor& v) {
  v("chart",
    "A chart to picture as it is. If chart and symbol are absent: the one that the user "
    "touched last.",
    "chart-57", in.chart);
  v("symbol", "Without a chart: ticker, or ticker:exchange.", "SPY", in.symbol, exemplary);
  v("bar", "Length of one candle; 5m, or the chart's, if absent.", "5m", in.bar);
  v("back", "How far back from the end; about 300 candles if absent.", "2d", in.back);
  v("until", "End of the range; now if absent.", "2020-12-18T21:00:00Z", in.until);
  v("outside_hours", "Also the candles outside regular hours.", "false", in.outside_hours);
  v("indicators", "Those of draw_chart.", "sma(20)", in.indicators,
    {.max_items = ChartPicture::max_indicators});
  v("levels", "Also support and resistance, as find_levels sees them in these candles.", "false",
    in.levels, with_default);
  v("width", "In pixels. Letters grow with it.", "1200", in.width,
    {.has_default = true, .minimum = ChartPicture::min_width, .maximum = ChartPicture::max_width});
  v("height", "In pixels.", "700", in.height,
    {.has_default = true,
     .minimum = ChartPicture::min_height,
     .maximum = ChartPicture::max_height});
  v("theme", "dark or light.", "dark", in.theme, with_default);
}

struct RenderedChart {
  std::optional<std::string> chart;
  std::string symbol;
  market::BarSize bar;
  std::int64_t candles = 0;
  Time from;
  Time to;
  Price last;
  market::Currency currency;
  std::vector<std::string> indicators;
  std::int64_t drawings = 0;
  std::int64_t width = 0;
  std::int64_t height = 0;
  port::PictureTheme theme = port::PictureTheme::dark;
  market::Origin origin;
  std::string png;  // goes as an attachment, not among the figures
};
void describe(RenderedChart& out, Visitor& v) {
  v("chart", "Its handle, where it has one.", "chart-57", out.chart, self_evident);
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", out.symbol, self_evident);
  v("bar", "Length of one candle.", "5m", out.bar, self_evident);
  v("candles", "How many there are.", "300", out.candles, self_evident);
  v("from", "Start of the first candle.", "", out.from, self_evident);
  v("to", "Start of the last candle.", "", out.to, self_evident);
  v("last", "Close of the last candle.", "366.5", out.last, self_evident);
  v("currency", "Currency of the prices.", "USD", out.currency, self_evident);
  v("indicators", "Indicators that are drawn.", "sma(20)", out.indicators, self_evident);
  v("drawings", "How many drawings, levels included.", "3", out.drawings, self_evident);
  v("width", "In pixels.", "1200", out.width, self_evident);
  v("height", "In pixels.", "700", out.height, self_evident);
  v("theme", "dark or light.", "dark", out.theme, self_evident);
  v("origin", "Where the candles come from; written in the picture too.", "", out.origin,
    self_evident);
}

std::string summary(const RenderedChart& out) {
  std::string text = fmt::format("A picture of {}, {} of {} from {} to {}, last {} {}", out.symbol,
                                 count_text(static_cast<std::size_t>(out.candles), "candle"),
                                 out.bar.view(), second_text(out.from), second_text(out.to),
                                 price_text(out.last), out.currency.view());
  for (const std::string& name : out.indicators) text += ", " + name;
  if (out.drawings > 0)
    text += ", " + count_text(static_cast<std::size_t>(out.drawings), "drawing");
  return fmt::format("{} ({} x {} pixels). {}", text, out.width, out.height,
                     source_text(out.origin));
}

void attach(const RenderedChart& out, Answer& answer) {
  Attachment picture{Attachment::Kind::image, "image/png"};
  picture.bytes = out.png;
  picture.name = fmt::format("{} {}.png", out.symbol, out.bar.view());
  std::ranges::replace(picture.name, ':', ' ');
  picture.title = fmt::format("{} {}", out.symbol, out.bar.view());
  answer.attachments.push_back(std::move(picture));
}

// A chart of the desk, or one that is made for this picture alone and has no handle.
Result<desk::Chart> chart_wanted(const RenderIn& in, const Context& context) {
  desk::Chart chart;
  if (in.chart && in.symbol)
    return error(Code::invalid_argument,
                 "Pass either a chart or a symbol: a chart has its own instrument.");
  if (in.symbol) {
    PITWALL_TRY(const market::Instrument* instrument, find_instrument(context.market, *in.symbol));
    chart.symbol = instrument->full_name();
  } else {
    PITWALL_TRY(chart, find_chart(context, in.chart));
  }
  if (in.bar && *in.bar != chart.bar) {
    chart.bar = *in.bar;
    chart.back.reset();
  }
  if (in.back) chart.back = in.back;
  if (in.until) chart.until = in.until;
  if (in.outside_hours) chart.outside_hours = *in.outside_hours;
  if (in.indicators) {
    PITWALL_TRY(chart.indicators, read_indicators(*in.indicators, chart.bar));
  }
  return chart;
}

PictureDrawing::Role role_of(desk::DrawingRole role) {
  switch (role) {
    case desk::DrawingRole::none:
      return PictureDrawing::Role::none;
    case desk::DrawingRole::support:
      return PictureDrawing::Role::support;
    case desk::DrawingRole::resistance:
      return PictureDrawing::Role::resistance;
    case desk::DrawingRole::entry:
      return PictureDrawing::Role::entry;
    case desk::DrawingRole::target:
      return PictureDrawing::Role::target;
    case desk::DrawingRole::stop:
      return PictureDrawing::Role::stop;
  }
  return PictureDrawing::Role::none;
}

PictureDrawing::Kind kind_of(desk::DrawingKind kind) {
  switch (kind) {
    case desk::DrawingKind::level:
      return PictureDrawing::Kind::level;
    case desk::DrawingKind::zone:
      return PictureDrawing::Kind::zone;
    case desk::DrawingKind::trend_line:
      return PictureDrawing::Kind::trend_line;
    case desk::DrawingKind::fibonacci:
      return PictureDrawing::Kind::fibonacci;
    case desk::DrawingKind::mark:
      return PictureDrawing::Kind::mark;
    case desk::DrawingKind::note:
      return PictureDrawing::Kind::note;
  }
  return PictureDrawing::Kind::level;
}

// What is needed to say where a drawing stands on these candles.
struct Place {
  const desk::Chart& chart;
  const market::Calendar& calendar;
  std::span<const market::Bar> bars;
};

// The painter counts candles; where a line begins before the first of them or ends behind the last
// its price there is worked out in trading time. False where nothing of it is to be seen.
bool cut_line(const desk::Drawing& drawing, const Place& place, PictureDrawing& line) {
  const market::Hours hours = hours_of(place.chart);
  const Time first = place.bars.front().time;
  const Time last = place.bars.back().time;
  if (line.time < first) {
    const std::optional<Price> price = desk::value_at(drawing, first, place.calendar, hours);
    if (!price) return false;
    line.time = first;
    line.price = *price;
  }
  if (line.to_time && *line.to_time > last && line.time < last) {
    const std::optional<Price> price = desk::value_at(drawing, last, place.calendar, hours);
    if (price) {
      line.to_time = last;
      line.to_price = price;
      line.extended = true;
    }
  }
  return line.time <= last;
}

void add_drawing(const desk::Drawing& drawing, const Place& place, ChartPicture& picture) {
  PictureDrawing seen;
  seen.kind = kind_of(drawing.kind);
  seen.role = role_of(drawing.role);
  seen.time = drawing.time;
  seen.price = drawing.price;
  seen.to_time = drawing.to_time;
  seen.to_price = drawing.to_price;
  seen.extended = drawing.extended;
  seen.text = drawing.text.value_or("");
  const bool is_line = drawing.kind == desk::DrawingKind::trend_line;
  if (is_line && !cut_line(drawing, place, seen)) return;
  picture.drawings.push_back(std::move(seen));
}

Result<void> add_levels(Price tick, ChartPicture& picture) {
  PITWALL_TRY(const market::LevelMap map, market::find_levels(picture.bars, tick, max_proposals));
  for (const market::PriceLevel& level : map.levels) {
    PictureDrawing& seen = picture.drawings.emplace_back();
    seen.role = level.side == market::LevelSide::support ? PictureDrawing::Role::support
                                                         : PictureDrawing::Role::resistance;
    seen.time = picture.bars.front().time;
    seen.price = level.price;
    if (level.basis == market::LevelBasis::swings) {
      seen.text = count_text(static_cast<std::size_t>(level.touches), "turn");
      continue;
    }
    seen.kind = PictureDrawing::Kind::zone;
    seen.price = level.low;
    seen.to_price = level.high;
    seen.text = "much volume";
  }
  return {};
}

std::string order_text(const ChartOrder& order) {
  return fmt::format("{} {} {}", order.side == port::Side::buy ? "Buy" : "Sell",
                     quantity_text(order.quantity), name_of(order.kind));
}

// Everything that stands beside the candles: of this moment, since the desk goes on meanwhile.
void add_book(const Place& place, const market::Symbol& symbol, const Context& context,
              ChartPicture& picture) {
  const desk::State& state = context.desk.state();
  if (const desk::ChartBook* book = state.charts.find_book(place.chart.symbol)) {
    for (const desk::Drawing& drawing : book->drawings) add_drawing(drawing, place, picture);
    if (book->selection) picture.selection = {book->selection->from, book->selection->to};
  }
  if (place.chart.orders)
    for (const ChartOrder& order : open_orders(context, symbol))
      if (order.price) picture.orders.push_back({order.side, *order.price, order_text(order)});
  if (place.chart.fills)
    for (const desk::ChartFill& fill : fills_since(context, symbol, place.bars.front().time))
      picture.fills.push_back({fill.side, fill.time, fill.price});
}

ChartPicture begin_picture(const RenderIn& in, const desk::Chart& chart,
                           const market::Instrument& instrument, const market::Calendar& calendar) {
  ChartPicture picture;
  picture.width = static_cast<int>(in.width);
  picture.height = static_cast<int>(in.height);
  picture.theme = in.theme;
  picture.title = chart.title.value_or("");
  picture.symbol = chart.symbol;
  picture.name = instrument.name;
  picture.currency = instrument.currency;
  picture.tick_size = instrument.tick_size;
  picture.bar = chart.bar;
  picture.zone = calendar.zone();
  return picture;
}

RenderedChart answer_for(const desk::Chart& chart, const ChartPicture& picture) {
  RenderedChart out;
  if (!chart.id.empty()) out.chart = chart.id;
  out.symbol = picture.symbol;
  out.bar = picture.bar;
  out.candles = static_cast<std::int64_t>(picture.bars.size());
  out.from = picture.bars.front().time;
  out.to = picture.bars.back().time;
  out.last = picture.bars.back().close;
  out.currency = picture.currency;
  for (const market::IndicatorSeries& series : picture.indicators)
    out.indicators.push_back(series.name);
  out.drawings = static_cast<std::int64_t>(picture.drawings.size());
  out.width = picture.width;
  out.height = picture.height;
  out.theme = picture.theme;
  out.origin = picture.origin;
  return out;
}

Task<Result<RenderedChart>> run_render(RenderIn in, Context& context) {
  if (in.symbol) {  // from here on it is known
    const Result<const market::Instrument*> known =
        co_await resolve_instrument(context, in.symbol->value);
    if (!known) co_return known.error();
  }
  const Result<desk::Chart> chart = chart_wanted(in, context);
  if (!chart) co_return chart.error();
  const Result<const market::Instrument*> found =
      co_await resolve_instrument(context, chart->symbol);
  if (!found) co_return found.error();
  const Result<const market::Calendar*> calendar = context.calendars.find((*found)->calendar);
  if (!calendar) co_return calendar.error();
  ChartRange range = range_of(*chart, **found, **calendar, context.market.market_time());
  range.query.limit = std::min(range.query.limit, ChartPicture::max_bars);
  Result<Candles> candles = co_await load_chart(range, context);
  if (!candles) co_return candles.error();
  ChartPicture picture = begin_picture(in, *chart, **found, **calendar);
  picture.bars = std::move(candles->series.bars);
  picture.origin = candles->series.origin;
  Result<std::vector<market::IndicatorSeries>> indicators =
      co_await load_indicators(*chart, *found, *calendar, picture.bars, context);
  if (!indicators) co_return indicators.error();
  picture.indicators = std::move(*indicators);
  add_book({*chart, **calendar, picture.bars}, (*found)->symbol, context, picture);
  if (in.levels) {
    const Result<void> added = add_levels((*found)->tick_size, picture);
    if (!added) co_return added.error();
  }
  if (picture.drawings.size() > ChartPicture::max_drawings)
    picture.drawings.resize(ChartPicture::max_drawings);
  RenderedChart out = answer_for(*chart, picture);
  const auto begin = [&](port::Reply<std::string> reply) {
    context.painter.paint(std::move(picture), std::move(reply));
  };
  Result<std::string> png = co_await ask<std::string>(begin);
  if (!png) co_return png.error();
  out.png = std::move(*png);
  co_return out;
}

}  // namespace

extern const Tool render_chart;
const Tool render_chart{"render_chart", Category::market, Effect::reads,
                        "A chart as a PNG picture, with indicators, drawings, orders and fills: "
                        "where no interactive chart can be shown, or to send it on.",
                        run_render};

}  // namespace pitwall::tool
