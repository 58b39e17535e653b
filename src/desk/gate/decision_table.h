// The gate's whole decision table: every look at an action, under every mode, with every rule held
// or broken, every kind of quote, every state of its approval, before and after its time, changed
// or not. Each row is made by building that very situation and asking the gate itself.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "desk/gate/gate.h"

namespace pitwall::desk {

enum class LookAt { request, answer, sending };
std::string_view name_of(LookAt look);
constexpr int count_of(LookAt) { return 3; }

enum class QuoteState {
  live,
  delayed,
  frozen,
  stale,
  replayed,
  simulated,
  old,  // live once, and older than the policy allows
  missing,
};
std::string_view name_of(QuoteState quote);
constexpr int count_of(QuoteState) { return 8; }

// Of the approval: what is left of its time.
enum class Timing { in_time, at_its_end, too_late };
std::string_view name_of(Timing timing);
constexpr int count_of(Timing) { return 3; }

enum class GrantState { none, covers, used_up };
std::string_view name_of(GrantState grant);
constexpr int count_of(GrantState) { return 3; }

// How many yeses it needs and has, and what comes now. `light` needs one, `heavy` two.
enum class Step {
  light,         // asked for, answered by the first yes, or sent with it
  light_second,  // a second yes to what needs one
  heavy,         // asked for, or answered by the first yes, a tap
  heavy_pin,     // likewise, with the PIN
  skipped,       // the second yes comes first
  tap_again,     // after a tap the same first yes once more
  tap_tap,       // after a tap the second yes is a tap, too
  tap_pin,       // after a tap the second yes carries the PIN; or sent with these two
  pin_again,     // after the PIN the same first yes once more
  pin_tap,       // after the PIN the second yes is a tap; or sent with these two
  pin_pin,       // both carry it
  heavy_unsaid,  // sent without any yes
  heavy_one,     // sent with the first only
  grown,         // sent with one yes, which was enough when it was given
};
std::string_view name_of(Step step);
constexpr int count_of(Step) { return 14; }

// Whether that can be at this look.
bool is_of(LookAt look, Step step);

struct Situation {
  LookAt look = LookAt::request;
  Mode mode = Mode::approve;
  bool real_money = false;
  std::optional<Rule> broken;  // beside those that mode and quote break by themselves
  QuoteState quote = QuoteState::live;
  bool lenient = false;  // the policy takes delayed quotes, and trades outside regular hours
  // From here on of the approval; of a request only the policy and the grant mean something.
  ApprovalState approval = ApprovalState::pending;
  Timing timing = Timing::in_time;
  bool action_changed = false;          // after the yes; of sending only
  bool policy_changed = false;          // since it was asked for
  GrantState grant = GrantState::none;  // of a request only
  Step step = Step::light;
};

struct Outcome {
  Verdict verdict = Verdict::refused;
  std::string rule;     // the name of what refused it
  bool permit = false;  // the gate made one, for this very approval and action
};

// Rules that a situation breaks by itself: mode and quote are dimensions of their own.
constexpr bool is_breakable(Rule rule) {
  return rule != Rule::read_only && rule != Rule::price_known && rule != Rule::quote_quality &&
         rule != Rule::quote_age;
}

Outcome decide(const Situation& situation);

// The same for many in turn: what situations that follow each other have in common is built once.
class Decider {
 public:
  Decider();
  ~Decider();
  Decider(const Decider&) = delete;
  Decider& operator=(const Decider&) = delete;
  Outcome decide(const Situation& situation);

 private:
  struct Kept;
  std::unique_ptr<Kept> kept_;
};

// Every situation there is, each once, in a fixed order.
void for_each_situation(const std::function<void(const Situation&)>& each);

// The table in sections, for people; and all of it, a line of comma-separated values for each
// situation, with a head line.
std::string decision_table();
std::string decision_lines();

}  // namespace pitwall::desk
