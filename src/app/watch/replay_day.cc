#include "app/watch/replay_day.h"

#include <algorithm>
#include <set>

#include "adapter/tape/tape_reader.h"
#include "app/watch/alert_teller.h"
#include "app/watch/market_watch.h"
#include "desk/watch/bar_tape.h"

namespace pitwall::app {
namespace {

constexpr std::string_view source = "stored bars";

// Keeps nothing: a replay leaves no trace.
class NoJournal final : public port::JournalStore {
 public:
  void append(std::vector<port::JournalRecord>, port::Reply<void> done) override { done({}); }
  Result<void> read(std::uint64_t, const Each&) override { return {}; }
  Result<std::optional<port::Snapshot>> latest_snapshot() override {
    return std::optional<port::Snapshot>();
  }
  void save_snapshot(port::Snapshot, port::Reply<void> done) override { done({}); }
};

class ReplayClock final : public port::Clock {
 public:
  ReplayClock(const net::Loop& loop, Time from) : loop_(loop), from_(from) {}
  Time now() const override { return from_ + loop_.now(); }

 private:
  const net::Loop& loop_;
  Time from_;
};

// Nobody taps in a replay, so no id is drawn.
class NoRandom final : public port::Random {
 public:
  std::uint64_t next() override { return 0; }
};

// What the triggers may ask: instruments and bars of before.
class StoredMarket final : public port::MarketData {
 public:
  StoredMarket(const market::Catalogue& catalogue, port::BarStore& bars, const ReplayClock& clock)
      : catalogue_(catalogue), bars_(bars), clock_(clock) {}
  const market::Catalogue& catalogue() const override { return catalogue_; }
  Time market_time() const override { return clock_.now(); }
  void quotes(std::vector<market::InstrumentId> instruments,
              port::Reply<std::vector<Result<market::Quote>>> reply) override {
    reply(std::vector<Result<market::Quote>>(instruments.size(), none()));
  }
  void history(port::HistoryQuery query, port::Reply<market::BarSeries> reply) override {
    Result<std::vector<market::Bar>> read = bars_.read(
        {catalogue_.at(query.instrument).symbol, query.size, query.from, query.to, query.limit});
    if (!read) return reply(read.error());
    market::Origin origin;
    origin.source.name = FixedText<47>::parse(source).value();
    origin.as_of = origin.received_at = clock_.now();
    origin.quality = market::Quality::replayed;
    reply(market::BarSeries{query.size, std::move(*read), origin});
  }
  void ticks(market::InstrumentId, std::size_t, port::Reply<port::TickSeries> reply) override {
    reply(none());
  }
  void listen(Listener) override {}

 private:
  static Error none() { return error(Code::unsupported, "A replay has no such thing."); }
  const market::Catalogue& catalogue_;
  port::BarStore& bars_;
  const ReplayClock& clock_;
};

std::string line_of(const desk::TriggerFired& fired) {
  std::string line = fmt::format("{}  {} at {}", fired.trigger, fired.symbol.view(),
                                 fired.price ? fired.price->text() : "no price");
  for (const desk::WatchedFigure& figure : fired.figures)
    line += figure.value ? fmt::format("; {} {:.6g}", figure.name, *figure.value)
                         : fmt::format("; {} not known", figure.name);
  return line;
}

class Replay {
 public:
  explicit Replay(ReplayedDays days)
      : days_(std::move(days)),
        from_(days_.first.midnight_utc()),
        until_((days_.last + 1).midnight_utc()),
        clock_(loop_, from_) {}

  Result<ReplayDayReport> run() {
    PITWALL_TRY_VOID(look_at_triggers());
    PITWALL_TRY_VOID(open_tape());
    for (const market::Symbol& symbol : symbols_) PITWALL_TRY_VOID(open_bars(symbol));
    if (tapes_.empty() && !reader_)
      return error(Code::no_data,
                   "None of the triggers' instruments has recorded ticks, or stored bars of an "
                   "hour or less, from {} to {}; import some with `pitwall import bars`.",
                   from_.text(), until_.text());
    wire();
    loop_.spawn("replay", play());
    loop_.run();
    if (failure_) return *failure_;
    report_.evaluations = triggers_.watch().evaluations();
    return report_;
  }

 private:
  Result<void> look_at_triggers() {
    const auto need = [this](const desk::CompiledTrigger& trigger,
                             const market::Symbol& symbol) -> Result<void> {
      if (symbol.empty()) return {};
      if (!days_.catalogue.find(symbol))
        return error(Code::not_found, "Trigger '{}': there is no instrument {}.",
                     trigger.trigger.name, symbol.view());
      symbols_.insert(symbol);
      return {};
    };
    for (const desk::CompiledTrigger& one : days_.triggers) {
      for (const market::Symbol& symbol : one.trigger.symbols) PITWALL_TRY_VOID(need(one, symbol));
      for (const expr::Input& input : one.condition.inputs())
        PITWALL_TRY_VOID(need(one, input.symbol));
      if (!one.rearm) continue;
      for (const expr::Input& input : one.rearm->inputs())
        PITWALL_TRY_VOID(need(one, input.symbol));
    }
    return {};
  }

  Result<tape::TapeReader> reader() {
    return tape::TapeReader::open(days_.tape, days_.first, days_.last,
                                  [this](const Error& what) { days_.warn(what.message); });
  }

  // Which instruments the tape has: these are played from it, and from nothing else.
  Result<void> open_tape() {
    Result<tape::TapeReader> first = reader();
    if (!first) return first.error().code == Code::no_data ? Result<void>() : first.error();
    tape::Entry entry;
    while (true) {
      const Result<bool> more = first->next(entry);
      if (more && !*more) break;
      if (more && symbols_.contains(entry.symbol)) recorded_.insert(entry.symbol);
    }
    if (recorded_.empty()) return {};
    PITWALL_TRY(tape::TapeReader again, reader());
    reader_.emplace(std::move(again));
    return {};
  }

  Result<void> open_bars(const market::Symbol& symbol) {
    if (recorded_.contains(symbol)) return {};
    PITWALL_TRY(const market::Calendar* calendar,
                days_.calendars.find(days_.catalogue.find(symbol)->calendar));
    PITWALL_TRY(std::optional<desk::BarTape> tape,
                desk::BarTape::open(symbol, *calendar, days_.bars, from_, until_));
    if (tape) tapes_.push_back(std::move(*tape));
    return {};
  }

  void wire() {
    desk_.submit(desk::AlertPolicySet{days_.alerts, "configuration", clock_.now()});
    desk_.add_applied_listener([this](const desk::Event& event) {
      triggers_.on_event(event);
      teller_.on_event(event);
      hear(event);
    });
    desk_.on_effect([this](const desk::Effect& effect) { teller_.on_effect(effect); });
    for (const desk::CompiledTrigger& one : days_.triggers)
      desk_.submit(desk::TriggerPut{one.trigger, clock_.now()});
    triggers_.start();
    teller_.start();
  }

  void hear(const desk::Event& event) {
    if (const auto* fired = std::get_if<desk::TriggerFired>(&event)) {
      ++report_.fired;
      days_.happened(fired->now, line_of(*fired));
    } else if (const auto* blind = std::get_if<desk::Blindness>(&event)) {
      if (!blind->why.empty()) ++report_.blind;
      days_.happened(blind->time,
                     fmt::format("{}  {}: {}", blind->trigger, blind->symbol.view(),
                                 blind->why.empty() ? std::string("sees again")
                                                    : fmt::format("blind, for {}", blind->why)));
    }
  }

  void say(const std::string& key, const port::Message& message) {
    // A firing was said as it happened.
    if (!key.starts_with("firing:")) days_.told(clock_.now(), message);
  }

  net::Awaitable<void> play() {
    while (true) {
      const Result<std::optional<Time>> next = find_next();
      if (!next) {
        failure_ = next.error();
        break;
      }
      const Time time = next->value_or(until_);
      if (time > clock_.now()) co_await loop_.sleep(time - clock_.now());
      if (!*next) break;
      feed();
    }
    triggers_.stop();
    teller_.stop();
    loop_.stop();
  }

  // Of the tick that comes next.
  Result<std::optional<Time>> find_next() {
    PITWALL_TRY_VOID(read_recorded());
    std::optional<Time> earliest;
    if (entry_) earliest = entry_->at;
    tape_ = nullptr;
    for (desk::BarTape& tape : tapes_) {
      while (!tape.ready()) {
        PITWALL_TRY(const bool more, tape.read_on(days_.bars, report_.bars));
        if (!more) break;
      }
      if (!tape.ready() || (earliest && tape.next() >= *earliest)) continue;
      earliest = tape.next();
      tape_ = &tape;
    }
    return earliest;
  }

  Result<void> read_recorded() {
    while (reader_ && !entry_) {
      tape::Entry entry;
      const Result<bool> more = reader_->next(entry);
      if (!more) {
        days_.warn(more.error().message);
        continue;
      }
      if (!*more)
        reader_.reset();
      else if (recorded_.contains(entry.symbol))
        entry_ = std::move(entry);
    }
    return {};
  }

  void feed() {
    ++report_.ticks;
    if (tape_) {
      market::Tick tick = tape_->take();
      tick.instrument = days_.catalogue.find(tape_->symbol())->id;
      return triggers_.on_tick(tick, tape_->quote());
    }
    ++report_.recorded;
    tape::Entry entry = *std::exchange(entry_, std::nullopt);
    entry.tick.instrument = days_.catalogue.find(entry.symbol)->id;
    // It is not live any more; what was delayed or stale then is so in the replay.
    if (entry.quote.origin.quality == market::Quality::live)
      entry.quote.origin.quality = market::Quality::replayed;
    triggers_.on_tick(entry.tick, entry.quote);
  }

  ReplayedDays days_;
  Time from_;
  Time until_;
  std::set<market::Symbol> symbols_;
  std::set<market::Symbol> recorded_;
  net::Loop loop_{
      {.simulated_time = true, .on_failure = [this](std::string_view task, std::string_view what) {
         failure_ = error(Code::corrupt, "{}: {}", task, what);
       }}};
  ReplayClock clock_;
  NoRandom random_;
  NoJournal journal_;
  desk::Gate gate_;
  desk::Desk desk_{clock_, journal_, gate_};
  StoredMarket market_{days_.catalogue, days_.bars, clock_};
  MarketWatch triggers_{{loop_,
                         clock_,
                         desk_,
                         market_,
                         days_.calendars,
                         days_.vocabulary,
                         nullptr,
                         {},
                         [this](LogLevel, std::string line) { days_.warn(std::move(line)); },
                         {}}};
  AlertTeller teller_{{loop_,
                       clock_,
                       random_,
                       desk_,
                       {[this](const std::vector<std::string>&, const std::string& key,
                               const port::Message& message) { say(key, message); },
                        [](const std::string&, const port::Message&) {},
                        [](const port::ButtonTapped&, std::string) {}},
                       {},
                       {}}};
  std::optional<tape::TapeReader> reader_;
  std::optional<tape::Entry> entry_;  // read, and not played yet
  std::vector<desk::BarTape> tapes_;
  desk::BarTape* tape_ = nullptr;  // whose tick is next; null: the entry's
  std::optional<Error> failure_;
  ReplayDayReport report_;
};

}  // namespace

Result<ReplayDayReport> replay_days(ReplayedDays days) {
  return std::make_unique<Replay>(std::move(days))->run();
}

}  // namespace pitwall::app
