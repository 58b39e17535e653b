// Everything that can happen to the desk. An event is journalled under its `event_name`, with its
// description as canonical JSON; both are part of the file format, so names and fields are only
// ever added.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/id.h"
#include "base/result.h"
#include "desk/alert/event.h"
#include "desk/chart/event.h"
#include "desk/gate/event.h"
#include "desk/health/change.h"
#include "desk/notebook/event.h"
#include "desk/watch/event.h"
#include "market/bar.h"
#include "port/broker_event.h"

namespace pitwall::desk {

// The daemon came up (first record of every run).
struct DeskStarted {
  static constexpr std::string_view event_name = "desk_started";
  std::string version;
  std::string market;  // which tape or broker the desk runs on
};

// Bars were imported into the bar store.
struct BarsImported {
  static constexpr std::string_view event_name = "bars_imported";
  market::Symbol symbol;
  market::BarSize bar;
  std::int64_t count = 0;
  std::string source;  // file name
  std::string sha256;  // of the file's bytes
};

// The user made an instrument known, as when bars of a new symbol are imported.
struct InstrumentAdded {
  static constexpr std::string_view event_name = "instrument_added";
  market::Instrument instrument;
};

// Someone asked for an order, and said nothing of what it rests on. Kept for the journals that have
// it; what is asked for now is an ActionProposed.
struct OrderRequested {
  static constexpr std::string_view event_name = "order_requested";
  port::Order order;
  std::string actor;  // who asked: host and session
};

void describe(DeskStarted& event, Visitor& v);
void describe(BarsImported& event, Visitor& v);
void describe(InstrumentAdded& event, Visitor& v);
void describe(OrderRequested& event, Visitor& v);

using Event =
    std::variant<DeskStarted, BarsImported, InstrumentAdded, OrderRequested,
                 port::ConnectionChanged, port::AccountOpened, port::CashMoved, port::CashReported,
                 port::PositionReported, port::OrderReported, port::OrderExecuted, ChartOpened,
                 ChartChanged, DrawingPut, DrawingRemoved, ChartSelected, ChartCleared, ChartAsked,
                 ActionProposed, ApprovalAnswered, SendingPrepared, OrderAnswered, OrdersReconciled,
                 ApprovalsLapsed, PolicySet, KillSwitchTurned, GrantGiven, GrantRevoked, PinTried,
                 ApprovalShown, ActionPerformed, PolicyConfigured, PolicyAccepted, TriggerPut,
                 TriggerRemoved, TriggerFired, Blindness, ProbeChange, AlertRaised, AlertEnded,
                 AlertsAcknowledged, SilenceAdded, SilenceEnded, AlertsDue, AlertPolicySet,
                 DecisionRecorded, DecisionReviewed, ItemOpened, ItemChanged, HandoffWritten,
                 ChangelogAppended, NotePut, MemoryForgotten>;

std::string_view event_name(const Event& event);
std::string encode(const Event& event);  // canonical JSON of the payload
// Code::corrupt where the name is unknown or the payload is not what this version writes.
Result<Event> decode(std::string_view name, std::string_view payload);

Event from_broker(port::BrokerEvent event);

}  // namespace pitwall::desk
