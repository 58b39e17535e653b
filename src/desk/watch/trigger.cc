#include "desk/watch/compiled_trigger.h"

#include <algorithm>
#include <array>

#include "base/visitor.h"

namespace pitwall::desk {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || c == ' ';
}

Result<void> check(const Trigger& trigger) {
  const auto wrong = [](std::string_view words) {
    return error(Code::invalid_argument, "{}", words);
  };
  if (trigger.name.empty() || trigger.name.size() > Trigger::max_name ||
      !std::ranges::all_of(trigger.name, is_plain) || trigger.name.front() == ' ' ||
      trigger.name.back() == ' ')
    return wrong("A trigger's name has 1 to 60 letters, digits, '-', '_', '.' and spaces between.");
  if (trigger.symbols.empty() || trigger.symbols.size() > Trigger::max_symbols)
    return wrong("A trigger is on 1 to 500 instruments.");
  std::vector<market::Symbol> sorted = trigger.symbols;
  std::ranges::sort(sorted);
  if (std::ranges::adjacent_find(sorted) != sorted.end())
    return wrong("An instrument stands twice in a trigger.");
  if (trigger.interval.nanoseconds != 0 &&
      (trigger.interval < Trigger::least_interval || trigger.interval > Trigger::most_interval))
    return wrong("A trigger is looked at every 250ms to every day, or at each tick (0s).");
  if (trigger.cool_down.nanoseconds < 0) return wrong("A cool-down is not negative.");
  if (trigger.level && trigger.cool_down.nanoseconds == 0 && trigger.interval.nanoseconds == 0)
    return wrong("A trigger that fires at each look has an interval or a cool-down.");
  if (trigger.level && !trigger.rearm.empty())
    return wrong("A trigger that fires at each look is never armed again: leave `rearm` out.");
  if (trigger.times && (*trigger.times < 1 || *trigger.times > Trigger::most_times))
    return wrong("A trigger fires once at least, and a million times at most.");
  if ((trigger.action == TriggerAction::workflow) == trigger.workflow.empty())
    return wrong("A trigger names a workflow if it starts one, and only then.");
  return {};
}

}  // namespace

std::string_view name_of(Urgency urgency) {
  return urgency == Urgency::urgent ? "urgent" : "informational";
}

std::string_view name_of(TriggerAction action) {
  constexpr std::array<std::string_view, 3> names{"notify", "store", "workflow"};
  return names[static_cast<std::size_t>(action)];
}

void describe(Trigger& trigger, Visitor& v) {
  v("name", "What it is called.", "AAPL above 200", trigger.name);
  v("symbols", "Instruments that the condition is put on.", "AAPL", trigger.symbols);
  v("condition", "When it fires (docs/conditions.md).", "price > 200", trigger.condition);
  v("rearm", "Counts again once this was true; left out: once the condition was false.",
    "price < 198", trigger.rearm, with_default);
  v("level", "Fires at each look while the condition is true, and not only when it becomes true.",
    "false", trigger.level, with_default);
  v("interval", "How often it is looked at, from 250ms up; 0s: at each tick.", "1s",
    trigger.interval, with_default);
  v("cool_down", "How long it is silent after a firing, for the same instrument.", "5m",
    trigger.cool_down, with_default);
  v("expires", "Until when it counts.", "2026-12-31T21:00:00Z", trigger.expires);
  v("times", "How often it fires in all.", "1", trigger.times);
  v("on_delayed", "Looks at delayed quotes as well.", "false", trigger.on_delayed, with_default);
  v("urgency", "How soon somebody has to see it.", "urgent", trigger.urgency, with_default);
  v("action", "What happens.", "notify", trigger.action, with_default);
  v("workflow", "Workflow to start.", "", trigger.workflow, with_default);
  v("by", "Who made it.", "dashboard", trigger.by, with_default);
}

Result<CompiledTrigger> compile(Trigger trigger, const expr::Vocabulary& vocabulary) {
  PITWALL_TRY_VOID(check(trigger));
  Result<expr::Expression> condition = expr::Expression::compile(trigger.condition, vocabulary);
  if (!condition)
    return error(condition.error().code, "Trigger '{}', condition: {}", trigger.name,
                 condition.error().message);
  std::optional<expr::Expression> rearm;
  if (!trigger.rearm.empty()) {
    Result<expr::Expression> compiled = expr::Expression::compile(trigger.rearm, vocabulary);
    if (!compiled)
      return error(compiled.error().code, "Trigger '{}', rearm: {}", trigger.name,
                   compiled.error().message);
    trigger.rearm = compiled->text();
    rearm = std::move(*compiled);
  }
  trigger.condition = condition->text();
  return CompiledTrigger{std::move(trigger), std::move(*condition), std::move(rearm)};
}

}  // namespace pitwall::desk
