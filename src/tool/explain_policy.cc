// What the gate would let pass now.
#include "desk/gate/policy_change.h"
#include "desk/gate/words.h"
#include "tool/circumstances.h"
#include "tool/holdings.h"
#include "tool/instrument.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

struct ExplainIn {
  std::optional<SymbolText> symbol;
  std::optional<AccountText> account;
};
void describe(ExplainIn& in, Visitor& v) {
  v("symbol", "For the rules of this instrument, too.", "SPY", in.symbol);
  describe_account(v, in.account);
}

// How things stand to one rule, before anything is asked for.
struct RuleStanding {
  std::string rule;
  bool holds = true;
  std::string words;
};
void describe(RuleStanding& rule, Visitor& v) {
  v("rule", "Its name, which refusals quote.", "pace.minute", rule.rule, self_evident);
  v("holds", "False: it would refuse now.", "true", rule.holds, self_evident);
  v("words", "Limit and where it stands.", "", rule.words, self_evident);
}

struct AccountRules {
  std::string account;
  market::AccountKind kind = market::AccountKind::paper;
  desk::Mode mode = desk::Mode::read_only;
  std::string words;
  std::vector<RuleStanding> rules;
};
void describe(AccountRules& out, Visitor& v) {
  v("account", "Account number.", "DU1000001", out.account, self_evident);
  v("kind", "Paper or live.", "paper", out.kind, self_evident);
  v("mode", "read_only, approve or auto.", "approve", out.mode, self_evident);
  v("words", "What may happen there.", "", out.words, self_evident);
  v("rules", "For the smallest purchase, or whatever the instrument.", "", out.rules, self_evident);
}

struct WaitingApproval {
  Id approval;
  std::string text;
  Time expires;
};
void describe(WaitingApproval& out, Visitor& v) {
  v("approval", "Its id.", "", out.approval, self_evident);
  v("text", "What the person is shown.", "", out.text, self_evident);
  v("expires", "Until when.", "2020-12-15T14:31:00Z", out.expires, self_evident);
}

struct OpenGrant {
  Id grant;
  std::string text;
  std::int64_t uses_left = 0;
  std::vector<Id> used_by;
};
void describe(OpenGrant& out, Visitor& v) {
  v("grant", "Its id.", "", out.grant, self_evident);
  v("text", "What it allows.", "", out.text, self_evident);
  v("uses_left", "Orders left.", "3", out.uses_left, self_evident);
  v("used_by", "Approvals that rested on it.", "", out.used_by, self_evident);
}

struct PolicyOut {
  desk::KillSwitch kill_switch;
  std::vector<AccountRules> accounts;
  desk::Policy limits;
  std::vector<std::string> looser_limits_wait;
  std::vector<WaitingApproval> waiting;
  std::vector<OpenGrant> grants;
  market::Origin origin;
};
void describe(PolicyOut& out, Visitor& v) {
  v("kill_switch", "On: nothing goes out.", "", out.kill_switch, self_evident);
  v("accounts", "What holds in each.", "", out.accounts, self_evident);
  v("limits", "In force; amounts in the account's base currency.", "", out.limits, self_evident);
  v("looser_limits_wait", "Configured, and not accepted by the person yet.", "",
    out.looser_limits_wait, self_evident);
  v("waiting", "Approvals that wait for the person.", "", out.waiting, self_evident);
  v("grants", "What may go without asking.", "", out.grants, self_evident);
  v("origin", "Where this comes from.", "", out.origin, self_evident);
}

std::string summary(const PolicyOut& out) {
  std::string text = out.kill_switch.on
                         ? fmt::format("The kill switch is on since {}: nothing goes out.\n",
                                       out.kill_switch.since.text())
                         : "";
  for (const AccountRules& account : out.accounts) {
    text += fmt::format("{} ({}): {}\n", account.account, name_of(account.kind), account.words);
    for (const RuleStanding& rule : account.rules)
      text += fmt::format("  {}{}: {}\n", rule.holds ? "" : "REFUSES ", rule.rule, rule.words);
  }
  for (const std::string& change : out.looser_limits_wait)
    text += fmt::format("Waits for the person: {}\n", change);
  for (const WaitingApproval& one : out.waiting) text += fmt::format("Waits: {}\n", one.text);
  for (const OpenGrant& grant : out.grants) text += fmt::format("Grant: {}\n", grant.text);
  return text + "Limits are in the configuration; no tool changes them.";
}

std::string words_of(desk::Mode mode, bool live) {
  switch (mode) {
    case desk::Mode::read_only:
      return "it may be looked at, not traded.";
    case desk::Mode::approve:
      return "each order waits for the person's yes.";
    case desk::Mode::automatic:
      return live ? "each order waits for the person's yes; grants are for play money."
                  : "what a grant covers goes by itself, the rest waits for the person's yes.";
  }
  return {};
}

// What needs no instrument.
bool is_general(desk::Rule rule) {
  using enum desk::Rule;
  return rule == kill_switch || rule == known_account || rule == read_only ||
         rule == reconcile_first || rule == max_pending || rule == orders_per_minute ||
         rule == orders_per_hour || rule == orders_per_day || rule == daily_loss ||
         rule == cooling_off;
}

// The smallest purchase there is, as what every rule is held against.
desk::Action smallest(const desk::State& state, const std::string& account,
                      const market::Instrument& instrument) {
  desk::Action action;
  action.tool = "explain_policy";
  action.order.account = account;
  action.order.symbol = instrument.symbol;
  action.order.quantity = instrument.lot_size;
  action.asset_class = instrument.asset_class;
  action.currency = instrument.currency;
  action.multiplier = instrument.multiplier;
  action.policy = state.gate.version;
  return action;
}

void take_desk(const Context& context, PolicyOut& out) {
  const desk::GateState& gate = context.desk.state().gate;
  const Time now = context.clock.now();
  out.kill_switch = gate.kill_switch;
  out.origin.source.name = FixedText<47>::parse("the desk's journal").value();
  out.origin.as_of = out.origin.received_at = now;
  out.origin.quality = market::Quality::live;
  out.limits = gate.policy;
  if (gate.proposed)
    for (const desk::PolicyChange& change : changes_between(gate.policy, *gate.proposed))
      out.looser_limits_wait.push_back(text_of(change));
  for (const desk::Approval& approval : gate.approvals)
    if (approval.state == desk::ApprovalState::pending && now < approval.expires)
      out.waiting.push_back({approval.id, desk::text_to_show(approval), approval.expires});
  for (const desk::Grant& grant : gate.grants)
    if (!grant.revoked && grant.uses > 0 && now < grant.expires)
      out.grants.push_back({grant.id, text_of(grant), grant.uses, grant.used_by});
}

Task<Result<PolicyOut>> run_explain(ExplainIn in, Context& context) {
  const Result<std::vector<desk::Account>> accounts = choose_accounts(context, in.account);
  if (!accounts) co_return accounts.error();
  const market::Instrument* instrument = nullptr;
  if (in.symbol) {
    const Result<const market::Instrument*> found =
        co_await resolve_instrument(context, in.symbol->value);
    if (!found) co_return found.error();
    instrument = *found;
  }
  // Without one any will do: only what holds for all of them is told.
  const bool general = instrument == nullptr;
  const auto all = context.market.catalogue().all();
  if (general && !all.empty()) instrument = &*all.begin();
  PolicyOut out;
  for (const desk::Account& account : *accounts) {
    AccountRules rules;
    rules.account = account.account;
    rules.kind = account.kind;
    rules.mode = mode_of(context.desk.state().gate.policy, account.account, account.kind);
    rules.words = words_of(rules.mode, account.kind != market::AccountKind::paper);
    if (instrument) {
      const Result<Gathered> gathered =
          co_await gather(context, account.account, instrument->symbol);
      if (!gathered) co_return gathered.error();
      const desk::State& state = context.desk.state();
      const desk::Action action = smallest(state, account.account, *instrument);
      for (const desk::Finding& finding :
           desk::findings(action, state, gathered->circumstances, Id{}))
        if (!general || is_general(finding.rule))
          rules.rules.push_back({std::string(name_of(finding.rule)), finding.holds, finding.words});
    }
    out.accounts.push_back(std::move(rules));
  }
  take_desk(context, out);
  co_return out;
}

}  // namespace

extern const Tool explain_policy;
const Tool explain_policy{"explain_policy",
                          Category::account,
                          Effect::reads,
                          "What the gate would allow now: modes, every limit and where it stands, "
                          "kill switch, what waits, grants.",
                          run_explain,
                          {.rare = true}};

}  // namespace pitwall::tool
