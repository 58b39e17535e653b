#include "app/watch/trigger_file.h"

#include <algorithm>

#include "app/yaml.h"
#include "base/json_in.h"
#include "desk/watch/watch.h"

namespace pitwall::app {
namespace {

struct FileTrigger {
  std::string name;
  std::optional<market::Symbol> symbol;
  std::vector<market::Symbol> symbols;
  std::string condition;
  std::string action = "notify";  // or store, or workflow NAME
  std::string rearm;
  bool level = false;
  std::optional<double> interval_seconds;
  std::optional<double> cool_down_seconds;
  std::optional<Time> expires;
  std::optional<std::int64_t> times;
  bool on_delayed = false;
  desk::Urgency urgency = desk::Urgency::informational;
};

constexpr double most_seconds = 30.0 * 86'400;

void describe(FileTrigger& trigger, Visitor& v) {
  v("name", "What it is called.", "AAPL above 200", trigger.name);
  v("symbol", "The instrument; left out: all of the file's.", "AAPL", trigger.symbol);
  v("symbols", "Several instruments.", "AAPL", trigger.symbols,
    {.has_default = true, .max_items = desk::Trigger::max_symbols});
  v("condition", "When it fires.", "price > 200", trigger.condition,
    {.max_length = expr::max_text});
  v("action", "notify, store, or workflow and its name.", "notify", trigger.action, with_default);
  v("rearm", "Counts again once this was true.", "price < 198", trigger.rearm,
    {.has_default = true, .max_length = expr::max_text});
  v("level", "Fires at each look while it is true.", "false", trigger.level, with_default);
  v("interval_seconds", "How often it is looked at; 0: at each tick.", "5",
    trigger.interval_seconds, {.minimum = 0, .maximum = most_seconds});
  v("cool_down_seconds", "How long it is silent after a firing.", "300", trigger.cool_down_seconds,
    {.minimum = 0, .maximum = most_seconds});
  v("expires", "Until when it counts.", "2026-12-31T21:00:00Z", trigger.expires);
  v("times", "How often it fires in all.", "1", trigger.times);
  v("on_delayed", "Looks at delayed quotes as well.", "false", trigger.on_delayed, with_default);
  v("urgency", "informational or urgent.", "urgent", trigger.urgency, with_default);
}

struct TriggerFile {
  std::vector<market::Symbol> symbols;
  std::optional<double> interval_seconds;
  std::vector<FileTrigger> triggers;
};

void describe(TriggerFile& file, Visitor& v) {
  v("symbols", "Instruments of triggers that name none.", "AAPL", file.symbols,
    {.has_default = true, .max_items = desk::Trigger::max_symbols});
  v("interval_seconds", "How often triggers are looked at; left out: at each tick.", "5",
    file.interval_seconds, {.minimum = 0, .maximum = most_seconds});
  v("triggers", "The triggers.", "", file.triggers,
    {.has_default = true, .max_items = desk::Watch::max_triggers});
}

Duration span(const std::optional<double>& given, const std::optional<double>& otherwise = {}) {
  return milliseconds(
      static_cast<std::int64_t>(1000 * given.value_or(otherwise.value_or(0)) + 0.5));
}

Result<desk::Trigger> trigger_of(FileTrigger& from, const TriggerFile& file) {
  desk::Trigger trigger;
  trigger.name = from.name;
  trigger.symbols = from.symbols;
  if (from.symbol) trigger.symbols.insert(trigger.symbols.begin(), *from.symbol);
  if (trigger.symbols.empty()) trigger.symbols = file.symbols;
  trigger.condition = from.condition;
  trigger.rearm = from.rearm;
  trigger.level = from.level;
  trigger.interval = span(from.interval_seconds, file.interval_seconds);
  trigger.cool_down = span(from.cool_down_seconds);
  trigger.expires = from.expires;
  trigger.times = from.times;
  trigger.on_delayed = from.on_delayed;
  trigger.urgency = from.urgency;
  constexpr std::string_view workflow = "workflow ";
  if (from.action == "store") {
    trigger.action = desk::TriggerAction::store;
  } else if (from.action.starts_with(workflow)) {
    trigger.action = desk::TriggerAction::workflow;
    trigger.workflow = from.action.substr(workflow.size());
  } else if (from.action != "notify") {
    return error(Code::invalid_argument,
                 "Trigger '{}': its action is notify, store, or workflow and a name, not '{}'.",
                 from.name.substr(0, desk::Trigger::max_name), from.action.substr(0, 40));
  }
  return trigger;
}

}  // namespace

Result<std::vector<desk::CompiledTrigger>> parse_trigger_file(std::string_view yaml,
                                                              std::string_view name,
                                                              const expr::Vocabulary& vocabulary) {
  const auto in_file = [&](const Error& why) {
    return error(why.code, "Triggers {}: {}", name, why.message);
  };
  PITWALL_TRY(const Json json, parse_yaml(yaml, fmt::format("Triggers {}", name)));
  Result<TriggerFile> file = from_json<TriggerFile>(json);
  if (!file) return in_file(file.error());
  std::vector<desk::CompiledTrigger> all;
  for (FileTrigger& from : file->triggers) {
    Result<desk::Trigger> trigger = trigger_of(from, *file);
    if (!trigger) return in_file(trigger.error());
    const auto same = [&](const desk::CompiledTrigger& other) {
      return other.trigger.name == trigger->name;
    };
    if (std::ranges::any_of(all, same))
      return in_file(error(Code::invalid_argument, "Two triggers are called '{}'.", from.name));
    Result<desk::CompiledTrigger> compiled = desk::compile(std::move(*trigger), vocabulary);
    if (!compiled) return in_file(compiled.error());
    all.push_back(std::move(*compiled));
  }
  return all;
}

}  // namespace pitwall::app
