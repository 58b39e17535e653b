#include "desk/gate/ruling.h"

#include "desk/gate/words.h"

namespace pitwall::desk {
namespace {

Ruling refusal(std::string_view rule, std::string_view words, bool final) {
  Ruling ruling;
  ruling.rule = rule;
  ruling.words = fmt::format("Rule {}: {}", rule, words);
  ruling.final = final;
  return ruling;
}

// The rules held against it: a refusal by the first that is broken, else `verdict`.
Ruling rule_on(Verdict verdict, const Action& action, const State& state,
               const Circumstances& circumstances, Id approval) {
  const RuleCheck checked = check_rules(action, state, circumstances, approval);
  if (checked.broken) return refusal(name_of(checked.broken->rule), checked.broken->words, false);
  Ruling ruling;
  ruling.verdict = verdict;
  ruling.size = checked.size;
  ruling.second_step = second_step_of(action, state, circumstances, ruling.size);
  return ruling;
}

std::string percent(Ratio share) { return fmt::format("{:.1f} %", 100 * share.to_double()); }

// The second yes is asked for by itself, and names itself: an answer that comes twice is one.
Ruling refused_yes(std::string words) { return refusal("approval.second_step", words, false); }

// What holds of an approval however it stands: it is for the policy in force and has time left.
std::optional<Ruling> outdated(const Approval& approval, const State& state, Time now) {
  if (now >= approval.expires)
    return refusal("approval.expired",
                   fmt::format("it ran out at {}; ask again.", approval.expires.text()), true);
  if (approval.action.policy != state.gate.version)
    return refusal("approval.policy", "the limits have changed since it was asked for; ask again.",
                   true);
  return std::nullopt;
}

}  // namespace

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::refused:
      return "refused";
    case Verdict::asks:
      return "asks";
    case Verdict::allowed:
      return "allowed";
  }
  return "refused";
}

std::string second_step_of(const Action& action, const State& state, const Circumstances& now,
                           const OrderSize& size) {
  if (action.kind == ActionKind::cancel_order || action.kind == ActionKind::change_outside)
    return {};
  std::string why;
  const auto add = [&](std::string_view reason) {
    why += fmt::format("{}{}", why.empty() ? "" : ", and ", reason);
  };
  const Policy& policy = state.gate.policy;
  if (policy.second_step_value && size.value > *policy.second_step_value)
    add(fmt::format("it is worth more than {}",
                    money_text(*policy.second_step_value, now.base_currency)));
  const Ratio share = policy.share_of_second_step();
  if (!now.equity) {
    add("the account's value is not known");
  } else if (static_cast<Int128>(size.value.scaled()) * Ratio::unit >
             static_cast<Int128>(share.scaled()) * now.equity->scaled()) {
    add(fmt::format("it is worth more than {} of the account", percent(share)));
  }
  if (!state.gate.has_traded(action.strategy))
    add(fmt::format("strategy {} has never traded here", quoted(action.strategy)));
  return why;
}

Ruling rule_on_request(const Action& action, const State& state, const Circumstances& circumstances,
                       Id approval) {
  if (action.policy != state.gate.version)
    return refusal("approval.policy", "the limits have just changed; ask again.", true);
  Ruling ruling = rule_on(Verdict::asks, action, state, circumstances, approval);
  if (ruling.verdict == Verdict::refused) return ruling;
  if (action.kind == ActionKind::change_outside) return ruling;  // no grant is for those
  const Account* account = state.find_account(action.order.account);
  const GateState& gate = state.gate;
  // No grant stands for two yeses.
  if (!ruling.second_step.empty()) return ruling;
  // Real money never moves without a person: `auto` is for play money.
  if (account->kind != market::AccountKind::paper ||
      mode_of(gate.policy, account->account, account->kind) != Mode::automatic)
    return ruling;
  for (const Grant& grant : gate.grants)
    if (covers(grant, action, ruling.size.value, circumstances.now)) {
      ruling.verdict = Verdict::allowed;
      ruling.grant = grant.id;
      break;
    }
  return ruling;
}

Ruling rule_on_answer(const Approval& approval, const State& state,
                      const Circumstances& circumstances, std::int64_t number, bool with_pin) {
  if (approval.state != ApprovalState::pending)
    return refusal(
        "approval.pending",
        fmt::format("it is {} already; one answer is all it takes.", name_of(approval.state)),
        false);
  if (std::optional<Ruling> refused = outdated(approval, state, circumstances.now)) return *refused;
  Ruling ruling = rule_on(Verdict::allowed, approval.action, state, circumstances, approval.id);
  if (ruling.verdict == Verdict::refused) return ruling;
  // What was said to need two yeses does, however things stand by now.
  if (ruling.second_step.empty()) ruling.second_step = approval.second_step;
  if (number != approval.next_yes())
    return refused_yes(number < approval.next_yes()
                           ? "that yes was given already; the second one is asked for by itself."
                           : "the first yes comes first.");
  if (ruling.second_step.empty()) return ruling;
  if (number == 1) {
    ruling.verdict = Verdict::asks;
    return ruling;
  }
  if (!with_pin && !approval.yeses.front().with_pin)
    return refused_yes("one of the two yeses carries the PIN, at a terminal or on the dashboard.");
  return ruling;
}

Ruling rule_on_sending(const Approval& approval, const Action& action, const State& state,
                       const Circumstances& circumstances) {
  if (approval.state != ApprovalState::approved)
    return refusal("approval.approved",
                   fmt::format("it is {}, so nothing is sent.", name_of(approval.state)), false);
  if (approval.needs_second_yes())
    return refusal("approval.second_step", "it needs two yeses and does not have them.", false);
  // The hash is made anew of both: what stands in the approval is not taken at its word either.
  if (digest_of(action) != approval.digest || digest_of(approval.action) != approval.digest)
    return refusal("approval.action", "this is not what was approved.", true);
  if (std::optional<Ruling> refused = outdated(approval, state, circumstances.now)) return *refused;
  Ruling ruling = rule_on(Verdict::allowed, action, state, circumstances, approval.id);
  if (ruling.verdict == Verdict::refused) {
    ruling.final = true;
    return ruling;
  }
  if (ruling.second_step.empty() || approval.yeses.size() > 1) return ruling;
  // It has grown since the yes: that was the yes to something smaller.
  return refusal(
      "approval.second_step",
      fmt::format("by now it needs two yeses, because {}; ask again.", ruling.second_step), true);
}

}  // namespace pitwall::desk
