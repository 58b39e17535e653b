#include "knowledge/hindsight/plan.h"

namespace pitwall::knowledge {

Result<void> validate(const Plan& plan) {
  const bool buys = plan.stance == Stance::buy;
  if (plan.stop && gain(plan.stance, plan.start(), *plan.stop) >= Price())
    return error(Code::invalid_argument, "The stop {} of a {} must lie {} {}.", plan.stop->text(),
                 buys ? "purchase" : "sale", buys ? "below" : "above", plan.start().text());
  for (const Price& target : plan.targets)
    if (gain(plan.stance, plan.start(), target) <= Price())
      return error(Code::invalid_argument, "The target {} of a {} must lie {} {}.", target.text(),
                   buys ? "purchase" : "sale", buys ? "above" : "below", plan.start().text());
  if (plan.horizon && *plan.horizon <= plan.decided)
    return error(Code::invalid_argument, "The horizon {} is not after the decision, {}.",
                 plan.horizon->text(), plan.decided.text());
  return {};
}

}  // namespace pitwall::knowledge
