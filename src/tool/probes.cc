// What is up, what is down, and what is only down as announced.
#include "desk/health/board.h"
#include "market/statistics.h"
#include "tool/page.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

using desk::Planned;
using desk::ProbeSpec;
using desk::ProbeState;
using desk::Status;

struct ProbesIn {
  std::int64_t limit = 100;
  std::optional<Cursor> cursor;
};
void describe(ProbesIn& in, Visitor& v) {
  v("limit", "At most this many.", "100", in.limit,
    {.has_default = true, .minimum = 1, .maximum = desk::HealthBoard::max_probes});
  describe_cursor(v, in.cursor);
}

struct ProbeRow {
  std::string name;
  Status status = Status::unknown;
  Planned planned = Planned::active;
  std::string why;
  Time since;
  std::string words;
  std::optional<Time> checked;
  Time due;
  Duration every;
  std::vector<std::string> depends_on;
  bool alerting = false;
  std::optional<double> uptime_percent;
};
void describe(ProbeRow& row, Visitor& v) {
  v("name", "What is probed.", "gateway", row.name, self_evident);
  v("status", "As its probes say.", "up", row.status, self_evident);
  v("planned", "active: it is meant to be up.", "active", row.planned);
  v("why", "Why it is not meant to be up now.", "the nightly reset", row.why, self_evident);
  v("since", "Since when it has this status.", "2020-12-15T14:30:00Z", row.since, self_evident);
  v("words", "What the last probe found.", "connection refused", row.words, self_evident);
  v("checked", "When that was.", "2020-12-15T14:30:00Z", row.checked, self_evident);
  v("due", "When it is probed next.", "2020-12-15T14:31:00Z", row.due, self_evident);
  v("every", "How often it is probed.", "1m", row.every, self_evident);
  v("depends_on", "While one of these is down, a fault of it is not told.", "gateway",
    row.depends_on);
  v("alerting", "Somebody was told of its fault.", "false", row.alerting, self_evident);
  v("uptime_percent", "Of the time in which it was meant to be up, since the desk began.", "99.98",
    row.uptime_percent);
}

struct ProbesOut {
  std::int64_t up = 0;
  std::int64_t down = 0;
  std::int64_t unknown = 0;
  std::int64_t expected_down = 0;
  std::int64_t maintenance = 0;
  std::int64_t alerting = 0;
  std::vector<ProbeRow> probes;
  std::optional<Cursor> next_cursor;
};
void describe(ProbesOut& out, Visitor& v) {
  v("up", "Probes of what is meant to be up, and is.", "12", out.up);
  v("down", "Of what is meant to be up, and is not.", "0", out.down);
  v("unknown", "Of what is meant to be up, not yet known.", "0", out.unknown);
  v("expected_down", "Of what is not meant to be up now.", "1", out.expected_down);
  v("maintenance", "Of what is being worked on.", "0", out.maintenance);
  v("alerting", "Whose fault somebody was told of.", "0", out.alerting);
  v("probes", "In the order of the configuration.", "", out.probes);
  describe_next_cursor(v, out.next_cursor);
}

std::string line_of(const ProbeRow& row) {
  std::string line =
      fmt::format("{}: {} since {}", row.name, name_of(row.status), second_text(row.since));
  if (row.planned != Planned::active)
    line += fmt::format(", {}{}",
                        row.planned == Planned::maintenance ? "in maintenance" : "as expected",
                        row.why.empty() ? "" : " (" + row.why + ")");
  if (row.uptime_percent) line += fmt::format(", uptime {}", percent_text(*row.uptime_percent));
  if (!row.words.empty()) line += fmt::format(": {}", clause(row.words));
  return line + ".";
}

std::string summary(const ProbesOut& out) {
  std::string text = fmt::format("{} up, {} down", out.up, out.down);
  const auto add = [&](std::int64_t count, std::string_view what) {
    if (count > 0) text += fmt::format(", {} {}", count, what);
  };
  add(out.unknown, "not known yet");
  add(out.expected_down, "down as expected");
  add(out.maintenance, "in maintenance");
  std::vector<std::string> lines;
  for (const ProbeRow& row : out.probes) lines.push_back(line_of(row));
  return text + (lines.empty() ? ": nothing is probed." : ":" + listed(lines)) +
         (out.next_cursor ? "\nThere are more: pass next_cursor." : "");
}

ProbeRow row_of(const ProbeSpec& spec, const ProbeState& state) {
  ProbeRow row{spec.name,   state.status,    state.plan.planned, state.plan.why,
               state.since, state.words,     state.checked,      state.due,
               spec.every,  spec.depends_on, state.alerting,     {}};
  if (const std::optional<double> uptime = state.uptime())
    row.uptime_percent = market::rounded(*uptime * 100, 4);
  return row;
}

void count(ProbesOut& out, const ProbeState& state) {
  if (state.alerting) ++out.alerting;
  switch (state.plan.planned) {
    case Planned::expected_down:
      ++out.expected_down;
      return;
    case Planned::maintenance:
      ++out.maintenance;
      return;
    case Planned::active:
      break;
  }
  ++(state.status == Status::up ? out.up : state.status == Status::down ? out.down : out.unknown);
}

Result<ProbesOut> run_health(const ProbesIn& in, Context& context) {
  if (!context.health)
    return error(Code::unavailable, "This desk runs without the watch: it probes nothing.");
  ProbesOut out;
  for (const ProbeSpec& spec : context.health->probes()) {
    const ProbeState* state = context.health->find(spec.name);
    count(out, *state);
    out.probes.push_back(row_of(spec, *state));
  }
  out.next_cursor = cut_page(out.probes, in.cursor, in.limit);
  return out;
}

}  // namespace

extern const Tool get_health;
const Tool get_health{"get_health",
                      Category::desk,
                      Effect::reads,
                      "What is up and what is down of all that is probed, and what is only down as "
                      "announced.",
                      run_health,
                      {.rare = true}};

}  // namespace pitwall::tool
