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

// The first rule that does not hold.
std::optional<Ruling> broken(const Action& action, const State& state,
                             const Circumstances& circumstances, Id approval) {
  for (const Finding& finding : findings(action, state, circumstances, approval))
    if (!finding.holds) return refusal(name_of(finding.rule), finding.words, false);
  return std::nullopt;
}

Ruling pass(Verdict verdict, const Action& action, const State& state,
            const Circumstances& circumstances, Id approval) {
  Ruling ruling;
  ruling.verdict = verdict;
  const Result<OrderSize> size = size_of(action, state, circumstances, approval);
  if (size) ruling.size = *size;
  return ruling;
}

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

Ruling rule_on_request(const Action& action, const State& state, const Circumstances& circumstances,
                       Id approval) {
  if (action.policy != state.gate.version)
    return refusal("approval.policy", "the limits have just changed; ask again.", true);
  if (std::optional<Ruling> refused = broken(action, state, circumstances, approval))
    return *refused;
  Ruling ruling = pass(Verdict::asks, action, state, circumstances, approval);
  const Account* account = state.find_account(action.order.account);
  const GateState& gate = state.gate;
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
                      const Circumstances& circumstances) {
  if (approval.state != ApprovalState::pending)
    return refusal(
        "approval.pending",
        fmt::format("it is {} already; one answer is all it takes.", name_of(approval.state)),
        false);
  if (std::optional<Ruling> refused = outdated(approval, state, circumstances.now)) return *refused;
  if (std::optional<Ruling> refused = broken(approval.action, state, circumstances, approval.id))
    return *refused;
  return pass(Verdict::allowed, approval.action, state, circumstances, approval.id);
}

Ruling rule_on_sending(const Approval& approval, const Action& action, const State& state,
                       const Circumstances& circumstances) {
  if (approval.state != ApprovalState::approved)
    return refusal("approval.approved",
                   fmt::format("it is {}, so nothing is sent.", name_of(approval.state)), false);
  // The hash is made anew of both: what stands in the approval is not taken at its word either.
  if (digest_of(action) != approval.digest || digest_of(approval.action) != approval.digest)
    return refusal("approval.action", "this is not what was approved.", true);
  if (std::optional<Ruling> refused = outdated(approval, state, circumstances.now)) return *refused;
  if (std::optional<Ruling> refused = broken(action, state, circumstances, approval.id)) {
    refused->final = true;
    return *refused;
  }
  return pass(Verdict::allowed, action, state, circumstances, approval.id);
}

}  // namespace pitwall::desk
