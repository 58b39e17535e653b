// What was drawn on the chart, and what was traded.
#include <algorithm>

#include "adapter/picture/axis.h"
#include "adapter/picture/sheet.h"

namespace pitwall::picture {
namespace {

using port::PictureDrawing;
using Kind = PictureDrawing::Kind;
using Role = PictureDrawing::Role;

// Of the way from its first price to its second.
constexpr double fibonacci_parts[] = {0, 0.236, 0.382, 0.5, 0.618, 0.786, 1, 1.618};
constexpr std::size_t note_lines = 4;

std::string_view word_for(Role role) {
  switch (role) {
    case Role::support:
      return "support";
    case Role::resistance:
      return "resistance";
    case Role::entry:
      return "entry";
    case Role::target:
      return "target";
    case Role::stop:
      return "stop";
    case Role::none:
      return "";
  }
  return "";
}

// "resistance: twice in October", of what there is.
std::string label_of(const PictureDrawing& drawing) {
  const std::string_view role = word_for(drawing.role);
  if (drawing.text.empty() || role.empty()) return std::string(role) + drawing.text;
  return fmt::format("{}: {}", role, drawing.text);
}

// Beside a line that ends at the right edge: above or below it, at the right, middle or left.
void label_line(Sheet& sheet, double left, double y, std::string_view text, Colour colour) {
  const Box& box = sheet.plot.price.box;
  const double width =
      std::min(sheet.canvas.width_of(text, sheet.small()), box.width() * 0.6) + sheet.size(6);
  const double from = std::max(left, box.left) + sheet.size(6);
  std::vector<Point> places;
  for (const double x : {box.right - width, (from + box.right - width) / 2, from})
    for (const double shift : {-4.0, 13.0}) places.push_back({x, y + sheet.size(shift)});
  sheet.captions.push_back({{std::begin(places), std::end(places)}, std::string(text), colour});
}

void tag(Sheet& sheet, Price price, Colour colour) {
  const double y = sheet.y(price);
  const Box& box = sheet.plot.price.box;
  if (y < box.top || y > box.bottom) return;
  sheet.tags.push_back({y, price_label(price, sheet.plot.decimals), colour, false});
}

void paint_level(Sheet& sheet, const PictureDrawing& drawing) {
  const Colour colour = sheet.look.of(drawing.role);
  const double y = sharp(sheet.y(drawing.price));
  const Box& box = sheet.plot.price.box;
  const double left = std::clamp(sheet.x(drawing.time), box.left, box.right - sheet.size(40));
  sheet.canvas.line({left, y}, {box.right, y}, {colour, sheet.size(1.2)});
  label_line(sheet, left, y, label_of(drawing), colour);
  tag(sheet, drawing.price, colour);
}

Box zone_box(const Sheet& sheet, const PictureDrawing& drawing) {
  const Box& box = sheet.plot.price.box;
  const double a = sheet.x(drawing.time);
  const double b = drawing.to_time ? sheet.x(*drawing.to_time) : box.right;
  const double top = sheet.y(std::max(drawing.price, drawing.to_price.value_or(drawing.price)));
  const double bottom = sheet.y(std::min(drawing.price, drawing.to_price.value_or(drawing.price)));
  return {std::min(a, b), top, std::max(a, b), std::max(bottom, top + 1)};
}

void paint_trend_line(Sheet& sheet, const PictureDrawing& drawing) {
  const Colour colour = sheet.look.of(drawing.role);
  const Point from{sheet.x(drawing.time), sheet.y(drawing.price)};
  Point to{sheet.x(drawing.to_time.value_or(drawing.time)),
           sheet.y(drawing.to_price.value_or(drawing.price))};
  if (drawing.extended && to.x > from.x) {
    const double right = sheet.plot.price.box.right;
    to = {right, from.y + (to.y - from.y) * (right - from.x) / (to.x - from.x)};
  }
  sheet.canvas.line(from, to, {colour, sheet.size(1.6)});
  const std::string text = label_of(drawing);
  const double width = sheet.canvas.width_of(text, sheet.small());
  const Point places[] = {{to.x - width - sheet.size(4), to.y - sheet.size(6)},
                          {to.x - width - sheet.size(4), to.y + sheet.size(16)},
                          {(from.x + to.x - width) / 2, (from.y + to.y) / 2 - sheet.size(8)},
                          {from.x, from.y - sheet.size(6)},
                          {from.x, from.y + sheet.size(16)}};
  sheet.captions.push_back({{std::begin(places), std::end(places)}, std::string(text), colour});
}

void paint_fibonacci(Sheet& sheet, const PictureDrawing& drawing) {
  if (!drawing.to_price) return;
  const Colour colour = sheet.look.of(drawing.role);
  const Box& box = sheet.plot.price.box;
  const double end = drawing.to_time ? sheet.x(*drawing.to_time) : box.right;
  const double left = std::max(box.left, std::min(sheet.x(drawing.time), end));
  const double from = drawing.price.to_double();
  const double way = drawing.to_price->to_double() - from;
  for (const double part : fibonacci_parts) {
    const double price = from + part * way;
    const double y = sharp(sheet.plot.price.y(price));
    if (y < box.top || y > box.bottom) continue;
    sheet.canvas.line({left, y}, {box.right, y}, {colour.faded(0.75), 1});
    const std::string text =
        fmt::format("{:.1f} %  {:.{}f}", part * 100, price, std::min(sheet.plot.decimals, 6));
    const Point places[] = {{left + sheet.size(4), y - sheet.size(3)},
                            {left + sheet.size(4), y + sheet.size(12)}};
    sheet.captions.push_back({{std::begin(places), std::end(places)}, std::string(text), colour});
  }
  if (bar_at(sheet.picture, drawing.time) >= 0)
    sheet.canvas.line({sheet.x(drawing.time), sheet.y(drawing.price)},
                      {end, sheet.y(*drawing.to_price)}, {colour.faded(0.6), 1, sheet.size(4)});
  sheet.captions.push_back({{{left + sheet.size(100), sheet.y(drawing.price) - sheet.size(3)}},
                            label_of(drawing),
                            colour});
}

// Words into lines no wider than `width`; what is too much ends in an ellipsis.
std::vector<std::string> wrapped(Sheet& sheet, std::string_view text, double width) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const std::size_t space = std::min(text.find_first_of(" \n"), text.size());
    const std::string word(text.substr(0, space));
    text.remove_prefix(std::min(space + 1, text.size()));
    const std::string longer = lines.back().empty() ? word : lines.back() + " " + word;
    if (lines.back().empty() || sheet.canvas.width_of(longer, sheet.small()) <= width) {
      lines.back() = longer;
    } else if (lines.size() < note_lines) {
      lines.push_back(word);
    } else {
      lines.back() += "…";
      break;
    }
  }
  for (std::string& line : lines) line = sheet.canvas.fitted(line, sheet.small(), width);
  return lines;
}

// A box with the text, as near to the point as there is room, and a line between the two.
void paint_note(Sheet& sheet, const PictureDrawing& drawing) {
  const Colour colour = sheet.look.of(drawing.role);
  const Point point{sheet.x(drawing.time), sheet.y(drawing.price)};
  const Box& pane = sheet.plot.price.box;
  if (bar_at(sheet.picture, drawing.time) < 0 ||
      !pane.contains({point.x, point.y, point.x, point.y}))
    return;
  sheet.canvas.dot(point, sheet.size(3), colour);
  const std::string text = label_of(drawing);
  if (text.empty()) return;
  const std::vector<std::string> lines = wrapped(sheet, text, sheet.size(170));
  double width = 0;
  for (const std::string& line : lines)
    width = std::max(width, sheet.canvas.width_of(line, sheet.small()));
  width += sheet.size(14);
  const double height = sheet.size(15) * static_cast<double>(lines.size()) + sheet.size(8);
  std::vector<Box> places;
  for (const double away : {18.0, 34.0, 52.0, 72.0, 96.0, 124.0})
    for (const double side : {-1.0, 1.0})
      for (const double x : {point.x - width / 2, point.x - width, point.x}) {
        const double left =
            std::clamp(x, pane.left + 2, std::max(pane.right - width, pane.left + 2));
        const double top =
            side < 0 ? point.y - sheet.size(away) - height : point.y + sheet.size(away);
        places.push_back({left, top, left + width, top + height});
      }
  const Box box =
      sheet.labels
          .place(places, pane, [&](const Box& place) { return covers_candles(sheet, place); })
          .value_or(places.front());
  const double edge = box.top > point.y ? box.top : box.bottom;
  sheet.canvas.line(point, {std::clamp(point.x, box.left, box.right), edge},
                    {colour, sheet.size(1)});
  sheet.canvas.rounded({box.left - 1, box.top - 1, box.right + 1, box.bottom + 1}, sheet.size(4),
                       colour.faded(0.8));
  sheet.canvas.rounded(box, sheet.size(4), sheet.look.panel);
  for (std::size_t i = 0; i < lines.size(); ++i)
    sheet.canvas.text(
        {box.left + sheet.size(7), box.top + sheet.size(15) * static_cast<double>(i + 1)}, lines[i],
        sheet.small(), sheet.look.text);
}

// A pointer above the candle, where it is one of those that are shown.
void paint_mark(Sheet& sheet, const PictureDrawing& drawing) {
  const Colour colour = sheet.look.of(drawing.role);
  const double found = bar_at(sheet.picture, drawing.time);
  if (found < 0 || found >= static_cast<double>(sheet.picture.bars.size())) return;
  const auto bar = static_cast<std::size_t>(found);
  const double x = sheet.plot.x(static_cast<double>(bar));
  const double tip = sheet.y(sheet.picture.bars[bar].high) - sheet.size(5);
  const Point corners[] = {
      {x, tip}, {x - sheet.size(5), tip - sheet.size(9)}, {x + sheet.size(5), tip - sheet.size(9)}};
  sheet.canvas.area(corners, colour);
  const std::string text = label_of(drawing);
  const double width = sheet.canvas.width_of(text, sheet.small());
  const Point places[] = {{x - width / 2, tip - sheet.size(14)},
                          {x - width - sheet.size(8), tip - sheet.size(2)},
                          {x + sheet.size(8), tip - sheet.size(2)},
                          {x - width / 2, tip - sheet.size(30)}};
  sheet.captions.push_back({{std::begin(places), std::end(places)}, std::string(text), colour});
}

void paint_one(Sheet& sheet, const PictureDrawing& drawing) {
  switch (drawing.kind) {
    case Kind::level:
      return paint_level(sheet, drawing);
    case Kind::trend_line:
      return paint_trend_line(sheet, drawing);
    case Kind::fibonacci:
      return paint_fibonacci(sheet, drawing);
    case Kind::mark:
      return paint_mark(sheet, drawing);
    case Kind::note:
      return;
    case Kind::zone: {
      const Box box = zone_box(sheet, drawing);
      const Point places[] = {{box.left + sheet.size(5), box.top + sheet.size(13)},
                              {box.left + sheet.size(5), box.top - sheet.size(4)},
                              {box.left + sheet.size(5), box.bottom + sheet.size(13)}};
      sheet.captions.push_back(
          {{std::begin(places), std::end(places)}, label_of(drawing), sheet.look.of(drawing.role)});
      return;
    }
  }
}

}  // namespace

void paint_zones(Sheet& sheet) {
  sheet.canvas.clip(sheet.plot.price.box);
  for (const PictureDrawing& drawing : sheet.picture.drawings) {
    if (drawing.kind != Kind::zone) continue;
    const Colour colour = sheet.look.of(drawing.role);
    const Box box = zone_box(sheet, drawing);
    sheet.canvas.fill(box, colour.faded(0.14));
    for (const double y : {box.top, box.bottom})
      sheet.canvas.line({box.left, sharp(y)}, {box.right, sharp(y)}, {colour.faded(0.6), 1});
  }
  sheet.canvas.unclip();
}

void paint_drawings(Sheet& sheet) {
  sheet.canvas.clip(sheet.plot.price.box);
  for (const PictureDrawing& drawing : sheet.picture.drawings) paint_one(sheet, drawing);
  sheet.canvas.unclip();
}

void paint_notes(Sheet& sheet) {
  sheet.canvas.clip(sheet.plot.price.box);
  for (const PictureDrawing& drawing : sheet.picture.drawings)
    if (drawing.kind == Kind::note) paint_note(sheet, drawing);
  sheet.canvas.unclip();
}

void paint_orders(Sheet& sheet) {
  const Box& box = sheet.plot.price.box;
  for (const port::PictureOrder& order : sheet.picture.orders) {
    const Colour colour = sheet.look.of(order.side);
    const double y = sharp(sheet.y(order.price));
    if (y < box.top || y > box.bottom) continue;
    sheet.canvas.line({box.left, y}, {box.right, y}, {colour, sheet.size(1.2), sheet.size(6)});
    label_line(sheet, box.left, y, order.text, colour);
    tag(sheet, order.price, colour);
  }
}

void paint_fills(Sheet& sheet) {
  sheet.canvas.clip(sheet.plot.price.box);
  for (const port::PictureFill& fill : sheet.picture.fills) {
    // Upwards from below for what was bought, downwards from above for what was sold.
    const double sign = fill.side == port::Side::buy ? 1 : -1;
    const Point tip{sheet.x(fill.time), sheet.y(fill.price)};
    const auto arrow = [&](double grow) {
      const double half = sheet.size(5 + grow);
      return std::array<Point, 3>{Point{tip.x, tip.y - sign * sheet.size(grow)},
                                  Point{tip.x - half, tip.y + sign * sheet.size(9 + grow)},
                                  Point{tip.x + half, tip.y + sign * sheet.size(9 + grow)}};
    };
    sheet.canvas.area(arrow(1.6), sheet.look.text);
    sheet.canvas.area(arrow(0), sheet.look.of(fill.side));
  }
  sheet.canvas.unclip();
}

}  // namespace pitwall::picture
