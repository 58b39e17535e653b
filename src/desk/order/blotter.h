// The desk's own orders, from the draft to the end: what the journal says of each, added up. Orders
// that were placed elsewhere are not in it; they stand in State::orders alone.
#pragma once

#include <string>
#include <vector>

#include "base/id.h"
#include "base/sha256.h"
#include "desk/order/phase.h"
#include "port/account_reports.h"

namespace pitwall::desk {

struct BlotterEntry {
  port::Order order;  // with its client id
  OrderPhase phase = OrderPhase::drafted;
  Id approval;        // what the client id is made of
  std::string actor;  // who asked: host and session
  Money value;        // base currency of the account; as estimated when it was last ruled on
  Quantity filled;    // as far as reports and executions say, whichever is ahead
  Quantity executed;  // by the executions alone
  Time drafted;       // by the desk's clock, as the next one
  std::optional<Time> sent;
  std::string detail;       // one sentence: why it stands where it does, where that needs saying
  bool cancelling = false;  // a cancellation is on its way
  bool taken_back = false;  // the kill switch has asked for one, once for each time it does
  // What it shall become, while that is on its way; and whether nobody knows if it did. Until then
  // it counts as the larger of the two.
  std::optional<port::Order> change;
  bool change_unknown = false;
  // Reports may come late and out of order: what this one was before it was last changed, until a
  // report is seen that knows of the change, and the time of the newest report so far.
  std::optional<port::Order> changed_from;
  std::optional<Time> reported;
  // What the broker asked when it was sent or changed, word for word: texts from outside, to which
  // only the person says yes.
  std::vector<std::string> questions;

  // The most that it may be for, whatever becomes of a change that is on its way.
  Quantity at_most() const {
    return change ? std::max(order.quantity, change->quantity) : order.quantity;
  }
  // What it could still trade.
  Quantity remaining() const { return at_most() - std::min(filled, at_most()); }
};
void describe(BlotterEntry& entry, Visitor& v);

struct Blotter {
  static constexpr std::size_t max_entries = 10'000;  // of which final ones make room, oldest first

  std::vector<BlotterEntry> entries;  // in the order they came

  BlotterEntry* find(std::string_view client_id);
  const BlotterEntry* find(std::string_view client_id) const;
  const BlotterEntry* find(Id approval) const;  // the first of its orders
  // All orders of this approval, the first one first.
  std::vector<BlotterEntry*> of(Id approval);
  // Whether the broker has to be asked about an order of this account.
  bool has_unknown(std::string_view account) const;
};
void describe(Blotter& blotter, Visitor& v);

// The client id of an order that this approval is for, the first one being number 0: whoever sends
// it, and however often, it is the same order. 26 characters, which every broker takes.
std::string client_id_of(Id approval, const Digest& action, std::size_t number = 0);
// An approved order as it is sent: with its client id, and its parent and its group by theirs.
port::Order identified(port::Order order, Id approval, const Digest& action, std::size_t number);
// The same order as it was approved.
port::Order anonymous(port::Order order);

// Takes a new order up. Code::already_exists for a client id that is known; Code::too_large where
// nothing can make room.
Result<BlotterEntry*> draft(Blotter& blotter, BlotterEntry entry);

// Moves the order on; false where the step means nothing to it. `detail` replaces what stood there.
bool advance(BlotterEntry& entry, OrderStep step, std::string detail = {});

// The broker's word on one of ours; of any other order it is passed over.
void take_report(Blotter& blotter, const port::OrderReported& report);
void take_execution(Blotter& blotter, const port::OrderExecuted& execution);
// The desk came up again: what was on its way is unknown from here on.
void take_restart(Blotter& blotter);

// What the broker answered when it was asked for everything it has of one account.
struct BrokerRecord {
  std::string account;
  std::vector<std::string> unknown;  // client ids that were unknown before it was asked
  std::vector<port::LiveOrder> live;
  std::vector<port::OrderExecuted> executions;  // of all days that an order of ours can be of
};
void describe(BrokerRecord& record, Visitor& v);

// The broker answered whether it took the change of an order.
void take_change(BlotterEntry& entry, bool taken);

// Settles what was unknown when the broker was asked: by its live orders first, then by what was
// traded, and what is in neither never got there. Whoever asks waits long enough for an order that
// is still on its way to arrive.
void reconcile(Blotter& blotter, const BrokerRecord& record);

}  // namespace pitwall::desk
