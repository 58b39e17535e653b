#include "sim/person.h"

namespace pitwall::sim {
namespace {
constexpr int most_tries = 5;  // to reach a desk that is down
}

void Person::ask(Id approval) {
  const bool yes = random_.chance(0.85);
  const bool silent = random_.chance(0.05);
  const bool twice = random_.chance(0.15);
  const bool of_two_minds = random_.chance(0.05);
  const bool dawdles = random_.chance(0.1);  // until after the approval has run out, often
  const Duration thinks = random_.between(milliseconds(200), dawdles ? seconds(80) : seconds(8));
  const Duration again = thinks + random_.between(milliseconds(0), seconds(5));
  if (away_ || !asked_.try_emplace(approval, yes).second || silent) return;
  answer(approval, thinks, yes, most_tries);
  if (twice) answer(approval, again, yes, 1);
  if (of_two_minds) answer(approval, again, !yes, 1);
}

void Person::answer(Id approval, Duration after, bool yes, int tries) {
  scheduler_.after(after, Scheduler::world, [this, approval, yes, tries] {
    if (away_ || say_(approval, yes) || tries == 1) return;
    answer(approval, seconds(2), yes, tries - 1);
  });
}

}  // namespace pitwall::sim
