// What was asked for at the gate and what became of it, as the desk has it in mind: the latest
// approvals. The whole of it, record by record, is in the journal: pitwall audit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/engine/state.h"

namespace pitwall::tool {

struct AuditRow {
  Id approval;
  Time asked;
  std::string actor;
  std::optional<std::string> actor_version;
  std::optional<std::string> session;
  std::string tool;
  std::string arguments;
  std::string shown;
  desk::ApprovalState state = desk::ApprovalState::pending;
  std::vector<desk::Yes> yeses;
  std::string answered_by;
  std::optional<std::int64_t> answered_after_ms;
  std::string second_step;
  std::string order;
  std::optional<desk::OrderPhase> phase;
  std::optional<Quantity> filled;
  std::string detail;
};
void describe(AuditRow& row, Visitor& v);

struct AuditRows {
  std::vector<AuditRow> actions;
};
void describe(AuditRows& rows, Visitor& v);

// Newest first, at most `limit`.
AuditRows audit_of(const desk::State& state, std::size_t limit);

}  // namespace pitwall::tool
