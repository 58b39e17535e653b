#include "adapter/csv/moment.h"

#include <algorithm>
#include <charconv>

#include "base/time_reading.h"

namespace pitwall::csv {
namespace {

constexpr std::size_t max_text = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Error not_a_time(std::string_view text) {
  return error(Code::invalid_argument, "\"{}\" is no date or time that is known here",
               text.substr(0, 40));
}

// 1608042600, 1608042600000
Result<Moment> read_unix(std::string_view text) {
  std::int64_t count = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (failure != std::errc() || end != text.data() + text.size()) return not_a_time(text);
  constexpr std::int64_t max_seconds = 9'000'000'000;  // the year 2255; 1970-04-15 in milliseconds
  Moment moment{.kind = Moment::Kind::instant, .unix_time = true};
  if (count > -max_seconds && count < max_seconds) {
    moment.instant = Time{} + seconds(count);
  } else if (count > -max_seconds * 1000 && count < max_seconds * 1000) {
    moment.instant = Time{} + milliseconds(count);
  } else {
    return not_a_time(text);
  }
  return moment;
}

// The parts of a date, in the order in which they stand, and what is left behind them.
struct Parts {
  std::string_view first, second, third, rest;
};

bool take_number(std::string_view& text, std::string_view& number) {
  std::size_t size = 0;
  while (size < text.size() && is_digit(text[size])) ++size;
  number = text.substr(0, size);
  text.remove_prefix(size);
  return size > 0;
}

bool take_parts(std::string_view text, Parts& parts) {
  if (!take_number(text, parts.first)) return false;
  if (parts.first.size() == 8) {  // 20201215
    parts = {parts.first.substr(0, 4), parts.first.substr(4, 2), parts.first.substr(6), text};
    return true;
  }
  if (text.empty() || std::string_view("-/.").find(text[0]) == std::string_view::npos) return false;
  const char separator = text[0];
  text.remove_prefix(1);
  if (!take_number(text, parts.second)) return false;
  if (text.starts_with(separator)) {
    text.remove_prefix(1);
    if (!take_number(text, parts.third)) return false;
  }
  parts.rest = text;
  return true;
}

// "9:30" as "09:30"; the reader of base/ wants two digits.
std::string with_two_digits(std::string_view text) {
  const bool short_hour = text.size() > 2 && is_digit(text[1]) && text[2] == ':';
  return short_hour ? fmt::format("{}0{}", text.substr(0, 1), text.substr(1)) : std::string(text);
}

Result<Moment> from_reading(std::string_view written, const std::string& text) {
  Result<detail::Reading> read = detail::read_instant(text);
  if (!read) return not_a_time(written);
  Moment moment{.kind = read->has_time ? Moment::Kind::local : Moment::Kind::day,
                .local = {read->date, read->since_midnight}};
  if (!read->has_offset) return moment;
  moment.kind = Moment::Kind::instant;
  moment.instant = read->date.midnight_utc() + read->since_midnight - read->offset;
  return moment;
}

}  // namespace

Result<Moment> read_moment(std::string_view text, const MomentOptions& options) {
  if (text.empty()) return error(Code::invalid_argument, "the date or time is empty");
  if (text.size() > max_text) return not_a_time(text);
  const bool digits_only = std::all_of(text.begin() + 1, text.end(), is_digit);
  if (digits_only && (text.size() != 8 || options.unix_time || text[0] == '-'))
    return read_unix(text);
  Parts parts;
  if (!take_parts(text, parts)) return not_a_time(text);
  if (parts.third.empty()) {  // 2020-12
    if (parts.first.size() != 4 || parts.second.size() != 2 || !parts.rest.empty())
      return not_a_time(text);
    PITWALL_TRY(Moment month,
                from_reading(text, fmt::format("{}-{}-01", parts.first, parts.second)));
    month.kind = Moment::Kind::month;
    return month;
  }
  std::string_view year = parts.first, month = parts.second, day = parts.third;
  if (parts.third.size() == 4) {
    year = parts.third;
    month = options.day_first ? parts.second : parts.first;
    day = options.day_first ? parts.first : parts.second;
    const bool swapped =
        month.size() == 2 && month > "12" && day.size() <= 2 && (day.size() == 1 || day <= "12");
    if (swapped)
      return error(Code::conflict, "\"{}\" has no month {}: {}", text, month,
                   options.day_first ? "leave out --day-first, months come first here"
                                     : "if days come first in this file, say --day-first");
  }
  if (year.size() != 4 || month.size() > 2 || day.size() > 2) return not_a_time(text);
  return from_reading(
      text, fmt::format("{}-{:0>2}-{:0>2}{}", year, month, day, with_two_digits(parts.rest)));
}

}  // namespace pitwall::csv
