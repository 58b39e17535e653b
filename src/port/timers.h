// Waiting as a port: for tools that look again after a while.
#pragma once

#include <functional>

#include "base/time.h"

namespace pitwall::port {

class Timers {
 public:
  virtual ~Timers() = default;
  // Calls back once, after `delay`, on the event loop's thread; never where the desk ends first.
  virtual void after(Duration delay, std::function<void()> callback) = 0;
};

}  // namespace pitwall::port
