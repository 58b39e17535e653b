// Limits get tighter at once, and looser by the person alone.
#include "base/json_out.h"
#include "desk/engine/test_gate.h"

namespace pitwall::desk {
namespace {
using namespace testing;

constexpr Id one{1, 1};

TEST_CASE("the first limits there are hold as they are") {
  TestEngine desk;
  Policy loose;
  loose.live = Mode::automatic;
  desk.apply(PolicyConfigured{loose, "configuration"});
  CHECK(desk.state().gate.version == version_of(loose));
  CHECK_FALSE(desk.state().gate.proposed);
}

TEST_CASE("a tighter limit holds at once, in the same edit a looser one waits") {
  TestEngine desk;
  Policy first;
  first.max_order_value = 10000_money;
  first.max_pending = 5;
  desk.apply(PolicyConfigured{first, "configuration"});
  Policy edited = first;
  edited.max_order_value = 20000_money;
  edited.max_pending = 2;
  desk.only<AskPerson>(desk.purchase(one));
  desk.apply(PolicyConfigured{edited, "configuration"});
  const GateState& gate = desk.state().gate;
  CHECK(gate.policy.max_order_value == 10000_money);
  CHECK(gate.policy.max_pending == 2);
  REQUIRE(gate.proposed);
  CHECK(version_of(*gate.proposed) == version_of(edited));
  // What waited under the limits as they were is void.
  CHECK(desk.approval(one).state == ApprovalState::denied);

  SUBCASE("until the person accepts it") {
    desk.apply(PolicyAccepted{version_of(first), "terminal"});  // not what was shown
    CHECK(gate.policy.max_order_value == 10000_money);
    desk.apply(PolicyAccepted{version_of(edited), "terminal"});
    CHECK(gate.version == version_of(edited));
    CHECK_FALSE(gate.proposed);
    desk.apply(PolicyAccepted{version_of(edited), "terminal"});
  }
  SUBCASE("over restarts, however often the file is read") {
    for (int i = 0; i < 3; ++i) {
      desk.apply(DeskStarted{"0.1.0", "paper"});
      desk.apply(PolicyConfigured{edited, "configuration"});
    }
    const Result<State> again = state_from(canonical(desk.state()));
    REQUIRE(again.ok());
    CHECK(again->gate.policy.max_order_value == 10000_money);
    REQUIRE(again->gate.proposed);
    CHECK(version_of(*again->gate.proposed) == version_of(edited));
  }
  SUBCASE("and what was tightened is not loosened by taking it back in the file") {
    desk.apply(PolicyConfigured{first, "configuration"});
    CHECK(gate.policy.max_pending == 2);
    REQUIRE(gate.proposed);
    CHECK(version_of(*gate.proposed) == version_of(first));
  }
  SUBCASE("an edit that only tightens asks nobody") {
    Policy tight = gate.policy;
    tight.max_order_value = 5000_money;
    desk.apply(PolicyConfigured{tight, "configuration"});
    CHECK(gate.version == version_of(tight));
    CHECK_FALSE(gate.proposed);
  }
}

TEST_CASE("limits that make no sense are not taken, and change nothing that waits") {
  TestEngine desk;
  desk.apply(PolicyConfigured{Policy{}, "configuration"});
  const std::string before = to_json(desk.state().gate.policy);
  Policy broken;
  broken.max_order_value = 0_money;
  desk.apply(PolicyConfigured{broken, "configuration"});
  CHECK(to_json(desk.state().gate.policy) == before);
  CHECK_FALSE(desk.state().gate.proposed);
}

}  // namespace
}  // namespace pitwall::desk
