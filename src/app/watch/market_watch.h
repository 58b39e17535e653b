// The triggers at work on the desk's market: instruments are followed for as long as a trigger
// wants them, history warms their indicators up, each tick is looked at, and what fires or cannot
// see becomes an event of the journal. Belongs to the loop's thread; all parts outlive it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "adapter/user_function/functions.h"
#include "app/watch/recent_bars.h"
#include "base/log_line.h"
#include "desk/engine/desk.h"
#include "desk/watch/watch.h"
#include "net/loop.h"
#include "port/following.h"

namespace pitwall::app {

class MarketWatch {
 public:
  static constexpr Duration look_every = milliseconds(250);
  // Each trigger; what is beyond is counted, and the trigger is said to be blind for it.
  static constexpr std::size_t most_firings_in_a_minute = 60;
  static constexpr std::size_t most_histories_at_once = 4;
  static constexpr Duration history_again = minutes(1);  // after one that failed; then longer
  static constexpr int most_history_tries = 4;
  // A blind trigger is told of once its market has been open for so long.
  static constexpr Duration settles_after_open = minutes(2);
  static constexpr std::size_t max_blind_alerts = 200;

  struct Parts {
    net::Loop& loop;
    const port::Clock& clock;
    desk::Desk& desk;
    port::MarketData& market;
    const market::CalendarSet& calendars;
    const expr::Vocabulary& vocabulary;
    user_function::Functions* functions;  // null where the user has none
    Duration functions_every;
    std::function<void(LogLevel, std::string)> log;
    // After each look: how long it took, and whether it came more than one look late.
    std::function<void(Duration took, bool missed)> looked;
  };
  explicit MarketWatch(Parts parts);
  ~MarketWatch() { stop(); }

  void start();
  void stop();
  void on_event(const desk::Event& event);
  void on_tick(const market::Tick& tick, const market::Quote& quote);
  // Null where no trigger looks at it.
  const market::Symbol* watched(market::InstrumentId instrument) const;

  const desk::Watch& watch() const { return watch_; }
  std::uint64_t firings() const { return firings_; }
  std::uint64_t held_back() const { return held_back_; }
  // A watched instrument's market is open, and since when nothing of any such was heard; none
  // while none is open.
  std::optional<Duration> silence(Time now) const;

 private:
  // What is kept of one instrument beside the watch, by its place there.
  struct Place {
    market::Symbol symbol;
    port::Following following;
    RecentBars bars;
    market::Origin origin;
    std::optional<Time> ticked;  // by the desk's clock
  };
  struct Wanted {
    desk::Watch::History history;
    expr::LiveInputs::Wanted bars;
    int tries = 0;
    Time not_before;
  };

  const market::Calendar* calendar_of(const market::Symbol& symbol) const;
  void put(const desk::Trigger& trigger);
  void put_unwatched();
  std::set<market::Symbol> unknown_of(const desk::CompiledTrigger& compiled) const;
  // `trouble` is why an unknown instrument could not be looked up; empty: nobody knows it.
  void put_known(desk::CompiledTrigger trigger, const std::string& trouble);
  void resume(const desk::WatchedTrigger& known);
  std::string why_unknown(const market::Symbol& symbol, const std::string& trouble) const;
  void say_unusable(const desk::Trigger& trigger, std::string why);
  // After triggers came or went: what is followed, and what history is asked for.
  void follow();
  void ask_history();
  void take_history(Wanted wanted, const Result<market::BarSeries>& series);
  void look();
  void take(desk::WatchNews& news);
  void fire(const desk::Firing& firing);
  bool fires_too_often(const std::string& trigger, Time now);
  void set_account_figures();
  void ask_functions();
  void take_answer(const desk::Watch::Outside& asked, const Result<double>& answer);
  void tell_blind(Time now);

  Parts parts_;
  desk::Watch watch_;
  desk::WatchNews news_;
  std::map<std::size_t, Place> places_;            // by place in the watch
  std::vector<std::int32_t> place_of_instrument_;  // by id; -1: not watched
  std::vector<desk::Watch::Outside> outside_;      // of the account and of functions
  std::vector<Wanted> histories_;                  // that wait to be asked for
  std::size_t asking_ = 0;
  std::map<std::string, std::vector<Time>> fired_;   // by trigger, within the last minute
  std::map<std::string, std::uint64_t> generation_;  // by trigger: which put is the latest
  std::uint64_t puts_ = 0;
  std::set<desk::AlertLabels> told_blind_;
  std::uint64_t firings_ = 0;
  std::uint64_t held_back_ = 0;
  std::uint64_t looks_ = 0;
  std::optional<Duration> looked_at_;  // by the loop
  std::size_t questions_ = 0;          // that functions have not answered
  Time functions_due_;
  // Why the last answer was none; by instrument, and function as conditions write it.
  std::map<std::pair<market::Symbol, std::string>, std::string> function_trouble_;
  bool stopped_ = false;
  net::Timer timer_;
  // Expires with it: the market may reply after it is gone.
  std::shared_ptr<MarketWatch*> self_ = std::make_shared<MarketWatch*>(this);
};

}  // namespace pitwall::app
