#include "desk/gate/gate_state.h"

namespace pitwall::desk {

constexpr Rules unbounded{.max_length = SIZE_MAX, .max_items = SIZE_MAX};

void describe(KillSwitch& kill_switch, Visitor& v) {
  v("on", "Nothing goes out.", "false", kill_switch.on);
  v("by", "Who turned it.", "terminal", kill_switch.by, unbounded);
  v("reason", "Why.", "", kill_switch.reason, unbounded);
  v("since", "When.", "2020-12-15T14:30:00Z", kill_switch.since);
  v("cancel_orders", "Working orders are taken back.", "false", kill_switch.cancel_orders,
    with_default);
}

void describe(SentOrder& sent, Visitor& v) {
  v("account", "Account.", "DU1000001", sent.account);
  v("time", "When.", "2020-12-15T14:30:00Z", sent.time);
}

void describe(LosingStreak& streak, Visitor& v) {
  v("account", "Account.", "DU1000001", streak.account);
  v("trades", "Losing trades in a row.", "0", streak.trades);
  v("latest", "When the last of them was.", "2020-12-15T14:30:00Z", streak.latest);
}

void describe(PinTries& tries, Visitor& v) {
  v("wrong", "Wrong in a row.", "0", tries.wrong);
  v("latest", "When the last try was.", "2020-12-15T14:30:00Z", tries.latest);
}

void describe(GateState& state, Visitor& v) {
  v("policy", "Policy in force.", "", state.policy, with_default);
  v("version", "Its version.", "", state.version);
  v("approvals", "Approvals, oldest first.", "", state.approvals, unbounded);
  v("grants", "Grants, oldest first.", "", state.grants, unbounded);
  v("kill_switch", "The kill switch.", "", state.kill_switch);
  v("sent", "Orders of the last day.", "", state.sent, unbounded);
  v("streaks", "Losing streaks by account.", "", state.streaks, unbounded);
  v("pin", "Tries at the PIN.", "", state.pin);
  v("configured", "A policy was configured.", "true", state.configured, with_default);
  v("proposed", "Configured, and not accepted yet.", "", state.proposed);
  v("strategies", "That have traded here.", "", state.strategies,
    {.has_default = true, .max_items = SIZE_MAX});
}

std::optional<Time> PinTries::locked_until() const {
  if (wrong == 0 || wrong % free_tries != 0) return std::nullopt;
  Duration lock = first_lock;
  for (std::int64_t i = free_tries; i < wrong && lock < longest_lock; i += free_tries)
    lock = std::min(lock * 2, longest_lock);
  return latest + lock;
}

Approval* GateState::find(Id id) {
  const auto found = std::find_if(approvals.rbegin(), approvals.rend(),
                                  [&](const Approval& a) { return a.id == id; });
  return found == approvals.rend() ? nullptr : &*found;
}

const Approval* GateState::find(Id id) const { return const_cast<GateState*>(this)->find(id); }

const LosingStreak* GateState::find_streak(std::string_view account) const {
  for (const LosingStreak& streak : streaks)
    if (streak.account == account) return &streak;
  return nullptr;
}

std::int64_t GateState::pending(std::string_view account, Time now) const {
  return std::count_if(approvals.begin(), approvals.end(), [&](const Approval& a) {
    return a.state == ApprovalState::pending && a.action.order.account == account &&
           now < a.expires;
  });
}

bool GateState::has_traded(std::string_view strategy) const {
  return strategy.empty() || std::binary_search(strategies.begin(), strategies.end(), strategy);
}

void remember_strategy(GateState& state, const std::string& strategy) {
  if (state.has_traded(strategy)) return;
  state.strategies.insert(std::ranges::upper_bound(state.strategies, strategy), strategy);
}

void remember_sent(GateState& state, std::string account, Time time) {
  std::erase_if(state.sent, [&](const SentOrder& old) { return old.time <= time - days(1); });
  // No policy allows so many, so what goes here is of no limit's concern.
  if (state.sent.size() >= 2 * Policy::most_orders) state.sent.erase(state.sent.begin());
  state.sent.push_back({std::move(account), time});
}

void remember_result(GateState& state, std::string_view account, Notional realized, Time time) {
  if (realized.is_zero()) return;
  const auto at = std::lower_bound(
      state.streaks.begin(), state.streaks.end(), account,
      [](const LosingStreak& streak, std::string_view key) { return streak.account < key; });
  const bool known = at != state.streaks.end() && at->account == account;
  LosingStreak& streak = known ? *at : *state.streaks.insert(at, {std::string(account), 0, time});
  streak.trades = realized.sign() < 0 ? streak.trades + 1 : 0;
  streak.latest = time;
}

Result<Approval*> add_approval(GateState& state, Approval approval) {
  if (state.find(approval.id))
    return error(Code::already_exists, "There is an approval of that id already.");
  if (state.approvals.size() >= GateState::max_approvals) {
    const auto ended =
        std::find_if(state.approvals.begin(), state.approvals.end(), [](const Approval& a) {
          return a.state != ApprovalState::pending && a.state != ApprovalState::approved;
        });
    if (ended == state.approvals.end())
      return error(Code::too_large, "{} approvals are open.", state.approvals.size());
    state.approvals.erase(ended);
  }
  state.approvals.push_back(std::move(approval));
  return &state.approvals.back();
}

bool advance(Approval& approval, ApprovalStep step, std::string detail) {
  const std::optional<ApprovalState> next = state_after(approval.state, step);
  if (!next) return false;
  approval.state = *next;
  if (!detail.empty()) approval.detail = std::move(detail);
  return true;
}

}  // namespace pitwall::desk
