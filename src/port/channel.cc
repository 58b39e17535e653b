#include "port/channel.h"

namespace pitwall::port {

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::info:
      return "info";
    case Severity::attention:
      return "attention";
    case Severity::urgent:
      return "urgent";
  }
  return "info";
}

std::string_view name_of(ButtonStyle style) {
  switch (style) {
    case ButtonStyle::plain:
      return "plain";
    case ButtonStyle::confirm:
      return "confirm";
    case ButtonStyle::refuse:
      return "refuse";
  }
  return "plain";
}

std::string_view name_of(Verb verb) {
  switch (verb) {
    case Verb::approve:
      return "approve";
    case Verb::deny:
      return "deny";
    case Verb::status:
      return "status";
    case Verb::kill:
      return "kill";
  }
  return "status";
}

std::string_view name_of(ChannelState state) {
  switch (state) {
    case ChannelState::starting:
      return "starting";
    case ChannelState::working:
      return "working";
    case ChannelState::unreachable:
      return "unreachable";
    case ChannelState::competing:
      return "competing";
    case ChannelState::refused:
      return "refused";
  }
  return "starting";
}

void describe(Button& button, Visitor& v) {
  v("id", "What comes back when it is tapped.", "3f7k", button.id);
  v("label", "What stands on it.", "Approve", button.label);
  v("style", "How it looks.", "confirm", button.style, with_default);
}

void describe(Message& message, Visitor& v) {
  v("severity", "How soon it should be seen.", "attention", message.severity, with_default);
  v("title", "One line.", "AAPL is above 200", message.title);
  v("text", "The rest.", "", message.text, {.has_default = true, .max_length = Message::max_text});
  v("buttons", "What may be answered.", "", message.buttons,
    {.has_default = true, .max_items = Message::max_buttons});
}

namespace {

bool is_button_id(std::string_view id) {
  const auto allowed = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_';
  };
  return !id.empty() && id.size() <= Button::max_id && std::ranges::all_of(id, allowed);
}

}  // namespace

Result<void> check(const Message& message) {
  if (message.title.size() > Message::max_title)
    return error(Code::invalid_argument, "A message's title has {} bytes; the limit is {}.",
                 message.title.size(), Message::max_title);
  if (message.text.size() > Message::max_text)
    return error(Code::invalid_argument, "A message's text has {} bytes; the limit is {}.",
                 message.text.size(), Message::max_text);
  if (message.title.empty() && message.text.empty())
    return error(Code::invalid_argument, "A message says nothing.");
  if (message.buttons.size() > Message::max_buttons)
    return error(Code::invalid_argument, "A message has {} buttons; the limit is {}.",
                 message.buttons.size(), Message::max_buttons);
  for (const Button& button : message.buttons) {
    if (!is_button_id(button.id))
      return error(Code::invalid_argument,
                   "A button's id has 1 to {} letters, digits, - and _; this one does not.",
                   Button::max_id);
    if (button.label.empty() || button.label.size() > Button::max_label)
      return error(Code::invalid_argument, "A button's label has 1 to {} bytes; this one has {}.",
                   Button::max_label, button.label.size());
  }
  return {};
}

void describe(Sender& sender, Visitor& v) {
  v("channel", "By which channel.", "telegram", sender.channel);
  v("id", "Who, as the channel counts people.", "123456789", sender.id);
  v("name", "What they call themselves.", "Anna", sender.name);
}

void describe(ButtonTapped& event, Visitor& v) {
  v("event", "Its name: the same where it is told again.", "telegram:1001", event.event);
  v("sender", "Who tapped.", "", event.sender);
  v("button", "Id of the button.", "3f7k", event.button);
  v("message", "Handle of the message.", "123456789/17", event.message);
  v("tap", "What acknowledges it.", "4382bfdwdsb323b2d9", event.tap);
  v("time", "When it was read.", "2026-11-20T15:00:00Z", event.time);
}

void describe(CommandTyped& event, Visitor& v) {
  v("event", "Its name: the same where it is told again.", "telegram:1002", event.event);
  v("sender", "Who typed it.", "", event.sender);
  v("verb", "What is asked.", "approve", event.verb);
  v("code", "Which approval; empty where none was given.", "7F3K", event.code);
  v("time", "When it was written.", "2026-11-20T15:00:00Z", event.time);
}

void describe(TextTyped& event, Visitor& v) {
  v("event", "Its name: the same where it is told again.", "telegram:1003", event.event);
  v("sender", "Who typed it.", "", event.sender);
  v("text", "What was typed.", "hello", event.text, {.max_length = Message::max_text});
  v("time", "When it was written.", "2026-11-20T15:00:00Z", event.time);
}

void describe(ChannelChanged& event, Visitor& v) {
  v("channel", "Which channel.", "telegram", event.channel);
  v("state", "How it stands.", "working", event.state);
  v("detail", "In words.", "", event.detail);
}

}  // namespace pitwall::port
