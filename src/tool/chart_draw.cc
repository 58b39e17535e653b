// Showing a chart, and drawing on it.
#include "market/indicators/names.h"
#include "market/levels.h"
#include "tool/chart_input.h"
#include "tool/chart_report.h"
#include "tool/instrument.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

constexpr std::size_t max_at_once = 100;  // drawings made or removed by one call
constexpr std::size_t max_proposals = 8;  // levels that are drawn for it

struct DrawIn {
  std::optional<std::string> chart;
  std::optional<SymbolText> symbol;
  std::optional<market::BarSize> bar;
  std::optional<Duration> back;
  std::optional<Time> until;
  std::optional<bool> outside_hours;
  std::optional<std::string> title;
  std::optional<std::vector<std::string>> indicators;
  std::vector<DrawingIn> drawings;
  std::vector<std::string> remove;
  bool levels = false;
  std::optional<bool> orders;
  std::optional<bool> fills;
};
void describe(DrawIn& in, Visitor& v) {
  v("chart", "A chart to change; a new one if absent.", "chart-57", in.chart);
  v("symbol", "Ticker, or ticker:exchange; a new chart needs it.", "SPY", in.symbol, exemplary);
  v("bar", "Length of one candle; 5m if absent.", "5m", in.bar);
  v("back", "How far back from the end; about 300 candles if absent.", "2d", in.back);
  v("until", "End of the range; now if absent.", "2020-12-18T21:00:00Z", in.until);
  v("outside_hours", "Also the candles outside regular hours.", "false", in.outside_hours);
  v("title", "What it shows.", "Overnight", in.title, {.max_length = desk::Chart::max_title});
  static const std::string indicators = fmt::format(
      "{}; with numbers, such as macd(12,26,9), or its usual ones. Takes the place of "
      "those before.",
      market::indicator_names());
  v("indicators", indicators, "sma(20)", in.indicators, {.max_items = desk::Chart::max_indicators});
  v("drawings", "To draw, or with an id to change.", "", in.drawings,
    {.has_default = true, .max_items = max_at_once});
  v("remove", "Handles of drawings to remove; the user removes their own.", "d58", in.remove,
    {.has_default = true, .max_items = max_at_once});
  v("levels", "Draw support and resistance too, as find_levels sees them in these candles.",
    "false", in.levels, with_default);
  v("orders", "Show open orders; yes if absent.", "true", in.orders);
  v("fills", "Show fills; yes if absent.", "true", in.fills);
}

bool shows_something_else(const DrawIn& in) {
  return in.symbol || in.bar || in.back || in.until || in.outside_hours || in.title ||
         in.indicators || in.orders || in.fills;
}

// The chart as it shall be; its id is empty where it is new.
Result<desk::Chart> chart_wanted(const DrawIn& in, const Context& context, const Call& call) {
  desk::Chart chart;
  if (in.chart) {
    PITWALL_TRY(chart, find_chart(context, in.chart));
    if (chart.id == desk::dashboard_chart && call.asker == Asker::assistant &&
        shows_something_else(in))
      return error(Code::permission_denied,
                   "What the dashboard shows is the user's to choose; you may draw on it, or leave "
                   "chart out for a chart of your own.");
  } else {
    if (!in.symbol)
      return error(Code::invalid_argument,
                   "A new chart needs a symbol; to change one, pass its handle as chart.");
    chart.author = author_of(call);
    chart.actor = call.name;
    chart.opened_at = context.clock.now();
  }
  if (in.symbol) {
    PITWALL_TRY(const market::Instrument* instrument, find_instrument(context.market, *in.symbol));
    chart.symbol = instrument->full_name();
  }
  if (in.back && *in.back <= Duration{})
    return error(Code::invalid_argument, "back is {}; it must be longer than nothing.",
                 in.back->text());
  if (in.bar && *in.bar != chart.bar) {
    chart.bar = *in.bar;
    chart.back.reset();  // two days of minutes are no two days of weeks
  }
  if (in.back) chart.back = in.back;
  if (in.until) chart.until = in.until;
  if (in.outside_hours) chart.outside_hours = *in.outside_hours;
  if (in.title) chart.title = label_of(in.title);
  if (in.indicators) {
    PITWALL_TRY(chart.indicators, read_indicators(*in.indicators, chart.bar));
  }
  if (in.orders) chart.orders = *in.orders;
  if (in.fills) chart.fills = *in.fills;
  chart.changed_at = context.clock.now();
  return chart;
}

// Everything that the call does to the drawings, checked before any of it happens.
Result<std::vector<desk::Event>> drawing_events(const DrawIn& in, const DrawingPlace& place) {
  std::vector<desk::Event> events;
  for (const std::string& id : in.remove) {
    PITWALL_TRY_VOID(may_remove(place.charts, place.chart.symbol, id, place.author));
    events.emplace_back(desk::DrawingRemoved{place.chart.id, place.chart.symbol, id, place.author,
                                             place.actor, place.now});
  }
  std::size_t fresh = 0;
  for (std::size_t i = 0; i < in.drawings.size(); ++i) {
    Result<desk::DrawingPut> put = draw(in.drawings[i], place, Given::changes);
    if (!put)
      return error(put.error().code, "drawings[{}]: {} Nothing was drawn.", i, put.error().message);
    if (put->drawing.id.empty()) ++fresh;
    events.emplace_back(std::move(*put));
  }
  const desk::ChartBook* book = place.charts.find_book(place.chart.symbol);
  const std::size_t known = book ? book->drawings.size() : 0;
  if (known + fresh > desk::Charts::max_drawings + in.remove.size())
    return error(Code::too_large,
                 "{} has {} drawings and can have {}; remove some first. Nothing was drawn.",
                 place.chart.symbol, known, desk::Charts::max_drawings);
  return events;
}

// What find_levels proposes, but for what is drawn there already.
Result<std::vector<DrawingIn>> proposals(const DrawingPlace& place) {
  PITWALL_TRY(
      const market::LevelMap map,
      market::find_levels(place.candles->series.bars, place.instrument.tick_size, max_proposals));
  const desk::ChartBook* book = place.charts.find_book(place.chart.symbol);
  std::vector<DrawingIn> drawings;
  for (const market::PriceLevel& level : map.levels) {
    const bool support = level.side == market::LevelSide::support;
    const desk::DrawingRole role =
        support ? desk::DrawingRole::support : desk::DrawingRole::resistance;
    const auto there = [&](const desk::Drawing& known) {
      return known.role == role && level.low <= known.price && known.price <= level.high;
    };
    if (book && std::ranges::any_of(book->drawings, there)) continue;
    DrawingIn& in = drawings.emplace_back();
    in.role = role;
    const bool turned = level.basis == market::LevelBasis::swings;
    in.kind =
        turned || level.low == level.high ? desk::DrawingKind::level : desk::DrawingKind::zone;
    in.price = turned ? level.price : level.low;
    if (in.kind == desk::DrawingKind::zone) in.to_price = level.high;
    in.text = turned ? count_text(static_cast<std::size_t>(level.touches), "turn")
                     : std::string("much volume");
    *in.text += fmt::format(", strength {:.2f}", level.strength);
  }
  return drawings;
}

Task<Result<ChartReport>> run_draw(DrawIn in, Context& context, Call& call) {
  if (in.symbol) {  // from here on it is known
    const Result<const market::Instrument*> known =
        co_await resolve_instrument(context, in.symbol->value);
    if (!known) co_return known.error();
  }
  Result<desk::Chart> wanted = chart_wanted(in, context, call);
  if (!wanted) co_return wanted.error();
  desk::Chart chart = std::move(*wanted);
  const Result<const market::Instrument*> found =
      co_await resolve_instrument(context, chart.symbol);
  if (!found) co_return found.error();
  const Result<const market::Calendar*> calendar = context.calendars.find((*found)->calendar);
  if (!calendar) co_return calendar.error();
  const ChartRange range = range_of(chart, **found, **calendar, context.market.market_time());
  const Result<Candles> candles = co_await load_chart(range, context);
  if (!candles) co_return candles.error();

  const bool fresh = chart.id.empty();
  if (fresh) chart.id = next_handle(context.desk, "chart-");
  DrawingPlace place{context.desk.state().charts,
                     chart,
                     **found,
                     **calendar,
                     &*candles,
                     author_of(call),
                     call.name,
                     context.clock.now(),
                     context.market.market_time()};
  if (in.levels) {
    const Result<std::vector<DrawingIn>> proposed = proposals(place);
    if (!proposed) co_return proposed.error();
    in.drawings.insert(in.drawings.end(), proposed->begin(), proposed->end());
  }
  Result<std::vector<desk::Event>> events = drawing_events(in, place);
  if (!events) co_return events.error();
  if (fresh) {
    events->insert(events->begin(), desk::ChartOpened{chart});
  } else if (shows_something_else(in)) {
    events->insert(events->begin(), desk::ChartChanged{chart});
  }
  const Result<void> recorded = co_await record(std::move(*events), context);
  if (!recorded) co_return recorded.error();
  const Result<desk::Chart> now = find_chart(context, chart.id);
  if (!now) co_return now.error();
  const Result<ChartReport> report = co_await report_on(*now, *candles, context);
  co_return report;
}

}  // namespace

extern const Tool draw_chart;
const Tool draw_chart{"draw_chart",
                      Category::market,
                      Effect::writes,
                      "Shows the user an interactive chart, with drawings, and says what is on it. "
                      "Drawings belong to the instrument: every chart of it has them.",
                      run_draw,
                      {.view = chart_view_address}};

}  // namespace pitwall::tool
