// What was asked of the desk, what it answered, and whether the two agree with the disk. It
// outlives every process; whatever must not be is collected as a sentence.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "desk/engine/desk.h"
#include "sim/store.h"
#include "sim/trace.h"

namespace pitwall::sim {

class Witness {
 public:
  static constexpr std::size_t max_violations = 10;

  // The trace outlives the witness.
  explicit Witness(Trace& trace) : trace_(trace) {}

  template <class... Args>
  void violated(fmt::format_string<Args...> format, Args&&... args) {
    std::string what = fmt::format(format, std::forward<Args>(args)...);
    trace_.add("violated: {}", what);
    if (violations_.size() < max_violations) violations_.push_back(std::move(what));
  }
  const std::vector<std::string>& violations() const { return violations_; }

  // As it happens.
  void given(const port::JournalRecord& record);  // to the disk, to be written
  void applied(const desk::Desk& desk, const desk::Event& event);
  void called_done(const desk::Desk& desk, const desk::Event& event);  // to whoever submitted it
  // Keeps the state's hash, to be compared with the replay's at the same record.
  void remember(const desk::Desk& desk);

  // Journal, desk and what was given agree: nothing called done is missing, nothing is there that
  // was not given, and a bare engine that replays all of it arrives at every state seen.
  // At each start, and when all is quiet. `each` hears of the records that are new since then.
  using Each = std::function<void(const desk::Event&)>;
  void check_journal(const Disk& disk, const desk::Desk& desk, const Each& each);

  std::size_t records() const { return given_.size(); }

 private:
  void check_records(const std::vector<port::JournalRecord>& records, const Each& each);

  Trace& trace_;
  std::vector<std::string> violations_;
  std::vector<std::string> given_;        // what record i + 1 must be, if it is there at all
  std::uint64_t acknowledged_ = 0;        // records that the desk has applied
  std::map<std::uint64_t, Digest> kept_;  // state hash after that record, as the desk had it
  std::set<std::string> ended_;           // orders that the desk has called final

  std::string checked_bytes_;        // the journal as the last check found it
  std::size_t checked_records_ = 0;  // in them
  desk::Chain chain_;                // over them
  desk::Gate gate_;
  desk::Engine engine_{gate_};  // likewise: the replay from the first record
};

}  // namespace pitwall::sim
