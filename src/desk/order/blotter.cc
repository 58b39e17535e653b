#include "desk/order/blotter.h"

namespace pitwall::desk {
namespace {

// A state and a broker's record are read back whole, however large.
constexpr Rules unbounded{.max_length = SIZE_MAX, .max_items = SIZE_MAX};

// The step that the quantities come to, for what is said of an order without a status.
OrderStep step_of_fill(const BlotterEntry& entry) {
  return step_of(port::OrderStatus::working, entry.filled, entry.at_most());
}

void raise(BlotterEntry& entry, Quantity filled) { entry.filled = std::max(entry.filled, filled); }

// What can change about an order while it works, but for its time in force, which not every report
// of a broker tells.
void take_terms(port::Order& order, const port::Order& from) {
  order.quantity = from.quantity;
  order.limit_price = from.limit_price;
  order.stop_price = from.stop_price;
  if (from.trail) order.trail = from.trail;
}

bool same_terms(const port::Order& a, const port::Order& b) {
  return a.quantity == b.quantity && a.limit_price == b.limit_price && a.stop_price == b.stop_price;
}

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
  } else if (entry.phase == OrderPhase::unknown) {
    advance(entry, OrderStep::absent, "The broker has no record of it: it never got there.");
  } else {
    advance(entry, OrderStep::absent, "The broker no longer has it.");
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
  v("change", "What it shall become.", "", entry.change);
  v("change_unknown", "Nobody knows whether it did.", "false", entry.change_unknown, with_default);
  v("changed_from", "What it was before its last change.", "", entry.changed_from);
  v("reported", "Time of the newest report.", "2020-12-15T14:30:10Z", entry.reported);
  v("questions", "What the broker asked.", "", entry.questions,
    {.has_default = true, .max_length = SIZE_MAX});
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
  auto found = std::find_if(entries.rbegin(), entries.rend(),
                            [&](const BlotterEntry& e) { return e.approval == approval; });
  if (found == entries.rend()) return nullptr;
  // Orders of one approval stand together.
  while (found + 1 != entries.rend() && (found + 1)->approval == approval) ++found;
  return &*found;
}

std::vector<BlotterEntry*> Blotter::of(Id approval) {
  std::vector<BlotterEntry*> all;
  const BlotterEntry* first = std::as_const(*this).find(approval);
  if (!first) return all;
  for (auto at = entries.begin() + (first - entries.data());
       at != entries.end() && at->approval == approval; ++at)
    all.push_back(&*at);
  return all;
}

bool Blotter::has_unknown(std::string_view account) const {
  return std::any_of(entries.begin(), entries.end(), [&](const BlotterEntry& e) {
    return (e.phase == OrderPhase::unknown || e.change_unknown) && e.order.account == account;
  });
}

std::string client_id_of(Id approval, const Digest& action, std::size_t number) {
  // Nobody who sees the broker's copy learns the approval's id from it.
  Sha256 hash;
  hash.add("pitwall client order id\n").add(approval.text()).add("\n").add(action.text());
  if (number > 0) hash.add(fmt::format("\n{}", number));
  const Digest mixed = hash.finish();
  Id id;
  for (std::size_t i = 0; i < 8; ++i) {
    id.high = id.high << 8 | mixed.bytes[i];
    id.low = id.low << 8 | mixed.bytes[i + 8];
  }
  return id.text();
}

port::Order identified(port::Order order, Id approval, const Digest& action, std::size_t number) {
  order.client_id = client_id_of(approval, action, number);
  const std::string first = client_id_of(approval, action);
  if (order.parent) order.parent = first;
  if (order.oca_group) order.oca_group = first;
  return order;
}

port::Order anonymous(port::Order order) {
  order.client_id.clear();
  if (order.parent) order.parent = "";
  if (order.oca_group) order.oca_group = "";
  return order;
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
  if (is_final(*next)) {
    entry.cancelling = entry.change_unknown = false;
    entry.change.reset();
    entry.changed_from.reset();
  }
  return true;
}

void take_report(Blotter& blotter, const port::OrderReported& report) {
  BlotterEntry* entry = blotter.find(report.order.client_id);
  if (!entry) return;
  raise(*entry, report.filled);
  // An order that was changed at the broker is what the broker says it is, in its newest report.
  const bool is_old = (entry->reported && report.time < *entry->reported) ||
                      (entry->changed_from && same_terms(*entry->changed_from, report.order));
  if (!is_final(entry->phase) && !is_old) {
    take_terms(entry->order, report.order);
    entry->changed_from.reset();
    entry->reported = report.time;
  }
  advance(*entry, step_of(report.status, entry->filled, entry->at_most()), report.detail);
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
    if (entry.change) entry.change_unknown = true;
    const bool was_sending = entry.phase == OrderPhase::sending;
    advance(entry, OrderStep::restarted,
            was_sending ? "The desk went down while this was on its way; the broker is asked."
                        : "The desk went down between the yes and the sending; ask again.");
  }
}

void take_change(BlotterEntry& entry, bool taken) {
  if (!entry.change) return;
  if (taken) {
    // Unless a report has told of it already.
    if (!same_terms(entry.order, *entry.change)) entry.changed_from = entry.order;
    take_terms(entry.order, *entry.change);
    entry.order.time_in_force = entry.change->time_in_force;
  }
  entry.change.reset();
  entry.change_unknown = false;
  if (entry.filled >= entry.order.quantity) advance(entry, OrderStep::now_filled, entry.detail);
}

void reconcile(Blotter& blotter, const BrokerRecord& record) {
  for (BlotterEntry& entry : blotter.entries) {
    const bool unknown = entry.phase == OrderPhase::unknown || entry.change_unknown;
    if (!unknown || entry.order.account != record.account) continue;
    if (std::ranges::find(record.unknown, entry.order.client_id) == record.unknown.end()) continue;
    const auto live = std::find_if(
        record.live.begin(), record.live.end(),
        [&](const port::LiveOrder& o) { return o.order.client_id == entry.order.client_id; });
    if (live != record.live.end()) {
      if (entry.change_unknown) {
        take_terms(entry.order, live->order);
        entry.order.time_in_force = live->order.time_in_force;
      }
      take_change(entry, false);
      raise(entry, live->filled);
      advance(entry, step_of(live->status, entry.filled, entry.order.quantity), live->detail);
    } else {
      settle_by_executions(entry, record);
    }
  }
}

}  // namespace pitwall::desk
