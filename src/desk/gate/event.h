// What can happen to orders and at the gate, as the journal keeps it: names and fields are only
// ever added.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "desk/gate/circumstances.h"
#include "desk/gate/gate_state.h"
#include "desk/order/blotter.h"

namespace pitwall::desk {

// Somebody asked for an action. The approval's id comes from outside, by port::Random.
struct ActionProposed {
  static constexpr std::string_view event_name = "action_proposed";
  Id approval;
  Action action;
  Circumstances circumstances;
};

// A person answered, on a channel that no tool reaches.
struct ApprovalAnswered {
  static constexpr std::string_view event_name = "approval_answered";
  Id approval;
  bool yes = false;
  std::string channel;          // "terminal"
  Circumstances circumstances;  // as they are now
  bool with_pin = false;        // the person typed it with this very answer
  std::int64_t number = 1;      // which yes it is, of an approval that needs two
};

// What a person was shown of an approval that waits, word for word.
struct ApprovalShown {
  static constexpr std::string_view event_name = "approval_shown";
  Id approval;
  std::int64_t number = 1;  // of the yes that it asks for
  std::string text;
};

// What was approved is about to be sent: the last look.
struct SendingPrepared {
  static constexpr std::string_view event_name = "sending_prepared";
  Id approval;
  Circumstances circumstances;  // as they are now
  // What stands outside now, of a change there; absent where nobody could say.
  std::optional<OutsideChange> outside = {};
};

// What became of a change outside that was handed to its performer.
struct ActionPerformed {
  static constexpr std::string_view event_name = "action_performed";
  Id approval;
  Performed performed = Performed::unknown;
  std::string detail;
};

// How the broker answered an order or a cancellation that was handed to it.
enum class BrokerAnswer {
  taken,
  questioned,  // it asked something, and dropped it
  refused,
  unanswered,  // nobody knows
};
std::string_view name_of(BrokerAnswer answer);
constexpr int count_of(BrokerAnswer) { return 4; }

struct OrderAnswered {
  static constexpr std::string_view event_name = "order_answered";
  std::string client_id;
  ActionKind kind = ActionKind::place_order;
  BrokerAnswer answer = BrokerAnswer::unanswered;
  std::string detail;                       // the broker's words
  std::vector<std::string> questions = {};  // where it asked some, word for word
};

// The broker was asked for everything it has of an account with unknown orders.
struct OrdersReconciled {
  static constexpr std::string_view event_name = "orders_reconciled";
  BrokerRecord record;
};

// Time has passed, and approvals with it.
struct ApprovalsLapsed {
  static constexpr std::string_view event_name = "approvals_lapsed";
  Time now;
};

// The policy of the configuration as it was read. What is tighter in it holds at once; what is
// looser waits until the person accepts it. The first there is holds as it is.
struct PolicyConfigured {
  static constexpr std::string_view event_name = "policy_configured";
  Policy policy;
  std::string by;
};
// The person takes the configured policy on, with the PIN.
struct PolicyAccepted {
  static constexpr std::string_view event_name = "policy_accepted";
  Digest version;  // of the one that was looked at
  std::string by;
};

// A policy that holds whatever stood before. Kept for the journals that have it; what the desk
// itself writes is the two above.
struct PolicySet {
  static constexpr std::string_view event_name = "policy_set";
  Policy policy;
  std::string by;
};

struct KillSwitchTurned {
  static constexpr std::string_view event_name = "kill_switch_turned";
  KillSwitch kill_switch;
};

struct GrantGiven {
  static constexpr std::string_view event_name = "grant_given";
  Grant grant;
  std::string by;
};
struct GrantRevoked {
  static constexpr std::string_view event_name = "grant_revoked";
  Id grant;
  std::string by;
};

// Somebody begins a try at the PIN, which counts as wrong until it is known to be right.
struct PinTried {
  static constexpr std::string_view event_name = "pin_tried";
  bool right = false;
  std::string channel;
  Time time;
};

void describe(ActionProposed& event, Visitor& v);
void describe(ApprovalAnswered& event, Visitor& v);
void describe(ApprovalShown& event, Visitor& v);
void describe(SendingPrepared& event, Visitor& v);
void describe(ActionPerformed& event, Visitor& v);
void describe(OrderAnswered& event, Visitor& v);
void describe(OrdersReconciled& event, Visitor& v);
void describe(ApprovalsLapsed& event, Visitor& v);
void describe(PolicyConfigured& event, Visitor& v);
void describe(PolicyAccepted& event, Visitor& v);
void describe(PolicySet& event, Visitor& v);
void describe(KillSwitchTurned& event, Visitor& v);
void describe(GrantGiven& event, Visitor& v);
void describe(GrantRevoked& event, Visitor& v);
void describe(PinTried& event, Visitor& v);

}  // namespace pitwall::desk
