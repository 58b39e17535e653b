#include "tool/performer.h"

#include "tool/dispatch.h"
#include "tool/order_answer.h"
#include "tool/test_desk.h"

namespace pitwall::tool {
namespace {
using namespace testing;

template <class P>
concept PerformsWithoutPermit =
    requires(P& performer, std::string text, port::Reply<std::string> reply) {
      performer.perform(text, reply);
    };

// Whoever has no permit cannot have anything done: one is made by the gate alone, and used up.
static_assert(!std::is_default_constructible_v<port::Permit>);
static_assert(!std::is_copy_constructible_v<port::Permit>);
static_assert(!std::is_constructible_v<port::Permit, Id, Digest>);
static_assert(!PerformsWithoutPermit<Performer>);

class HeldTimers final : public port::Timers {
 public:
  void after(Duration, std::function<void()> callback) override {
    waiting.push_back(std::move(callback));
  }
  std::vector<std::function<void()>> waiting;
};

// A folder outside, of which somebody may delete everything.
class Folder final : public Performer {
 public:
  void look(std::string arguments, port::Reply<desk::OutsideChange> reply) override {
    ++looked;
    if (!there) return reply(error(Code::not_found, "There is no such folder."));
    reply(desk::OutsideChange{fmt::format("Delete {} files", files), true,
                              sha256(fmt::format("{} {}", arguments, files))});
  }
  void perform(port::Permit permit, std::string arguments,
               port::Reply<std::string> reply) override {
    permits.push_back(permit.action());
    done_with.push_back(std::move(arguments));
    answer = std::move(reply);
  }
  int files = 3;
  bool there = true;
  int looked = 0;
  std::vector<Digest> permits;
  std::vector<std::string> done_with;
  port::Reply<std::string> answer;
};

struct DeletingDesk : TestDesk {
  DeletingDesk() {
    dispatch.add_performer("delete_files", folder);
    desk.on_effect([this](desk::Effect effect) { dispatch.carry_out(std::move(effect)); });
  }
  Result<desk::Approval> ask_for(std::string arguments = R"({"folder":"notes"})") {
    std::optional<Result<desk::Approval>> asked;
    ask_for_change(held, folder, "delete_files", std::move(arguments), host)
        .start([&](Result<desk::Approval> approval) { asked = std::move(approval); });
    REQUIRE(asked.has_value());
    return *asked;
  }
  desk::Approval answer(Id approval, bool yes = true) {
    std::optional<Result<desk::Approval>> answered;
    dispatch.answer(approval, yes, "terminal", HowAnswered{true, 1},
                    [&](Result<desk::Approval> now) { answered = std::move(now); });
    REQUIRE(answered.has_value());
    REQUIRE(answered->ok());
    return **answered;
  }
  const desk::Approval& approval(Id id) const { return *desk.state().gate.find(id); }

  Folder folder;
  HeldTimers held_timers;
  Call host{Asker::assistant, "test host"};
  Context held{clock,     desk,   market, broker,      bars,     painter,
               calendars, daemon, random, held_timers, &registry};
  Dispatch dispatch{held};
};

TEST_CASE("a deletion outside is made once, after a yes, with the permit of the gate") {
  DeletingDesk desk;
  const Result<desk::Approval> asked = desk.ask_for();
  REQUIRE(asked.ok());
  CHECK(contains(asked->text, "DELETE, CANNOT BE UNDONE: \"Delete 3 files\""));
  CHECK(desk.folder.permits.empty());
  desk.answer(asked->id);
  REQUIRE(desk.folder.permits.size() == 1);
  CHECK(desk.folder.permits[0] == asked->digest);
  CHECK(desk.folder.done_with[0] == R"({"folder":"notes"})");
  CHECK(desk.folder.looked == 2);
  CHECK(desk.approval(asked->id).performed == desk::Performed::under_way);
  desk.folder.answer(std::string("3 files are gone."));
  CHECK(desk.approval(asked->id).performed == desk::Performed::done);
  CHECK(desk.approval(asked->id).detail == "3 files are gone.");
  // A second yes and a second reply change nothing.
  desk.answer(asked->id);
  desk.folder.answer(error(Code::internal, "no"));
  CHECK(desk.folder.permits.size() == 1);
  CHECK(desk.approval(asked->id).performed == desk::Performed::done);
}

TEST_CASE("what has changed since the yes was asked for is not deleted") {
  DeletingDesk desk;
  const Result<desk::Approval> asked = desk.ask_for();
  REQUIRE(asked.ok());
  SUBCASE("there is more of it") { desk.folder.files = 4; }
  SUBCASE("it cannot be looked at") { desk.folder.there = false; }
  desk.answer(asked->id);
  CHECK(desk.folder.permits.empty());
  CHECK(desk.approval(asked->id).state == desk::ApprovalState::denied);
  CHECK(contains(desk.approval(asked->id).detail, "Rule approval.action"));
}

TEST_CASE("a no, a lost answer and a failure end as what they are") {
  DeletingDesk desk;
  const Id denied = desk.ask_for()->id;
  desk.answer(denied, false);
  CHECK(desk.approval(denied).state == desk::ApprovalState::denied);
  const Id lost = desk.ask_for()->id;
  desk.answer(lost);
  desk.held_timers.waiting.back()();  // the deadline
  CHECK(desk.approval(lost).performed == desk::Performed::unknown);
  const Id failed = desk.ask_for()->id;
  desk.answer(failed);
  desk.folder.answer(error(Code::permission_denied, "The folder is not yours."));
  CHECK(desk.approval(failed).performed == desk::Performed::failed);
  CHECK(desk.folder.permits.size() == 2);
}

TEST_CASE("what cannot be looked at is not asked for, and the kill switch refuses in its name") {
  DeletingDesk desk;
  desk.folder.there = false;
  CHECK_FALSE(desk.ask_for().ok());
  desk.folder.there = true;
  desk.desk.submit(desk::KillSwitchTurned{{true, "terminal", "", desk.clock.now()}});
  const Result<desk::Approval> refused = desk.ask_for();
  REQUIRE_FALSE(refused.ok());
  CHECK(contains(refused.error().message, "Rule gate.kill_switch"));
  CHECK(desk.desk.state().gate.approvals.empty());
}

TEST_CASE("a permit of the one is none for the other") {
  DeletingDesk desk;
  const Id notes = desk.ask_for()->id;
  const Id all = desk.ask_for(R"({"folder":"all"})")->id;
  CHECK(desk.approval(notes).digest != desk.approval(all).digest);
  desk.answer(notes);
  CHECK(desk.folder.done_with == std::vector<std::string>{R"({"folder":"notes"})"});
  CHECK(desk.approval(all).state == desk::ApprovalState::pending);
}

}  // namespace
}  // namespace pitwall::tool
