// How fast the gateway may be asked: every rule that Interactive Brokers names, kept as a book of
// the instants at which requests will go out. Who asks gets the earliest instant that breaks no
// rule, whatever was given out before, and knows at once how long that is. No I/O and no clock:
// times are a monotonic clock's. Belongs to the loop's thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace pitwall::client_portal {

enum class Rule : std::uint8_t {
  everything,     // 10 a second, all together
  bulk,           // 8 a second: leaves room for orders and for keeping the session
  history_burst,  // 10 a second
  history,        // 50 a minute
  live_orders,    // 1 in 5 seconds, as the next four
  trades,
  profit,
  portfolio_accounts,
  portfolio_subaccounts,
  scanner_catalogue,  // 1 in 15 minutes
  scanner_run,        // 1 a second
  performance,        // 1 in 15 minutes each
  performance_all,
  transactions,
  notifications,  // 1 a second
  tickle,         // 1 a second
  validate,       // 1 a minute
};
inline constexpr std::size_t rule_count = 17;

struct RuleTerms {
  std::size_t count;
  Duration window;
};
RuleTerms terms_of(Rule rule);

// Those that a request falls under. `path` begins behind /v1/api and may carry a query. Orders and
// what keeps the session are not bulk.
std::vector<Rule> rules_of(std::string_view method, std::string_view path);

// After a 429: IBKR names 10 and, elsewhere, 15 minutes.
inline constexpr Duration penalty_time = minutes(15);

class PaceBook {
 public:
  PaceBook() : given_(rule_count) {}
  // The earliest instant from `now` on at which one more request may go out under all of them.
  Duration earliest(std::span<const Rule> rules, Duration now) const;
  void give(std::span<const Rule> rules, Duration at);
  // It did not go out after all.
  void take_back(std::span<const Rule> rules, Duration at);
  // What happened so long ago that it binds nobody.
  void forget_before(Duration now);

 private:
  std::vector<std::vector<Duration>> given_;  // by rule, in order
};

// Holds back what has its turn until the rules hold wherever the request is judged. It travels for
// some time that nobody knows, and is judged before its answer comes: so one without an answer
// counts as judged now, and one with an answer as judged when that came.
class PaceGate {
 public:
  PaceGate() : rules_(rule_count) {}
  // Zero: it may go. Otherwise when to ask again; nothing where only an answer can tell.
  std::optional<Duration> wait(std::span<const Rule> rules, Duration now) const;
  void sent(std::span<const Rule> rules);
  void answered(std::span<const Rule> rules, Duration now);  // or given up

 private:
  struct Judged {
    std::size_t unanswered = 0;
    std::deque<Duration> answered;  // the latest, as many as the rule counts
  };
  std::vector<Judged> rules_;
};

}  // namespace pitwall::client_portal
