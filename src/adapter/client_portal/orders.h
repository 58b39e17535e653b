// Orders at the broker: sent, asked back about, changed, called off, and followed until they end.
// Every question of the broker that the person has not answered is answered with no. What was sent
// and got no answer is looked for, never sent again. Belongs to the loop's thread; coroutines end
// before it.
#pragma once

#include <map>
#include <set>
#include <string>

#include "adapter/client_portal/contracts.h"
#include "adapter/client_portal/order_replies.h"
#include "adapter/client_portal/quotes.h"
#include "adapter/client_portal/report_replies.h"

namespace pitwall::client_portal {

class OrderDesk {
 public:
  OrderDesk(Wire& wire, ContractBook& contracts, QuoteBoard& quotes)
      : wire_(wire), contracts_(contracts), quotes_(quotes) {}

  // Orders of another life of the desk, which it takes to be open.
  void remember(std::vector<port::Order> orders);

  // One, or several that belong together: a bracket, whose first is the parent, or a group.
  net::Awaitable<Result<port::Placed>> place(std::vector<port::Order> orders);
  // Of an order that was placed elsewhere, whether it can be sent back whole.
  Result<void> can_change(const port::Order& order) const;
  net::Awaitable<Result<port::Placed>> modify(port::Order order);
  net::Awaitable<Result<void>> cancel(std::string client_id);
  net::Awaitable<Result<port::OrderPreview>> preview(port::Order order);
  net::Awaitable<Result<port::LiveOrders>> live_orders(std::string account);
  net::Awaitable<Result<port::Executions>> executions(port::ExecutionsQuery query);

  // What a session finds when it begins: executions first, later the orders.
  net::Awaitable<Result<void>> tell_executions();
  net::Awaitable<Result<void>> tell_orders();
  void on_frame(const Frame& frame);
  // From time to time: what came without its instrument, and what was never answered.
  net::Awaitable<void> tend();
  void forget_session();  // what the gateway has told is cold again

 private:
  struct Unanswered {
    std::string client_id;
    std::string account;
    port::Order order;
    Duration since;
    int looks = 0;
  };
  struct Prepared {
    port::Order order;
    ibkr::Contract contract;
  };
  struct Target {
    std::int64_t order_id = 0;
    std::string account;
  };
  net::Awaitable<Result<Prepared>> prepare(port::Order order);
  net::Awaitable<Result<port::Placed>> settle(Answered answered, std::vector<port::Order> orders,
                                              std::uint64_t holder);
  net::Awaitable<Result<port::Placed>> hand_over(Call call, std::vector<port::Order> orders);
  void take_accepted(const std::vector<Accepted>& accepted, const std::vector<port::Order>& orders);
  net::Awaitable<Result<Target>> find(std::string client_id);
  net::Awaitable<Result<std::vector<Json>>> fetch_orders();
  net::Awaitable<Result<std::vector<TradeRow>>> fetch_trades(std::int64_t days);
  // What is asked is of one account; where the login has several, each is named.
  std::vector<std::string> account_parameters() const;
  net::Awaitable<void> look_for_unanswered();
  void take(const std::vector<Json>& rows);
  void recognize(OrderRow& row);
  const port::Order* ours(const OrderRow& row) const;
  void report(OrderRow& row);
  std::optional<port::OrderExecuted> execution_of(const TradeRow& row) const;
  void tell(const TradeRow& row);
  void look_for(const std::vector<port::Order>& orders);  // among the broker's rows, soon
  Error nobody_knows(const std::vector<port::Order>& orders);

  Wire& wire_;
  ContractBook& contracts_;
  QuoteBoard& quotes_;
  std::map<std::int64_t, OrderRow> rows_;     // by order id
  std::map<std::int64_t, std::string> told_;  // what was last reported of it
  std::map<std::string, std::int64_t> by_client_id_;
  std::map<std::string, port::Order> ours_;  // as they were placed
  std::set<std::string> executions_told_;
  std::vector<TradeRow> trades_waiting_;  // for their instrument
  std::vector<Unanswered> unanswered_;
  bool orders_warm_ = false;
  bool trades_warm_ = false;
  bool tending_ = false;
};

}  // namespace pitwall::client_portal
