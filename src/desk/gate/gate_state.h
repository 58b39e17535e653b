// What the gate remembers: the policy in force, approvals, grants, the kill switch, and what the
// limits on pace and losses count. Added up from the journal like everything else, so that none of
// it is lost by a restart.
#pragma once

#include "desk/gate/approval.h"
#include "desk/gate/policy.h"

namespace pitwall::desk {

struct KillSwitch {
  bool on = false;
  std::string by;
  std::string reason;
  Time since;
  bool cancel_orders = false;  // working orders of ours are taken back, too
};
void describe(KillSwitch& kill_switch, Visitor& v);

struct SentOrder {
  std::string account;
  Time time;  // by the desk's clock
};
void describe(SentOrder& sent, Visitor& v);

// Losing trades in a row: executions that closed something at a loss.
struct LosingStreak {
  std::string account;
  std::int64_t trades = 0;
  Time latest;  // by the market's clock
};
void describe(LosingStreak& streak, Visitor& v);

// How often in a row the person's PIN was wrong. A try counts as wrong from its beginning on, so
// that whoever pulls the plug gains nothing.
struct PinTries {
  static constexpr std::int64_t free_tries = 5;
  static constexpr Duration first_lock = minutes(15);
  static constexpr Duration longest_lock = hours(24);

  std::int64_t wrong = 0;
  Time latest;

  // Until when no try is allowed: after every fifth wrong one, each time twice as long.
  std::optional<Time> locked_until() const;
};
void describe(PinTries& tries, Visitor& v);

struct GateState {
  static constexpr std::size_t max_approvals = 2'000;  // of which ended ones make room
  static constexpr std::size_t max_grants = 1'000;     // likewise

  Policy policy;
  Digest version = version_of(policy);  // kept, for it is asked for at every look
  std::vector<Approval> approvals;      // in the order they came
  std::vector<Grant> grants;            // likewise
  KillSwitch kill_switch;
  std::vector<SentOrder> sent;        // of the last day
  std::vector<LosingStreak> streaks;  // by account
  PinTries pin;
  bool configured = false;              // a policy was taken from the configuration once
  std::optional<Policy> proposed;       // configured, looser, and not accepted by the person yet
  std::vector<std::string> strategies;  // that have traded here, sorted

  Approval* find(Id id);
  const Approval* find(Id id) const;
  const LosingStreak* find_streak(std::string_view account) const;
  std::int64_t pending(std::string_view account, Time now) const;
  bool has_traded(std::string_view strategy) const;
};
void describe(GateState& state, Visitor& v);

void remember_sent(GateState& state, std::string account, Time time);
void remember_strategy(GateState& state, const std::string& strategy);
// What a trade came to: the change in the profit that its position has realised, zero for one that
// opened something.
void remember_result(GateState& state, std::string_view account, Notional realized, Time time);
// Takes an approval up; Code::already_exists for an id that is known, Code::too_large when full.
Result<Approval*> add_approval(GateState& state, Approval approval);
// False where the step means nothing in its state.
bool advance(Approval& approval, ApprovalStep step, std::string detail = {});

}  // namespace pitwall::desk
