#include "app/watch/lookout.h"

#include <algorithm>

#include "app/watch/trigger_file.h"
#include "app/yaml.h"
#include "base/json_out.h"

namespace pitwall::app {
namespace {

constexpr std::string_view of_file = "file ";  // begins what such a trigger is `by`

desk::AlertLabels labels_of_file(const std::string& file) {
  return {{"alert", "trigger_file"}, {"file", file}};
}

desk::AlertLabels labels_of_session(const std::string& broker) {
  return {{"alert", "broker_session"}, {"broker", broker}};
}

user_function::Options options_of(const FunctionsConfig& config) {
  user_function::Options options;
  options.command = config.command;
  options.deadline = config.deadline;
  options.memory_bytes = static_cast<std::uint64_t>(config.memory_megabytes) * 1'000'000;
  return options;
}

// Where no channel is on nothing is told: what there is stands on the dashboard.
AlertTeller::Phone phone_of(Channels* channels) {
  return {[channels](const std::vector<std::string>& names, const std::string& key,
                     const port::Message& message) {
            if (channels) channels->tell_on(names, key, message);
          },
          [channels](const std::string& key, const port::Message& message) {
            if (channels) channels->settle(key, message);
          },
          [channels](const port::ButtonTapped& tap, std::string words) {
            if (channels) channels->acknowledge(tap, std::move(words));
          }};
}

}  // namespace

Lookout::Lookout(const Config& config, Parts parts, expr::Vocabulary vocabulary)
    : config_(config.watch),
      policy_(config.alerts),
      parts_(std::move(parts)),
      vocabulary_(std::move(vocabulary)) {
  const Parts& p = parts_;
  if (!config_.functions.command.empty())
    functions_ = std::make_unique<user_function::Functions>(
        p.loop, options_of(config_.functions), [log = p.log](const std::string& what) {
          log(LogLevel::warning, "watch.functions: " + what);
        });
  triggers_ = std::make_unique<MarketWatch>(
      MarketWatch::Parts{p.loop, p.clock, p.desk, p.market, p.calendars, vocabulary_,
                         functions_.get(), config_.functions.every, p.log, p.looked});
  teller_ = std::make_unique<AlertTeller>(AlertTeller::Parts{
      p.loop, p.clock, p.random, p.desk, phone_of(p.channels), p.alert_latency, p.notified});
  channel_alerts_ = std::make_unique<ChannelAlerts>(ChannelAlerts::Parts{p.loop, p.clock, p.desk});
  if (p.channels)
    p.channels->listen(
        {[this](const port::ChannelChanged& changed) { channel_alerts_->take(changed); },
         [this](const std::string& channel) { channel_alerts_->full(channel); },
         [this](const std::string& channel) { channel_alerts_->has_room(channel); }});
  events_ = std::make_unique<EventLog>(EventLog::Parts{p.loop, p.clock, p.desk, p.kept, p.log});
}

Result<std::unique_ptr<Lookout>> Lookout::make(const Config& config, const std::string& folder,
                                               Parts parts) {
  PITWALL_TRY(expr::Vocabulary vocabulary, vocabulary_of(config.watch.functions));
  PITWALL_TRY(std::vector<PlannedProbe> probes, plan_probes(config, parts.calendars, folder));
  std::unique_ptr<Lookout> lookout(new Lookout(config, std::move(parts), std::move(vocabulary)));
  Lookout& l = *lookout;
  if (config.watch.tape.record)
    l.tape_.emplace(
        std::filesystem::path(folder) / tape_folder,
        tape::TapeLimits{static_cast<int>(config.watch.tape.days),
                         static_cast<std::uint64_t>(config.watch.tape.megabytes) * 1'000'000});
  PITWALL_TRY(l.rounds_, Rounds::make(std::move(probes),
                                      {l.parts_.loop, l.parts_.clock, l.parts_.desk, l.parts_.kept,
                                       [&l](Inside what) { return l.look_inside(what); },
                                       l.parts_.port, l.parts_.log}));
  return lookout;
}

Result<void> Lookout::catch_up(port::JournalStore& journal) { return events_->catch_up(journal); }

void Lookout::start() {
  take_policy();
  // What cannot be read is told by an alert; the desk runs all the same.
  (void)load_triggers();
  triggers_->start();
  rounds_->start();
  teller_->start();
  tidy();
  flush_tape();
}

void Lookout::stop() {
  tidy_timer_.cancel();
  tape_timer_.cancel();
  if (tape_) (void)tape_->flush(parts_.clock.now());  // what it lost now nobody can be told
  triggers_->stop();
  rounds_->stop();
  teller_->stop();
  channel_alerts_->stop();
  events_->stop();
}

void Lookout::take_policy() {
  if (to_json(policy_) != to_json(parts_.desk.state().alerting.policy))
    parts_.desk.submit(desk::AlertPolicySet{policy_, "configuration", parts_.clock.now()});
}

void Lookout::tidy() {
  events_->forget(config_.keep_events, config_.keep_measures);
  if (tape_)
    if (const Result<void> done = tape_->prune(parts_.clock.now()); !done)
      parts_.log(LogLevel::error, "old tapes are not removed: " + done.error().message);
  tidy_timer_ = parts_.loop.after(tidy_every, [this] { tidy(); });
}

void Lookout::flush_tape() {
  if (!tape_) return;
  if (const Result<void> written = tape_->flush(parts_.clock.now()); !written)
    parts_.log(LogLevel::error, "ticks are not recorded: " + written.error().message);
  tape_timer_ = parts_.loop.after(seconds(1), [this] { flush_tape(); });
}

void Lookout::on_tick(const market::Tick& tick, const market::Quote& quote) {
  triggers_->on_tick(tick, quote);
  if (const market::Symbol* symbol = tape_ ? triggers_->watched(tick.instrument) : nullptr)
    tape_->add(*symbol, tick, quote, parts_.clock.now());
}

void Lookout::on_event(const desk::Event& event) {
  events_->take(event);
  triggers_->on_event(event);
  teller_->on_event(event);
  if (const auto* session = std::get_if<port::ConnectionChanged>(&event);
      session && session->broker == parts_.broker)
    rounds_->probe_now(session_probe);
}

// ---- The file of triggers ----------------------------------------------------------------------

Result<void> Lookout::load_triggers() {
  const std::string& file = config_.triggers;
  const Time now = parts_.clock.now();
  std::vector<desk::CompiledTrigger> all;
  if (!file.empty()) {
    const auto read = [&]() -> Result<std::vector<desk::CompiledTrigger>> {
      PITWALL_TRY(const std::string text, read_text_file(file, "file of triggers"));
      return parse_trigger_file(text, file, vocabulary_);
    };
    Result<std::vector<desk::CompiledTrigger>> parsed = read();
    if (!parsed) {
      parts_.log(LogLevel::error, parsed.error().message);
      desk::AlertRaised raised;
      raised.labels = labels_of_file(file);
      raised.summary = "The file of triggers cannot be read";
      raised.detail = parsed.error().message + " The triggers stay as they were.";
      raised.origin = "watch";
      raised.now = now;
      parts_.desk.submit(std::move(raised));
      return parsed.error();
    }
    all = std::move(*parsed);
    if (const desk::Alert* alert =
            parts_.desk.state().alerting.find(desk::fingerprint_of(labels_of_file(file)));
        alert && alert->fires())
      parts_.desk.submit(desk::AlertEnded{labels_of_file(file), now});
  }
  const std::string by = fmt::format("{}{}", of_file, file);
  for (desk::CompiledTrigger& one : all) {
    one.trigger.by = by;
    const desk::WatchedTrigger* known = parts_.desk.state().watching.find(one.trigger.name);
    if (!known || known->trigger != one.trigger)
      parts_.desk.submit(desk::TriggerPut{one.trigger, now});
  }
  for (const desk::WatchedTrigger& known : parts_.desk.state().watching.triggers) {
    const bool stays = std::ranges::any_of(all, [&](const desk::CompiledTrigger& one) {
      return one.trigger.name == known.trigger.name;
    });
    if (known.trigger.by.starts_with(of_file) && !stays)
      parts_.desk.submit(desk::TriggerRemoved{known.trigger.name, by, now});
  }
  return {};
}

// ---- The broker's session ----------------------------------------------------------------------

void Lookout::raise_session(port::Severity severity, std::string title, std::string detail) {
  desk::AlertRaised raised;
  raised.labels = labels_of_session(parts_.broker);
  raised.severity = severity == port::Severity::urgent ? desk::AlertSeverity::critical
                                                       : desk::AlertSeverity::warning;
  raised.summary = std::move(title);
  raised.detail = std::move(detail);
  raised.origin = "session";
  raised.now = parts_.clock.now();
  parts_.desk.submit(std::move(raised));
}

void Lookout::end_session() {
  const desk::AlertLabels labels = labels_of_session(parts_.broker);
  const desk::Alert* alert = parts_.desk.state().alerting.find(desk::fingerprint_of(labels));
  if (alert && alert->fires()) parts_.desk.submit(desk::AlertEnded{labels, parts_.clock.now()});
}

// ---- The desk's own feet -----------------------------------------------------------------------

probe::Finding Lookout::look_inside(Inside what) const {
  probe::Finding finding;
  const desk::State& state = parts_.desk.state();
  switch (what) {
    case Inside::session: {
      const auto found =
          std::ranges::find(state.connections, parts_.broker, &port::ConnectionChanged::broker);
      finding.good =
          found != state.connections.end() && found->state == port::ConnectionState::connected;
      finding.words =
          found == state.connections.end()
              ? std::string("There was no session yet.")
              : fmt::format("The session of {} is {}.", found->broker, port::name_of(found->state));
      return finding;
    }
    case Inside::data: {
      const std::optional<Duration> silence = triggers_->silence(parts_.clock.now());
      finding.good = !silence || *silence <= data_within;
      finding.words = !silence ? std::string("No watched market is open.")
                               : fmt::format("The last tick came {} ago.",
                                             seconds(*silence / seconds(1)).text());
      if (silence) finding.measures = {{"silent_seconds", silence->to_seconds()}};
      return finding;
    }
    case Inside::journal:
      finding.good = parts_.desk.halted().empty();
      finding.words = finding.good
                          ? fmt::format("{} events wait to be durable.", parts_.desk.waiting())
                          : "The desk has stopped: " + parts_.desk.halted();
      finding.measures = {{"events_waiting", static_cast<double>(parts_.desk.waiting())}};
      return finding;
  }
  return finding;
}

// ---- Figures -----------------------------------------------------------------------------------

serve::WatchFigures Lookout::figures() const {
  serve::WatchFigures figures;
  const desk::State& state = parts_.desk.state();
  const Time now = parts_.clock.now();
  for (const desk::WatchedTrigger& one : state.watching.triggers)
    ++(one.is_over(now) ? figures.triggers_over
       : one.is_blind() ? figures.triggers_blind
                        : figures.triggers_watching);
  figures.instruments = triggers_->watch().symbols().size();
  figures.evaluations = triggers_->watch().evaluations();
  figures.firings = triggers_->firings();
  figures.firings_held_back = triggers_->held_back() + teller_->held_back();
  for (const desk::ProbeSpec& spec : rounds_->board().probes()) {
    const desk::ProbeState& stands = *rounds_->board().find(spec.name);
    serve::WatchFigures::Probe probe;
    probe.name = spec.name;
    if (stands.status != desk::Status::unknown) probe.up = stands.status == desk::Status::up;
    probe.plan = static_cast<serve::WatchFigures::Plan>(stands.plan.planned);
    if (const auto latest = rounds_->latest().find(spec.name); latest != rounds_->latest().end()) {
      probe.took = latest->second.took;
      probe.failures = latest->second.failures;
    }
    figures.probes.push_back(std::move(probe));
  }
  const desk::Alerting& alerting = state.alerting;
  for (int i = 0; i < desk::count_of(desk::AlertSeverity{}); ++i)
    figures.alerts_firing.push_back(
        {std::string(desk::name_of(static_cast<desk::AlertSeverity>(i))), 0});
  const desk::InhibitSources sources = desk::sources_of(alerting.policy, alerting.alerts);
  for (const desk::Alert& alert : alerting.alerts) {
    if (!alert.fires()) continue;
    figures.alerts_firing[static_cast<std::size_t>(alert.severity)].value += 1;
    if (alerting.is_muted(alert, now, sources)) ++figures.alerts_muted;
  }
  if (parts_.channels)
    for (const std::string& name : parts_.channels->names())
      if (const Result<std::int64_t> waiting = parts_.channels->courier(name)->waiting())
        figures.outbox_waiting.push_back({name, static_cast<double>(*waiting)});
  for (const auto& [name, value] : rounds_->measures()) figures.machine.push_back({name, value});
  return figures;
}

}  // namespace pitwall::app
