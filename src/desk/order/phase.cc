#include "desk/order/phase.h"

#include <array>

namespace pitwall::desk {
namespace {

using enum OrderPhase;

constexpr std::array<std::string_view, 12> phase_names{
    "drafted", "previewed",     "waiting", "approved",  "sending",  "unknown",
    "working", "partly_filled", "filled",  "cancelled", "rejected", "expired"};

constexpr std::array<std::string_view, 19> step_names{
    "previewed",  "asked",         "approved",     "denied",      "lapsed",
    "withdrawn",  "sent",          "taken",        "questioned",  "refused",
    "unanswered", "restarted",     "absent",       "now_working", "now_partly_filled",
    "now_filled", "now_cancelled", "now_rejected", "now_expired"};

bool is_before_sending(OrderPhase phase) { return phase <= approved; }

// What this side does to an order that has not left yet.
std::optional<OrderPhase> before_sending(OrderPhase phase, OrderStep step) {
  switch (step) {
    case OrderStep::previewed:
      return phase <= previewed ? std::optional(previewed) : std::nullopt;
    case OrderStep::asked:
      return phase <= previewed ? std::optional(waiting) : std::nullopt;
    case OrderStep::approved:
      return phase <= waiting ? std::optional(approved) : std::nullopt;
    case OrderStep::denied:
      return rejected;
    case OrderStep::lapsed:
      return expired;
    case OrderStep::withdrawn:
      return cancelled;
    case OrderStep::sent:
      return phase == approved ? std::optional(sending) : std::nullopt;
    case OrderStep::restarted:
      // A yes is for now. Whoever gave it saw a desk that then went down: it is asked for again.
      return phase == approved ? std::optional(expired) : std::nullopt;
    default:
      return std::nullopt;
  }
}

// What is heard of an order that has left.
std::optional<OrderPhase> after_sending(OrderPhase phase, OrderStep step) {
  const bool in_the_dark = phase == sending || phase == unknown;
  switch (step) {
    case OrderStep::taken:
      return in_the_dark ? std::optional(working) : std::nullopt;
    case OrderStep::questioned:
    case OrderStep::refused:
      return in_the_dark ? std::optional(rejected) : std::nullopt;
    case OrderStep::unanswered:
    case OrderStep::restarted:
      return phase == sending ? std::optional(unknown) : std::nullopt;
    case OrderStep::absent:
      // Still on its way, it may not be in the lists yet.
      if (phase == sending) return std::nullopt;
      return phase == unknown ? expired : cancelled;
    default:
      return std::nullopt;
  }
}

// The broker's reports, which hold wherever they meet an order that is not at its end. Before it
// was sent there can be none, unless the journal is an older one than the broker's record: then
// the broker is right, too.
std::optional<OrderPhase> reported(OrderPhase phase, OrderStep step) {
  switch (step) {
    case OrderStep::now_working:
      return phase == partly_filled ? partly_filled : working;
    case OrderStep::now_partly_filled:
      return partly_filled;
    case OrderStep::now_filled:
      return filled;
    case OrderStep::now_cancelled:
      return cancelled;
    case OrderStep::now_rejected:
      return rejected;
    case OrderStep::now_expired:
      return expired;
    default:
      return std::nullopt;
  }
}

// What still comes after the end. A late "working" is an old message, but not for an order that
// ended by being absent; a trade is a fact, whatever was said before.
std::optional<OrderPhase> after_the_end(OrderPhase phase, OrderStep step) {
  if (phase == filled) return std::nullopt;
  switch (step) {
    case OrderStep::now_working:
      return phase == expired ? std::optional(unknown) : std::nullopt;
    case OrderStep::now_partly_filled:
      return phase == cancelled ? std::nullopt : std::optional(unknown);
    case OrderStep::now_filled:
      return filled;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::string_view name_of(OrderPhase phase) { return phase_names[static_cast<std::size_t>(phase)]; }
std::string_view name_of(OrderStep step) { return step_names[static_cast<std::size_t>(step)]; }

std::optional<OrderPhase> phase_after(OrderPhase phase, OrderStep step) {
  if (is_final(phase)) return after_the_end(phase, step);
  if (step >= OrderStep::now_working) return reported(phase, step);
  return is_before_sending(phase) ? before_sending(phase, step) : after_sending(phase, step);
}

OrderStep step_of(port::OrderStatus status, Quantity filled, Quantity ordered) {
  if (filled >= ordered) return OrderStep::now_filled;
  switch (status) {
    case port::OrderStatus::cancelled:
      return OrderStep::now_cancelled;
    case port::OrderStatus::rejected:
      return OrderStep::now_rejected;
    case port::OrderStatus::expired:
      return OrderStep::now_expired;
    default:
      return filled.sign() > 0 ? OrderStep::now_partly_filled : OrderStep::now_working;
  }
}

}  // namespace pitwall::desk
