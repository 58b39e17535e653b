#include "market/calendar.h"

#include <algorithm>

#include "base/nearest.h"
#include "base/visitor.h"
#include "market/embedded_calendars.h"

namespace pitwall::market {

namespace {

constexpr Duration longest_daily_break = hours(4);

}  // namespace

std::string_view name_of(Session::Kind kind) {
  switch (kind) {
    case Session::Kind::regular:
      return "regular";
    case Session::Kind::extended_pre:
      return "extended_pre";
    case Session::Kind::extended_post:
      return "extended_post";
  }
  return "regular";
}

void describe(Session& session, Visitor& v) {
  v("open", "When trading begins.", "2020-12-15T14:30:00Z", session.open);
  v("close", "When it ends.", "2020-12-15T21:00:00Z", session.close);
  v("trading_day", "The day that its trades count for.", "2020-12-15", session.trading_day);
  v("kind", "regular, extended_pre or extended_post.", "regular", session.kind);
  v("half_day", "Whether the day ends early or begins late.", "false", session.half_day);
}

bool Calendar::covers(Time time) const { return begin_ <= time && time < end_; }

std::size_t Calendar::first_ending_after(Time time) const {
  const auto found = std::ranges::upper_bound(sessions_, time, std::less<>(), &Session::close);
  return static_cast<std::size_t>(found - sessions_.begin());
}

std::optional<Session> Calendar::session_at(Time time, Hours hours) const {
  const std::size_t index = first_ending_after(time);
  if (index == sessions_.size() || !sessions_[index].contains(time)) return std::nullopt;
  const Session& session = sessions_[index];
  if (hours == Hours::regular && session.kind != Session::Kind::regular) return std::nullopt;
  return session;
}

bool Calendar::is_open(Time time, Hours hours) const { return session_at(time, hours).has_value(); }

Result<Time> Calendar::next_open(Time time, Hours hours) const {
  const std::vector<Stretch>& all = stretches(hours);
  const auto found = std::ranges::lower_bound(all, time, std::less<>(), &Stretch::open);
  if (!covers(time) || found == all.end()) return beyond();
  return found->open;
}

Result<Time> Calendar::next_close(Time time, Hours hours) const {
  const std::vector<Stretch>& all = stretches(hours);
  const auto found = std::ranges::upper_bound(all, time, std::less<>(), &Stretch::close);
  // A stretch that runs to the end of the calendar is not known to close there.
  if (!covers(time) || found == all.end() || found->close >= end_) return beyond();
  return found->close;
}

Result<Time> Calendar::previous_close(Time time, Hours hours) const {
  const std::vector<Stretch>& all = stretches(hours);
  const auto after = std::ranges::upper_bound(all, time, std::less<>(), &Stretch::close);
  if (!covers(time) || after == all.begin()) return beyond();
  return std::prev(after)->close;
}

Result<Date> Calendar::trading_day(Time time) const {
  const std::size_t index = first_ending_after(time);
  if (!covers(time) || index == sessions_.size()) return beyond();
  return sessions_[index].trading_day;
}

bool Calendar::is_trading_day(Date day) const { return !sessions_of(day).empty(); }

Result<Date> Calendar::next_trading_day(Date day) const {
  const auto found = std::ranges::upper_bound(sessions_, day, std::less<>(), &Session::trading_day);
  if (found == sessions_.end() || day < first_day_ - 1) return beyond();
  return found->trading_day;
}

Result<Date> Calendar::previous_trading_day(Date day) const {
  const auto found = std::ranges::lower_bound(sessions_, day, std::less<>(), &Session::trading_day);
  if (found == sessions_.begin() || day > last_day_ + 1) return beyond();
  return std::prev(found)->trading_day;
}

Result<Time> Calendar::day_open(Date day, Hours hours) const {
  for (const Session& session : sessions_of(day))
    if (hours == Hours::extended || session.kind == Session::Kind::regular) return session.open;
  return no_trading_day(day);
}

Result<Time> Calendar::day_close(Date day, Hours hours) const {
  std::optional<Time> close;
  for (const Session& session : sessions_of(day))
    if (hours == Hours::extended || session.kind == Session::Kind::regular) close = session.close;
  if (!close) return no_trading_day(day);
  return *close;
}

std::span<const Session> Calendar::sessions(Date from, Date to) const {
  const auto first =
      std::ranges::lower_bound(sessions_, from, std::less<>(), &Session::trading_day);
  const auto last = std::ranges::upper_bound(sessions_, to, std::less<>(), &Session::trading_day);
  if (first >= last) return {};
  return {first, last};
}

std::string_view Calendar::special_day(Date day) const {
  const auto found = special_.find(day);
  return found == special_.end() ? std::string_view() : found->second.name;
}

bool Calendar::has_hours(Date day) const {
  return std::ranges::any_of(schedules_, [&](const Schedule& s) { return s.on(day); });
}

bool Calendar::begins_on_the_eve() const {
  return std::ranges::any_of(schedules_, [](const Schedule& s) { return s.open < Duration{}; });
}

std::string Calendar::why_closed(Time time) const {
  if (!covers(time)) return beyond().message;
  const std::size_t index = first_ending_after(time);
  if (index < sessions_.size() && sessions_[index].contains(time)) return "";

  const LocalTime local = zone_.local(time);
  // A session that is usual at this hour, but was cancelled or cut on its day.
  for (const Date day : {local.date, local.date + 1}) {
    const auto special = special_.find(day);
    if (special == special_.end()) continue;
    const Duration into = local.since_midnight - days(day - local.date);
    for (const Schedule& schedule : schedules_) {
      if (!schedule.on(day) || into < schedule.open || into >= schedule.close) continue;
      const SpecialDay& change = special->second;
      if (change.closed) return "holiday: " + change.name;
      const bool early = change.close && into >= *change.close;
      return (early ? "early close: " : "late open: ") + change.name;
    }
  }
  const auto today = special_.find(local.date);
  if (today != special_.end() && today->second.closed) return "holiday: " + today->second.name;
  if (!has_hours(local.date)) return "weekend";
  if (index == 0 || index == sessions_.size()) return "outside hours";
  const Duration gap = sessions_[index].open - sessions_[index - 1].close;
  if (gap <= longest_daily_break) return "daily break";
  if (!begins_on_the_eve()) return "outside hours";
  // Evenings on which a market that opens the evening before stays closed.
  const auto tomorrow = special_.find(local.date + 1);
  if (tomorrow != special_.end() && tomorrow->second.closed)
    return "holiday: " + tomorrow->second.name;
  return "weekend";
}

Error Calendar::beyond() const {
  return error(Code::no_data,
               "The {} calendar has no answer there: it knows the days {} to {}; a newer calendar "
               "file extends it.",
               name_, first_day_.text(), last_day_.text());
}

Error Calendar::no_trading_day(Date day) const {
  if (!covers(day)) return beyond();
  const std::string_view name = special_day(day);
  return error(Code::no_data, "{} is not a trading day of {} ({}).", day.text(), name_,
               !name.empty()     ? name
               : !has_hours(day) ? "weekend"
                                 : "it belongs to the next one");
}

const Session* SessionCursor::at(Time time) {
  const std::vector<Session>& all = calendar_->sessions_;
  const bool after_the_one_before = index_ == 0 || all[index_ - 1].close <= time;
  const bool still = after_the_one_before && (index_ == all.size() || time < all[index_].close);
  if (!still) index_ = calendar_->first_ending_after(time);
  return index_ < all.size() && all[index_].contains(time) ? &all[index_] : nullptr;
}

CalendarSet CalendarSet::built_in() {
  CalendarSet set;
  for (const std::string_view text : embedded_calendars()) {
    Result<Calendar> calendar = Calendar::parse(text);
    PITWALL_CHECK(calendar.ok(), "built-in calendar: {}", calendar.error().message);
    set.put(std::move(*calendar));
  }
  return set;
}

void CalendarSet::put(Calendar calendar) {
  auto owned = std::make_unique<const Calendar>(std::move(calendar));
  const std::string name = owned->name();
  ByName& kept = owned->pauses() ? pauses_ : calendars_;
  kept.insert_or_assign(name, std::move(owned));
}

const Calendar* CalendarSet::find_pauses(std::string_view name) const {
  const auto found = pauses_.find(name);
  return found == pauses_.end() ? nullptr : found->second.get();
}

Result<const Calendar*> CalendarSet::find(std::string_view name) const {
  const auto found = calendars_.find(name);
  if (found != calendars_.end()) return found->second.get();
  std::vector<std::string_view> known;
  for (const auto& [known_name, calendar] : calendars_) {
    known.push_back(known_name);
    for (const std::string& alias : calendar->aliases()) {
      if (alias == name) return calendar.get();
      known.push_back(alias);
    }
  }
  return error(Code::not_found, "There is no calendar \"{}\"{}", name.substr(0, 40),
               nearest(name, known).empty() ? "." : did_you_mean(name, known));
}

std::vector<const Calendar*> CalendarSet::all() const {
  std::vector<const Calendar*> out;
  for (const auto& [name, calendar] : calendars_) out.push_back(calendar.get());
  return out;
}

}  // namespace pitwall::market
