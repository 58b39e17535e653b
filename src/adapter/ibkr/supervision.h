// What a broker session that comes and goes means, and when to try again. Decided from what is told
// and the time alone: no I/O. Both adapters tell it what they see, and pass on what it says.
//
// The broker's own pauses (the nightly reset, the weekend, its maintenance evening) are calendars
// like an exchange's, whose sessions are the windows: an outage that begins inside one is
// `maintenance` and nobody is alarmed, until the window and a grace are over. One that begins
// outside is a fault at once and stays one. A login is never tried by machine, and a competing one
// never fought.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "market/calendar.h"
#include "port/broker_event.h"

namespace pitwall::ibkr {

enum class Interface { client_portal, tws };

// When the broker announces to be away, of those windows that `calendars` has. `region` is NA, EU
// or APAC.
std::vector<const market::Calendar*> pauses_of(Interface interface, const std::string& region,
                                               const market::CalendarSet& calendars);

// What an adapter sees. `detail` is one sentence for a person: what happened, what to do.
enum class Seen {
  connecting,        // an attempt begins
  up,                // usable and reconciled
  unreachable,       // nobody answers there, or it broke off, or it hangs
  said_maintenance,  // it says itself that it is closed for now (503)
  upstream_lost,     // the gateway is there, but has lost the broker (1100, authenticated: false)
  login_needed,      // logged out, or the second factor waits: only the person can go on
  competing,         // another login of this user has taken the session
  refused,           // paper and live disagree, or the API is closed to us: do not go on
};

struct SupervisionOptions {
  std::string broker;  // as ConnectionChanged has it
  Interface interface = Interface::tws;
  std::string region = "NA";          // whose reset times: NA, EU or APAC
  Duration first_retry = seconds(1);  // doubles, with each failure, up to longest_retry
  Duration longest_retry = seconds(60);
  Duration retry_in_window = seconds(60);  // while it is the broker's pause
  Duration grace = minutes(10);            // after a window, before its outage is a fault
  Duration said_patience = minutes(30);    // with a broker that says itself that it is closed
  Duration competing_retry = minutes(15);  // how soon to look again after a competing login, or
                                           // after a refusal: only a person can change either
};

class Supervision {
 public:
  // The calendars outlive it.
  Supervision(SupervisionOptions options, const market::CalendarSet& calendars);

  // What to tell the desk, if that is news: the same state with the same words is told once. An
  // attempt to connect during an outage is no news.
  std::optional<port::ConnectionChanged> see(Seen seen, std::string detail, Time now);
  // Looks again without anything new: an outage may have outlived its window. Also news at most
  // once. Call it when `next_look` is over.
  std::optional<port::ConnectionChanged> look(Time now);
  Time next_look(Time now) const;  // Time::max() for never

  // How long to wait before the next attempt to connect, after `see` of what ended the last one.
  Duration retry_in(Time now) const;

  port::ConnectionState state() const { return told_.state; }

  // Why the broker pauses now, until when; none where it should be there. Where windows overlap,
  // the one that ends last.
  struct Pause {
    std::string reason;  // "the nightly reset"
    Time until;
    std::string until_text;  // "01:45 in New York"
  };
  std::optional<Pause> pause(Time now) const;

 private:
  // What was told last, and in which words since the state last changed.
  std::optional<port::ConnectionChanged> tell(port::ConnectionState state, std::string detail);
  std::optional<port::ConnectionChanged> judge(Time now);  // an outage
  void enter_pause(Time now);
  bool login_ended_by(Time now) const;  // the weekly one of TWS, during this outage

  SupervisionOptions options_;
  std::vector<const market::Calendar*> windows_;
  const market::Calendar* login_end_ = nullptr;
  port::ConnectionChanged told_;
  std::set<std::string> words_;
  bool anything_told_ = false;
  Seen seen_ = Seen::connecting;  // last, attempts apart
  std::string detail_;
  int failures_ = 0;            // in a row
  std::optional<Time> gone_;    // since when there is an outage
  bool fault_ = false;          // it is one that nothing excuses
  bool login_over_ = false;     // it waits for the weekly login
  std::optional<Pause> pause_;  // the one that excuses the outage
};

}  // namespace pitwall::ibkr
