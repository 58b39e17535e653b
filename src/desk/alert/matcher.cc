#include "desk/alert/matcher.h"

#include "desk/alert/alert.h"

namespace pitwall::desk {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// One alternative. Only the latest '*' is ever tried again, for what an earlier one could take,
// this one can as well.
bool matches_one(std::string_view pattern, std::string_view value) {
  std::size_t p = 0;
  std::size_t v = 0;
  std::size_t after_star = pattern.npos;  // where to go on from
  std::size_t taken = 0;                  // of the value, by what stands before
  while (v < value.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      after_star = ++p;
      taken = v;
    } else if (p < pattern.size() && pattern[p] == value[v]) {
      ++p;
      ++v;
    } else if (after_star != pattern.npos) {
      p = after_star;
      v = ++taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view value) {
  for (;;) {
    const std::size_t end = pattern.find('|');
    if (matches_one(pattern.substr(0, end), value)) return true;
    if (end == pattern.npos) return false;
    pattern.remove_prefix(end + 1);
  }
}

Result<Matcher> Matcher::parse(std::string_view text) {
  constexpr std::string_view expected =
      "such as \"instrument = AAPL\", \"broker != paper\", \"alert =~ stale_*|late_*\"";
  if (text.size() > max_text)
    return error(Code::invalid_argument, "A matcher has up to {} bytes.", max_text);
  const std::size_t sign = text.find_first_of("=!");
  const std::string_view name = trimmed(text.substr(0, sign));
  if (sign == text.npos || !is_label_name(name))
    return error(Code::invalid_argument, "A matcher is a label's name, a sign and a value, {}.",
                 expected);
  const std::string_view rest = text.substr(sign);
  Matcher matcher;
  matcher.name_ = name;
  std::size_t length = 0;
  for (std::size_t i = 0; i < std::size(signs); ++i) {
    if (signs[i].size() < length || !rest.starts_with(signs[i])) continue;
    length = signs[i].size();
    matcher.relation_ = static_cast<Relation>(i);
  }
  if (length == 0)
    return error(Code::invalid_argument, "The sign of a matcher is =, !=, =~ or !~, {}.", expected);
  matcher.value_ = trimmed(rest.substr(length));
  if (matcher.value_.size() > AlertLabel::max_value)
    return error(Code::invalid_argument, "A matcher's value has up to {} bytes.",
                 AlertLabel::max_value);
  if (std::ranges::any_of(matcher.value_,
                          [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
    return error(Code::invalid_argument, "A matcher is one line, {}.", expected);
  return matcher;
}

std::string Matcher::text() const {
  // With the spaces, so that "= ~x" stays apart from "=~ x".
  return fmt::format("{} {} {}", name_, signs[static_cast<std::size_t>(relation_)], value_);
}

bool Matcher::matches(std::string_view value) const {
  switch (relation_) {
    case Relation::equal:
      return value == value_;
    case Relation::not_equal:
      return value != value_;
    case Relation::like:
      return matches_pattern(value_, value);
    case Relation::not_like:
      return !matches_pattern(value_, value);
  }
  return false;
}

bool Matcher::matches(const Alert& alert) const {
  return matches(name_ == severity_label ? name_of(alert.severity) : value_of(alert.labels, name_));
}

bool all_match(const std::vector<Matcher>& matchers, const Alert& alert) {
  return std::ranges::all_of(matchers, [&](const Matcher& m) { return m.matches(alert); });
}

}  // namespace pitwall::desk
