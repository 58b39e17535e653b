// The candles of a chart: which it shows, and which of them an instant belongs to.
#pragma once

#include "desk/chart/drawing.h"
#include "market/calendar.h"
#include "market/indicators/indicator.h"
#include "tool/candles.h"

namespace pitwall::tool {

struct Candles {
  market::BarSeries series;  // never empty
  Time from;                 // of the range that was asked for
  Time to;
  bool cut = false;  // the limit left earlier ones of the range out
};

// Which candles are wanted. A market is asked no farther back than its calendar says is needed,
// since that can be a lot of work, and once more up to `at_most` where that gave too few.
struct ChartRange {
  CandleQuery query;
  Duration at_most;
};
// The candles that a chart shows.
ChartRange range_of(const desk::Chart& chart, const market::Instrument& instrument,
                    const market::Calendar& calendar, Time market_time);
// The same for a view that can be moved: `limit` candles that end at `until`, if it says so.
ChartRange range_of_view(const desk::Chart& chart, const market::Instrument& instrument,
                         const market::Calendar& calendar, Time market_time,
                         std::optional<Time> until, std::size_t limit);

// Code::no_data where there is none, in the words of the market.
Task<Result<Candles>> load_chart(ChartRange range, Context& context);

// Names as they are kept: "sma(20)". The error says what is wrong with which.
Result<std::vector<std::string>> read_indicators(const std::vector<std::string>& names,
                                                 market::BarSize bar);

// The chart's indicators over `bars`, one value for each; worked out from as many earlier candles
// as they need, so that moving a view does not change them.
Task<Result<std::vector<market::IndicatorSeries>>> load_indicators(
    desk::Chart chart, const market::Instrument* instrument, const market::Calendar* calendar,
    std::vector<market::Bar> bars, Context& context);

// How far back from `to` so many candles reach, as the calendar has it.
Duration reach_of(const market::Calendar& calendar, market::Hours hours, market::BarSize bar,
                  Time to, std::size_t candles);
// How far they reach at most: closed hours, weekends and holidays counted in.
Duration reach_of(market::BarSize bar, std::size_t candles);

struct CandleSpan {
  Time start;
  Time end;  // not included
};
// The candle that an instant belongs to, as the calendar divides the time. Code::no_data where
// nothing trades at that instant.
Result<CandleSpan> candle_at(const market::Calendar& calendar, market::BarSize bar,
                             market::Hours hours, Time time);

}  // namespace pitwall::tool
