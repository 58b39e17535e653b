// Where an order stands, and what moves it on: one pure table over every phase and every step. What
// makes no sense in a phase changes nothing; the broker's word comes before ours.
//
//   drafted -> previewed -> waiting -> approved -> sending -> working -> partly_filled -> filled
//                                                     |          '-> cancelled, rejected, expired
//                                                     '-> unknown -> whatever the broker says of it
//
// Nothing leads to `sending` but `approved`, and nothing leads back to `approved`: what may have
// left the desk is never sent again.
#pragma once

#include <optional>
#include <string_view>

#include "port/order.h"

namespace pitwall::desk {

enum class OrderPhase {
  drafted,
  previewed,      // what it would cost and need is known
  waiting,        // for a person's yes
  approved,       // not sent yet
  sending,        // on its way to the broker, unanswered
  unknown,        // the broker may or may not have it: reconciled before anything else
  working,        // the broker has it
  partly_filled,  // likewise, and some of it is traded
  filled,
  cancelled,
  rejected,  // by a person, the gate or the broker
  expired,   // the approval or the order ran out of time, or it never reached the broker
};
std::string_view name_of(OrderPhase phase);
constexpr int count_of(OrderPhase) { return 12; }

enum class OrderStep {
  previewed,
  asked,        // the gate wants a person's yes
  approved,     // by a person, or by a grant that covers it
  denied,       // by a person, or by the gate when it looked again
  lapsed,       // the approval ran out
  withdrawn,    // called off on this side, before it was sent
  sent,         // handed to the broker with its permit
  taken,        // the broker answers: it has it
  questioned,   // the broker answers with questions, and dropped it
  refused,      // the broker answers: no
  unanswered,   // no answer, or none that says whether the broker has it
  restarted,    // the desk came up again
  absent,       // the broker's complete lists, asked for after it was sent, do not know it
  now_working,  // from here on the broker's own reports
  now_partly_filled,
  now_filled,
  now_cancelled,
  now_rejected,
  now_expired,
};
std::string_view name_of(OrderStep step);
constexpr int count_of(OrderStep) { return 19; }

// The phase after the step; nothing where the step means nothing there and is passed over.
std::optional<OrderPhase> phase_after(OrderPhase phase, OrderStep step);

// Nothing more is expected of it.
constexpr bool is_final(OrderPhase phase) { return phase >= OrderPhase::filled; }
// The broker has it, or may have it: what it could still trade counts against every limit.
constexpr bool may_trade(OrderPhase phase) {
  return phase >= OrderPhase::sending && phase <= OrderPhase::partly_filled;
}

// What a broker's report comes to. A report of less than was ordered is no whole fill, whatever
// status it names.
OrderStep step_of(port::OrderStatus status, Quantity filled, Quantity ordered);

}  // namespace pitwall::desk
