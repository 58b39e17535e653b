// What a view of a chart draws: asked by the view itself, in the chat and in the dashboard.
#include "tool/chart_input.h"
#include "tool/chart_report.h"
#include "tool/instrument.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

constexpr std::int64_t max_candles = 2000;

struct ChartViewIn {
  std::string chart;
  std::optional<SymbolText> symbol;
  std::optional<market::BarSize> bar;
  std::optional<bool> outside_hours;
  bool candles = true;
  std::int64_t limit = 500;
  std::optional<Time> until;
  std::optional<std::uint64_t> known_version;
};
void describe(ChartViewIn& in, Visitor& v) {
  v("chart", "Its handle, or \"dashboard\".", "chart-57", in.chart);
  v("symbol", "Of the dashboard only: what it shows from now on.", "SPY", in.symbol);
  v("bar", "Of the dashboard only.", "5m", in.bar);
  v("outside_hours", "Of the dashboard only.", "false", in.outside_hours);
  v("candles", "false: all but candles and indicators.", "true", in.candles, with_default);
  v("limit", "At most this many candles, the latest ones.", "500", in.limit,
    {.has_default = true, .minimum = 1, .maximum = max_candles});
  v("until", "End of the candles (not included), to see earlier ones.", "", in.until);
  v("known_version", "With candles false: lists stay empty while the version is still this one.",
    "12", in.known_version);
}

struct ChartIndicatorLine {
  std::string name;
  std::vector<std::optional<double>> values;
};
void describe(ChartIndicatorLine& line, Visitor& v) {
  v("name", "Which line.", "upper", line.name, self_evident);
  v("values", "One for each candle; null while it warms up.", "366.12", line.values, self_evident);
}

struct ChartIndicator {
  std::string name;
  market::Pane pane = market::Pane::price;
  std::vector<ChartIndicatorLine> lines;
};
void describe(ChartIndicator& indicator, Visitor& v) {
  v("name", "With its numbers.", "sma(20)", indicator.name, self_evident);
  v("pane", "price: over the candles; below: in a pane of its own.", "price", indicator.pane,
    self_evident);
  v("lines", "Its lines.", "", indicator.lines, self_evident);
}

struct ChartViewOut {
  std::string chart;
  std::string symbol;
  std::string name;
  market::Currency currency;
  std::string zone;
  Price tick_size;
  market::BarSize bar;
  bool outside_hours = false;
  std::optional<std::string> title;
  std::uint64_t version = 0;
  std::optional<Time> from;
  std::optional<Time> until;
  std::vector<market::Bar> candles;
  std::optional<Time> earlier;
  std::vector<ChartIndicator> indicators;
  std::vector<desk::Drawing> drawings;
  std::optional<desk::Selection> selection;
  std::vector<ChartOrder> orders;
  std::vector<desk::ChartFill> fills;
  std::optional<ChartPosition> position;
  std::optional<market::Origin> origin;
};
void describe(ChartViewOut& out, Visitor& v) {
  v("chart", "Its handle.", "chart-57", out.chart, self_evident);
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", out.symbol, self_evident);
  v("name", "Its name.", "SPDR S&P 500 ETF Trust", out.name, self_evident);
  v("currency", "Currency of the prices.", "USD", out.currency, self_evident);
  v("zone", "The exchange's time zone.", "America/New_York", out.zone, self_evident);
  v("tick_size", "Smallest step of the price.", "0.01", out.tick_size, self_evident);
  v("bar", "Length of one candle.", "5m", out.bar, self_evident);
  v("outside_hours", "Also the candles outside regular hours.", "false", out.outside_hours,
    self_evident);
  v("title", "Its title.", "Overnight", out.title, self_evident);
  v("version", "Grows with each change.", "12", out.version, self_evident);
  v("from", "Where the chart is to begin, where it says so.", "", out.from, self_evident);
  v("until", "Where it ends, where that is not now.", "", out.until, self_evident);
  v("candles", "Oldest first; time is the start, UTC.", "", out.candles, self_evident);
  v("earlier", "There are earlier ones: pass until set to this.", "", out.earlier, self_evident);
  v("indicators", "A value for each candle.", "", out.indicators, self_evident);
  v("drawings", "What is drawn.", "", out.drawings, self_evident);
  v("selection", "What is selected.", "", out.selection, self_evident);
  v("orders", "Open orders.", "", out.orders, self_evident);
  v("fills", "Fills among the candles.", "", out.fills, self_evident);
  v("position", "What is held.", "", out.position, self_evident);
  v("origin", "Of the candles.", "", out.origin, self_evident);
}

std::string summary(const ChartViewOut& out) {
  return fmt::format("{}: {} {}, {}, version {}.{}", out.chart, out.symbol, out.bar.view(),
                     count_text(out.candles.size(), "candle"), out.version,
                     out.origin ? " " + source_text(*out.origin) : "");
}

bool sets_the_dashboard(const ChartViewIn& in) { return in.symbol || in.bar || in.outside_hours; }

// What the dashboard shows from now on; nothing where it shows that already. Remembered so that an
// assistant can be told what the person looks at; the figures that anybody reads stay as they are,
// which is why the tool still counts as one that reads.
Result<std::vector<desk::Event>> dashboard_events(const ChartViewIn& in, const Context& context,
                                                  const Call& call) {
  if (in.chart != desk::dashboard_chart)
    return error(Code::invalid_argument,
                 "symbol, bar and outside_hours are the dashboard's; {} shows what it was made "
                 "for, and draw_chart changes that.",
                 in.chart.substr(0, 40));
  const desk::Chart* known = context.desk.state().charts.find(in.chart);
  desk::Chart chart;
  if (known) chart = *known;
  if (!known && !in.symbol)
    return error(Code::invalid_argument, "The dashboard shows nothing yet; pass a symbol.");
  if (in.symbol) {
    PITWALL_TRY(const market::Instrument* instrument, find_instrument(context.market, *in.symbol));
    chart.symbol = instrument->full_name();
  }
  chart.bar = in.bar.value_or(chart.bar);
  chart.outside_hours = in.outside_hours.value_or(chart.outside_hours);
  std::vector<desk::Event> events;
  if (known && known->symbol == chart.symbol && known->bar == chart.bar &&
      known->outside_hours == chart.outside_hours)
    return events;
  chart.changed_at = context.clock.now();
  if (known) {
    events.emplace_back(desk::ChartChanged{chart});
    return events;
  }
  chart.id = desk::dashboard_chart;
  chart.author = desk::Author::user;
  chart.actor = call.name;
  chart.opened_at = chart.changed_at;
  events.emplace_back(desk::ChartOpened{chart});
  return events;
}

ChartViewOut begin_view(const desk::Chart& chart, const market::Instrument& instrument,
                        const market::Calendar& calendar, const Context& context) {
  ChartViewOut out;
  out.chart = chart.id;
  out.symbol = chart.symbol;
  out.name = instrument.name;
  out.currency = instrument.currency;
  out.zone = calendar.zone().name();
  out.tick_size = instrument.tick_size;
  out.bar = chart.bar;
  out.outside_hours = chart.outside_hours;
  out.title = chart.title;
  out.until = chart.until;
  if (chart.back)
    out.from =
        std::min(chart.until.value_or(Time::max()), context.market.market_time()) - *chart.back;
  out.version = desk::version_of(context.desk.state().charts, chart, instrument.symbol);
  return out;
}

void add_book(const desk::Chart& chart, const market::Symbol& symbol, const Context& context,
              ChartViewOut& out) {
  const desk::State& state = context.desk.state();
  if (const desk::ChartBook* book = state.charts.find_book(chart.symbol)) {
    out.drawings = book->drawings;
    out.selection = book->selection;
  }
  if (chart.orders) out.orders = open_orders(context, symbol);
  if (chart.fills) out.fills = fills_since(context, symbol, Time::min());
  out.position = position_in(context, symbol);
}

void add_indicators(std::vector<market::IndicatorSeries>& all, ChartViewOut& out) {
  for (market::IndicatorSeries& series : all) {
    ChartIndicator& indicator = out.indicators.emplace_back();
    indicator.name = std::move(series.name);
    indicator.pane = series.pane;
    for (market::IndicatorLine& line : series.lines)
      indicator.lines.push_back({std::move(line.name), std::move(line.values)});
  }
}

Task<Result<ChartViewOut>> run_view(ChartViewIn in, Context& context, Call& call) {
  if (in.symbol) {  // from here on it is known
    const Result<const market::Instrument*> known =
        co_await resolve_instrument(context, in.symbol->value);
    if (!known) co_return known.error();
  }
  if (sets_the_dashboard(in)) {
    Result<std::vector<desk::Event>> events = dashboard_events(in, context, call);
    if (!events) co_return events.error();
    const Result<void> recorded = co_await record(std::move(*events), context);
    if (!recorded) co_return recorded.error();
  }
  const Result<desk::Chart> chart = find_chart(context, in.chart);
  if (!chart) co_return chart.error();
  const Result<const market::Instrument*> found =
      co_await resolve_instrument(context, chart->symbol);
  if (!found) co_return found.error();
  const Result<const market::Calendar*> calendar = context.calendars.find((*found)->calendar);
  if (!calendar) co_return calendar.error();
  ChartViewOut out = begin_view(*chart, **found, **calendar, context);
  if (!in.candles) {
    if (in.known_version != out.version) add_book(*chart, (*found)->symbol, context, out);
    co_return out;
  }
  // Beyond the chart's own begin as well: a view can be moved.
  const ChartRange range = range_of_view(*chart, **found, **calendar, context.market.market_time(),
                                         in.until, static_cast<std::size_t>(in.limit));
  Result<Candles> candles = co_await load_chart(range, context);
  if (!candles) co_return candles.error();
  Result<std::vector<market::IndicatorSeries>> indicators =
      co_await load_indicators(*chart, *found, *calendar, candles->series.bars, context);
  if (!indicators) co_return indicators.error();
  // The desk may have gone on meanwhile: what stands beside the candles is of now.
  out.version = desk::version_of(context.desk.state().charts, *chart, (*found)->symbol);
  add_book(*chart, (*found)->symbol, context, out);
  out.candles = std::move(candles->series.bars);
  if (candles->cut) out.earlier = out.candles.front().time;
  add_indicators(*indicators, out);
  out.origin = candles->series.origin;
  co_return out;
}

}  // namespace

extern const Tool chart_view;
const Tool chart_view{"chart_view",  Category::market,
                      Effect::reads, "All that a chart's view draws.",
                      run_view,      {.audience = Audience::view}};

}  // namespace pitwall::tool
