// What the watch has seen: firings, probes, alerts.
#include <charconv>

#include "tool/instrument.h"
#include "tool/page.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

// Where the page before ended.
struct EventCursor {
  std::uint64_t before = 0;  // the sequence of its last event

  static Result<EventCursor> parse(std::string_view text) {
    EventCursor cursor;
    const std::string_view digits = text.substr(text.starts_with('e') ? 1 : text.size());
    const auto [end, code] =
        std::from_chars(digits.data(), digits.data() + digits.size(), cursor.before);
    if (digits.empty() || code != std::errc() || end != digits.data() + digits.size())
      return error(
          Code::invalid_argument,
          "\"{}\" is no cursor; pass a next_cursor as it came, or none for the first page.",
          text.substr(0, 40));
    return cursor;
  }
  std::string text() const { return fmt::format("e{}", before); }
};

struct ListEventsIn {
  std::vector<std::string> kinds;
  std::optional<std::string> subject;
  std::optional<SymbolText> symbol;
  port::Severity severity = port::Severity::info;
  std::optional<Time> from;
  std::optional<Time> until;
  std::int64_t limit = 50;
  std::optional<EventCursor> cursor;
};
void describe(ListEventsIn& in, Visitor& v) {
  v("kinds", "Any of these, such as trigger_fired, probe_changed, alert_raised; if absent: all.",
    "trigger_fired", in.kinds, {.has_default = true, .max_length = 60, .max_items = 20});
  v("subject", "Only of this trigger, probe or alert, by its name.", "AAPL above 200", in.subject,
    {.max_length = 300});
  v("symbol", "Only of this instrument.", "AAPL", in.symbol);
  v("severity", "The least: info, attention or urgent.", "attention", in.severity, with_default);
  v("from", "Not before.", "2020-12-15T00:00:00Z", in.from);
  v("until", "Before this.", "2020-12-16T00:00:00Z", in.until);
  v("limit", "At most this many.", "50", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 200});
  v("cursor", "next_cursor of the page before.", "e4711", in.cursor);
}

struct EventRow {
  Time time;
  std::string kind;
  port::Severity severity = port::Severity::info;
  std::string subject;
  std::optional<market::Symbol> symbol;
  std::string words;
};
void describe(EventRow& row, Visitor& v) {
  v("time", "When.", "2020-12-15T14:30:00Z", row.time, self_evident);
  v("kind", "What happened.", "trigger_fired", row.kind, self_evident);
  v("severity", "How soon somebody has to see it.", "attention", row.severity, self_evident);
  v("subject", "To which trigger, probe, alert or session.", "AAPL above 200", row.subject,
    self_evident);
  v("symbol", "On which instrument.", "AAPL", row.symbol, self_evident);
  v("words", "In words.", "", row.words, self_evident);
}

struct ListEventsOut {
  std::vector<EventRow> events;
  std::optional<EventCursor> next_cursor;
};
void describe(ListEventsOut& out, Visitor& v) {
  v("events", "Newest first.", "", out.events, self_evident);
  v("next_cursor", "There is more: pass it as cursor.", "e4711", out.next_cursor);
}

std::string summary(const ListEventsOut& out) {
  if (out.events.empty()) return "The watch has seen nothing of the kind.";
  std::vector<std::string> lines;
  for (const EventRow& row : out.events)
    lines.push_back(fmt::format("{} {}: {}", second_text(row.time), row.kind, row.words));
  return count_text(out.events.size(), "event") + ", newest first:" + listed(lines) +
         (out.next_cursor ? "\nThere are older ones: pass next_cursor." : "");
}

Task<Result<ListEventsOut>> run_list(ListEventsIn in, Context& context) {
  if (!context.watch_log)
    co_return error(Code::unavailable, "This desk runs without the watch: it keeps no events.");
  port::LoggedEventQuery query;
  if (in.symbol) {
    const Result<const market::Instrument*> found =
        co_await resolve_instrument(context, in.symbol->value);
    if (!found) co_return found.error();
    query.symbol = (*found)->symbol;
  }
  if (in.from) query.from = *in.from;
  if (in.until) query.until = *in.until;
  if (query.until <= query.from)
    co_return error(Code::invalid_argument, "until is {}, which is not after from.",
                    query.until.text());
  query.kinds = std::move(in.kinds);
  query.subject = in.subject.value_or("");
  query.least = in.severity;
  if (in.cursor) query.before = in.cursor->before;
  const auto limit = static_cast<std::size_t>(in.limit);
  query.limit = limit + 1;  // one more, to know whether there are more
  Result<std::vector<port::LoggedEvent>> events = context.watch_log->events(query);
  if (!events) co_return events.error();
  ListEventsOut out;
  if (events->size() > limit) {
    events->resize(limit);
    out.next_cursor = EventCursor{events->back().sequence};
  }
  for (port::LoggedEvent& event : *events)
    out.events.push_back({event.time, std::move(event.kind), event.severity,
                          std::move(event.subject), event.symbol, std::move(event.words)});
  co_return out;
}

}  // namespace

extern const Tool list_events;
const Tool list_events{"list_events",
                       Category::desk,
                       Effect::reads,
                       "What the watch has seen: triggers that fired or went blind, probes that "
                       "changed, alerts.",
                       run_list,
                       {.rare = true}};

}  // namespace pitwall::tool
