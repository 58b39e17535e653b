#include "knowledge/import/json_time.h"

#include <charconv>
#include <cmath>
#include <string>

namespace pitwall::knowledge {
namespace {

std::optional<double> number_in(std::string_view text) {
  double value = 0;
  const char* last = text.data() + text.size();
  const auto [end, fault] = std::from_chars(text.data(), last, value);
  if (text.empty() || end != last || fault != std::errc() || !std::isfinite(value)) return {};
  return value;
}

}  // namespace

std::optional<Time> time_in(std::string_view text) {
  constexpr double latest = 4'102'444'800;  // 2100
  if (const auto unix_time = number_in(text)) {
    if (*unix_time <= 0 || *unix_time > latest) return {};
    // To the microsecond: a double holds no more.
    return Time{} + microseconds(std::llround(*unix_time * 1e6));
  }
  if (const Result<Time> time = Time::parse(text)) return *time;
  std::string in_utc(text);
  if (in_utc.ends_with('+')) in_utc.pop_back();
  if (const Result<Time> time = Time::parse(in_utc + "Z")) return *time;
  return {};
}

std::optional<Time> time_in(const JsonNode& node) { return time_in(node.text()); }

std::optional<Duration> seconds_in(const JsonNode& node) {
  constexpr double longest = 1000.0 * 3600;
  const auto value = number_in(node.text());
  if (!value || *value < 0 || *value > longest) return {};
  return milliseconds(std::llround(*value * 1000));
}

}  // namespace pitwall::knowledge
