// Triggers as tools take them and show them.
#pragma once

#include <string_view>
#include <vector>

#include "desk/watch/compiled_trigger.h"
#include "tool/instrument.h"
#include "tool/task.h"

namespace pitwall::tool {

// A trigger made by a file of triggers: `by` is this and the file's name. What stands there is
// neither replaced nor deleted by a tool.
inline constexpr std::string_view of_file = "file ";
Result<void> check_not_of_file(const desk::Trigger& trigger);

// The fields that say when a condition counts, for the description of an input.
void describe_looks(desk::Trigger& trigger, Visitor& v);
// Every field, for the description of an answer.
void describe_settings(desk::Trigger& trigger, Visitor& v);

// Code::unavailable where the desk runs without the watch.
Result<const expr::Vocabulary*> vocabulary_of(const Context& context);

// Compiles it on these instruments, each looked up where the catalogue has none, with those that
// the condition names.
Task<Result<desk::CompiledTrigger>> compile_trigger(Context& context,
                                                    std::vector<SymbolText> symbols,
                                                    desk::Trigger trigger);

// All that it looks at, each once: those it is on, and those that its conditions name.
std::vector<market::Symbol> symbols_of(const desk::CompiledTrigger& compiled);
Result<const market::Calendar*> calendar_of(const Context& context, const market::Symbol& symbol);

// Code::not_found names the nearest.
Result<const desk::WatchedTrigger*> find_trigger(const Context& context, std::string_view name);

// "price > 200 on AAPL, MSFT and 3 more"
std::string watched_text(const desk::Trigger& trigger);

}  // namespace pitwall::tool
