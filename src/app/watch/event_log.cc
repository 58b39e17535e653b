#include "app/watch/event_log.h"

#include "desk/alert/words.h"
#include "desk/chart/one_line.h"

namespace pitwall::app {
namespace {

using port::LoggedEvent;
using port::Severity;

constexpr std::size_t most_quoted = 200;  // bytes of what others said

std::string quoted(std::string_view text) { return desk::one_line(text, most_quoted); }

Severity severity_of(desk::AlertSeverity severity) {
  switch (severity) {
    case desk::AlertSeverity::info:
      return Severity::info;
    case desk::AlertSeverity::warning:
      return Severity::attention;
    case desk::AlertSeverity::critical:
      return Severity::urgent;
  }
  return Severity::urgent;
}

std::string subject_of(const desk::AlertLabels& labels) { return desk::labels_text(labels); }

std::optional<market::Symbol> instrument_of(const desk::AlertLabels& labels) {
  const Result<market::Symbol> symbol = market::Symbol::parse(desk::value_of(labels, "instrument"));
  return symbol ? std::optional(*symbol) : std::nullopt;
}

// How the line of what changed begins.
std::string_view begun(desk::ProbeChange::Kind kind) {
  switch (kind) {
    case desk::ProbeChange::Kind::went_up:
      return "Up: ";
    case desk::ProbeChange::Kind::went_down:
      return "Down: ";
    case desk::ProbeChange::Kind::alert:
      return "Alert: ";
    case desk::ProbeChange::Kind::alert_over:
      return "Alert over: ";
    case desk::ProbeChange::Kind::planned:
      break;
  }
  return "";
}

// Each sets what the event says: severity, subject, symbol, words. False: it is of no interest.
struct Describe {
  LoggedEvent& to;

  template <class E>
  bool operator()(const E&) const {
    return false;
  }
  bool set(Severity severity, std::string subject, std::string words) const {
    to.severity = severity;
    to.subject = std::move(subject);
    to.words = std::move(words);
    return true;
  }

  bool operator()(const desk::DeskStarted& e) const {
    return set(Severity::info, "desk", fmt::format("The desk started on {}.", e.market));
  }
  bool operator()(const desk::TriggerPut& e) const {
    return set(Severity::info, e.trigger.name,
               fmt::format("{} by {}.", e.trigger.condition, quoted(e.trigger.by)));
  }
  bool operator()(const desk::TriggerRemoved& e) const {
    return set(Severity::info, e.name, fmt::format("Removed by {}.", quoted(e.by)));
  }
  bool operator()(const desk::TriggerFired& e) const {
    to.symbol = e.symbol;
    std::string words = fmt::format("{} at {}: {}", e.symbol.view(),
                                    e.price ? e.price->text() : "no price", e.condition);
    for (const desk::WatchedFigure& figure : e.figures)
      words += figure.value ? fmt::format("; {} {:.6g}", figure.name, *figure.value)
                            : fmt::format("; {} not known", figure.name);
    if (e.quality != market::Quality::live)
      words += fmt::format(" ({})", market::name_of(e.quality));
    return set(e.urgency == desk::Urgency::urgent ? Severity::urgent : Severity::info, e.trigger,
               std::move(words));
  }
  bool operator()(const desk::Blindness& e) const {
    to.symbol = e.symbol;
    return set(e.why.empty() ? Severity::info : Severity::attention, e.trigger,
               e.why.empty() ? fmt::format("{}: it sees again.", e.symbol.view())
                             : fmt::format("{}: blind, for {}.", e.symbol.view(), e.why));
  }
  bool operator()(const desk::ProbeChange& e) const {
    const bool bad =
        e.kind == desk::ProbeChange::Kind::went_down || e.kind == desk::ProbeChange::Kind::alert;
    return set(bad ? Severity::attention : Severity::info, e.probe,
               fmt::format("{}{}", begun(e.kind), e.words));
  }
  bool operator()(const desk::AlertRaised& e) const {
    to.symbol = instrument_of(e.labels);
    return set(severity_of(e.severity), subject_of(e.labels), e.summary);
  }
  bool operator()(const desk::AlertEnded& e) const {
    to.symbol = instrument_of(e.labels);
    return set(Severity::info, subject_of(e.labels), "It is over.");
  }
  bool operator()(const desk::AlertsAcknowledged& e) const {
    return set(Severity::info, e.group.text(), fmt::format("Acknowledged by {}.", quoted(e.by)));
  }
  bool operator()(const desk::SilenceAdded& e) const {
    std::string matchers;
    for (const desk::Matcher& one : e.silence.matchers)
      matchers += fmt::format("{}{}", matchers.empty() ? "" : ", ", one.text());
    return set(Severity::attention, e.silence.id.text(),
               fmt::format("{} silenced by {}{}.", quoted(matchers), quoted(e.silence.by),
                           e.silence.until ? " until " + e.silence.until->text() : ""));
  }
  bool operator()(const desk::SilenceEnded& e) const {
    return set(Severity::info, e.silence.text(), fmt::format("Ended by {}.", quoted(e.by)));
  }
  bool operator()(const desk::KillSwitchTurned& e) const {
    return set(
        Severity::urgent, "kill switch",
        fmt::format("Turned {} by {}.", e.kill_switch.on ? "on" : "off", quoted(e.kill_switch.by)));
  }
  bool operator()(const port::ConnectionChanged& e) const {
    const bool well = e.state == port::ConnectionState::connected ||
                      e.state == port::ConnectionState::connecting ||
                      e.state == port::ConnectionState::maintenance;
    return set(well ? Severity::info : Severity::attention, e.broker,
               fmt::format("{}{}{}", port::name_of(e.state), e.detail.empty() ? "" : ": ",
                           e.detail.empty() ? "" : quoted(e.detail)));
  }
  bool operator()(const port::OrderExecuted& e) const {
    to.symbol = e.symbol;
    return set(Severity::info, "execution",
               fmt::format("{} {} {} at {}.", port::name_of(e.side), e.quantity.text(),
                           e.symbol.view(), e.price.text()));
  }
};

}  // namespace

std::optional<LoggedEvent> logged(const desk::Event& event, std::uint64_t sequence, Time time) {
  LoggedEvent to;
  to.sequence = sequence;
  to.time = time;
  if (!std::visit(Describe{to}, event)) return std::nullopt;
  to.kind = desk::event_name(event);
  to.detail = desk::encode(event);
  return to;
}

Result<void> EventLog::catch_up(port::JournalStore& journal) {
  PITWALL_TRY(const std::uint64_t last, parts_.kept.last());
  const std::uint64_t now = parts_.desk.sequence();
  if (last >= now) return {};
  const std::uint64_t from = std::max(last + 1, now > most_caught_up ? now - most_caught_up : 1);
  std::uint64_t looked_at = 0;
  PITWALL_TRY_VOID(journal.read(from, [&](const port::JournalRecord& record) -> Result<void> {
    PITWALL_TRY(const desk::Event event, desk::decode(record.type, record.payload));
    if (std::optional<LoggedEvent> one = logged(event, record.sequence, record.time))
      waiting_.push_back(std::move(*one));
    looked_at = record.sequence;
    if (waiting_.size() < max_waiting) return {};
    const Result<void> put = parts_.kept.put(waiting_, looked_at);
    waiting_.clear();
    return put;
  }));
  const Result<void> put = parts_.kept.put(waiting_, std::max(looked_at, now));
  waiting_.clear();
  return put;
}

void EventLog::take(const desk::Event& event) {
  if (broken_) return;
  std::optional<LoggedEvent> one = logged(event, parts_.desk.sequence(), parts_.clock.now());
  if (!one) return;
  waiting_.push_back(std::move(*one));
  if (waiting_.size() >= max_waiting) return write();
  if (!timer_.pending()) timer_ = parts_.loop.after(write_every, [this] { write(); });
}

void EventLog::write() {
  timer_.cancel();
  if (waiting_.empty()) return;
  const Result<void> put = parts_.kept.put(waiting_, waiting_.back().sequence);
  if (put) {
    fails_ = false;
    waiting_.clear();
    return;
  }
  if (!std::exchange(fails_, true))
    parts_.log(LogLevel::error, "events are not kept for looking back: " + put.error().message);
  if (waiting_.size() < most_waiting) return;
  // No gap is left behind: the journal has them all, and the next start goes on from there.
  broken_ = true;
  waiting_.clear();
}

void EventLog::forget(Duration events, Duration samples) {
  const Time now = parts_.clock.now();
  if (const Result<void> done = parts_.kept.forget(now - events, now - samples); !done)
    parts_.log(LogLevel::error, "old events are not removed: " + done.error().message);
}

void EventLog::stop() { write(); }

}  // namespace pitwall::app
