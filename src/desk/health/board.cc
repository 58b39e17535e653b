#include "desk/health/board.h"

#include <algorithm>
#include <array>

namespace pitwall::desk {
namespace {

// Whether following the parents of `from` leads back to it.
bool goes_round(const std::vector<std::vector<std::size_t>>& parents, std::size_t from) {
  std::vector<std::size_t> next = parents[from];
  std::vector<bool> seen(parents.size());
  while (!next.empty()) {
    const std::size_t one = next.back();
    next.pop_back();
    if (one == from) return true;
    if (seen[one]) continue;
    seen[one] = true;
    next.insert(next.end(), parents[one].begin(), parents[one].end());
  }
  return false;
}

Result<void> check(const ProbeSpec& spec) {
  if (spec.name.empty() || spec.name.size() > ProbeSpec::max_name)
    return error(Code::invalid_argument, "A probe has a name of 1 to {} bytes.",
                 ProbeSpec::max_name);
  const auto wrong = [&](std::string_view what) {
    return error(Code::invalid_argument, "Probe '{}': {}", spec.name, what);
  };
  if (spec.every < ProbeSpec::least_every || spec.every > ProbeSpec::most_every)
    return wrong("it is made every second at most, and every 7 days at least.");
  if (spec.again.nanoseconds <= 0 || spec.again > spec.every)
    return wrong("it is tried again sooner than it is made anyway.");
  if (spec.failures < 1 || spec.failures > ProbeSpec::max_in_a_row || spec.successes < 1 ||
      spec.successes > ProbeSpec::max_in_a_row)
    return wrong("failures and successes in a row are 1 to 100.");
  if (spec.grace.nanoseconds < 0) return wrong("grace is not negative.");
  if (spec.depends_on.size() > ProbeSpec::max_depends_on)
    return wrong("it depends on 8 others at most.");
  for (const auto* windows : {&spec.schedule.hours, &spec.schedule.maintenance})
    for (const RecurringWindow& window : *windows)
      if (window.length.nanoseconds <= 0 || window.length > RecurringWindow::longest)
        return wrong("a window lasts longer than nothing and 31 days at most.");
  return {};
}

// How far a state of one status is from being sure of another.
bool is_sure(const ProbeState& state, const ProbeSpec& spec) {
  if (state.status == Status::unknown) return false;
  return state.in_a_row > 0 ? state.status == Status::up : -state.in_a_row >= spec.failures;
}

}  // namespace

std::string_view name_of(Status status) {
  constexpr std::array<std::string_view, 3> names{"unknown", "up", "down"};
  return names[static_cast<std::size_t>(status)];
}

std::optional<double> ProbeState::uptime() const {
  if (active.nanoseconds <= 0) return std::nullopt;
  return up.to_seconds() / active.to_seconds();
}

HealthBoard::HealthBoard(std::vector<ProbeSpec> probes, Time now)
    : specs_(std::move(probes)),
      states_(specs_.size()),
      parents_(specs_.size()),
      children_(specs_.size()),
      looked_(now) {
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    by_name_.emplace(specs_[i].name, i);
    states_[i].plan = specs_[i].schedule.at(now);
    states_[i].since = states_[i].active_since = states_[i].due = now;
  }
}

Result<HealthBoard> HealthBoard::make(std::vector<ProbeSpec> probes, Time now) {
  if (probes.size() > max_probes)
    return error(Code::too_large, "There are at most {} probes.", max_probes);
  for (const ProbeSpec& spec : probes)
    if (const Result<void> valid = check(spec); !valid) return valid.error();
  HealthBoard board(std::move(probes), now);
  if (board.by_name_.size() < board.specs_.size())
    return error(Code::invalid_argument, "Two probes have the same name.");
  for (std::size_t i = 0; i < board.specs_.size(); ++i)
    for (const std::string& name : board.specs_[i].depends_on) {
      const std::optional<std::size_t> parent = board.index_of(name);
      if (!parent)
        return error(Code::invalid_argument, "Probe '{}' depends on '{}', which is not there.",
                     board.specs_[i].name, name.substr(0, ProbeSpec::max_name));
      board.parents_[i].push_back(*parent);
      board.children_[*parent].push_back(i);
    }
  for (std::size_t i = 0; i < board.specs_.size(); ++i)
    if (goes_round(board.parents_, i))
      return error(Code::invalid_argument, "Probe '{}' depends on itself by way of others.",
                   board.specs_[i].name);
  return board;
}

std::optional<std::size_t> HealthBoard::index_of(std::string_view probe) const {
  const auto found = by_name_.find(probe);
  return found == by_name_.end() ? std::nullopt : std::optional(found->second);
}

const ProbeState* HealthBoard::find(std::string_view probe) const {
  const std::optional<std::size_t> index = index_of(probe);
  return index ? &states_[*index] : nullptr;
}

bool HealthBoard::maintain(std::string_view probe, OneOffWindow window) {
  const std::optional<std::size_t> index = index_of(probe);
  if (index) specs_[*index].schedule.maintenance_once = {std::move(window)};
  return index.has_value();
}

// ---- Time --------------------------------------------------------------------------------------

void HealthBoard::count(std::size_t probe, Time now) {
  ProbeState& state = states_[probe];
  if (state.status == Status::unknown || state.plan.planned != Planned::active) return;
  const Duration span =
      std::clamp(now - looked_, Duration{}, specs_[probe].every * most_intervals_watched);
  state.active = state.active + span;
  if (state.status == Status::up) state.up = state.up + span;
}

void HealthBoard::move_clock(Time now) {
  if (now < looked_)  // it was set back: nothing lies in the future
    for (std::size_t i = 0; i < states_.size(); ++i) {
      ProbeState& state = states_[i];
      state.due = std::min(state.due, now + specs_[i].every);
      for (Time* time : {&state.since, &state.active_since, &state.failing_since})
        *time = std::min(*time, now);
      for (std::optional<Time>* time : {&state.checked, &state.last_up})
        if (*time) *time = std::min(**time, now);
    }
  for (std::size_t i = 0; i < states_.size(); ++i) count(i, now);
  looked_ = now;
}

std::vector<ProbeChange> HealthBoard::look(Time now) {
  std::vector<ProbeChange> changes;
  move_clock(now);
  for (std::size_t i = 0; i < states_.size(); ++i) settle(i, now, changes);
  return changes;
}

std::vector<std::string> HealthBoard::due(Time now) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < states_.size(); ++i) {
    if (states_[i].due > now) continue;
    names.push_back(specs_[i].name);
    states_[i].due = now + specs_[i].every;
  }
  return names;
}

Time HealthBoard::next_due() const {
  Time next = Time::max();
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const ProbeState& state = states_[i];
    next = std::min(next, state.due);
    const Time grace_ends = state.active_since + specs_[i].grace;
    if (state.status == Status::down && !state.alerting && grace_ends > looked_)
      next = std::min(next, grace_ends);
  }
  return next;
}

// ---- Results -----------------------------------------------------------------------------------

std::vector<ProbeChange> HealthBoard::take(const ProbeResult& result, Time now) {
  const std::optional<std::size_t> index = index_of(result.probe);
  if (!index) return {};
  std::vector<ProbeChange> changes;
  move_clock(now);
  ProbeState& state = states_[*index];
  const ProbeSpec& spec = specs_[*index];
  if (!result.good && state.in_a_row >= 0) state.failing_since = now;
  const int step = result.good ? 1 : -1;
  state.in_a_row = state.in_a_row * step > 0 ? state.in_a_row + step : step;
  state.in_a_row = std::clamp(state.in_a_row, -ProbeSpec::max_in_a_row, ProbeSpec::max_in_a_row);
  state.checked = now;
  state.words = result.words;

  Status status = state.status;
  if (result.good && (status == Status::unknown || state.in_a_row >= spec.successes))
    status = Status::up;
  if (-state.in_a_row >= spec.failures) status = Status::down;
  if (status != state.status) {
    state.status = status;
    state.since = now;
    changes.push_back(
        {spec.name,
         status == Status::up ? ProbeChange::Kind::went_up : ProbeChange::Kind::went_down, now,
         state.words});
  }
  if (result.good && status == Status::up) state.last_up = now;
  state.due = now + (is_sure(state, spec) ? spec.every : spec.again);
  settle(*index, now, changes);
  for (const std::size_t child : children_[*index]) settle(child, now, changes);
  return changes;
}

bool HealthBoard::is_anothers(std::size_t probe, Time now) {
  const ProbeState& state = states_[probe];
  for (const std::size_t index : parents_[probe]) {
    ProbeState& parent = states_[index];
    if (parent.plan.planned != Planned::active || parent.status == Status::down ||
        parent.in_a_row < 0)
      return true;
    // It came up a moment ago: what stands on it takes a while longer.
    if (now < parent.since + specs_[probe].grace && parent.since > state.failing_since) return true;
    if (parent.checked && *parent.checked >= state.failing_since) continue;
    parent.due = std::min(parent.due, now);
    if (now < state.since + parent_patience) return true;
  }
  return false;
}

// Why somebody has to hear of it now; empty where nobody has to.
std::string HealthBoard::trouble(std::size_t probe, Time now) {
  const ProbeState& state = states_[probe];
  const ProbeSpec& spec = specs_[probe];
  if (state.plan.planned == Planned::maintenance || state.status == Status::up || !state.checked)
    return {};
  if (state.in_a_row > 0 && !state.alerting) return {};  // on its way up: nothing to begin with
  if (spec.up_by) {
    const std::optional<Time> by = spec.up_by->today(now);
    const bool was_up = by && state.last_up && *state.last_up >= *by;
    if (by && !was_up && !is_anothers(probe, now))
      return fmt::format("It was to be up by {}, and is not: {}", spec.up_by->zone.format(*by),
                         state.words);
  }
  if (state.plan.planned != Planned::active || state.status != Status::down) return {};
  if (now < state.active_since + spec.grace || is_anothers(probe, now)) return {};
  return fmt::format("Down since {}: {}", state.failing_since.floor(seconds(1)).text(),
                     state.words);
}

void HealthBoard::settle(std::size_t probe, Time now, std::vector<ProbeChange>& changes) {
  ProbeState& state = states_[probe];
  Plan plan = specs_[probe].schedule.at(now);
  const auto say = [&](ProbeChange::Kind kind, std::string words) {
    changes.push_back({specs_[probe].name, kind, now, std::move(words)});
  };
  if (plan.planned != state.plan.planned) {
    if (plan.planned == Planned::active) state.active_since = now;
    say(ProbeChange::Kind::planned, plan.planned == Planned::active
                                        ? "It is meant to be up from now on."
                                        : fmt::format("{}: {}.", name_of(plan.planned), plan.why));
  }
  state.plan = std::move(plan);
  std::string words = trouble(probe, now);
  if (words.empty() == !state.alerting) return;
  if (!words.empty() && state.checked != now) {
    // It may have come up since it was looked at: nothing is raised on an old result.
    state.due = std::min(state.due, now);
    return;
  }
  state.alerting = !words.empty();
  if (state.alerting) return say(ProbeChange::Kind::alert, std::move(words));
  say(ProbeChange::Kind::alert_over,
      state.status == Status::up
          ? fmt::format("Up again after {}.",
                        seconds((now - state.failing_since) / seconds(1)).text())
      : state.plan.planned != Planned::active
          ? fmt::format("Still down, and meant to be: {}.", state.plan.why)
          : "Still down, by way of what it depends on.");
}

}  // namespace pitwall::desk
