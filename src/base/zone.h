// Time zones of the IANA database, from the system's tzdata. A Zone is a cheap handle to immutable
// data; reading the database happens once, at `find`.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"

namespace date {
class time_zone;
}

namespace pitwall {

// A wall-clock reading in some zone: nanoseconds since local midnight of `date`.
struct LocalTime {
  Date date;
  Duration since_midnight;
  auto operator<=>(const LocalTime&) const = default;
  // "2020-12-15 09:30" or "2020-12-15T09:30:00.5", without a zone; a day alone is its midnight.
  static Result<LocalTime> parse(std::string_view text);
  std::string text() const;  // "2020-12-15 09:30:00"
};

class Zone {
 public:
  static Result<Zone> find(std::string_view name);  // "America/New_York", "UTC"
  static Zone utc();

  std::string name() const;
  LocalTime local(Time time) const;
  Duration offset(Time time) const;  // east of UTC is positive
  // A wall-clock reading that never was (spring forward) maps to the instant of the change; one
  // that was twice (fall back) to the first of the two.
  Time instant(LocalTime local) const;
  // "2020-12-15 09:30:00 -05:00"
  std::string format(Time time) const;

  bool operator==(const Zone& other) const { return zone_ == other.zone_; }

 private:
  explicit Zone(const date::time_zone* zone) : zone_(zone) {}
  const date::time_zone* zone_;
};

}  // namespace pitwall
