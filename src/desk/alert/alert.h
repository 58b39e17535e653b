// One thing that is wrong, or was.
#pragma once

#include <optional>
#include <string>

#include "base/time.h"
#include "desk/alert/label.h"

namespace pitwall::desk {

enum class AlertSeverity {
  info,      // worth knowing some time
  warning,   // should be seen soon
  critical,  // cannot wait
};
std::string_view name_of(AlertSeverity severity);
constexpr int count_of(AlertSeverity) { return 3; }
// One higher; critical stays critical.
AlertSeverity raised(AlertSeverity severity);

// The words are the desk's own. What was taken from outside is made safe to show before it gets
// here.
struct Alert {
  static constexpr std::size_t max_summary = 200;   // bytes
  static constexpr std::size_t max_detail = 2'000;  // bytes
  static constexpr std::size_t max_origin = 64;     // bytes

  AlertLabels labels;
  Digest fingerprint;  // of the labels
  AlertSeverity severity = AlertSeverity::info;
  std::string summary;  // one line: what is wrong
  std::string detail;   // more of it, and what to do; may be empty
  std::string origin;   // who says so: "health", "trigger"
  Time starts;
  std::optional<Time> ended = {};        // absent: it fires
  std::optional<Duration> timeout = {};  // it ends where nobody says it again for so long
  Time said;                             // when its source said so last

  bool fires() const { return !ended; }
};
void describe(Alert& alert, Visitor& v);

}  // namespace pitwall::desk
