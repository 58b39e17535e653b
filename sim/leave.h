// What the disk says may leave the desk. Read from the journal's own bytes with a plainer mind than
// the desk's: who asked for what, who said yes to it, whether it was looked at once more. Whatever
// reaches the broker's end of the wire is held against it.
#pragma once

#include <map>
#include <set>
#include <string>

#include "desk/journal/event.h"
#include "port/permit.h"
#include "sim/store.h"

namespace pitwall::sim {

class Leave {
 public:
  explicit Leave(const Disk& disk) : disk_(disk) {}

  // What is wrong with this order's, this change's or this cancellation's arrival now; empty for
  // nothing.
  std::string fault_of_order(const port::Permit& permit, const port::Order& order);
  std::string fault_of_cancel(const port::Permit& permit, const std::string& client_id);

 private:
  struct Asked {
    desk::Action action;
    Digest digest;
    std::optional<bool> answer;  // the first that the journal has of a person
    bool prepared = false;       // a last look, with the kill switch off and after the yes
  };
  void catch_up();
  void take(const desk::Event& event);
  // What any action needs; null with a fault where there is no such approval.
  const Asked* find(const port::Permit& permit, std::string& fault);
  bool granted(const desk::Action& action);

  const Disk& disk_;
  std::size_t read_ = 0;  // bytes of the journal
  std::map<Id, Asked> asked_;
  std::map<Id, desk::Grant> grants_;  // as given; uses are counted down here
  std::set<Id> used_;                 // approvals that something arrived with
  bool killed_ = false;
};

}  // namespace pitwall::sim
