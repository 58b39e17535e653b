#include "desk/watch/replay.h"

#include <algorithm>

namespace pitwall::desk {
namespace {

constexpr Duration look_every = seconds(1);

}  // namespace

// ---- The whole ---------------------------------------------------------------------------------

Replay::Replay(ReplayPlan plan)
    : plan_(std::move(plan)),
      watch_([this](const market::Symbol& symbol) -> const market::Calendar* {
        const auto found = plan_.calendars.find(symbol);
        return found == plan_.calendars.end() ? nullptr : found->second;
      }),
      look_(plan_.from) {}

Result<std::unique_ptr<Replay>> Replay::begin(std::vector<CompiledTrigger> triggers,
                                              ReplayPlan plan) {
  std::unique_ptr<Replay> replay(new Replay(std::move(plan)));
  for (CompiledTrigger& trigger : triggers)
    PITWALL_TRY_VOID(replay->watch_.put(std::move(trigger), replay->plan_.from));
  replay->wanted_ = replay->watch_.take_wanted();
  replay->symbols_ = replay->watch_.symbols();
  // They are taken from the end.
  std::ranges::reverse(replay->wanted_);
  std::ranges::reverse(replay->symbols_);
  return replay;
}

Result<bool> Replay::go_on(WatchNews& news) {
  const std::size_t fired = news.fired.size();
  const std::size_t blind = news.blind.size();
  if (!wanted_.empty()) {
    PITWALL_TRY_VOID(warm_up());
  } else if (reading_) {
    PITWALL_TRY_VOID(read_on());
  } else if (!symbols_.empty()) {
    PITWALL_TRY_VOID(add_tape(symbols_.back()));
    symbols_.pop_back();
  } else if (report_.bars == 0) {
    return error(Code::no_data,
                 "None of the triggers' instruments has bars of an hour or less stored from {} to "
                 "{}; import some with `pitwall import bars`.",
                 plan_.from.text(), plan_.until.text());
  } else if (look_ <= (queue_.empty() ? plan_.until : queue_.top().first)) {
    watch_.look(look_, news);
    look_ += look_every;
  } else if (!queue_.empty()) {
    tick(news);
  } else {
    return false;
  }
  report_.fired += news.fired.size() - fired;
  for (std::size_t i = blind; i < news.blind.size(); ++i)
    if (!news.blind[i].why.empty()) ++report_.blind;
  return true;
}

Result<void> Replay::warm_up() {
  Watch::History& history = wanted_.back();
  const expr::LiveInputs::Wanted wanted = history.wanted.back();
  PITWALL_TRY(
      const std::vector<market::Bar> bars,
      plan_.store.read({history.symbol, wanted.bars, Time::min(), plan_.from, wanted.count}));
  watch_.warm_up(history, wanted.bars, bars, plan_.from);
  history.wanted.pop_back();
  if (history.wanted.empty()) wanted_.pop_back();
  return {};
}

Result<void> Replay::add_tape(const market::Symbol& symbol) {
  PITWALL_TRY(std::optional<BarTape> tape, BarTape::open(symbol, *plan_.calendars.at(symbol),
                                                         plan_.store, plan_.from, plan_.until));
  if (!tape) return {};
  reading_ = tapes_.size();
  tapes_.push_back(std::move(*tape));
  places_.push_back(watch_.place_of(symbol).value());
  return {};
}

// The next stretch of the tape that is being read; a night without bars takes several.
Result<void> Replay::read_on() {
  BarTape& tape = tapes_[*reading_];
  PITWALL_TRY(const bool more, tape.read_on(plan_.store, report_.bars));
  if (tape.ready()) queue_.emplace(tape.next(), *reading_);
  if (tape.ready() || !more) reading_.reset();
  return {};
}

void Replay::tick(WatchNews& news) {
  const auto [time, index] = queue_.top();
  queue_.pop();
  BarTape& tape = tapes_[index];
  const market::Tick tick = tape.take();
  watch_.tick(places_[index], tick, tape.quote(), time, news);
  ++report_.ticks;
  report_.ticked = time;
  if (tape.ready()) {
    queue_.emplace(tape.next(), index);
  } else {
    reading_ = index;
  }
}

ReplayReport Replay::report() const {
  ReplayReport report = report_;
  report.evaluations = watch_.evaluations();
  return report;
}

}  // namespace pitwall::desk
