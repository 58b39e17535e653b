#include "desk/chart/drawing.h"

namespace pitwall::desk {

std::string_view name_of(Author author) { return author == Author::user ? "user" : "assistant"; }

std::string_view name_of(DrawingKind kind) {
  switch (kind) {
    case DrawingKind::level:
      return "level";
    case DrawingKind::zone:
      return "zone";
    case DrawingKind::trend_line:
      return "trend_line";
    case DrawingKind::fibonacci:
      return "fibonacci";
    case DrawingKind::mark:
      return "mark";
    case DrawingKind::note:
      return "note";
  }
  return "level";
}

std::string_view words_of(DrawingKind kind) {
  if (kind == DrawingKind::trend_line) return "trend line";
  if (kind == DrawingKind::fibonacci) return "Fibonacci retracement";
  return name_of(kind);
}

std::string_view name_of(DrawingRole role) {
  switch (role) {
    case DrawingRole::none:
      return "none";
    case DrawingRole::support:
      return "support";
    case DrawingRole::resistance:
      return "resistance";
    case DrawingRole::entry:
      return "entry";
    case DrawingRole::target:
      return "target";
    case DrawingRole::stop:
      return "stop";
  }
  return "none";
}

std::string_view name_of(SelectionKind kind) {
  return kind == SelectionKind::candle ? "candle" : "range";
}

void describe(Drawing& drawing, Visitor& v) {
  v("id", "Its handle.", "d58", drawing.id, self_evident);
  v("kind", "level, zone, trend_line, fibonacci, mark or note.", "level", drawing.kind,
    self_evident);
  v("time", "First anchor, UTC.", "2020-12-15T14:30:00Z", drawing.time, self_evident);
  v("price", "First anchor.", "372.5", drawing.price, self_evident);
  v("to_time", "Second anchor; of a zone without one: open to the right.", "", drawing.to_time,
    self_evident);
  v("to_price", "Second anchor.", "374", drawing.to_price, self_evident);
  v("extended", "A trend line goes on beyond its second end.", "false", drawing.extended,
    self_evident);
  v("role", "What it is meant as.", "resistance", drawing.role, self_evident);
  v("text", "Its label, words of whoever drew it.", "prior high", drawing.text,
    {.max_length = Drawing::max_text, .self_evident = true});
  v("author", "Who drew it: user or assistant.", "user", drawing.author, self_evident);
  v("actor", "From where: a host, the dashboard, the command line.", "dashboard", drawing.actor,
    self_evident);
  v("drawn_at", "When it was drawn, by the desk's clock.", "", drawing.drawn_at, self_evident);
  v("changed_at", "When it was last changed.", "", drawing.changed_at, self_evident);
  v("changed_by", "Who changed it last, where that was not its author.", "user", drawing.changed_by,
    self_evident);
}

void describe(Selection& selection, Visitor& v) {
  v("kind", "candle or range.", "candle", selection.kind, self_evident);
  v("bar", "Length of its candles.", "5m", selection.bar, self_evident);
  v("from", "Start of the first candle, UTC.", "2020-12-15T15:35:00Z", selection.from,
    self_evident);
  v("to", "End of the last one, not included.", "2020-12-15T15:40:00Z", selection.to, self_evident);
  v("price", "Where the pointer stood.", "367.2", selection.price, self_evident);
  v("drawing", "A drawing selected with it.", "d58", selection.drawing, self_evident);
  v("chart", "On which chart.", "chart-57", selection.chart, self_evident);
  v("author", "Who selected it.", "user", selection.author, self_evident);
  v("at", "When.", "", selection.at, self_evident);
}

void describe(ChartQuestion& question, Visitor& v) {
  v("text", "The user's words.", "What happened here?", question.text,
    {.max_length = ChartQuestion::max_text, .self_evident = true});
  v("chart", "On which chart.", "chart-57", question.chart, self_evident);
  v("actor", "From where.", "dashboard", question.actor, self_evident);
  v("at", "When.", "", question.at, self_evident);
}

void describe(Chart& chart, Visitor& v) {
  v("id", "Its handle.", "chart-57", chart.id);
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", chart.symbol);
  v("bar", "Length of one candle.", "5m", chart.bar);
  v("back", "How far back it goes.", "2d", chart.back);
  v("until", "End of its range; absent: now.", "", chart.until);
  v("outside_hours", "Also the candles outside regular hours.", "false", chart.outside_hours);
  v("title", "Its title.", "Overnight", chart.title, {.max_length = Chart::max_title});
  v("indicators", "Names of its indicators.", "sma(20)", chart.indicators,
    {.max_items = Chart::max_indicators});
  v("orders", "Shows open orders.", "true", chart.orders);
  v("fills", "Shows fills.", "true", chart.fills);
  v("author", "Who opened it.", "assistant", chart.author);
  v("actor", "From where.", "claude-desktop", chart.actor);
  v("opened_at", "When.", "", chart.opened_at);
  v("changed_at", "When it was last changed.", "", chart.changed_at);
  v("version", "Grows with each change.", "0", chart.version, with_default);
}

}  // namespace pitwall::desk
