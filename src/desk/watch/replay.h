// Days that are past, taken through triggers on a clock of their own: when they would have fired,
// and been blind. Stored bars become ticks (bar_tape.h).
//
// It goes on in small pieces, so that whoever has one thread can do something else between them.
#pragma once

#include <map>
#include <memory>
#include <queue>
#include <vector>

#include "desk/watch/bar_tape.h"
#include "desk/watch/watch.h"
#include "port/bar_store.h"

namespace pitwall::desk {

struct ReplayReport {
  std::uint64_t bars = 0;
  std::uint64_t ticks = 0;
  std::uint64_t evaluations = 0;
  std::uint64_t fired = 0;
  std::uint64_t blind = 0;          // times that a trigger went blind
  std::optional<Time> ticked = {};  // the latest tick so far
};

struct ReplayPlan {
  // By symbol, outliving the replay; what has none is not known.
  std::map<market::Symbol, const market::Calendar*> calendars;
  port::BarStore& store;
  Time from;
  Time until;  // not included
};

class Replay {
 public:
  static constexpr market::BarSize longest_bar = BarTape::longest_bar;

  // Code::not_found for an instrument that is not known, Code::too_large beyond the watch's limits.
  static Result<std::unique_ptr<Replay>> begin(std::vector<CompiledTrigger> triggers,
                                               ReplayPlan plan);

  // One piece of it: up to a thousand bars read, a tick, or a look at all triggers as a second goes
  // by. What is said is added to `news`. False once all is done. Code::no_data where no instrument
  // has bars in that time.
  Result<bool> go_on(WatchNews& news);

  Time reached() const { return look_; }
  ReplayReport report() const;

 private:
  explicit Replay(ReplayPlan plan);
  Result<void> warm_up();
  Result<void> add_tape(const market::Symbol& symbol);
  Result<void> read_on();
  void tick(WatchNews& news);

  ReplayPlan plan_;
  Watch watch_;
  std::vector<Watch::History> wanted_;   // that is still to be read
  std::vector<market::Symbol> symbols_;  // whose tapes are still to be made
  std::vector<BarTape> tapes_;
  std::vector<std::size_t> places_;           // in the watch, of each tape
  std::optional<std::size_t> reading_;        // the tape whose next bars are to be read
  using Next = std::pair<Time, std::size_t>;  // of the tape at that place
  std::priority_queue<Next, std::vector<Next>, std::greater<>> queue_;
  Time look_;  // at all triggers; the next one
  ReplayReport report_;
};

}  // namespace pitwall::desk
