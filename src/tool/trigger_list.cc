// Which triggers there are, and how each stands.
#include "desk/gate/words.h"
#include "tool/page.h"
#include "tool/tool.h"
#include "tool/trigger_terms.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

enum class TriggerStanding { watching, blind, over };
std::string_view name_of(TriggerStanding standing) {
  constexpr std::array<std::string_view, 3> names{"watching", "blind", "over"};
  return names[static_cast<std::size_t>(standing)];
}
constexpr int count_of(TriggerStanding) { return 3; }

struct ListTriggersIn {
  std::optional<SymbolText> symbol;
  std::optional<TriggerStanding> state;
  std::int64_t limit = 50;
  std::optional<Cursor> cursor;
};
void describe(ListTriggersIn& in, Visitor& v) {
  v("symbol", "Only those on this instrument.", "AAPL", in.symbol);
  v("state", "Only those: watching, blind (it cannot see) or over (nothing comes of it any more).",
    "blind", in.state);
  v("limit", "At most this many.", "50", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 200});
  describe_cursor(v, in.cursor);
}

struct BlindRow {
  market::Symbol symbol;
  std::string why;
  std::optional<Time> since;
};
void describe(BlindRow& row, Visitor& v) {
  v("symbol", "On which instrument.", "AAPL", row.symbol, self_evident);
  v("why", "Why it cannot see.", "its quote is stale", row.why, self_evident);
  v("since", "Since when.", "2020-12-15T14:30:00Z", row.since, self_evident);
}

struct TriggerRow {
  desk::Trigger trigger;
  TriggerStanding state = TriggerStanding::watching;
  Time since;
  std::int64_t fired = 0;
  std::optional<Time> fired_at;
  std::vector<BlindRow> blind;
};
void describe(TriggerRow& row, Visitor& v) {
  describe_settings(row.trigger, v);
  v("state", "watching, blind or over.", "watching", row.state, self_evident);
  v("since", "Since when it is as it is.", "2020-12-15T14:30:00Z", row.since, self_evident);
  v("fired", "How often it fired since.", "3", row.fired, self_evident);
  v("fired_at", "When it fired last.", "2020-12-15T14:30:00Z", row.fired_at, self_evident);
  v("blind", "Where it cannot see.", "", row.blind, self_evident);
}

struct ListTriggersOut {
  std::vector<TriggerRow> triggers;
  std::optional<Cursor> next_cursor;
};
void describe(ListTriggersOut& out, Visitor& v) {
  v("triggers", "By name.", "", out.triggers, self_evident);
  describe_next_cursor(v, out.next_cursor);
}

std::string line_of(const TriggerRow& row) {
  std::string line = fmt::format("'{}': {}, by {}; {}", row.trigger.name, watched_text(row.trigger),
                                 desk::quoted(row.trigger.by), name_of(row.state));
  for (const BlindRow& blind : row.blind)
    line += fmt::format("; cannot see {}: {}", blind.symbol.view(), blind.why);
  line += fmt::format("; fired {}", count_text(static_cast<std::size_t>(row.fired), "time"));
  return line + (row.fired_at ? ", last " + second_text(*row.fired_at) + "." : ".");
}

std::string summary(const ListTriggersOut& out) {
  if (out.triggers.empty()) return "There is no trigger of the kind; create_trigger sets one.";
  std::vector<std::string> lines;
  for (const TriggerRow& row : out.triggers) lines.push_back(line_of(row));
  return count_text(out.triggers.size(), "trigger") + ":" + listed(lines) +
         (out.next_cursor ? "\nThere are more: pass next_cursor." : "");
}

TriggerStanding standing_of(const desk::WatchedTrigger& watched, Time now) {
  if (watched.is_over(now)) return TriggerStanding::over;
  return watched.is_blind() ? TriggerStanding::blind : TriggerStanding::watching;
}

TriggerRow row_of(const desk::WatchedTrigger& watched, Time now) {
  TriggerRow row{watched.trigger, standing_of(watched, now), watched.since,
                 watched.fired,   watched.fired_at(),        {}};
  if (row.state != TriggerStanding::blind) return row;
  for (const desk::WatchedInstrument& on : watched.on)
    if (!on.blind.empty()) row.blind.push_back({on.symbol, on.blind, on.blind_since});
  return row;
}

Task<Result<ListTriggersOut>> run_list(ListTriggersIn in, Context& context) {
  std::optional<market::Symbol> only;
  if (in.symbol) {
    const Result<const market::Instrument*> found =
        co_await resolve_instrument(context, in.symbol->value);
    if (!found) co_return found.error();
    only = (*found)->symbol;
  }
  const Time now = context.clock.now();
  std::vector<const desk::WatchedTrigger*> found;
  for (const desk::WatchedTrigger& watched : context.desk.state().watching.triggers) {
    const std::vector<market::Symbol>& on = watched.trigger.symbols;
    if (only && std::ranges::find(on, *only) == on.end()) continue;
    if (!in.state || standing_of(watched, now) == *in.state) found.push_back(&watched);
  }
  ListTriggersOut out;
  out.next_cursor = cut_page(found, in.cursor, in.limit);
  for (const desk::WatchedTrigger* watched : found) out.triggers.push_back(row_of(*watched, now));
  co_return out;
}

}  // namespace

extern const Tool list_triggers;
const Tool list_triggers{"list_triggers",
                         Category::desk,
                         Effect::reads,
                         "The triggers of the watch: what each looks for, how often it fired, what "
                         "it cannot see and why.",
                         run_list,
                         {.rare = true}};

}  // namespace pitwall::tool
