// What became of a decision, by the market's candles and the desk's fills: the work that the tools
// of decisions share. The figures are defined in knowledge/hindsight.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/notebook/decision.h"
#include "knowledge/hindsight/conduct.h"
#include "knowledge/hindsight/course.h"
#include "tool/context.h"
#include "tool/task.h"

namespace pitwall::tool {

struct LevelTouch {
  std::string level;  // "entry", "stop" or "target"
  Price price;
  std::optional<Time> touched;
};
void describe(LevelTouch& touch, Visitor& v);

struct TradedFigures {
  std::string finding;
  std::optional<bool> followed;
  Quantity opened;
  Quantity held;
  std::optional<Price> average_entry;
  std::optional<Price> average_exit;
  std::optional<Time> closed;
  std::optional<double> percent;
  std::optional<double> multiple;
};
void describe(TradedFigures& traded, Visitor& v);

struct DecisionFigures {
  desk::DecisionOutcome outcome;
  Price basis;
  std::string result;  // how the plan ended: name_of(knowledge::PlanEnd)
  Time result_time;
  Price result_price;
  std::optional<double> result_percent;
  std::optional<double> result_multiple;
  std::vector<LevelTouch> levels;
  std::optional<TradedFigures> traded;  // of a decision that opened something
  std::vector<std::string> limits;      // what these figures do not say, one sentence each
};
void describe(DecisionFigures& figures, Visitor& v);

// "1 day +1.5 % (+0.8 R); ..." over several lines, without the limits.
std::string figures_text(const DecisionFigures& figures);

// Code::no_data where there is no candle since, or nothing to count from.
Task<Result<DecisionFigures>> load_figures(Context& context, desk::Decision decision);

// Of the levels only: whether they can be the plan of such a decision at that price.
Result<void> validate_levels(const desk::Decision& decision);

}  // namespace pitwall::tool
