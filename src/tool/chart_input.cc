#include "tool/chart_input.h"

#include "tool/wording.h"

namespace pitwall::tool {
namespace {

using desk::Drawing;
using desk::DrawingKind;

// So far that every difference of two of them can be reckoned with.
const Time earliest = Date::from_civil(1950, 1, 1).midnight_utc();
const Time latest = Date::from_civil(2150, 1, 1).midnight_utc();
constexpr std::int64_t highest_price = 1'000'000'000;

Error missing(const Drawing& drawing, std::string_view what) {
  return error(Code::invalid_argument, "A {} needs {}.", words_of(drawing.kind), what);
}

Result<void> check_time(Time time) {
  if (earliest <= time && time < latest) return {};
  return error(Code::invalid_argument, "{} is no time that a chart has; give one from {} to {}.",
               second_text(time), earliest.text(), latest.text());
}

Result<void> check_price(Price price, const market::Instrument& instrument) {
  const bool below_zero = instrument.asset_class == market::AssetClass::future;
  if (price.sign() <= 0 && !below_zero)
    return error(Code::invalid_argument, "The price of {} is above 0; {} is not.",
                 instrument.full_name(), price.text());
  if (price.abs() > Price::from_integer(highest_price))
    return error(Code::invalid_argument, "{} is no price that a chart has; the most is {}.",
                 price.text(), highest_price);
  return {};
}

Result<void> check_anchors(const Drawing& drawing, const market::Instrument& instrument) {
  PITWALL_TRY_VOID(check_time(drawing.time));
  PITWALL_TRY_VOID(check_price(drawing.price, instrument));
  if (drawing.to_time) PITWALL_TRY_VOID(check_time(*drawing.to_time));
  if (drawing.to_price) PITWALL_TRY_VOID(check_price(*drawing.to_price, instrument));
  return {};
}

// What each kind must have, in the one order in which it is kept; the rest of it goes.
Result<void> put_in_shape(Drawing& drawing) {
  const bool two_ends = drawing.kind == DrawingKind::zone ||
                        drawing.kind == DrawingKind::trend_line ||
                        drawing.kind == DrawingKind::fibonacci;
  if (!two_ends) {
    drawing.to_time.reset();
    drawing.to_price.reset();
    drawing.extended = false;
    if (drawing.kind == DrawingKind::note && !drawing.text) return missing(drawing, "a text");
    return {};
  }
  if (!drawing.to_price) return missing(drawing, "to_price, its second price");
  if (drawing.kind == DrawingKind::zone && !drawing.to_time) drawing.extended = true;
  if (drawing.kind != DrawingKind::zone && !drawing.to_time)
    return missing(drawing, "to_time, the time of its second point");
  if (drawing.kind == DrawingKind::fibonacci) drawing.extended = false;
  if (drawing.kind != DrawingKind::trend_line && drawing.price == *drawing.to_price)
    return missing(drawing, "two prices that differ");
  if (drawing.kind == DrawingKind::fibonacci || !drawing.to_time) return {};
  if (drawing.time == *drawing.to_time) return missing(drawing, "two times that differ");
  if (*drawing.to_time < drawing.time) {
    std::swap(drawing.time, *drawing.to_time);
    if (drawing.kind == DrawingKind::trend_line) std::swap(drawing.price, *drawing.to_price);
  }
  return {};
}

// A mark belongs to a candle: its time is the candle's begin, its price the high unless it has one.
Result<void> put_on_candle(Drawing& drawing, const DrawingIn& in, const DrawingPlace& place) {
  PITWALL_TRY(const CandleSpan span,
              candle_at(place.calendar, place.chart.bar, hours_of(place.chart), drawing.time));
  drawing.time = span.start;
  if (in.price || !drawing.price.is_zero()) return {};
  if (place.candles)
    for (const market::Bar& bar : place.candles->series.bars)
      if (bar.time == span.start) drawing.price = bar.high;
  if (!drawing.price.is_zero()) return {};
  return error(Code::no_data,
               "The chart shows no candle at {} to mark; give a price, or a time "
               "within the chart.",
               second_text(span.start));
}

void take_over(const DrawingIn& in, Drawing& drawing) {
  if (in.kind) drawing.kind = *in.kind;
  if (in.time) drawing.time = *in.time;
  if (in.price) drawing.price = *in.price;
  if (in.to_time) drawing.to_time = in.to_time;
  if (in.to_price) drawing.to_price = in.to_price;
  if (in.extended) drawing.extended = *in.extended;
  if (in.role) drawing.role = *in.role;
  if (in.text) drawing.text = label_of(in.text);
}

// The drawing before `in` counts: the known one of that id, or a new one of the caller's.
Result<Drawing> begin_with(const DrawingIn& in, const DrawingPlace& place, Given given) {
  Drawing drawing;
  drawing.author = place.author;
  drawing.actor = place.actor;
  drawing.drawn_at = place.now;
  if (!in.id) {
    if (!in.kind)
      return error(Code::invalid_argument,
                   "A new drawing needs a kind: level, zone, trend_line, fibonacci, mark or note.");
    return drawing;
  }
  const Drawing* known = place.charts.find_drawing(place.chart.symbol, *in.id);
  if (!known)
    return error(Code::not_found,
                 "There is no drawing \"{}\" on {}; leave id out for a new one, or take one that "
                 "get_chart lists.",
                 in.id->substr(0, 40), place.chart.symbol);
  if (given == Given::changes) return *known;
  drawing.id = known->id;
  drawing.kind = known->kind;
  drawing.time = known->time;
  drawing.author = known->author;
  drawing.actor = known->actor;
  drawing.drawn_at = known->drawn_at;
  return drawing;
}

}  // namespace

void describe(DrawingIn& in, Visitor& v) {
  v("id", "To change a drawing; what is left out stays.", "d58", in.id);
  v("kind", "Of a new one. A level needs a price; zone, trend_line and fibonacci two points.",
    "level", in.kind);
  v("time", "First anchor, any instant; of a mark: within its candle.", "2020-12-15T14:30:00Z",
    in.time);
  v("price", "First anchor; a retracement's 0 %.", "372.5", in.price);
  v("to_time", "Second anchor.", "2020-12-15T20:00:00Z", in.to_time);
  v("to_price", "Second anchor; a retracement's 100 %.", "374", in.to_price);
  v("extended", "A trend line or zone goes on to the right.", "true", in.extended);
  v("role", "What it is meant as.", "resistance", in.role);
  v("text", "Label.", "prior high", in.text, {.max_length = Drawing::max_text});
}

Result<desk::DrawingPut> draw(const DrawingIn& in, const DrawingPlace& place, Given given) {
  PITWALL_TRY(Drawing drawing, begin_with(in, place, given));
  const bool fresh = drawing.id.empty();
  take_over(in, drawing);
  const bool mark = drawing.kind == DrawingKind::mark;
  const bool has_price = in.price || (!fresh && given == Given::changes);
  if (!has_price && !mark) return missing(drawing, "a price");
  if (fresh && !in.time) {
    const bool spans = drawing.kind == DrawingKind::level || drawing.kind == DrawingKind::zone;
    if (!spans) return missing(drawing, "a time");
    drawing.time = place.candles ? place.candles->series.bars.front().time : place.market_time;
  }
  if (mark) PITWALL_TRY_VOID(put_on_candle(drawing, in, place));
  PITWALL_TRY_VOID(put_in_shape(drawing));
  PITWALL_TRY_VOID(check_anchors(drawing, place.instrument));
  PITWALL_TRY_VOID(may_put(place.charts, place.chart.symbol, drawing, place.author));
  drawing.changed_at = place.now;
  drawing.changed_by.reset();
  if (drawing.author != place.author) drawing.changed_by = place.author;
  return desk::DrawingPut{place.chart.id, place.chart.symbol, std::move(drawing), place.author,
                          place.actor};
}

std::optional<std::string> label_of(const std::optional<std::string>& text) {
  return text && text->empty() ? std::nullopt : text;
}

market::Hours hours_of(const desk::Chart& chart) {
  return chart.outside_hours ? market::Hours::extended : market::Hours::regular;
}

}  // namespace pitwall::tool
