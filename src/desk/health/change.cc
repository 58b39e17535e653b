#include "desk/health/change.h"

#include <array>

#include "base/visitor.h"

namespace pitwall::desk {

std::string_view name_of(ProbeChange::Kind kind) {
  constexpr std::array<std::string_view, 5> names{"went_up", "went_down", "planned", "alert",
                                                  "alert_over"};
  return names[static_cast<std::size_t>(kind)];
}

void describe(ProbeChange& change, Visitor& v) {
  v("probe", "What is probed.", "gateway", change.probe);
  v("kind", "What changed.", "went_down", change.kind);
  v("time", "The desk's time.", "2020-12-15T14:30:00Z", change.time);
  v("words", "What was found, in one line.", "connection refused", change.words,
    {.has_default = true, .max_length = ProbeChange::max_words});
}

}  // namespace pitwall::desk
