#include "tool/submit.h"

#include "desk/alert/label.h"
#include "tool/trigger_terms.h"

namespace pitwall::tool {

Task<Result<void>> submit(Context& context, desk::Event event) {
  const auto begin = [&](port::Reply<void> reply) {
    context.desk.submit(std::move(event), std::move(reply));
  };
  const Result<void> applied = co_await ask<void>(begin);
  co_return applied;
}

std::string author_of(const Call& call) {
  if (call.name.empty() || !desk::is_showable(call.name)) return "unnamed";
  return call.name.starts_with(of_file) ? "program " + call.name : call.name;
}

}  // namespace pitwall::tool
