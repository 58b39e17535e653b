#include "adapter/paper/replay.h"

namespace pitwall::paper {

ReplayFeed::ReplayFeed(port::BarStore& store, const Listing& listing,
                       const port::BarCoverage& coverage, Time from)
    : store_(&store),
      listing_(listing),
      size_(coverage.size),
      last_(coverage.last),
      next_(std::max(from, coverage.first)) {}

bool ReplayFeed::load() {
  // At most some 10,000 bars at a time, whatever their length.
  const Duration piece = size_ < market::BarSize::m1 ? hours(2)
                         : size_.is_intraday()       ? days(7)
                                                     : days(3'650);
  while (next_ <= last_) {
    Result<std::vector<market::Bar>> read =
        store_->read({listing_.instrument->symbol, size_, next_, next_ + piece, 0});
    next_ += piece;
    if (!read) {
      failure_ = read.error().message;
      return false;
    }
    bars_ = std::move(*read);
    index_ = 0;
    if (!bars_.empty()) return true;
  }
  return false;
}

bool ReplayFeed::next(PlayedBar& bar) {
  for (;;) {
    if (index_ == bars_.size() && (!failure_.empty() || !load())) return false;
    bar.bar = bars_[index_++];
    bar.end = end_of(bar.bar, size_, *listing_.stored_calendar);
    if (bar.bar.time < played_until_ || !validate(bar.bar).ok()) continue;
    played_until_ = bar.end;
    return true;
  }
}

}  // namespace pitwall::paper
