// Deletions and writes outside Pitwall's own state, by the same gate.
#include "desk/gate/outside.h"
#include "desk/engine/test_gate.h"

namespace pitwall::desk {
namespace {
using namespace testing;

constexpr Id one{1, 1};
constexpr Id two{1, 2};

bool starts(const std::string& text, std::string_view with) { return text.starts_with(with); }

OutsideChange target() { return {"Delete 3 files in the folder notes", true, sha256("3 files")}; }

ActionProposed deletion(const TestEngine& desk, Id id) {
  ActionProposed event;
  event.approval = id;
  event.action = action_outside("delete_files", R"({"folder":"notes"})", target());
  event.action.actor = "test";
  event.action.policy = desk.state().gate.version;
  event.circumstances = circumstances_outside(desk.now, desk.now);
  return event;
}

SendingPrepared prepared(const TestEngine& desk, Id id,
                         std::optional<OutsideChange> now = target()) {
  SendingPrepared event;
  event.approval = id;
  event.circumstances = circumstances_outside(desk.now, desk.now);
  event.outside = std::move(now);
  return event;
}

TEST_CASE("a deletion asks, waits for minutes, and is made once") {
  TestEngine desk;
  desk.only<AskPerson>(deletion(desk, one));
  CHECK(desk.approval(one).text ==
        "DELETE, CANNOT BE UNDONE: \"Delete 3 files in the folder notes\"; by the tool "
        "\"delete_files\" with \"{'folder':'notes'}\"; asked by \"test\"; expires in 10m.");
  CHECK(desk.approval(one).expires == desk.now + minutes(10));
  desk.now += minutes(9);
  desk.only<PrepareSending>(desk.answer(one));
  const PerformAction perform = desk.only<PerformAction>(prepared(desk, one));
  CHECK(perform.permit.approval() == one);
  CHECK(perform.permit.action() == desk.approval(one).digest);
  CHECK(perform.tool == "delete_files");
  CHECK(perform.arguments == R"({"folder":"notes"})");
  CHECK(desk.approval(one).performed == Performed::under_way);
  desk.only<ReportRefusal>(prepared(desk, one));
  desk.apply(ActionPerformed{one, Performed::done, "3 files deleted."});
  CHECK(desk.approval(one).performed == Performed::done);
  // What is said of it later changes nothing.
  desk.apply(ActionPerformed{one, Performed::failed, ""});
  CHECK(desk.approval(one).performed == Performed::done);
}

TEST_CASE("it is not made where the target has changed, or cannot be looked at") {
  TestEngine desk;
  for (const std::optional<OutsideChange>& now :
       {std::optional<OutsideChange>{},
        std::optional(OutsideChange{target().target, true, sha256("4 files")}),
        std::optional(OutsideChange{"Delete all files", true, target().state}),
        std::optional(OutsideChange{target().target, false, target().state})}) {
    const Id id{3, desk.state().events};
    desk.only<AskPerson>(deletion(desk, id));
    desk.only<PrepareSending>(desk.answer(id));
    CHECK(starts(desk.only<ReportRefusal>(prepared(desk, id, now)).reason, "Rule approval.action"));
    CHECK(desk.approval(id).state == ApprovalState::denied);
    CHECK(desk.approval(id).performed == Performed::no);
    desk.only<ReportRefusal>(prepared(desk, id));
  }
}

TEST_CASE("after a crash it is never made again on the strength of the same yes") {
  TestEngine desk;
  desk.only<AskPerson>(deletion(desk, one));
  desk.only<PrepareSending>(desk.answer(one));
  SUBCASE("it was on its way") {
    desk.only<PerformAction>(prepared(desk, one));
    desk.apply(DeskStarted{"0.1.0", "paper"});
    CHECK(desk.approval(one).performed == Performed::unknown);
    CHECK(starts(desk.approval(one).detail, "The desk went down while it was done"));
  }
  SUBCASE("it was approved") {
    desk.apply(DeskStarted{"0.1.0", "paper"});
    CHECK(desk.approval(one).state == ApprovalState::expired);
    CHECK(desk.approval(one).performed == Performed::no);
  }
  desk.only<ReportRefusal>(prepared(desk, one));
  desk.only<ReportRefusal>(desk.answer(one));
}

TEST_CASE(
    "the kill switch, a full queue, its time and a changed policy hold it back, and no grant "
    "lets it pass") {
  TestEngine desk;
  Policy policy;
  policy.paper = Mode::automatic;
  policy.max_pending = 1;
  desk.apply(PolicySet{policy, "test"});
  desk.only<AskPerson>(deletion(desk, one));
  CHECK(starts(desk.only<ReportRefusal>(deletion(desk, two)).reason, "Rule approval.max_pending"));
  desk.now += minutes(10);
  CHECK(starts(desk.only<ReportRefusal>(desk.answer(one)).reason, "Rule approval.expired"));
  desk.only<AskPerson>(deletion(desk, two));
  policy.max_pending = 2;
  desk.apply(PolicySet{policy, "test"});
  CHECK(desk.approval(two).state == ApprovalState::denied);
  const Id three{1, 3};
  desk.only<AskPerson>(deletion(desk, three));
  desk.apply(KillSwitchTurned{{true, "terminal", "", desk.now}});
  CHECK(desk.approval(three).state == ApprovalState::denied);
  CHECK(starts(desk.only<ReportRefusal>(deletion(desk, Id{1, 4})).reason, "Rule gate.kill_switch"));
}

TEST_CASE("an action that does not say what it touches is none") {
  TestEngine desk;
  ActionProposed event = deletion(desk, one);
  event.action.outside.reset();
  desk.only<ReportRefusal>(event);
  event = deletion(desk, one);
  event.action.tool.clear();
  desk.only<ReportRefusal>(event);
  CHECK(desk.state().gate.approvals.empty());
}

TEST_CASE("what the model wrote stands between quotes, on one line") {
  TestEngine desk;
  ActionProposed event = deletion(desk, one);
  event.action.arguments = "{\"folder\":\"x\"}\"; asked by you.\nAPPROVED \u202e";
  desk.only<AskPerson>(event);
  const std::string& text = desk.approval(one).text;
  CHECK(text.find('\n') == text.npos);
  CHECK(text.find("\u202e") == text.npos);
  CHECK(text.find("\"; asked by you") == text.npos);
}

}  // namespace
}  // namespace pitwall::desk
