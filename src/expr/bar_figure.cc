#include "expr/bar_figure.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "expr/operations.h"

namespace pitwall::expr {

BarFigure::BarFigure(const Input& input) : input_(input) {
  PITWALL_CHECK(is_on_bars(input.kind), "{} is not on bars", input.text());
  past_.assign(static_cast<std::size_t>(input.shift) + 1, missing_figure);
  const auto count = static_cast<std::size_t>(input.count);
  if (input.kind == InputKind::indicator) stream_ = input.indicator.make_stream();
  if (input.kind == InputKind::highest || input.kind == InputKind::lowest) highest_.emplace(count);
  if (input.kind == InputKind::average_volume) volumes_.assign(count, missing_figure);
}

double BarFigure::update(const market::Bar& bar, bool session_starts) {
  const std::size_t place = bars_ % past_.size();
  past_[place] = next(bar, session_starts);
  ++bars_;
  return past_[(place + 1) % past_.size()];
}

double BarFigure::next(const market::Bar& bar, bool session_starts) {
  switch (input_.kind) {
    case InputKind::highest:
      highest_->push(bar.high.to_double());
      return highest_->full() ? highest_->highest() : missing_figure;
    case InputKind::lowest:
      highest_->push(-bar.low.to_double());
      return highest_->full() ? -highest_->highest() : missing_figure;
    case InputKind::average_volume:
      return next_mean(bar.volume.to_double());
    case InputKind::indicator: {
      std::array<double, market::max_indicator_lines> lines{};
      const bool there = stream_->update(market::Sample::of(bar, session_starts), lines);
      return there ? lines[static_cast<std::size_t>(input_.line)] : missing_figure;
    }
    case InputKind::bar_count:
      return static_cast<double>(bars_ + 1);
    default:
      return field_of(input_.kind, bar);
  }
}

// Added up anew each time, so that nothing that was rounded away stays behind: bars end seldom.
double BarFigure::next_mean(double volume) {
  volumes_[bars_ % volumes_.size()] = volume;
  return std::accumulate(volumes_.begin(), volumes_.end(), 0.0) /
         static_cast<double>(volumes_.size());
}

std::size_t bars_wanted(const Input& input) {
  const auto shift = static_cast<std::size_t>(input.shift);
  if (input.kind != InputKind::indicator)
    return shift + std::max<std::size_t>(1, static_cast<std::size_t>(input.count));
  std::size_t bars = 4 * input.indicator.bars_needed();
  const std::size_t sessions = input.indicator.kind().sessions_needed;
  if (sessions > 0 && input.bars.is_intraday())
    bars = sessions * static_cast<std::size_t>(days(1) / input.bars.duration());
  return shift + bars;
}

double field_of(InputKind kind, const market::Bar& bar) {
  switch (kind) {
    case InputKind::open:
      return bar.open.to_double();
    case InputKind::high:
      return bar.high.to_double();
    case InputKind::low:
      return bar.low.to_double();
    case InputKind::close:
      return bar.close.to_double();
    case InputKind::volume:
      return bar.volume.to_double();
    default:
      break;
  }
  PITWALL_CHECK(false, "a bar has no field {}", static_cast<int>(kind));
}

}  // namespace pitwall::expr
