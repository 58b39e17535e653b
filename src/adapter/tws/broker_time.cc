#include "adapter/tws/broker_time.h"

#include <array>

namespace pitwall::tws {
namespace {

struct Alias {
  std::string_view theirs, name;
};
// What is not in the zone database, or means something else there: windows' names, and the short
// ones that Java prints.
constexpr std::array aliases{
    Alias{"EST", "America/New_York"},
    Alias{"EDT", "America/New_York"},
    Alias{"CST", "America/Chicago"},
    Alias{"CDT", "America/Chicago"},
    Alias{"MST", "America/Denver"},
    Alias{"MDT", "America/Denver"},
    Alias{"PST", "America/Los_Angeles"},
    Alias{"PDT", "America/Los_Angeles"},
    Alias{"GMT", "UTC"},
    Alias{"BST", "Europe/London"},
    Alias{"CET", "Europe/Berlin"},
    Alias{"CEST", "Europe/Berlin"},
    Alias{"EET", "Europe/Helsinki"},
    Alias{"EEST", "Europe/Helsinki"},
    Alias{"MSK", "Europe/Moscow"},
    Alias{"JST", "Asia/Tokyo"},
    Alias{"HKT", "Asia/Hong_Kong"},
    Alias{"AEST", "Australia/Sydney"},
    Alias{"AEDT", "Australia/Sydney"},
    Alias{"Eastern Standard Time", "America/New_York"},
    Alias{"Eastern Daylight Time", "America/New_York"},
    Alias{"Central Standard Time", "America/Chicago"},
    Alias{"Central Daylight Time", "America/Chicago"},
    Alias{"Mountain Standard Time", "America/Denver"},
    Alias{"Mountain Daylight Time", "America/Denver"},
    Alias{"Pacific Standard Time", "America/Los_Angeles"},
    Alias{"Pacific Daylight Time", "America/Los_Angeles"},
    Alias{"Greenwich Mean Time", "UTC"},
    Alias{"GMT Standard Time", "Europe/London"},
    Alias{"Coordinated Universal Time", "UTC"},
    Alias{"Central European Standard Time", "Europe/Berlin"},
    Alias{"Central European Time", "Europe/Berlin"},
    Alias{"Central European Summer Time", "Europe/Berlin"},
    Alias{"W. Europe Standard Time", "Europe/Berlin"},
    Alias{"Russian Standard Time", "Europe/Moscow"},
    Alias{"Tokyo Standard Time", "Asia/Tokyo"},
    Alias{"Japan Standard Time", "Asia/Tokyo"},
    Alias{"China Standard Time", "Asia/Shanghai"},
    Alias{"Hong Kong Time", "Asia/Hong_Kong"},
    Alias{"Singapore Standard Time", "Asia/Singapore"},
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<Zone> zone_named(std::string_view name) {
  for (const Alias& alias : aliases)
    if (alias.theirs == name) name = alias.name;
  const Result<Zone> zone = Zone::find(name);
  if (!zone) return std::nullopt;
  return *zone;
}

std::optional<Date> read_day(std::string_view text) {
  constexpr std::size_t size = 8;
  if (text.size() < size) return std::nullopt;
  const Result<Date> day =
      Date::parse(fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2)));
  if (!day) return std::nullopt;
  return *day;
}

Result<Time> read_time(std::string_view text, const Zone& otherwise) {
  constexpr std::size_t day_size = 8, clock_size = 8;
  const auto unreadable = [&] {
    return error(Code::corrupt, "\"{}\" is no time that the gateway's protocol has.",
                 text.substr(0, 40));
  };
  const std::optional<Date> day = read_day(text);
  if (!day) return unreadable();
  std::string_view rest = text.substr(day_size);
  // A dash instead of the blank says UTC, unless a zone follows.
  const bool dashed = rest.starts_with('-');
  if (dashed) rest.remove_prefix(1);
  rest = trimmed(rest);
  if (rest.size() < clock_size) return unreadable();
  const Result<LocalTime> local =
      LocalTime::parse(fmt::format("{}T{}", day->text(), rest.substr(0, clock_size)));
  if (!local) return unreadable();
  const std::string_view name = trimmed(rest.substr(clock_size));
  if (name.empty()) return dashed ? Zone::utc().instant(*local) : otherwise.instant(*local);
  const std::optional<Zone> zone = zone_named(name);
  return (zone ? *zone : otherwise).instant(*local);
}

std::string utc_text(Time time) {
  const std::string text = time.floor(seconds(1)).text();  // "2026-04-13T15:27:04Z"
  return fmt::format("{}{}{}-{}", text.substr(0, 4), text.substr(5, 2), text.substr(8, 2),
                     text.substr(11, 8));
}

}  // namespace pitwall::tws
