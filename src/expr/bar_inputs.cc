#include "expr/bar_inputs.h"

#include <algorithm>
#include <utility>

namespace pitwall::expr {
namespace {

std::optional<Date> trading_day_of(const market::Bar& bar, market::SessionCursor& cursor) {
  const market::Session* const session = cursor.at(bar.time);
  return session ? std::optional(session->trading_day) : std::nullopt;
}

}  // namespace

BarInputs::BarInputs(market::BarSize size, const market::Calendar& calendar, market::Hours hours)
    : size_(size),
      calendar_(&calendar),
      hours_(hours),
      aggregator_(size, calendar, hours),
      cursor_(calendar) {}

void BarInputs::add(const Input& input, std::size_t place) {
  if (input.live)
    fields_.push_back({place, input.kind});
  else
    figures_.push_back({place, input, BarFigure(input), input.kind == InputKind::bar_count});
}

void BarInputs::warm_up(std::span<const market::Bar> history, Time now, Values values) {
  const bool fresh = !last_ && !aggregator_.in_work();
  for (Figure& one : figures_)
    if (!one.warmed) one.figure = BarFigure(one.input);
  std::optional<Date> day;
  std::optional<market::Bar> newest;
  const auto take = [&](const market::Bar& bar) {
    // What the figures have seen live ends where their bars do, and so do these.
    if (last_ && bar.time > last_->time) return;
    if (!last_ && aggregator_.in_work() && bar.time >= aggregator_.in_work()->time) return;
    const std::optional<Date> before = std::exchange(day, trading_day_of(bar, cursor_));
    const bool session_starts = !newest || day != before;
    newest = bar;
    for (Figure& one : figures_)
      if (!one.warmed) values[one.place] = one.figure.update(bar, session_starts);
  };
  market::BarAggregator bars(size_, *calendar_, hours_);
  for (const market::Bar& bar : history)
    if (const auto ended = bars.add(bar)) take(*ended);
  if (const auto ended = bars.advance(now)) take(*ended);
  if (fresh && bars.in_work()) aggregator_.add(*bars.in_work());
  if (!last_) {
    last_ = newest;
    trading_day_ = day;
  }
  for (Figure& one : figures_) one.warmed = true;
  show_fields(values);
}

void BarInputs::trade(Time time, Price price, Quantity size, Values values) {
  if (const auto ended = aggregator_.add(time, price, size)) end(*ended, values);
  show_fields(values);
}

void BarInputs::advance(Time now, Values values) {
  if (const auto ended = aggregator_.advance(now)) end(*ended, values);
  show_fields(values);
}

void BarInputs::end(const market::Bar& bar, Values values) {
  const std::optional<Date> before = std::exchange(trading_day_, trading_day_of(bar, cursor_));
  const bool session_starts = !last_ || trading_day_ != before;
  last_ = bar;
  for (Figure& one : figures_) values[one.place] = one.figure.update(bar, session_starts);
}

// Between bars those of the last one.
void BarInputs::show_fields(Values values) const {
  const std::optional<market::Bar>& bar = aggregator_.in_work() ? aggregator_.in_work() : last_;
  if (!bar) return;
  for (const Field& field : fields_) values[field.place] = field_of(field.kind, *bar);
}

}  // namespace pitwall::expr
