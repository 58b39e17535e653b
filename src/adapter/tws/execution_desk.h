// Executions and what they cost: two messages that belong together, told as one event. Belongs to
// the loop's thread.
#pragma once

#include <map>
#include <set>

#include "adapter/tws/contract_desk.h"
#include "adapter/tws/core.h"
#include "adapter/tws/order_desk.h"

namespace pitwall::tws {

class ExecutionDesk {
 public:
  // How long an execution waits for its commission before it is told without.
  static constexpr Duration commission_deadline = seconds(3);

  ExecutionDesk(Core& core, ContractDesk& contracts, const OrderDesk& orders, Gateway::Spawn spawn);

  void on_execution(std::string_view payload);
  void on_commission(std::string_view payload);
  // While balances and positions are pulled, what is pushed waits: told before the answer that
  // contains it, or after the one that does not.
  void hold() { holding_ = true; }
  net::Awaitable<void> tell_held(std::uint64_t up_to);
  void release();
  // Pulls the day's executions and tells those that have not been.
  net::Awaitable<Result<void>> reconcile();
  void executions(const port::ExecutionsQuery& query, port::Reply<port::Executions> reply);

 private:
  net::Awaitable<Result<std::vector<answer::Execution>>> pull(std::string account,
                                                              std::int64_t days);
  net::Awaitable<Result<port::Executions>> list(port::ExecutionsQuery query);
  net::Awaitable<void> tell_when_known(answer::Execution execution);
  net::Awaitable<void> wait_for_commissions(std::vector<std::string> ids);
  net::Awaitable<Result<port::OrderExecuted>> event_of(answer::Execution execution);
  void tell(const port::OrderExecuted& event);

  Core& core_;
  ContractDesk& contracts_;
  const OrderDesk& orders_;
  Gateway::Spawn spawn_;
  SharedAnswer<port::Executions> listing_;
  std::map<std::string, answer::Commission> commissions_;  // by execution
  std::set<std::string> told_;
  bool holding_ = false;
  std::vector<std::pair<std::uint64_t, answer::Execution>> held_;  // by when they were pushed
  std::size_t under_way_ = 0;  // pushed before, and waiting for their commission
  struct Late {
    std::string account;
    market::Currency currency;
  };
  std::map<std::string, Late> without_commission_;  // told so
};

}  // namespace pitwall::tws
