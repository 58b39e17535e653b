#include "desk/engine/known_order.h"

namespace pitwall::desk {

std::optional<BlotterEntry> known_order(const State& state, std::string_view client_id) {
  if (client_id.empty()) return std::nullopt;  // of an order that is new
  if (const BlotterEntry* entry = state.blotter.find(client_id)) return *entry;
  for (const OrderState& known : state.orders) {
    if (known.order.client_id != client_id || is_final(known.status)) continue;
    BlotterEntry entry;
    entry.order = known.order;
    entry.phase = known.filled.is_zero() ? OrderPhase::working : OrderPhase::partly_filled;
    entry.filled = known.filled;
    entry.executed = known.executed;
    entry.detail = known.detail;
    return entry;
  }
  return std::nullopt;
}

}  // namespace pitwall::desk
