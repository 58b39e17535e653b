// Which alerts are meant: "instrument = AAPL", "broker != paper", "instrument =~ ES*|NQ*",
// "alert !~ stale_*". After =~ and !~ stands a pattern for the whole value: '*' is any run of
// characters, '|' stands between alternatives. Patterns, not regular expressions: they are what a
// person writes here, each is matched in time that is bounded by its length times the value's, and
// no library's dialect becomes part of the configuration.
//
// A label that is not there is an empty one: "account =" is every alert without an account.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pitwall::desk {

struct Alert;

class Matcher {
 public:
  static constexpr std::size_t max_text = 400;  // bytes: more than the longest name and value

  // Code::invalid_argument, with what is expected, for anything else.
  static Result<Matcher> parse(std::string_view text);
  std::string text() const;  // reads back as the same matcher

  const std::string& name() const { return name_; }
  // "severity" is the alert's severity, any other name a label's.
  bool matches(const Alert& alert) const;
  bool matches(std::string_view value) const;

  bool operator==(const Matcher&) const = default;

 private:
  enum class Relation { equal, not_equal, like, not_like };
  static constexpr std::string_view signs[] = {"=", "!=", "=~", "!~"};
  std::string name_;
  Relation relation_ = Relation::equal;
  std::string value_;
};

// All of them match; none at all matches everything.
bool all_match(const std::vector<Matcher>& matchers, const Alert& alert);

// '*' is any run of characters, '|' stands between alternatives.
bool matches_pattern(std::string_view pattern, std::string_view value);

}  // namespace pitwall::desk
