#include "desk/gate/words.h"

#include "desk/chart/one_line.h"

namespace pitwall::desk {

std::string money_text(Money amount, market::Currency currency) {
  const Money cents = Money::from_scaled(
      decimal::narrow(decimal::divide(amount.scaled(), 10'000, Rounding::half_even) * 10'000));
  std::string text = cents.abs().text();
  std::size_t point = text.find('.');
  if (point == text.npos) {
    point = text.size();
    text += ".00";
  } else {
    text.append(point + 3 - text.size(), '0');
  }
  for (std::size_t at = point; at > 3; at -= 3) text.insert(at - 3, ",");
  return fmt::format("{}{} {}", cents.sign() < 0 ? "-" : "", text, currency.view());
}

std::string quoted(std::string_view text) { return one_line(text, 60); }

std::string order_text(const port::Order& order, market::Currency currency) {
  std::string text = fmt::format("{} {} {}, ", order.side == port::Side::buy ? "BUY" : "SELL",
                                 order.quantity.text(), order.symbol.view());
  switch (order.type) {
    case port::OrderType::market:
      text += "at the market";
      break;
    case port::OrderType::limit:
      text += "limit";
      break;
    case port::OrderType::stop:
      text += "stop";
      break;
    case port::OrderType::stop_limit:
      text += "stop-limit";
      break;
  }
  if (order.stop_price) text += fmt::format(" {}", order.stop_price->text());
  if (order.stop_price && order.limit_price) text += ", limit";
  if (order.limit_price) text += fmt::format(" {}", order.limit_price->text());
  if (order.stop_price || order.limit_price) text += fmt::format(" {}", currency.view());
  return text + fmt::format(", {}", name_of(order.time_in_force));
}

namespace {

// Nothing in it is the model's: the target is written by the desk, the arguments stand in quotes.
std::string outside_text(const Action& action, const State& state) {
  const OutsideChange change = action.outside.value_or(OutsideChange{});
  std::string text = fmt::format("{}: {}; by the tool {} with {}",
                                 change.destroys ? "DELETE, CANNOT BE UNDONE" : "WRITE OUTSIDE",
                                 one_line(change.target, 400), quoted(action.tool),
                                 one_line(action.arguments, 400));
  if (!action.strategy.empty()) text += fmt::format("; for strategy {}", quoted(action.strategy));
  return text + fmt::format("; asked by {}; expires in {}.", quoted(action.actor),
                            state.gate.policy.lifetime_of_actions().text());
}

}  // namespace

std::string approval_text(const Action& action, const OrderSize& size, const State& state,
                          const Circumstances& now, std::string_view second_step) {
  if (action.kind == ActionKind::change_outside) return outside_text(action, state);
  const Account* account = state.find_account(action.order.account);
  std::string text = fmt::format(
      "{}{}; account {} ({})", action.kind == ActionKind::cancel_order ? "CANCEL the order " : "",
      order_text(action.order, action.currency), quoted(action.order.account),
      account ? name_of(account->kind) : "unknown");
  if (action.kind == ActionKind::place_order) {
    text += fmt::format(": about {}; position {} -> {}", money_text(size.value, now.base_currency),
                        size.held.text(), size.after.text());
    if (now.bid && now.ask)
      text += fmt::format("; bid {}, ask {}", now.bid->text(), now.ask->text());
    else if (now.mark)
      text += fmt::format("; mark {}", now.mark->text());
    text += fmt::format(" ({})", name_of(now.quality));
    for (const std::string& question : action.order.accepted_questions)
      text += fmt::format("; yes to the broker's question {}", one_line(question, 400));
  }
  if (!action.strategy.empty()) text += fmt::format("; for strategy {}", quoted(action.strategy));
  if (!second_step.empty()) text += fmt::format("; needs a second yes: {}", second_step);
  return text + fmt::format("; asked by {}; expires in {}.", quoted(action.actor),
                            state.gate.policy.approval_lifetime.text());
}

std::string text_to_show(const Approval& approval) {
  if (approval.yeses.empty() || approval.second_step.empty()) return approval.text;
  return fmt::format("SECOND YES{}, because {}. {}", approval.needs_pin() ? ", WITH THE PIN" : "",
                     approval.second_step, approval.text);
}

}  // namespace pitwall::desk
