// The person, who is asked and answers in their own time: yes, no, twice, too late, or not at all.
// They live outside the desk's process and remember what they said.
#pragma once

#include <functional>
#include <map>

#include "base/id.h"
#include "sim/random.h"
#include "sim/scheduler.h"

namespace pitwall::sim {

class Person {
 public:
  // Carries an answer to the desk; false where nobody is there to take it.
  using Say = std::function<bool(Id approval, bool yes)>;
  Person(Scheduler& scheduler, SeededRandom random, Say say)
      : scheduler_(scheduler), random_(random), say_(std::move(say)) {}

  // Asked about the same thing again, after a restart perhaps, they have made up their mind.
  void ask(Id approval);
  void go_home() { away_ = true; }  // answers nothing from here on

 private:
  void answer(Id approval, Duration after, bool yes, int tries);

  Scheduler& scheduler_;
  SeededRandom random_;
  Say say_;
  std::map<Id, bool> asked_;
  bool away_ = false;
};

}  // namespace pitwall::sim
