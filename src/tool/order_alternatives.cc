// Asking for several orders of which one cancels the others, under one yes that shows them all.
// Nothing here sends anything.
#include "tool/instrument.h"
#include "tool/order_proposal.h"
#include "tool/order_terms.h"
#include "tool/tool.h"

namespace pitwall::tool {
namespace {

constexpr std::size_t most_alternatives = 10;  // the gate has its own limit

struct AlternativesIn {
  SymbolText symbol;
  port::Side side = port::Side::buy;
  Quantity quantity;
  std::vector<OrderTerms> orders;
  port::TimeInForce time_in_force = port::TimeInForce::day;
  std::optional<AccountText> account;
  std::optional<std::string> accept_questions_of;
};
void describe(AlternativesIn& in, Visitor& v) {
  v("symbol", "Ticker, or ticker:exchange.", "SPY", in.symbol);
  v("side", "Of all of them.", "sell", in.side);
  v("quantity", "Of each; together they trade no more.", "25", in.quantity);
  v("orders", "Two or more: what one trades is taken from the others.", "", in.orders,
    {.has_default = true, .max_items = most_alternatives});
  v("time_in_force", "How long they stand.", "gtc", in.time_in_force, with_default);
  v("account", "Needed where there are several.", "DU1000001", in.account);
  v("accept_questions_of", "One of those that the broker answered with questions: yes to these.",
    "", in.accept_questions_of, {.max_length = 100});
}

Result<std::vector<port::Order>> alternatives(const AlternativesIn& in, port::Order order) {
  if (in.orders.size() < 2)
    return error(Code::invalid_argument,
                 "Orders that cancel each other are two or more; place_order asks for one.");
  order.side = in.side;
  order.quantity = in.quantity;
  order.time_in_force = in.time_in_force;
  order.oca_group = "";
  std::vector<port::Order> orders;
  for (const OrderTerms& terms : in.orders) {
    take_terms(terms, orders.emplace_back(order));
    PITWALL_TRY_VOID(validate(orders.back()));
  }
  return orders;
}

Task<Result<OrderAnswer>> run_alternatives(AlternativesIn in, Context& context, Call& call) {
  const Result<desk::Account> account = only_account(context, in.account);
  if (!account) co_return account.error();
  const Result<const market::Instrument*> instrument =
      co_await resolve_instrument(context, in.symbol.value);
  if (!instrument) co_return instrument.error();
  Result<std::vector<std::string>> questions = questions_about(context, in.accept_questions_of);
  if (!questions) co_return questions.error();
  port::Order order;
  order.account = account->account;
  order.symbol = (*instrument)->symbol;
  order.accepted_questions = std::move(*questions);
  const Result<std::vector<port::Order>> orders = alternatives(in, std::move(order));
  if (!orders) co_return orders.error();
  if (const Result<void> can = context.broker.can_take(*orders); !can) co_return can.error();
  desk::Action action;
  action.tool = "place_alternatives";
  action.arguments = to_json(in);
  take_actor(call, action);
  action.order = orders->front();
  action.further = desk::OrderList{{orders->begin() + 1, orders->end()}};
  take_instrument(context, action);
  Result<Gathered> gathered =
      co_await look_around(context, action.order.account, action.order.symbol);
  if (!gathered) co_return gathered.error();
  Result<OrderAnswer> answer = co_await propose(context, std::move(action), std::move(*gathered));
  co_return answer;
}

}  // namespace

extern const Tool place_alternatives;
const Tool place_alternatives{"place_alternatives",
                              Category::account,
                              Effect::acts,
                              "Asks for several orders on one side of which one cancels the others "
                              "(OCA), under one yes of the person, who sees them all.",
                              run_alternatives,
                              {.rare = true}};

}  // namespace pitwall::tool
