#include "tool/approval_answer.h"

#include "tool/order_answer.h"

namespace pitwall::tool {
namespace {

std::string sentence(const desk::Approval& approval, const OrderAnswer& answer) {
  switch (approval.state) {
    case desk::ApprovalState::pending:
      return {};
    case desk::ApprovalState::denied:
    case desk::ApprovalState::expired:
      return fmt::format("Nothing went out. {}", approval.detail);
    case desk::ApprovalState::approved:
    case desk::ApprovalState::consumed:
      break;
  }
  return fmt::format(
      "The person approved it ({}). Order {} is {}; get_order says what becomes of it.",
      approval.channel, answer.order, name_of(answer.phase));
}

}  // namespace

bool is_under_way(const desk::State& state, Id id) {
  const desk::Approval* approval = state.gate.find(id);
  if (!approval) return false;
  if (approval->state == desk::ApprovalState::pending ||
      approval->state == desk::ApprovalState::approved)
    return true;
  if (approval->state != desk::ApprovalState::consumed) return false;
  const desk::BlotterEntry* entry = state.blotter.find(approval->client_id);
  return entry && entry->phase == desk::OrderPhase::sending;
}

Result<Answer> answer_now(const desk::State& state, Id id) {
  const desk::Approval* approval = state.gate.find(id);
  if (!approval) return error(Code::not_found, "There is no such approval any more; ask again.");
  const desk::BlotterEntry* entry = state.blotter.find(approval->client_id);
  OrderAnswer out;
  out.order = approval->client_id;
  out.phase = entry ? entry->phase : desk::OrderPhase::working;  // one that was placed elsewhere
  out.text = approval->text;
  if (approval->state == desk::ApprovalState::pending) {
    out.approval = approval->id;
    out.expires = approval->expires;
  }
  Answer answer;
  answer.structured = to_json(out);
  answer.text = summary(out);
  if (!out.approval) answer.text += "\n" + sentence(*approval, out);
  return answer;
}

}  // namespace pitwall::tool
