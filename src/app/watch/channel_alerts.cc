#include "app/watch/channel_alerts.h"

namespace pitwall::app {
namespace {

constexpr const char* trouble = "channel_down";
constexpr const char* no_room = "outbox_full";

desk::AlertLabels labels_of(const std::string& alert, const std::string& channel) {
  return {{"alert", alert}, {"channel", channel}};
}

}  // namespace

void ChannelAlerts::take(const port::ChannelChanged& changed) {
  const std::string name = changed.channel;
  switch (changed.state) {
    case port::ChannelState::starting:
      return;
    case port::ChannelState::working:
      waiting_.erase(name);
      return end(trouble, name);
    case port::ChannelState::unreachable:
    case port::ChannelState::competing:
      if (waiting_.contains(name)) return;
      waiting_[name] = parts_.loop.after(patience, [this, name, detail = changed.detail] {
        raise(trouble, name, fmt::format("Messages by {} do not get through", name), detail);
      });
      return;
    case port::ChannelState::refused:
      waiting_.erase(name);
      return raise(trouble, name, fmt::format("The channel {} needs you", name), changed.detail);
  }
}

void ChannelAlerts::full(const std::string& channel) {
  raise(no_room, channel, fmt::format("Messages by {} are lost: too many wait", channel),
        "Its outbox has no room left, because nothing gets through or too much is said.");
}

void ChannelAlerts::has_room(const std::string& channel) { end(no_room, channel); }

void ChannelAlerts::raise(const std::string& alert, const std::string& channel, std::string summary,
                          std::string detail) {
  desk::AlertRaised raised;
  raised.labels = labels_of(alert, channel);
  raised.summary = std::move(summary);
  raised.detail = std::move(detail);
  raised.origin = "channels";
  raised.now = parts_.clock.now();
  const desk::Alert* known = parts_.desk.state().alerting.find(desk::fingerprint_of(raised.labels));
  if (known && known->fires() && known->detail == raised.detail) return;
  parts_.desk.submit(std::move(raised));
}

void ChannelAlerts::end(const std::string& alert, const std::string& channel) {
  const desk::AlertLabels labels = labels_of(alert, channel);
  const desk::Alert* known = parts_.desk.state().alerting.find(desk::fingerprint_of(labels));
  if (known && known->fires()) parts_.desk.submit(desk::AlertEnded{labels, parts_.clock.now()});
}

}  // namespace pitwall::app
