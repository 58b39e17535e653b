#include "desk/gate/decision_table.h"

#include <doctest/doctest.h>

#include <set>

#include "base/thorough.h"

namespace pitwall::desk {
namespace {

// The oracle: the gate's rules told once more, without any figures. The first rule broken is the
// first in the order in which they are named.
std::set<Rule> broken_rules(const Situation& s) {
  std::set<Rule> broken;
  if (s.broken) broken.insert(*s.broken);
  // Whoever trades outside regular hours is not held back by them.
  if (s.lenient) broken.erase(Rule::trading_hours);
  if (s.mode == Mode::read_only) broken.insert(Rule::read_only);
  switch (s.quote) {
    case QuoteState::live:
      break;
    case QuoteState::delayed:
    case QuoteState::frozen:
      if (!s.lenient) broken.insert(Rule::quote_quality);
      break;
    case QuoteState::stale:
      broken.insert(Rule::quote_quality);
      break;
    case QuoteState::replayed:
    case QuoteState::simulated:
      if (s.real_money) broken.insert(Rule::quote_quality);
      break;
    case QuoteState::old:
      broken.insert(Rule::quote_age);
      break;
    case QuoteState::missing:
      broken.insert(Rule::price_known);
      break;
  }
  return broken;
}

std::string expected(const Situation& s) {
  const std::set<Rule> broken = broken_rules(s);
  const std::string rule = broken.empty() ? "" : std::string(name_of(*broken.begin()));
  switch (s.look) {
    case LookAt::request:
      if (s.policy_changed) return "approval.policy";
      if (!rule.empty()) return rule;
      if (s.step == Step::heavy) return "asks";
      return s.mode == Mode::automatic && !s.real_money && s.grant == GrantState::covers ? "allowed"
                                                                                         : "asks";
    case LookAt::answer:
      if (s.approval != ApprovalState::pending) return "approval.pending";
      break;
    case LookAt::sending:
      if (s.approval != ApprovalState::approved) return "approval.approved";
      if (s.step == Step::heavy_unsaid || s.step == Step::heavy_one) return "approval.second_step";
      if (s.action_changed) return "approval.action";
      break;
  }
  if (s.timing != Timing::in_time) return "approval.expired";
  if (s.policy_changed) return "approval.policy";
  if (!rule.empty()) return rule;
  switch (s.step) {
    case Step::light:
    case Step::tap_pin:
    case Step::pin_tap:
    case Step::pin_pin:
      return "allowed";
    case Step::heavy:
    case Step::heavy_pin:
      return "asks";
    default:
      return "approval.second_step";
  }
}

std::string words(const Situation& s) {
  return fmt::format(
      "{} mode {} {} broken {} quote {} {} approval {} {} action changed {} policy changed {} "
      "grant {} step {}",
      name_of(s.look), name_of(s.mode), s.real_money ? "live" : "paper",
      s.broken ? name_of(*s.broken) : "-", name_of(s.quote), s.lenient ? "lenient" : "strict",
      name_of(s.approval), name_of(s.timing), s.action_changed, s.policy_changed, name_of(s.grant),
      name_of(s.step));
}

constexpr std::uint64_t every = thorough ? 1 : 31;

TEST_CASE("the gate decides every situation as the rules say") {
  std::uint64_t situations = 0;
  std::uint64_t permits = 0;
  std::set<std::string> quoted;
  std::uint64_t wrong = 0;
  Decider decider;
  for_each_situation([&](const Situation& s) {
    if (situations++ % every != 0) return;
    const Outcome outcome = decider.decide(s);
    const std::string got =
        outcome.verdict == Verdict::refused ? outcome.rule : std::string(name_of(outcome.verdict));
    if (got != expected(s) && ++wrong <= 10) FAIL_CHECK(words(s), ": ", got, ", not ", expected(s));
    quoted.insert(outcome.rule);

    // What must hold whatever the rules are.
    const bool sent = s.look == LookAt::sending;
    const bool allowed = outcome.verdict == Verdict::allowed;
    if (outcome.permit != (sent && allowed)) FAIL_CHECK(words(s), ": a permit astray");
    if (allowed && s.mode == Mode::read_only) FAIL_CHECK(words(s), ": read_only let it pass");
    if (allowed && s.real_money && s.look == LookAt::request)
      FAIL_CHECK(words(s), ": real money without a person");
    if (outcome.permit && (s.approval != ApprovalState::approved || s.action_changed ||
                           s.policy_changed || s.timing != Timing::in_time))
      FAIL_CHECK(words(s), ": a permit without its approval");
    if (outcome.verdict == Verdict::asks && s.look != LookAt::request && s.step != Step::heavy &&
        s.step != Step::heavy_pin)
      FAIL_CHECK(words(s), ": asked twice");
    const bool has_pin = s.step == Step::light || s.step == Step::tap_pin ||
                         s.step == Step::pin_tap || s.step == Step::pin_pin;
    if (allowed && s.look != LookAt::request && !has_pin)
      FAIL_CHECK(words(s), ": passed by less than two yeses with a PIN");
    if ((outcome.verdict == Verdict::refused) == outcome.rule.empty())
      FAIL_CHECK(words(s), ": a refusal that names no rule");
    permits += outcome.permit ? 1 : 0;
  });
  CHECK(wrong == 0);
  // 3 modes, 2 kinds of money, 26 broken rules or none, 8 quotes, 2 policies, changed or not; for a
  // request 3 grants and 2 values; for an answer 5 states of the approval, 3 times and 11 steps;
  // for sending these states and times, a changed action and 7 steps.
  constexpr std::uint64_t market = 3 * 2 * 26 * 8 * 2 * 2;
  CHECK(situations == market * 3 * 2 + market * 5 * 3 * 11 + market * 5 * 3 * 2 * 7);
  if (every > 1) return;
  CHECK(permits > 0);
  // Every rule there is was broken somewhere, alone and first.
  for (int i = 0; i < count_of(Rule{}); ++i)
    CHECK_MESSAGE(quoted.contains(std::string(name_of(static_cast<Rule>(i)))),
                  name_of(static_cast<Rule>(i)));
}

TEST_CASE("each rule's name is its own") {
  std::set<std::string_view> names;
  for (int i = 0; i < count_of(Rule{}); ++i)
    CHECK(names.insert(name_of(static_cast<Rule>(i))).second);
}

TEST_CASE("the printed table is what the gate answers") {
  const std::string table = decision_table();
  CHECK(table.find("  read_only  paper     none      one      refused by mode.read_only\n") !=
        table.npos);
  CHECK(table.find("  auto       paper     covers    one      allowed\n") != table.npos);
  CHECK(table.find("  auto       live      covers    one      asks\n") != table.npos);
  CHECK(table.find("  approved   in time     the same   the same   refused by approval.pending    "
                   "allowed, permit\n") != table.npos);
  CHECK(table.find("  auto       paper     covers    two      asks\n") != table.npos);
  CHECK(table.find("  tap, tap       refused by approval.second_step -\n") != table.npos);
  CHECK(table.find("  tap, PIN       allowed                         allowed, permit\n") !=
        table.npos);
  // Besides that one line there is a permit where no rule is broken, and with each of four ways of
  // having said yes often enough.
  std::size_t permits = 0;
  for (std::size_t at = 0; (at = table.find("permit\n", at)) != table.npos; ++at) ++permits;
  CHECK(permits == 6);
}

}  // namespace
}  // namespace pitwall::desk
