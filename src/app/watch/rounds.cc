#include "app/watch/rounds.h"

#include "desk/chart/one_line.h"
#include "port/message_text.h"

namespace pitwall::app {
namespace {

using desk::ProbeChange;

constexpr std::string_view origin = "health";
constexpr std::string_view alert_name = "probe_down";

std::string cut(std::string text, std::size_t most) {
  return port::cut_text(std::move(text), most, port::TextUnit::bytes);
}

// What others said is quoted, and shown as it is.
std::string words_of(const probe::Finding& finding) {
  std::string words = finding.words;
  if (!finding.outside.empty())
    words += fmt::format("{}It said {}.", words.empty() ? "" : " ",
                         desk::one_line(finding.outside, probe::Prober::max_outside));
  return cut(std::move(words), ProbeChange::max_words);
}

}  // namespace

desk::AlertLabels labels_of_probe(std::string_view name) {
  return {{"alert", std::string(alert_name)}, {"probe", std::string(name)}};
}

Rounds::Rounds(std::vector<PlannedProbe> probes, desk::HealthBoard board, Parts parts)
    : probes_(std::move(probes)),
      board_(std::move(board)),
      parts_(std::move(parts)),
      prober_(parts_.loop) {}

Rounds::~Rounds() { stop(); }

Result<std::unique_ptr<Rounds>> Rounds::make(std::vector<PlannedProbe> probes, Parts parts) {
  std::vector<desk::ProbeSpec> specs;
  for (const PlannedProbe& one : probes) specs.push_back(one.spec);
  PITWALL_TRY(desk::HealthBoard board, desk::HealthBoard::make(specs, parts.clock.now()));
  return std::unique_ptr<Rounds>(new Rounds(std::move(probes), std::move(board), std::move(parts)));
}

void Rounds::start() {
  const Time now = parts_.clock.now();
  for (const PlannedProbe& one : probes_)
    if (std::holds_alternative<HeartbeatTarget>(one.target)) beats_[one.spec.name] = now;
  // What is not probed any more is not down any more.
  const std::vector<desk::Alert> all = parts_.desk.state().alerting.alerts;
  for (const desk::Alert& alert : all)
    if (alert.fires() && alert.origin == origin && !find(desk::value_of(alert.labels, "probe")))
      parts_.desk.submit(desk::AlertEnded{alert.labels, now});
  look();
  keep_timer_ = parts_.loop.after(first_keep, [this] { keep(); });
}

void Rounds::stop() {
  timer_.cancel();
  keep_timer_.cancel();
  self_.reset();
}

const PlannedProbe* Rounds::find(std::string_view name) const {
  const auto found = std::ranges::find(
      probes_, name, [](const PlannedProbe& one) { return std::string_view(one.spec.name); });
  return found == probes_.end() ? nullptr : &*found;
}

bool Rounds::beat(std::string_view name) {
  const auto found = beats_.find(name);
  if (found == beats_.end()) return false;
  found->second = parts_.clock.now();
  if (const desk::ProbeState* state = board_.find(name); state && state->status != desk::Status::up)
    probe_now(name);
  return true;
}

void Rounds::probe_now(std::string_view name) {
  if (const PlannedProbe* probe = find(name); probe && self_) begin(*probe);
}

// ---- The round ---------------------------------------------------------------------------------

void Rounds::look() {
  const Time now = parts_.clock.now();
  tell(board_.look(now));
  for (const std::string& name : board_.due(now))
    if (const PlannedProbe* probe = find(name)) begin(*probe);
  look_in_time();
}

void Rounds::look_in_time() {
  const Duration wait =
      std::clamp(board_.next_due() - parts_.clock.now(), milliseconds(1), look_every);
  timer_ = parts_.loop.after(wait, [this] { look(); });
}

void Rounds::begin(const PlannedProbe& probe) {
  const std::string& name = probe.spec.name;
  if (!under_way_.insert(name).second) {
    ++latest_[name].missed;
    return;
  }
  if (const auto* what = std::get_if<Inside>(&probe.target))
    return take(probe, parts_.inside(*what), {});
  if (const auto* beat = std::get_if<HeartbeatTarget>(&probe.target))
    return take(probe, heard(name, *beat), {});
  if (const auto* page = std::get_if<OwnPage>(&probe.target)) {
    const std::string address = fmt::format("http://127.0.0.1:{}{}", parts_.port(), page->path);
    return parts_.loop.spawn("probe " + name,
                             make(probe, probe::HttpTarget{address, page->status, {}}));
  }
  parts_.loop.spawn("probe " + name, make(probe, std::get<probe::Target>(probe.target)));
}

net::Awaitable<void> Rounds::make(const PlannedProbe& probe, probe::Target target) {
  const std::weak_ptr<Rounds*> self = self_;
  const Duration begun = parts_.loop.now();
  net::Loop& loop = parts_.loop;
  const probe::Finding finding =
      co_await prober_.probe(probe.spec.name, std::move(target), probe.deadline);
  if (!self.expired()) take(probe, finding, loop.now() - begun);
}

probe::Finding Rounds::heard(const std::string& name, const HeartbeatTarget& target) const {
  const Duration silent = parts_.clock.now() - beats_.find(name)->second;
  const std::string span = seconds(std::max<std::int64_t>(0, silent / seconds(1))).text();
  probe::Finding finding;
  finding.good = silent <= target.within;
  finding.words =
      fmt::format("It was heard {} ago; it is to be heard every {}.", span, target.within.text());
  finding.measures = {{"silent_seconds", silent.to_seconds()}};
  return finding;
}

// ---- What it found -----------------------------------------------------------------------------

void Rounds::take(const PlannedProbe& probe, const probe::Finding& finding, Duration took) {
  const std::string& name = probe.spec.name;
  under_way_.erase(name);
  const Time now = parts_.clock.now();
  Latest& latest = latest_[name];
  latest.good = finding.good;
  latest.took = took;
  if (!finding.good) ++latest.failures;
  const auto sample = [&](std::string measure, double value) {
    measures_[measure] = value;
    if (samples_.size() < max_kept) samples_.push_back({std::move(measure), now, value});
  };
  sample(name + ".up", finding.good ? 1 : 0);
  sample(name + ".probe_seconds", took.to_seconds());
  for (const probe::Measure& one : finding.measures) sample(name + "." + one.name, one.value);
  tell(board_.take({name, finding.good, words_of(finding)}, now));
  end_old(name);
  look_in_time();  // one that is not sure yet is due soon
}

void Rounds::tell(const std::vector<ProbeChange>& changes) {
  for (const ProbeChange& change : changes) {
    parts_.desk.submit(change);
    const PlannedProbe* probe = find(change.probe);
    if (!probe || !probe->alerts) continue;
    if (change.kind == ProbeChange::Kind::alert) raise(*probe, change.words);
    if (change.kind == ProbeChange::Kind::alert_over)
      parts_.desk.submit(desk::AlertEnded{labels_of_probe(change.probe), change.time});
  }
}

void Rounds::raise(const PlannedProbe& probe, const std::string& words) {
  desk::AlertRaised raised;
  raised.labels = labels_of_probe(probe.spec.name);
  raised.severity = probe.severity;
  raised.summary = fmt::format("{} is down", probe.spec.name);
  raised.detail = words;
  raised.origin = origin;
  raised.now = parts_.clock.now();
  parts_.desk.submit(std::move(raised));
}

void Rounds::end_old(const std::string& name) {
  const desk::ProbeState& state = *board_.find(name);
  if (state.alerting) return;
  if (state.status != desk::Status::up && state.plan.planned == desk::Planned::active) return;
  const desk::AlertLabels labels = labels_of_probe(name);
  const desk::Alert* alert = parts_.desk.state().alerting.find(desk::fingerprint_of(labels));
  if (alert && alert->fires()) parts_.desk.submit(desk::AlertEnded{labels, parts_.clock.now()});
}

void Rounds::keep() {
  if (!samples_.empty()) {
    const Result<void> kept = parts_.kept.put(samples_);
    samples_.clear();
    if (!kept && !keeping_fails_)
      parts_.log(LogLevel::error, "measures are not kept: " + kept.error().message);
    keeping_fails_ = !kept;
  }
  keep_timer_ = parts_.loop.after(keep_every, [this] { keep(); });
}

}  // namespace pitwall::app
