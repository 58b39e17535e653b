#include "desk/gate/event.h"

namespace pitwall::desk {

constexpr Rules long_text{.max_length = SIZE_MAX};

std::string_view name_of(BrokerAnswer answer) {
  switch (answer) {
    case BrokerAnswer::taken:
      return "taken";
    case BrokerAnswer::questioned:
      return "questioned";
    case BrokerAnswer::refused:
      return "refused";
    case BrokerAnswer::unanswered:
      return "unanswered";
  }
  return "unanswered";
}

void describe(ActionProposed& event, Visitor& v) {
  v("approval", "Id of the approval.", "", event.approval);
  v("action", "What was asked for.", "", event.action);
  v("circumstances", "How things stood.", "", event.circumstances);
}

void describe(ApprovalAnswered& event, Visitor& v) {
  v("approval", "Id of the approval.", "", event.approval);
  v("yes", "Yes or no.", "true", event.yes);
  v("channel", "Where the answer came from.", "terminal", event.channel);
  v("circumstances", "How things stood.", "", event.circumstances);
  v("with_pin", "The PIN came with it.", "true", event.with_pin, with_default);
  v("number", "Which yes it is.", "1", event.number, with_default);
}

void describe(ApprovalShown& event, Visitor& v) {
  v("approval", "Id of the approval.", "", event.approval);
  v("number", "Which yes it asks for.", "1", event.number);
  v("text", "What the person was shown.", "", event.text, long_text);
}

void describe(SendingPrepared& event, Visitor& v) {
  v("approval", "Id of the approval.", "", event.approval);
  v("circumstances", "How things stood.", "", event.circumstances);
  v("outside", "What stood outside.", "", event.outside);
}

void describe(ActionPerformed& event, Visitor& v) {
  v("approval", "Id of the approval.", "", event.approval);
  v("performed", "What became of it.", "done", event.performed);
  v("detail", "In words.", "", event.detail, long_text);
}

void describe(OrderAnswered& event, Visitor& v) {
  v("client_id", "The order.", "", event.client_id);
  v("kind", "What was handed over.", "place_order", event.kind);
  v("answer", "What came back.", "taken", event.answer);
  v("detail", "The broker's words.", "", event.detail, long_text);
  v("questions", "What it asked.", "", event.questions,
    {.has_default = true, .max_length = SIZE_MAX});
}

void describe(OrdersReconciled& event, Visitor& v) {
  v("record", "What the broker has.", "", event.record);
}

void describe(ApprovalsLapsed& event, Visitor& v) {
  v("now", "The desk's time.", "2020-12-15T14:31:00Z", event.now);
}

void describe(PolicyConfigured& event, Visitor& v) {
  v("policy", "The policy.", "", event.policy);
  v("by", "Where it was read.", "configuration", event.by);
}

void describe(PolicyAccepted& event, Visitor& v) {
  v("version", "Of the policy that was accepted.", "", event.version);
  v("by", "Where.", "terminal", event.by);
}

void describe(PolicySet& event, Visitor& v) {
  v("policy", "The policy.", "", event.policy);
  v("by", "Who set it.", "configuration", event.by);
}

void describe(KillSwitchTurned& event, Visitor& v) {
  v("kill_switch", "How it stands now.", "", event.kill_switch);
}

void describe(GrantGiven& event, Visitor& v) {
  v("grant", "The grant.", "", event.grant);
  v("by", "Who gave it.", "terminal", event.by);
}

void describe(GrantRevoked& event, Visitor& v) {
  v("grant", "Its id.", "", event.grant);
  v("by", "Who took it back.", "terminal", event.by);
}

void describe(PinTried& event, Visitor& v) {
  v("right", "It was right.", "false", event.right);
  v("channel", "Where it was typed.", "terminal", event.channel);
  v("time", "The desk's time.", "2020-12-15T14:30:00Z", event.time);
}

}  // namespace pitwall::desk
