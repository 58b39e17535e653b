// What surrounds the candles: header, axes, and the line that says where the figures come from.
#include <algorithm>

#include "adapter/picture/axis.h"
#include "adapter/picture/sheet.h"

namespace pitwall::picture {
namespace {

using market::Quality;

constexpr std::size_t longest_text = 200;  // characters of one line, whatever was passed in

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

void paint_time_axis(Sheet& sheet) {
  const Plot& plot = sheet.plot;
  const auto labels = time_labels(
      sheet.picture.bars, sheet.picture.bar, sheet.picture.zone,
      [&](std::size_t bar) { return plot.x(static_cast<double>(bar)); },
      [&](std::string_view text) { return sheet.canvas.width_of(text, sheet.strong()); },
      sheet.size(26));
  const double bottom = plot.below.empty() ? plot.price.box.bottom : plot.below.back().box.bottom;
  for (const TimeLabel& label : labels) {
    const double x = sharp(plot.x(static_cast<double>(label.bar)));
    const Colour colour = label.new_day ? sheet.look.day_line : sheet.look.grid;
    sheet.canvas.line({x, plot.price.box.top}, {x, bottom}, {colour, 1});
    const Letters letters = label.new_day ? sheet.strong() : sheet.small();
    const double half = sheet.canvas.width_of(label.text, letters) / 2;
    if (x - half < plot.time_axis.left || x + half > plot.axis_right) continue;
    sheet.canvas.text({x - half, plot.time_axis.top + sheet.size(15)}, label.text, letters,
                      label.new_day ? sheet.look.text : sheet.look.muted);
  }
}

// A grid line with its figure on the axis.
void paint_step(Sheet& sheet, const Box& box, double y, std::string_view text) {
  const double line = sharp(y);
  sheet.canvas.line({box.left, line}, {box.right, line}, {sheet.look.grid, 1});
  const double half = sheet.size(8);
  if (y - half < box.top || y + half > box.bottom) return;
  sheet.figures.push_back({y, std::string(text)});
}

Price to_price(double value) {
  return Price::from_scaled(std::llround(value * static_cast<double>(Price::unit)));
}

std::size_t steps_for(const Sheet& sheet, const Box& box, double spacing) {
  return static_cast<std::size_t>(std::max(1.0, box.height() / sheet.size(spacing)));
}

std::vector<double> steps_of(const Sheet& sheet, const Pane& pane) {
  if (pane.low == 0 && pane.high == 100) return {30, 50, 70};
  return number_steps(pane.low, pane.high, steps_for(sheet, pane.box, 26));
}

// "+1.25 (+0.34 %)" against the close before the last.
std::string change_text(const port::ChartPicture& picture, int decimals) {
  const Price before = picture.bars[picture.bars.size() - 2].close;
  const Price change = picture.bars.back().close - before;
  std::string text = price_label(change, decimals);
  if (change.sign() > 0) text = "+" + text;
  if (before.sign() <= 0) return text;
  return fmt::format("{} ({:+.2f} %)", text, 100 * change.to_double() / before.to_double());
}

// Pieces of text beside each other, in their colours, as far as there is room.
struct Piece {
  std::string text;
  Colour colour;
  Letters letters;
};
void paint_pieces(Sheet& sheet, Point at, double right, const std::vector<Piece>& pieces) {
  for (const Piece& piece : pieces) {
    const std::string_view cut = std::string_view(piece.text).substr(0, longest_text);
    const std::string text = sheet.canvas.fitted(cut, piece.letters, right - at.x);
    if (text.empty()) return;
    sheet.canvas.text(at, text, piece.letters, piece.colour);
    at.x += sheet.canvas.width_of(text, piece.letters) + sheet.size(7);
  }
}

// When the last candle began, by the exchange's clock; of a day or more only the day.
std::string moment_text(const port::ChartPicture& picture) {
  const LocalTime local = shown_time(picture.bars.back().time, picture.bar, picture.zone);
  const std::string text = local.text();
  return picture.bar.is_intraday() ? text.substr(0, 16) : text.substr(0, 10);
}

std::vector<Piece> last_candle(const Sheet& sheet) {
  const port::ChartPicture& picture = sheet.picture;
  const market::Bar& bar = picture.bars.back();
  const Letters letters{sheet.size(12), false};
  const Colour side = bar.close >= bar.open ? sheet.look.up : sheet.look.down;
  std::vector<Piece> pieces;
  for (const auto& [name, price] :
       {std::pair("O", bar.open), {"H", bar.high}, {"L", bar.low}, {"C", bar.close}}) {
    pieces.push_back({name, sheet.look.muted, letters});
    pieces.push_back({price_label(price, sheet.plot.decimals), side, letters});
  }
  if (picture.bars.size() > 1) {
    const bool fell = bar.close < picture.bars[picture.bars.size() - 2].close;
    pieces.push_back({change_text(picture, sheet.plot.decimals),
                      fell ? sheet.look.down : sheet.look.up, letters});
  }
  pieces.push_back({moment_text(picture), sheet.look.muted, letters});
  return pieces;
}

// Spreads the tags so that none covers another. The last price stays where it is; of too many the
// farthest from it go.
void settle(std::vector<AxisTag>& tags, const Box& box, double height) {
  std::ranges::sort(tags, [](const AxisTag& a, const AxisTag& b) {
    return std::tie(a.y, a.text) < std::tie(b.y, b.text);
  });
  const auto room = static_cast<std::size_t>(std::max(1.0, box.height() / height));
  const auto lead = [&] {
    return static_cast<std::size_t>(std::ranges::find(tags, true, &AxisTag::leads) - tags.begin());
  };
  while (tags.size() > room) {
    const bool more_below = tags.size() - lead() - 1 > lead();
    tags.erase(more_below ? tags.end() - 1 : tags.begin());
  }
  const std::size_t at = lead();
  std::vector<double> middles;
  for (const AxisTag& tag : tags) middles.push_back(tag.y);
  middles[at] = std::clamp(middles[at], box.top + height / 2, box.bottom - height / 2);
  const std::span<double> all = middles;
  spread(all.first(at), height, box.top, middles[at] - height / 2);
  spread(all.subspan(at + 1), height, middles[at] + height / 2, box.bottom);
  for (std::size_t i = 0; i < tags.size(); ++i) tags[i].y = middles[i];
}

}  // namespace

void paint_background(Sheet& sheet) {
  const double width = sheet.picture.width;
  const double height = sheet.picture.height;
  sheet.canvas.fill({0, 0, width, height}, sheet.look.background);
  // What is not from the market itself says so across the whole picture as well.
  const Quality quality = sheet.picture.origin.quality;
  if (quality != Quality::simulated && quality != Quality::replayed) return;
  const std::string word = upper(name_of(quality));
  const Box& box = sheet.plot.price.box;
  const double wanted = box.width() * 0.6;
  const double size = 100 * wanted / sheet.canvas.width_of(word, {100, true});
  const Letters letters{std::min(size, box.height() * 0.4), true};
  sheet.canvas.text({(box.left + box.right - sheet.canvas.width_of(word, letters)) / 2,
                     (box.top + box.bottom) / 2 + letters.size * 0.35},
                    word, letters, sheet.look.text.faded(0.035));
}

void paint_grid(Sheet& sheet) {
  const Plot& plot = sheet.plot;
  paint_time_axis(sheet);
  const Pane& pane = plot.price;
  for (const Price step : price_steps(to_price(pane.low), to_price(pane.high),
                                      sheet.picture.tick_size, steps_for(sheet, pane.box, 30)))
    paint_step(sheet, pane.box, sheet.y(step), price_label(step, plot.decimals));
  for (const Pane& below : plot.below) {
    for (const double step : steps_of(sheet, below))
      paint_step(sheet, below.box, below.y(step), number_label(step));
    const double top = sharp(below.box.top - sheet.size(3));
    sheet.canvas.line({0, top}, {plot.axis_right, top}, {sheet.look.line, 1});
  }
  const double right = sharp(plot.axis_left);
  sheet.canvas.line({right, pane.box.top}, {right, plot.time_axis.top}, {sheet.look.line, 1});
  const double bottom = sharp(plot.time_axis.top);
  sheet.canvas.line({0, bottom}, {plot.axis_right, bottom}, {sheet.look.line, 1});
}

void paint_header(Sheet& sheet) {
  const port::ChartPicture& picture = sheet.picture;
  const Box& header = sheet.plot.header;
  const Quality quality = picture.origin.quality;
  const std::string badge = upper(name_of(quality));
  const Letters letters{sheet.size(10), true};
  const double width = sheet.canvas.width_of(badge, letters) + sheet.size(14);
  const Box pill{header.right - width, header.top + sheet.size(1), header.right,
                 header.top + sheet.size(18)};
  const bool dark = picture.theme == port::PictureTheme::dark;
  sheet.canvas.rounded(pill, sheet.size(4), Look::of(quality, dark));
  sheet.canvas.text({pill.left + sheet.size(7), pill.top + sheet.size(12)}, badge, letters,
                    sheet.look.ink);

  const Letters large{sheet.size(15), true};
  const Letters plain{sheet.size(12), false};
  std::vector<Piece> first;
  if (!picture.title.empty()) first.push_back({picture.title, sheet.look.text, large});
  const Letters of_symbol = picture.title.empty() ? large : Letters{sheet.size(12), true};
  first.push_back({picture.symbol, sheet.look.text, of_symbol});
  first.push_back({picture.bar.text(), sheet.look.accent, Letters{sheet.size(12), true}});
  if (picture.title.empty()) first.push_back({picture.name, sheet.look.muted, plain});
  paint_pieces(sheet, {header.left, header.top + sheet.size(15)}, pill.left - sheet.size(10),
               first);
  paint_pieces(sheet, {header.left, header.top + sheet.size(35)}, header.right, last_candle(sheet));
}

void paint_footer(Sheet& sheet) {
  const market::Origin& origin = sheet.picture.origin;
  const Letters letters{sheet.size(10), false};
  const double base = sheet.plot.footer.top + sheet.size(13);
  std::string source = fmt::format("Source: {}", origin.source.name.view());
  if (origin.source.account != market::AccountKind::none)
    source += fmt::format(", {} account", name_of(origin.source.account));
  source += fmt::format(", {}, as of {}", name_of(origin.quality),
                        sheet.picture.zone.format(origin.as_of));
  const std::string clock = sheet.picture.zone.name();
  const double clock_width = sheet.canvas.width_of(clock, letters);
  const Box& footer = sheet.plot.footer;
  const double source_width = sheet.canvas.width_of(source, letters);
  const bool both = source_width + clock_width + sheet.size(20) < footer.width();
  if (both) sheet.canvas.text({footer.right - clock_width, base}, clock, letters, sheet.look.muted);
  // Never cut: on a narrow picture the letters get smaller instead.
  Letters fitting = letters;
  if (source_width > footer.width()) fitting.size *= footer.width() / source_width;
  sheet.canvas.text({footer.left, base}, source, fitting, sheet.look.muted);
}

void paint_axis(Sheet& sheet) {
  const double height = sheet.size(17);
  settle(sheet.tags, sheet.plot.price.box, height);
  const double left = sheet.plot.axis_left + sheet.size(8);
  for (const AxisFigure& figure : sheet.figures) {
    const bool covered = std::ranges::any_of(
        sheet.tags, [&](const AxisTag& tag) { return std::abs(tag.y - figure.y) < height; });
    if (!covered)
      sheet.canvas.text({left, figure.y + sheet.size(4)}, figure.text, sheet.small(),
                        sheet.look.muted);
  }
  for (const AxisTag& tag : sheet.tags) {
    sheet.canvas.rounded({sheet.plot.axis_left + 1, tag.y - height / 2 + 0.5,
                          sheet.plot.axis_right - sheet.size(2), tag.y + height / 2 - 0.5},
                         sheet.size(3), tag.fill);
    sheet.canvas.text({left, tag.y + sheet.size(4)}, tag.text, sheet.strong(), sheet.look.ink);
  }
}

void paint_captions(Sheet& sheet) {
  const Box& pane = sheet.plot.price.box;
  for (const Caption& caption : sheet.captions) {
    const std::string_view cut = std::string_view(caption.text).substr(0, longest_text);
    const std::string text = sheet.canvas.fitted(cut, sheet.small(), pane.width() * 0.6);
    if (text.empty()) continue;
    const double width = sheet.canvas.width_of(text, sheet.small());
    std::vector<Box> boxes;
    for (const Point& place : caption.places)
      boxes.push_back(
          {place.x, place.y - sheet.size(11), place.x + width, place.y + sheet.size(3)});
    const std::optional<Box> free =
        sheet.labels.place(boxes, pane, [&](const Box& box) { return covers_candles(sheet, box); });
    if (!free) continue;
    const Box behind{free->left - sheet.size(3), free->top, free->right + sheet.size(3),
                     free->bottom};
    sheet.canvas.rounded(behind, sheet.size(2), sheet.look.background.faded(0.85));
    sheet.canvas.text({free->left, free->bottom - sheet.size(3)}, text, sheet.small(),
                      caption.colour);
  }
}

}  // namespace pitwall::picture
