// What the chart tools have in common: what stands on a chart beside its drawings, and how what
// people and assistants do to it gets into the journal.
#pragma once

#include "desk/chart/charts.h"
#include "tool/call.h"
#include "tool/context.h"
#include "tool/task.h"

namespace pitwall::tool {

inline constexpr std::string_view chart_view_address = "ui://pitwall/chart.html";

// An order that is not yet done with.
struct ChartOrder {
  std::string id;
  port::Side side = port::Side::buy;
  port::OrderType kind = port::OrderType::market;
  Quantity quantity;                // still to be filled
  std::optional<Price> price;       // of a limit order; otherwise the stop
  std::optional<Price> stop_price;  // of a stop-limit order
  port::OrderStatus status = port::OrderStatus::submitted;
};
void describe(ChartOrder& order, Visitor& v);

// Over all accounts.
struct ChartPosition {
  Quantity quantity;  // negative is short
  std::optional<Price> average_price;
};
void describe(ChartPosition& position, Visitor& v);

struct ChartLevel {
  double percent = 0;
  Price price;
};
void describe(ChartLevel& level, Visitor& v);

struct IndicatorValue {
  std::string name;
  double value = 0;
};
void describe(IndicatorValue& value, Visitor& v);

inline constexpr std::size_t max_chart_orders = 200;
// Of the broker's accounts that the desk runs on, like the figures beside them (tool/holdings.h).
std::vector<ChartOrder> open_orders(const Context& context, const market::Symbol& symbol);
// Those from `from` on, oldest first.
std::vector<desk::ChartFill> fills_since(const Context& context, const market::Symbol& symbol,
                                         Time from);
std::optional<ChartPosition> position_in(const Context& context, const market::Symbol& symbol);

// Who asks by an ordinary tool. What comes from a view (Audience::view) is the person's doing,
// whatever host carries the call: its model neither sees nor calls those tools.
inline desk::Author author_of(const Call& call) {
  return call.asker == Asker::person ? desk::Author::user : desk::Author::assistant;
}

// A handle that nothing else has: made of the number that the next record of the journal gets.
std::string next_handle(const desk::Desk& desk, std::string_view prefix);

// Gives all of them to the journal at once; new drawings get their handles here. Success when all
// have happened.
Task<Result<void>> record(std::vector<desk::Event> events, Context& context);

}  // namespace pitwall::tool
