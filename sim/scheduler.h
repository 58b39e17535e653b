// Virtual time. Whatever happens in a simulation is a task here; running the earliest one moves the
// time to it, so that a simulated day takes milliseconds. Tasks of the same instant run in the
// order in which they were made. One thread; nothing here asks the machine for anything.
#pragma once

#include <functional>
#include <map>

#include "base/time.h"
#include "port/clock.h"

namespace pitwall::sim {

class Scheduler {
 public:
  // Whose task it is: a process that dies takes its own with it. The world never dies.
  using Owner = std::uint64_t;
  static constexpr Owner world = 0;

  explicit Scheduler(Time start) : now_(start) {}

  Time now() const { return now_; }
  bool idle() const { return tasks_.empty(); }
  Time next() const;  // when the earliest task is due; not when idle

  // A time that has passed means now.
  void at(Time time, Owner owner, std::function<void()> task);
  void after(Duration delay, Owner owner, std::function<void()> task);
  void forget(Owner owner);

  void step();  // runs the earliest task

 private:
  struct Task {
    Owner owner;
    std::function<void()> run;
  };
  struct Key {
    Time time;
    std::uint64_t index;  // in the order of making
    auto operator<=>(const Key&) const = default;
  };
  Time now_;
  std::uint64_t made_ = 0;
  std::map<Key, Task> tasks_;
};

// The clock on the wall of the simulated machine: virtual time, set wrong and right by jumps.
class VirtualClock final : public port::Clock {
 public:
  explicit VirtualClock(const Scheduler& scheduler) : scheduler_(scheduler) {}
  Time now() const override { return scheduler_.now() + offset_; }
  void jump(Duration by) { offset_ = offset_ + by; }

 private:
  const Scheduler& scheduler_;
  Duration offset_;
};

}  // namespace pitwall::sim
