#include "app/paper_seed.h"

namespace pitwall::app {

paper::ExchangeSeed paper_seed(const desk::State& state, std::string_view broker,
                               std::uint64_t session) {
  paper::ExchangeSeed seed;
  seed.session = session;
  for (const desk::Account& account : state.accounts) {
    if (account.broker != broker) continue;
    paper::ExchangeSeed::Account taken{account.account, account.base_currency, {}, {}};
    for (const desk::CashBalance& cash : account.cash)
      taken.cash.push_back({cash.currency, cash.amount});
    for (const desk::Position& position : account.positions)
      if (!position.quantity.is_zero())
        taken.positions.push_back({position.symbol, position.quantity, position.cost});
    seed.accounts.push_back(std::move(taken));
  }
  const auto is_ours = [&](const desk::OrderState& order) {
    const desk::Account* account = state.find_account(order.order.account);
    return account && account->broker == broker;
  };
  for (const desk::OrderState& order : state.orders)
    if (is_ours(order))
      seed.orders.push_back({order.order, order.status, order.filled, order.detail});
  return seed;
}

}  // namespace pitwall::app
