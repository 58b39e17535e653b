// How the gate rules at each of its three looks at an action: when it is asked for, when somebody
// answers, and when it is about to leave. Pure; a ruling allows nothing by itself, for only the
// gate (gate.h) makes a permit.
#pragma once

#include <optional>
#include <string>

#include "desk/gate/rule.h"

namespace pitwall::desk {

enum class Verdict {
  refused,
  asks,  // the person decides
  allowed,
};
std::string_view name_of(Verdict verdict);
constexpr int count_of(Verdict) { return 3; }

struct Ruling {
  Verdict verdict = Verdict::refused;
  std::string rule;         // the name of what refused it; empty otherwise
  std::string words;        // why, in one sentence with the rule's name in it; empty where allowed
  bool final = false;       // refused for good: this approval can never be used any more
  std::optional<Id> grant;  // by which it is allowed without asking
  OrderSize size;
  std::string second_step;  // why it takes two yeses; empty where one is enough
};

// Why the action needs two yeses, in words without a full stop; empty where one is enough. What
// it is worth is not known where there is no price, and then it is not asked for either.
std::string second_step_of(const Action& action, const State& state,
                           const Circumstances& circumstances, const OrderSize& size);

// When it is asked for.
Ruling rule_on_request(const Action& action, const State& state, const Circumstances& circumstances,
                       Id approval);
// When a person says yes to it: `number` is which yes that is. Allowed where it completes what the
// approval needs; `asks` where another yes is needed after it.
Ruling rule_on_answer(const Approval& approval, const State& state,
                      const Circumstances& circumstances, std::int64_t number = 1,
                      bool with_pin = false);
// When it is about to be sent. `action` is what would be sent, `approval` what was said yes to.
Ruling rule_on_sending(const Approval& approval, const Action& action, const State& state,
                       const Circumstances& circumstances);

}  // namespace pitwall::desk
