// A drawing as callers write it, checked and completed: from a view with all that it shows, from an
// assistant with as little as it takes.
#pragma once

#include "tool/chart_candles.h"
#include "tool/chart_parts.h"

namespace pitwall::tool {

struct DrawingIn {
  std::optional<std::string> id;
  std::optional<desk::DrawingKind> kind;
  std::optional<Time> time;
  std::optional<Price> price;
  std::optional<Time> to_time;
  std::optional<Price> to_price;
  std::optional<bool> extended;
  std::optional<desk::DrawingRole> role;
  std::optional<std::string> text;
};
void describe(DrawingIn& in, Visitor& v);

// Where and by whom it is drawn.
struct DrawingPlace {
  const desk::Charts& charts;
  const desk::Chart& chart;
  const market::Instrument& instrument;
  const market::Calendar& calendar;
  const Candles* candles = nullptr;  // of the chart, for what the drawing leaves out
  desk::Author author = desk::Author::user;
  std::string actor;
  Time now;          // by the desk's clock
  Time market_time;  // for a level that does not say since when
};

enum class Given {
  changes,  // what a known drawing leaves out stays as it was
  whole,    // what it leaves out it does not have
};

// The event that draws it, or what is wrong with it in one sentence.
Result<desk::DrawingPut> draw(const DrawingIn& in, const DrawingPlace& place, Given given);

// A label or title as it is kept: empty is none.
std::optional<std::string> label_of(const std::optional<std::string>& text);

market::Hours hours_of(const desk::Chart& chart);

}  // namespace pitwall::tool
