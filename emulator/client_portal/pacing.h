// The gateway's limits. Too many requests under a rule earn 429, and from then on its penalty box:
// 429 for whatever the rule is about, until ten minutes are over. Times are the loop's.
#pragma once

#include <array>
#include <string_view>

#include "adapter/ibkr/pacing.h"

namespace pitwall::emulator::cp {

enum class Limit {
  none,
  orders,
  trades,
  partitioned,
  portfolio_accounts,
  subaccounts,
  snapshot,
  history,
  scanner_params,
  scanner_run,
  performance,
  all_periods,
  transactions,
  fyi,
  tickle,
  validate,
};
constexpr int count_of(Limit) { return 16; }

class Pacing {
 public:
  static constexpr Duration penalty = minutes(10);
  Pacing();
  // Whether one more may be answered; counts it if so.
  bool allows(Limit limit, Duration now);

 private:
  struct Bucket {
    ibkr::Pace pace;
    ibkr::Pace second;  // another limit on the same
    Duration closed_until{};
    bool allows(Duration now);
  };
  Bucket whole_;
  std::vector<Bucket> buckets_;  // by Limit
};

}  // namespace pitwall::emulator::cp
