// All triggers at work. Each instrument's ticks are taken in once, whatever number of triggers
// looks at them, and a tick is looked at by those alone that want its instrument. Nothing allocates
// on a tick until something fires.
//
// What is not known makes a trigger blind, and that is said, once: an indicator that has not seen
// enough bars, a quote that is stale or delayed, an instrument that has stopped ticking while its
// market is open. A blind trigger fires nothing.
//
// Owned by one thread. Calendars outlive it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/watch/compiled_trigger.h"
#include "desk/watch/firing.h"
#include "expr/live_inputs.h"
#include "market/calendar.h"

namespace pitwall::desk {

struct WatchNews {
  std::vector<Firing> fired;
  std::vector<Blindness> blind;
  bool empty() const { return fired.empty() && blind.empty(); }
};

class Watch {
 public:
  static constexpr std::size_t max_triggers = Trigger::max_triggers;
  static constexpr std::size_t max_instances = 100'000;  // a trigger on one instrument each
  // An instrument whose market is open and that says nothing for so long has stopped ticking.
  static constexpr Duration quiet_for = minutes(5);
  // A trigger that has not seen for so long is said to be blind: not at every gap between two
  // ticks.
  static constexpr Duration blind_after = seconds(30);

  // What an instrument trades by; nullptr for one that is not known.
  using CalendarOf = std::function<const market::Calendar*(const market::Symbol& symbol)>;
  explicit Watch(CalendarOf calendar_of);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // Puts a trigger in, or in the place of the one of its name. Code::not_found for an instrument
  // that is not known, Code::too_large beyond a limit.
  Result<void> put(CompiledTrigger trigger, Time now, const TriggerBefore& before = {});
  bool remove(std::string_view name);
  // It was said to be blind in another run: that it sees again is news.
  void was_blind(std::string_view name, const market::Symbol& symbol);
  // It fired in another run, and its cool-down is not over yet.
  void stay_silent(std::string_view name, const market::Symbol& symbol, Time until);
  const Trigger* find(std::string_view name) const;

  // The bars that instruments need before their inputs are known at once, each asked for once;
  // given by `warm_up`, in any order. Ticks that come meanwhile are taken all the same.
  struct History {
    market::Symbol symbol;
    std::vector<expr::LiveInputs::Wanted> wanted;
    std::size_t feed = 0;  // to be given back
  };
  std::vector<History> take_wanted();
  void warm_up(const History& history, market::BarSize bars, std::span<const market::Bar> given,
               Time now);

  // The instruments whose ticks are wanted.
  std::vector<market::Symbol> symbols() const;
  // A dense number for an instrument that is watched, for `tick`; nothing changes it but the end of
  // its last trigger.
  std::optional<std::size_t> place_of(const market::Symbol& symbol) const;

  void tick(std::size_t place, const market::Tick& tick, const market::Quote& quote, Time now,
            WatchNews& news);
  // The time goes on: bars end, intervals pass, quotes grow old. `quality` of an instrument's quote
  // comes by `see` where no tick tells it.
  void look(Time now, WatchNews& news);
  void see(std::size_t place, market::Quality quality);
  // What conditions want that no market tells: figures of the account, answers of the user's
  // functions. Each once for each instrument.
  struct Outside {
    std::size_t place = 0;
    market::Symbol symbol;
    expr::Input input;  // without its symbol
  };
  std::vector<Outside> wanted_outside() const;
  std::optional<Price> price_at(std::size_t place) const;  // the last one seen
  // The account's figures of an instrument, or what a program of the user answered; NaN where
  // missing.
  void set(std::size_t place, expr::InputKind kind, double value);
  void set_function(std::size_t place, const expr::Input& function, double value);

  std::size_t instances() const { return instance_count_; }
  std::uint64_t evaluations() const { return evaluations_; }

 private:
  struct Feed;
  struct Instrument;
  struct Instance;
  struct Entry;

  Instrument& instrument_at(std::size_t place) { return *instruments_[place]; }
  std::size_t watch(const market::Symbol& symbol, const market::Calendar& calendar);
  void want(Instance& instance, const expr::Expression& expression);
  void forget(Entry& entry);
  // Null where there is none.
  Instance* find_instance(std::string_view name, const market::Symbol& symbol);
  void judge(Instance& instance, Time now, WatchNews& news);
  void take_truth(Instance& instance, expr::Truth truth, Time now, WatchNews& news);
  void fire(Instance& instance, Time now, WatchNews& news);
  void tell_blind(Instance& instance, Time now, WatchNews& news);
  std::string_view trouble_of(const Instance& instance) const;
  std::string why_blind(const Instance& instance) const;

  CalendarOf calendar_of_;
  std::map<std::string, std::unique_ptr<Entry>, std::less<>> triggers_;
  std::vector<std::unique_ptr<Instrument>> instruments_;  // by place; null where it is free
  std::map<market::Symbol, std::size_t> places_;
  std::size_t instance_count_ = 0;
  std::size_t last_feed_ = 0;
  std::uint64_t evaluations_ = 0;
};

}  // namespace pitwall::desk
