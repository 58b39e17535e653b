#include "app/watch/replay.h"

#include <algorithm>
#include <queue>

namespace pitwall::app {
namespace {

using desk::Watch;
using desk::WatchNews;

constexpr std::size_t ticks_of_bar = 4;
constexpr Duration look_every = seconds(1);

struct Tape {
  std::size_t place = 0;
  market::BarSize size;
  std::vector<market::Bar> bars;
  std::size_t bar = 0;
  std::size_t part = 0;  // of its ticks
  market::Quote quote;
  std::optional<Date> day;

  bool done() const { return bar >= bars.size(); }
  Time next() const {
    return bars[bar].time + size.duration() * static_cast<std::int64_t>(part) /
                                static_cast<std::int64_t>(ticks_of_bar);
  }
  Price price() const {
    const market::Bar& now = bars[bar];
    const bool rises = now.close >= now.open;
    const std::array<Price, ticks_of_bar> path{now.open, rises ? now.low : now.high,
                                               rises ? now.high : now.low, now.close};
    return path[part];
  }
};

// The bars of one size that are stored in the time, those of the shortest size there is.
Result<Tape> tape_of(const market::Symbol& symbol, const Replay& what) {
  Tape tape;
  for (const market::BarSize size : market::BarSize::all()) {
    if (!size.is_intraday() || size > market::BarSize::h1) break;
    PITWALL_TRY(tape.bars, what.store.read({symbol, size, what.from, what.until, 0}));
    tape.size = size;
    if (!tape.bars.empty()) break;
  }
  tape.quote.origin = {{"replay", market::AccountKind::none}, {}, {}, market::Quality::replayed};
  return tape;
}

Result<void> warm_up(Watch& watch, const Replay& what) {
  for (const Watch::History& history : watch.take_wanted())
    for (const auto& wanted : history.wanted) {
      PITWALL_TRY(
          const std::vector<market::Bar> bars,
          what.store.read({history.symbol, wanted.bars, Time::min(), what.from, wanted.count}));
      watch.warm_up(history, wanted.bars, bars, what.from);
    }
  return {};
}

class Run {
 public:
  Run(Watch& watch, const Replay& what) : watch_(watch), what_(what), look_(what.from) {}

  Result<void> add(const market::Symbol& symbol) {
    PITWALL_TRY(Tape tape, tape_of(symbol, what_));
    if (tape.bars.empty()) return {};
    tape.place = watch_.place_of(symbol).value();
    report_.bars += tape.bars.size();
    const market::Calendar& calendar = *what_.calendars.at(symbol);
    cursors_.emplace_back(calendar);
    PITWALL_TRY(const std::vector<market::Bar> before,
                what_.store.read({symbol, market::BarSize::d1, Time::min(), what_.from, 1}));
    if (!before.empty()) tape.quote.previous_close = before.back().close;
    tapes_.push_back(std::move(tape));
    return {};
  }
  bool empty() const { return tapes_.empty(); }

  ReplayReport run() {
    using Next = std::pair<Time, std::size_t>;
    std::priority_queue<Next, std::vector<Next>, std::greater<>> queue;
    for (std::size_t i = 0; i < tapes_.size(); ++i) queue.emplace(tapes_[i].next(), i);
    while (!queue.empty()) {
      const auto [time, index] = queue.top();
      queue.pop();
      look_until(time);
      tick(index, time);
      if (Tape& tape = tapes_[index]; !tape.done()) queue.emplace(tape.next(), index);
    }
    look_until(what_.until);
    report_.evaluations = watch_.evaluations();
    return report_;
  }

 private:
  void look_until(Time time) {
    for (; look_ <= time; look_ += look_every) {
      watch_.look(look_, news_);
      tell();
    }
  }

  void tick(std::size_t index, Time time) {
    Tape& tape = tapes_[index];
    const market::Bar& bar = tape.bars[tape.bar];
    const Price price = tape.price();
    market::Tick tick;
    tick.time = time;
    tick.price = price;
    tick.size =
        Quantity::from_scaled(bar.volume.scaled() / static_cast<std::int64_t>(ticks_of_bar));
    market::Quote& quote = tape.quote;
    begin_day(tape, cursors_[index].at(bar.time));
    if (!quote.open) quote.open = quote.high = quote.low = price;
    quote.high = std::max(*quote.high, price);
    quote.low = std::min(*quote.low, price);
    quote.last = price;
    quote.last_size = tick.size;
    quote.volume = quote.volume.value_or(Quantity()) + tick.size;
    quote.time = quote.origin.as_of = quote.origin.received_at = time;
    watch_.tick(tape.place, tick, quote, time, news_);
    ++report_.ticks;
    tell();
    if (++tape.part < ticks_of_bar) return;
    tape.part = 0;
    ++tape.bar;
  }

  static void begin_day(Tape& tape, const market::Session* session) {
    if (!session || tape.day == session->trading_day) return;
    if (tape.day) tape.quote.previous_close = tape.quote.last;
    tape.day = session->trading_day;
    tape.quote.open = tape.quote.high = tape.quote.low = std::nullopt;
    tape.quote.volume.reset();
  }

  void tell() {
    if (news_.empty()) return;
    report_.fired += news_.fired.size();
    for (const desk::Blindness& one : news_.blind) report_.blind += one.why.empty() ? 0 : 1;
    what_.say(news_);
    news_ = {};
  }

  Watch& watch_;
  const Replay& what_;
  Time look_;
  std::vector<Tape> tapes_;
  std::vector<market::SessionCursor> cursors_;
  WatchNews news_;
  ReplayReport report_;
};

}  // namespace

Result<ReplayReport> replay(std::vector<desk::CompiledTrigger> triggers, const Replay& what) {
  Watch watch([&](const market::Symbol& symbol) -> const market::Calendar* {
    const auto found = what.calendars.find(symbol);
    return found == what.calendars.end() ? nullptr : found->second;
  });
  for (desk::CompiledTrigger& trigger : triggers)
    PITWALL_TRY_VOID(watch.put(std::move(trigger), what.from));
  PITWALL_TRY_VOID(warm_up(watch, what));
  Run run(watch, what);
  for (const market::Symbol& symbol : watch.symbols()) PITWALL_TRY_VOID(run.add(symbol));
  if (run.empty())
    return error(Code::no_data,
                 "None of the triggers' instruments has bars of an hour or less stored from {} to "
                 "{}; import some with `pitwall import bars`.",
                 what.from.text(), what.until.text());
  return run.run();
}

}  // namespace pitwall::app
