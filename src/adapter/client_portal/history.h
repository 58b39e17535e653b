// Candles of any range, page by page from its end. Belongs to the loop's thread; coroutines end
// before it.
#pragma once

#include "adapter/client_portal/contracts.h"
#include "adapter/client_portal/history_steps.h"

namespace pitwall::client_portal {

class HistoryDesk {
 public:
  // A longer range is refused: it would take minutes at the pace that is allowed.
  static constexpr int most_pages = 40;

  HistoryDesk(Wire& wire, ContractBook& contracts) : wire_(wire), contracts_(contracts) {}
  net::Awaitable<Result<market::BarSeries>> history(port::HistoryQuery query);

 private:
  net::Awaitable<Result<HistoryAnswer>> page(std::string path);
  Wire& wire_;
  ContractBook& contracts_;
};

}  // namespace pitwall::client_portal
