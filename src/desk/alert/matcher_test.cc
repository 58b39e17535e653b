#include "desk/alert/matcher.h"

#include <doctest/doctest.h>

#include "desk/alert/alert.h"

namespace pitwall::desk {
namespace {

Alert about(AlertLabels labels) {
  Alert alert;
  alert.labels = make_labels(std::move(labels)).value();
  alert.severity = AlertSeverity::warning;
  return alert;
}

bool matches(std::string_view text, const Alert& alert) {
  return Matcher::parse(text).value().matches(alert);
}

TEST_CASE("a matcher looks at a label, at one that is not there, and at the severity") {
  const Alert alert = about({{"alert", "stale_quotes"}, {"instrument", "AAPL"}});
  CHECK(matches("instrument = AAPL", alert));
  CHECK(matches("instrument=AAPL", alert));
  CHECK_FALSE(matches("instrument = AAP", alert));
  CHECK(matches("instrument != MSFT", alert));
  CHECK(matches("account =", alert));
  CHECK(matches("account != DU1", alert));
  CHECK_FALSE(matches("instrument =", alert));
  CHECK(matches("alert =~ late_*|stale_*", alert));
  CHECK(matches("alert !~ late_*", alert));
  CHECK_FALSE(matches("alert =~ stale", alert));
  CHECK(matches("severity = warning", alert));
  CHECK(matches("severity =~ warning|critical", alert));
}

TEST_CASE("a pattern is for the whole value") {
  const auto like = [](std::string_view pattern, std::string_view value) {
    return matches_pattern(pattern, value);
  };
  CHECK(like("*", ""));
  CHECK(like("", ""));
  CHECK_FALSE(like("", "a"));
  CHECK(like("a*c", "ac"));
  CHECK(like("a*c", "abcbc"));
  CHECK_FALSE(like("a*c", "abcb"));
  CHECK(like("*ab*ba*", "xabyba"));
  CHECK_FALSE(like("*ab*ba*", "xaba"));
  CHECK(like("x|", ""));
  CHECK(like("x|y|z*", "zebra"));
  CHECK_FALSE(like("x|y", "x|y"));
  // Backtracking through every '*' would take longer than anybody lives.
  const std::string pattern = [] {
    std::string text;
    for (int i = 0; i < 60; ++i) text += "*a";
    return text + "*b";
  }();
  CHECK_FALSE(like(pattern, std::string(256, 'a')));
}

TEST_CASE("a matcher reads back as it was written") {
  for (const std::string_view text :
       {"a = b", "a != ", "a =~ x*|y", "a !~ z", "a = ~x", "_9 = a=b"}) {
    const Matcher matcher = Matcher::parse(text).value();
    CHECK(matcher.text() == text);
    CHECK(Matcher::parse(matcher.text()).value() == matcher);
  }
}

TEST_CASE("the longest matcher reads back, too") {
  const std::string name(AlertLabel::max_name, 'n');
  const std::string value(AlertLabel::max_value, 'v');
  const Matcher longest = Matcher::parse(name + "=~" + value).value();
  CHECK(Matcher::parse(longest.text()).value() == longest);
  CHECK_FALSE(Matcher::parse("a=" + value + "v").ok());
}

TEST_CASE("what is no matcher is refused with an example") {
  for (const std::string_view text :
       {"", "a", "= b", "a ! b", "1a = b", "a b = c", "a = x\ny", "a-b = c"}) {
    CAPTURE(text);
    CHECK_FALSE(Matcher::parse(text).ok());
  }
  CHECK_FALSE(Matcher::parse("a = " + std::string(Matcher::max_text, 'x')).ok());
}

}  // namespace
}  // namespace pitwall::desk
