// When a market is open: sessions, trading days, holidays, half days and daily breaks, worked out
// once from a text (calendars/*.txt, whose format README there describes) and immutable after
// that, so that any thread may read. Instants are UTC; the exchange's zone and its summer time are
// in the table already, and no call looks up a zone: each is one binary search.
//
// A calendar knows the days from `first_day` to `last_day` and says so beyond them: `session_at`
// has no session there, `why_closed` names the reason, and what must name an instant is an error.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "base/zone.h"

namespace pitwall {
class Visitor;
}

namespace pitwall::market {

// Which sessions a question is about: the regular ones, or those before and after them as well.
enum class Hours : std::uint8_t { regular, extended };

// One unbroken stretch of trading. A trading day may have several: the hours before and after the
// regular ones, or what a daily break or a holiday divides. A future's trading day begins the
// evening before, and a shortened holiday session may belong to the trading day that follows.
struct Session {
  enum class Kind : std::uint8_t { regular, extended_pre, extended_post };

  Time open;   // included
  Time close;  // not included
  Date trading_day;
  Kind kind = Kind::regular;
  bool half_day = false;  // of a day that ends early, or begins late

  bool contains(Time time) const { return open <= time && time < close; }
  bool operator==(const Session&) const = default;
};
void describe(Session& session, Visitor& v);
std::string_view name_of(Session::Kind kind);  // "regular", "extended_pre", "extended_post"
constexpr int count_of(Session::Kind) { return 3; }

class Calendar {
 public:
  // Reads a calendar's text. The error names the line and what belongs there.
  static Result<Calendar> parse(std::string_view text);

  const std::string& name() const { return name_; }        // "NYSE"
  const std::string& title() const { return title_; }      // "New York Stock Exchange and Nasdaq"
  const std::string& version() const { return version_; }  // of the data, as its author wrote it
  const std::vector<std::string>& aliases() const { return aliases_; }
  // Whether the sessions are not a market's, but the times when something is announced to be away.
  bool pauses() const { return pauses_; }
  const Zone& zone() const { return zone_; }
  Date first_day() const { return first_day_; }
  Date last_day() const { return last_day_; }
  bool covers(Date day) const { return first_day_ <= day && day <= last_day_; }
  bool covers(Time time) const;

  // The session that trades at this instant; none when closed.
  std::optional<Session> session_at(Time time, Hours hours = Hours::extended) const;
  bool is_open(Time time, Hours hours = Hours::regular) const;

  // The first instant at or after `time` at which a session begins, and the first one after `time`
  // at which trading stops. Sessions that touch are one stretch, so a market that never closes has
  // no next close: Code::no_data, as at the end of the calendar.
  Result<Time> next_open(Time time, Hours hours = Hours::regular) const;
  Result<Time> next_close(Time time, Hours hours = Hours::regular) const;
  // The last instant at or before `time` at which trading stopped.
  Result<Time> previous_close(Time time, Hours hours = Hours::regular) const;

  // The day that an instant's trades count for: that of its session, and when closed that of the
  // next session to open. Extended hours count.
  Result<Date> trading_day(Time time) const;
  bool is_trading_day(Date day) const;
  Result<Date> next_trading_day(Date day) const;      // after `day`
  Result<Date> previous_trading_day(Date day) const;  // before `day`
  // The open of the first session of a trading day: the time of its daily bar.
  Result<Time> day_open(Date day, Hours hours = Hours::regular) const;
  Result<Time> day_close(Date day, Hours hours = Hours::regular) const;

  // All sessions whose trading day is from `from` to `to`, both included, in order.
  std::span<const Session> sessions(Date from, Date to) const;

  // Why nothing trades at an instant: "weekend", "holiday: Good Friday", "daily break",
  // "outside hours", "early close: Christmas Eve", or that the calendar does not reach so far.
  // Empty when open in extended hours.
  std::string why_closed(Time time) const;
  // The name of a holiday or half day; empty for a day like any other.
  std::string_view special_day(Date day) const;

 private:
  friend class CalendarReader;
  friend class SessionCursor;

  // Usual hours of one kind, as the wall clock shows them, from midnight of the trading day: an
  // open on the evening before is negative.
  struct Schedule {
    Session::Kind kind = Session::Kind::regular;
    std::uint8_t weekdays = 0;  // bit 0 is Sunday
    Duration open, close;
    Date from, until;  // both included
    bool on(Date day) const {
      return from <= day && day <= until && (weekdays >> day.weekday() & 1) != 0;
    }
  };
  struct SpecialDay {
    std::string name;
    bool closed = false;
    bool halt = false;  // what was traded counts for the next trading day
    std::optional<Duration> open, close, post_close;
  };
  struct Stretch {  // of trading, sessions that touch joined
    Time open, close;
  };

  Calendar(std::string name, Zone zone) : name_(std::move(name)), zone_(zone) {}

  const std::vector<Stretch>& stretches(Hours hours) const {
    return hours == Hours::regular ? regular_ : extended_;
  }
  std::size_t first_ending_after(Time time) const;  // index into sessions_
  std::span<const Session> sessions_of(Date day) const { return sessions(day, day); }
  bool has_hours(Date day) const;
  bool begins_on_the_eve() const;
  Error beyond() const;
  Error no_trading_day(Date day) const;

  std::string name_;
  std::string title_;
  std::string version_;
  std::vector<std::string> aliases_;
  bool pauses_ = false;
  Zone zone_;
  Date first_day_;
  Date last_day_;
  Time begin_, end_;  // of the days covered
  std::vector<Schedule> schedules_;
  std::map<Date, SpecialDay> special_;
  std::vector<Session> sessions_;  // by open; trading days never go back
  std::vector<Stretch> regular_;
  std::vector<Stretch> extended_;
};

// Remembers the session that the last call found: for loops over ticks, where the next instant is
// nearly always in the same one. The calendar must outlive it. Not shared between threads.
class SessionCursor {
 public:
  explicit SessionCursor(const Calendar& calendar) : calendar_(&calendar) {}
  // Null when closed. Good until the next call.
  const Session* at(Time time);

 private:
  const Calendar* calendar_;
  std::size_t index_ = 0;  // the first session that ends after the last instant asked for
};

// The calendars that a desk knows, by name. Pointers stay good as long as the set lives.
class CalendarSet {
 public:
  // NYSE (also NASDAQ, ARCA), CME_EQUITY, CME_ENERGY, CME_METALS, FX, ALWAYS.
  static CalendarSet built_in();

  // Takes the place of one of the same name: a user's file comes before the built-in one. Before
  // the first `find` only, since pointers to the old one end here.
  void put(Calendar calendar);
  Result<const Calendar*> find(std::string_view name) const;  // or by alias; never null
  std::vector<const Calendar*> all() const;                   // by name

  // A broker's pauses, which are no market: neither `find` nor `all` shows them. Null where there
  // are none of this name.
  const Calendar* find_pauses(std::string_view name) const;

 private:
  using ByName = std::map<std::string, std::unique_ptr<const Calendar>, std::less<>>;
  ByName calendars_;
  ByName pauses_;
};

}  // namespace pitwall::market
