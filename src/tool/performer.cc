#include "tool/performer.h"

#include "desk/gate/outside.h"
#include "desk/gate/ruling.h"
#include "tool/order_answer.h"

namespace pitwall::tool {

Task<Result<desk::Approval>> ask_for_change(Context& context, Performer& performer,
                                            std::string tool, std::string arguments,
                                            const Call& call) {
  desk::ActionProposed event;
  event.approval = context.random.id();
  const auto look = [&](port::Reply<desk::OutsideChange> reply) {
    performer.look(arguments, std::move(reply));
  };
  Result<desk::OutsideChange> found = co_await ask<desk::OutsideChange>(look);
  if (!found) co_return found.error();
  event.action = desk::action_outside(std::move(tool), std::move(arguments), std::move(*found));
  take_actor(call, event.action);
  event.action.policy = context.desk.state().gate.version;
  event.circumstances =
      desk::circumstances_outside(context.clock.now(), context.market.market_time());
  const auto begin = [&](port::Reply<bool> reply) {
    context.desk.submit(event, [reply](const Result<void>& applied) {
      if (applied) return reply(true);
      reply(applied.error());
    });
  };
  const Result<bool> applied = co_await ask<bool>(begin);
  if (!applied) co_return applied.error();
  const desk::State& state = context.desk.state();
  if (const desk::Approval* approval = state.gate.find(event.approval)) co_return *approval;
  // It says why to whoever asks for the same once more.
  const desk::Ruling ruling = rule_on_request(event.action, state, event.circumstances, Id{});
  co_return error(Code::permission_denied, "{}",
                  ruling.words.empty() ? "The gate did not take it up; ask again." : ruling.words);
}

}  // namespace pitwall::tool
