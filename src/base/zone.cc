#include "base/zone.h"

#include <date/tz.h>

#include <stdexcept>

#include "base/time_reading.h"

namespace pitwall {

namespace {

std::chrono::sys_time<std::chrono::nanoseconds> to_chrono(Time time) {
  return std::chrono::sys_time<std::chrono::nanoseconds>(
      std::chrono::nanoseconds(time.nanoseconds));
}

}  // namespace

Result<LocalTime> LocalTime::parse(std::string_view text) {
  PITWALL_TRY(const detail::Reading reading, detail::read_instant(text));
  if (reading.has_offset)
    return error(Code::invalid_argument, "\"{}\" names a zone of its own where none belongs.",
                 text.substr(0, 40));
  return LocalTime{reading.date, reading.since_midnight};
}

std::string LocalTime::text() const {
  const std::int64_t second = since_midnight / seconds(1);
  return fmt::format("{} {:02}:{:02}:{:02}", date.text(), second / 3600, second / 60 % 60,
                     second % 60);
}

Result<Zone> Zone::find(std::string_view name) {
  try {
    return Zone(date::locate_zone(name));
  } catch (const std::runtime_error&) {
    return error(Code::not_found,
                 "There is no time zone \"{}\"; use an IANA name such as America/New_York or UTC.",
                 name.substr(0, 60));
  }
}

Zone Zone::utc() {
  Result<Zone> zone = find("Etc/UTC");
  PITWALL_CHECK(zone.ok(), "the system has no time zone database; install the package tzdata");
  return *zone;
}

std::string Zone::name() const { return zone_->name(); }

Duration Zone::offset(Time time) const {
  return seconds(zone_->get_info(to_chrono(time)).offset.count());
}

LocalTime Zone::local(Time time) const {
  const Time shifted = time + offset(time);
  const Date date = Date::of_utc(shifted);
  return {date, shifted - date.midnight_utc()};
}

Time Zone::instant(LocalTime local) const {
  const Time naive = local.date.midnight_utc() + local.since_midnight;
  const date::local_time<std::chrono::nanoseconds> reading(
      std::chrono::nanoseconds(naive.nanoseconds));
  const date::local_info info = zone_->get_info(reading);
  if (info.result == date::local_info::nonexistent)
    return Time::from_unix_seconds(info.first.end.time_since_epoch().count());
  return naive - seconds(info.first.offset.count());
}

std::string Zone::format(Time time) const {
  const Duration east = offset(time);
  const std::int64_t minutes_east = east / minutes(1);
  const std::int64_t size = minutes_east < 0 ? -minutes_east : minutes_east;
  return fmt::format("{} {}{:02}:{:02}", local(time).text(), minutes_east < 0 ? '-' : '+',
                     size / 60, size % 60);
}

}  // namespace pitwall
