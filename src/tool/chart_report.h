// What an assistant learns of a chart: the answer of draw_chart and get_chart, in figures and,
// just as complete, in words, for models that see neither the picture nor the structured answer.
#pragma once

#include "desk/chart/charts.h"
#include "tool/chart_candles.h"
#include "tool/chart_parts.h"
#include "tool/tool.h"

namespace pitwall::tool {

// A drawing with where it stands now.
struct PlacedDrawing {
  desk::Drawing drawing;
  std::optional<Price> value;              // of a level or line, at the end of the chart's range
  std::optional<double> distance_percent;  // from the last price; of a zone to its nearer edge
  std::vector<ChartLevel> levels;          // of a retracement
};

// The selection with what its candles did.
struct SelectedCandles {
  desk::Selection selection;
  std::string local_time;  // of its begin, by the exchange's clock
  std::int64_t candles = 0;
  std::optional<Price> open, high, low, close;
  std::optional<Quantity> volume;
  std::optional<Time> high_time, low_time;
  std::optional<double> change_percent;  // close against open
  bool complete = true;                  // false: its last candle still grows
};

struct IndicatorNow {
  std::string name;
  std::vector<IndicatorValue> values;
};

struct ChartReport {
  static constexpr std::size_t max_drawings = 100;  // told; a view shows them all

  std::string chart;
  std::string symbol;
  market::BarSize bar;
  std::optional<std::string> title;
  market::Currency currency;
  std::string zone;
  Time from;
  Time to;
  std::int64_t candles = 0;
  Price open, high, low, last;
  Time high_time, low_time, last_time;
  Price change;
  std::optional<double> change_percent;
  std::optional<SelectedCandles> selection;
  std::optional<desk::ChartQuestion> question;
  std::vector<PlacedDrawing> drawings;
  std::int64_t more_drawings = 0;
  std::vector<IndicatorNow> indicators;
  std::vector<ChartOrder> orders;
  std::vector<desk::ChartFill> fills;
  std::optional<ChartPosition> position;
  std::uint64_t version = 0;
  market::Origin origin;
};
void describe(ChartReport& report, Visitor& v);
std::string summary(const ChartReport& report);

// The chart of that handle; without one the chart that the user touched last.
Result<desk::Chart> find_chart(const Context& context, const std::optional<std::string>& id);

// What the desk knows of a chart at this moment, with the candles that it shows.
Task<Result<ChartReport>> report_on(desk::Chart chart, Candles candles, Context& context);

// The chart as a resource: a host can pin it, and is told when something is drawn.
void attach(const ChartReport& report, Answer& answer);

}  // namespace pitwall::tool
