// What changed about something that is probed, as the journal keeps it: names and fields are only
// ever added.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"

namespace pitwall {
class Visitor;
}

namespace pitwall::desk {

struct ProbeChange {
  static constexpr std::string_view event_name = "probe_changed";
  static constexpr std::size_t max_words = 600;  // bytes
  enum class Kind : std::uint8_t {
    went_up,
    went_down,
    planned,     // it is active now, or not any more
    alert,       // somebody has to hear of it
    alert_over,  // and now that it is over, or that it is planned
  };
  std::string probe;
  Kind kind = Kind::went_up;
  Time time;
  std::string words;
};
std::string_view name_of(ProbeChange::Kind kind);
constexpr int count_of(ProbeChange::Kind) { return 5; }
void describe(ProbeChange& change, Visitor& v);

}  // namespace pitwall::desk
