#include "knowledge/hindsight/conduct.h"

#include <algorithm>
#include <array>

#include "knowledge/hindsight/course.h"
#include "market/statistics.h"

namespace pitwall::knowledge {
namespace {

using Bars = std::span<const market::Bar>;

Conduct add_up(const Plan& plan, std::span<const Fill> fills) {
  Conduct conduct;
  Notional paid;
  Notional received;
  Quantity sold;
  for (const Fill& fill : fills) {
    if (conduct.closed) break;
    if (fill.side == plan.stance) {
      if (!conduct.first_entry) conduct.first_entry = fill.time;
      paid = paid + fill.price * fill.quantity;
      conduct.opened += fill.quantity;
      conduct.held += fill.quantity;
    } else if (!conduct.held.is_zero()) {
      const Quantity quantity = std::min(fill.quantity, conduct.held);
      received = received + fill.price * quantity;
      sold += quantity;
      conduct.held -= quantity;
      if (conduct.held.is_zero()) conduct.closed = fill.time;
    }
  }
  if (conduct.opened.is_zero()) return conduct;
  conduct.average_entry = paid.per(conduct.opened, Rounding::half_even);
  if (sold.is_zero()) return conduct;
  conduct.average_exit = received.per(sold, Rounding::half_even);
  const double points =
      gain(plan.stance, *conduct.average_entry, *conduct.average_exit).to_double();
  if (*conduct.average_entry > Price())
    conduct.percent = market::rounded(100 * points / conduct.average_entry->to_double(), 4);
  if (plan.risk()) conduct.r = market::rounded(points / plan.risk()->to_double(), 4);
  return conduct;
}

// When the plan said to get out: from the start of a candle to the start of the next. Time::max()
// is what is still to come.
struct Window {
  Time from = Time::max();
  Time until = Time::max();
  bool was_missed(Time out) const { return until < Time::max() && out >= until; }
};

Time start_of(Bars::iterator bar, Bars bars) { return bar == bars.end() ? Time::max() : bar->time; }

Window window_of(const Plan& plan, PlannedLevel level, Price price, Bars bars) {
  const auto touched = std::ranges::find_if(
      bars, [&](const market::Bar& bar) { return touches(plan, level, price, bar); });
  if (touched == bars.end()) return {};
  return {touched->time, start_of(touched + 1, bars)};
}

struct Windows {
  Window stop;
  Window nearest;   // target
  Window farthest;  // target
  Window horizon;
};

Windows windows_of(const Plan& plan, Bars bars) {
  Windows windows;
  if (plan.stop) windows.stop = window_of(plan, PlannedLevel::stop, *plan.stop, bars);
  if (!plan.targets.empty()) {
    const auto [low, high] = std::ranges::minmax_element(plan.targets);
    const bool buys = plan.stance == Stance::buy;
    windows.nearest = window_of(plan, PlannedLevel::target, buys ? *low : *high, bars);
    windows.farthest = window_of(plan, PlannedLevel::target, buys ? *high : *low, bars);
  }
  if (plan.horizon) {
    const auto after = std::ranges::lower_bound(bars, *plan.horizon, {}, &market::Bar::time);
    windows.horizon.from = *plan.horizon;
    if (after != bars.end()) windows.horizon.until = start_of(after + 1, bars);
  }
  return windows;
}

Finding find(const Plan& plan, const Conduct& conduct, Bars bars) {
  if (!conduct.first_entry) return Finding::not_traded;
  if (!plan.stop && plan.targets.empty() && !plan.horizon) return Finding::no_plan;
  const Windows w = windows_of(plan, bars);
  const Time out = conduct.closed.value_or(Time::max());
  // Only the first that came can be missed; of a candle with both levels that is the stop.
  const Time first = std::min({w.stop.from, w.farthest.from, w.horizon.from});
  if (w.stop.from == first && w.stop.was_missed(out)) return Finding::held_through_stop;
  if (w.farthest.from == first && w.farthest.was_missed(out)) return Finding::held_past_target;
  if (w.horizon.from == first && w.horizon.was_missed(out)) return Finding::held_past_horizon;
  if (!conduct.closed) return Finding::holding;
  const bool gained = gain(plan.stance, *conduct.average_entry, *conduct.average_exit) > Price();
  const bool stopped = out >= w.stop.from;
  const bool targeted = out >= w.nearest.from;
  if (stopped && !(targeted && gained)) return Finding::exited_at_stop;
  if (targeted) return Finding::exited_at_target;
  return out >= w.horizon.from ? Finding::exited_at_horizon : Finding::exited_early;
}

std::optional<bool> is_followed(Finding finding) {
  switch (finding) {
    case Finding::not_traded:
    case Finding::no_plan:
      return std::nullopt;
    case Finding::holding:
    case Finding::exited_at_stop:
    case Finding::exited_at_target:
    case Finding::exited_at_horizon:
      return true;
    case Finding::exited_early:
    case Finding::held_through_stop:
    case Finding::held_past_target:
    case Finding::held_past_horizon:
      return false;
  }
  return std::nullopt;
}

}  // namespace

std::string_view words_for(Finding finding) {
  constexpr std::array<std::string_view, 10> words{"not traded",
                                                   "traded without a stop, a target or a horizon",
                                                   "still held, with nothing of the plan reached",
                                                   "got out at the stop",
                                                   "got out at a target",
                                                   "got out at the horizon",
                                                   "got out before stop, target or horizon",
                                                   "held through the stop",
                                                   "held past the last target",
                                                   "held past the horizon"};
  return words[static_cast<std::size_t>(finding)];
}

Conduct conduct_of(const Plan& plan, std::span<const Fill> fills, Bars bars) {
  Conduct conduct = add_up(plan, fills);
  if (conduct.first_entry) {
    const auto since = std::ranges::lower_bound(bars, *conduct.first_entry, {}, &market::Bar::time);
    bars = bars.subspan(static_cast<std::size_t>(since - bars.begin()));
  }
  conduct.finding = find(plan, conduct, bars);
  conduct.followed = is_followed(conduct.finding);
  return conduct;
}

}  // namespace pitwall::knowledge
