// What the intake cannot take in is worth an alert, for as long as it lasts. Belongs to the loop's
// thread; all parts outlive it.
#pragma once

#include <string>

#include "app/memory/intake.h"
#include "desk/engine/desk.h"
#include "port/clock.h"

namespace pitwall::app {

class IntakeAlerts {
 public:
  IntakeAlerts(desk::Desk& desk, const port::Clock& clock) : desk_(desk), clock_(clock) {}

  // At the start: what an earlier one had told of folders and channels that are no more.
  void end_all_but(const MemoryConfig& config, const std::string& data);
  void take(const IntakeNews& news);

 private:
  desk::Desk& desk_;
  const port::Clock& clock_;
};

}  // namespace pitwall::app
