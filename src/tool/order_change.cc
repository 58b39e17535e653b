// What is done about orders and positions that are there: changing an order, calling several off,
// closing a position. All of it waits for the person; nothing here sends anything.
#include "desk/engine/known_order.h"
#include "desk/gate/words.h"
#include "tool/instrument.h"
#include "tool/order_proposal.h"
#include "tool/order_size.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

// ---- modify_order ----

struct ModifyIn {
  std::string order;
  std::optional<Quantity> quantity;
  std::optional<Price> limit_price;
  std::optional<Price> stop_price;
  port::Trail trail;
  std::optional<port::TimeInForce> time_in_force;
  bool accept_questions = false;
};
void describe(ModifyIn& in, Visitor& v) {
  v("order", "Its id, as place_order or list_live_orders has it.", "01J8Z", in.order,
    {.max_length = 100});
  v("quantity", "Of the whole order, with what is filled.", "20", in.quantity, exemplary);
  v("limit_price", "New limit.", "371", in.limit_price);
  v("stop_price", "New stop.", "364", in.stop_price);
  v("trail_amount", "New distance of a trailing stop.", "2", in.trail.amount);
  v("trail_percent", "Likewise, in percent.", "1", in.trail.percent);
  v("time_in_force", "How long it stands from now on.", "gtc", in.time_in_force);
  v("accept_questions", "Yes to what the broker asked when this change was tried before.", "true",
    in.accept_questions, with_default);
}

Result<port::Order> changed(const desk::BlotterEntry& entry, const ModifyIn& in) {
  port::Order order = entry.order;
  if (in.quantity) order.quantity = *in.quantity;
  if (in.limit_price) order.limit_price = in.limit_price;
  if (in.stop_price) order.stop_price = in.stop_price;
  if (in.trail.amount || in.trail.percent) order.trail = in.trail;
  if (in.time_in_force) order.time_in_force = *in.time_in_force;
  if (to_json(order) == to_json(entry.order))
    return error(Code::invalid_argument,
                 "That is what the order is already; say what shall change.");
  if (in.accept_questions)
    order.accepted_questions.insert(order.accepted_questions.end(), entry.questions.begin(),
                                    entry.questions.end());
  PITWALL_TRY_VOID(validate(order));
  return order;
}

Task<Result<OrderAnswer>> run_modify(ModifyIn in, Context& context, Call& call) {
  const std::optional<desk::BlotterEntry> entry = desk::known_order(context.desk.state(), in.order);
  if (!entry)
    co_return error(Code::not_found,
                    "The desk has no order \"{}\"; list_orders and list_live_orders show those "
                    "there are.",
                    in.order);
  if (is_final(entry->phase))
    co_return error(Code::conflict, "That order is {} already.", name_of(entry->phase));
  if (entry->phase <= desk::OrderPhase::approved)
    co_return error(Code::conflict, "That order has not been sent; cancel it and ask for another.");
  const Result<port::Order> order = changed(*entry, in);
  if (!order) co_return order.error();
  // Not every broker lets everyone change what was placed elsewhere.
  if (const Result<void> can = context.broker.can_take({*order}); !can) co_return can.error();
  desk::Action action;
  action.kind = desk::ActionKind::modify_order;
  action.tool = "modify_order";
  action.arguments = to_json(in);
  take_actor(call, action);
  action.before = entry->order;
  action.order = *order;
  take_instrument(context, action);
  Result<Gathered> gathered =
      co_await look_around(context, action.order.account, action.order.symbol);
  if (!gathered) co_return gathered.error();
  Result<OrderAnswer> answer = co_await propose(context, std::move(action), std::move(*gathered));
  co_return answer;
}

// ---- cancel_all ----

struct CancelAllIn {
  std::optional<AccountText> account;
  std::optional<SymbolText> symbol;
};
void describe(CancelAllIn& in, Visitor& v) {
  v("account", "Needed where there are several.", "DU1000001", in.account);
  v("symbol", "Only of this instrument.", "SPY", in.symbol);
}

struct CancelAllOut {
  std::int64_t called_off = 0;
  std::int64_t at_broker = 0;
  std::int64_t undecided = 0;
  OrderAnswer answer;
};
void describe(CancelAllOut& out, Visitor& v) {
  v("called_off", "That had not been sent.", "1", out.called_off);
  v("at_broker", "That the person is asked about.", "2", out.at_broker);
  v("undecided", "On their way or unknown: nothing can be said of them yet.", "0", out.undecided);
  v("answer", "What waits for the person.", "", out.answer);
}

std::string summary(const CancelAllOut& out) {
  std::string text = fmt::format("{} called off before they were sent.",
                                 count_text(static_cast<std::size_t>(out.called_off), "order"));
  if (out.undecided > 0)
    text += fmt::format(" {} on the way to the broker or unknown there: ask again in a minute.",
                        count_text(static_cast<std::size_t>(out.undecided), "order"));
  if (out.at_broker == 0) return text + " The broker has none to cancel.";
  return text + "\n" + summary(out.answer);
}

struct OpenOrders {
  std::vector<port::Order> at_broker;
  std::vector<std::string> not_sent;  // one of each approval
  std::int64_t undecided = 0;
};

OpenOrders open_orders(const desk::State& state, const std::string& account,
                       const std::optional<market::Symbol>& only) {
  OpenOrders open;
  const auto wanted = [&](const port::Order& order) {
    return order.account == account && (!only || order.symbol == *only);
  };
  std::optional<Id> latest;
  for (const desk::BlotterEntry& entry : state.blotter.entries) {
    if (is_final(entry.phase) || !wanted(entry.order)) continue;
    if (entry.phase <= desk::OrderPhase::approved) {
      if (latest != entry.approval) open.not_sent.push_back(entry.order.client_id);
      latest = entry.approval;
    } else if (entry.phase >= desk::OrderPhase::working) {
      if (!entry.cancelling) open.at_broker.push_back(entry.order);
    } else {
      ++open.undecided;
    }
  }
  for (const desk::OrderState& known : state.orders)
    if (!is_final(known.status) && wanted(known.order) &&
        !state.blotter.find(known.order.client_id))
      open.at_broker.push_back(known.order);
  return open;
}

desk::Action cancellation(const Context& context, const CancelAllIn& in, const Call& call,
                          const desk::Account& account, const port::Order& order) {
  desk::Action action;
  action.currency = account.base_currency;  // until the instrument is known
  action.order = order;
  take_instrument(context, action);
  action.kind = desk::ActionKind::cancel_order;
  action.tool = "cancel_all";
  action.arguments = to_json(in);
  take_actor(call, action);
  return action;
}

Task<Result<CancelAllOut>> run_cancel_all(CancelAllIn in, Context& context, Call& call) {
  const Result<desk::Account> account = only_account(context, in.account);
  if (!account) co_return account.error();
  std::optional<market::Symbol> only;
  if (in.symbol) {
    const Result<const market::Instrument*> found =
        co_await resolve_instrument(context, in.symbol->value);
    if (!found) co_return found.error();
    only = (*found)->symbol;
  }
  const OpenOrders open = open_orders(context.desk.state(), account->account, only);
  CancelAllOut out;
  out.undecided = open.undecided;
  out.at_broker = static_cast<std::int64_t>(open.at_broker.size());
  for (const std::string& id : open.not_sent) {
    const desk::BlotterEntry* entry = context.desk.state().blotter.find(id);
    if (!entry) continue;
    desk::Action action = cancellation(context, in, call, *account, entry->order);
    Result<Gathered> gathered = co_await gather(context, account->account, action.order.symbol);
    if (!gathered) co_return gathered.error();
    const Result<OrderAnswer> off =
        co_await propose(context, std::move(action), std::move(*gathered));
    if (!off) co_return off.error();
    ++out.called_off;
  }
  if (open.at_broker.empty()) co_return out;
  if (open.at_broker.size() > desk::OrderList::most)
    co_return error(Code::too_large,
                    "There are {} orders, more than one person can look over; go by symbol.",
                    open.at_broker.size());
  desk::Action action = cancellation(context, in, call, *account, open.at_broker.front());
  if (open.at_broker.size() > 1)
    action.further = desk::OrderList{{open.at_broker.begin() + 1, open.at_broker.end()}};
  Result<Gathered> gathered = co_await gather(context, account->account, action.order.symbol);
  if (!gathered) co_return gathered.error();
  Result<OrderAnswer> answer = co_await propose(context, std::move(action), std::move(*gathered));
  if (!answer) co_return answer.error();
  out.answer = std::move(*answer);
  co_return out;
}

// ---- close_position ----

struct CloseIn {
  SymbolText symbol;
  std::optional<Quantity> quantity;
  std::optional<Price> limit_price;
  std::optional<AccountText> account;
};
void describe(CloseIn& in, Visitor& v) {
  v("symbol", "Ticker, or ticker:exchange.", "SPY", in.symbol);
  v("quantity", "If absent, all of it.", "10", in.quantity);
  v("limit_price", "If absent, at the market.", "370.5", in.limit_price);
  v("account", "Needed where there are several.", "DU1000001", in.account);
}

Task<Result<OrderAnswer>> run_close(CloseIn in, Context& context, Call& call) {
  const Result<desk::Account> account = only_account(context, in.account);
  if (!account) co_return account.error();
  const Result<const market::Instrument*> instrument =
      co_await resolve_instrument(context, in.symbol.value);
  if (!instrument) co_return instrument.error();
  const desk::Position* position =
      context.desk.state().find_position(account->account, (*instrument)->symbol);
  if (!position || position->quantity.is_zero())
    co_return error(Code::not_found, "Account {} holds no {}.", account->account,
                    (*instrument)->full_name());
  const Quantity held = position->quantity.abs();
  if (in.quantity && *in.quantity > held)
    co_return error(Code::invalid_argument, "Account {} holds {} of {}, not {}.", account->account,
                    held.text(), (*instrument)->full_name(), in.quantity->text());
  desk::Action action;
  action.tool = "close_position";
  action.arguments = to_json(in);
  take_actor(call, action);
  action.order.account = account->account;
  action.order.symbol = (*instrument)->symbol;
  action.order.side = position->quantity.sign() > 0 ? port::Side::sell : port::Side::buy;
  action.order.quantity = in.quantity.value_or(held);
  action.order.limit_price = in.limit_price;
  if (in.limit_price) action.order.type = port::OrderType::limit;
  take_instrument(context, action);
  if (const Result<void> valid = validate(action.order); !valid) co_return valid.error();
  Result<Gathered> gathered =
      co_await look_around(context, action.order.account, action.order.symbol);
  if (!gathered) co_return gathered.error();
  Result<OrderAnswer> answer = co_await propose(context, std::move(action), std::move(*gathered));
  co_return answer;
}

}  // namespace

extern const Tool modify_order;
const Tool modify_order{"modify_order",
                        Category::account,
                        Effect::acts,
                        "Asks for a change of a working order: quantity, prices, how long it "
                        "stands. It waits for the person, who sees it before and after.",
                        run_modify,
                        {.rare = true}};

extern const Tool cancel_all;
const Tool cancel_all{"cancel_all",
                      Category::account,
                      Effect::acts,
                      "Calls off every order of an account: at once what was not sent; one yes of "
                      "the person for the list of what the broker has.",
                      run_cancel_all,
                      {.rare = true}};

extern const Tool close_position;
const Tool close_position{"close_position",
                          Category::account,
                          Effect::acts,
                          "Asks for the order that closes a position, all or part of it, at the "
                          "market or a limit. It waits for the person.",
                          run_close,
                          {.rare = true}};

}  // namespace pitwall::tool
