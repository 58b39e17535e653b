// All inputs of one instrument that are on bars of one length: the bars are made once, and each
// that has ended goes to every figure.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "expr/bar_figure.h"
#include "market/aggregate.h"

namespace pitwall::expr {

class BarInputs {
 public:
  using Values = std::span<double>;  // of all inputs of the instrument; each has its place there

  // The calendar must outlive it.
  BarInputs(market::BarSize size, const market::Calendar& calendar, market::Hours hours);

  market::BarSize size() const { return size_; }
  void add(const Input& input, std::size_t place);

  // Bars from before, oldest first, for the figures that were not warmed up yet; the last bar may
  // still be in progress at `now`. The count of bars is left alone: it counts those that end live.
  void warm_up(std::span<const market::Bar> history, Time now, Values values);
  void trade(Time time, Price price, Quantity size, Values values);
  void advance(Time now, Values values);

 private:
  struct Figure {
    std::size_t place = 0;
    Input input;
    BarFigure figure;
    bool warmed = false;
  };
  struct Field {  // of the bar in progress
    std::size_t place = 0;
    InputKind kind = InputKind::close;
  };

  void end(const market::Bar& bar, Values values);
  void show_fields(Values values) const;

  market::BarSize size_;
  const market::Calendar* calendar_;
  market::Hours hours_;
  market::BarAggregator aggregator_;
  market::SessionCursor cursor_;
  std::optional<Date> trading_day_;  // of the last bar that ended
  std::optional<market::Bar> last_;  // that ended
  std::vector<Figure> figures_;
  std::vector<Field> fields_;
};

}  // namespace pitwall::expr
