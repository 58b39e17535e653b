// A chart in words: all that the structured answer says, for models that read nothing else.
#include "desk/chart/one_line.h"
#include "tool/chart_report.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

std::string who(desk::Author author) {
  return author == desk::Author::user ? "the user" : "an assistant";
}

std::string quoted(const std::string& text) { return desk::one_line(text, text.size()); }

std::string away(const std::optional<double>& percent) {
  if (!percent) return {};
  if (*percent == 0) return ", at the last price";
  return fmt::format(", {} {} the last price", percent_text(std::abs(*percent)),
                     *percent > 0 ? "above" : "below");
}

std::string anchors(const desk::Drawing& drawing) {
  using enum desk::DrawingKind;
  if (drawing.kind == level)
    return fmt::format("at {} from {} on", price_text(drawing.price), second_text(drawing.time));
  std::string text =
      fmt::format("at {} on {}", price_text(drawing.price), second_text(drawing.time));
  if (drawing.kind == mark || drawing.kind == note) return text;
  text = fmt::format("from {} on {}", price_text(drawing.price), second_text(drawing.time));
  if (drawing.to_price) text += fmt::format(" to {}", price_text(*drawing.to_price));
  if (drawing.to_time) text += fmt::format(" on {}", second_text(*drawing.to_time));
  if (drawing.extended) text += ", extended to the right";
  return text;
}

std::string line_of(const PlacedDrawing& placed) {
  const desk::Drawing& drawing = placed.drawing;
  std::string text = fmt::format("- {}: {}", drawing.id, words_of(drawing.kind));
  if (drawing.role != desk::DrawingRole::none) text += fmt::format(" ({})", name_of(drawing.role));
  text += " " + anchors(drawing);
  if (drawing.kind == desk::DrawingKind::trend_line)
    text += placed.value ? fmt::format("; now at {}", price_text(*placed.value))
                         : std::string("; it ends before now");
  text += away(placed.distance_percent);
  if (!placed.levels.empty()) {
    text += ";";
    for (const ChartLevel& level : placed.levels)
      text += fmt::format(" {} % {},", level.percent, price_text(level.price));
    text.pop_back();
  }
  if (drawing.text) text += fmt::format("; text {}", quoted(*drawing.text));
  const bool named = !drawing.actor.empty() && drawing.actor != "an assistant";
  text += fmt::format("; drawn by {}{} at {}",
                      drawing.author == desk::Author::user ? "the user" : "an assistant",
                      named ? " (" + drawing.actor + ")" : "", second_text(drawing.drawn_at));
  if (drawing.changed_at != drawing.drawn_at)
    text += fmt::format(", changed{} at {}",
                        drawing.changed_by ? " by " + who(*drawing.changed_by) : "",
                        second_text(drawing.changed_at));
  return text + ".";
}

std::string selection_lines(const SelectedCandles& selected) {
  const desk::Selection& selection = selected.selection;
  const bool candle = selection.kind == desk::SelectionKind::candle;
  std::string text = fmt::format("\nSelected by {} on {} at {}: the {} {} {} UTC ({})",
                                 who(selection.author), selection.chart, second_text(selection.at),
                                 selection.bar.view(), candle ? "candle of" : "candles from",
                                 second_text(selection.from), selected.local_time);
  if (!candle) text += fmt::format(" to {}", second_text(selection.to));
  if (!selected.open) {
    text += ": nothing traded there";
  } else {
    text += fmt::format(
        ": open {}, high {}, low {}, close {}, volume {}{}", price_text(*selected.open),
        price_text(*selected.high), price_text(*selected.low), price_text(*selected.close),
        quantity_text(*selected.volume), selected.complete ? "" : ", still growing");
    if (selected.change_percent) text += fmt::format(", {}", gain_text(*selected.change_percent));
    if (!candle)
      text += fmt::format(", {}, high on {}, low on {}",
                          count_text(static_cast<std::size_t>(selected.candles), "candle"),
                          second_text(*selected.high_time), second_text(*selected.low_time));
  }
  if (selection.price) text += fmt::format("; pointed at price {}", price_text(*selection.price));
  if (selection.drawing) text += fmt::format("; with the drawing {}", *selection.drawing);
  return text + ".";
}

std::string trading_lines(const ChartReport& report) {
  std::string text;
  for (const ChartOrder& order : report.orders) {
    text += fmt::format("\nOpen order {}: {} {} {}", order.id, name_of(order.side),
                        quantity_text(order.quantity), name_of(order.kind));
    if (order.price) text += fmt::format(" at {}", price_text(*order.price));
    if (order.stop_price) text += fmt::format(", stop {}", price_text(*order.stop_price));
    text += fmt::format(" ({}).", name_of(order.status));
  }
  for (const desk::ChartFill& fill : report.fills)
    text += fmt::format("\nFill {} on {} in {}: {} {} at {}.", fill.id, second_text(fill.time),
                        fill.account, name_of(fill.side), quantity_text(fill.quantity),
                        price_text(fill.price));
  if (report.position) {
    text += fmt::format("\nPosition: {}", quantity_text(report.position->quantity));
    if (report.position->average_price)
      text += fmt::format(" at an average of {}", price_text(*report.position->average_price));
    text += ".";
  }
  return text;
}

std::string indicator_lines(const ChartReport& report) {
  std::string text;
  for (const IndicatorNow& indicator : report.indicators) {
    text += fmt::format("\n{}:", indicator.name);
    for (const IndicatorValue& value : indicator.values)
      text += indicator.values.size() == 1 ? fmt::format(" {}", value.value)
                                           : fmt::format(" {} {}", value.name, value.value);
    if (indicator.values.empty()) text += " not enough candles yet";
  }
  return text;
}

}  // namespace

std::string summary(const ChartReport& report) {
  std::string text =
      fmt::format("{}{}: {} {} of {}, from {} to {} UTC ({}).", report.chart,
                  report.title ? " " + quoted(*report.title) : "", report.symbol,
                  count_text(static_cast<std::size_t>(report.candles), "candle"), report.bar.view(),
                  second_text(report.from), second_text(report.to), report.zone);
  text += fmt::format(
      "\nOpen {}, high {} on {}, low {} on {}, last {} on {}: {}{} {}", price_text(report.open),
      price_text(report.high), second_text(report.high_time), price_text(report.low),
      second_text(report.low_time), price_text(report.last), second_text(report.last_time),
      report.change.sign() > 0 ? "+" : "", price_text(report.change), report.currency.view());
  if (report.change_percent) text += fmt::format(" ({})", gain_text(*report.change_percent));
  text += ".";
  if (report.selection) text += selection_lines(*report.selection);
  if (report.question)
    text += fmt::format("\nThe user asked on {} at {} (their words, quoted): {}",
                        report.question->chart, second_text(report.question->at),
                        quoted(report.question->text));
  text += indicator_lines(report);
  if (!report.drawings.empty()) text += "\nDrawings:";
  for (const PlacedDrawing& placed : report.drawings) text += "\n" + line_of(placed);
  if (report.more_drawings > 0)
    text +=
        fmt::format("\n{} not listed.",
                    count_text(static_cast<std::size_t>(report.more_drawings), "older drawing"));
  return text + trading_lines(report) + "\n" + source_text(report.origin);
}

}  // namespace pitwall::tool
