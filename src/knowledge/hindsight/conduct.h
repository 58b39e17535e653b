// What the trader did of a plan, as far as fills and candles show it.
//
// Fills on the plan's side open, those on the other side close, at average cost, until nothing of
// it is held; what is traded after that belongs to another story. They tell nothing of why: an exit
// that lies within the candle that touched the stop is taken for the stop, and how soon within a
// candle anything was done is not known.
#pragma once

#include <span>
#include <string_view>

#include "knowledge/hindsight/plan.h"
#include "market/bar.h"

namespace pitwall::knowledge {

struct Fill {
  Time time;
  Stance side = Stance::buy;
  Quantity quantity;  // positive
  Price price;
};

enum class Finding {
  not_traded,
  no_plan,            // traded, but without a stop, a target or a horizon to be held to
  holding,            // none of them was reached so far
  exited_at_stop,     // within the candle that touched it
  exited_at_target,   // once the nearest was touched, and by the candle that touched the farthest
  exited_at_horizon,  // within the first candle after it, with neither touched before
  exited_early,       // before any of them
  held_through_stop,  // still held when the candle after the one of the stop began
  held_past_target,   // likewise the farthest target
  held_past_horizon,  // likewise the first candle after it
};
std::string_view words_for(Finding finding);  // "got out before stop, target or horizon"

struct Conduct {
  Finding finding = Finding::not_traded;
  std::optional<bool> followed{};  // none where the figures cannot tell
  Quantity opened;                 // in all; the rest is there where this is above zero
  Quantity held;                   // still
  std::optional<Time> first_entry{};
  std::optional<Price> average_entry{};
  std::optional<Price> average_exit{};  // of what was closed
  std::optional<Time> closed{};         // when nothing was held any more
  // Of what was closed, before commissions, rounded to 1e-4; course.h has the formulas, with the
  // average entry for the basis.
  std::optional<double> percent{};
  std::optional<double> r{};
};

// The plan is one that `validate` lets pass; `fills` are in the order of time, those that opened
// the position included wherever they lie. `bars` as for course_of; none of them is needed.
Conduct conduct_of(const Plan& plan, std::span<const Fill> fills,
                   std::span<const market::Bar> bars);

}  // namespace pitwall::knowledge
