// Instants and spans. An instant is nanoseconds of UTC since 1970; exchange zones appear only at
// the edges (base/zone.h). Nothing here reads a clock: time comes through port::Clock.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pitwall {

struct Duration {
  std::int64_t nanoseconds = 0;
  constexpr auto operator<=>(const Duration&) const = default;
  constexpr Duration operator-() const { return {-nanoseconds}; }
  constexpr Duration operator+(Duration other) const { return {nanoseconds + other.nanoseconds}; }
  constexpr Duration operator-(Duration other) const { return {nanoseconds - other.nanoseconds}; }
  constexpr Duration operator*(std::int64_t factor) const { return {nanoseconds * factor}; }
  constexpr Duration operator/(std::int64_t divisor) const { return {nanoseconds / divisor}; }
  constexpr std::int64_t operator/(Duration other) const { return nanoseconds / other.nanoseconds; }
  constexpr Duration operator%(Duration other) const { return {nanoseconds % other.nanoseconds}; }
  constexpr double to_seconds() const { return static_cast<double>(nanoseconds) / 1e9; }

  // "5m", "2d", "1h30m", "250ms"; units ns us ms s m h d w. A day is 24 hours.
  static Result<Duration> parse(std::string_view text);
  std::string text() const;  // the same form, largest units first: "1h30m", "0s"
};

constexpr Duration nanoseconds(std::int64_t n) { return {n}; }
constexpr Duration microseconds(std::int64_t n) { return {n * 1'000}; }
constexpr Duration milliseconds(std::int64_t n) { return {n * 1'000'000}; }
constexpr Duration seconds(std::int64_t n) { return {n * 1'000'000'000}; }
constexpr Duration minutes(std::int64_t n) { return seconds(n * 60); }
constexpr Duration hours(std::int64_t n) { return minutes(n * 60); }
constexpr Duration days(std::int64_t n) { return hours(n * 24); }

struct Time {
  std::int64_t nanoseconds = 0;  // since 1970-01-01T00:00:00Z, leap seconds not counted
  constexpr auto operator<=>(const Time&) const = default;
  constexpr Time operator+(Duration span) const { return {nanoseconds + span.nanoseconds}; }
  constexpr Time operator-(Duration span) const { return {nanoseconds - span.nanoseconds}; }
  constexpr Duration operator-(Time other) const { return {nanoseconds - other.nanoseconds}; }
  constexpr Time& operator+=(Duration span) { return *this = *this + span; }

  // The latest multiple of `step` since 1970 at or before this instant.
  constexpr Time floor(Duration step) const {
    std::int64_t rest = nanoseconds % step.nanoseconds;
    if (rest < 0) rest += step.nanoseconds;
    return {nanoseconds - rest};
  }

  static constexpr Time min() { return {std::numeric_limits<std::int64_t>::min()}; }
  static constexpr Time max() { return {std::numeric_limits<std::int64_t>::max()}; }
  static constexpr Time from_unix_seconds(std::int64_t s) { return {s * 1'000'000'000}; }

  // RFC 3339 with a zone: "2020-12-15T14:30:00Z", "2020-12-15 09:30:00.250-05:00".
  // Years 1678 to 2261, which is what 64 bits of nanoseconds hold.
  static constexpr std::string_view json_format = "date-time";
  static Result<Time> parse(std::string_view text);
  // "2020-12-15T14:30:00Z"; a fraction only where there is one, in 3, 6 or 9 digits.
  std::string text() const;
  std::size_t format(char* out) const;  // the same into `out`, which holds max_text characters
  static constexpr std::size_t max_text = 32;
};

// A day of the calendar, in no zone.
struct Date {
  std::int32_t days_since_epoch = 0;  // days since 1970-01-01
  constexpr auto operator<=>(const Date&) const = default;
  constexpr Date operator+(int count) const { return {days_since_epoch + count}; }
  constexpr Date operator-(int count) const { return {days_since_epoch - count}; }
  constexpr int operator-(Date other) const { return days_since_epoch - other.days_since_epoch; }
  Date& operator++() { return *this = *this + 1; }

  static Date from_civil(int year, int month, int day);  // the day exists: checked
  static constexpr std::string_view json_format = "date";
  static Result<Date> parse(std::string_view text);  // "2020-12-15"; impossible days are refused
  std::string text() const;
  int year() const;
  int month() const;    // 1 to 12
  int day() const;      // 1 to 31
  int weekday() const;  // 0 Sunday to 6 Saturday
  Time midnight_utc() const { return Time{} + days(days_since_epoch); }
  static Date of_utc(Time time);
};

}  // namespace pitwall
