#include "desk/alert/label.h"

#include <doctest/doctest.h>

namespace pitwall::desk {
namespace {

TEST_CASE("labels are one identity, in whatever order they come") {
  const AlertLabels one = make_labels({{"b", "2"}, {"a", "1"}}).value();
  const AlertLabels other = make_labels({{"a", "1"}, {"b", "2"}}).value();
  CHECK(one == other);
  CHECK(fingerprint_of(one) == fingerprint_of(other));
  CHECK(value_of(one, "b") == "2");
  CHECK(value_of(one, "c").empty());
  CHECK(fingerprint_of(one) != fingerprint_of(make_labels({{"a", "1"}, {"b", "3"}}).value()));
  CHECK(fingerprint_of({{"a", "1"}}) != fingerprint_of({{"a", "1b="}}));
}

TEST_CASE("labels that say nothing, too much or the same twice are refused") {
  const auto refused = [](AlertLabels labels) { return !make_labels(std::move(labels)).ok(); };
  CHECK(refused({}));
  CHECK(refused({{"a", ""}}));
  CHECK(refused({{"", "1"}}));
  CHECK(refused({{"1a", "1"}}));
  CHECK(refused({{"a", "1"}, {"a", "2"}}));
  CHECK(refused({{"severity", "info"}}));
  CHECK(refused({{"a", "two\nlines"}}));
  CHECK(refused({{"a", "no \xFF UTF-8"}}));
  CHECK(refused({{"a", "turned \xE2\x80\xAE round"}}));
  CHECK_FALSE(refused({{"a", "\xD0\xA1\xD0\xB1\xD0\xB5\xD1\x80"}}));
  CHECK(refused({{"a", std::string(AlertLabel::max_value + 1, 'x')}}));
  CHECK(refused({{std::string(AlertLabel::max_name + 1, 'x'), "1"}}));
  CHECK(refused(AlertLabels(max_alert_labels + 1, {"a", "1"})));
}

}  // namespace
}  // namespace pitwall::desk
