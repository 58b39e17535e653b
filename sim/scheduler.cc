#include "sim/scheduler.h"

#include "base/check.h"

namespace pitwall::sim {

Time Scheduler::next() const {
  PITWALL_CHECK(!tasks_.empty(), "nothing is due");
  return tasks_.begin()->first.time;
}

void Scheduler::at(Time time, Owner owner, std::function<void()> task) {
  tasks_.emplace(Key{std::max(time, now_), made_++}, Task{owner, std::move(task)});
}

void Scheduler::after(Duration delay, Owner owner, std::function<void()> task) {
  at(now_ + delay, owner, std::move(task));
}

void Scheduler::forget(Owner owner) {
  std::erase_if(tasks_, [&](const auto& entry) { return entry.second.owner == owner; });
}

void Scheduler::step() {
  PITWALL_CHECK(!tasks_.empty(), "nothing is due");
  // Out of the queue before it runs: it may make tasks, or forget its own kind.
  auto entry = tasks_.extract(tasks_.begin());
  now_ = entry.key().time;
  entry.mapped().run();
}

}  // namespace pitwall::sim
