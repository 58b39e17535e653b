// What is of high value, or of a strategy that is new here, needs two yeses of which one carries
// the PIN.
#include "desk/engine/test_gate.h"
#include "desk/gate/words.h"

namespace pitwall::desk {
namespace {
using namespace testing;

constexpr Id one{1, 1};
constexpr Id two{1, 2};

bool starts(const std::string& text, std::string_view with) { return text.starts_with(with); }

// 100 SPY at 370 are 37 % of the account.
ActionProposed large(const TestEngine& desk, Id id) { return desk.purchase(id, 100_qty); }

ApprovalAnswered yes(const TestEngine& desk, Id id, bool with_pin, std::int64_t number) {
  ApprovalAnswered event = desk.answer(id);
  event.channel = with_pin ? "terminal" : "telegram";
  event.with_pin = with_pin;
  event.number = number;
  return event;
}

TEST_CASE("an order of high value needs a second yes, and says so at once") {
  TestEngine desk;
  CHECK(desk.only<AskPerson>(large(desk, one)).number == 1);
  CHECK(desk.approval(one).text.find("; needs a second yes: it is worth more than 25.0 % of the "
                                     "account; asked by") != std::string::npos);
  CHECK(desk.only<AskPerson>(yes(desk, one, true, 1)).number == 2);
  CHECK(desk.approval(one).state == ApprovalState::pending);
  CHECK(desk.entry(one).phase == OrderPhase::waiting);
  CHECK(starts(text_to_show(desk.approval(one)),
               "SECOND YES, because it is worth more than 25.0 % of the account. BUY 100 SPY"));
  // Neither is it sent between the two.
  desk.only<ReportRefusal>(desk.prepared(one));
  TestEngine other;
  other.only<AskPerson>(large(other, one));
  other.only<AskPerson>(yes(other, one, true, 1));
  other.only<PrepareSending>(yes(other, one, false, 2));
  CHECK(other.only<SubmitOrder>(other.prepared(one)).permit.approval() == one);
  CHECK(other.approval(one).yeses.size() == 2);
}

TEST_CASE("a tap alone is never enough for it, however often") {
  TestEngine desk;
  desk.only<AskPerson>(large(desk, one));
  desk.only<AskPerson>(yes(desk, one, false, 1));
  CHECK(starts(text_to_show(desk.approval(one)), "SECOND YES, WITH THE PIN, because"));
  CHECK(starts(desk.only<ReportRefusal>(yes(desk, one, false, 2)).reason,
               "Rule approval.second_step: one of the two yeses carries the PIN"));
  CHECK(desk.approval(one).state == ApprovalState::pending);
  desk.only<PrepareSending>(yes(desk, one, true, 2));
  CHECK(desk.approval(one).state == ApprovalState::approved);
}

TEST_CASE("an answer that comes twice is one yes") {
  TestEngine desk;
  desk.only<AskPerson>(large(desk, one));
  // The second cannot come before the first, nor the first stand for the second.
  CHECK(starts(desk.only<ReportRefusal>(yes(desk, one, true, 2)).reason,
               "Rule approval.second_step: the first yes comes first"));
  desk.only<AskPerson>(yes(desk, one, true, 1));
  CHECK(starts(desk.only<ReportRefusal>(yes(desk, one, true, 1)).reason,
               "Rule approval.second_step: that yes was given already"));
  CHECK(desk.approval(one).yeses.size() == 1);
  desk.only<AskPerson>(desk.purchase(two));
  CHECK(starts(desk.only<ReportRefusal>(yes(desk, two, true, 2)).reason,
               "Rule approval.second_step"));
}

TEST_CASE("the second yes comes in the same time as the first, and a no ends it") {
  TestEngine desk;
  desk.only<AskPerson>(large(desk, one));
  desk.now += seconds(30);
  desk.only<AskPerson>(yes(desk, one, true, 1));
  desk.now += seconds(30);
  CHECK(starts(desk.only<ReportRefusal>(yes(desk, one, true, 2)).reason, "Rule approval.expired"));
  CHECK(desk.entry(one).phase == OrderPhase::expired);
  desk.only<AskPerson>(large(desk, two));
  desk.only<AskPerson>(yes(desk, two, true, 1));
  CHECK(desk.apply(desk.answer(two, false)).empty());
  CHECK(desk.approval(two).state == ApprovalState::denied);
}

TEST_CASE("the first yes outlives a restart, and is still only the first") {
  TestEngine desk;
  desk.only<AskPerson>(large(desk, one));
  desk.only<AskPerson>(yes(desk, one, true, 1));
  const Result<State> again = state_from(canonical(desk.state()));
  REQUIRE(again.ok());
  desk.engine.restore(*again);
  desk.apply(DeskStarted{"0.1.0", "paper"});
  CHECK(desk.approval(one).next_yes() == 2);
  desk.only<ReportRefusal>(yes(desk, one, true, 1));
  desk.only<PrepareSending>(yes(desk, one, true, 2));
}

TEST_CASE("what has grown since it was asked for is asked for a second time, or not sent") {
  TestEngine desk;
  desk.only<AskPerson>(desk.purchase(one, 60_qty));  // 22.2 %
  CHECK(desk.approval(one).second_step.empty());
  ApprovalAnswered answer = yes(desk, one, true, 1);
  answer.circumstances.equity = 80000_money;
  CHECK(desk.only<AskPerson>(answer).number == 2);
  // And what shrinks again needs them still.
  desk.only<PrepareSending>(yes(desk, one, true, 2));
  desk.only<SubmitOrder>(desk.prepared(one));

  TestEngine other;
  other.only<AskPerson>(other.purchase(two, 60_qty));
  other.only<PrepareSending>(yes(other, two, true, 1));
  SendingPrepared prepared = other.prepared(two);
  prepared.circumstances.equity = 80000_money;
  CHECK(starts(other.only<ReportRefusal>(prepared).reason,
               "Rule approval.second_step: by now it needs two yeses"));
  CHECK(other.entry(two).phase == OrderPhase::rejected);
}

TEST_CASE("a strategy's first order needs two, and the ones after that need one") {
  TestEngine desk;
  const auto trend = [&](Id id) {
    ActionProposed event = desk.purchase(id);
    event.action.strategy = "trend";
    return event;
  };
  desk.only<AskPerson>(trend(one));
  CHECK(desk.approval(one).second_step == "strategy \"trend\" has never traded here");
  desk.only<AskPerson>(yes(desk, one, true, 1));
  desk.only<PrepareSending>(yes(desk, one, false, 2));
  desk.only<SubmitOrder>(desk.prepared(one));
  desk.only<AskPerson>(trend(two));
  CHECK(desk.approval(two).second_step.empty());
  desk.only<PrepareSending>(yes(desk, two, false, 1));
}

TEST_CASE("no grant stands for two yeses") {
  TestEngine desk;
  Policy policy;
  policy.paper = Mode::automatic;
  desk.apply(PolicySet{policy, "configuration"});
  Grant grant;
  grant.id = Id{9, 9};
  grant.account = number;
  grant.instruments = {"SPY"_sym};
  grant.max_quantity = 1000_qty;
  grant.max_value = 1000000_money;
  grant.uses = grant.given_uses = 5;
  grant.expires = morning + hours(1);
  desk.apply(GrantGiven{grant, "terminal"});
  desk.only<AskPerson>(large(desk, one));
  desk.only<PrepareSending>(desk.purchase(two));
  CHECK(desk.state().gate.grants[0].used_by == std::vector<Id>{two});
}

TEST_CASE(
    "a value that needs two yeses is a limit of its own, and without the account's value two "
    "are needed") {
  TestEngine desk;
  Policy policy;
  policy.second_step_value = 3000_money;
  policy.second_step_share = 10_ratio;
  desk.apply(PolicySet{policy, "configuration"});
  desk.only<AskPerson>(desk.purchase(one));
  CHECK(desk.approval(one).second_step == "it is worth more than 3,000.00 USD");
  ActionProposed blind = desk.purchase(two, 1_qty);
  blind.circumstances.equity.reset();
  desk.only<AskPerson>(blind);
  CHECK(desk.approval(two).second_step == "the account's value is not known");
  // To take an order back is never one of those.
  CHECK(second_step_of(desk.cancellation(one, "x").action, desk.state(), blind.circumstances, {})
            .empty());
}

}  // namespace
}  // namespace pitwall::desk
