// The journal told as an audit: one line for each thing that happened to an action or at the gate.
// Pure; the records come in their order, from the first on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/engine/engine.h"
#include "port/journal_store.h"

namespace pitwall::desk {

struct AuditLine {
  std::uint64_t sequence = 0;  // of the journal's record
  Time time;                   // when the desk took it up
  std::string type;            // the event's name
  std::optional<Id> approval;
  std::string order;                     // client id; empty where there is none
  std::string words;                     // what happened; texts from outside stand between quotes
  std::optional<std::int64_t> after_ms;  // of an answer: since it was asked for
  std::string rule;                      // that refused it; empty otherwise
};
void describe(AuditLine& line, Visitor& v);

class Auditor {
 public:
  // Code::corrupt where the record does not read.
  Result<std::vector<AuditLine>> take(const port::JournalRecord& record);
  const State& state() const { return engine_.state(); }

 private:
  Gate gate_;
  Engine engine_{gate_};
};

}  // namespace pitwall::desk
