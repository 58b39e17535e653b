// Reads a calendar's text (the format is in calendars/README.md) and works out its sessions.
#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "market/calendar.h"

namespace pitwall::market {

namespace {

constexpr std::size_t max_text = 1 << 20;  // characters of a calendar
constexpr int max_days = 366 * 150;        // that it may cover
constexpr int max_shift = 31;              // days that a special day is moved by
constexpr std::uint8_t every_weekday = 0x7f;

constexpr std::array<std::string_view, 7> weekday_names{"sun", "mon", "tue", "wed",
                                                        "thu", "fri", "sat"};
constexpr std::array<std::string_view, 12> month_names{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};

using Words = std::vector<std::string_view>;

Words words_of(std::string_view text) {
  Words words;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(" \t\r", at)) != std::string_view::npos) {
    const std::size_t end = std::min(text.find_first_of(" \t\r", at), text.size());
    words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

std::string joined(const Words& words, std::size_t from) {
  std::string out;
  for (std::size_t i = from; i < words.size(); ++i) {
    if (i > from) out += ' ';
    out += words[i];
  }
  return out;
}

template <std::size_t Count>
std::optional<int> index_of(std::string_view name, const std::array<std::string_view, Count>& in) {
  const auto found = std::ranges::find(in, name);
  if (found == in.end()) return std::nullopt;
  return static_cast<int>(found - in.begin());
}

std::optional<int> number(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "+1", "-2": days to move by.
std::optional<int> shift_of(std::string_view text) {
  const std::optional<int> days = number(text);
  if (!days || *days < -max_shift || *days > max_shift) return std::nullopt;
  return days;
}

// "09:30", up to "24:00".
std::optional<Duration> time_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':' || text[0] == '+' || text[3] == '+') return std::nullopt;
  const std::optional<int> hour = number(text.substr(0, 2));
  const std::optional<int> minute = number(text.substr(3));
  if (!hour || !minute || *hour < 0 || *minute < 0 || *minute > 59) return std::nullopt;
  const Duration time = hours(*hour) + minutes(*minute);
  if (time > hours(24)) return std::nullopt;
  return time;
}

// "mon-fri", "sat,sun" or "wed", as bits.
std::optional<std::uint8_t> weekdays(std::string_view text) {
  unsigned bits = 0;
  while (true) {
    const std::string_view part = text.substr(0, text.find(','));
    const std::size_t dash = part.find('-');
    const std::optional<int> first = index_of(part.substr(0, dash), weekday_names);
    const std::optional<int> last =
        dash == std::string_view::npos ? first : index_of(part.substr(dash + 1), weekday_names);
    if (!first || !last) return std::nullopt;
    for (int day = *first;; day = (day + 1) % 7) {
      bits |= 1u << day;
      if (day == *last) break;
    }
    if (part.size() == text.size()) return static_cast<std::uint8_t>(bits);
    text.remove_prefix(part.size() + 1);
  }
}

// Easter Sunday of the Gregorian calendar: the Sunday after the ecclesiastical full moon, which
// comes from the year's place in the 19-year cycle and two corrections by century.
Date easter(int year) {
  const int century = year / 100;
  const int moon_shift = (8 * century + 13) / 25;
  const int epact =
      (19 * (year % 19) + century - century / 4 - moon_shift + 15) % 30;  // days after 21 March
  const int full_moon = epact - (epact == 29 || (epact == 28 && year % 19 > 10) ? 1 : 0);
  const Date moon = Date::from_civil(year, 3, 21) + full_moon;
  return moon + (7 - moon.weekday());
}

Date nth_weekday(int nth, int weekday, int year, int month) {
  const Date first = Date::from_civil(year, month, 1);
  const Date found = first + (weekday - first.weekday() + 7) % 7;
  if (nth > 0) return found + 7 * (nth - 1);
  Date last = found + 28;
  if (last.month() != month) last = last - 7;
  return last;
}

// When a special day happens.
struct Occasion {
  enum class Form { once, yearly, nth_weekday, easter };

  Form form = Form::once;
  Date date;                               // once
  int month = 1, day = 1;                  // yearly; the month also of nth_weekday
  int nth = 1, weekday = 0;                // nth_weekday; nth 0 is the last one
  int shift = 0;                           // days added
  int from_saturday = 0, from_sunday = 0;  // days added where it falls there
  std::uint8_t only_on = every_weekday;
  int from_year = std::numeric_limits<int>::min();
  int until_year = std::numeric_limits<int>::max();

  std::optional<Date> in(int year) const {
    if (year < from_year || year > until_year) return std::nullopt;
    if (form == Form::once && date.year() != year) return std::nullopt;
    Date found = form == Form::once     ? date
                 : form == Form::yearly ? Date::from_civil(year, month, day)
                 : form == Form::easter ? easter(year)
                                        : nth_weekday(nth, weekday, year, month);
    found = found + shift;
    if (found.weekday() == 6)
      found = found + from_saturday;
    else if (found.weekday() == 0)
      found = found + from_sunday;
    if ((only_on >> found.weekday() & 1) == 0) return std::nullopt;
    return found;
  }
};

Error unreadable(std::string_view what, std::string_view text, std::string_view example) {
  return error(Code::invalid_argument, "\"{}\" is not {} such as {}", text.substr(0, 40), what,
               example);
}

// The words before the modifiers; `at` is left behind them.
Result<Occasion> read_day(const Words& words, std::size_t& at) {
  Occasion when;
  const std::string_view first = at < words.size() ? words[at] : std::string_view();
  const bool ordinal = first.size() == 3 && first[0] >= '1' && first[0] <= '5' &&
                       std::string_view("st nd rd th").find(first.substr(1)) != first.npos;
  if (first == "easter") {
    when.form = Occasion::Form::easter;
    ++at;
  } else if (ordinal || first == "last") {
    when.form = Occasion::Form::nth_weekday;
    when.nth = ordinal ? first[0] - '0' : 0;
    const auto weekday =
        at + 1 < words.size() ? index_of(words[at + 1], weekday_names) : std::nullopt;
    const auto month = at + 2 < words.size() ? index_of(words[at + 2], month_names) : std::nullopt;
    if (!weekday || !month || when.nth == 5)
      return unreadable("a weekday of a month", joined(words, at), "3rd mon jan or last mon may");
    when.weekday = *weekday;
    when.month = *month + 1;
    at += 3;
  } else if (first.size() == 5 && first[2] == '-') {
    when.form = Occasion::Form::yearly;
    const Result<Date> date = Date::parse("2023-" + std::string(first));  // not a leap year
    if (!date) return unreadable("a day of every year", first, "07-04");
    when.month = date->month();
    when.day = date->day();
    ++at;
  } else {
    const Result<Date> date = Date::parse(first);
    if (!date) return unreadable("a day", first, "2001-09-11, 07-04, 3rd mon jan or easter -2");
    when.date = *date;
    ++at;
  }
  return when;
}

Result<Occasion> read_occasion(const Words& words, std::size_t at) {
  PITWALL_TRY(Occasion when, read_day(words, at));
  for (; at < words.size(); ++at) {
    const std::string_view word = words[at];
    if (word.starts_with('+') || word.starts_with('-')) {
      const std::optional<int> shift = shift_of(word);
      if (!shift) return unreadable("a number of days", word, "+1");
      when.shift = *shift;
    } else if (word.starts_with("sat-") || word.starts_with("sat+") || word.starts_with("sun+") ||
               word.starts_with("sun-")) {
      const std::optional<int> shift = shift_of(word.substr(3));
      if (!shift) return unreadable("a move from a weekend", word, "sun+1");
      (word.starts_with("sat") ? when.from_saturday : when.from_sunday) = *shift;
    } else if (word == "on" && at + 1 < words.size()) {
      const auto days = weekdays(words[++at]);
      if (!days) return unreadable("a list of weekdays", words[at], "mon-thu or mon,wed");
      when.only_on = *days;
    } else if ((word == "from" || word == "until") && at + 1 < words.size()) {
      const std::optional<int> year = number(words[++at]);
      if (!year) return unreadable("a year", words[at], "1998");
      (word == "from" ? when.from_year : when.until_year) = *year;
    } else {
      return unreadable("a condition", word, "+1, sun+1, on mon-thu, from 1998 or until 2012");
    }
  }
  return when;
}

}  // namespace

class CalendarReader {
 public:
  Result<Calendar> read(std::string_view text) {
    if (text.size() > max_text)
      return error(Code::too_large, "A calendar has at most {} characters.", max_text);
    for (int line = 1; !text.empty(); ++line) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      const Result<void> read = read_line(text.substr(0, end));
      if (!read)
        return error(Code::invalid_argument, "Calendar line {}: {}", line, read.error().message);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return build();
  }

 private:
  enum class Action { closed, regular, open, close, halt };
  struct Rule {
    Action action = Action::closed;
    std::optional<Duration> time, post_close;
    Occasion when;
    std::string name;
  };

  Result<void> read_line(std::string_view line) {
    line = line.substr(0, line.find('#'));
    const Words words = words_of(line);
    if (words.empty()) return {};
    const std::string_view key = words.front();
    if (key == "hours") return read_hours(words);
    if (key == "closed") return read_rule(Action::closed, line);
    if (key == "regular") return read_rule(Action::regular, line);
    if (key == "open") return read_rule(Action::open, line);
    if (key == "close") return read_rule(Action::close, line);
    if (key == "halt") return read_rule(Action::halt, line);
    return read_property(words);
  }

  Result<void> read_property(const Words& words) {
    const std::string_view key = words.front();
    if (words.size() < 2)
      return error(Code::invalid_argument, "\"{}\" says nothing.", key.substr(0, 40));
    if (key == "calendar") {
      name_ = words[1];
    } else if (key == "title") {
      title_ = joined(words, 1);
    } else if (key == "version") {
      version_ = joined(words, 1);
    } else if (key == "aliases") {
      aliases_.assign(words.begin() + 1, words.end());
    } else if (key == "kind") {
      if (words[1] != "market" && words[1] != "pauses")
        return unreadable("a kind of calendar", words[1], "market or pauses");
      pauses_ = words[1] == "pauses";
    } else if (key == "zone") {
      PITWALL_TRY(zone_, Zone::find(words[1]));
    } else if (key == "covers" && words.size() == 3) {
      has_cover_ = true;
      PITWALL_TRY(first_day_, Date::parse(words[1]));
      PITWALL_TRY(last_day_, Date::parse(words[2]));
      if (first_day_ > last_day_ || last_day_ - first_day_ > max_days)
        return error(Code::invalid_argument,
                     "it covers {} to {}, which is no span of up to {} days.", first_day_.text(),
                     last_day_.text(), max_days);
    } else {
      return unreadable(
          "a line", joined(words, 0),
          "calendar, title, kind, aliases, zone, covers FROM TO, version, hours, closed, "
          "open, close, halt or regular");
    }
    return {};
  }

  // hours KIND DAYS [eve] OPEN CLOSE [from DATE] [until DATE]
  Result<void> read_hours(const Words& words) {
    Calendar::Schedule schedule;
    std::size_t at = 1;
    const auto next = [&] { return at < words.size() ? words[at++] : std::string_view(); };
    const std::string_view kind = next();
    if (kind == "pre")
      schedule.kind = Session::Kind::extended_pre;
    else if (kind == "post")
      schedule.kind = Session::Kind::extended_post;
    else if (kind != "regular")
      return unreadable("a kind of hours", kind, "pre, regular or post");
    const std::string_view days_text = next();
    const auto days_on = weekdays(days_text);
    if (!days_on) return unreadable("a list of weekdays", days_text, "mon-fri or sat,sun");
    schedule.weekdays = *days_on;
    const bool eve = at < words.size() && words[at] == "eve";
    if (eve) ++at;
    const std::string_view open_text = next(), close_text = next();
    const auto open = time_of_day(open_text), close = time_of_day(close_text);
    if (!open) return unreadable("a time of day", open_text, "09:30");
    if (!close) return unreadable("a time of day", close_text, "16:00");
    schedule.open = eve ? *open - days(1) : *open;
    schedule.close = *close;
    if (schedule.open >= schedule.close)
      return error(Code::invalid_argument,
                   "these hours end before they begin; write \"eve {}\" for the evening before.",
                   open_text);
    schedule.from = Date{std::numeric_limits<std::int32_t>::min()};
    schedule.until = Date{std::numeric_limits<std::int32_t>::max()};
    while (at < words.size()) {
      const std::string_view word = next();
      if (word != "from" && word != "until")
        return unreadable("a condition", word, "from 2021-06-28 or until 2021-06-25");
      PITWALL_TRY((word == "from" ? schedule.from : schedule.until), Date::parse(next()));
    }
    schedules_.push_back(schedule);
    return {};
  }

  // ACTION [TIME [TIME]] OCCASION = NAME
  Result<void> read_rule(Action action, std::string_view line) {
    const std::size_t equals = line.find('=');
    const Words name =
        equals == std::string_view::npos ? Words() : words_of(line.substr(equals + 1));
    if (name.empty())
      return error(Code::invalid_argument, "a special day needs a name: closed 12-25 = Christmas");
    Rule rule;
    rule.action = action;
    rule.name = joined(name, 0);
    const Words words = words_of(line.substr(0, equals));
    std::size_t at = 1;
    if (action != Action::closed && action != Action::regular) {
      const std::string_view text = at < words.size() ? words[at++] : std::string_view();
      rule.time = time_of_day(text);
      if (!rule.time) return unreadable("a time of day", text, "13:00");
      if (action == Action::close && at < words.size()) {
        rule.post_close = time_of_day(words[at]);
        if (rule.post_close) ++at;
      }
    }
    PITWALL_TRY(rule.when, read_occasion(words, at));
    rules_.push_back(std::move(rule));
    return {};
  }

  Result<Calendar> build() {
    if (name_.empty() || !zone_ || !has_cover_ || schedules_.empty())
      return error(Code::invalid_argument,
                   "A calendar needs the lines calendar, zone, covers and at least one of hours.");
    Calendar calendar(name_, *zone_);
    calendar.title_ = title_.empty() ? name_ : title_;
    calendar.version_ = version_;
    calendar.aliases_ = aliases_;
    calendar.pauses_ = pauses_;
    calendar.first_day_ = first_day_;
    calendar.last_day_ = last_day_;
    calendar.begin_ = instant(first_day_, Duration{});
    calendar.end_ = instant(last_day_ + 1, Duration{});
    std::ranges::sort(schedules_, std::less<>(), [](const Calendar::Schedule& schedule) {
      return std::pair(schedule.open, schedule.from);
    });
    calendar.schedules_ = schedules_;
    find_special_days(calendar);
    PITWALL_TRY_VOID(lay_out(calendar));
    // The first day may have begun on the evening before it.
    if (!calendar.sessions_.empty())
      calendar.begin_ = std::min(calendar.begin_, calendar.sessions_.front().open);
    join(calendar);
    return calendar;
  }

  void find_special_days(Calendar& calendar) const {
    for (const Rule& rule : rules_) {
      for (int year = first_day_.year() - 1; year <= last_day_.year() + 1; ++year) {
        const std::optional<Date> day = rule.when.in(year);
        if (day && calendar.covers(*day) && calendar.has_hours(*day))
          apply(rule, calendar.special_, *day);
      }
    }
  }

  static void apply(const Rule& rule, std::map<Date, Calendar::SpecialDay>& special, Date day) {
    if (rule.action == Action::closed || rule.action == Action::regular) special.erase(day);
    if (rule.action == Action::regular) return;
    Calendar::SpecialDay& change = special[day];
    if (change.closed) return;
    change.name = rule.name;
    if (rule.action == Action::closed) {
      change.closed = true;
    } else if (rule.action == Action::open) {
      change.open = rule.time;
    } else {
      change.close = rule.time;
      change.post_close = rule.post_close;
      change.halt = rule.action == Action::halt;
    }
  }

  Result<void> lay_out(Calendar& calendar) {
    std::vector<Session>& all = calendar.sessions_;
    std::size_t undecided = 0;  // sessions from here on wait for the next trading day
    for (Date day = first_day_; day <= last_day_; ++day) {
      const auto found = calendar.special_.find(day);
      const Calendar::SpecialDay* change =
          found == calendar.special_.end() ? nullptr : &found->second;
      if (change != nullptr && change->closed) continue;
      const std::size_t before = all.size();
      for (const Calendar::Schedule& schedule : schedules_) {
        if (!schedule.on(day)) continue;
        const std::optional<Session> session = session_of(schedule, day, change);
        if (!session) continue;
        if (!all.empty() && session->open < all.back().close)
          return error(Code::invalid_argument, "The hours of {} overlap those before them.",
                       day.text());
        all.push_back(*session);
      }
      if (all.size() == before || (change != nullptr && change->halt)) continue;
      for (; undecided < all.size(); ++undecided) all[undecided].trading_day = day;
    }
    all.resize(undecided);  // a halt at the very end counts for a day that is not covered
    return {};
  }

  std::optional<Session> session_of(const Calendar::Schedule& schedule, Date day,
                                    const Calendar::SpecialDay* change) {
    Duration open = schedule.open;
    Duration close = schedule.close;
    if (change != nullptr && change->close) {
      if (schedule.kind == Session::Kind::extended_post) {
        open = *change->close;
        close = change->post_close.value_or(open);
      }
      close =
          schedule.kind == Session::Kind::extended_post ? close : std::min(close, *change->close);
    }
    if (change != nullptr && change->open && schedule.kind == Session::Kind::regular)
      open = std::max(open, *change->open);
    if (open >= close) return std::nullopt;
    return Session{instant(day, open), instant(day, close), day, schedule.kind, change != nullptr};
  }

  static void join(Calendar& calendar) {
    const auto extend = [](std::vector<Calendar::Stretch>& to, const Session& session) {
      if (!to.empty() && to.back().close == session.open)
        to.back().close = session.close;
      else
        to.push_back({session.open, session.close});
    };
    for (const Session& session : calendar.sessions_) {
      extend(calendar.extended_, session);
      if (session.kind == Session::Kind::regular) extend(calendar.regular_, session);
    }
  }

  // A wall-clock reading as an instant. The zone is asked once for each day; only around a change
  // of its offset is it asked for the reading itself.
  Time instant(Date day, Duration since_midnight) {
    const Time reading = day.midnight_utc() + since_midnight;
    const Date date = Date::of_utc(reading);
    const Duration offset = offset_on(date - 1);
    for (const int later : {0, 1, 2})
      if (offset_on(date + later) != offset)
        return zone_->instant({date, reading - date.midnight_utc()});
    return reading - offset;
  }

  Duration offset_on(Date date) {
    const auto slot = static_cast<std::size_t>(date.days_since_epoch & 7);
    if (!offsets_[slot] || offsets_[slot]->first != date)
      offsets_[slot] = {date, zone_->offset(date.midnight_utc())};
    return offsets_[slot]->second;
  }

  std::string name_, title_, version_;
  std::vector<std::string> aliases_;
  std::optional<Zone> zone_;
  bool pauses_ = false;
  bool has_cover_ = false;
  Date first_day_, last_day_;
  std::vector<Calendar::Schedule> schedules_;
  std::vector<Rule> rules_;
  std::array<std::optional<std::pair<Date, Duration>>, 8> offsets_;  // by the day's low bits
};

Result<Calendar> Calendar::parse(std::string_view text) { return CalendarReader().read(text); }

}  // namespace pitwall::market
