// What the person did on a chart's view: selected, drew, removed, asked.
#include "tool/chart_input.h"
#include "tool/chart_report.h"
#include "tool/instrument.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

enum class ChartAct { select, clear, put, remove, ask };
std::string_view name_of(ChartAct act) {
  switch (act) {
    case ChartAct::select:
      return "select";
    case ChartAct::clear:
      return "clear";
    case ChartAct::put:
      return "put";
    case ChartAct::remove:
      return "remove";
    case ChartAct::ask:
      return "ask";
  }
  return "select";
}
constexpr int count_of(ChartAct) { return 5; }

struct SelectionIn {
  desk::SelectionKind kind = desk::SelectionKind::candle;
  Time from;
  std::optional<Time> to;
  std::optional<Price> price;
  std::optional<std::string> drawing;
};
void describe(SelectionIn& in, Visitor& v) {
  v("kind", "candle or range.", "candle", in.kind);
  v("from", "Any instant within the first candle.", "2020-12-15T15:35:00Z", in.from);
  v("to", "End of a range, not included.", "2020-12-15T16:00:00Z", in.to);
  v("price", "Where the pointer stood.", "367.2", in.price);
  v("drawing", "A drawing selected with it.", "d58", in.drawing);
}

struct ChartEventIn {
  std::string chart;
  ChartAct event = ChartAct::select;
  std::optional<SelectionIn> selection;
  std::optional<DrawingIn> drawing;
  std::optional<std::string> remove;
  std::optional<std::string> question;
};
void describe(ChartEventIn& in, Visitor& v) {
  v("chart", "Its handle, or \"dashboard\".", "chart-57", in.chart);
  v("event", "What was done.", "select", in.event);
  v("selection", "Of select; of ask as well, where there is one.", "", in.selection);
  v("drawing", "Of put: the whole drawing; with an id it takes the place of that one.", "",
    in.drawing);
  v("remove", "Of remove: the drawing's handle.", "d58", in.remove);
  v("question", "Of ask.", "What happened here?", in.question,
    {.max_length = desk::ChartQuestion::max_text});
}

struct ChartEventOut {
  std::string chart;
  std::uint64_t version = 0;
  std::vector<desk::Drawing> drawings;
  std::optional<desk::Selection> selection;
  std::optional<desk::ChartQuestion> question;
  market::Origin origin;
};
void describe(ChartEventOut& out, Visitor& v) {
  v("chart", "Its handle.", "chart-57", out.chart, self_evident);
  v("version", "Grows with each change.", "12", out.version, self_evident);
  v("drawings", "What is drawn now.", "", out.drawings, self_evident);
  v("selection", "What is selected now.", "", out.selection, self_evident);
  v("question", "What was asked last.", "", out.question, self_evident);
  v("origin", "Of all this: the desk's own record.", "", out.origin, self_evident);
}

std::string summary(const ChartEventOut& out) {
  return fmt::format("{}: {}{}, version {}. {}", out.chart,
                     count_text(out.drawings.size(), "drawing"),
                     out.selection ? " and a selection" : "", out.version, source_text(out.origin));
}

struct Doing {
  const desk::Chart& chart;
  const market::Instrument& instrument;
  const market::Calendar& calendar;
  const Context& context;
  const Call& call;
};

// The candles that were meant, from the begin of the first to the end of the last.
Result<desk::Event> selected(const SelectionIn& in, const Doing& doing) {
  const desk::Chart& chart = doing.chart;
  desk::Selection selection;
  selection.kind = in.kind;
  selection.bar = chart.bar;
  PITWALL_TRY(const CandleSpan first,
              candle_at(doing.calendar, chart.bar, hours_of(chart), in.from));
  selection.from = first.start;
  selection.to = first.end;
  if (in.kind == desk::SelectionKind::range) {
    if (!in.to || *in.to <= in.from)
      return error(Code::invalid_argument, "The range must end after it begins, at {}.",
                   second_text(in.from));
    const Result<CandleSpan> last =
        candle_at(doing.calendar, chart.bar, hours_of(chart), *in.to - nanoseconds(1));
    selection.to = last ? last->end : *in.to;
  }
  if (in.drawing && !doing.context.desk.state().charts.find_drawing(chart.symbol, *in.drawing))
    return error(Code::not_found, "There is no drawing \"{}\" on {}.", in.drawing->substr(0, 40),
                 chart.symbol);
  selection.price = in.price;
  selection.drawing = in.drawing;
  selection.chart = chart.id;
  selection.author = desk::Author::user;
  selection.at = doing.context.clock.now();
  return desk::Event(desk::ChartSelected{chart.symbol, std::move(selection), doing.call.name});
}

Error lacks(std::string_view event, std::string_view field) {
  return error(Code::invalid_argument, "The event {} needs {}.", event, field);
}

Result<desk::Event> asked(const ChartEventIn& in, const Doing& doing) {
  if (!in.question || in.question->empty()) return lacks("ask", "a question");
  desk::ChartQuestion question{*in.question, doing.chart.id, doing.call.name,
                               doing.context.clock.now()};
  return desk::Event(desk::ChartAsked{doing.chart.symbol, std::move(question), desk::Author::user});
}

Result<std::vector<desk::Event>> events_of(const ChartEventIn& in, const Doing& doing) {
  const desk::Charts& charts = doing.context.desk.state().charts;
  const std::string& symbol = doing.chart.symbol;
  const desk::Author author = desk::Author::user;
  const Time now = doing.context.clock.now();
  std::vector<desk::Event> events;
  if (in.event == ChartAct::select && !in.selection) return lacks("select", "a selection");
  const bool selects = in.event == ChartAct::select || in.event == ChartAct::ask;
  if (selects && in.selection) {
    PITWALL_TRY(desk::Event event, selected(*in.selection, doing));
    events.push_back(std::move(event));
  }
  if (in.event == ChartAct::ask) {
    PITWALL_TRY(desk::Event event, asked(in, doing));
    events.push_back(std::move(event));
  } else if (in.event == ChartAct::clear) {
    events.emplace_back(desk::ChartCleared{doing.chart.id, symbol, author, doing.call.name, now});
  } else if (in.event == ChartAct::remove) {
    if (!in.remove) return lacks("remove", "remove: a drawing's handle");
    PITWALL_TRY_VOID(may_remove(charts, symbol, *in.remove, author));
    events.emplace_back(
        desk::DrawingRemoved{doing.chart.id, symbol, *in.remove, author, doing.call.name, now});
  } else if (in.event == ChartAct::put) {
    if (!in.drawing) return lacks("put", "a drawing");
    const DrawingPlace place{charts,          doing.chart, doing.instrument,
                             doing.calendar,  nullptr,     author,
                             doing.call.name, now,         doing.context.market.market_time()};
    PITWALL_TRY(desk::DrawingPut put, draw(*in.drawing, place, Given::whole));
    events.emplace_back(std::move(put));
  }
  return events;
}

market::Origin own_record(const Context& context) {
  market::Origin origin;
  origin.source.name = "desk";
  origin.as_of = origin.received_at = context.clock.now();
  origin.quality = market::Quality::live;
  return origin;
}

Task<Result<ChartEventOut>> run_event(ChartEventIn in, Context& context, Call& call) {
  const Result<desk::Chart> chart = find_chart(context, in.chart);
  if (!chart) co_return chart.error();
  const Result<const market::Instrument*> found =
      co_await resolve_instrument(context, chart->symbol);
  if (!found) co_return found.error();
  const Result<const market::Calendar*> calendar = context.calendars.find((*found)->calendar);
  if (!calendar) co_return calendar.error();
  Result<std::vector<desk::Event>> events =
      events_of(in, Doing{*chart, **found, **calendar, context, call});
  if (!events) co_return events.error();
  const Result<void> recorded = co_await record(std::move(*events), context);
  if (!recorded) co_return recorded.error();
  const desk::Charts& charts = context.desk.state().charts;
  ChartEventOut out;
  out.chart = chart->id;
  out.version = desk::version_of(charts, *chart, (*found)->symbol);
  if (const desk::ChartBook* book = charts.find_book(chart->symbol)) {
    out.drawings = book->drawings;
    out.selection = book->selection;
    out.question = book->question;
  }
  out.origin = own_record(context);
  co_return out;
}

}  // namespace

extern const Tool chart_event;
const Tool chart_event{"chart_event",  Category::market,
                       Effect::writes, "What was done on a chart's view.",
                       run_event,      {.audience = Audience::view}};

}  // namespace pitwall::tool
