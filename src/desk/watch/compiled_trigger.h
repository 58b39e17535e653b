// A trigger that can be looked at.
#pragma once

#include <optional>

#include "desk/watch/trigger.h"
#include "expr/expression.h"

namespace pitwall::desk {

struct CompiledTrigger {
  Trigger trigger;  // with its conditions in the one way to write them
  expr::Expression condition;
  std::optional<expr::Expression> rearm;
};
// The error names what is wrong and, of a condition, the column.
Result<CompiledTrigger> compile(Trigger trigger, const expr::Vocabulary& vocabulary = {});

}  // namespace pitwall::desk
