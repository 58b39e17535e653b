// An action that somebody asked for, and the one yes that lets it happen. The yes is bound to the
// action by its hash: whatever is changed afterwards is another action, and needs its own.
//
//   pending -> approved -> consumed
//      |           '-> denied, expired
//      '-> denied, expired
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "base/sha256.h"
#include "base/visitor.h"
#include "market/instrument.h"
#include "port/order.h"

namespace pitwall::desk {

enum class ActionKind { place_order, cancel_order };
std::string_view name_of(ActionKind kind);
constexpr int count_of(ActionKind) { return 2; }

struct Action {
  ActionKind kind = ActionKind::place_order;
  std::string tool;       // that was called
  std::string arguments;  // what it was called with, as canonical JSON
  // What that came to. To cancel: the order that is to go, with its client id; to place: without.
  port::Order order;
  market::AssetClass asset_class = market::AssetClass::stock;
  market::Currency currency;
  Ratio multiplier;
  std::string strategy;  // on whose behalf; empty: a person's own idea
  std::string actor;     // host and session
  Digest policy;         // version of the policy that it was first held against
};
void describe(Action& action, Visitor& v);
Digest digest_of(const Action& action);

enum class ApprovalState { pending, approved, denied, expired, consumed };
std::string_view name_of(ApprovalState state);
constexpr int count_of(ApprovalState) { return 5; }

enum class ApprovalStep {
  approve,
  deny,  // by the person, or because it can no longer be
  lapse,
  consume,
};
constexpr int count_of(ApprovalStep) { return 4; }

// Nothing where the step means nothing there.
std::optional<ApprovalState> state_after(ApprovalState state, ApprovalStep step);

struct Approval {
  Id id;
  Action action;
  Digest digest;  // of the action
  ApprovalState state = ApprovalState::pending;
  Time asked;
  Time expires;  // from this instant on it is worth nothing, whatever its state says
  std::optional<Time> answered;
  std::string channel;    // where the answer came from: "terminal", "grant <id>"
  std::string client_id;  // of the order it is for
  std::string text;       // what the person is shown
  std::string detail;     // why it ended as it did
};
void describe(Approval& approval, Visitor& v);

// Leave to do things of one kind without asking, for accounts in mode auto. It says what, how
// large, how often and until when; there is no "always".
struct Grant {
  Id id;
  std::string account;
  std::string strategy;                     // empty: a person's own ideas only
  std::vector<market::Symbol> instruments;  // at least one
  std::optional<port::Side> side;           // none: both
  Quantity max_quantity;                    // of one order
  Money max_value;                          // of one order, base currency
  std::int64_t uses = 0;                    // left
  Time expires;
  bool revoked = false;
};
void describe(Grant& grant, Visitor& v);
Result<void> check(const Grant& grant);

// Whether the grant lets this action happen now; `value` in the account's base currency.
bool covers(const Grant& grant, const Action& action, Money value, Time now);

}  // namespace pitwall::desk
