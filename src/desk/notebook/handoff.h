// What one session leaves for the next: where things stand, and what is to be done. Values; names
// and fields are part of the journal's format.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"

namespace pitwall {
class Visitor;
}

namespace pitwall::desk {

struct Handoff {
  static constexpr std::size_t max_summary = 4'000;  // bytes
  static constexpr std::size_t max_line = 600;       // bytes, of each line of the lists
  static constexpr std::size_t max_lines = 30;       // of each list
  static constexpr std::size_t max_items = 50;

  std::string summary;
  std::vector<std::string> done;
  std::vector<std::string> next_steps;
  std::vector<std::string> open_questions;
  std::vector<std::int64_t> items;  // numbers of the tracker
};
void describe(Handoff& handoff, Visitor& v);

struct HandoffEntry {
  std::int64_t number = 0;
  Time time;
  std::string by;
  Handoff handoff;
};
void describe(HandoffEntry& entry, Visitor& v);

}  // namespace pitwall::desk
