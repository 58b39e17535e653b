// Where a market turned and where it traded most.
#include "market/levels.h"

#include "market/statistics.h"
#include "tool/candles.h"
#include "tool/instrument.h"
#include "tool/tool.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

constexpr std::size_t most_candles = 5000;

struct LevelsIn {
  SymbolText symbol;
  market::BarSize bar = market::BarSize::d1;
  Duration back = days(365);
  std::int64_t limit = 10;
};
void describe(LevelsIn& in, Visitor& v) {
  v("symbol", "Ticker, or ticker:exchange.", "SPY", in.symbol);
  v("bar", "Length of one candle. Longer candles give levels that matter for longer.", "1d", in.bar,
    with_default);
  v("back", "How far back from now, or from the end of what is stored where that is older.", "365d",
    in.back, with_default);
  v("limit", "At most this many levels, the strongest.", "10", in.limit,
    {.has_default = true, .minimum = 1, .maximum = static_cast<std::int64_t>(market::max_levels)});
}

struct FoundLevel {
  market::LevelSide kind = market::LevelSide::support;
  market::LevelBasis basis = market::LevelBasis::swings;
  Price price;
  Price low;
  Price high;
  std::int64_t touches = 0;
  Time last_touch;
  double strength = 0;
  std::optional<double> distance_percent;
};
void describe(FoundLevel& level, Visitor& v) {
  v("kind", "support (at or below the last price) or resistance (above it).", "support",
    level.kind);
  v("basis", "swings: it turned there. volume: much was traded there.", "swings", level.basis);
  v("price", "Where it matters most.", "367.4", level.price, self_evident);
  v("low", "Where it begins.", "367.1", level.low, self_evident);
  v("high", "Where it ends.", "367.8", level.high, self_evident);
  v("touches", "Swing highs and lows within it.", "4", level.touches);
  v("last_touch", "The last candle that turned or, of volume, traded there.",
    "2020-12-15T14:30:00Z", level.last_touch);
  v("strength", "0 to 1: touches, how recent, how far it turned, volume, how often crossed.", "0.7",
    level.strength);
  v("distance_percent", "From the last price, percent.", "-1.2", level.distance_percent);
}

struct LevelsOut {
  std::string symbol;
  market::BarSize bar;
  market::Currency currency;
  std::int64_t candles = 0;
  Time from;
  Time to;
  Price last;
  std::vector<FoundLevel> levels;
  std::optional<Price> value_area_low;
  std::optional<Price> value_area_high;
  std::optional<Price> point_of_control;
  std::optional<std::string> remark;
  market::Origin origin;
};
void describe(LevelsOut& out, Visitor& v) {
  v("symbol", "Instrument as ticker:exchange.", "SPY:ARCA", out.symbol, self_evident);
  v("bar", "Length of one candle.", "1d", out.bar, self_evident);
  v("currency", "Currency of the prices.", "USD", out.currency, self_evident);
  v("candles", "How many candles were looked at.", "251", out.candles, self_evident);
  v("from", "Start of the first candle.", "2019-12-16T14:30:00Z", out.from, self_evident);
  v("to", "Start of the last candle.", "2020-12-14T14:30:00Z", out.to, self_evident);
  v("last", "The last close.", "366.5", out.last, self_evident);
  v("levels", "From the highest price to the lowest.", "", out.levels);
  v("value_area_low", "70 % of the volume was traded above this.", "330.2", out.value_area_low);
  v("value_area_high", "And below this.", "351.9", out.value_area_high);
  v("point_of_control", "Price with the most volume.", "338.1", out.point_of_control);
  v("remark", "What there is none of, and why.", "", out.remark);
  v("origin", "Where the candles come from.", "", out.origin, self_evident);
}

std::string words_for(const FoundLevel& level) {
  std::string text = level.low == level.high
                         ? price_text(level.price)
                         : fmt::format("{} ({} to {})", price_text(level.price),
                                       price_text(level.low), price_text(level.high));
  if (level.distance_percent) text += fmt::format(", {} away", gain_text(*level.distance_percent));
  if (level.basis == market::LevelBasis::volume)
    text += ", much volume";
  else
    text +=
        fmt::format(", {}, last {}", count_text(static_cast<std::size_t>(level.touches), "turn"),
                    second_text(level.last_touch));
  return text + fmt::format(", strength {:.2f}", level.strength);
}

std::string summary(const LevelsOut& out) {
  std::string text = fmt::format("{}, {} of {} from {} to {}, last {} {}.", out.symbol,
                                 count_text(static_cast<std::size_t>(out.candles), "candle"),
                                 out.bar.view(), second_text(out.from), second_text(out.to),
                                 price_text(out.last), out.currency.view());
  for (const auto& [side, title] : {std::pair(market::LevelSide::resistance, "Resistance above"),
                                    std::pair(market::LevelSide::support, "Support below")}) {
    std::vector<std::string> lines;
    for (const FoundLevel& level : out.levels)
      if (level.kind == side) lines.push_back(words_for(level));
    text += lines.empty() ? fmt::format("\n{}: none found.", title)
                          : fmt::format("\n{}:{}", title, listed(lines));
  }
  if (out.point_of_control)
    text += fmt::format("\n70 % of the volume traded between {} and {}, most at {}.",
                        price_text(*out.value_area_low), price_text(*out.value_area_high),
                        price_text(*out.point_of_control));
  if (out.remark) text += "\n" + *out.remark;
  return text + "\n" + source_text(out.origin);
}

void take(const market::LevelMap& map, LevelsOut& out) {
  out.last = map.last;
  for (const market::PriceLevel& level : map.levels)
    out.levels.push_back({level.side, level.basis, level.price, level.low, level.high,
                          level.touches, level.last_touch, market::rounded(level.strength, 2),
                          percent_of(level.price - map.last, map.last)});
  if (map.value_area) {
    out.value_area_low = map.value_area->low;
    out.value_area_high = map.value_area->high;
    out.point_of_control = map.value_area->point_of_control;
  }
  if (!map.remark.empty()) out.remark = map.remark;
}

Task<Result<LevelsOut>> run_levels(LevelsIn in, Context& context) {
  const Result<const market::Instrument*> found =
      co_await resolve_instrument(context, in.symbol.value);
  if (!found) co_return found.error();
  CandleQuery query{*found, in.bar, in.back};
  query.limit = most_candles;
  const Result<market::BarSeries> series = co_await load_candles(context, query);
  if (!series) co_return series.error();
  const Result<market::LevelMap> map =
      market::find_levels(series->bars, (*found)->tick_size, static_cast<std::size_t>(in.limit));
  if (!map) co_return map.error();
  LevelsOut out;
  out.symbol = (*found)->full_name();
  out.bar = in.bar;
  out.currency = (*found)->currency;
  out.candles = static_cast<std::int64_t>(series->bars.size());
  out.from = series->bars.front().time;
  out.to = series->bars.back().time;
  out.origin = series->origin;
  take(*map, out);
  co_return out;
}

}  // namespace

extern const Tool find_levels;
const Tool find_levels{"find_levels", Category::analysis, Effect::reads,
                       "Support and resistance of one instrument: prices where it turned, and "
                       "zones where much was traded, with how strong each is.",
                       run_levels};

}  // namespace pitwall::tool
