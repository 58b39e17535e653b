// The watch of a running desk, put together: triggers on the market, rounds over what is probed,
// what is told of both, and what is kept to be looked back at. Belongs to the loop's thread; all
// parts outlive it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "adapter/tape/tape_writer.h"
#include "app/channel/channels.h"
#include "app/config.h"
#include "app/watch/alert_teller.h"
#include "app/watch/channel_alerts.h"
#include "app/watch/event_log.h"
#include "app/watch/market_watch.h"
#include "app/watch/rounds.h"
#include "serve/metrics/metrics.h"

namespace pitwall::app {

class Lookout {
 public:
  static constexpr Duration tidy_every = hours(1);  // what is too old goes
  // Ticks are expected that often while a watched market is open.
  static constexpr Duration data_within = minutes(2);

  struct Parts {
    net::Loop& loop;
    const port::Clock& clock;
    port::Random& random;
    desk::Desk& desk;
    port::MarketData& market;
    const market::CalendarSet& calendars;
    port::WatchLog& kept;
    Channels* channels;                   // null where none is on
    std::string broker;                   // that this run uses
    std::function<std::uint16_t()> port;  // that the desk answers on
    std::function<void(LogLevel, std::string)> log;
    std::function<void(Duration took, bool missed)> looked;
    std::function<void(Duration)> alert_latency;
    std::function<void(desk::NotificationReason)> notified;
  };
  // Code::invalid_argument where functions or probes are not as they can be. `folder` is the data
  // folder.
  static Result<std::unique_ptr<Lookout>> make(const Config& config, const std::string& folder,
                                               Parts parts);

  // After the desk has recovered; `journal` fills what the log lacks.
  Result<void> catch_up(port::JournalStore& journal);
  void start();
  void stop();
  // Reads the file of triggers (again). Where it cannot be read, the triggers stay as they are, and
  // that is an alert until it can.
  Result<void> load_triggers();

  void on_event(const desk::Event& event);
  void on_effect(const desk::Effect& effect) { teller_->on_effect(effect); }
  void on_tick(const market::Tick& tick, const market::Quote& quote);
  bool take(const port::ChannelEvent& event, const std::function<void()>& taken) {
    return teller_->take(event, taken);
  }
  // The broker's session, as an alert.
  void raise_session(port::Severity severity, std::string title, std::string detail);
  void end_session();
  bool beat(std::string_view name) { return rounds_->beat(name); }

  const expr::Vocabulary& vocabulary() const { return vocabulary_; }
  const Rounds& rounds() const { return *rounds_; }
  const AlertTeller& teller() const { return *teller_; }
  serve::WatchFigures figures() const;

 private:
  Lookout(const Config& config, Parts parts, expr::Vocabulary vocabulary);
  probe::Finding look_inside(Inside what) const;
  void take_policy();
  void tidy();
  void flush_tape();

  WatchConfig config_;
  desk::AlertPolicy policy_;
  Parts parts_;
  expr::Vocabulary vocabulary_;
  std::unique_ptr<user_function::Functions> functions_;
  std::unique_ptr<MarketWatch> triggers_;
  std::unique_ptr<Rounds> rounds_;
  std::unique_ptr<AlertTeller> teller_;
  std::unique_ptr<EventLog> events_;
  std::unique_ptr<ChannelAlerts> channel_alerts_;
  std::optional<tape::TapeWriter> tape_;  // only where it records
  net::Timer tidy_timer_;
  net::Timer tape_timer_;
};

}  // namespace pitwall::app
