#include "desk/gate/approval.h"

#include <array>

#include "base/json_out.h"
#include "desk/gate/words.h"

namespace pitwall::desk {

constexpr Rules unbounded{.max_length = SIZE_MAX, .max_items = SIZE_MAX};

std::string_view name_of(ActionKind kind) {
  switch (kind) {
    case ActionKind::place_order:
      return "place_order";
    case ActionKind::cancel_order:
      return "cancel_order";
    case ActionKind::modify_order:
      return "modify_order";
    case ActionKind::change_outside:
      return "change_outside";
  }
  return "place_order";
}

std::string_view name_of(Performed performed) {
  constexpr std::array<std::string_view, 5> names{"no", "under_way", "done", "failed", "unknown"};
  return names[static_cast<std::size_t>(performed)];
}

void describe(OrderList& list, Visitor& v) { v("orders", "Orders.", "", list.orders); }

std::string_view name_of(ApprovalState state) {
  switch (state) {
    case ApprovalState::pending:
      return "pending";
    case ApprovalState::approved:
      return "approved";
    case ApprovalState::denied:
      return "denied";
    case ApprovalState::expired:
      return "expired";
    case ApprovalState::consumed:
      return "consumed";
  }
  return "denied";
}

void describe(OutsideChange& change, Visitor& v) {
  v("target", "What is touched, and how.", "Delete 3 notes", change.target, unbounded);
  v("destroys", "It cannot be had back.", "true", change.destroys);
  v("state", "Hash of what was found there.", "", change.state);
}

void describe(Action& action, Visitor& v) {
  v("kind", "What it does.", "place_order", action.kind);
  v("tool", "Tool that was called.", "place_order", action.tool);
  v("arguments", "What it was called with.", "{}", action.arguments, unbounded);
  v("order", "The order.", "", action.order);
  v("asset_class", "Class of the instrument.", "etf", action.asset_class);
  v("currency", "Of its prices.", "USD", action.currency);
  v("multiplier", "Currency units a point is worth.", "1", action.multiplier);
  v("strategy", "On whose behalf.", "", action.strategy);
  v("actor", "Who asked.", "claude-desktop", action.actor);
  v("policy", "Version of the policy.", "", action.policy);
  v("actor_version", "Version of the host, as it says.", "1.2", action.actor_version);
  v("session", "Session of the host.", "", action.session);
  v("outside", "What would change outside.", "", action.outside);
  v("further", "Other orders under the same yes.", "", action.further);
  v("before", "The order before it is changed.", "", action.before);
}

Digest digest_of(const Action& action) {
  return Sha256().add("pitwall action\n").add(to_json(action)).finish();
}

std::vector<port::Order> orders_of(const Action& action) {
  std::vector<port::Order> orders{action.order};
  if (action.further)
    orders.insert(orders.end(), action.further->orders.begin(), action.further->orders.end());
  return orders;
}

std::optional<ApprovalState> state_after(ApprovalState state, ApprovalStep step) {
  if (state != ApprovalState::pending && state != ApprovalState::approved) return std::nullopt;
  switch (step) {
    case ApprovalStep::approve:
      if (state == ApprovalState::pending) return ApprovalState::approved;
      return std::nullopt;
    case ApprovalStep::deny:
      return ApprovalState::denied;
    case ApprovalStep::lapse:
      return ApprovalState::expired;
    case ApprovalStep::consume:
      if (state == ApprovalState::approved) return ApprovalState::consumed;
      return std::nullopt;
  }
  return std::nullopt;
}

void describe(Yes& yes, Visitor& v) {
  v("channel", "Where it came from.", "terminal", yes.channel);
  v("with_pin", "The PIN came with it.", "true", yes.with_pin);
  v("time", "When.", "2020-12-15T14:30:00Z", yes.time);
}

void describe(Approval& approval, Visitor& v) {
  v("id", "Its id.", "", approval.id);
  v("action", "What it is for.", "", approval.action);
  v("digest", "Hash of that.", "", approval.digest);
  v("state", "Where it stands.", "pending", approval.state);
  v("asked", "When it was asked for.", "2020-12-15T14:30:00Z", approval.asked);
  v("expires", "Until when it can be used.", "2020-12-15T14:31:00Z", approval.expires);
  v("answered", "When it was answered.", "", approval.answered);
  v("channel", "Where the answer came from.", "terminal", approval.channel);
  v("client_id", "Order it is for.", "", approval.client_id);
  v("text", "What the person is shown.", "", approval.text, unbounded);
  v("detail", "Why it ended as it did.", "", approval.detail, unbounded);
  v("second_step", "Why it needs two yeses.", "", approval.second_step,
    {.has_default = true, .max_length = SIZE_MAX});
  v("yeses", "Yeses so far.", "", approval.yeses, with_default);
  v("performed", "What became of a change outside.", "no", approval.performed, with_default);
}

void describe(Grant& grant, Visitor& v) {
  v("id", "Its id.", "", grant.id);
  v("account", "Account.", "DU1000001", grant.account);
  v("strategy", "Strategy that may use it.", "", grant.strategy);
  v("instruments", "What may be traded.", "SPY", grant.instruments);
  v("side", "Only this side.", "buy", grant.side);
  v("max_quantity", "Most in one order.", "10", grant.max_quantity);
  v("max_value", "Most that one order is worth, base currency.", "5000", grant.max_value);
  v("uses", "Orders left.", "3", grant.uses);
  v("expires", "Until when.", "2020-12-15T21:00:00Z", grant.expires);
  v("revoked", "Taken back.", "false", grant.revoked);
  v("tool", "Tool that may use it.", "place_order", grant.tool, with_default);
  v("min_quantity", "Least in one order.", "1", grant.min_quantity, with_default);
  v("given_uses", "Orders it was given for.", "3", grant.given_uses, with_default);
  v("given", "When it was given.", "2020-12-15T14:30:00Z", grant.given);
  v("used_by", "Approvals that rested on it.", "", grant.used_by, with_default);
}

Result<void> check(const Grant& grant) {
  if (grant.id.is_nil() || grant.account.empty() || grant.instruments.empty())
    return error(Code::invalid_argument, "A grant names its account and its instruments.");
  if (grant.max_quantity.sign() <= 0 || grant.max_value.sign() <= 0 || grant.uses <= 0)
    return error(Code::invalid_argument,
                 "A grant says how large an order may be and how many there may be.");
  if (grant.min_quantity.sign() < 0 || grant.min_quantity > grant.max_quantity)
    return error(Code::invalid_argument,
                 "The least that one order may be is 0 or more, and not above the most.");
  if (grant.uses > Grant::most_uses)
    return error(Code::invalid_argument, "A grant is for {} orders at most.", Grant::most_uses);
  if (grant.given &&
      (grant.expires <= *grant.given || grant.expires > *grant.given + Grant::longest))
    return error(Code::invalid_argument, "A grant ends, after {} at the latest.",
                 Grant::longest.text());
  if (grant.tool.empty())
    return error(Code::invalid_argument, "A grant names the tool that may use it.");
  return {};
}

bool covers(const Grant& grant, const Action& action, Money value, Time now) {
  const auto& instruments = grant.instruments;
  return !grant.revoked && grant.uses > 0 && now < grant.expires &&
         action.kind == ActionKind::place_order && !action.further && !action.order.spread &&
         action.order.accepted_questions.empty() && grant.account == action.order.account &&
         grant.tool == action.tool && grant.strategy == action.strategy &&
         std::ranges::find(instruments, action.order.symbol) != instruments.end() &&
         (!grant.side || *grant.side == action.order.side) &&
         action.order.quantity >= grant.min_quantity &&
         action.order.quantity <= grant.max_quantity && value <= grant.max_value;
}

std::string text_of(const Grant& grant) {
  std::string symbols;
  for (const market::Symbol& symbol : grant.instruments)
    symbols += fmt::format("{}{}", symbols.empty() ? "" : ", ", symbol.view());
  std::string text = fmt::format(
      "{} may {} {} in account {} without asking you: {} to {} in one order, worth at most {}; {} "
      "of {} orders left; until {}",
      grant.strategy.empty() ? "Whoever asks for no strategy"
                             : fmt::format("Strategy {}", quoted(grant.strategy)),
      !grant.side                      ? "buy and sell"
      : *grant.side == port::Side::buy ? "buy"
                                       : "sell",
      symbols, quoted(grant.account), grant.min_quantity.text(), grant.max_quantity.text(),
      grant.max_value.text(), grant.uses, std::max(grant.uses, grant.given_uses),
      grant.expires.text());
  if (grant.tool != "place_order") text += fmt::format("; by the tool {} only", quoted(grant.tool));
  return text + (grant.revoked ? "; taken back." : ".");
}

}  // namespace pitwall::desk
