// The engine: event -> state change + effects. Deterministic, no I/O; the same events give the same
// state and the same effects, live, in replay and in simulation.
#pragma once

#include <set>
#include <variant>
#include <vector>

#include "desk/alert/notification.h"
#include "desk/engine/state.h"
#include "desk/gate/gate.h"
#include "desk/journal/event.h"

namespace pitwall::desk {

// Goes out to the broker, with the proof that it may.
struct SubmitOrder {
  port::Permit permit;
  port::Order order;
};
// Several orders that belong together, sent as one.
struct SubmitGroup {
  port::Permit permit;
  std::vector<port::Order> orders;
};
// Changes a working order, with the proof that it may.
struct ModifyAtBroker {
  port::Permit permit;
  port::Order order;
};
// Takes a working order back, with the proof that it may.
struct CancelAtBroker {
  port::Permit permit;
  std::string client_id;
};
// Tells whoever asked why the gate refused.
struct ReportRefusal {
  std::string client_id;
  std::string reason;
};
// An approval waits for a person: show it where people look.
struct AskPerson {
  Id approval;
  std::int64_t number = 1;  // which yes is asked for
};
// An approval was answered: find out how things stand now, and come back with SendingPrepared.
struct PrepareSending {
  Id approval;
};
// An order of this account is unknown at the broker: ask it, and come back with OrdersReconciled.
struct AskBroker {
  std::string account;
};
// A change outside that was approved: whoever makes it gets the proof that it may, and comes back
// with ActionPerformed.
struct PerformAction {
  port::Permit permit;
  std::string tool;
  std::string arguments;
};
// A trigger fired that is to be told at once. `number` is its own for good.
struct TellFiring {
  std::uint64_t number = 0;
  TriggerFired firing;
};
// A trigger starts a workflow.
struct StartWorkflow {
  std::uint64_t number = 0;  // of the firing
  TriggerFired firing;
};
// Something is to be said of alerts.
struct TellAlerts {
  AlertNotification notification;
};
using Effect =
    std::variant<SubmitOrder, SubmitGroup, ModifyAtBroker, CancelAtBroker, ReportRefusal, AskPerson,
                 PrepareSending, AskBroker, PerformAction, TellFiring, StartWorkflow, TellAlerts>;

class Engine {
 public:
  explicit Engine(GateRule& gate) : gate_(&gate) {}

  const State& state() const { return state_; }
  void restore(State state);

  // Takes one journalled event up. Events that make no sense against the state (an execution for an
  // account that was never opened) are kept to what they say and never fatal: the journal is the
  // truth, and the broker's word comes before ours.
  std::vector<Effect> apply(const Event& event);

 private:
  Account& account(std::string_view number);
  Position& position(Account& account, const market::Symbol& symbol);
  OrderState* find_order(std::string_view client_id);
  CashBalance& cash(Account& account, market::Currency currency);

  void on(const DeskStarted& event, std::vector<Effect>& effects);
  void on(const BarsImported& event, std::vector<Effect>& effects);
  void on(const InstrumentAdded& event, std::vector<Effect>& effects);
  void on(const OrderRequested& event, std::vector<Effect>& effects);
  // Of actions and the gate: actions.cc.
  void on(const ActionProposed& event, std::vector<Effect>& effects);
  void on(const ApprovalAnswered& event, std::vector<Effect>& effects);
  void on(const SendingPrepared& event, std::vector<Effect>& effects);
  void on(const ApprovalShown& event, std::vector<Effect>& effects);
  void on(const ActionPerformed& event, std::vector<Effect>& effects);
  void on(const OrderAnswered& event, std::vector<Effect>& effects);
  void on(const OrdersReconciled& event, std::vector<Effect>& effects);
  void on(const ApprovalsLapsed& event, std::vector<Effect>& effects);
  void on(const PolicySet& event, std::vector<Effect>& effects);
  void on(const PolicyConfigured& event, std::vector<Effect>& effects);
  void on(const PolicyAccepted& event, std::vector<Effect>& effects);
  // The limits in force from here on; what waited for a yes under others is void.
  void put_policy(const Policy& policy);
  void on(const KillSwitchTurned& event, std::vector<Effect>& effects);
  void on(const GrantGiven& event, std::vector<Effect>& effects);
  void on(const GrantRevoked& event, std::vector<Effect>& effects);
  void on(const PinTried& event, std::vector<Effect>& effects);
  void propose_order(const ActionProposed& event, std::vector<Effect>& effects);
  void propose_cancel(const ActionProposed& event, std::vector<Effect>& effects);
  void propose_change(const ActionProposed& event, std::vector<Effect>& effects);
  void prepare_change(Approval& approval, const SendingPrepared& event,
                      std::vector<Effect>& effects);
  // What the kill switch takes back, once for each time that it is told to: all that works now, and
  // later what turns out to work.
  void take_back_orders(std::vector<Effect>& effects);
  void forget_taken_back();
  void propose_modify(const ActionProposed& event, std::vector<Effect>& effects);
  bool can_still_be_sent(const Action& action, Id approval) const;
  void send(Approval& approval, const Circumstances& now, std::vector<port::Permit> permits,
            std::vector<Effect>& effects);
  void take_up(const ActionProposed& event, const Digest& digest, const Ruling& ruling,
               std::string client_id, std::vector<Effect>& effects);
  void refuse(std::string client_id, std::string reason, std::vector<Effect>& effects);
  // The approval ended without being used: so does the order that it was for.
  void end(Approval& approval, ApprovalStep step, const std::string& why);
  void ask_about_unknown(std::vector<Effect>& effects) const;
  // One that was given up and shows signs of life: the broker says how it stands.
  void ask_about(std::string_view client_id, std::vector<Effect>& effects) const;

  void on(const port::ConnectionChanged& event, std::vector<Effect>& effects);
  void on(const port::AccountOpened& event, std::vector<Effect>& effects);
  void on(const port::CashMoved& event, std::vector<Effect>& effects);
  void on(const port::CashReported& event, std::vector<Effect>& effects);
  void on(const port::PositionReported& event, std::vector<Effect>& effects);
  void on(const port::OrderReported& event, std::vector<Effect>& effects);
  void on(const port::OrderExecuted& event, std::vector<Effect>& effects);
  // Of the watch, health and alerts: watching.cc.
  void on(const TriggerPut& event, std::vector<Effect>& effects);
  void on(const TriggerRemoved& event, std::vector<Effect>& effects);
  void on(const TriggerFired& event, std::vector<Effect>& effects);
  void on(const Blindness& event, std::vector<Effect>& effects);
  void on(const ProbeChange& event, std::vector<Effect>& effects);
  void on(const AlertsDue& event, std::vector<Effect>& effects);
  template <AlertEvent E>
  void on(const E& event, std::vector<Effect>&) {
    // What makes no sense was refused to whoever asked; here it changes nothing.
    (void)take(state_.alerting, event);
  }
  template <NotebookEvent E>
  void on(const E& event, std::vector<Effect>&) {
    take(state_.notebook, event);
  }
  template <ChartEvent E>
  void on(const E& event, std::vector<Effect>&) {
    take(state_.charts, event);
  }

  bool remember_execution(const std::string& id);  // false where it was seen before

  GateRule* gate_;
  State state_;
  std::set<std::string> seen_;  // state_.executions, to look up
};

}  // namespace pitwall::desk
