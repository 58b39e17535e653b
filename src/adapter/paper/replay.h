// Stored bars as a feed for the tape, read from the store piece by piece.
#pragma once

#include <vector>

#include "adapter/paper/history.h"

namespace pitwall::paper {

class ReplayFeed final : public BarFeed {
 public:
  // From the first bar that begins at or after `from`. The store and the listing's own outlive it.
  ReplayFeed(port::BarStore& store, const Listing& listing, const port::BarCoverage& coverage,
             Time from);
  // Bars that cannot be true, or that begin before the end of the one before, are passed over. A
  // store that does not answer ends the feed; `failure` says so.
  bool next(PlayedBar& bar) override;
  const std::string& failure() const { return failure_; }

 private:
  bool load();

  port::BarStore* store_;
  Listing listing_;
  market::BarSize size_;
  Time last_;  // start of the last bar stored
  Time next_;  // of what is read next
  Time played_until_ = Time::min();
  std::vector<market::Bar> bars_;
  std::size_t index_ = 0;
  std::string failure_;
};

}  // namespace pitwall::paper
