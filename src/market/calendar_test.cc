#include "market/calendar.h"

#include <doctest/doctest.h>

namespace pitwall::market {

namespace {

const CalendarSet& built_in() {
  static const CalendarSet set = CalendarSet::built_in();
  return set;
}
const Calendar& calendar(std::string_view name) { return *built_in().find(name).value(); }

Date day(std::string_view text) { return Date::parse(text).value(); }
// A reading of the clock in New York.
Time at(std::string_view text) {
  static const Zone new_york = Zone::find("America/New_York").value();
  return new_york.instant(LocalTime::parse(text).value());
}
std::string clock(const Calendar& calendar, Time time) {
  return calendar.zone().local(time).text().substr(0, 16);
}
// "pre 04:00-09:30, regular 09:30-16:00" of one trading day, with the date where it is another.
std::string hours_of(const Calendar& calendar, std::string_view text) {
  std::string out;
  for (const Session& session : calendar.sessions(day(text), day(text))) {
    const auto shown = [&](Time time) {
      const std::string full = clock(calendar, time);
      return full.substr(0, 10) == text ? full.substr(11) : full.substr(5);
    };
    if (!out.empty()) out += ", ";
    if (session.kind == Session::Kind::extended_pre) out += "pre ";
    if (session.kind == Session::Kind::extended_post) out += "post ";
    out += shown(session.open) + "-" + shown(session.close) + (session.half_day ? " half" : "");
  }
  return out;
}

}  // namespace

TEST_CASE("NYSE: an ordinary day, in winter and in summer") {
  const Calendar& nyse = calendar("NYSE");
  CHECK(built_in().find("NASDAQ").value() == &nyse);
  CHECK(hours_of(nyse, "2020-12-15") == "pre 04:00-09:30, 09:30-16:00, post 16:00-20:00");
  CHECK(nyse.day_open(day("2020-12-15")).value() == Time::parse("2020-12-15T14:30:00Z").value());
  CHECK(nyse.day_open(day("2020-07-15")).value() == Time::parse("2020-07-15T13:30:00Z").value());
  CHECK(nyse.is_open(at("2020-12-15 09:30")));
  CHECK_FALSE(nyse.is_open(at("2020-12-15 09:29:59.999")));
  CHECK_FALSE(nyse.is_open(at("2020-12-15 16:00")));
  CHECK(nyse.is_open(at("2020-12-15 16:00"), Hours::extended));
  CHECK_FALSE(nyse.is_open(at("2020-12-15 20:00"), Hours::extended));
  CHECK(nyse.session_at(at("2020-12-15 09:00"))->kind == Session::Kind::extended_pre);
  CHECK_FALSE(nyse.session_at(at("2020-12-15 09:00"), Hours::regular));
}

TEST_CASE("NYSE: from one session to the next, over a weekend and a change of the clocks") {
  const Calendar& nyse = calendar("NYSE");
  const Time friday_evening = at("2020-03-06 21:00");  // clocks change on the 8th
  CHECK(clock(nyse, nyse.next_open(friday_evening).value()) == "2020-03-09 09:30");
  CHECK(clock(nyse, nyse.next_open(friday_evening, Hours::extended).value()) == "2020-03-09 04:00");
  CHECK(clock(nyse, nyse.next_close(friday_evening).value()) == "2020-03-09 16:00");
  CHECK(clock(nyse, nyse.previous_close(friday_evening).value()) == "2020-03-06 16:00");
  CHECK(clock(nyse, nyse.previous_close(friday_evening, Hours::extended).value()) ==
        "2020-03-06 20:00");
  CHECK(nyse.trading_day(friday_evening).value() == day("2020-03-09"));
  CHECK(nyse.trading_day(at("2020-03-06 19:59")).value() == day("2020-03-06"));
  CHECK(nyse.next_open(at("2020-03-06 09:30")).value() == at("2020-03-06 09:30"));
  CHECK(nyse.next_close(at("2020-03-06 16:00")).value() == at("2020-03-09 16:00"));
  CHECK(nyse.previous_close(at("2020-03-06 16:00")).value() == at("2020-03-06 16:00"));
  CHECK(nyse.next_trading_day(day("2020-03-06")).value() == day("2020-03-09"));
  CHECK(nyse.previous_trading_day(day("2020-03-08")).value() == day("2020-03-06"));
}

TEST_CASE("NYSE: the published holidays, and no others, of nine years") {
  const Calendar& nyse = calendar("NYSE");
  const std::vector<std::string_view> holidays{
      "1990-01-01", "1990-02-19", "1990-04-13", "1990-05-28", "1990-07-04", "1990-09-03",
      "1990-11-22", "1990-12-25",  //
      "2018-01-01", "2018-01-15", "2018-02-19", "2018-03-30", "2018-05-28", "2018-07-04",
      "2018-09-03", "2018-11-22", "2018-12-05", "2018-12-25",  //
      "2021-01-01", "2021-01-18", "2021-02-15", "2021-04-02", "2021-05-31", "2021-07-05",
      "2021-09-06", "2021-11-25", "2021-12-24",  //
      "2022-01-17", "2022-02-21", "2022-04-15", "2022-05-30", "2022-06-20", "2022-07-04",
      "2022-09-05", "2022-11-24", "2022-12-26",  //
      "2023-01-02", "2023-01-16", "2023-02-20", "2023-04-07", "2023-05-29", "2023-06-19",
      "2023-07-04", "2023-09-04", "2023-11-23", "2023-12-25",  //
      "2025-01-01", "2025-01-09", "2025-01-20", "2025-02-17", "2025-04-18", "2025-05-26",
      "2025-06-19", "2025-07-04", "2025-09-01", "2025-11-27", "2025-12-25",  //
      "2026-01-01", "2026-01-19", "2026-02-16", "2026-04-03", "2026-05-25", "2026-06-19",
      "2026-07-03", "2026-09-07", "2026-11-26", "2026-12-25",  //
      "2027-01-01", "2027-01-18", "2027-02-15", "2027-03-26", "2027-05-31", "2027-06-18",
      "2027-07-05", "2027-09-06", "2027-11-25", "2027-12-24",  //
      "2028-01-17", "2028-02-21", "2028-04-14", "2028-05-29", "2028-06-19", "2028-07-04",
      "2028-09-04", "2028-11-23", "2028-12-25"};
  for (const int year : {1990, 2018, 2021, 2022, 2023, 2025, 2026, 2027, 2028}) {
    for (Date d = Date::from_civil(year, 1, 1); d.year() == year; ++d) {
      const bool weekend = d.weekday() == 0 || d.weekday() == 6;
      const bool holiday = std::ranges::find(holidays, d.text()) != holidays.end();
      CHECK_MESSAGE(nyse.is_trading_day(d) == !(weekend || holiday), d.text());
    }
  }
}

TEST_CASE("NYSE: half days") {
  const Calendar& nyse = calendar("NYSE");
  std::vector<std::string> found;
  for (Date d = day("2012-01-01"); d <= day("2028-12-31"); ++d) {
    const auto sessions = nyse.sessions(d, d);
    if (!sessions.empty() && sessions.front().half_day) found.push_back(d.text());
  }
  CHECK(found == std::vector<std::string>{
                     "2012-07-03", "2012-11-23", "2012-12-24", "2013-07-03", "2013-11-29",
                     "2013-12-24", "2014-07-03", "2014-11-28", "2014-12-24", "2015-11-27",
                     "2015-12-24", "2016-11-25", "2017-07-03", "2017-11-24", "2018-07-03",
                     "2018-11-23", "2018-12-24", "2019-07-03", "2019-11-29", "2019-12-24",
                     "2020-11-27", "2020-12-24", "2021-11-26", "2022-11-25", "2023-07-03",
                     "2023-11-24", "2024-07-03", "2024-11-29", "2024-12-24", "2025-07-03",
                     "2025-11-28", "2025-12-24", "2026-11-27", "2026-12-24", "2027-11-26",
                     "2028-07-03", "2028-11-24"});
  CHECK(hours_of(nyse, "2024-11-29") ==
        "pre 04:00-09:30 half, 09:30-13:00 half, post 13:00-17:00 half");
  CHECK(hours_of(nyse, "1996-01-08") == "pre 04:00-09:30 half, 11:00-14:00 half");
  CHECK(nyse.special_day(day("2024-11-29")) == "Day after Thanksgiving");
  CHECK(hours_of(nyse, "1996-07-05") ==
        "pre 04:00-09:30 half, 09:30-13:00 half, post 13:00-17:00 half");
}

TEST_CASE("NYSE: why it is closed") {
  const Calendar& nyse = calendar("NYSE");
  CHECK(nyse.why_closed(at("2020-12-15 10:00")) == "");
  CHECK(nyse.why_closed(at("2020-12-15 22:00")) == "outside hours");
  CHECK(nyse.why_closed(at("2020-12-11 22:00")) == "outside hours");
  CHECK(nyse.why_closed(at("2020-12-12 11:00")) == "weekend");
  CHECK(nyse.why_closed(at("2024-03-29 11:00")) == "holiday: Good Friday");
  CHECK(nyse.why_closed(at("2024-03-29 02:00")) == "holiday: Good Friday");
  CHECK(nyse.why_closed(at("2001-09-12 11:00")) == "holiday: Terrorist attacks");
  CHECK(nyse.why_closed(at("2024-11-29 18:00")) == "early close: Day after Thanksgiving");
  CHECK(nyse.why_closed(at("2002-09-11 10:00")) == "late open: Commemoration of 11 September 2001");
  CHECK(nyse.why_closed(at("2029-01-02 10:00")).find("1990-01-01 to 2028-12-31") !=
        std::string::npos);
}

TEST_CASE("a calendar says where it ends") {
  const Calendar& nyse = calendar("NYSE");
  CHECK(nyse.next_open(at("2028-12-29 17:00")).error().code == Code::no_data);
  CHECK(nyse.next_open(at("1989-12-29 17:00")).error().code == Code::no_data);
  CHECK(nyse.previous_close(at("1990-01-02 10:00")).error().code == Code::no_data);
  CHECK(nyse.trading_day(at("2030-01-02 10:00")).error().code == Code::no_data);
  CHECK(nyse.next_trading_day(day("2028-12-29")).error().code == Code::no_data);
  CHECK_FALSE(nyse.session_at(at("2030-01-02 10:00")));
  CHECK(nyse.day_open(day("2024-12-25")).error().message ==
        "2024-12-25 is not a trading day of NYSE (Christmas Day).");
  CHECK(nyse.sessions(day("2030-01-01"), day("2031-01-01")).empty());
  CHECK(nyse.sessions(day("2020-01-03"), day("2020-01-01")).empty());
}

TEST_CASE("CME equity index: the trading day begins the evening before") {
  const Calendar& cme = calendar("CME_EQUITY");
  CHECK(hours_of(cme, "2024-03-04") == "03-03 18:00-17:00");  // a Monday
  CHECK(cme.trading_day(at("2024-03-03 18:00")).value() == day("2024-03-04"));
  CHECK(cme.trading_day(at("2024-03-04 16:59")).value() == day("2024-03-04"));
  CHECK(cme.trading_day(at("2024-03-04 18:00")).value() == day("2024-03-05"));
  CHECK(cme.why_closed(at("2024-03-04 17:30")) == "daily break");
  CHECK(cme.why_closed(at("2024-03-01 17:30")) == "weekend");
  CHECK(cme.why_closed(at("2024-03-02 12:00")) == "weekend");
  CHECK(cme.why_closed(at("2024-03-03 17:59")) == "weekend");
  CHECK(cme.is_open(at("2024-03-03 18:00")));
  CHECK(clock(cme, cme.next_close(at("2024-03-03 18:00")).value()) == "2024-03-04 17:00");
  CHECK(hours_of(cme, "2019-03-05") == "03-04 18:00-16:15, 16:30-17:00");
  CHECK(cme.why_closed(at("2019-03-05 16:20")) == "daily break");
}

TEST_CASE("CME equity index: holidays halt early and count for the next trading day") {
  const Calendar& cme = calendar("CME_EQUITY");
  CHECK_FALSE(cme.is_trading_day(day("2026-01-19")));
  CHECK(hours_of(cme, "2026-01-20") == "01-18 18:00-01-19 13:00 half, 01-19 18:00-17:00");
  CHECK(cme.why_closed(at("2026-01-19 14:00")) == "early close: Martin Luther King Jr. Day");
  CHECK(cme.day_open(day("2026-01-19")).error().message ==
        "2026-01-19 is not a trading day of CME_EQUITY (Martin Luther King Jr. Day).");
  CHECK(hours_of(cme, "2020-07-06") ==
        "07-02 18:00-07-03 13:00 half, 07-05 18:00-16:15, 16:30-17:00");
  CHECK(hours_of(cme, "2024-11-29") == "11-27 18:00-11-28 13:00 half, 11-28 18:00-13:15 half");
  CHECK(hours_of(cme, "2025-01-10") == "01-08 18:00-01-09 09:30 half, 01-09 18:00-17:00");
  CHECK(hours_of(cme, "2023-04-10") == "04-06 18:00-04-07 09:15 half, 04-09 18:00-17:00");
  CHECK(hours_of(cme, "2024-12-24") == "12-23 18:00-13:15 half");
  CHECK(hours_of(cme, "2024-12-26") == "12-25 18:00-17:00");
  CHECK(cme.why_closed(at("2024-12-25 11:00")) == "holiday: Christmas Day");
  CHECK(cme.why_closed(at("2024-12-25 17:30")) == "holiday: Christmas Day");
  CHECK(cme.why_closed(at("2024-03-28 19:00")) == "holiday: Good Friday");
  CHECK(cme.why_closed(at("2024-03-28 17:30")) == "holiday: Good Friday");
  // Christmas on a Saturday is observed on Friday; New Year's Day on a Saturday is not.
  CHECK_FALSE(cme.is_trading_day(day("2021-12-24")));
  CHECK(hours_of(cme, "2021-12-31") == "12-30 18:00-17:00");
}

TEST_CASE("CME energy and metals halt on holidays at their own times") {
  for (const std::string_view name : {"CME_ENERGY", "CME_METALS"}) {
    const Calendar& cme = calendar(name);
    CHECK(hours_of(cme, "2026-01-20") == "01-18 18:00-01-19 14:30 half, 01-19 18:00-17:00");
    CHECK(hours_of(cme, "2017-07-05") == "07-03 18:00-07-04 13:00 half, 07-04 18:00-17:00");
    CHECK(hours_of(cme, "2024-07-03") == "07-02 18:00-17:00");
    CHECK(hours_of(cme, "2024-12-24") == "12-23 18:00-13:45 half");
    CHECK(hours_of(cme, "2019-03-05") == "03-04 18:00-17:00");
    CHECK_FALSE(cme.is_trading_day(day("2026-04-03")));
    CHECK(hours_of(cme, "2025-01-09") == "01-08 18:00-17:00");
  }
}

TEST_CASE("spot currencies trade from Sunday to Friday without a break") {
  const Calendar& fx = calendar("FX");
  CHECK_FALSE(fx.is_open(at("2024-03-03 16:59")));
  CHECK(fx.is_open(at("2024-03-03 17:00")));
  CHECK(fx.is_open(at("2024-03-06 17:00")));
  CHECK(fx.trading_day(at("2024-03-06 16:59")).value() == day("2024-03-06"));
  CHECK(fx.trading_day(at("2024-03-06 17:00")).value() == day("2024-03-07"));
  CHECK(fx.next_close(at("2024-03-04 10:00")).value() == at("2024-03-08 17:00"));
  CHECK(fx.next_open(at("2024-03-04 10:00")).value() == at("2024-03-10 17:00"));
  CHECK(fx.why_closed(at("2024-12-25 10:00")) == "holiday: Christmas Day");
}

TEST_CASE("a market that never closes has days but no next close") {
  const Calendar& always = calendar("ALWAYS");
  const Time time = Time::parse("2024-02-29T23:59:59Z").value();
  CHECK(always.session_at(time)->trading_day == day("2024-02-29"));
  CHECK(always.session_at(time + seconds(1))->open == time + seconds(1));
  CHECK(always.next_close(time).error().code == Code::no_data);
  CHECK(always.why_closed(time) == "");
}

TEST_CASE("a cursor finds what session_at finds, in any order") {
  for (const Calendar* cal : built_in().all()) {
    SessionCursor cursor(*cal);
    std::uint64_t state = 88172645463325252u;
    Time time = at("2020-01-01 00:00");
    for (int i = 0; i < 20'000; ++i) {
      state ^= state << 13, state ^= state >> 7, state ^= state << 17;
      const auto step = static_cast<std::int64_t>(state % 7'200);
      time = i % 1'000 == 999 ? time - days(100) : time + seconds(step);
      const Session* found = cursor.at(time);
      const std::optional<Session> wanted = cal->session_at(time);
      REQUIRE((found != nullptr) == wanted.has_value());
      if (found != nullptr) REQUIRE(*found == *wanted);
    }
  }
}

TEST_CASE("in every calendar sessions are in order and agree with every question asked of them") {
  for (const Calendar* cal : built_in().all()) {
    const auto all = cal->sessions(cal->first_day(), cal->last_day());
    REQUIRE(all.size() > 1000);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Session& session = all[i];
      REQUIRE(session.open < session.close);
      REQUIRE(cal->session_at(session.open) == session);
      REQUIRE(cal->trading_day(session.close - nanoseconds(1)).value() == session.trading_day);
      REQUIRE(cal->why_closed(session.open).empty());
      if (i == 0) continue;
      REQUIRE(all[i - 1].close <= session.open);
      REQUIRE(all[i - 1].trading_day <= session.trading_day);
      if (all[i - 1].close == session.open) continue;
      REQUIRE(cal->next_open(all[i - 1].close, Hours::extended).value() == session.open);
      REQUIRE(cal->previous_close(session.open, Hours::extended).value() == all[i - 1].close);
      REQUIRE_FALSE(cal->session_at(all[i - 1].close));
      REQUIRE_FALSE(cal->why_closed(all[i - 1].close).empty());
    }
  }
}

TEST_CASE("a broker's pauses are kept apart from the markets") {
  REQUIRE(built_in().find_pauses("IBKR_TWS_NA") != nullptr);
  const Calendar& reset = *built_in().find_pauses("IBKR_TWS_NA");
  CHECK(reset.pauses());
  CHECK(reset.title() == "the nightly reset");
  CHECK(reset.is_open(at("2026-11-23 00:15")));
  CHECK_FALSE(reset.is_open(at("2026-11-21 00:15")));  // a Saturday
  CHECK_FALSE(built_in().find("IBKR_TWS_NA").ok());
  CHECK(built_in().find_pauses("NYSE") == nullptr);
  for (const Calendar* market : built_in().all()) CHECK_FALSE(market->pauses());
  CHECK(Calendar::parse("calendar X\nkind holiday\n").error().message.find("market or pauses") !=
        std::string::npos);
}

TEST_CASE("a user's calendar takes the place of a built-in one, or says what is wrong with it") {
  const std::string_view good =
      "calendar NYSE\nzone Asia/Hong_Kong # lunch\ncovers 2024-01-01 2024-12-31\n"
      "hours regular mon-fri 09:30 12:00\nhours regular mon-fri 13:00 16:00\n"
      "closed 10-01 on tue = National Day\nclose 12:00 12-24 = Christmas Eve\n";
  CalendarSet set = CalendarSet::built_in();
  set.put(Calendar::parse(good).value());
  const Calendar& own = *set.find("NYSE").value();
  CHECK(hours_of(own, "2024-03-05") == "09:30-12:00, 13:00-16:00");
  CHECK(hours_of(own, "2024-12-24") == "09:30-12:00 half");
  CHECK(own.why_closed(own.zone().instant({day("2024-03-05"), hours(12)})) == "daily break");
  CHECK(own.special_day(day("2024-10-01")) == "National Day");

  const Calendar eve = Calendar::parse(
                           "calendar X\nzone UTC\ncovers 2024-01-02 2024-01-02\n"
                           "hours regular mon-fri eve 18:00 17:00\n")
                           .value();
  const Time first = Time::parse("2024-01-01T18:00:00Z").value();
  CHECK(eve.next_open(first).value() == first);
  CHECK(eve.next_close(first).value() == Time::parse("2024-01-02T17:00:00Z").value());
  CHECK(eve.next_open(first - seconds(1)).error().code == Code::no_data);

  const auto fault = [&](std::string_view line) {
    const Result<Calendar> calendar = Calendar::parse(std::string(good) + std::string(line));
    REQUIRE_MESSAGE(!calendar.ok(), line);
    return calendar.error().message;
  };
  CHECK(fault("closed 12-25") ==
        "Calendar line 8: a special day needs a name: closed 12-25 = Christmas");
  CHECK(fault("holiday 12-25 = Christmas").starts_with("Calendar line 8: \"holiday 12-25"));
  for (const std::string_view line : {"closed 13-25 = x",
                                      "closed 02-29 = x",
                                      "closed 6th mon jan = x",
                                      "closed 3rd mon = x",
                                      "closed 3rd mon jan on never = x",
                                      "close 25:00 12-24 = x",
                                      "close 12-24 = x",
                                      "halt 12:60 12-24 = x",
                                      "hours night mon-fri 01:00 02:00",
                                      "hours pre mon-fri 02:00 01:00",
                                      "hours pre mon-fri 02:00",
                                      "hours pre mon-fri 02:00 03:00 from tomorrow",
                                      "zone Mars/Base",
                                      "covers 2024-01-01 2023-01-01",
                                      "covers 1700-01-01 2200-01-01",
                                      "title",
                                      "= x",
                                      "closed = x",
                                      "hours regular mon-fri 11:00 14:00",
                                      "closed 2024-02-30 = x",
                                      "closed easter -x = x"})
    fault(line);
  CHECK_FALSE(Calendar::parse("").ok());
  CHECK_FALSE(Calendar::parse("calendar X\nzone UTC\n").ok());
  CHECK(built_in().find("NYSF").error().message ==
        "There is no calendar \"NYSF\"; did you mean \"NYSE\"?");
}

}  // namespace pitwall::market
