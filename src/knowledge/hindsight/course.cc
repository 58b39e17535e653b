#include "knowledge/hindsight/course.h"

#include <algorithm>

#include "market/statistics.h"

namespace pitwall::knowledge {
namespace {

using market::Bar;
using Bars = std::span<const Bar>;

bool at_or_beyond(bool up, Price price, Price level) {
  return up ? price >= level : price <= level;
}

// Which way the market goes to get to the level.
bool is_way_up(const Plan& plan, PlannedLevel level, Price price) {
  if (level == PlannedLevel::entry) return price > plan.reference;
  return (level == PlannedLevel::target) == (plan.stance == Stance::buy);
}

// The candles from the entry on, as the plan sees them.
class Path {
 public:
  enum class Entry { at_once, by_first_candle, never };

  // `rest` are the candles after the horizon.
  Path(const Plan& plan, Bars bars, Bars rest, Price basis, Entry entry)
      : plan_(plan), bars_(bars), rest_(rest), basis_(basis), entry_(entry) {}

  Mark mark(Time at, Price price) const {
    Mark mark{at, price};
    const double points = gain(plan_.stance, basis_, price).to_double();
    if (basis_ > Price()) mark.percent = market::rounded(100 * points / basis_.to_double(), 4);
    if (plan_.risk() && entry_ != Entry::never)
      mark.r = market::rounded(points / plan_.risk()->to_double(), 4);
    return mark;
  }

  void measure(Course& course) const {
    course.favourable = course.adverse = mark(bars_.front().time, basis_);
    for (std::size_t i = 0; i < bars_.size(); ++i) {
      const Bar bar = as_it_counts(i);
      const bool buys = plan_.stance == Stance::buy;
      const Price best = buys ? bar.high : bar.low;
      const Price worst = buys ? bar.low : bar.high;
      if (gain(plan_.stance, course.favourable.price, best) > Price())
        course.favourable = mark(bar.time, best);
      if (gain(plan_.stance, course.adverse.price, worst) < Price())
        course.adverse = mark(bar.time, worst);
    }
  }

  // The position of the first candle that touches it; bars_.size() where none does.
  std::size_t touch_of(PlannedLevel level, Price price) const {
    std::size_t i = 0;
    while (i < bars_.size() && !touches(plan_, level, price, as_it_counts(i))) ++i;
    return i;
  }
  std::optional<Time> time_of(std::size_t candle) const {
    return candle < bars_.size() ? std::optional(bars_[candle].time) : std::nullopt;
  }

  void end(Course& course, std::span<const Price> targets) const {
    const std::size_t none = bars_.size();
    const std::size_t stop = plan_.stop ? touch_of(PlannedLevel::stop, *plan_.stop) : none;
    const std::size_t target =
        targets.empty() ? none : touch_of(PlannedLevel::target, targets.front());
    if (entry_ == Entry::never) {
      course.end = PlanEnd::not_entered;
      course.ended = mark(bars_.front().time, basis_);
    } else if (stop < none && stop <= target) {
      course.end = PlanEnd::stop;
      course.ended = mark(bars_[stop].time, price_at(stop, PlannedLevel::stop, *plan_.stop));
      course.ambiguous = stop == target;
    } else if (target < none) {
      course.end = PlanEnd::target;
      course.ended =
          mark(bars_[target].time, price_at(target, PlannedLevel::target, targets.front()));
    } else if (plan_.horizon && !rest_.empty()) {
      course.end = PlanEnd::horizon;
      course.ended = course.at_horizon.value_or(mark(bars_.back().time, bars_.back().close));
    } else {
      course.end = PlanEnd::running;
      course.ended = mark(bars_.back().time, bars_.back().close);
    }
  }

 private:
  // Of the candle of the entry what was on the gaining side may have been before it.
  Bar as_it_counts(std::size_t i) const {
    Bar bar = bars_[i];
    if (i > 0 || entry_ != Entry::by_first_candle) return bar;
    bar.open = basis_;
    (plan_.stance == Stance::buy ? bar.high : bar.low) = bar.close;
    return bar;
  }

  // What an order at the level gets there: the level, or the open behind it.
  Price price_at(std::size_t i, PlannedLevel level, Price price) const {
    const Price open = as_it_counts(i).open;
    return at_or_beyond(is_way_up(plan_, level, price), open, price) ? open : price;
  }

  const Plan& plan_;
  Bars bars_;  // before the horizon; never empty
  Bars rest_;
  Price basis_;
  Entry entry_;
};

Bars from(Bars bars, Time time) {
  return bars.subspan(static_cast<std::size_t>(
      std::ranges::lower_bound(bars, time, {}, &Bar::time) - bars.begin()));
}

std::optional<Time> first_jump(Price before, Bars bars) {
  const auto far = [](Price a, Price b) {
    return static_cast<Int128>(a.scaled()) * 5 >= static_cast<Int128>(b.scaled()) * 7;
  };
  for (const Bar& bar : bars) {
    if (before > Price() && bar.open > Price() && (far(before, bar.open) || far(bar.open, before)))
      return bar.time;
    before = bar.close;
  }
  return std::nullopt;
}

std::vector<Price> from_near_to_far(const Plan& plan) {
  std::vector<Price> targets = plan.targets;
  std::ranges::sort(targets, {}, [&](Price price) { return gain(plan.stance, Price(), price); });
  return targets;
}

void note_levels(const Plan& plan, const Path& path, std::span<const Price> targets,
                 Course& course) {
  if (plan.entry) course.levels.push_back({PlannedLevel::entry, *plan.entry, course.entered});
  if (plan.stop)
    course.levels.push_back({PlannedLevel::stop, *plan.stop,
                             path.time_of(path.touch_of(PlannedLevel::stop, *plan.stop))});
  for (const Price& target : targets)
    course.levels.push_back(
        {PlannedLevel::target, target, path.time_of(path.touch_of(PlannedLevel::target, target))});
}

void note_marks(const Plan& plan, const Path& path, Bars bars, Course& course) {
  const Time began = course.entered.value_or(bars.front().time);
  const auto after = [&](Time time) -> std::optional<Mark> {
    const Bars later = from(bars, time);
    if (time < began || later.empty() || later.front().time - time > max_gap) return std::nullopt;
    return path.mark(later.front().time, later.front().open);
  };
  course.after_day = after(plan.decided + days(1));
  course.after_week = after(plan.decided + days(7));
  course.after_month = after(plan.decided + days(30));
  if (plan.horizon) course.at_horizon = after(*plan.horizon);
  course.now = path.mark(bars.back().time, bars.back().close);
}

}  // namespace

bool touches(const Plan& plan, PlannedLevel level, Price price, const Bar& bar) {
  const bool up = is_way_up(plan, level, price);
  return at_or_beyond(up, up ? bar.high : bar.low, price);
}

Result<Course> course_of(const Plan& plan, Bars all) {
  PITWALL_TRY_VOID(validate(plan));
  const Bars bars = from(all, plan.decided);
  const Bars rest = plan.horizon ? from(bars, *plan.horizon) : Bars();
  const Bars within = bars.first(bars.size() - rest.size());
  if (within.empty())
    return error(Code::no_data, "There is no candle between the decision, {}, and {}.",
                 plan.decided.text(),
                 rest.empty() ? "now" : "its horizon, " + plan.horizon->text());
  Course course;
  course.candles = static_cast<std::int64_t>(bars.size());
  course.from = bars.front().time;
  course.to = bars.back().time;
  course.basis = plan.reference;
  course.jump = first_jump(plan.reference, bars);

  Bars counted = within;
  Path::Entry entry = Path::Entry::at_once;
  if (plan.entry && *plan.entry != plan.reference) {
    const auto reached = std::ranges::find_if(within, [&](const Bar& bar) {
      return touches(plan, PlannedLevel::entry, *plan.entry, bar);
    });
    entry = reached == within.end() ? Path::Entry::never : Path::Entry::by_first_candle;
    if (reached != within.end()) {
      counted = within.subspan(static_cast<std::size_t>(reached - within.begin()));
      const bool up = is_way_up(plan, PlannedLevel::entry, *plan.entry);
      course.basis = at_or_beyond(up, reached->open, *plan.entry) ? reached->open : *plan.entry;
    }
  }
  if (entry != Path::Entry::never) course.entered = counted.front().time;
  const Path path(plan, counted, rest, course.basis, entry);
  const std::vector<Price> targets = from_near_to_far(plan);
  note_marks(plan, path, bars, course);
  note_levels(plan, path, targets, course);
  path.measure(course);
  path.end(course, targets);
  return course;
}

}  // namespace pitwall::knowledge
