#include "tool/trigger_removal.h"

#include "tool/order_answer.h"
#include "tool/tool.h"
#include "tool/trigger_terms.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

struct DeleteTriggerIn {
  std::string name;
};
void describe(DeleteTriggerIn& in, Visitor& v) {
  v("name", "Which one.", "AAPL above 200", in.name, {.max_length = desk::Trigger::max_name});
}

struct DeleteTriggerOut {
  std::string text;
  Id approval;
  Time expires;
};
void describe(DeleteTriggerOut& out, Visitor& v) {
  v("text", "What the person is shown.", "", out.text, self_evident);
  v("approval", "Id of what waits.", "", out.approval, self_evident);
  v("expires", "Until when it waits.", "2020-12-15T14:35:00Z", out.expires, self_evident);
}

void attach(const DeleteTriggerOut& out, Answer& answer) { answer.approval = out.approval; }

std::string summary(const DeleteTriggerOut& out) {
  return fmt::format(
      "{}\nIt is still there: this waits until {} for the person, who answers on the dashboard, "
      "the "
      "phone, or a terminal of this machine (pitwall approve). No tool can.",
      out.text, second_text(out.expires));
}

Result<const desk::Trigger*> deletable(const Context& context, std::string_view arguments) {
  PITWALL_TRY(const Json json, parse_json(arguments));
  PITWALL_TRY(const DeleteTriggerIn in, from_json<DeleteTriggerIn>(json));
  PITWALL_TRY(const desk::WatchedTrigger* watched, find_trigger(context, in.name));
  PITWALL_TRY_VOID(check_not_of_file(watched->trigger));
  return &watched->trigger;
}

Task<Result<DeleteTriggerOut>> run_delete(DeleteTriggerIn in, Context& context, Call& call) {
  TriggerRemoval removal(context);
  const Result<desk::Approval> asked = co_await ask_for_change(
      context, removal, std::string(TriggerRemoval::tool), to_json(in), call);
  if (!asked) co_return asked.error();
  co_return DeleteTriggerOut{asked->text, asked->id, asked->expires};
}

}  // namespace

void TriggerRemoval::look(std::string arguments, port::Reply<desk::OutsideChange> reply) {
  const Result<const desk::Trigger*> trigger = deletable(context_, arguments);
  if (!trigger) return reply(trigger.error());
  reply(desk::OutsideChange{
      fmt::format("Delete the trigger '{}': {}", (*trigger)->name, watched_text(**trigger)), true,
      sha256(to_json(**trigger))});
}

void TriggerRemoval::perform(port::Permit permit, std::string arguments,
                             port::Reply<std::string> reply) {
  const Result<const desk::Trigger*> trigger = deletable(context_, arguments);
  if (!trigger) return reply(trigger.error());
  const std::string name = (*trigger)->name;
  const desk::Approval* approval = context_.desk.state().gate.find(permit.approval());
  const std::string by = approval ? approval->action.actor : std::string(tool);
  context_.desk.submit(desk::TriggerRemoved{name, by, context_.clock.now()},
                       [name, reply](const Result<void>& applied) {
                         if (!applied) return reply(applied.error());
                         reply(fmt::format("Trigger '{}' is deleted.", name));
                       });
}

extern const Tool delete_trigger;
const Tool delete_trigger{
    TriggerRemoval::tool, Category::desk,
    Effect::acts,         "Asks for the deletion of a trigger; it waits for the person.",
    run_delete,           {.rare = true}};

}  // namespace pitwall::tool
