// All charts of the desk, and what stands on them by instrument. A part of the desk's state: the
// chart events added up. Pure; bounded in everything that callers can make grow.
#pragma once

#include <string>
#include <vector>

#include "desk/chart/event.h"
#include "market/symbol.h"
#include "port/broker_event.h"

namespace pitwall::desk {

// What stands on every chart of one instrument.
struct ChartBook {
  std::string symbol;             // ticker:exchange
  std::uint64_t version = 0;      // grows with each change
  std::vector<Drawing> drawings;  // in the order in which they were made
  std::optional<Selection> selection;
  std::optional<ChartQuestion> question;
};
void describe(ChartBook& book, Visitor& v);

// One of our executions, as a chart shows it.
struct ChartFill {
  std::string id;
  std::string account;
  Time time;
  port::Side side = port::Side::buy;
  Quantity quantity;
  Price price;
};
void describe(ChartFill& fill, Visitor& v);

// What orders did in one instrument lately.
struct TradeLog {
  market::Symbol symbol;
  std::uint64_t version = 0;  // grows with each order's news and each fill
  std::vector<ChartFill> fills;
};
void describe(TradeLog& log, Visitor& v);

// What the user did on a chart, so that an assistant can be told.
struct ChartTouch {
  enum class Act { selected, cleared, drew, changed, removed, asked };
  std::uint64_t number = 0;  // 1 for the first, then one more each
  Act act = Act::selected;
  std::string chart;
  std::string symbol;
  std::optional<DrawingKind> kind;  // of the drawing that was drawn, changed or removed
};
std::string_view name_of(ChartTouch::Act act);
constexpr int count_of(ChartTouch::Act) { return 6; }
void describe(ChartTouch& touch, Visitor& v);

struct Charts {
  static constexpr std::size_t max_charts = 200;    // the oldest go
  static constexpr std::size_t max_drawings = 500;  // of one instrument
  static constexpr std::size_t max_fills = 200;     // of one instrument; the oldest go
  static constexpr std::size_t max_touches = 50;    // the oldest go

  std::uint64_t changes = 0;        // so far: the source of all versions
  std::uint64_t user_events = 0;    // what the user did so far
  std::vector<ChartTouch> touches;  // the latest of these, oldest first
  std::vector<Chart> charts;        // in the order in which they were opened
  std::vector<ChartBook> books;     // by symbol
  std::vector<TradeLog> trades;     // by symbol

  const Chart* find(std::string_view id) const;
  const ChartBook* find_book(std::string_view symbol) const;
  const Drawing* find_drawing(std::string_view symbol, std::string_view id) const;
  const TradeLog* find_trades(const market::Symbol& symbol) const;
  // The one that the user touched last; where there is none, the newest. Null without charts.
  const Chart* latest() const;
};
void describe(Charts& charts, Visitor& v);

// Grows whenever anything changes that a chart of this instrument shows beside its candles.
std::uint64_t version_of(const Charts& charts, std::string_view symbol,
                         const market::Symbol& ticker);
std::uint64_t version_of(const Charts& charts, const Chart& chart, const market::Symbol& ticker);

// Whether a drawing may be made or changed: an assistant leaves alone what the user drew, and there
// is room for so many. The same for removing one; the person may remove everything.
Result<void> may_put(const Charts& charts, std::string_view symbol, const Drawing& drawing,
                     Author by);
Result<void> may_remove(const Charts& charts, std::string_view symbol, std::string_view id,
                        Author by);

// The event has happened: what it says counts. What does not fit (a drawing too many) is left out,
// the same in every replay.
void take(Charts& charts, const ChartOpened& event);
void take(Charts& charts, const ChartChanged& event);
void take(Charts& charts, const DrawingPut& event);
void take(Charts& charts, const DrawingRemoved& event);
void take(Charts& charts, const ChartSelected& event);
void take(Charts& charts, const ChartCleared& event);
void take(Charts& charts, const ChartAsked& event);
void take_order_news(Charts& charts, const market::Symbol& symbol);
void take_fill(Charts& charts, const port::OrderExecuted& execution);

}  // namespace pitwall::desk
