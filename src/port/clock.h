// Time and randomness as ports: nothing below app/ asks the machine for either.
#pragma once

#include <cstdint>

#include "base/id.h"
#include "base/time.h"

namespace pitwall::port {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;  // UTC; may be set back by the system, so order never rests on it
};

class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t next() = 0;  // uniform over all 64 bits
  Id id() {
    const std::uint64_t high = next();
    return {high, next()};
  }
};

}  // namespace pitwall::port
