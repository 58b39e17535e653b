// What was asked for at the gate, and what became of it.
#include "desk/gate/words.h"
#include "tool/audit_row.h"
#include "tool/page.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {

void describe(AuditRow& row, Visitor& v) {
  v("approval", "Id of the approval.", "", row.approval, self_evident);
  v("asked", "When it was asked for.", "2020-12-15T14:30:00Z", row.asked, self_evident);
  v("actor", "Who asked, by the name it gives itself.", "claude-desktop", row.actor, self_evident);
  v("actor_version", "Its version, as it says.", "1.2", row.actor_version, self_evident);
  v("session", "Its session.", "", row.session, self_evident);
  v("tool", "Tool that was called.", "place_order", row.tool, self_evident);
  v("arguments", "With what.", "{}", row.arguments, self_evident);
  v("shown", "What the person was shown.", "", row.shown, self_evident);
  v("state", "Where the approval stands.", "consumed", row.state, self_evident);
  v("yeses", "Each yes, with its channel.", "", row.yeses, self_evident);
  v("answered_by", "Where the answer came from.", "terminal", row.answered_by, self_evident);
  v("answered_after_ms", "Milliseconds after it was asked for.", "5120", row.answered_after_ms,
    self_evident);
  v("second_step", "Why it needed two yeses.", "", row.second_step, self_evident);
  v("order", "Order that it is for.", "", row.order, self_evident);
  v("phase", "Where that stands.", "filled", row.phase, self_evident);
  v("filled", "Of it filled.", "25", row.filled, self_evident);
  v("detail", "Why it stands where it does.", "", row.detail, self_evident);
}

void describe(AuditRows& rows, Visitor& v) {
  v("actions", "Newest first.", "", rows.actions, self_evident);
}

namespace {

AuditRow row_of(const desk::State& state, const desk::Approval& approval) {
  AuditRow row;
  row.approval = approval.id;
  row.asked = approval.asked;
  row.actor = approval.action.actor;
  row.actor_version = approval.action.actor_version;
  row.session = approval.action.session;
  row.tool = approval.action.tool;
  row.arguments = approval.action.arguments;
  row.shown = approval.text;
  row.state = approval.state;
  row.yeses = approval.yeses;
  row.answered_by = approval.channel;
  if (approval.answered)
    row.answered_after_ms = (*approval.answered - approval.asked) / milliseconds(1);
  row.second_step = approval.second_step;
  row.order = approval.client_id;
  row.detail = approval.detail;
  if (const desk::BlotterEntry* entry = state.blotter.find(approval.client_id)) {
    row.phase = entry->phase;
    row.filled = entry->filled;
    if (row.detail.empty()) row.detail = entry->detail;
  }
  return row;
}

std::string summary(const AuditRow& row) {
  std::string text =
      fmt::format("{} {}: {}", second_text(row.asked), name_of(row.state), row.shown);
  for (const desk::Yes& yes : row.yeses)
    text += fmt::format(" Yes by {}{}.", desk::quoted(yes.channel),
                        yes.with_pin ? " with the PIN" : "");
  if (row.answered_after_ms) text += fmt::format(" Answered after {} ms.", *row.answered_after_ms);
  if (row.phase) text += fmt::format(" Order {} is {}.", row.order, name_of(*row.phase));
  return text;
}

struct ListAuditIn {
  std::int64_t limit = 20;
  std::optional<Cursor> cursor;
};
void describe(ListAuditIn& in, Visitor& v) {
  v("limit", "At most this many.", "20", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 100});
  describe_cursor(v, in.cursor);
}

struct AuditOut {
  std::vector<AuditRow> actions;
  std::optional<Cursor> next_cursor;
};
void describe(AuditOut& out, Visitor& v) {
  v("actions", "Newest first.", "", out.actions, self_evident);
  describe_next_cursor(v, out.next_cursor);
}

std::string summary(const AuditOut& out) {
  if (out.actions.empty()) return "Nothing was asked for at the gate.";
  std::vector<std::string> lines;
  for (const AuditRow& row : out.actions) lines.push_back(summary(row));
  return count_text(out.actions.size(), "action") + ":" + listed(lines) +
         (out.next_cursor ? "\nThere are more: pass next_cursor." : "");
}

Result<AuditOut> run_list_audit(const ListAuditIn& in, Context& context) {
  AuditOut out;
  out.actions = audit_of(context.desk.state(), SIZE_MAX).actions;
  out.next_cursor = cut_page(out.actions, in.cursor, in.limit);
  return out;
}

}  // namespace

AuditRows audit_of(const desk::State& state, std::size_t limit) {
  AuditRows rows;
  const auto& all = state.gate.approvals;
  for (auto one = all.rbegin(); one != all.rend() && rows.actions.size() < limit; ++one)
    rows.actions.push_back(row_of(state, *one));
  return rows;
}

extern const Tool list_audit;
const Tool list_audit{"list_audit",
                      Category::account,
                      Effect::reads,
                      "What was asked for at the gate: by whom, what the person was shown, who "
                      "answered and how fast, what came of it.",
                      run_list_audit,
                      {.rare = true}};

}  // namespace pitwall::tool
