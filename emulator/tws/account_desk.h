// Of one connection: managed accounts, balances, positions and profit, asked for once or followed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/tws/session.h"

namespace pitwall::emulator::tws {

class AccountDesk {
 public:
  static constexpr Duration profit_every = seconds(1);
  static constexpr Duration values_every = minutes(3);

  explicit AccountDesk(Session& session) : session_(session) {}
  bool take(const Request& request);  // false: it is not this desk's
  void tell_accounts();
  void on_fill(const Fill& fill);

 private:
  struct Summary {
    std::vector<std::string> accounts;
    std::vector<std::string> tags;
  };
  struct FollowedProfit {
    std::string account;
    std::optional<std::int64_t> conid;
  };
  void ask_summary(const AccountSummary& asked);
  void tell_summary(std::int64_t id, const Summary& summary);
  void tell_positions();
  void ask_positions_of(const OfAccount& asked);
  void ask_values_of(const OfAccount& asked);
  void follow_values(const AccountData& asked);
  void tell_values();
  void tell_portfolio(const std::string& account, market::InstrumentId instrument);
  void ask_profit(const OfAccount& asked, bool single);
  void tell_profit(std::int64_t id, const FollowedProfit& followed);
  void wait_for_profit();
  void wait_for_values();
  bool known(std::int64_t id, const std::string& account);
  Message position(int message, std::int64_t id, const std::string& account,
                   market::InstrumentId instrument);

  Session& session_;
  std::map<std::int64_t, Summary> summaries_;
  std::map<std::int64_t, FollowedProfit> profits_;
  std::string followed_;  // account whose values are followed; empty: none
  bool positions_followed_ = false;
  std::map<std::int64_t, std::string> multi_;  // followed positions of one account
  net::Timer profit_timer_;
  net::Timer values_timer_;
};

}  // namespace pitwall::emulator::tws
