#include "base/time.h"

#include <array>

#include "base/check.h"
#include "base/digits.h"
#include "base/time_reading.h"

namespace pitwall {
namespace {

// Civil calendar arithmetic of the proleptic Gregorian calendar, in 400-year eras that begin on
// 1 March so that the leap day is the last of its year.
constexpr std::int64_t days_from_civil(std::int64_t year, int month, int day) {
  year -= month <= 2;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

struct Civil {
  int year;
  int month;
  int day;
};

// In 32 bits, for every answer of the desk is full of dates; good from the year 0 on.
constexpr Civil civil_from_days(std::int32_t count) {
  constexpr std::uint32_t days_before = 719468;  // from 0000-03-01 to 1970-01-01
  const auto day = static_cast<std::uint32_t>(count + static_cast<std::int32_t>(days_before));
  const std::uint32_t era = day / 146097;
  const std::uint32_t day_of_era = day % 146097;
  const std::uint32_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::uint32_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::uint32_t shifted = (5 * day_of_year + 2) / 153;  // months since March
  const std::uint32_t month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {static_cast<int>(year_of_era + era * 400 + (month <= 2)), static_cast<int>(month),
          static_cast<int>(day_of_year - (153 * shifted + 2) / 5 + 1)};
}

constexpr bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

constexpr int days_in_month(int year, int month) {
  constexpr std::array<int, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : lengths[static_cast<std::size_t>(month - 1)];
}

constexpr int first_year = 1678;
constexpr int last_year = 2261;

void write_digits(char* out, int value, int width) {
  for (int i = width - 1; i >= 0; --i) {
    out[i] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

// A reader over one text: takes what it expects or remembers that it failed.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}
  bool done() const { return at_ == text_.size(); }
  bool take(char c) {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool digits(int count, int& out) {
    out = 0;
    for (int i = 0; i < count; ++i) {
      if (done() || text_[at_] < '0' || text_[at_] > '9') return false;
      out = out * 10 + (text_[at_++] - '0');
    }
    return true;
  }
  // ".25" as nanoseconds; one to nine digits.
  bool fraction(std::int64_t& out) {
    out = 0;
    int count = 0;
    for (; !done() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
      if (++count > 9) return false;
      out = out * 10 + (text_[at_] - '0');
    }
    if (count == 0) return false;
    for (; count < 9; ++count) out *= 10;
    return true;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

namespace detail {

Result<Reading> read_instant(std::string_view text) {
  const auto fail = [&] {
    return error(Code::invalid_argument, "\"{}\" is not a time such as 2020-12-15T14:30:00Z.",
                 text.substr(0, 40));
  };
  Scanner scan(text);
  Reading reading;
  int year = 0, month = 0, day = 0;
  if (!scan.digits(4, year) || !scan.take('-') || !scan.digits(2, month) || !scan.take('-') ||
      !scan.digits(2, day))
    return fail();
  if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
    return error(Code::invalid_argument, "{:04}-{:02}-{:02} is not a day of the calendar.", year,
                 month, day);
  if (year < first_year || year > last_year)
    return error(Code::invalid_argument, "{:04}-{:02}-{:02} is outside the years {} to {}.", year,
                 month, day, first_year, last_year);
  reading.date = Date{static_cast<std::int32_t>(days_from_civil(year, month, day))};
  if (scan.done()) return reading;
  if (!scan.take('T') && !scan.take('t') && !scan.take(' ')) return fail();
  int hour = 0, minute = 0, second = 0;
  std::int64_t fraction = 0;
  if (!scan.digits(2, hour) || !scan.take(':') || !scan.digits(2, minute)) return fail();
  if (scan.take(':')) {
    if (!scan.digits(2, second)) return fail();
    if (scan.take('.') && !scan.fraction(fraction)) return fail();
  }
  if (hour > 23 || minute > 59 || second > 59)
    return error(Code::invalid_argument, "\"{}\" holds no time of day: hours are 00 to 23.",
                 text.substr(0, 40));
  reading.has_time = true;
  reading.since_midnight = hours(hour) + minutes(minute) + seconds(second) + nanoseconds(fraction);
  if (scan.done()) return reading;
  reading.has_offset = true;
  if (scan.take('Z') || scan.take('z')) return scan.done() ? Result<Reading>(reading) : fail();
  const bool west = scan.take('-');
  if (!west && !scan.take('+')) return fail();
  int offset_hours = 0, offset_minutes = 0;
  if (!scan.digits(2, offset_hours)) return fail();
  scan.take(':');
  if (!scan.done() && !scan.digits(2, offset_minutes)) return fail();
  if (!scan.done() || offset_hours > 15 || offset_minutes > 59) return fail();
  reading.offset = (hours(offset_hours) + minutes(offset_minutes)) * (west ? -1 : 1);
  return reading;
}

}  // namespace detail

Result<Duration> Duration::parse(std::string_view text) {
  const auto fail = [&] {
    return error(
        Code::invalid_argument,
        "\"{}\" is not a span of time such as 5m, 2d or 1h30m (units: ns us ms s m h d w).",
        text.substr(0, 40));
  };
  struct Unit {
    std::string_view name;
    std::int64_t nanoseconds;
  };
  constexpr std::array<Unit, 8> units{{{"ns", 1},
                                       {"us", 1'000},
                                       {"ms", 1'000'000},
                                       {"s", 1'000'000'000},
                                       {"m", 60'000'000'000},
                                       {"h", 3'600'000'000'000},
                                       {"d", 86'400'000'000'000},
                                       {"w", 604'800'000'000'000}}};
  std::size_t at = 0;
  const bool negative = text.starts_with('-');
  if (negative) ++at;
  if (at == text.size()) return fail();
  std::int64_t total = 0;
  while (at < text.size()) {
    std::int64_t count = 0;
    const std::size_t start = at;
    for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
      if (__builtin_mul_overflow(count, 10, &count) ||
          __builtin_add_overflow(count, text[at] - '0', &count))
        return fail();
    }
    if (at == start) return fail();
    const std::size_t unit_start = at;
    while (at < text.size() && text[at] >= 'a' && text[at] <= 'z') ++at;
    const std::string_view name = text.substr(unit_start, at - unit_start);
    bool found = false;
    for (const Unit& unit : units) {
      if (unit.name != name) continue;
      std::int64_t part = 0;
      if (__builtin_mul_overflow(count, unit.nanoseconds, &part) ||
          __builtin_add_overflow(total, part, &total))
        return error(Code::invalid_argument, "\"{}\" is longer than 292 years.",
                     text.substr(0, 40));
      found = true;
    }
    if (!found) return fail();
  }
  return Duration{negative ? -total : total};
}

std::string Duration::text() const {
  if (nanoseconds == 0) return "0s";
  struct Unit {
    const char* name;
    std::uint64_t nanoseconds;
  };
  constexpr std::array<Unit, 7> units{{{"d", 86'400'000'000'000},
                                       {"h", 3'600'000'000'000},
                                       {"m", 60'000'000'000},
                                       {"s", 1'000'000'000},
                                       {"ms", 1'000'000},
                                       {"us", 1'000},
                                       {"ns", 1}}};
  std::string out = nanoseconds < 0 ? "-" : "";
  std::uint64_t rest = nanoseconds < 0 ? 0 - static_cast<std::uint64_t>(nanoseconds)
                                       : static_cast<std::uint64_t>(nanoseconds);
  for (const Unit& unit : units) {
    if (rest < unit.nanoseconds) continue;
    out += fmt::format("{}{}", rest / unit.nanoseconds, unit.name);
    rest %= unit.nanoseconds;
  }
  return out;
}

Result<Time> Time::parse(std::string_view text) {
  PITWALL_TRY(const detail::Reading reading, detail::read_instant(text));
  if (!reading.has_time || !reading.has_offset)
    return error(Code::invalid_argument,
                 "\"{}\" needs a time of day and a zone, as in 2020-12-15T14:30:00Z.",
                 text.substr(0, 40));
  return reading.date.midnight_utc() + reading.since_midnight - reading.offset;
}

std::size_t Time::format(char* out) const {
  constexpr std::int64_t day = days(1).nanoseconds;
  const bool before_midnight = nanoseconds % day < 0;
  const std::int64_t rest = nanoseconds % day + (before_midnight ? day : 0);
  const Civil civil =
      civil_from_days(static_cast<std::int32_t>(nanoseconds / day - (before_midnight ? 1 : 0)));
  const auto second_of_day = static_cast<std::uint32_t>(rest / 1'000'000'000);
  auto fraction = static_cast<int>(rest % 1'000'000'000);
  const std::uint32_t minute_of_day = second_of_day / 60;
  const auto year = static_cast<std::uint32_t>(civil.year);
  detail::write_pair(out, year / 100);
  detail::write_pair(out + 2, year % 100);
  out[4] = '-';
  detail::write_pair(out + 5, static_cast<std::uint32_t>(civil.month));
  out[7] = '-';
  detail::write_pair(out + 8, static_cast<std::uint32_t>(civil.day));
  out[10] = 'T';
  detail::write_pair(out + 11, minute_of_day / 60);
  out[13] = ':';
  detail::write_pair(out + 14, minute_of_day % 60);
  out[16] = ':';
  detail::write_pair(out + 17, second_of_day % 60);
  char* at = out + 19;
  if (fraction != 0) {
    int width = 9;
    while (fraction % 1000 == 0) {
      fraction /= 1000;
      width -= 3;
    }
    *at++ = '.';
    write_digits(at, fraction, width);
    at += width;
  }
  *at++ = 'Z';
  return static_cast<std::size_t>(at - out);
}

std::string Time::text() const {
  char buffer[max_text];
  return std::string(buffer, format(buffer));
}

Date Date::from_civil(int year, int month, int day) {
  PITWALL_CHECK(month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month),
                "no such day: {}-{}-{}", year, month, day);
  return Date{static_cast<std::int32_t>(days_from_civil(year, month, day))};
}

Result<Date> Date::parse(std::string_view text) {
  PITWALL_TRY(const detail::Reading reading, detail::read_instant(text));
  if (reading.has_time)
    return error(Code::invalid_argument, "\"{}\" is not a day such as 2020-12-15.",
                 text.substr(0, 40));
  return reading.date;
}

std::string Date::text() const {
  const Civil civil = civil_from_days(days_since_epoch);
  return fmt::format("{:04}-{:02}-{:02}", civil.year, civil.month, civil.day);
}

int Date::year() const { return civil_from_days(days_since_epoch).year; }
int Date::month() const { return civil_from_days(days_since_epoch).month; }
int Date::day() const { return civil_from_days(days_since_epoch).day; }
int Date::weekday() const {
  const int shifted = (days_since_epoch + 4) % 7;  // 1970-01-01 was a Thursday
  return shifted < 0 ? shifted + 7 : shifted;
}

Date Date::of_utc(Time time) {
  return Date{static_cast<std::int32_t>(time.floor(days(1)).nanoseconds / days(1).nanoseconds)};
}

}  // namespace pitwall
