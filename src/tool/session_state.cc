#include "tool/session_state.h"

#include <fmt/ranges.h>

namespace pitwall::tool {

void describe(SessionState& state, Visitor& v) {
  v("calendar", "Name of the calendar.", "NYSE", state.calendar);
  v("title", "What it is of.", "New York Stock Exchange and Nasdaq", state.title, self_evident);
  v("symbols", "Instruments asked about that trade by it.", "SPY:ARCA", state.symbols);
  v("open", "Regular trading now.", "true", state.open, self_evident);
  v("extended", "Trading before or after the regular hours now.", "false", state.extended);
  v("kind", "Which session trades now, if one does.", "regular", state.kind, self_evident);
  v("why_closed", "Why no regular session trades; empty when open.", "weekend", state.why_closed);
  v("trading_day", "The day that trades count for now, or next.", "2020-12-15", state.trading_day);
  v("half_day", "That day is shortened.", "false", state.half_day);
  v("special_day", "Its holiday or half day, if it has a name.", "", state.special_day);
  v("next_open", "Regular open, UTC.", "2020-12-16T14:30:00Z", state.next_open);
  v("next_close", "Regular close, UTC; absent where it never closes.", "2020-12-15T21:00:00Z",
    state.next_close);
  v("zone", "The exchange's time zone.", "America/New_York", state.zone);
  v("local_time", "The instant there.", "2020-12-15 09:30:00 -05:00", state.local_time,
    self_evident);
  v("local_next_open", "next_open there.", "", state.local_next_open);
  v("local_next_close", "next_close there.", "", state.local_next_close);
}

Result<SessionState> session_state(const market::Calendar& calendar, Time at) {
  if (!calendar.covers(at))
    return error(Code::no_data, "The calendar {} reaches from {} to {}; {} is outside.",
                 calendar.name(), calendar.first_day().text(), calendar.last_day().text(),
                 at.text());
  SessionState state;
  state.calendar = calendar.name();
  state.title = calendar.title();
  const std::optional<market::Session> session = calendar.session_at(at);
  if (session) state.kind = session->kind;
  state.open = session && session->kind == market::Session::Kind::regular;
  state.extended = session && !state.open;
  if (!state.open) state.why_closed = session ? "outside regular hours" : calendar.why_closed(at);
  if (const Result<Date> day = calendar.trading_day(at)) {
    state.trading_day = *day;
    state.special_day = calendar.special_day(*day);
    for (const market::Session& of_day : calendar.sessions(*day, *day))
      if (of_day.half_day) state.half_day = true;
  }
  state.zone = calendar.zone().name();
  state.local_time = calendar.zone().format(at);
  if (const Result<Time> open = calendar.next_open(at)) {
    state.next_open = *open;
    state.local_next_open = calendar.zone().format(*open);
  }
  if (const Result<Time> close = calendar.next_close(at)) {
    state.next_close = *close;
    state.local_next_close = calendar.zone().format(*close);
  }
  return state;
}

std::string sentence(const SessionState& state) {
  std::string text = state.calendar;
  if (!state.symbols.empty()) text += fmt::format(" ({})", fmt::join(state.symbols, ", "));
  if (state.open) {
    text += state.half_day ? " is open on a shortened day" : " is open";
    text += state.next_close ? fmt::format("; it closes {}.", state.local_next_close)
                             : std::string("; it has no close ahead.");
    return text;
  }
  text += state.extended ? fmt::format(" trades outside regular hours ({})", name_of(*state.kind))
                         : fmt::format(" is closed ({})", state.why_closed);
  text += state.next_open ? fmt::format("; it opens {}.", state.local_next_open) : ".";
  return text;
}

}  // namespace pitwall::tool
