// A new trigger for the watch.
#include <map>

#include "expr/limits.h"
#include "expr/live_inputs.h"
#include "tool/submit.h"
#include "tool/tool.h"
#include "tool/trigger_terms.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

using desk::CompiledTrigger;
using desk::Trigger;

// All triggers together are on so many instruments at most; what the watch takes (watch.h).
constexpr std::size_t max_instances = 100'000;

struct CreateTriggerIn {
  std::vector<SymbolText> symbols;
  Trigger trigger;
  bool replace = false;
};
void describe(CreateTriggerIn& in, Visitor& v) {
  v("name", "Its name.", "AAPL above 200", in.trigger.name, {.max_length = Trigger::max_name});
  v("symbols", "Tickers, or ticker:exchange.", "AAPL", in.symbols,
    {.max_items = Trigger::max_symbols});
  v("condition",
    "rsi(14, 5m) < 30 and price crosses above sma(50, 1d), or abs(percent_change(5m)) > 2%.",
    "price > 200", in.trigger.condition, {.max_length = expr::max_text});
  describe_looks(in.trigger, v);
  v("expires", "Until when it counts.", "", in.trigger.expires);
  v("urgency", "How soon to be seen.", "urgent", in.trigger.urgency, with_default);
  v("action", "store: kept, not told.", "notify", in.trigger.action, with_default);
  v("workflow", "To start.", "", in.trigger.workflow, with_default);
  v("replace", "In the place of one of that name.", "false", in.replace, with_default);
}

struct NeededBars {
  std::optional<market::Symbol> symbol;
  market::BarSize bar;
  std::int64_t count = 0;
};
void describe(NeededBars& bars, Visitor& v) {
  v("symbol", "Of which instrument; if absent: of each it is on.", "SPY", bars.symbol,
    self_evident);
  v("bar", "Their length.", "5m", bars.bar, self_evident);
  v("count", "How many.", "29", bars.count, self_evident);
}

// The trigger as it was understood; the rest is as it was asked for.
struct CreateTriggerOut {
  Trigger trigger;
  std::vector<NeededBars> needs;
};
void describe(CreateTriggerOut& out, Visitor& v) {
  v("name", "Its name.", "AAPL above 200", out.trigger.name, self_evident);
  v("symbols", "Instruments that the condition is put on.", "AAPL", out.trigger.symbols,
    self_evident);
  v("condition", "With all that was left out.", "price > 200", out.trigger.condition, self_evident);
  v("rearm", "Likewise.", "price < 198", out.trigger.rearm, self_evident);
  v("needs", "Bars it must have had before it can see.", "", out.needs, self_evident);
}

std::string summary(const CreateTriggerOut& out) {
  const Trigger& trigger = out.trigger;
  std::string text = fmt::format(
      "Trigger '{}' is set: {}, looked at {}.", trigger.name, watched_text(trigger),
      trigger.interval.nanoseconds == 0 ? "with every tick" : "every " + trigger.interval.text());
  for (const NeededBars& bars : out.needs)
    text += fmt::format(" It can see after {} of {}{}.",
                        count_text(static_cast<std::size_t>(bars.count), "bar"), bars.bar.view(),
                        bars.symbol ? " of " + bars.symbol->text() : "");
  return text;
}

Result<std::vector<NeededBars>> needs_of(const Context& context, const CompiledTrigger& compiled) {
  std::map<market::Symbol, expr::LiveInputs> inputs;  // by symbol; none: those it is on
  for (const expr::Expression* expression :
       {&compiled.condition, compiled.rearm ? &*compiled.rearm : &compiled.condition})
    for (expr::Input input : expression->inputs()) {
      if (!expr::is_of_the_market(input.kind)) continue;
      const market::Symbol symbol = std::exchange(input.symbol, {});
      PITWALL_TRY(const market::Calendar* calendar,
                  calendar_of(context, symbol.empty() ? compiled.trigger.symbols.front() : symbol));
      inputs.try_emplace(symbol, *calendar).first->second.add(std::move(input));
    }
  std::vector<NeededBars> needs;
  for (const auto& [symbol, live] : inputs)
    for (const expr::LiveInputs::Wanted& wanted : live.history())
      needs.push_back({symbol.empty() ? std::nullopt : std::optional(symbol), wanted.bars,
                       static_cast<std::int64_t>(wanted.count)});
  return needs;
}

Result<void> check_place(const desk::Watching& watching, const Trigger& trigger, bool replace) {
  const desk::WatchedTrigger* known = watching.find(trigger.name);
  if (known && !replace)
    return error(Code::already_exists,
                 "There is a trigger '{}' already ({}); choose another name, or set replace.",
                 trigger.name, watched_text(known->trigger));
  if (known) PITWALL_TRY_VOID(check_not_of_file(known->trigger));
  if (!known && watching.triggers.size() >= Trigger::max_triggers)
    return error(Code::too_large, "There are {} triggers; delete one first.",
                 watching.triggers.size());
  std::size_t instances = trigger.symbols.size();
  for (const desk::WatchedTrigger& one : watching.triggers)
    if (&one != known) instances += one.trigger.symbols.size();
  if (instances > max_instances)
    return error(Code::too_large,
                 "All triggers together would be on {} instruments; {} is the most.", instances,
                 max_instances);
  return {};
}

Task<Result<CreateTriggerOut>> run_create(CreateTriggerIn in, Context& context, Call& call) {
  Trigger trigger = std::move(in.trigger);
  trigger.by = author_of(call);
  if (trigger.expires && *trigger.expires <= context.clock.now())
    co_return error(Code::invalid_argument, "expires is {}, which is past.",
                    trigger.expires->text());
  const Result<CompiledTrigger> compiled =
      co_await compile_trigger(context, std::move(in.symbols), std::move(trigger));
  if (!compiled) co_return compiled.error();
  const Result<std::vector<NeededBars>> needs = needs_of(context, *compiled);
  if (!needs) co_return needs.error();
  const desk::Watching& watching = context.desk.state().watching;
  if (const Result<void> place = check_place(watching, compiled->trigger, in.replace); !place)
    co_return place.error();
  const Result<void> put =
      co_await submit(context, desk::TriggerPut{compiled->trigger, context.clock.now()});
  if (!put) co_return put.error();
  co_return CreateTriggerOut{compiled->trigger, *needs};
}

}  // namespace

extern const Tool create_trigger;
const Tool create_trigger{"create_trigger", Category::desk, Effect::writes,
                          "Tells the person when a condition becomes true.", run_create};

}  // namespace pitwall::tool
