// The five fields that crontab(5) made familiar: minute, hour, day of the month, month, weekday, on
// the wall clock of a zone. Numbers, `*`, ranges `1-5`, lists `1,15`, steps `*/10` and `8-18/2`;
// months and weekdays by their English names too, 0 and 7 are Sunday. As in cron, a day has to fit
// only one of the two day fields where both are given.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/zone.h"

namespace pitwall::desk {

class Cron {
 public:
  static constexpr std::size_t max_text = 256;
  // The error names the field and what belongs there.
  static Result<Cron> parse(std::string_view text);
  const std::string& text() const { return text_; }

  bool fits(const LocalTime& minute) const;
  // The last time at or before `time` that fits, and the first one after it; none within a little
  // more than eight years, which is how far apart two 29ths of February can be. A reading of the
  // clock that never was counts as the instant of the change, one that was twice counts once.
  std::optional<Time> last(Time time, const Zone& zone) const;
  std::optional<Time> next(Time time, const Zone& zone) const;

  bool operator==(const Cron& other) const { return text_ == other.text_; }

 private:
  bool fits(Date day) const;

  std::string text_;
  std::uint64_t minutes_ = 0;
  std::uint32_t hours_ = 0;
  std::uint32_t days_ = 0;  // bit 1 is the first
  std::uint16_t months_ = 0;
  std::uint8_t weekdays_ = 0;  // bit 0 is Sunday
  bool any_day_ = true;
  bool any_weekday_ = true;
};

}  // namespace pitwall::desk
