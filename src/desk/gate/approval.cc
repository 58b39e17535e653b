#include "desk/gate/approval.h"

#include "base/json_out.h"

namespace pitwall::desk {

constexpr Rules unbounded{.max_length = SIZE_MAX, .max_items = SIZE_MAX};

std::string_view name_of(ActionKind kind) {
  return kind == ActionKind::place_order ? "place_order" : "cancel_order";
}

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
}

Digest digest_of(const Action& action) {
  return Sha256().add("pitwall action\n").add(to_json(action)).finish();
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
}

Result<void> check(const Grant& grant) {
  if (grant.id.is_nil() || grant.account.empty() || grant.instruments.empty())
    return error(Code::invalid_argument, "A grant names its account and its instruments.");
  if (grant.max_quantity.sign() <= 0 || grant.max_value.sign() <= 0 || grant.uses <= 0)
    return error(Code::invalid_argument,
                 "A grant says how large an order may be and how many there may be.");
  return {};
}

bool covers(const Grant& grant, const Action& action, Money value, Time now) {
  const auto& instruments = grant.instruments;
  return !grant.revoked && grant.uses > 0 && now < grant.expires &&
         action.kind == ActionKind::place_order && grant.account == action.order.account &&
         grant.strategy == action.strategy &&
         std::ranges::find(instruments, action.order.symbol) != instruments.end() &&
         (!grant.side || *grant.side == action.order.side) &&
         action.order.quantity <= grant.max_quantity && value <= grant.max_value;
}

}  // namespace pitwall::desk
