// Orders: those that we place, and what the gateway tells of these and all others. Nothing is ever
// sent twice. Belongs to the loop's thread.
#pragma once

#include <map>
#include <set>

#include "adapter/tws/contract_desk.h"
#include "adapter/tws/core.h"

namespace pitwall::tws {

class OrderDesk {
 public:
  static constexpr Duration answer_deadline = seconds(10);

  OrderDesk(Core& core, ContractDesk& contracts, Gateway::Spawn spawn);

  // A connection begins: its first order id that is free.
  void begin(std::int64_t next_order_id);
  // Pulls all open orders, of every client, and tells them. What we had open and is there no longer
  // is looked for among the completed ones.
  net::Awaitable<Result<void>> reconcile();

  void on_open_order(std::string_view payload);
  void on_status(std::string_view payload);
  // True: the message is about one of our orders, and has been dealt with.
  bool on_notice(const answer::ErrorMessage& message);
  // The connection is gone: nobody knows what became of what was under way.
  void on_end();

  void place(port::Order order, port::Reply<port::Placed> reply);
  void place_group(std::vector<port::Order> orders, port::Reply<port::Placed> reply);
  void modify(port::Order order, port::Reply<port::Placed> reply);
  // Whether an order that is known already is one that may be changed from here.
  Result<void> can_change(const std::string& client_id) const;
  void cancel(const std::string& client_id, port::Reply<void> reply);
  void preview(port::Order order, port::Reply<port::OrderPreview> reply);
  void live_orders(const std::string& account, port::Reply<port::LiveOrders> reply);

  // What an order is known as in the desk: ours by its reference, others' by the broker's number.
  std::string key_of(std::string_view reference, std::int64_t client, std::int64_t order_id,
                     std::int64_t perm_id) const;

 private:
  struct Known {
    port::Order order;
    market::InstrumentId instrument;
    std::int64_t order_id = 0, client = 0, perm_id = 0;
    port::OrderStatus status = port::OrderStatus::submitted;
    Quantity filled;
    std::optional<Price> average_price;
    std::string detail;
    Time changed;
    bool told = false;  // in the state it has now
    bool seen = false;  // told by the gateway since the last reconciliation began
  };
  enum class Kind { place, modify, cancel };
  struct Waiting;
  struct Previewing;

  net::Awaitable<Result<port::Placed>> place_now(port::Order order);
  net::Awaitable<Result<port::Placed>> place_group_now(std::vector<port::Order> orders);
  void remember(const port::Order& order, market::InstrumentId instrument, std::int64_t order_id);
  net::Awaitable<Result<port::Placed>> modify_now(port::Order order);
  net::Awaitable<Result<void>> cancel_now(std::string client_id);
  net::Awaitable<Result<port::OrderPreview>> preview_now(port::Order order);
  net::Awaitable<Result<port::LiveOrders>> list(std::string account);
  // Sends what is about an order and waits for the gateway's word on it.
  net::Awaitable<Result<void>> send_and_wait(Kind kind, std::int64_t order_id, std::string payload);
  net::Awaitable<Result<void>> pull();
  net::Awaitable<Result<void>> pull_completed();
  net::Awaitable<void> adopt(answer::OpenOrder open);
  net::Awaitable<void> look_again();
  net::Awaitable<Result<Known*>> take(answer::OpenOrder open);

  Result<void> may_trade(const port::Order& order) const;
  Result<market::InstrumentId> instrument_of(const port::Order& order) const;
  Result<Known*> own(const std::string& client_id, std::string_view verb);
  Result<void> may(const Known& known, std::string_view verb) const;
  Known* find(std::int64_t client, std::int64_t order_id, std::int64_t perm_id);
  void update(Known& known, const answer::OpenOrder& open);
  void apply_status(Known& known, const answer::OrderStatus& status);
  void set_status(Known& known, std::string_view text, Quantity filled);
  void acknowledge(const Known& known);
  void tell(Known& known);
  port::OrderPreview preview_of(const answer::OpenOrder& open, const port::Order& order) const;

  Core& core_;
  ContractDesk& contracts_;
  Gateway::Spawn spawn_;
  SharedAnswer<port::LiveOrders> listing_;
  std::int64_t next_order_id_ = 0;
  std::map<std::string, Known> known_;  // by client id
  std::map<std::int64_t, std::string> by_perm_id_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::string> by_order_id_;  // client, order id
  std::map<std::int64_t, Waiting*> waiting_;                                  // by order id
  std::map<std::int64_t, Previewing*> previewing_;                            // by order id
  std::map<std::int64_t, answer::OrderStatus> early_;  // status of orders not known yet, by perm id
  bool pulling_ = false;
  std::vector<answer::OpenOrder> pulled_;
  bool looking_again_ = false;
};

}  // namespace pitwall::tws
