// What the disk says may leave the desk. Read from the journal's own bytes with a plainer mind than
// the desk's: who asked for what, who said yes to it, whether it was looked at once more. Whatever
// reaches the broker's end of the wire is held against it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "desk/journal/event.h"
#include "port/permit.h"
#include "sim/store.h"

namespace pitwall::sim {

class Leave {
 public:
  explicit Leave(const Disk& disk) : disk_(disk) {}

  // What is wrong with this order's, this change's or this cancellation's arrival now; empty for
  // nothing.
  std::string fault(desk::ActionKind kind, const port::Permit& permit,
                    const std::vector<port::Order>& orders);

 private:
  struct Asked {
    desk::Action action;
    Digest digest;
    std::optional<bool> answer;  // the first that the journal has of a person
    bool prepared = false;       // a last look, with the kill switch off and after the yes
  };
  void catch_up();
  void take(const desk::Event& event);
  std::string fault_of_leave(const Asked& asked, const port::Permit& permit,
                             const std::string& client_id);
  static bool is_as_approved(const Asked& asked, desk::ActionKind kind, Id approval,
                             const std::vector<port::Order>& orders);
  bool granted(const desk::Action& action);

  const Disk& disk_;
  std::size_t read_ = 0;  // bytes of the journal
  std::map<Id, Asked> asked_;
  std::map<Id, desk::Grant> grants_;  // as given; uses are counted down here
  // Approvals that something arrived with; the first order, for one yes may cancel several.
  std::set<std::pair<Id, std::string>> used_;
  bool killed_ = false;
};

}  // namespace pitwall::sim
