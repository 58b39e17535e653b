// What stands on a chart: drawings, the selection, the question that the user asked about it. All
// of it belongs to the instrument, so that every chart of it shows the same. Values; names and
// fields are part of the journal's format.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/decimal.h"
#include "base/time.h"
#include "base/visitor.h"
#include "market/bar.h"

namespace pitwall::desk {

// On whose behalf something was drawn: the person at the desk, or an assistant.
enum class Author { user, assistant };
std::string_view name_of(Author author);
constexpr int count_of(Author) { return 2; }

enum class DrawingKind {
  level,       // one price; `time` is where it begins
  zone,        // two corners; without to_time open to the right
  trend_line,  // two ends, or beyond the second where it is extended
  fibonacci,   // from time and price (0 %) to to_time and to_price (100 %)
  mark,        // one candle
  note,        // a text at a point
};
std::string_view name_of(DrawingKind kind);
constexpr int count_of(DrawingKind) { return 6; }
std::string_view words_of(DrawingKind kind);  // "trend line"

enum class DrawingRole { none, support, resistance, entry, target, stop };
std::string_view name_of(DrawingRole role);
constexpr int count_of(DrawingRole) { return 6; }

struct Drawing {
  static constexpr std::size_t max_text = 300;  // characters

  std::string id;
  DrawingKind kind = DrawingKind::level;
  Time time;
  Price price;
  std::optional<Time> to_time;
  std::optional<Price> to_price;
  bool extended = false;
  DrawingRole role = DrawingRole::none;
  std::optional<std::string> text;
  Author author = Author::user;  // who drew it
  std::string actor;             // host, dashboard or command line
  Time drawn_at;
  Time changed_at;
  std::optional<Author> changed_by;  // the last to change it, where that was somebody else
};
void describe(Drawing& drawing, Visitor& v);

enum class SelectionKind { candle, range };
std::string_view name_of(SelectionKind kind);
constexpr int count_of(SelectionKind) { return 2; }

struct Selection {
  SelectionKind kind = SelectionKind::candle;
  market::BarSize bar;
  Time from;                           // start of the first candle
  Time to;                             // end of the last one, not included
  std::optional<Price> price;          // where the pointer stood
  std::optional<std::string> drawing;  // a drawing that was selected with it
  std::string chart;
  Author author = Author::user;
  Time at;
};
void describe(Selection& selection, Visitor& v);

// What the user asked about a chart, until the next question.
struct ChartQuestion {
  static constexpr std::size_t max_text = 1000;

  std::string text;
  std::string chart;
  std::string actor;
  Time at;
};
void describe(ChartQuestion& question, Visitor& v);

// What one chart shows. The candles are the market's; a chart only says which.
struct Chart {
  static constexpr std::size_t max_title = 120;
  static constexpr std::size_t max_indicators = 12;

  std::string id;
  std::string symbol;  // ticker:exchange
  market::BarSize bar = market::BarSize::m5;
  std::optional<Duration> back;  // absent: as many candles as fit
  std::optional<Time> until;     // absent: now
  bool outside_hours = false;
  std::optional<std::string> title;
  std::vector<std::string> indicators;
  bool orders = true;
  bool fills = true;
  Author author = Author::assistant;
  std::string actor;
  Time opened_at;
  Time changed_at;
  std::uint64_t version = 0;  // set by the desk
};
void describe(Chart& chart, Visitor& v);

// The dashboard's own chart, which follows what the person looks at.
inline constexpr std::string_view dashboard_chart = "dashboard";

}  // namespace pitwall::desk
