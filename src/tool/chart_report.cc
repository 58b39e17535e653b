#include "tool/chart_report.h"

#include "desk/chart/geometry.h"
#include "market/statistics.h"
#include "tool/instrument.h"
#include "tool/wording.h"

namespace pitwall::tool {

constexpr std::size_t max_selected = 2000;  // candles that are added up

void describe(PlacedDrawing& placed, Visitor& v) {
  describe(placed.drawing, v);
  v("value", "Of a level or line: its price at the end of the range.", "372.5", placed.value,
    self_evident);
  v("distance_percent", "From the last price; of a zone to its nearer edge, 0 inside.", "1.21",
    placed.distance_percent, self_evident);
  v("levels", "Of a retracement.", "", placed.levels, self_evident);
}

void describe(SelectedCandles& selected, Visitor& v) {
  describe(selected.selection, v);
  v("local_time", "Its begin by the exchange's clock.", "2020-12-15 10:35:00 -05:00",
    selected.local_time, self_evident);
  v("candles", "How many.", "1", selected.candles, self_evident);
  v("open", "Of the first.", "366.5", selected.open, self_evident);
  v("high", "Highest of all.", "367.4", selected.high, self_evident);
  v("low", "Lowest of all.", "366.2", selected.low, self_evident);
  v("close", "Of the last.", "367.1", selected.close, self_evident);
  v("volume", "Of all.", "120300", selected.volume, self_evident);
  v("high_time", "Candle of the high.", "", selected.high_time, self_evident);
  v("low_time", "Candle of the low.", "", selected.low_time, self_evident);
  v("change_percent", "Close against open.", "0.16", selected.change_percent, self_evident);
  v("complete", "false: the last candle still grows.", "true", selected.complete, self_evident);
}

void describe(IndicatorNow& indicator, Visitor& v) {
  v("name", "With its numbers.", "sma(20)", indicator.name, self_evident);
  v("values", "At the last candle; none while it warms up.", "", indicator.values, self_evident);
}

void describe(ChartReport& report, Visitor& v) {
  v("chart", "Handle of the chart: pass it to draw_chart, get_chart or render_chart.", "chart-57",
    report.chart);
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", report.symbol, self_evident);
  v("bar", "Length of one candle.", "5m", report.bar, self_evident);
  v("title", "Its title.", "Overnight", report.title, self_evident);
  v("currency", "Currency of the prices.", "USD", report.currency, self_evident);
  v("zone", "The exchange's time zone.", "America/New_York", report.zone, self_evident);
  v("from", "Begin of the range, UTC.", "", report.from, self_evident);
  v("to", "End of the range, not included.", "", report.to, self_evident);
  v("candles", "How many.", "300", report.candles, self_evident);
  v("open", "Of the first candle.", "366.5", report.open, self_evident);
  v("high", "Highest price.", "368", report.high, self_evident);
  v("low", "Lowest price.", "364", report.low, self_evident);
  v("last", "Close of the last candle.", "367.4", report.last, self_evident);
  v("high_time", "Candle of the high.", "", report.high_time, self_evident);
  v("low_time", "Candle of the low.", "", report.low_time, self_evident);
  v("last_time", "Start of the last candle.", "", report.last_time, self_evident);
  v("change", "Last less open.", "0.9", report.change, self_evident);
  v("change_percent", "The same in percent.", "0.25", report.change_percent, self_evident);
  v("selection", "What is selected, with its figures.", "", report.selection);
  v("question", "What the user asked about it: their words.", "", report.question);
  v("drawings", "What is drawn, by whom, and where it stands now.", "", report.drawings);
  v("more_drawings", "Older ones that are not listed.", "0", report.more_drawings, self_evident);
  v("indicators", "Their latest values.", "", report.indicators, self_evident);
  v("orders", "Open orders.", "", report.orders, self_evident);
  v("fills", "Fills in the range, oldest first.", "", report.fills, self_evident);
  v("position", "What is held.", "", report.position, self_evident);
  v("version", "Grows with each change.", "12", report.version, self_evident);
  v("origin", "Where the figures come from.", "", report.origin, self_evident);
}

Result<desk::Chart> find_chart(const Context& context, const std::optional<std::string>& id) {
  const desk::Charts& charts = context.desk.state().charts;
  if (const desk::Chart* found = id ? charts.find(*id) : charts.latest()) return *found;
  if (!id) return error(Code::not_found, "There is no chart yet; draw_chart makes one.");
  const desk::Chart* latest = charts.latest();
  return error(Code::not_found, "There is no chart \"{}\"; draw_chart makes one{}.",
               id->substr(0, 40),
               latest ? fmt::format(", and {} was used last", latest->id) : std::string());
}

namespace {

void sum_up(const std::vector<market::Bar>& bars, ChartReport& out) {
  out.candles = static_cast<std::int64_t>(bars.size());
  const market::Bar& high = *std::ranges::max_element(bars, {}, &market::Bar::high);
  const market::Bar& low = *std::ranges::min_element(bars, {}, &market::Bar::low);
  out.open = bars.front().open;
  out.high = high.high;
  out.high_time = high.time;
  out.low = low.low;
  out.low_time = low.time;
  out.last = bars.back().close;
  out.last_time = bars.back().time;
  out.change = out.last - out.open;
  out.change_percent = percent_of(out.change, out.open);
}

std::optional<double> distance_of(const PlacedDrawing& placed, Price last) {
  const desk::Drawing& drawing = placed.drawing;
  if (drawing.kind != desk::DrawingKind::zone)
    return placed.value ? percent_of(*placed.value - last, last) : std::nullopt;
  const Price other = drawing.to_price.value_or(drawing.price);
  const Price low = std::min(drawing.price, other);
  const Price high = std::max(drawing.price, other);
  return percent_of(std::clamp(last, low, high) - last, last);
}

void place_drawings(const desk::ChartBook& book, const desk::Chart& chart,
                    const market::Instrument& instrument, const market::Calendar& calendar,
                    ChartReport& out) {
  const market::Hours hours =
      chart.outside_hours ? market::Hours::extended : market::Hours::regular;
  const std::size_t most = ChartReport::max_drawings;
  const std::size_t first = book.drawings.size() > most ? book.drawings.size() - most : 0;
  out.more_drawings = static_cast<std::int64_t>(first);
  for (std::size_t i = first; i < book.drawings.size(); ++i) {
    PlacedDrawing& placed = out.drawings.emplace_back();
    placed.drawing = book.drawings[i];
    placed.value = desk::value_at(placed.drawing, out.to, calendar, hours);
    if (placed.value && placed.drawing.kind == desk::DrawingKind::trend_line)
      placed.value = placed.value->rounded_to(instrument.tick_size, Rounding::half_even);
    placed.distance_percent = distance_of(placed, out.last);
    if (placed.drawing.kind != desk::DrawingKind::fibonacci) continue;
    for (const desk::FibonacciLevel& level : desk::fibonacci_levels(placed.drawing))
      placed.levels.push_back({level.percent, level.price});
  }
}

void sum_up(const std::vector<market::Bar>& bars, SelectedCandles& selected) {
  const market::Bar& high = *std::ranges::max_element(bars, {}, &market::Bar::high);
  const market::Bar& low = *std::ranges::min_element(bars, {}, &market::Bar::low);
  selected.candles = static_cast<std::int64_t>(bars.size());
  selected.open = bars.front().open;
  selected.high = high.high;
  selected.high_time = high.time;
  selected.low = low.low;
  selected.low_time = low.time;
  selected.close = bars.back().close;
  Quantity volume;
  for (const market::Bar& bar : bars) volume += bar.volume;
  selected.volume = volume;
  selected.change_percent = percent_of(*selected.close - *selected.open, *selected.open);
}

// The selection with the figures of its candles, which may lie outside the chart's range.
Task<Result<SelectedCandles>> look_at(desk::Selection selection, const market::Instrument* shown,
                                      const market::Calendar* calendar, desk::Chart chart,
                                      Context& context) {
  SelectedCandles out;
  out.local_time = calendar->zone().format(selection.from);
  const Time now = context.market.market_time();
  out.complete = selection.to <= now;
  out.selection = selection;
  if (selection.from >= now) co_return out;
  port::HistoryQuery query;
  query.instrument = shown->id;
  query.size = selection.bar;
  query.from = selection.from;
  query.to = std::min(selection.to, now);
  query.outside_hours = chart.outside_hours;
  query.limit = max_selected;
  const auto begin = [&](port::Reply<market::BarSeries> reply) {
    context.market.history(query, reply);
  };
  const Result<market::BarSeries> series = co_await ask<market::BarSeries>(begin);
  if (series) sum_up(series->bars, out);
  // Nothing traded there: a selection without figures says that.
  if (!series && series.error().code != Code::no_data) co_return series.error();
  co_return out;
}

void add_trading(const desk::Chart& chart, const market::Symbol& symbol, const Context& context,
                 ChartReport& out) {
  if (chart.orders) out.orders = open_orders(context, symbol);
  if (chart.fills) out.fills = fills_since(context, symbol, out.from);
  std::erase_if(out.fills, [&](const desk::ChartFill& fill) { return fill.time >= out.to; });
  out.position = position_in(context, symbol);
}

std::vector<IndicatorNow> latest_values(const std::vector<market::IndicatorSeries>& all) {
  std::vector<IndicatorNow> now;
  for (const market::IndicatorSeries& series : all) {
    IndicatorNow& indicator = now.emplace_back();
    indicator.name = series.name;
    for (const market::IndicatorLine& line : series.lines)
      if (!line.values.empty() && line.values.back())
        indicator.values.push_back({line.name, *line.values.back()});
  }
  return now;
}

}  // namespace

Task<Result<ChartReport>> report_on(desk::Chart chart, Candles candles, Context& context) {
  const Result<const market::Instrument*> found =
      co_await resolve_instrument(context, chart.symbol);
  if (!found) co_return found.error();
  const market::Instrument* instrument = *found;
  const Result<const market::Calendar*> calendar = context.calendars.find(instrument->calendar);
  if (!calendar) co_return calendar.error();
  ChartReport out;
  out.chart = chart.id;
  out.symbol = chart.symbol;
  out.bar = chart.bar;
  out.title = chart.title;
  out.currency = instrument->currency;
  out.zone = (*calendar)->zone().name();
  out.from = std::max(candles.from, candles.series.bars.front().time);
  out.to = candles.to;
  out.origin = candles.series.origin;
  sum_up(candles.series.bars, out);
  const desk::Charts& charts = context.desk.state().charts;
  const desk::ChartBook* book = charts.find_book(chart.symbol);
  std::optional<desk::Selection> selection;
  if (book) {
    place_drawings(*book, chart, *instrument, **calendar, out);
    selection = book->selection;
    out.question = book->question;
  }
  add_trading(chart, instrument->symbol, context, out);
  const Result<std::vector<market::IndicatorSeries>> indicators =
      co_await load_indicators(chart, instrument, *calendar, candles.series.bars, context);
  if (!indicators) co_return indicators.error();
  out.indicators = latest_values(*indicators);
  out.version = desk::version_of(charts, chart, instrument->symbol);
  if (selection) {
    const Result<SelectedCandles> selected =
        co_await look_at(*selection, instrument, *calendar, chart, context);
    if (!selected) co_return selected.error();
    out.selection = *selected;
  }
  co_return out;
}

void attach(const ChartReport& report, Answer& answer) {
  answer.attachments.push_back({.kind = Attachment::Kind::link,
                                .mime = "application/json",
                                .uri = "pitwall://chart/" + report.chart,
                                .name = report.chart,
                                .title = fmt::format("Chart of {}", report.symbol)});
}

}  // namespace pitwall::tool
