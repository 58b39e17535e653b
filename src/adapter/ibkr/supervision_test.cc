#include "adapter/ibkr/supervision.h"

#include <doctest/doctest.h>

namespace pitwall::ibkr {
namespace {

using port::ConnectionState;

const market::CalendarSet& built_in() {
  static const market::CalendarSet set = market::CalendarSet::built_in();
  return set;
}

Time in_zone(std::string_view zone, std::string_view text) {
  return Zone::find(zone).value().instant(LocalTime::parse(text).value());
}
// A reading of the clock in New York.
Time at(std::string_view text) {
  static const Zone new_york = Zone::find("America/New_York").value();
  return new_york.instant(LocalTime::parse(text).value());
}

Supervision supervision(Interface interface = Interface::tws, std::string region = "NA") {
  SupervisionOptions options;
  options.broker = "Interactive Brokers";
  options.interface = interface;
  options.region = std::move(region);
  return {options, built_in()};
}

std::string text(const std::optional<port::ConnectionChanged>& told) {
  if (!told) return "";
  return fmt::format("{}: {}", port::name_of(told->state), told->detail);
}

constexpr std::string_view nightly =
    "maintenance: Interactive Brokers pauses for the nightly reset until 01:45 in New York. "
    "Nothing "
    "is wrong: it is announced, and Pitwall connects again afterwards.";

}  // namespace

TEST_CASE("an outage outside every window is a fault at once") {
  Supervision s = supervision();
  CHECK(text(s.see(Seen::connecting, "Connecting.", at("2026-11-23 10:00"))) ==
        "connecting: Connecting.");
  CHECK(text(s.see(Seen::up, "There.", at("2026-11-23 10:01"))) == "connected: There.");
  CHECK(text(s.see(Seen::up, "There.", at("2026-11-23 10:02"))).empty());
  CHECK(text(s.see(Seen::unreachable, "Broke off.", at("2026-11-23 11:00"))) ==
        "disconnected: Broke off.");
  CHECK(s.next_look(at("2026-11-23 11:00")) == Time::max());
  // Attempts are no news, and the same words are said once, also where two take turns.
  for (const std::string_view minute : {"11:01", "11:02", "11:03"}) {
    const Time now = at(fmt::format("2026-11-23 {}", minute));
    CHECK(text(s.see(Seen::connecting, "Connecting.", now)).empty());
    CHECK(text(s.see(Seen::unreachable, "Broke off.", now)).empty());
    const std::string other = text(s.see(Seen::unreachable, "Nobody listens.", now));
    CHECK(other == (minute == "11:01" ? "disconnected: Nobody listens." : ""));
    CHECK(text(s.look(now)).empty());
  }
  CHECK(text(s.see(Seen::up, "There.", at("2026-11-23 11:04"))) == "connected: There.");
  CHECK(text(s.see(Seen::unreachable, "Broke off.", at("2026-11-23 12:00"))) ==
        "disconnected: Broke off.");
}

TEST_CASE("a gateway whose words never repeat does not fill the journal") {
  Supervision s = supervision();
  int told = 0;
  for (int i = 0; i < 1'000; ++i)
    if (s.see(Seen::unreachable, fmt::format("Fault {}.", i), at("2026-11-23 11:00") + seconds(i)))
      ++told;
  CHECK(told == 8);
}

TEST_CASE("the nightly reset is maintenance, until its window and the grace are over") {
  Supervision s = supervision();
  s.see(Seen::up, "There.", at("2026-11-23 10:00"));
  CHECK(text(s.see(Seen::unreachable, "Broke off.", at("2026-11-24 00:15"))) == nightly);
  CHECK(text(s.see(Seen::upstream_lost, "1100.", at("2026-11-24 00:20"))).empty());
  const Time look = s.next_look(at("2026-11-24 00:20"));
  CHECK(look == at("2026-11-24 01:55"));
  CHECK(text(s.look(look - nanoseconds(1))).empty());

  SUBCASE("back in time") {
    CHECK(text(s.see(Seen::up, "There.", at("2026-11-24 01:50"))) == "connected: There.");
    CHECK(s.next_look(at("2026-11-24 01:50")) == Time::max());
    CHECK(text(s.look(look)).empty());
  }
  SUBCASE("not back") {
    CHECK(text(s.look(look)) ==
          "disconnected: Interactive Brokers should have been back from the nightly reset by 01:45 "
          "in New York, and is not. 1100.");
    CHECK(text(s.look(look + minutes(1))).empty());
    // The next night's window does not excuse it.
    CHECK(text(s.see(Seen::upstream_lost, "1100.", at("2026-11-25 00:30"))).empty());
    CHECK(s.state() == ConnectionState::disconnected);
    CHECK(text(s.see(Seen::up, "There.", at("2026-11-25 00:31"))) == "connected: There.");
    CHECK(text(s.see(Seen::unreachable, "Broke off.", at("2026-11-25 00:32"))) == nightly);
  }
}

TEST_CASE("an outage that begins before its window stays a fault; one inside the edge does not") {
  Supervision early = supervision();
  CHECK(text(early.see(Seen::unreachable, "x.", at("2026-11-24 00:14:59"))) == "disconnected: x.");
  CHECK(text(early.see(Seen::unreachable, "x.", at("2026-11-24 00:16"))).empty());
  CHECK(early.state() == ConnectionState::disconnected);
  Supervision late = supervision();
  CHECK(text(late.see(Seen::unreachable, "x.", at("2026-11-24 01:45"))) == "disconnected: x.");
}

TEST_CASE("each region has its own reset, and the weekend is everybody's") {
  struct Row {
    Interface interface;
    std::string_view region, zone, time, reason, until;
  };
  using enum Interface;
  const std::string_view new_york = "America/New_York", zurich = "Europe/Zurich",
                         hong_kong = "Asia/Hong_Kong";
  const Row rows[]{
      {tws, "NA", new_york, "2026-11-23 00:15", "the nightly reset", "01:45 in New York"},
      {tws, "NA", new_york, "2026-07-22 01:44", "the nightly reset", "01:45 in New York"},
      {tws, "NA", new_york, "2026-11-23 00:14", "", ""},
      {tws, "NA", new_york, "2026-11-22 00:30", "the nightly reset", "01:45 in New York"},
      {tws, "NA", new_york, "2026-11-20 22:59", "", ""},
      {tws, "NA", new_york, "2026-11-20 23:00", "the weekend reset", "03:00 in New York"},
      {tws, "NA", new_york, "2026-11-21 02:59", "the weekend reset", "03:00 in New York"},
      {tws, "NA", new_york, "2026-11-21 03:00", "", ""},
      {tws, "NA", new_york, "2026-11-21 20:00", "", ""},
      {tws, "EU", zurich, "2026-11-23 06:30", "the daily reset", "07:45 in Zurich"},
      {tws, "EU", zurich, "2026-11-21 06:30", "the weekend reset", "03:00 in New York"},
      {tws, "EU", zurich, "2026-11-23 00:30", "", ""},
      {tws, "APAC", hong_kong, "2026-11-23 05:00", "the daily reset", "06:05 in Hong Kong"},
      {tws, "APAC", hong_kong, "2026-11-23 20:15", "the daily reset", "21:15 in Hong Kong"},
      {tws, "APAC", hong_kong, "2026-11-23 12:00", "", ""},
      {client_portal, "NA", new_york, "2026-11-23 00:05", "the nightly reset of the Web API",
       "01:15 in New York"},
      {client_portal, "EU", zurich, "2026-11-23 00:05", "the nightly reset of the Web API",
       "01:15 in Zurich"},
      {client_portal, "NA", new_york, "2026-11-21 20:00", "the Saturday maintenance of the Web API",
       "00:00 in New York"},
      {client_portal, "NA", new_york, "2026-11-23 02:00", "", ""},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.time));
    const Supervision s = supervision(row.interface, std::string(row.region));
    const auto pause = s.pause(in_zone(row.zone, row.time));
    REQUIRE(pause.has_value() == !row.reason.empty());
    if (!pause) continue;
    CHECK(pause->reason == row.reason);
    CHECK(pause->until_text == row.until);
  }
}

TEST_CASE("windows that touch are one pause; a holiday of the exchange is none") {
  Supervision s = supervision(Interface::client_portal);
  CHECK(text(s.see(Seen::said_maintenance, "503.", at("2026-11-21 19:00"))) ==
        "maintenance: Interactive Brokers pauses for the Saturday maintenance of the Web API until "
        "01:45 in New York. Nothing is wrong: it is announced, and Pitwall connects again "
        "afterwards.");
  CHECK(s.next_look(at("2026-11-21 19:00")) == at("2026-11-22 01:55"));
  CHECK(text(s.see(Seen::unreachable, "Silent.", at("2026-11-22 00:30"))).empty());
  CHECK(text(s.look(at("2026-11-22 01:55"))).starts_with("disconnected: "));

  Supervision thanksgiving = supervision();
  CHECK(text(thanksgiving.see(Seen::unreachable, "x.", at("2026-11-26 12:00"))) ==
        "disconnected: x.");
}

TEST_CASE("a broker that says itself that it is closed is believed for a while") {
  Supervision s = supervision(Interface::client_portal);
  s.see(Seen::up, "There.", at("2026-11-23 09:00"));
  CHECK(text(s.see(Seen::said_maintenance, "It says: back soon.", at("2026-11-23 10:00"))) ==
        "maintenance: It says: back soon.");
  CHECK(s.next_look(at("2026-11-23 10:01")) == at("2026-11-23 10:30"));
  CHECK(text(s.look(at("2026-11-23 10:29"))).empty());
  CHECK(text(s.look(at("2026-11-23 10:30"))) == "disconnected: It says: back soon.");
  // Said shortly before the window, it is the window's pause once that has begun.
  Supervision night = supervision(Interface::client_portal);
  night.see(Seen::said_maintenance, "It says: back soon.", at("2026-11-23 23:58"));
  CHECK(text(night.look(at("2026-11-24 00:20"))).starts_with("maintenance: Interactive Brokers"));
  CHECK(night.next_look(at("2026-11-24 00:20")) == at("2026-11-24 01:55"));
}

TEST_CASE("what only a person can change is said once, and nothing is tried in haste") {
  Supervision s = supervision(Interface::client_portal);
  const Time now = at("2026-11-23 10:00");
  CHECK(text(s.see(Seen::login_needed, "Log in at https://localhost:5000.", now)) ==
        "needs_login: Log in at https://localhost:5000.");
  CHECK(s.retry_in(now) == minutes(1));
  // Also in a window: the person may want to know before the morning.
  CHECK(text(s.see(Seen::login_needed, "Log in at https://localhost:5000.", at("2026-11-24 00:30")))
            .empty());
  CHECK(text(s.see(Seen::competing, "Another login has it.", now)) ==
        "competing: Another login has it.");
  CHECK(s.retry_in(now) == minutes(15));
  CHECK(text(s.see(Seen::refused, "Live, not paper.", now)) == "refused: Live, not paper.");
  CHECK(s.retry_in(now) == minutes(15));
  CHECK(text(s.see(Seen::refused, "Live, not paper.", now + hours(1))).empty());
}

TEST_CASE("an outage over the end of the weekly login waits for the person") {
  Supervision s = supervision();
  s.see(Seen::up, "There.", at("2026-11-20 10:00"));
  CHECK(text(s.see(Seen::unreachable, "Broke off.", at("2026-11-22 01:00"))) == nightly);
  const std::string told = text(s.look(s.next_look(at("2026-11-22 01:00"))));
  CHECK(told.starts_with("needs_login: The weekly login of TWS or IB Gateway ended on Sunday"));
  // Neither other words nor the next window change that.
  CHECK(text(s.see(Seen::unreachable, "Nobody listens.", at("2026-11-22 09:00"))).empty());
  CHECK(text(s.see(Seen::unreachable, "Nobody listens.", at("2026-11-23 00:30"))).empty());
  CHECK(text(s.see(Seen::up, "There.", at("2026-11-23 08:00"))) == "connected: There.");

  // Where the reset is at another hour, it is said at once.
  Supervision asia = supervision(Interface::tws, "APAC");
  CHECK(text(asia.see(Seen::unreachable, "x.", at("2026-11-22 01:00:05")))
            .starts_with("needs_login: "));
  Supervision fault = supervision();
  CHECK(text(fault.see(Seen::unreachable, "x.", at("2026-11-22 12:00"))) == "disconnected: x.");
  Supervision portal = supervision(Interface::client_portal);
  portal.see(Seen::unreachable, "x.", at("2026-11-22 01:00"));
  CHECK(text(portal.look(at("2026-11-22 02:00"))).starts_with("disconnected: "));
}

TEST_CASE("attempts back off, and start anew after a success") {
  Supervision s = supervision();
  const Time now = at("2026-11-23 10:00");
  std::vector<std::int64_t> waits;
  for (int i = 0; i < 9; ++i) {
    s.see(Seen::unreachable, "x.", now);
    waits.push_back(s.retry_in(now) / seconds(1));
    s.see(Seen::connecting, "", now);
  }
  CHECK(waits == std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 60, 60, 60});
  for (int i = 0; i < 1'000; ++i) s.see(Seen::unreachable, "x.", now);
  CHECK(s.retry_in(now) == minutes(1));
  CHECK(s.retry_in(at("2026-11-24 00:30")) == minutes(1));
  s.see(Seen::up, "There.", now);
  s.see(Seen::unreachable, "x.", now);
  CHECK(s.retry_in(now) == seconds(1));
}

TEST_CASE("a file of the user's own announces another pause") {
  market::CalendarSet own = market::CalendarSet::built_in();
  own.put(
      market::Calendar::parse("calendar IBKR_WEEKEND\ntitle the data centre's move\nkind pauses\n"
                              "zone America/New_York\ncovers 2026-01-01 2026-12-31\n"
                              "hours regular wed 10:00 12:00 from 2026-11-25 until 2026-11-25\n")
          .value());
  SupervisionOptions options;
  options.broker = "Interactive Brokers";
  Supervision s(options, own);
  CHECK(
      text(s.see(Seen::unreachable, "x.", at("2026-11-25 11:00")))
          .starts_with("maintenance: Interactive Brokers pauses for the data centre's move until"));
  CHECK_FALSE(s.pause(at("2026-11-20 23:30")));
}

namespace {

// A week at one minute's steps: the socket is gone in the given minutes, and there in all others.
struct Gone {
  std::string_view from, until;
};

std::vector<std::string> week_of(std::span<const Gone> outages) {
  Supervision s = supervision();
  std::vector<std::string> told;
  const Time end = at("2026-11-23 00:00");
  for (Time now = at("2026-11-16 00:00"); now < end; now += minutes(1)) {
    const bool gone = std::ranges::any_of(outages, [&](const Gone& outage) {
      return at(outage.from) <= now && now < at(outage.until);
    });
    const auto take = [&](const std::optional<port::ConnectionChanged>& news) {
      if (!news) return;
      const std::string clock = Zone::find("America/New_York").value().local(now).text();
      told.push_back(fmt::format("{} {}", clock.substr(8, 8), port::name_of(news->state)));
      CHECK(news->broker == "Interactive Brokers");
    };
    take(s.see(Seen::connecting, "Connecting.", now));
    take(s.see(gone ? Seen::unreachable : Seen::up, gone ? "Gone." : "There.", now));
    take(s.look(now));
  }
  return told;
}

}  // namespace

TEST_CASE("a week of resets, a weekend and two real faults") {
  const Gone outages[]{
      {"2026-11-16 00:16", "2026-11-16 00:40"},  // Monday's reset
      {"2026-11-17 00:20", "2026-11-17 01:50"},  // Tuesday's, late but in the grace
      {"2026-11-18 00:20", "2026-11-18 04:00"},  // Wednesday's, which does not end
      {"2026-11-19 13:00", "2026-11-19 13:30"},  // a fault in the middle of the day
      {"2026-11-20 23:05", "2026-11-21 02:00"},  // the weekend's
      {"2026-11-21 12:00", "2026-11-21 12:05"},  // Saturday noon is no pause
      {"2026-11-22 00:30", "2026-11-22 10:00"},  // the login ended, and the person slept
  };
  CHECK(week_of(outages) ==
        std::vector<std::string>{
            "16 00:00 connecting", "16 00:00 connected", "16 00:16 maintenance",
            "16 00:40 connected", "17 00:20 maintenance", "17 01:50 connected",
            "18 00:20 maintenance", "18 01:55 disconnected", "18 04:00 connected",
            "19 13:00 disconnected", "19 13:30 connected", "20 23:05 maintenance",
            "21 02:00 connected", "21 12:00 disconnected", "21 12:05 connected",
            "22 00:30 maintenance", "22 01:55 needs_login", "22 10:00 connected"});
}

TEST_CASE(
    "whatever happens in a week, nothing is told twice and silence is never longer than due") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    std::uint64_t state = seed * 0x9e3779b97f4a7c15u;
    const auto draw = [&](std::uint64_t below) {
      state ^= state << 13, state ^= state >> 7, state ^= state << 17;
      return state % below;
    };
    Supervision s = supervision(draw(2) == 0 ? Interface::tws : Interface::client_portal);
    std::string last;
    Seen seen = Seen::connecting;
    std::optional<Time> outage;
    const Time begin = at("2026-11-16 00:00");
    for (Time now = begin; now < begin + days(7); now += minutes(1 + std::int64_t(draw(20)))) {
      if (draw(3) == 0) seen = static_cast<Seen>(draw(8));
      const bool gone = seen == Seen::unreachable || seen == Seen::said_maintenance ||
                        seen == Seen::upstream_lost;
      if (!gone && seen != Seen::connecting) outage.reset();
      if (gone && !outage) outage = now;
      std::optional<port::ConnectionChanged> news = s.see(seen, "Words.", now);
      for (int again = 0; again < 2; ++again) {
        if (news) {
          CHECK(text(news) != last);
          last = text(news);
        }
        news = s.look(now);
      }
      CHECK(text(news).empty());
      CHECK(s.next_look(now) >= now);
      CHECK(s.retry_in(now) > Duration{});
      if (seen == Seen::up) CHECK(s.state() == ConnectionState::connected);
      if (!outage) continue;
      CHECK(s.state() != ConnectionState::connected);
      // No chain of windows is longer than a Saturday evening and the night after it.
      if (now > *outage + hours(9)) CHECK(s.state() != ConnectionState::maintenance);
    }
  }
}

}  // namespace pitwall::ibkr
