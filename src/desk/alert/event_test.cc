#include "desk/alert/event.h"

#include <doctest/doctest.h>

#include "base/json_in.h"
#include "base/json_out.h"

namespace pitwall::desk {
namespace {

template <class E>
void reads_back(const E& event) {
  const std::string written = to_json(event);
  const Result<E> again = from_json<E>(parse_json(written).value());
  REQUIRE_MESSAGE(again.ok(), again.error().message);
  CHECK(to_json(*again) == written);
}

TEST_CASE("events read back as they were written") {
  const Time now = Time::parse("2020-12-15T14:30:00Z").value();
  AlertRaised raised;
  raised.labels = {{"alert", "stale"}};
  raised.severity = AlertSeverity::critical;
  raised.summary = std::string(Alert::max_summary, 'x');
  raised.detail = std::string(Alert::max_detail, 'x');
  raised.timeout = minutes(2);
  raised.now = now;
  reads_back(raised);
  reads_back(AlertEnded{raised.labels, now});
  reads_back(AlertsAcknowledged{sha256("x"), "phone", now});
  Silence silence;
  silence.id = {1, 2};
  silence.matchers = {Matcher::parse("alert =~ a|b*").value()};
  silence.from = now;
  silence.until = now + hours(1);
  silence.windows = {{{Weekday::friday}, TimeOfDay{60}, TimeOfDay{24 * 60}}};
  reads_back(SilenceAdded{silence, now});
  reads_back(SilenceEnded{silence.id, "terminal", now});
  reads_back(AlertsDue{now});
  reads_back(AlertPolicySet{AlertPolicy{}, "configuration", now});
}

TEST_CASE("a silence that could not hold is refused") {
  Silence silence;
  silence.matchers = {Matcher::parse("alert = a").value()};
  CHECK(check(silence).ok());
  silence.until = silence.from;
  CHECK_FALSE(check(silence).ok());
  silence.until.reset();
  silence.zone = "Mars/Olympus";
  CHECK_FALSE(check(silence).ok());
  silence.zone = "UTC";
  silence.matchers.clear();
  CHECK_FALSE(check(silence).ok());
}

}  // namespace
}  // namespace pitwall::desk
