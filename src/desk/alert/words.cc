#include "desk/alert/words.h"

#include "port/message_text.h"

namespace pitwall::desk {
namespace {

port::Severity severity_of(const AlertNotification& notification) {
  if (notification.firing.empty()) return port::Severity::info;
  switch (notification.severity) {
    case AlertSeverity::info:
      return port::Severity::info;
    case AlertSeverity::warning:
      return port::Severity::attention;
    case AlertSeverity::critical:
      return port::Severity::urgent;
  }
  return port::Severity::urgent;
}

std::string whole_seconds(Duration span) {
  return seconds(std::max<std::int64_t>(0, span / seconds(1))).text();
}

std::string firing_line(const Alert& alert, const Zone& zone) {
  return fmt::format("- {}: {} (since {})\n", name_of(alert.severity), alert.summary,
                     zone.format(alert.starts.floor(seconds(1))));
}

std::string ended_line(const Alert& alert, const Zone& zone) {
  const Time ended = alert.ended.value_or(alert.starts);
  return fmt::format("- ended: {} (at {}, after {})\n", alert.summary,
                     zone.format(ended.floor(seconds(1))), whole_seconds(ended - alert.starts));
}

template <class LineOf>
std::string lines_of(const std::vector<Alert>& alerts, LineOf line_of) {
  std::string text;
  const std::size_t shown = std::min(alerts.size(), max_alerts_in_words);
  for (std::size_t i = 0; i < shown; ++i) text += line_of(alerts[i]);
  if (alerts.size() > shown) text += fmt::format("- and {} more\n", alerts.size() - shown);
  return text;
}

std::string counted(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string title_of(const AlertNotification& n) {
  if (n.reason == NotificationReason::digest)
    return fmt::format("Held back until now: {}, {} ended", counted(n.firing.size(), "alert"),
                       n.ended.size());
  const std::vector<Alert>& gist = n.firing.empty() ? n.ended : n.firing;
  if (gist.empty()) return "Alerts";
  const std::string what =
      gist.size() == 1 ? gist[0].summary
                       : fmt::format("{}: {}", counted(gist.size(), "alert"), gist[0].summary);
  switch (n.reason) {
    case NotificationReason::resolved:
      return "Over: " + what;
    case NotificationReason::repeat:
      return "Still: " + what;
    case NotificationReason::escalation:
      return "Nobody has answered: " + what;
    default:
      return n.firing.empty() ? "Over: " + what : what;
  }
}

std::string grouping_text(const AlertNotification& n) {
  if (n.reason == NotificationReason::digest || n.firing.size() + n.ended.size() < 2) return "";
  if (n.labels.empty()) return "Told together.\n";
  return fmt::format("Told together: {}.\n", labels_text(n.labels));
}

}  // namespace

std::string labels_text(const AlertLabels& labels) {
  std::string text;
  for (const auto& [name, value] : labels)
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, value);
  return text;
}

port::Message message_of(const AlertNotification& n, const Zone& zone) {
  std::string text = lines_of(n.firing, [&](const Alert& a) { return firing_line(a, zone); });
  text += lines_of(n.ended, [&](const Alert& a) { return ended_line(a, zone); });
  // Of one alone there is room for all that is known.
  if (n.firing.size() == 1 && !n.firing[0].detail.empty()) text += n.firing[0].detail + "\n";
  text += grouping_text(n);
  if (n.dropped > 0)
    text += fmt::format("Found no place {} times: too many alerts at once.\n", n.dropped);
  if (text.ends_with('\n')) text.pop_back();
  port::Message message;
  message.severity = severity_of(n);
  message.title = title_of(n);
  message.text = std::move(text);
  message.title = port::title_line(message, port::Message::max_title, port::TextUnit::bytes);
  message.text = port::cut_text(message.text, port::Message::max_text, port::TextUnit::bytes);
  return message;
}

}  // namespace pitwall::desk
