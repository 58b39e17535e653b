// What was changed about how the desk is run, one line each. Values; names and fields are part of
// the journal's format.
#pragma once

#include <cstdint>
#include <string>

#include "base/time.h"

namespace pitwall {
class Visitor;
}

namespace pitwall::desk {

struct ChangelogEntry {
  static constexpr std::size_t max_text = 1'000;  // bytes

  std::int64_t number = 0;
  Time time;
  std::string by;
  std::string text;
};
void describe(ChangelogEntry& entry, Visitor& v);

}  // namespace pitwall::desk
