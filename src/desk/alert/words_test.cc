#include "desk/alert/words.h"

#include <doctest/doctest.h>

namespace pitwall::desk {
namespace {

Alert alert_of(std::string summary, AlertSeverity severity = AlertSeverity::warning) {
  Alert alert;
  alert.summary = std::move(summary);
  alert.severity = severity;
  alert.starts = Time::parse("2020-12-15T14:30:00.5Z").value();
  return alert;
}

TEST_CASE("one alert: what, since when, and all that is known") {
  AlertNotification n;
  n.severity = AlertSeverity::critical;
  n.firing = {alert_of("The gateway does not answer", AlertSeverity::critical)};
  n.firing[0].detail = "Log in to it again.";
  const port::Message message = message_of(n, Zone::find("America/New_York").value());
  CHECK(message.severity == port::Severity::urgent);
  CHECK(message.title == "The gateway does not answer");
  CHECK(message.text ==
        "- critical: The gateway does not answer (since 2020-12-15 09:30:00 -05:00)\n"
        "Log in to it again.");
  CHECK(message.buttons.empty());
}

TEST_CASE("several: the worst in the title, what they have in common, what has ended") {
  AlertNotification n;
  n.reason = NotificationReason::repeat;
  n.severity = AlertSeverity::warning;
  n.labels = {{"alert", "stale"}};
  n.firing = {alert_of("AAPL is stale"), alert_of("MSFT is stale")};
  n.ended = {alert_of("SPY is stale")};
  n.ended[0].ended = n.ended[0].starts + seconds(90);
  n.dropped = 2;
  const port::Message message = message_of(n, Zone::utc());
  CHECK(message.severity == port::Severity::attention);
  CHECK(message.title == "Still: 2 alerts: AAPL is stale");
  CHECK(message.text ==
        "- warning: AAPL is stale (since 2020-12-15 14:30:00 +00:00)\n"
        "- warning: MSFT is stale (since 2020-12-15 14:30:00 +00:00)\n"
        "- ended: SPY is stale (at 2020-12-15 14:31:30 +00:00, after 1m30s)\n"
        "Told together: alert=stale.\n"
        "Found no place 2 times: too many alerts at once.");
}

TEST_CASE("what is over is no alarm") {
  AlertNotification n;
  n.reason = NotificationReason::resolved;
  n.severity = AlertSeverity::critical;
  n.ended = {alert_of("The gateway does not answer", AlertSeverity::critical)};
  n.ended[0].ended = n.ended[0].starts - seconds(5);  // the clock was set back
  const port::Message message = message_of(n, Zone::utc());
  CHECK(message.severity == port::Severity::info);
  CHECK(message.title == "Over: The gateway does not answer");
  CHECK(message.text.ends_with("after 0s)"));
}

TEST_CASE("many are counted, and the message stays within what a channel takes") {
  AlertNotification n;
  n.reason = NotificationReason::digest;
  n.firing = std::vector<Alert>(1000, alert_of(std::string(Alert::max_summary, 'x')));
  n.ended = n.firing;
  const port::Message message = message_of(n, Zone::utc());
  CHECK(port::check(message).ok());
  CHECK(message.title == "Held back until now: 1000 alerts, 1000 ended");
  CHECK(message.text.find("- and 990 more\n") != std::string::npos);
  n.reason = NotificationReason::first;
  CHECK(port::check(message_of(n, Zone::utc())).ok());
}

}  // namespace
}  // namespace pitwall::desk
