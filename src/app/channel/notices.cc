#include "app/channel/notices.h"

namespace pitwall::app {
namespace {

using port::ConnectionState;

// How bad a state is; nothing where it needs no word.
std::optional<port::Severity> severity_of(ConnectionState state) {
  switch (state) {
    case ConnectionState::needs_login:
    case ConnectionState::refused:
      return port::Severity::urgent;
    case ConnectionState::competing:
    case ConnectionState::disconnected:
      return port::Severity::attention;
    case ConnectionState::connecting:
    case ConnectionState::connected:
    case ConnectionState::maintenance:
      return std::nullopt;
  }
  return std::nullopt;
}

std::string title_of(ConnectionState state, const std::string& broker) {
  switch (state) {
    case ConnectionState::needs_login:
      return fmt::format("{} needs you to log in", broker);
    case ConnectionState::refused:
      return fmt::format("{} cannot be used as it is set up", broker);
    case ConnectionState::competing:
      return fmt::format("Another login has taken {} away", broker);
    default:
      return fmt::format("There is no connection to {}", broker);
  }
}

std::string connections_text(const StatusFacts& facts) {
  std::string text;
  for (const port::ConnectionChanged& one : facts.connections) {
    text += fmt::format("\n{}: {}", one.broker, port::name_of(one.state));
    if (!one.detail.empty()) text += fmt::format(" ({})", one.detail);
  }
  return text;
}

}  // namespace

void Notices::take(const desk::Event& event) {
  const auto* changed = std::get_if<port::ConnectionChanged>(&event);
  if (!changed || changed->broker != broker_) return;
  const ConnectionState state = changed->state;
  if (state == ConnectionState::connecting) return;  // tried again: nothing has changed yet
  if (state == ConnectionState::disconnected) {
    if (said_ == state || waiting_) return;
    waiting_ = std::make_shared<bool>(true);
    const std::weak_ptr<bool> weak = waiting_;
    timers_.after(patience, [this, weak, lost = *changed] {
      if (!weak.expired()) say_trouble(lost);
    });
    return;
  }
  waiting_.reset();
  if (state == ConnectionState::connected) {
    said_.reset();
    return say_.well();
  }
  if (severity_of(state) && said_ != state) say_trouble(*changed);
}

void Notices::say_trouble(const port::ConnectionChanged& changed) {
  waiting_.reset();
  said_ = changed.state;
  say_.trouble(severity_of(changed.state).value_or(port::Severity::info),
               title_of(changed.state, broker_), changed.detail);
}

port::Message halted_notice(const std::string& why) {
  return {port::Severity::urgent,
          "The desk has stopped",
          fmt::format("{}\nNothing is taken up any more until Pitwall is started again.", why),
          {}};
}

port::Message status_message(const StatusFacts& facts) {
  std::string text =
      fmt::format("Pitwall {}, up for {}.\nRunning on {}.{}", facts.version,
                  seconds(facts.uptime / seconds(1)).text(), facts.market, connections_text(facts));
  if (!facts.halted.empty()) text += fmt::format("\nStopped: {}", facts.halted);
  if (!facts.kill_switch.empty())
    text += fmt::format("\nThe kill switch is on: {}", facts.kill_switch);
  text += facts.waiting.empty() ? "\nNothing waits for your answer."
                                : "\nWaits for your answer (/approve CODE, /deny CODE):";
  for (const std::string& line : facts.waiting) text += "\n" + line;
  return {facts.halted.empty() ? port::Severity::info : port::Severity::urgent,
          facts.halted.empty() ? "The desk is up" : "The desk has stopped",
          std::move(text),
          {}};
}

port::Message start_message(const StatusFacts& facts) {
  return {port::Severity::info,
          "The desk has started",
          fmt::format("Pitwall {}, running on {}.", facts.version, facts.market),
          {}};
}

}  // namespace pitwall::app
