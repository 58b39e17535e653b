// For the tests of this folder: a clock that stands until it is moved, randomness that never
// repeats and a vault in memory.
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "port/clock.h"
#include "serve/sign_in/vault.h"

namespace pitwall::serve::sign_in::testing {

class StandingClock final : public port::Clock {
 public:
  Time now() const override { return time; }
  Time time = Time::parse("2026-03-02T15:00:00Z").value();
};

class CountingRandom final : public port::Random {
 public:
  std::uint64_t next() override { return ++drawn_ * 0x9e3779b97f4a7c15; }

 private:
  std::uint64_t drawn_ = 0;
};

class MemoryVault final : public Vault {
 public:
  Result<std::string> read(std::string_view name) override {
    const auto found = files.find(name);
    if (found == files.end()) return error(Code::not_found, "{} does not exist.", name);
    return found->second;
  }
  Result<void> write(std::string_view name, std::string_view content) override {
    if (full) return error(Code::unavailable, "The disk is full.");
    ++writes;
    files[std::string(name)] = content;
    return {};
  }
  std::map<std::string, std::string, std::less<>> files;
  int writes = 0;
  bool full = false;
};

}  // namespace pitwall::serve::sign_in::testing
