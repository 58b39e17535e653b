#include "adapter/tws/history_pace.h"

#include <algorithm>

#include "base/check.h"

namespace pitwall::tws {
namespace {

constexpr Duration same_again = seconds(15);
constexpr Duration burst = seconds(2);
constexpr std::size_t remembered = 1000;

}  // namespace

Duration HistoryPace::wait(const HistoryAsk& ask, Duration now) const {
  Duration longest;
  if (ask.small_bars) longest = (ask.twice ? pairs_ : all_).wait(now);
  const auto contract = by_contract_.find(ask.contract);
  if (contract != by_contract_.end()) longest = std::max(longest, contract->second.pace.wait(now));
  const auto same = last_.find(ask.whole);
  if (same != last_.end()) longest = std::max(longest, same->second + same_again - now);
  return longest;
}

void HistoryPace::take(const HistoryAsk& ask, Duration now) {
  PITWALL_CHECK(open_ < most_open, "{} requests of history are under way", open_);
  forget(now);
  ++open_;
  const int weight = ask.small_bars ? (ask.twice ? 2 : 1) : 0;
  for (int i = 0; i < weight; ++i) {
    all_.take(now);
    pairs_.take(now);
  }
  // What counts for two is of one kind of figures, and so of one contract's rule: half as many.
  const std::size_t most = ask.twice ? most_for_one / 2 : most_for_one;
  Burst& one =
      by_contract_.try_emplace(ask.contract, Burst{ibkr::Pace(most, burst), now}).first->second;
  one.pace.take(now);
  one.last = now;
  last_.insert_or_assign(ask.whole, now);
}

void HistoryPace::done() {
  PITWALL_CHECK(open_ > 0, "a request of history ended that was not under way");
  --open_;
}

void HistoryPace::forget(Duration now) {
  if (last_.size() < remembered && by_contract_.size() < remembered) return;
  std::erase_if(last_, [&](const auto& entry) { return entry.second + same_again <= now; });
  std::erase_if(by_contract_, [&](const auto& entry) { return entry.second.last + burst <= now; });
}

}  // namespace pitwall::tws
