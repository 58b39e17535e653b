// What accounts hold: balances, cash of each currency, positions, profit. Belongs to the loop's
// thread.
#pragma once

#include <map>

#include "adapter/tws/contract_desk.h"
#include "adapter/tws/core.h"

namespace pitwall::tws {

// One account as the broker sums it up.
struct AccountSummary {
  port::Balances balances;
  std::map<market::Currency, Money> cash;  // by currency
};
using AccountSummaries = std::map<std::string, AccountSummary>;

class AccountDesk {
 public:
  AccountDesk(Core& core, ContractDesk& contracts, Gateway::Spawn spawn);

  net::Awaitable<Result<AccountSummaries>> summaries();
  // Tells AccountOpened for each account not told yet.
  Result<void> tell_accounts(const AccountSummaries& summaries);
  void tell_cash(const AccountSummaries& summaries);
  net::Awaitable<Result<std::vector<answer::Position>>> positions();
  // Tells what is held; what was and is no longer, as zero.
  net::Awaitable<Result<void>> tell_positions(std::vector<answer::Position> all);
  // How many executions had been pushed when the last summary or positions had been told in full.
  std::uint64_t answered_at() const { return answered_at_; }

  void balances(const std::string& account, port::Reply<port::Balances> reply);
  void profit(const std::string& account, port::Reply<port::ProfitAndLoss> reply);

 private:
  net::Awaitable<Result<port::Balances>> one_balance(std::string account);
  net::Awaitable<Result<port::ProfitAndLoss>> one_profit(std::string account);
  Result<std::string> one_account(const std::string& asked) const;

  Core& core_;
  ContractDesk& contracts_;
  SharedAnswer<AccountSummaries> summing_;
  SharedAnswer<port::ProfitAndLoss> profits_;
  Gateway::Spawn spawn_;
  std::uint64_t answered_at_ = 0;
  std::map<std::string, market::Currency> told_;  // accounts, with their base currencies
  std::map<std::pair<std::string, market::Currency>, Money> cash_;
  std::map<std::pair<std::string, market::InstrumentId>, Quantity> held_;
};

}  // namespace pitwall::tws
