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

// Code::no_data where there is none, in the words of the market.
Task<Result<Candles>> load_chart(CandleQuery query, Context& context);

// The candles that a chart shows.
CandleQuery candles_of(const desk::Chart& chart, const market::Instrument* instrument);

// Names as they are kept: "sma(20)". The error says what is wrong with which.
Result<std::vector<std::string>> read_indicators(const std::vector<std::string>& names,
                                                 market::BarSize bar);

// The chart's indicators over `bars`, one value for each; worked out from as many earlier candles
// as they need, so that moving a view does not change them.
Task<Result<std::vector<market::IndicatorSeries>>> load_indicators(
    desk::Chart chart, const market::Instrument* instrument, const market::Calendar* calendar,
    std::vector<market::Bar> bars, Context& context);

// How far back so many candles may reach: closed hours, weekends and holidays counted in.
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
