#include "tool/trigger_terms.h"

#include <algorithm>

#include "base/nearest.h"
#include "expr/limits.h"
#include "tool/condition_hint.h"

namespace pitwall::tool {

using desk::CompiledTrigger;
using desk::Trigger;

Result<void> check_not_of_file(const Trigger& trigger) {
  if (!trigger.by.starts_with(of_file)) return {};
  return error(Code::conflict, "Trigger '{}' stands in the {}; change it there.", trigger.name,
               trigger.by);
}

void describe_looks(Trigger& trigger, Visitor& v) {
  v("rearm", "When it counts again; if absent: once the condition was false.", "price < 198",
    trigger.rearm, {.has_default = true, .max_length = expr::max_text});
  v("level", "Fires at each look while true.", "false", trigger.level, with_default);
  v("interval", "Between looks, 250ms to 1d; 0s: every tick.", "1s", trigger.interval,
    with_default);
  v("cool_down", "Silence after firing, by instrument.", "5m", trigger.cool_down, with_default);
  v("times", "Most firings in all.", "", trigger.times);
  v("on_delayed", "Looks at delayed quotes too.", "false", trigger.on_delayed, with_default);
}

void describe_settings(Trigger& trigger, Visitor& v) {
  v("name", "Its name.", "AAPL above 200", trigger.name, self_evident);
  v("symbols", "Instruments that the condition is put on.", "AAPL", trigger.symbols, self_evident);
  v("condition", "When it fires, with all that was left out.", "price > 200", trigger.condition,
    self_evident);
  v("rearm", "Counts again once this was true; empty: once the condition was false.", "price < 198",
    trigger.rearm, self_evident);
  v("level", "Fires at each look while it is true.", "false", trigger.level, self_evident);
  v("interval", "Between looks; 0s: every tick.", "1s", trigger.interval, self_evident);
  v("cool_down", "Silent so long after firing, by instrument.", "5m", trigger.cool_down,
    self_evident);
  v("expires", "Until when it counts.", "2026-12-31T21:00:00Z", trigger.expires, self_evident);
  v("times", "How often it fires in all.", "1", trigger.times, self_evident);
  v("on_delayed", "Looks at delayed quotes too.", "false", trigger.on_delayed, self_evident);
  v("urgency", "How soon somebody has to see it.", "urgent", trigger.urgency, self_evident);
  v("action", "What happens.", "notify", trigger.action, self_evident);
  v("workflow", "Workflow that it starts.", "", trigger.workflow, self_evident);
  v("by", "Who made it: a name, or the file it stands in.", "dashboard", trigger.by, self_evident);
}

Result<const expr::Vocabulary*> vocabulary_of(const Context& context) {
  if (context.vocabulary) return context.vocabulary;
  return error(Code::unavailable, "This desk runs without the watch: it has no triggers.");
}

Task<Result<CompiledTrigger>> compile_trigger(Context& context, std::vector<SymbolText> symbols,
                                              Trigger trigger) {
  const Result<const expr::Vocabulary*> vocabulary = vocabulary_of(context);
  if (!vocabulary) co_return vocabulary.error();
  for (const SymbolText& symbol : symbols) {
    const Result<const market::Instrument*> found =
        co_await resolve_instrument(context, symbol.value);
    if (!found) co_return found.error();
    trigger.symbols.push_back((*found)->symbol);
  }
  const Result<CompiledTrigger> compiled = desk::compile(trigger, **vocabulary);
  if (!compiled && !expr::Expression::compile(trigger.condition, **vocabulary))
    co_return error(compiled.error().code, "{}\n{}", compiled.error().message,
                    condition_hint(trigger.condition, trigger.symbols));
  if (!compiled) co_return compiled.error();
  for (const market::Symbol& symbol : symbols_of(*compiled)) {
    if (context.market.catalogue().find(symbol)) continue;
    const Result<const market::Instrument*> found =
        co_await resolve_instrument(context, symbol.text());
    if (!found) co_return found.error();
  }
  co_return *compiled;
}

std::vector<market::Symbol> symbols_of(const CompiledTrigger& compiled) {
  std::vector<market::Symbol> symbols = compiled.trigger.symbols;
  const auto add = [&](const expr::Expression& expression) {
    for (const expr::Input& input : expression.inputs())
      if (!input.symbol.empty()) symbols.push_back(input.symbol);
  };
  add(compiled.condition);
  if (compiled.rearm) add(*compiled.rearm);
  std::ranges::sort(symbols);
  const auto repeated = std::ranges::unique(symbols);
  symbols.erase(repeated.begin(), repeated.end());
  return symbols;
}

Result<const market::Calendar*> calendar_of(const Context& context, const market::Symbol& symbol) {
  const market::Instrument* instrument = context.market.catalogue().find(symbol);
  if (!instrument) return error(Code::not_found, "There is no instrument {}.", symbol.view());
  return context.calendars.find(instrument->calendar);
}

Result<const desk::WatchedTrigger*> find_trigger(const Context& context, std::string_view name) {
  const desk::Watching& watching = context.desk.state().watching;
  if (const desk::WatchedTrigger* found = watching.find(name)) return found;
  std::vector<std::string_view> names;
  for (const desk::WatchedTrigger& one : watching.triggers) names.push_back(one.trigger.name);
  return error(
      Code::not_found, "There is no trigger \"{}\"{}", name.substr(0, Trigger::max_name),
      nearest(name, names).empty() ? "; list_triggers shows all." : did_you_mean(name, names));
}

std::string watched_text(const Trigger& trigger) {
  constexpr std::size_t shown = 5;
  std::string text = trigger.condition + " on ";
  for (std::size_t i = 0; i < std::min(shown, trigger.symbols.size()); ++i)
    text += fmt::format("{}{}", i > 0 ? ", " : "", trigger.symbols[i].view());
  if (trigger.symbols.size() > shown)
    text += fmt::format(" and {} more", trigger.symbols.size() - shown);
  return text;
}

}  // namespace pitwall::tool
