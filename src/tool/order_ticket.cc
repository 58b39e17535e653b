// Asking for an order: what it would come to, held against every limit, and, where it is meant, an
// approval that waits for the person. Nothing here sends anything.
#include "desk/gate/words.h"
#include "tool/circumstances.h"
#include "tool/holdings.h"
#include "tool/instrument.h"
#include "tool/order_answer.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

struct TicketIn {
  SymbolText symbol;
  port::Side side = port::Side::buy;
  Quantity quantity;
  std::optional<Price> limit_price;
  std::optional<Price> stop_price;
  port::TimeInForce time_in_force = port::TimeInForce::day;
  std::optional<AccountText> account;
};
void describe(TicketIn& in, Visitor& v) {
  v("symbol", "Ticker, or ticker:exchange.", "SPY", in.symbol);
  v("side", "Buy or sell.", "buy", in.side);
  v("quantity", "Shares, contracts or coins.", "25", in.quantity);
  v("limit_price", "Not worse than this.", "370.5", in.limit_price);
  v("stop_price", "Waits until it trades there.", "365", in.stop_price);
  v("time_in_force", "How long it stands.", "day", in.time_in_force, with_default);
  v("account", "Needed where there are several.", "DU1000001", in.account);
}

struct Limit {
  std::string rule;
  bool holds = true;
  std::string words;
};
void describe(Limit& limit, Visitor& v) {
  v("rule", "Its name.", "size.order_value", limit.rule, self_evident);
  v("holds", "False: it forbids the order.", "true", limit.holds, self_evident);
  v("words", "How the order stands to it.", "", limit.words, self_evident);
}

// What it would come to.
struct Ticket {
  desk::Verdict verdict = desk::Verdict::refused;
  std::string text;
  std::vector<Limit> limits;
  market::Currency currency;
  Money value;
  Quantity position_after;
  std::optional<Money> commission;
  std::optional<Money> initial_margin_after;
  std::vector<std::string> warnings;
  market::Origin origin;
};
void describe(Ticket& ticket, Visitor& v) {
  v("verdict", "asks: the person would have to approve it.", "asks", ticket.verdict);
  v("text", "The order in words.", "", ticket.text, self_evident);
  v("limits", "How it stands to each rule of the gate.", "", ticket.limits);
  v("currency", "Of the amounts.", "USD", ticket.currency, self_evident);
  v("value", "What it is worth, about.", "9262.5", ticket.value);
  v("position_after", "If it and every open order on its side trade.", "25", ticket.position_after);
  v("commission", "As the broker estimates it.", "1", ticket.commission);
  v("initial_margin_after", "Likewise.", "24000", ticket.initial_margin_after);
  v("warnings", "The broker's own words.", "", ticket.warnings, self_evident);
  v("origin", "Where the figures come from.", "", ticket.origin, self_evident);
}

std::string summary(const Ticket& ticket) {
  std::string text = ticket.text;
  for (const Limit& limit : ticket.limits)
    if (!limit.holds) text += fmt::format("\nRule {}: {}", limit.rule, limit.words);
  for (const std::string& warning : ticket.warnings) text += "\nThe broker: " + warning;
  text += fmt::format("\nOnly looked at: {}.",
                      ticket.verdict == desk::Verdict::refused ? "it would be refused"
                      : ticket.verdict == desk::Verdict::asks  ? "it would need the person's yes"
                                                               : "a grant covers it");
  return text + "\n" + source_text(ticket.origin);
}

port::OrderType type_of(const TicketIn& in) {
  if (in.stop_price) return in.limit_price ? port::OrderType::stop_limit : port::OrderType::stop;
  return in.limit_price ? port::OrderType::limit : port::OrderType::market;
}

// What was asked for, as an action with its circumstances.
struct Prepared {
  desk::Action action;
  Gathered gathered;
};

Result<desk::Account> only_account(const Context& context, const std::optional<AccountText>& name) {
  PITWALL_TRY(const std::vector<desk::Account> accounts, choose_accounts(context, name));
  if (accounts.size() == 1) return accounts.front();
  return error(Code::invalid_argument, "There are {} accounts; say which one by account.",
               accounts.size());
}

Task<Result<Prepared>> prepare(TicketIn in, Context& context, const Call& call) {
  const Result<desk::Account> account = only_account(context, in.account);
  if (!account) co_return account.error();
  const Result<const market::Instrument*> instrument =
      co_await resolve_instrument(context, in.symbol.value);
  if (!instrument) co_return instrument.error();
  Prepared out;
  desk::Action& action = out.action;
  action.tool = "place_order";
  action.arguments = to_json(in);
  take_actor(call, action);
  action.order.account = account->account;
  action.order.symbol = (*instrument)->symbol;
  action.order.side = in.side;
  action.order.type = type_of(in);
  action.order.quantity = in.quantity;
  action.order.limit_price = in.limit_price;
  action.order.stop_price = in.stop_price;
  action.order.time_in_force = in.time_in_force;
  action.asset_class = (*instrument)->asset_class;
  action.currency = (*instrument)->currency;
  action.multiplier = (*instrument)->multiplier;
  if (const Result<void> valid = validate(action.order); !valid) co_return valid.error();
  Result<Gathered> gathered = co_await gather(context, action.order.account, action.order.symbol);
  if (!gathered) co_return gathered.error();
  out.gathered = std::move(*gathered);
  action.policy = context.desk.state().gate.version;
  if (!out.gathered.origin)
    co_return error(Code::no_data,
                    "Neither a quote of {} nor the account's figures could be had; try again.",
                    (*instrument)->full_name());
  co_return out;
}

void take_size(const Prepared& prepared, const desk::State& state, Ticket& ticket) {
  const desk::Circumstances& now = prepared.gathered.circumstances;
  const Result<desk::OrderSize> size = desk::size_of(prepared.action, state, now, Id{});
  ticket.origin = *prepared.gathered.origin;
  ticket.currency = now.base_currency;
  if (size) {
    ticket.value = size->value;
    ticket.position_after = size->after;
  }
}

// ---- preview_order ----

Task<Result<Ticket>> run_preview(TicketIn in, Context& context, Call& call) {
  const Result<Prepared> prepared = co_await prepare(in, context, call);
  if (!prepared) co_return prepared.error();
  const desk::State& state = context.desk.state();
  const desk::Circumstances& now = prepared->gathered.circumstances;
  Ticket ticket;
  for (desk::Finding& finding : desk::findings(prepared->action, state, now, Id{}))
    ticket.limits.push_back(
        {std::string(name_of(finding.rule)), finding.holds, std::move(finding.words)});
  ticket.verdict = desk::rule_on_request(prepared->action, state, now, Id{}).verdict;
  take_size(*prepared, state, ticket);
  ticket.text = desk::order_text(prepared->action.order, prepared->action.currency) +
                fmt::format(": about {}.", desk::money_text(ticket.value, ticket.currency));
  const auto begin = [&](port::Reply<port::OrderPreview> reply) {
    context.broker.preview(prepared->action.order, std::move(reply));
  };
  const Result<port::OrderPreview> preview = co_await ask<port::OrderPreview>(begin);
  if (!preview) {
    ticket.warnings.push_back(preview.error().message);
    co_return ticket;
  }
  ticket.warnings = preview->warnings;
  // The broker's amounts only where they are in the currency that is named.
  if (preview->currency == ticket.currency) {
    ticket.commission = preview->commission;
    ticket.initial_margin_after = preview->initial_margin.after;
  }
  ticket.origin = combine(ticket.origin, preview->origin);
  co_return ticket;
}

// ---- place_order ----

Task<Result<OrderAnswer>> run_place(TicketIn in, Context& context, Call& call) {
  Result<Prepared> prepared = co_await prepare(in, context, call);
  if (!prepared) co_return prepared.error();
  desk::ActionProposed event;
  event.approval = context.random.id();
  event.action = prepared->action;
  event.circumstances = prepared->gathered.circumstances;
  const auto begin = [&](port::Reply<bool> reply) {
    context.desk.submit(event, [reply](const Result<void>& applied) {
      if (applied) return reply(true);
      reply(applied.error());
    });
  };
  const Result<bool> applied = co_await ask<bool>(begin);
  if (!applied) co_return applied.error();
  const desk::State& state = context.desk.state();
  const desk::BlotterEntry* entry = state.blotter.find(event.approval);
  if (!entry) co_return error(Code::too_large, "Too many orders are open; cancel some first.");
  const desk::Approval* approval = state.gate.find(event.approval);
  if (!approval) co_return error(Code::permission_denied, "{}", entry->detail);
  OrderAnswer answer{entry->order.client_id, entry->phase, approval->text, std::nullopt,
                     std::nullopt};
  if (approval->state == desk::ApprovalState::pending) {
    answer.approval = approval->id;
    answer.expires = approval->expires;
  }
  co_return answer;
}

}  // namespace

extern const Tool preview_order;
const Tool preview_order{"preview_order",
                         Category::account,
                         Effect::reads,
                         "What an order would come to: value, commission, margin, and every limit "
                         "of the gate. Nothing is sent or asked for.",
                         run_preview,
                         {.rare = true}};

extern const Tool place_order;
const Tool place_order{
    "place_order", Category::account, Effect::acts,
    "Asks for an order, which waits for the person: no tool can approve it. Preview "
    "and record: more_tools.",
    run_place};

}  // namespace pitwall::tool
