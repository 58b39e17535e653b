// The machine as ports: its clock, its randomness, its log and its service manager.
#pragma once

#include <string>

#include "base/log_line.h"
#include "port/clock.h"

namespace pitwall::app {

class SystemClock final : public port::Clock {
 public:
  Time now() const override;
};

class SystemRandom final : public port::Random {
 public:
  std::uint64_t next() override;  // from the kernel
};

// Lines of JSON on standard error, from `level` up.
class Log {
 public:
  Log(const port::Clock& clock, LogLevel level) : clock_(clock), level_(level) {}
  void write(LogLevel level, std::string_view message) const;
  template <class T>
  void write(LogLevel level, std::string_view message, const T& fields) const {
    if (level >= level_) put(log_line(clock_.now(), level, message, fields));
  }

 private:
  static void put(std::string line);
  const port::Clock& clock_;
  LogLevel level_;
};

// Tells systemd, where it started us (NOTIFY_SOCKET), "READY=1" and the like.
void notify_service_manager(std::string_view state);

}  // namespace pitwall::app
