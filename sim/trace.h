// What happened in a run, line by line, as one hash: two runs that differ anywhere differ here. The
// lines themselves are printed on request, to read how a seed came to its failure.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>

#include "sim/scheduler.h"

namespace pitwall::sim {

class Trace {
 public:
  Trace(const Scheduler& scheduler, bool print) : scheduler_(scheduler), print_(print) {}

  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    line_.clear();
    fmt::format_to(std::back_inserter(line_), "{} ", scheduler_.now().text());
    fmt::format_to(std::back_inserter(line_), format, std::forward<Args>(args)...);
    line_.push_back('\n');
    for (const char byte : line_) hash_ = (hash_ ^ static_cast<std::uint8_t>(byte)) * fnv_prime;
    if (print_) std::fwrite(line_.data(), 1, line_.size(), stdout);
  }
  std::uint64_t hash() const { return hash_; }

 private:
  const Scheduler& scheduler_;
  bool print_;
  // FNV-1a: nobody forges a trace, and there are many lines.
  static constexpr std::uint64_t fnv_prime = 0x100000001b3;
  std::uint64_t hash_ = 0xcbf29ce484222325;
  fmt::memory_buffer line_;
};

}  // namespace pitwall::sim
