// What is on a chart, and what the user points at.
#include "tool/chart_report.h"
#include "tool/instrument.h"

namespace pitwall::tool {
namespace {

struct GetChartIn {
  std::optional<std::string> chart;
};
void describe(GetChartIn& in, Visitor& v) {
  v("chart", "Its handle, or \"dashboard\"; if absent the one that the user touched last.",
    "chart-57", in.chart);
}

Task<Result<ChartReport>> run_get_chart(GetChartIn in, Context& context) {
  const Result<desk::Chart> chart = find_chart(context, in.chart);
  if (!chart) co_return chart.error();
  const Result<const market::Instrument*> found =
      co_await resolve_instrument(context, chart->symbol);
  if (!found) co_return found.error();
  const Result<const market::Calendar*> calendar = context.calendars.find((*found)->calendar);
  if (!calendar) co_return calendar.error();
  const ChartRange range = range_of(*chart, **found, **calendar, context.market.market_time());
  const Result<Candles> candles = co_await load_chart(range, context);
  if (!candles) co_return candles.error();
  const Result<ChartReport> report = co_await report_on(*chart, *candles, context);
  co_return report;
}

}  // namespace

extern const Tool get_chart;
const Tool get_chart{"get_chart", Category::market, Effect::reads,
                     "What the user sees, selected, drew and asked on a chart: call it when they "
                     "say \"this candle\" or \"my line\".",
                     run_get_chart};

}  // namespace pitwall::tool
