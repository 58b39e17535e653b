// What the broker keeps of an account: balances, positions, profit, performance, watchlists,
// alerts. Belongs to the loop's thread; coroutines end before it.
#pragma once

#include <map>
#include <set>
#include <string>

#include "adapter/client_portal/contracts.h"
#include "adapter/client_portal/report_replies.h"
#include "adapter/client_portal/stream.h"

namespace pitwall::client_portal {

class ReportDesk {
 public:
  ReportDesk(Wire& wire, ContractBook& contracts) : wire_(wire), contracts_(contracts) {}

  net::Awaitable<Result<port::Balances>> balances(std::string account);
  net::Awaitable<Result<port::ProfitAndLoss>> profit(std::string account);
  net::Awaitable<Result<port::Performance>> performance(std::string account,
                                                        port::PerformancePeriod period);
  net::Awaitable<Result<port::Watchlists>> watchlists();
  net::Awaitable<Result<port::BrokerAlerts>> alerts(std::string account);

  // Cash and positions of every account as events; what is held no longer is told as zero.
  net::Awaitable<Result<void>> tell_holdings();
  void on_frame(const Frame& frame);
  void forget_session() { profits_.clear(); }

 private:
  net::Awaitable<Result<std::vector<PositionRow>>> positions(std::string account);
  net::Awaitable<Result<void>> tell_positions(Account account);

  Wire& wire_;
  ContractBook& contracts_;
  struct Profit {
    ProfitRow row;
    Time heard;
  };
  std::map<std::string, Profit> profits_;  // by account, from the stream
  std::map<std::string, std::map<market::InstrumentId, port::PositionReported>> held_;
};

}  // namespace pitwall::client_portal
