// What can happen to charts, as the journal keeps it: names and fields are only ever added.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "desk/chart/drawing.h"

namespace pitwall::desk {

// A chart was opened, or shows something else from now on.
struct ChartOpened {
  static constexpr std::string_view event_name = "chart_opened";
  Chart chart;
};
struct ChartChanged {
  static constexpr std::string_view event_name = "chart_changed";
  Chart chart;
};

// A drawing was made, or takes the place of the one with its id.
struct DrawingPut {
  static constexpr std::string_view event_name = "drawing_put";
  std::string chart;
  std::string symbol;
  Drawing drawing;
  Author author = Author::user;  // who did this; the drawing may be somebody else's
  std::string actor;
};

struct DrawingRemoved {
  static constexpr std::string_view event_name = "drawing_removed";
  std::string chart;
  std::string symbol;
  std::string drawing;  // its id
  Author author = Author::user;
  std::string actor;
  Time at;
};

struct ChartSelected {
  static constexpr std::string_view event_name = "chart_selected";
  std::string symbol;
  Selection selection;
  std::string actor;
};

// Nothing is selected any more.
struct ChartCleared {
  static constexpr std::string_view event_name = "chart_cleared";
  std::string chart;
  std::string symbol;
  Author author = Author::user;
  std::string actor;
  Time at;
};

struct ChartAsked {
  static constexpr std::string_view event_name = "chart_asked";
  std::string symbol;
  ChartQuestion question;
  Author author = Author::user;
};

void describe(ChartOpened& event, Visitor& v);
void describe(ChartChanged& event, Visitor& v);
void describe(DrawingPut& event, Visitor& v);
void describe(DrawingRemoved& event, Visitor& v);
void describe(ChartSelected& event, Visitor& v);
void describe(ChartCleared& event, Visitor& v);
void describe(ChartAsked& event, Visitor& v);

template <class E>
concept ChartEvent =
    std::same_as<E, ChartOpened> || std::same_as<E, ChartChanged> || std::same_as<E, DrawingPut> ||
    std::same_as<E, DrawingRemoved> || std::same_as<E, ChartSelected> ||
    std::same_as<E, ChartCleared> || std::same_as<E, ChartAsked>;

}  // namespace pitwall::desk
