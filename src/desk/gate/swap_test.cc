// Something swapped between the yes and the act: whatever field of the action it is, the gate makes
// no permit. The fields are found by the action's own description, so that a new one is tried too.
#include "base/json_out.h"
#include "desk/engine/test_gate.h"

namespace pitwall::desk {
namespace {
using namespace testing;

// Changes one leaf of a described value: the one of that number, counted as they are described.
class Swap final : public Visitor {
 public:
  explicit Swap(int target, std::string path = {}) : target_(target), path_(std::move(path)) {}
  int target() const { return target_; }  // below zero: it is done
  std::string swapped;                    // path of what was changed

 private:
  void field(const Field& field, const Type& type, void* value) override {
    change(path_ + std::string(field.name), type, value);
  }

  void change(const std::string& path, const Type& type, void* value) {
    if (target_ < 0) return;
    if (type.optional) {
      // Absent becomes present, and what is there changes.
      const bool absent = type.get(value) == nullptr;
      void* const inner = type.append(value);
      if (absent && type.inner->shape == Shape::record) {
        if (target_-- == 0)
          swapped = path;
        else
          type.clear(value);
        return;
      }
      const int before = target_;
      change(path, *type.inner, inner);
      if (absent && target_ >= 0 && before >= 0) type.clear(value);
      return;
    }
    if (type.shape == Shape::record) {
      Swap inner(target_, path + ".");
      type.describe(value, inner);
      target_ = inner.target();
      if (!inner.swapped.empty()) swapped = inner.swapped;
      return;
    }
    if (target_-- != 0) return;
    swapped = path;
    if (type.shape == Shape::list) {
      void* const item = type.append(value);
      REQUIRE_MESSAGE(rewrite(*type.inner, item), path);
      return;
    }
    REQUIRE_MESSAGE(rewrite(type, value), path);
  }

  // Another value of the same type.
  static bool rewrite(const Type& type, void* value) {
    if (type.shape == Shape::record) return true;  // an item more is change enough
    std::string before;
    type.write_text(value, before);
    std::vector<std::string> candidates{
        "QQQ", "EUR", "7", "3.5", "true", "false", std::string(64, 'e'), "x"};
    if (type.names)
      for (const std::string_view name : type.names()) candidates.emplace_back(name);
    for (const std::string& candidate : candidates) {
      if (!type.read_text(value, candidate)) continue;
      std::string after;
      type.write_text(value, after);
      if (after != before) return true;
    }
    return false;
  }

  int target_;
  std::string path_;
};

// Every action there is from this one by changing one field.
template <class Each>
int for_each_swap(const Action& action, Each each) {
  for (int i = 0;; ++i) {
    Action changed = action;
    Swap swap(i);
    describe(changed, swap);
    if (swap.target() >= 0) return i;
    each(changed, swap.swapped);
  }
}

TEST_CASE("whichever field is changed after the yes, there is no permit") {
  TestEngine desk;
  const Id id{1, 1};
  ActionProposed event = desk.purchase(id);
  event.action.order.limit_price = 370_px;
  event.action.order.type = port::OrderType::limit;
  event.action.outside = OutsideChange{"nothing", false, {}};
  event.action.session = "s";
  desk.only<AskPerson>(event);
  desk.only<PrepareSending>(desk.answer(id));
  const Approval approval = desk.approval(id);
  REQUIRE(desk.gate.permit(approval, approval.action, desk.state(), desk.circumstances()).ok());
  std::vector<std::string> paths;
  const int swaps =
      for_each_swap(approval.action, [&](const Action& changed, const std::string& path) {
        INFO(path);
        paths.push_back(path);
        CHECK(digest_of(changed) != approval.digest);
        // What would be sent is another action than what was approved;
        const Result<port::Permit> permit =
            desk.gate.permit(approval, changed, desk.state(), desk.circumstances());
        REQUIRE_FALSE(permit.ok());
        CHECK(permit.error().message.starts_with("Rule approval.action"));
        // or the approval itself was changed, and the action with it.
        Approval forged = approval;
        forged.action = changed;
        const Result<port::Permit> other =
            desk.gate.permit(forged, changed, desk.state(), desk.circumstances());
        REQUIRE_FALSE(permit.ok());
        CHECK(permit.error().message.starts_with("Rule approval.action"));
      });
  CHECK(swaps >= 20);
  for (const char* path : {"kind", "tool", "arguments", "order.account", "order.symbol",
                           "order.side", "order.quantity", "order.limit_price", "order.stop_price",
                           "actor", "session", "policy", "outside.target", "outside.state"})
    CHECK_MESSAGE(std::ranges::find(paths, path) != paths.end(), path);
}

}  // namespace
}  // namespace pitwall::desk
