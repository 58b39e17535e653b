#include "adapter/ibkr/supervision.h"

#include <algorithm>

namespace pitwall::ibkr {
namespace {

using port::ConnectionState;

// Sentences told of one state. What a gateway says may hold a number that differs each time, and
// the desk is not told of each.
constexpr std::size_t most_words = 8;
constexpr std::string_view login_over =
    "The weekly login of TWS or IB Gateway ended on Sunday at 01:00 in New York. Log in there "
    "again, "
    "with the second factor; Pitwall connects by itself.";
constexpr int most_doublings = 20;  // of the pause between two attempts
constexpr int most_windows = 8;     // that touch one another

// "America/New_York" -> "New York"
std::string place_of(const Zone& zone) {
  std::string place = zone.name();
  place.erase(0, place.rfind('/') + 1);
  std::ranges::replace(place, '_', ' ');
  return place;
}

std::string clock_text(const market::Calendar& calendar, Time time) {
  const std::string local = calendar.zone().local(time).text();
  return fmt::format("{} in {}", std::string_view(local).substr(11, 5), place_of(calendar.zone()));
}

bool is_outage(Seen seen) {
  return seen == Seen::unreachable || seen == Seen::said_maintenance || seen == Seen::upstream_lost;
}

std::vector<std::string> windows_of(Interface interface, const std::string& region) {
  std::vector<std::string> names{"IBKR_TWS_" + region, "IBKR_WEEKEND"};
  if (interface == Interface::client_portal) {
    names.push_back("IBKR_PORTAL_" + region);
    names.emplace_back("IBKR_PORTAL_SATURDAY");
  }
  return names;
}

}  // namespace

std::vector<const market::Calendar*> pauses_of(Interface interface, const std::string& region,
                                               const market::CalendarSet& calendars) {
  std::vector<const market::Calendar*> found;
  for (const std::string& name : windows_of(interface, region))
    if (const market::Calendar* one = calendars.find_pauses(name)) found.push_back(one);
  return found;
}

Supervision::Supervision(SupervisionOptions options, const market::CalendarSet& calendars)
    : options_(std::move(options)) {
  windows_ = pauses_of(options_.interface, options_.region, calendars);
  if (options_.interface == Interface::tws) login_end_ = calendars.find_pauses("IBKR_TWS_LOGIN");
}

std::optional<Supervision::Pause> Supervision::pause(Time now) const {
  std::optional<Pause> last;
  for (const market::Calendar* calendar : windows_) {
    const std::optional<market::Session> window = calendar->session_at(now);
    if (!window || (last && window->close <= last->until)) continue;
    last = Pause{calendar->title(), window->close, clock_text(*calendar, window->close)};
  }
  return last;
}

void Supervision::enter_pause(Time now) {
  std::optional<Pause> found = pause(now);
  for (int i = 0; found && i < most_windows; ++i) {
    if (!pause_) pause_ = found;
    // One that takes over where another ends makes it longer.
    if (found->until > pause_->until) {
      pause_->until = found->until;
      pause_->until_text = found->until_text;
    }
    found = pause(found->until);
  }
}

bool Supervision::login_ended_by(Time now) const {
  if (!login_end_ || !gone_) return false;
  if (login_end_->session_at(*gone_)) return true;
  const Result<Time> next = login_end_->next_open(*gone_);
  return next.ok() && *next <= now;
}

std::optional<port::ConnectionChanged> Supervision::tell(ConnectionState state,
                                                         std::string detail) {
  const bool changed = !anything_told_ || told_.state != state;
  if (changed) words_.clear();
  if (!changed && (words_.contains(detail) || words_.size() >= most_words)) return std::nullopt;
  words_.insert(detail);
  anything_told_ = true;
  told_ = {options_.broker, state, std::move(detail)};
  return told_;
}

std::optional<port::ConnectionChanged> Supervision::see(Seen seen, std::string detail, Time now) {
  if (seen == Seen::connecting) {
    if (anything_told_) return std::nullopt;
    return tell(ConnectionState::connecting, std::move(detail));
  }
  seen_ = seen;
  detail_ = std::move(detail);
  if (is_outage(seen)) {
    ++failures_;
    return look(now);
  }
  failures_ = 0;
  gone_.reset();
  pause_.reset();
  fault_ = false;
  login_over_ = false;
  switch (seen) {
    case Seen::login_needed:
      return tell(ConnectionState::needs_login, detail_);
    case Seen::competing:
      return tell(ConnectionState::competing, detail_);
    case Seen::refused:
      return tell(ConnectionState::refused, detail_);
    default:
      return tell(ConnectionState::connected, detail_);
  }
}

std::optional<port::ConnectionChanged> Supervision::look(Time now) {
  if (!is_outage(seen_)) return std::nullopt;
  if (!gone_) gone_ = now;
  // A window that opens on a fault does not excuse it.
  if (!fault_ && !login_over_) enter_pause(now);
  return judge(now);
}

std::optional<port::ConnectionChanged> Supervision::judge(Time now) {
  const bool open = !fault_ && !login_over_;  // whether anything is left to wait for
  if (open && pause_ && now < pause_->until + options_.grace)
    return tell(ConnectionState::maintenance,
                fmt::format("{} pauses for {} until {}. Nothing is wrong: it is announced, and "
                            "Pitwall connects again afterwards.",
                            options_.broker, pause_->reason, pause_->until_text));
  if (open && !pause_ && seen_ == Seen::said_maintenance && now < *gone_ + options_.said_patience)
    return tell(ConnectionState::maintenance, detail_);
  if (login_over_ || (open && login_ended_by(now))) {
    login_over_ = true;
    return tell(ConnectionState::needs_login, std::string(login_over));
  }
  fault_ = true;
  if (pause_)
    return tell(ConnectionState::disconnected,
                fmt::format("{} should have been back from {} by {}, and is not. {}",
                            options_.broker, pause_->reason, pause_->until_text, detail_));
  return tell(ConnectionState::disconnected, detail_);
}

Time Supervision::next_look(Time now) const {
  if (!gone_ || told_.state != ConnectionState::maintenance) return Time::max();
  const Time due = pause_ ? pause_->until + options_.grace : *gone_ + options_.said_patience;
  return std::max(due, now);
}

Duration Supervision::retry_in(Time now) const {
  if (seen_ == Seen::competing || seen_ == Seen::refused) return options_.competing_retry;
  if (seen_ == Seen::login_needed) return options_.longest_retry;
  if (pause(now)) return options_.retry_in_window;
  const int doublings = std::clamp(failures_ - 1, 0, most_doublings);
  return std::min(options_.first_retry * (std::int64_t{1} << doublings), options_.longest_retry);
}

}  // namespace pitwall::ibkr
