// The reading and writing deadlines of one stream. Moving a deadline later costs no timer: the one
// that is set fires early, looks again, and waits for the rest.
#pragma once

#include <functional>

#include "net/loop.h"

namespace pitwall::net {

class Deadline {
 public:
  Deadline(Loop& loop, std::function<void()> on_passed)
      : loop_(loop), on_passed_(std::move(on_passed)) {}

  void set(Duration from_now) {
    due_ = loop_.now() + from_now;
    passed_ = false;
    if (waiting_) arm();
  }
  // An operation begins to wait, or has stopped waiting: only that can miss a deadline.
  void begin() {
    waiting_ = true;
    passed_ = false;
    arm();
  }
  void end() { waiting_ = false; }
  // The stream is closed: nothing will wait again.
  void stop() {
    waiting_ = false;
    timer_.cancel();
  }
  bool passed() const { return passed_; }

 private:
  void arm() {
    if (due_ >= no_due_ || (timer_.pending() && armed_for_ <= due_)) return;
    armed_for_ = due_;
    timer_ = loop_.after(due_ - loop_.now(), [this] { look(); });
  }
  void look() {
    if (!waiting_) return;
    if (loop_.now() < due_) {
      arm();
      return;
    }
    passed_ = true;
    on_passed_();
  }

  static constexpr Duration no_due_{std::numeric_limits<std::int64_t>::max() / 2};
  Loop& loop_;
  std::function<void()> on_passed_;
  Duration due_ = no_due_;
  Duration armed_for_;
  Timer timer_;
  bool waiting_ = false;
  bool passed_ = false;
};

}  // namespace pitwall::net
