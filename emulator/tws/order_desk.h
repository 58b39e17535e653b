// Of one connection: orders and executions.
#pragma once

#include <set>

#include "emulator/tws/order_answers.h"
#include "emulator/tws/session.h"

namespace pitwall::emulator::tws {

class OrderDesk {
 public:
  explicit OrderDesk(Session& session) : session_(session) {}
  bool take(const Request& request);
  void on_order(const Ticket& ticket);
  void on_fill(const Fill& fill);
  void on_held(const HeldOrder& order, HeldOrders::Fate fate, const std::string& reason);

 private:
  struct Refusal {
    int code;
    std::string text;
  };
  void place(const PlaceOrder& asked);
  // What the desk's order is; the refusal says why there is none.
  std::variant<port::Order, Refusal> understood(const PlaceOrder& asked,
                                                market::InstrumentId instrument);
  void modify(const Ticket& ticket, const PlaceOrder& asked, const port::Order& order);
  void tell_what_if(const PlaceOrder& asked, const port::Order& order,
                    market::InstrumentId instrument);
  void cancel(std::int64_t order_id);
  void cancel_all();
  void tell_open(bool of_all);
  void tell_completed();
  void tell_executions(const Executions& asked);
  bool is_mine(const Ticket& ticket) const;
  ToldOrder told(const Ticket& ticket) const;
  ToldOrder told(const HeldOrder& held, std::string status) const;
  bool read_only(std::int64_t id);

  Session& session_;
  std::set<std::int64_t> unanswered_;  // own ids of orders whose answer was lost on purpose
  bool binds_manual_ = false;
};

}  // namespace pitwall::emulator::tws
