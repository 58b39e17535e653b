#include "desk/audit/audit.h"

#include "desk/engine/test_gate.h"
#include "desk/journal/chain.h"

namespace pitwall::desk {
namespace {
using namespace testing;

constexpr Id one{1, 1};

// Everything that the audit tells of what happened at this desk.
std::vector<AuditLine> told(const TestEngine& desk) {
  Chain chain;
  Auditor auditor;
  std::vector<AuditLine> all;
  for (const Event& event : desk.log) {
    const Result<std::vector<AuditLine>> lines = auditor.take(chain.seal(event, desk.now));
    REQUIRE(lines.ok());
    all.insert(all.end(), lines->begin(), lines->end());
  }
  CHECK(hash_of(auditor.state()) == hash_of(desk.state()));
  return all;
}

const AuditLine& line_with(const std::vector<AuditLine>& lines, std::string_view words) {
  for (const AuditLine& line : lines)
    if (line.words.find(words) != line.words.npos) return line;
  FAIL("nothing is told of: ", words);
  return lines.front();
}

TEST_CASE("the audit tells who asked, who answered how fast, what was sent and what came back") {
  TestEngine desk;
  ActionProposed event = desk.purchase(one);
  event.action.actor_version = "1.2";
  event.action.session = "ab12";
  desk.only<AskPerson>(event);
  desk.now += milliseconds(5120);
  ApprovalAnswered answer = desk.answer(one);
  answer.with_pin = true;
  desk.only<PrepareSending>(answer);
  const std::string id = desk.only<SubmitOrder>(desk.prepared(one)).order.client_id;
  desk.apply(OrderAnswered{id, ActionKind::place_order, BrokerAnswer::taken, ""});
  const std::vector<AuditLine> lines = told(desk);
  const AuditLine& asked =
      line_with(lines, "\"test\" version \"1.2\", session \"ab12\" asks: \"place_order\"");
  CHECK(asked.approval == one);
  CHECK(asked.order == id);
  const AuditLine& yes = line_with(
      lines, "yes by \"terminal\", with the PIN, 5120 ms after it was asked for; approved");
  CHECK(yes.after_ms == 5120);
  CHECK(line_with(lines, "sent to the broker: BUY 10 SPY").order == id);
  CHECK(line_with(lines, "the broker answers to place_order: taken").approval == one);
}

TEST_CASE("the audit tells which rule refused, and what ended without an answer") {
  TestEngine desk;
  desk.only<AskPerson>(desk.purchase(one));
  desk.apply(KillSwitchTurned{{true, "file", "enough", desk.now, true}});
  desk.only<ReportRefusal>(desk.purchase(Id{1, 2}));
  desk.apply(PinTried{false, "terminal", desk.now});
  Policy tighter;
  tighter.max_pending = 1;
  desk.apply(PolicyConfigured{tighter, "configuration"});
  const std::vector<AuditLine> lines = told(desk);
  line_with(lines, "the kill switch is turned on by \"file\", and takes working orders back");
  CHECK(line_with(lines, "denied: The kill switch was turned on").approval == one);
  CHECK(line_with(lines, "; refused: Rule gate.kill_switch").rule == "gate.kill_switch");
  line_with(lines, "a try at the PIN, by \"terminal\"");
  line_with(lines, "max_pending: 5 -> 1, tighter");
}

TEST_CASE("a text from outside stays on its line and between its quotes in the audit") {
  TestEngine desk;
  ActionProposed event = desk.purchase(one);
  event.action.actor = "x\" asks nothing\nyes by \"terminal\"";
  event.action.arguments = "\"}\nyes by \"terminal\" \u202e";
  desk.only<AskPerson>(event);
  for (const AuditLine& line : told(desk)) {
    CHECK(line.words.find('\n') == line.words.npos);
    CHECK(line.words.find("yes by \"terminal\"") == line.words.npos);
    CHECK(line.words.find("\u202e") == line.words.npos);
  }
}

}  // namespace
}  // namespace pitwall::desk
