// An action that somebody asked for, and the one yes that lets it happen. The yes is bound to the
// action by its hash: whatever is changed afterwards is another action, and needs its own.
//
//   pending -> approved -> consumed
//      |           '-> denied, expired
//      '-> denied, expired
//
// What is of high value or of a strategy that is new here needs two yeses, of which one carries the
// PIN; after the first it is pending still.
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

enum class ActionKind {
  place_order,
  cancel_order,
  modify_order,
  change_outside,  // a deletion or a write outside Pitwall's own state
};
std::string_view name_of(ActionKind kind);
constexpr int count_of(ActionKind) { return 4; }

// What a tool would delete or write outside, as the desk found it when it was asked for. There is
// no order in such an action.
struct OutsideChange {
  std::string target;    // in the desk's words: what is touched, and how
  bool destroys = true;  // it cannot be had back
  Digest state;          // of the target; whatever has changed since is another target
};
void describe(OutsideChange& change, Visitor& v);

struct OrderList {
  static constexpr std::size_t most = 200;
  std::vector<port::Order> orders;
};
void describe(OrderList& list, Visitor& v);

struct Action {
  ActionKind kind = ActionKind::place_order;
  std::string tool;       // that was called
  std::string arguments;  // what it was called with, as canonical JSON
  // What that came to. To place: the order, without a client id. To cancel: the one that is to go,
  // with its client id. To modify: the order as it shall be, with its client id.
  port::Order order;
  // Others under the same yes. To place: those that belong to `order`, also without client ids; a
  // parent that is empty is `order`, a group that is empty is the action's own. To cancel: those
  // that are to go as well, of the same account.
  std::optional<OrderList> further;
  std::optional<port::Order> before;  // to modify: as it is, which the person was shown
  market::AssetClass asset_class = market::AssetClass::stock;
  market::Currency currency;
  Ratio multiplier;
  std::string strategy;                      // on whose behalf; empty: a person's own idea
  std::string actor;                         // who asked: the host, by the name it gives itself
  Digest policy;                             // version of the policy that it was first held against
  std::optional<std::string> actor_version;  // of that host, where it says
  std::optional<std::string> session;        // likewise
  std::optional<OutsideChange> outside;      // of change_outside
};
void describe(Action& action, Visitor& v);
Digest digest_of(const Action& action);
std::vector<port::Order> orders_of(const Action& action);  // `order` and those further

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

// One yes to an approval.
struct Yes {
  std::string channel;
  bool with_pin = false;
  Time time;
};
void describe(Yes& yes, Visitor& v);

// What became of a change outside, once it was handed to whoever makes it.
enum class Performed { no, under_way, done, failed, unknown };
std::string_view name_of(Performed performed);
constexpr int count_of(Performed) { return 5; }

struct Approval {
  Id id;
  Action action;
  Digest digest;  // of the action
  ApprovalState state = ApprovalState::pending;
  Time asked;
  Time expires;  // from this instant on it is worth nothing, whatever its state says
  std::optional<Time> answered;
  std::string channel;                  // where the answer came from: "terminal", "grant <id>"
  std::string client_id;                // of the order it is for
  std::string text;                     // what the person is shown
  std::string detail;                   // why it ended as it did
  std::string second_step = {};         // why it needs two yeses; empty where one is enough
  std::vector<Yes> yeses = {};          // so far
  Performed performed = Performed::no;  // of a change outside

  // Which yes is waited for, beginning with 1.
  std::int64_t next_yes() const { return static_cast<std::int64_t>(yeses.size()) + 1; }
  bool needs_second_yes() const { return !second_step.empty() && yeses.size() < 2; }
  // The one that is waited for must carry the PIN: a tap on a phone alone is never enough.
  bool needs_pin() const {
    return !second_step.empty() && yeses.size() == 1 && !yeses.front().with_pin;
  }
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
  std::string tool = "place_order";
  Quantity min_quantity = {};   // of one order
  std::int64_t given_uses = 0;  // as it was given
  std::optional<Time> given = {};
  std::vector<Id> used_by = {};  // approvals that rested on it, oldest first

  static constexpr std::int64_t most_uses = 1'000;
  static constexpr Duration longest = days(31);
};
void describe(Grant& grant, Visitor& v);
Result<void> check(const Grant& grant);

// What it allows, in words for the person.
std::string text_of(const Grant& grant);

// Whether the grant lets this action happen now: one plain order, to which the broker asks nothing.
// `value` in the account's base currency.
bool covers(const Grant& grant, const Action& action, Money value, Time now);

}  // namespace pitwall::desk
