#include "desk/watch/replay.h"

#include <algorithm>
#include <array>

namespace pitwall::desk {
namespace {

constexpr std::size_t ticks_of_bar = 4;
constexpr Duration look_every = seconds(1);
constexpr std::int64_t bars_at_once = 1'000;  // that are read

}  // namespace

// ---- One instrument's bars ---------------------------------------------------------------------

Time Replay::Tape::next() const {
  return bars[bar].time + size.duration() * static_cast<std::int64_t>(part) /
                              static_cast<std::int64_t>(ticks_of_bar);
}

Price Replay::Tape::price() const {
  const market::Bar& now = bars[bar];
  const bool rises = now.close >= now.open;
  const std::array<Price, ticks_of_bar> path{now.open, rises ? now.low : now.high,
                                             rises ? now.high : now.low, now.close};
  return path[part];
}

void Replay::Tape::begin_day() {
  const market::Session* session = cursor.at(bars[bar].time);
  if (!session || day == session->trading_day) return;
  if (day) quote.previous_close = quote.last;
  day = session->trading_day;
  quote.open = quote.high = quote.low = std::nullopt;
  quote.volume.reset();
}

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
  Tape tape(*plan_.calendars.at(symbol));
  tape.symbol = symbol;
  tape.place = watch_.place_of(symbol).value();
  tape.read_until = plan_.from;
  tape.quote.origin = {{"replay", market::AccountKind::none}, {}, {}, market::Quality::replayed};
  for (const market::BarSize size : market::BarSize::all()) {
    if (size > longest_bar) return {};
    PITWALL_TRY(const std::vector<market::Bar> one,
                plan_.store.read({symbol, size, plan_.from, plan_.until, 1}));
    tape.size = size;
    if (!one.empty()) break;
  }
  PITWALL_TRY(const std::vector<market::Bar> before,
              plan_.store.read({symbol, market::BarSize::d1, Time::min(), plan_.from, 1}));
  if (!before.empty()) tape.quote.previous_close = before.back().close;
  reading_ = tapes_.size();
  tapes_.push_back(std::move(tape));
  return {};
}

// The next stretch of the tape that is being read; a night without bars takes several.
Result<void> Replay::read_on() {
  Tape& tape = tapes_[*reading_];
  const Time from = tape.read_until;
  tape.read_until = std::min(from + tape.size.duration() * bars_at_once, plan_.until);
  PITWALL_TRY(tape.bars, plan_.store.read({tape.symbol, tape.size, from, tape.read_until, 0}));
  tape.bar = 0;
  report_.bars += tape.bars.size();
  if (!tape.bars.empty()) queue_.emplace(tape.next(), *reading_);
  if (!tape.bars.empty() || tape.read_until >= plan_.until) reading_.reset();
  return {};
}

void Replay::tick(WatchNews& news) {
  const auto [time, index] = queue_.top();
  queue_.pop();
  Tape& tape = tapes_[index];
  const Price price = tape.price();
  market::Tick tick;
  tick.time = time;
  tick.price = price;
  tick.size = Quantity::from_scaled(tape.bars[tape.bar].volume.scaled() /
                                    static_cast<std::int64_t>(ticks_of_bar));
  tape.begin_day();
  market::Quote& quote = tape.quote;
  if (!quote.open) quote.open = quote.high = quote.low = price;
  quote.high = std::max(*quote.high, price);
  quote.low = std::min(*quote.low, price);
  quote.last = price;
  quote.last_size = tick.size;
  quote.volume = quote.volume.value_or(Quantity()) + tick.size;
  quote.time = quote.origin.as_of = quote.origin.received_at = time;
  watch_.tick(tape.place, tick, quote, time, news);
  ++report_.ticks;
  report_.ticked = time;
  if (++tape.part == ticks_of_bar) {
    tape.part = 0;
    ++tape.bar;
  }
  if (tape.bar < tape.bars.size()) {
    queue_.emplace(tape.next(), index);
  } else if (tape.read_until < plan_.until) {
    reading_ = index;
  }
}

ReplayReport Replay::report() const {
  ReplayReport report = report_;
  report.evaluations = watch_.evaluations();
  return report;
}

}  // namespace pitwall::desk
