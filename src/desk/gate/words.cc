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

namespace {

// A list of orders in words ends somewhere, and says so: nobody reads two hundred.
constexpr std::size_t most_in_words = 40;
// Nobody says yes to words that are not there.
constexpr std::size_t longest_question = 4'000;

std::string_view type_text(port::OrderType type) {
  switch (type) {
    case port::OrderType::market:
      return "at the market";
    case port::OrderType::limit:
      return "limit";
    case port::OrderType::stop:
      return "stop";
    case port::OrderType::stop_limit:
      return "stop-limit";
    case port::OrderType::trailing_stop:
      return "trailing stop";
    case port::OrderType::market_on_close:
      return "at the market on close";
    case port::OrderType::limit_on_close:
      return "limit on close";
    case port::OrderType::midprice:
      return "midprice";
  }
  return "at the market";
}

std::string spread_text(const port::Spread& spread) {
  std::string text = "a spread of";
  for (std::size_t i = 0; i < spread.legs.size(); ++i)
    text += fmt::format("{} {} {} {}", i > 0 ? "," : "",
                        spread.legs[i].side == port::Side::buy ? "buy" : "sell",
                        spread.legs[i].ratio, spread.legs[i].symbol.view());
  return text;
}

}  // namespace

std::string order_text(const port::Order& order, market::Currency currency) {
  std::string text = fmt::format(
      "{} {} {}, {}", order.side == port::Side::buy ? "BUY" : "SELL", order.quantity.text(),
      order.spread ? spread_text(*order.spread) : std::string(order.symbol.view()),
      type_text(order.type));
  if (order.trail && order.trail->amount)
    text += fmt::format(" {} {} behind", order.trail->amount->text(), currency.view());
  if (order.trail && order.trail->percent)
    text += fmt::format(" {} % behind", order.trail->percent->text());
  if (order.trail && order.stop_price) text += ", now at";
  if (order.stop_price) text += fmt::format(" {}", order.stop_price->text());
  if (order.limit_price && (order.stop_price || order.type == port::OrderType::midprice))
    text += order.stop_price ? ", limit" : ", not beyond";
  if (order.limit_price) text += fmt::format(" {}", order.limit_price->text());
  if ((order.stop_price || order.limit_price) && currency != market::Currency())
    text += fmt::format(" {}", currency.view());
  return text + fmt::format(", {}", name_of(order.time_in_force));
}

std::string orders_text(const Action& action) {
  std::string text = order_text(action.order, action.currency);
  if (!action.further) return text;
  const std::vector<port::Order>& others = action.further->orders;
  if (action.kind == ActionKind::place_order) {
    if (action.order.oca_group) {
      text += "; or, of which one cancels the others:";
    } else {
      text += others.size() > 1 ? "; once it trades, of which one cancels the other:"
                                : "; once it trades:";
    }
  } else {
    text += " and";
  }
  for (std::size_t i = 0; i < others.size() && i < most_in_words; ++i)
    text += fmt::format("{} {}", i > 0 ? ";" : "", order_text(others[i], action.currency));
  if (others.size() > most_in_words)
    text += fmt::format("; and {} more", others.size() - most_in_words);
  return text;
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

// Each of a list is priced in its own instrument's currency, of which the action knows one only.
std::string cancel_text(const Action& action) {
  if (!action.further) return "CANCEL the order " + orders_text(action);
  Action listed = action;
  listed.currency = {};
  return fmt::format("CANCEL {} orders: {}", action.further->orders.size() + 1,
                     orders_text(listed));
}

std::string action_text(const Action& action) {
  switch (action.kind) {
    case ActionKind::place_order:
      return orders_text(action);
    case ActionKind::cancel_order:
      return cancel_text(action);
    case ActionKind::modify_order:
      return fmt::format("CHANGE the order{} {} -> {}",
                         action.order.client_id.starts_with("broker:") ? " placed elsewhere," : "",
                         action.before ? order_text(*action.before, action.currency) : "?",
                         order_text(action.order, action.currency));
    case ActionKind::change_outside:
      break;
  }
  return orders_text(action);
}

}  // namespace

std::string approval_text(const Action& action, const OrderSize& size, const State& state,
                          const Circumstances& now, std::string_view second_step) {
  if (action.kind == ActionKind::change_outside) return outside_text(action, state);
  const Account* account = state.find_account(action.order.account);
  std::string text =
      fmt::format("{}; account {} ({})", action_text(action), quoted(action.order.account),
                  account ? name_of(account->kind) : "unknown");
  if (action.kind != ActionKind::cancel_order) {
    text += fmt::format(": about {}; position {} -> {}", money_text(size.value, now.base_currency),
                        size.held.text(), size.after.text());
    if (now.bid && now.ask)
      text += fmt::format("; bid {}, ask {}", now.bid->text(), now.ask->text());
    else if (now.mark)
      text += fmt::format("; mark {}", now.mark->text());
    text += fmt::format(" ({})", name_of(now.quality));
    for (const std::string& question : action.order.accepted_questions)
      text +=
          fmt::format("; yes to the broker's question {}", one_line(question, longest_question));
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
