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
};

// What was approved is about to be sent: the last look.
struct SendingPrepared {
  static constexpr std::string_view event_name = "sending_prepared";
  Id approval;
  Circumstances circumstances;  // as they are now
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
  std::string detail;  // the broker's words
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

// The policy of the configuration, where it is not the one in force.
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
void describe(SendingPrepared& event, Visitor& v);
void describe(OrderAnswered& event, Visitor& v);
void describe(OrdersReconciled& event, Visitor& v);
void describe(ApprovalsLapsed& event, Visitor& v);
void describe(PolicySet& event, Visitor& v);
void describe(KillSwitchTurned& event, Visitor& v);
void describe(GrantGiven& event, Visitor& v);
void describe(GrantRevoked& event, Visitor& v);
void describe(PinTried& event, Visitor& v);

}  // namespace pitwall::desk
