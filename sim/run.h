// One simulated run: the desk on a faulty disk, behind a faulty network, killed and started again
// for some virtual minutes; then the faults end, everything must recover, and the books must agree.
#pragma once

#include <string>
#include <vector>

#include "base/sha256.h"
#include "sim/scenario.h"
#include "sim/store.h"

namespace pitwall::sim {

struct Options {
  std::uint64_t seed = 1;
  const Scenario* scenario = nullptr;
  Plant plant = Plant::none;
  bool print_trace = false;
};

struct Outcome {
  std::vector<std::string> violations;  // one sentence each; empty for a run that passed
  bool planted = false;                 // the fault put in on purpose has struck
  // Two runs of the same options agree in all three.
  Digest journal;           // of the bytes on the disk
  Digest state;             // of the desk at the end
  std::uint64_t trace = 0;  // of everything that happened on the way
  std::uint64_t records = 0;
  std::uint64_t processes = 0;
  std::uint64_t shortcuts = 0;   // recoveries that began with a snapshot
  std::uint64_t orders = 0;      // that reached the broker
  std::uint64_t reconciled = 0;  // orders that were unknown, and that the broker was asked about
};

Outcome run(const Options& options);

}  // namespace pitwall::sim
