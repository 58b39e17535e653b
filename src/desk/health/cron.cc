#include "desk/health/cron.h"

#include <array>
#include <span>
#include <vector>

namespace pitwall::desk {
namespace {

constexpr int furthest = 366 * 8 + 2;  // days

struct Field {
  std::string_view name;
  int least = 0;
  int most = 0;
  std::span<const std::string_view> names = {};  // of `least` and what follows
};

constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                  "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> weekdays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::array<Field, 5> fields{{{"minute", 0, 59},
                                       {"hour", 0, 23},
                                       {"day of the month", 1, 31},
                                       {"month", 1, 12, months},
                                       {"weekday", 0, 7, weekdays}}};

Error wrong(const Field& field, std::string_view text) {
  return error(Code::invalid_argument, "The {} of a schedule is {} to {}, not '{}'.", field.name,
               field.least, field.most, text.substr(0, 40));
}

std::string_view take_until(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  const std::string_view part = text.substr(0, at);
  text = at == text.npos ? std::string_view() : text.substr(at + 1);
  return part;
}

std::optional<int> number_of(const Field& field, std::string_view text) {
  for (std::size_t i = 0; i < field.names.size(); ++i)
    if (text == field.names[i]) return field.least + static_cast<int>(i);
  int number = 0;
  if (text.empty() || text.size() > 2) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = 10 * number + (c - '0');
  }
  return number < field.least || number > field.most ? std::nullopt : std::optional(number);
}

// One item of a list: the numbers it stands for, as bits.
Result<std::uint64_t> bits_of(const Field& field, std::string_view item) {
  const std::string_view whole = item;
  std::string_view range = take_until(item, '/');
  const bool stepped = range.size() < whole.size();
  int from = field.least;
  int to = field.most;
  if (range != "*") {
    const bool single = range.find('-') == range.npos;
    const std::optional<int> first = number_of(field, take_until(range, '-'));
    const std::optional<int> last = single ? first : number_of(field, range);
    if (!first || !last || *first > *last) return wrong(field, whole);
    from = *first;
    if (!single || !stepped) to = *last;  // "5/10" goes on to the end
  }
  int step = 1;
  if (stepped) {
    const std::optional<int> given = number_of({field.name, 1, field.most}, item);
    if (!given) return wrong(field, whole);
    step = *given;
  }
  std::uint64_t bits = 0;
  for (int i = from; i <= to; i += step) bits |= std::uint64_t{1} << i;
  return bits;
}

Result<std::uint64_t> read(const Field& field, std::string_view text) {
  std::uint64_t bits = 0;
  while (true) {
    const bool more = text.find(',') != text.npos;
    const Result<std::uint64_t> item = bits_of(field, take_until(text, ','));
    if (!item) return item.error();
    bits |= *item;
    if (!more) return bits;
  }
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find_first_of(" \t"), text.size());
    if (space > 0) words.push_back(text.substr(0, space));
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return words;
}

bool has(std::uint64_t bits, int number) { return (bits >> number & 1) != 0; }

}  // namespace

Result<Cron> Cron::parse(std::string_view text) {
  if (text.size() > max_text)
    return error(Code::too_large, "A schedule has at most {} characters.", max_text);
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  const std::vector<std::string_view> words = words_of(lower);
  if (words.size() != fields.size())
    return error(
        Code::invalid_argument,
        "A schedule has five fields (minute, hour, day of the month, month, weekday), as in "
        "'30 3 * * sun'; this one has {}.",
        words.size());
  std::array<std::uint64_t, fields.size()> bits{};
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Result<std::uint64_t> field = read(fields[i], words[i]);
    if (!field) return field.error();
    bits[i] = *field;
  }
  Cron cron;
  cron.text_ = fmt::format("{}", fmt::join(words, " "));
  cron.minutes_ = bits[0];
  cron.hours_ = static_cast<std::uint32_t>(bits[1]);
  cron.days_ = static_cast<std::uint32_t>(bits[2]);
  cron.months_ = static_cast<std::uint16_t>(bits[3]);
  cron.weekdays_ = static_cast<std::uint8_t>((bits[4] | bits[4] >> 7) & 0x7f);
  cron.any_day_ = words[2] == "*";
  cron.any_weekday_ = words[4] == "*";
  return cron;
}

bool Cron::fits(Date day) const {
  if (!has(months_, day.month())) return false;
  const bool by_day = has(days_, day.day());
  const bool by_weekday = has(weekdays_, day.weekday());
  return any_day_ || any_weekday_ ? by_day && by_weekday : by_day || by_weekday;
}

bool Cron::fits(const LocalTime& minute) const {
  const std::int64_t of_day = minute.since_midnight / minutes(1);
  return fits(minute.date) && has(hours_, static_cast<int>(of_day / 60)) &&
         has(minutes_, static_cast<int>(of_day % 60));
}

std::optional<Time> Cron::next(Time time, const Zone& zone) const {
  const Date first = zone.local(time).date;
  for (int day = 0; day < furthest; ++day) {
    if (!fits(first + day)) continue;
    for (int hour = 0; hour < 24; ++hour) {
      if (!has(hours_, hour)) continue;
      for (int minute = 0; minute < 60; ++minute) {
        if (!has(minutes_, minute)) continue;
        const Time at = zone.instant({first + day, minutes(60 * hour + minute)});
        if (at > time) return at;
      }
    }
  }
  return std::nullopt;
}

std::optional<Time> Cron::last(Time time, const Zone& zone) const {
  const Date first = zone.local(time).date;
  for (int day = 0; day < furthest; ++day) {
    if (!fits(first - day)) continue;
    for (int hour = 23; hour >= 0; --hour) {
      if (!has(hours_, hour)) continue;
      for (int minute = 59; minute >= 0; --minute) {
        if (!has(minutes_, minute)) continue;
        const Time at = zone.instant({first - day, minutes(60 * hour + minute)});
        if (at <= time) return at;
      }
    }
  }
  return std::nullopt;
}

}  // namespace pitwall::desk
