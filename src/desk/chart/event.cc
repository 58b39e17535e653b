#include "desk/chart/event.h"

namespace pitwall::desk {

void describe(ChartOpened& event, Visitor& v) { v("chart", "The chart.", "", event.chart); }

void describe(ChartChanged& event, Visitor& v) { v("chart", "The chart.", "", event.chart); }

void describe(DrawingPut& event, Visitor& v) {
  v("chart", "On which chart it was drawn.", "chart-57", event.chart);
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", event.symbol);
  v("drawing", "The drawing.", "", event.drawing);
  v("author", "Who did this.", "user", event.author);
  v("actor", "From where.", "dashboard", event.actor);
}

void describe(DrawingRemoved& event, Visitor& v) {
  v("chart", "On which chart it was removed.", "chart-57", event.chart);
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", event.symbol);
  v("drawing", "Handle of the drawing.", "d58", event.drawing);
  v("author", "Who did this.", "user", event.author);
  v("actor", "From where.", "dashboard", event.actor);
  v("at", "When.", "", event.at);
}

void describe(ChartSelected& event, Visitor& v) {
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", event.symbol);
  v("selection", "What was selected.", "", event.selection);
  v("actor", "From where.", "dashboard", event.actor);
}

void describe(ChartCleared& event, Visitor& v) {
  v("chart", "On which chart.", "chart-57", event.chart);
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", event.symbol);
  v("author", "Who did this.", "user", event.author);
  v("actor", "From where.", "dashboard", event.actor);
  v("at", "When.", "", event.at);
}

void describe(ChartAsked& event, Visitor& v) {
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", event.symbol);
  v("question", "The question.", "", event.question);
  v("author", "Who asked.", "user", event.author);
}

}  // namespace pitwall::desk
