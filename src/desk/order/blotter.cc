#include "desk/order/blotter.h"

namespace pitwall::desk {
namespace {

// A state and a broker's record are read back whole, however large.
constexpr Rules unbounded{.max_length = SIZE_MAX, .max_items = SIZE_MAX};

// The step that the quantities come to, for what is said of an order without a status.
OrderStep step_of_fill(const BlotterEntry& entry) {
  return step_of(port::OrderStatus::working, entry.filled, entry.order.quantity);
}

void raise(BlotterEntry& entry, Quantity filled) { entry.filled = std::max(entry.filled, filled); }

void settle_by_executions(BlotterEntry& entry, const BrokerRecord& record) {
  Quantity traded;
  for (const port::OrderExecuted& execution : record.executions)
    if (execution.client_id == entry.order.client_id) traded += execution.quantity;
  raise(entry, traded);
  if (entry.filled >= entry.order.quantity) {
    advance(entry, OrderStep::now_filled);
  } else if (entry.filled.sign() > 0) {
    // It was there, some of it traded, and it is not in the market any more.
    advance(entry, OrderStep::now_cancelled,
            "The broker traded some of it and no longer has the rest.");
  } else {
    advance(entry, OrderStep::absent, "The broker has no record of it: it never got there.");
  }
}

}  // namespace

void describe(BlotterEntry& entry, Visitor& v) {
  v("order", "The order.", "", entry.order);
  v("phase", "Where it stands.", "working", entry.phase);
  v("approval", "What allowed it.", "", entry.approval);
  v("actor", "Who asked.", "", entry.actor);
  v("value", "Estimated value, base currency.", "5037.5", entry.value);
  v("filled", "Filled so far.", "0", entry.filled);
  v("executed", "Filled by the executions known.", "0", entry.executed);
  v("drafted", "When it was asked for.", "2020-12-15T14:30:00Z", entry.drafted);
  v("sent", "When it was sent.", "2020-12-15T14:30:10Z", entry.sent);
  v("detail", "Why it stands where it does.", "", entry.detail, unbounded);
  v("cancelling", "A cancellation is on its way.", "false", entry.cancelling, with_default);
  v("taken_back", "The kill switch asked for one.", "false", entry.taken_back, with_default);
}

void describe(Blotter& blotter, Visitor& v) {
  v("entries", "Orders of the desk, oldest first.", "", blotter.entries, unbounded);
}

void describe(BrokerRecord& record, Visitor& v) {
  v("account", "Account.", "DU1000001", record.account);
  v("unknown", "Orders it was asked about.", "", record.unknown, unbounded);
  v("live", "Orders it has.", "", record.live, unbounded);
  v("executions", "What it traded.", "", record.executions, unbounded);
}

BlotterEntry* Blotter::find(std::string_view client_id) {
  // From the newest, which are the ones that things still happen to.
  const auto found = std::find_if(entries.rbegin(), entries.rend(), [&](const BlotterEntry& e) {
    return e.order.client_id == client_id;
  });
  return found == entries.rend() ? nullptr : &*found;
}

const BlotterEntry* Blotter::find(std::string_view client_id) const {
  return const_cast<Blotter*>(this)->find(client_id);
}

const BlotterEntry* Blotter::find(Id approval) const {
  const auto found = std::find_if(entries.rbegin(), entries.rend(),
                                  [&](const BlotterEntry& e) { return e.approval == approval; });
  return found == entries.rend() ? nullptr : &*found;
}

bool Blotter::has_unknown(std::string_view account) const {
  return std::any_of(entries.begin(), entries.end(), [&](const BlotterEntry& e) {
    return e.phase == OrderPhase::unknown && e.order.account == account;
  });
}

std::string client_id_of(Id approval, const Digest& action) {
  // Nobody who sees the broker's copy learns the approval's id from it.
  const Digest mixed = Sha256()
                           .add("pitwall client order id\n")
                           .add(approval.text())
                           .add("\n")
                           .add(action.text())
                           .finish();
  Id id;
  for (std::size_t i = 0; i < 8; ++i) {
    id.high = id.high << 8 | mixed.bytes[i];
    id.low = id.low << 8 | mixed.bytes[i + 8];
  }
  return id.text();
}

Result<BlotterEntry*> draft(Blotter& blotter, BlotterEntry entry) {
  if (blotter.find(entry.order.client_id))
    return error(Code::already_exists, "Order {} is there already; a second one is the same order.",
                 entry.order.client_id.substr(0, 60));
  if (blotter.entries.size() >= Blotter::max_entries) {
    const auto oldest = std::find_if(blotter.entries.begin(), blotter.entries.end(),
                                     [](const BlotterEntry& e) { return is_final(e.phase); });
    if (oldest == blotter.entries.end())
      return error(Code::too_large, "{} orders are open already; cancel some first.",
                   blotter.entries.size());
    blotter.entries.erase(oldest);
  }
  entry.phase = OrderPhase::drafted;
  blotter.entries.push_back(std::move(entry));
  return &blotter.entries.back();
}

bool advance(BlotterEntry& entry, OrderStep step, std::string detail) {
  const std::optional<OrderPhase> next = phase_after(entry.phase, step);
  if (!next) return false;
  entry.phase = *next;
  entry.detail = std::move(detail);
  if (is_final(*next)) entry.cancelling = false;
  return true;
}

void take_report(Blotter& blotter, const port::OrderReported& report) {
  BlotterEntry* entry = blotter.find(report.order.client_id);
  if (!entry) return;
  raise(*entry, report.filled);
  // An order that was changed at the broker is what the broker says it is.
  if (!is_final(entry->phase)) {
    entry->order.quantity = report.order.quantity;
    entry->order.limit_price = report.order.limit_price;
    entry->order.stop_price = report.order.stop_price;
  }
  advance(*entry, step_of(report.status, entry->filled, entry->order.quantity), report.detail);
}

void take_execution(Blotter& blotter, const port::OrderExecuted& execution) {
  if (execution.client_id.empty()) return;
  BlotterEntry* entry = blotter.find(execution.client_id);
  if (!entry) return;
  entry->executed += execution.quantity;
  raise(*entry, entry->executed);
  advance(*entry, step_of_fill(*entry), entry->detail);
}

void take_restart(Blotter& blotter) {
  for (BlotterEntry& entry : blotter.entries) {
    if (is_final(entry.phase)) continue;
    const bool was_sending = entry.phase == OrderPhase::sending;
    advance(entry, OrderStep::restarted,
            was_sending ? "The desk went down while this was on its way; the broker is asked."
                        : "The desk went down between the yes and the sending; ask again.");
  }
}

void reconcile(Blotter& blotter, const BrokerRecord& record) {
  for (BlotterEntry& entry : blotter.entries) {
    if (entry.phase != OrderPhase::unknown || entry.order.account != record.account) continue;
    if (std::ranges::find(record.unknown, entry.order.client_id) == record.unknown.end()) continue;
    const auto live = std::find_if(
        record.live.begin(), record.live.end(),
        [&](const port::LiveOrder& o) { return o.order.client_id == entry.order.client_id; });
    if (live != record.live.end()) {
      raise(entry, live->filled);
      advance(entry, step_of(live->status, entry.filled, entry.order.quantity), live->detail);
    } else {
      settle_by_executions(entry, record);
    }
  }
}

}  // namespace pitwall::desk
