#include "app/watch/alert_teller.h"

#include <algorithm>

#include "base/sha256.h"
#include "desk/alert/due.h"
#include "desk/alert/words.h"
#include "desk/chart/one_line.h"
#include "port/message_text.h"

namespace pitwall::app {
namespace {

constexpr std::string_view acknowledge_prefix = "ack-";
constexpr std::string_view mute_prefix = "mute-";
constexpr std::string_view mute_trigger_prefix = "mutet-";
constexpr std::size_t id_digits = 32;     // of a digest: what buttons carry
constexpr std::size_t most_quoted = 200;  // bytes of what somebody typed

std::string short_id(const Digest& digest) { return digest.text().substr(0, id_digits); }
std::string short_id(std::string_view name) { return short_id(sha256(name)); }

std::string who(const port::Sender& sender) {
  return fmt::format("{} {}", sender.channel, sender.id);
}

std::vector<port::Button> buttons_of_group(const Digest& group) {
  return {
      {std::string(acknowledge_prefix) + short_id(group), "Acknowledge",
       port::ButtonStyle::confirm},
      {std::string(mute_prefix) + short_id(group), "Silence for 1 h", port::ButtonStyle::plain}};
}

std::string figures_text(const desk::TriggerFired& firing) {
  std::string text;
  for (const desk::WatchedFigure& figure : firing.figures)
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", figure.name,
                        figure.value ? fmt::format("{:.6g}", *figure.value) : "not known");
  return text;
}

std::string bars_text(const desk::TriggerFired& firing) {
  if (firing.bars.size() < 2) return {};
  Price high = firing.bars.front().high;
  Price low = firing.bars.front().low;
  for (const market::Bar& bar : firing.bars) {
    high = std::max(high, bar.high);
    low = std::min(low, bar.low);
  }
  return fmt::format("The last {} bars of a minute: from {} to {}, low {}, high {}.",
                     firing.bars.size(), firing.bars.front().open.text(),
                     firing.bars.back().close.text(), low.text(), high.text());
}

desk::Matcher equals(std::string_view name, std::string_view value) {
  // Names and values of labels are such that they can stand in a matcher.
  return desk::Matcher::parse(fmt::format("{} = {}", name, value)).value();
}

}  // namespace

desk::AlertLabels labels_of_firing(const desk::TriggerFired& firing) {
  return {{"alert", "trigger"},
          {"instrument", std::string(firing.symbol.view())},
          {"trigger", firing.trigger}};
}

port::Message message_of(const desk::TriggerFired& firing, const Zone& zone) {
  port::Message message;
  message.severity =
      firing.urgency == desk::Urgency::urgent ? port::Severity::urgent : port::Severity::info;
  message.title = fmt::format("{}: {} at {}", firing.trigger, firing.symbol.view(),
                              firing.price ? firing.price->text() : std::string("no price"));
  std::string text = fmt::format("{}\n{}", firing.condition, figures_text(firing));
  if (firing.origin)
    text += fmt::format("\n{}, {}, as of {}", firing.origin->source.name.view(),
                        market::name_of(firing.quality),
                        zone.format(firing.origin->as_of.floor(seconds(1))));
  if (const std::string bars = bars_text(firing); !bars.empty()) text += "\n" + bars;
  message.text = port::cut_text(text, port::Message::max_text, port::TextUnit::bytes);
  message.title = port::title_line(message, port::Message::max_title, port::TextUnit::bytes);
  return message;
}

void AlertTeller::stop() {
  stopped_ = true;
  timer_.cancel();
  held_timer_.cancel();
  self_.reset();
}

// ---- When something is due ---------------------------------------------------------------------

void AlertTeller::on_event(const desk::Event& event) {
  if (stopped_) return;
  const bool of_alerts = std::visit(
      [](const auto& e) {
        using E = std::remove_cvref_t<decltype(e)>;
        return desk::AlertEvent<E> || std::same_as<E, desk::AlertsDue>;
      },
      event);
  if (!of_alerts) return;
  if (const auto* added = std::get_if<desk::SilenceAdded>(&event)) tell_silence(added->silence);
  look_soon();
}

void AlertTeller::look_soon() {
  const std::optional<Time> due = desk::next_due(parts_.desk.state().alerting);
  if (!due || stopped_) return timer_.cancel();
  const Duration wait = std::clamp(*due - parts_.clock.now(), Duration{}, hours(1));
  timer_ = parts_.loop.after(wait, [this] { look(); });
}

void AlertTeller::look() {
  const std::optional<Time> due = desk::next_due(parts_.desk.state().alerting);
  const Time now = parts_.clock.now();
  if (submitting_ || !due) return;
  if (*due > now) return look_soon();
  submitting_ = true;
  parts_.desk.submit(desk::AlertsDue{now}, [weak = std::weak_ptr(self_)](const Result<void>& done) {
    const auto self = weak.lock();
    if (!self) return;
    (*self)->submitting_ = false;
    if (done) (*self)->look_soon();
  });
}

// ---- What is said ------------------------------------------------------------------------------

void AlertTeller::on_effect(const desk::Effect& effect) {
  if (stopped_) return;
  if (const auto* alerts = std::get_if<desk::TellAlerts>(&effect)) tell(alerts->notification);
  if (const auto* firing = std::get_if<desk::TellFiring>(&effect)) tell(*firing);
  if (const auto* start = std::get_if<desk::StartWorkflow>(&effect)) tell(*start);
}

void AlertTeller::tell(const desk::AlertNotification& notification) {
  port::Message message =
      desk::message_of(notification, parts_.desk.state().alerting.policy.zone_here());
  const bool asks = !notification.firing.empty() && notification.group != Digest{};
  if (asks) message.buttons = buttons_of_group(notification.group);
  const std::string key = fmt::format("alert:{}", notification.number);
  parts_.phone.send(notification.channels, key, message);
  if (parts_.notified) parts_.notified(notification.reason);
  if (!notification.firing.empty() && parts_.latency &&
      notification.reason == desk::NotificationReason::first)
    parts_.latency(parts_.clock.now() - notification.firing.front().starts);
  // Of a group only the latest message can still be answered.
  settle(notification.group, notification.firing.empty() ? "It is over." : "Told again below.");
  if (!asks) return;
  shown_.push_back({notification.group, key, std::move(message)});
  if (shown_.size() > max_shown) shown_.pop_front();
}

bool AlertTeller::is_muted(const desk::TriggerFired& firing) const {
  desk::Alert alert;
  alert.labels = labels_of_firing(firing);
  alert.fingerprint = desk::fingerprint_of(alert.labels);
  alert.severity = firing.urgency == desk::Urgency::urgent ? desk::AlertSeverity::critical
                                                           : desk::AlertSeverity::info;
  const Time now = parts_.clock.now();
  return std::ranges::any_of(parts_.desk.state().alerting.silences,
                             [&](const desk::Silence& one) { return one.mutes(alert, now); });
}

void AlertTeller::tell(const desk::TellFiring& told) {
  const desk::TriggerFired& firing = told.firing;
  if (is_muted(firing)) return;
  if (!fits(firings_)) {
    ++held_[firing.trigger];
    ++held_back_;
    return hold();
  }
  port::Message message = message_of(firing, parts_.desk.state().alerting.policy.zone_here());
  message.buttons = {{std::string(mute_trigger_prefix) + short_id(firing.trigger),
                      "Silence for 1 h", port::ButtonStyle::plain}};
  const desk::AlertChannels& channels = parts_.desk.state().alerting.policy.otherwise.channels;
  parts_.phone.send(
      channels.of(firing.urgency == desk::Urgency::urgent ? desk::AlertSeverity::critical
                                                          : desk::AlertSeverity::info),
      fmt::format("firing:{}", told.number), message);
  if (parts_.latency) parts_.latency(parts_.clock.now() - firing.now);
}

// Whether one more can be told within this minute; it counts then.
bool AlertTeller::fits(std::deque<Time>& told) const {
  const Time now = parts_.clock.now();
  while (!told.empty() && (now - told.front() >= minutes(1) || told.front() > now))
    told.pop_front();
  if (told.size() >= most_in_a_minute) return false;
  told.push_back(now);
  return true;
}

void AlertTeller::hold() {
  if (!held_timer_.pending())
    held_timer_ = parts_.loop.after(minutes(1), [this] {
      tell_held_firings();
      tell_held_silences();
    });
}

void AlertTeller::tell_held_silences() {
  const std::uint64_t count = std::exchange(held_silences_, 0);
  if (count == 0) return;
  parts_.phone.send({std::string(desk::every_channel)},
                    fmt::format("held_silences:{}", parts_.clock.now().nanoseconds),
                    {port::Severity::attention,
                     fmt::format("Alerts were silenced {} more times than could be told", count),
                     "list_alerts has the silences that are there, and list_events who set them.",
                     {}});
}

void AlertTeller::tell_held_firings() {
  if (held_.empty()) return;
  std::uint64_t count = 0;
  std::string text;
  constexpr std::size_t most_lines = 10;
  std::size_t lines = 0;
  for (const auto& [trigger, times] : held_) {
    count += times;
    if (++lines <= most_lines) text += fmt::format("{} times: {}\n", times, trigger);
  }
  if (lines > most_lines) text += fmt::format("and {} more triggers\n", lines - most_lines);
  held_.clear();
  text += "They are kept all the same: list_events has each of them.";
  parts_.phone.send({std::string(desk::every_channel)},
                    fmt::format("held:{}", parts_.clock.now().nanoseconds),
                    {port::Severity::attention,
                     fmt::format("Triggers fired {} more times than could be told", count),
                     std::move(text),
                     {}});
}

void AlertTeller::tell(const desk::StartWorkflow& start) {
  port::Message message = message_of(start.firing, parts_.desk.state().alerting.policy.zone_here());
  message.text += fmt::format(
      "\nIt was to start the workflow {}; this version of Pitwall keeps the event and starts none.",
      desk::one_line(start.firing.workflow, most_quoted));
  parts_.phone.send({std::string(desk::every_channel)}, fmt::format("firing:{}", start.number),
                    message);
}

// Who silences something from elsewhere than a button does not do it unseen.
void AlertTeller::tell_silence(const desk::Silence& silence) {
  const auto own = std::ranges::find(own_silences_, silence.id);
  if (own != own_silences_.end()) {
    own_silences_.erase(own);
    return;
  }
  if (!fits(silences_)) {
    ++held_silences_;
    return hold();
  }
  std::string text;
  for (const desk::Matcher& matcher : silence.matchers)
    text +=
        fmt::format("{}{}", text.empty() ? "" : ", ", desk::one_line(matcher.text(), most_quoted));
  const Zone zone = parts_.desk.state().alerting.policy.zone_here();
  text += silence.until ? fmt::format("\nUntil {}.", zone.format(silence.until->floor(seconds(1))))
                        : std::string("\nUntil it is ended by hand.");
  text += fmt::format("\nBy {}.", desk::one_line(silence.by, most_quoted));
  if (!silence.comment.empty())
    text += fmt::format(" {}", desk::one_line(silence.comment, most_quoted));
  parts_.phone.send({std::string(desk::every_channel)},
                    fmt::format("silence:{}", silence.id.text()),
                    {port::Severity::attention, "Alerts are silenced", std::move(text), {}});
}

// ---- What people tap ---------------------------------------------------------------------------

bool AlertTeller::take(const port::ChannelEvent& event, const std::function<void()>& taken) {
  const auto* tap = std::get_if<port::ButtonTapped>(&event);
  if (!tap || stopped_) return false;
  const std::string_view button = tap->button;
  const desk::State& state = parts_.desk.state();
  const auto group_of = [&](std::string_view prefix) {
    return std::ranges::find_if(state.alerting.groups, [&](const desk::AlertGroup& one) {
      return short_id(one.id) == button.substr(prefix.size());
    });
  };
  const auto gone = [&] {
    parts_.phone.acknowledge(*tap, "Nothing of this fires any more.");
    taken();
    return true;
  };
  if (button.starts_with(acknowledge_prefix)) {
    const auto group = group_of(acknowledge_prefix);
    if (group == state.alerting.groups.end()) return gone();
    acknowledge(*group, *tap, taken);
    return true;
  }
  if (button.starts_with(mute_trigger_prefix)) {
    const std::vector<desk::WatchedTrigger>& all = state.watching.triggers;
    const auto meant = std::ranges::find_if(all, [&](const desk::WatchedTrigger& one) {
      return short_id(one.trigger.name) == button.substr(mute_trigger_prefix.size());
    });
    if (meant == all.end()) {
      parts_.phone.acknowledge(*tap, "This trigger is gone.");
      taken();
      return true;
    }
    silence({equals("alert", "trigger"), equals("trigger", meant->trigger.name)},
            meant->trigger.name, *tap, taken);
    return true;
  }
  if (button.starts_with(mute_prefix)) {
    const auto group = group_of(mute_prefix);
    if (group == state.alerting.groups.end()) return gone();
    std::vector<desk::Matcher> matchers;
    for (const desk::AlertLabel& label : group->labels)
      matchers.push_back(equals(label.name, label.value));
    if (matchers.empty()) {
      parts_.phone.acknowledge(*tap,
                               "All alerts are one group here: there are quiet hours for "
                               "that.");
      taken();
      return true;
    }
    silence(std::move(matchers), desk::labels_text(group->labels), *tap, taken);
    return true;
  }
  return false;
}

void AlertTeller::acknowledge(const desk::AlertGroup& group, const port::ButtonTapped& tap,
                              const std::function<void()>& taken) {
  const std::string by = who(tap.sender);
  parts_.desk.submit(
      desk::AlertsAcknowledged{group.id, by, parts_.clock.now()},
      [weak = std::weak_ptr(self_), id = group.id, tap, by, taken](const Result<void>& done) {
        const auto self = weak.lock();
        if (!self) return;
        const auto& acknowledge = (*self)->parts_.phone.acknowledge;
        if (!done) return acknowledge(tap, "It could not be kept: try again.");
        acknowledge(tap, "Acknowledged: it is told again when it gets worse or is over.");
        (*self)->settle(id, "Acknowledged by " + by + ".");
        taken();
      });
}

void AlertTeller::silence(std::vector<desk::Matcher> matchers, const std::string& what,
                          const port::ButtonTapped& tap, const std::function<void()>& taken) {
  const Time now = parts_.clock.now();
  desk::Silence silence;
  silence.id = parts_.random.id();
  silence.matchers = std::move(matchers);
  silence.from = now;
  silence.until = now + silence_of_a_tap;
  silence.by = who(tap.sender);
  // A tap that is told twice is one silence.
  for (const desk::Silence& one : parts_.desk.state().alerting.silences)
    if (one.active(now) && one.matchers == silence.matchers && one.by == silence.by) {
      parts_.phone.acknowledge(tap, "It is silent already.");
      return taken();
    }
  own_silences_.push_back(silence.id);
  parts_.desk.submit(desk::SilenceAdded{silence, now}, [weak = std::weak_ptr(self_), tap, what,
                                                        taken](const Result<void>& done) {
    const auto self = weak.lock();
    if (!self) return;
    (*self)->parts_.phone.acknowledge(tap, done ? fmt::format("Silent for 1 h: {}", what)
                                                : std::string("It could not be kept: try again."));
    if (done) taken();
  });
}

void AlertTeller::settle(const Digest& group, const std::string& words) {
  for (auto one = shown_.begin(); one != shown_.end();) {
    if (one->group != group) {
      ++one;
      continue;
    }
    port::Message message = one->message;
    message.buttons.clear();
    message.text += "\n" + words;
    parts_.phone.settle(one->key, message);
    one = shown_.erase(one);
  }
}

}  // namespace pitwall::app
