#include "app/channel/answers.h"

namespace pitwall::app {
namespace {

port::Message note(std::string title, std::string text = {}) {
  return {port::Severity::info, std::move(title), std::move(text), {}};
}

// The same word for the same event: told again after a restart, it is not answered again.
std::string reply_key(const std::string& event) { return "reply:" + event; }

}  // namespace

void Answers::take(port::ChannelEvent event, std::function<void()> taken) {
  if (const auto* text = std::get_if<port::TextTyped>(&event)) {
    channels_.reply(text->sender, reply_key(text->event),
                    note("Pitwall understands these words",
                         "/status\n/approve CODE\n/deny CODE\n/kill\n/kill cancel"));
    return taken();
  }
  const auto* command = std::get_if<port::CommandTyped>(&event);
  if (command && command->verb == port::Verb::status) {
    channels_.reply(command->sender, reply_key(command->event), status_());
    return taken();
  }
  if (decide_ && decide_(event, taken)) return;
  if (command) nothing_waits(*command);
  if (const auto* tap = std::get_if<port::ButtonTapped>(&event)) nothing_waits(*tap);
  taken();
}

void Answers::nothing_waits(const port::ButtonTapped& tap) {
  channels_.acknowledge(
      tap, "This no longer waits for an answer. What still does was asked anew below.");
}

void Answers::nothing_waits(const port::CommandTyped& command) {
  if (command.verb == port::Verb::kill) {
    channels_.reply(
        command.sender, reply_key(command.event),
        note("It could not be turned on", "This desk takes no answers yet; try again."));
    return;
  }
  channels_.reply(command.sender, reply_key(command.event),
                  note("Nothing waits for this answer",
                       command.code.empty() ? "The code is missing: /approve CODE or /deny CODE."
                                            : "The code is unknown, or its time is over."));
}

}  // namespace pitwall::app
