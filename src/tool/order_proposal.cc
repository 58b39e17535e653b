#include "tool/order_proposal.h"

#include "desk/gate/words.h"
#include "tool/instrument.h"

namespace pitwall::tool {
namespace {

// Why the gate turned it down: it says so to whoever asks for the same once more.
Error refused(const desk::ActionProposed& event, const desk::State& state,
              const desk::BlotterEntry& entry) {
  if (event.action.kind == desk::ActionKind::place_order)
    return error(Code::permission_denied, "{}", entry.detail);
  const desk::Ruling ruling = desk::rule_on_request(event.action, state, event.circumstances, Id{});
  if (!ruling.words.empty()) return error(Code::permission_denied, "{}", ruling.words);
  return error(Code::conflict, "The order is {}{}; that cannot be done now.", name_of(entry.phase),
               entry.change       ? " and is being changed"
               : entry.cancelling ? " and is being cancelled"
                                  : "");
}

}  // namespace

Result<desk::Account> only_account(const Context& context, const std::optional<AccountText>& name) {
  PITWALL_TRY(const std::vector<desk::Account> accounts, choose_accounts(context, name));
  if (accounts.size() == 1) return accounts.front();
  return error(Code::invalid_argument, "There are {} accounts; say which one by account.",
               accounts.size());
}

Result<std::vector<std::string>> questions_about(const Context& context,
                                                 const std::optional<std::string>& order) {
  if (!order) return std::vector<std::string>();
  const desk::BlotterEntry* asked = context.desk.state().blotter.find(*order);
  if (!asked || asked->questions.empty())
    return error(Code::not_found, "The broker asked nothing about an order \"{}\".", *order);
  std::vector<std::string> texts = asked->order.accepted_questions;
  texts.insert(texts.end(), asked->questions.begin(), asked->questions.end());
  return texts;
}

void take_instrument(const Context& context, desk::Action& action) {
  const market::Instrument* instrument = context.market.catalogue().find(action.order.symbol);
  if (!instrument) return;
  action.asset_class = instrument->asset_class;
  action.currency = instrument->currency;
  action.multiplier = instrument->multiplier;
}

Task<Result<Gathered>> look_around(Context& context, std::string account, market::Symbol symbol) {
  Result<Gathered> gathered = co_await gather(context, account, symbol);
  if (!gathered) co_return gathered.error();
  const market::Instrument* instrument = context.market.catalogue().find(symbol);
  if (!instrument) co_return gathered;
  const auto begin = [&](port::Reply<port::TradingRules> reply) {
    context.market.trading_rules(instrument->id, std::move(reply));
  };
  const Result<port::TradingRules> rules = co_await ask<port::TradingRules>(begin);
  // Where the broker does not say, the catalogue's step and lot hold.
  if (!rules) co_return gathered;
  if (rules->can_trade && !*rules->can_trade)
    co_return error(Code::permission_denied, "The broker does not let this login trade {}.",
                    instrument->full_name());
  desk::Circumstances& now = gathered->circumstances;
  now.price_steps = rules->price_steps;
  now.smallest_size = rules->smallest_size;
  now.size_increment = rules->size_increment;
  co_return gathered;
}

Task<Result<OrderAnswer>> propose(Context& context, desk::Action action, Gathered gathered) {
  desk::ActionProposed event;
  event.approval = context.random.id();
  event.action = std::move(action);
  event.action.policy = context.desk.state().gate.version;
  event.circumstances = std::move(gathered.circumstances);
  const auto begin = [&](port::Reply<bool> reply) {
    context.desk.submit(event, [reply](const Result<void>& applied) {
      if (applied) return reply(true);
      reply(applied.error());
    });
  };
  const Result<bool> applied = co_await ask<bool>(begin);
  if (!applied) co_return applied.error();
  const desk::State& state = context.desk.state();
  const bool places = event.action.kind == desk::ActionKind::place_order;
  const desk::BlotterEntry* entry = places ? state.blotter.find(event.approval)
                                           : state.blotter.find(event.action.order.client_id);
  const desk::Approval* approval = state.gate.find(event.approval);
  if (!entry && places)
    co_return error(Code::too_large, "Too many orders are open; cancel some first.");
  OrderAnswer out;
  out.order = entry ? entry->order.client_id : event.action.order.client_id;
  out.phase = entry ? entry->phase : desk::OrderPhase::working;
  if (!approval) {
    if (!entry) co_return error(Code::conflict, "The broker has no such order any more.");
    if (places || entry->phase != desk::OrderPhase::cancelled)
      co_return refused(event, state, *entry);
    out.text = "The order had not been sent; it is called off.";
    co_return out;
  }
  out.text = approval->text;
  if (approval->state == desk::ApprovalState::pending) {
    out.approval = approval->id;
    out.expires = approval->expires;
  }
  co_return out;
}

}  // namespace pitwall::tool
