#include "desk/chart/charts.h"

#include <algorithm>

namespace pitwall::desk {
namespace {

// A state is read back whole, however large.
constexpr Rules unbounded{.max_length = SIZE_MAX, .max_items = SIZE_MAX};

ChartBook& book_of(Charts& charts, const std::string& symbol) {
  const auto at = std::ranges::lower_bound(charts.books, symbol, {}, &ChartBook::symbol);
  if (at != charts.books.end() && at->symbol == symbol) return *at;
  ChartBook book;
  book.symbol = symbol;
  return *charts.books.insert(at, std::move(book));
}

TradeLog& trades_of(Charts& charts, const market::Symbol& symbol) {
  const auto at = std::ranges::lower_bound(charts.trades, symbol, {}, &TradeLog::symbol);
  if (at != charts.trades.end() && at->symbol == symbol) return *at;
  TradeLog log;
  log.symbol = symbol;
  return *charts.trades.insert(at, std::move(log));
}

template <class List>
auto drawing_in(List& drawings, std::string_view id) {
  return std::ranges::find(drawings, id, &Drawing::id);
}

void touch(Charts& charts, Author author, ChartTouch touched) {
  if (author != Author::user) return;
  touched.number = ++charts.user_events;
  charts.touches.push_back(std::move(touched));
  if (charts.touches.size() > Charts::max_touches) charts.touches.erase(charts.touches.begin());
}

}  // namespace

std::string_view name_of(ChartTouch::Act act) {
  switch (act) {
    case ChartTouch::Act::selected:
      return "selected";
    case ChartTouch::Act::cleared:
      return "cleared";
    case ChartTouch::Act::drew:
      return "drew";
    case ChartTouch::Act::changed:
      return "changed";
    case ChartTouch::Act::removed:
      return "removed";
    case ChartTouch::Act::asked:
      return "asked";
  }
  return "selected";
}

void describe(ChartBook& book, Visitor& v) {
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", book.symbol);
  v("version", "Grows with each change.", "1", book.version);
  v("drawings", "Drawings, in the order in which they were made.", "", book.drawings, unbounded);
  v("selection", "What is selected.", "", book.selection);
  v("question", "What the user asked.", "", book.question);
}

void describe(ChartFill& fill, Visitor& v) {
  v("id", "The broker's id of the execution.", "e1", fill.id, self_evident);
  v("account", "Account number.", "DU1000001", fill.account, self_evident);
  v("time", "When, UTC.", "", fill.time, self_evident);
  v("side", "buy or sell.", "buy", fill.side, self_evident);
  v("quantity", "Shares, contracts or coins.", "100", fill.quantity, self_evident);
  v("price", "At which price.", "366.2", fill.price, self_evident);
}

void describe(TradeLog& log, Visitor& v) {
  v("symbol", "Instrument.", "SPY", log.symbol);
  v("version", "Grows with each change.", "1", log.version);
  v("fills", "The latest fills, oldest first.", "", log.fills, unbounded);
}

void describe(ChartTouch& touch, Visitor& v) {
  v("number", "1 for the first, then one more each.", "1", touch.number);
  v("act", "What the user did.", "drew", touch.act);
  v("chart", "On which chart.", "chart-57", touch.chart);
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", touch.symbol);
  v("kind", "Kind of the drawing.", "level", touch.kind);
}

void describe(Charts& charts, Visitor& v) {
  v("changes", "Changes so far.", "1", charts.changes);
  v("user_events", "What the user did so far.", "1", charts.user_events);
  v("touches", "The latest of these.", "", charts.touches, unbounded);
  v("charts", "Charts.", "", charts.charts, unbounded);
  v("books", "What stands on them, by symbol.", "", charts.books, unbounded);
  v("trades", "Fills by symbol.", "", charts.trades, unbounded);
}

const Chart* Charts::find(std::string_view id) const {
  const auto found = std::ranges::find(charts, id, &Chart::id);
  return found == charts.end() ? nullptr : &*found;
}

const ChartBook* Charts::find_book(std::string_view symbol) const {
  const auto at = std::ranges::lower_bound(books, symbol, {}, &ChartBook::symbol);
  return at != books.end() && at->symbol == symbol ? &*at : nullptr;
}

const Drawing* Charts::find_drawing(std::string_view symbol, std::string_view id) const {
  const ChartBook* book = find_book(symbol);
  if (!book) return nullptr;
  const auto found = drawing_in(book->drawings, id);
  return found == book->drawings.end() ? nullptr : &*found;
}

const TradeLog* Charts::find_trades(const market::Symbol& symbol) const {
  const auto at = std::ranges::lower_bound(trades, symbol, {}, &TradeLog::symbol);
  return at != trades.end() && at->symbol == symbol ? &*at : nullptr;
}

const Chart* Charts::latest() const {
  for (auto touched = touches.rbegin(); touched != touches.rend(); ++touched)
    if (const Chart* chart = find(touched->chart)) return chart;
  return charts.empty() ? nullptr : &charts.back();
}

std::uint64_t version_of(const Charts& charts, std::string_view symbol,
                         const market::Symbol& ticker) {
  const ChartBook* book = charts.find_book(symbol);
  const TradeLog* log = charts.find_trades(ticker);
  return std::max(book ? book->version : 0, log ? log->version : 0);
}

std::uint64_t version_of(const Charts& charts, const Chart& chart, const market::Symbol& ticker) {
  return std::max(chart.version, version_of(charts, chart.symbol, ticker));
}

Result<void> may_put(const Charts& charts, std::string_view symbol, const Drawing& drawing,
                     Author by) {
  const Drawing* known = charts.find_drawing(symbol, drawing.id);
  if (known && known->author == Author::user && by == Author::assistant)
    return error(Code::permission_denied,
                 "{} was drawn by the user, who alone changes it; draw one of your own.",
                 known->id);
  const ChartBook* book = charts.find_book(symbol);
  if (!known && book && book->drawings.size() >= Charts::max_drawings)
    return error(Code::too_large, "{} has {} drawings, the most there can be; remove some first.",
                 symbol, Charts::max_drawings);
  return {};
}

Result<void> may_remove(const Charts& charts, std::string_view symbol, std::string_view id,
                        Author by) {
  const Drawing* known = charts.find_drawing(symbol, id);
  if (!known)
    return error(Code::not_found,
                 "There is no drawing \"{}\" on {}; get_chart lists those that are there.",
                 id.substr(0, 40), symbol);
  if (known->author == Author::user && by == Author::assistant)
    return error(Code::permission_denied,
                 "{} was drawn by the user, who alone removes it; ask them to.", known->id);
  return {};
}

void take(Charts& charts, const ChartOpened& event) {
  const auto known = std::ranges::find(charts.charts, event.chart.id, &Chart::id);
  if (known != charts.charts.end()) return take(charts, ChartChanged{event.chart});
  Chart& chart = charts.charts.emplace_back(event.chart);
  chart.version = ++charts.changes;
  if (charts.charts.size() <= Charts::max_charts) return;
  const auto oldest = std::ranges::find_if(
      charts.charts, [](const Chart& candidate) { return candidate.id != dashboard_chart; });
  charts.charts.erase(oldest);
}

void take(Charts& charts, const ChartChanged& event) {
  const auto known = std::ranges::find(charts.charts, event.chart.id, &Chart::id);
  if (known == charts.charts.end()) return;  // it went, as the oldest do
  *known = event.chart;
  known->version = ++charts.changes;
}

void take(Charts& charts, const DrawingPut& event) {
  if (!may_put(charts, event.symbol, event.drawing, event.author)) return;
  ChartBook& book = book_of(charts, event.symbol);
  const auto known = drawing_in(book.drawings, event.drawing.id);
  const bool fresh = known == book.drawings.end();
  if (fresh) {
    book.drawings.push_back(event.drawing);
  } else {
    *known = event.drawing;
  }
  book.version = ++charts.changes;
  touch(charts, event.author,
        {.act = fresh ? ChartTouch::Act::drew : ChartTouch::Act::changed,
         .chart = event.chart,
         .symbol = event.symbol,
         .kind = event.drawing.kind});
}

void take(Charts& charts, const DrawingRemoved& event) {
  if (!may_remove(charts, event.symbol, event.drawing, event.author)) return;
  ChartBook& book = book_of(charts, event.symbol);
  const auto known = drawing_in(book.drawings, event.drawing);
  const DrawingKind kind = known->kind;
  book.drawings.erase(known);
  if (book.selection && book.selection->drawing == event.drawing) book.selection->drawing.reset();
  book.version = ++charts.changes;
  touch(charts, event.author,
        {.act = ChartTouch::Act::removed,
         .chart = event.chart,
         .symbol = event.symbol,
         .kind = kind});
}

void take(Charts& charts, const ChartSelected& event) {
  ChartBook& book = book_of(charts, event.symbol);
  book.selection = event.selection;
  book.version = ++charts.changes;
  touch(charts, event.selection.author,
        {.act = ChartTouch::Act::selected,
         .chart = event.selection.chart,
         .symbol = event.symbol,
         .kind = {}});
}

void take(Charts& charts, const ChartCleared& event) {
  ChartBook& book = book_of(charts, event.symbol);
  if (!book.selection) return;
  book.selection.reset();
  book.version = ++charts.changes;
  touch(
      charts, event.author,
      {.act = ChartTouch::Act::cleared, .chart = event.chart, .symbol = event.symbol, .kind = {}});
}

void take(Charts& charts, const ChartAsked& event) {
  ChartBook& book = book_of(charts, event.symbol);
  book.question = event.question;
  book.version = ++charts.changes;
  touch(charts, event.author,
        {.act = ChartTouch::Act::asked,
         .chart = event.question.chart,
         .symbol = event.symbol,
         .kind = {}});
}

void take_order_news(Charts& charts, const market::Symbol& symbol) {
  trades_of(charts, symbol).version = ++charts.changes;
}

void take_fill(Charts& charts, const port::OrderExecuted& execution) {
  TradeLog& log = trades_of(charts, execution.symbol);
  log.version = ++charts.changes;
  if (log.fills.size() >= Charts::max_fills) {
    constexpr std::ptrdiff_t forgotten = Charts::max_fills / 10;  // in one go, to do it rarely
    log.fills.erase(log.fills.begin(), log.fills.begin() + forgotten);
  }
  log.fills.push_back({execution.execution_id, execution.account, execution.time, execution.side,
                       execution.quantity, execution.price});
}

}  // namespace pitwall::desk
