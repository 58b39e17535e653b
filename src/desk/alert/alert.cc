#include "desk/alert/alert.h"

namespace pitwall::desk {

std::string_view name_of(AlertSeverity severity) {
  switch (severity) {
    case AlertSeverity::info:
      return "info";
    case AlertSeverity::warning:
      return "warning";
    case AlertSeverity::critical:
      return "critical";
  }
  return "critical";
}

AlertSeverity raised(AlertSeverity severity) {
  return severity == AlertSeverity::info ? AlertSeverity::warning : AlertSeverity::critical;
}

void describe(Alert& alert, Visitor& v) {
  v("labels", "What it is about.", "", alert.labels);
  v("fingerprint", "Of the labels.", "", alert.fingerprint);
  v("severity", "info, warning or critical.", "warning", alert.severity);
  v("summary", "What is wrong, in one line.", "Quotes of AAPL are 40 s old", alert.summary,
    {.max_length = Alert::max_summary});
  v("detail", "More of it.", "", alert.detail,
    {.has_default = true, .max_length = Alert::max_detail});
  v("origin", "Who says so.", "health", alert.origin, {.max_length = Alert::max_origin});
  v("starts", "Since when.", "2020-12-15T14:30:00Z", alert.starts);
  v("ended", "When it ended.", "2020-12-15T14:35:00Z", alert.ended);
  v("timeout", "It ends where nobody says it again for so long.", "5m", alert.timeout);
  v("said", "When its source said so last.", "2020-12-15T14:30:00Z", alert.said);
}

}  // namespace pitwall::desk
