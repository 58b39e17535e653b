// The table of what there is. A row and a class is all that an indicator needs to be known
// everywhere.
#include "market/indicators/adx.h"
#include "market/indicators/atr.h"
#include "market/indicators/bollinger.h"
#include "market/indicators/cci.h"
#include "market/indicators/dema.h"
#include "market/indicators/donchian.h"
#include "market/indicators/ema.h"
#include "market/indicators/extremes.h"
#include "market/indicators/keltner.h"
#include "market/indicators/linear_regression.h"
#include "market/indicators/macd.h"
#include "market/indicators/mfi.h"
#include "market/indicators/obv.h"
#include "market/indicators/pivots.h"
#include "market/indicators/roc.h"
#include "market/indicators/rsi.h"
#include "market/indicators/sma.h"
#include "market/indicators/spec.h"
#include "market/indicators/stddev.h"
#include "market/indicators/stochastic.h"
#include "market/indicators/stream_of.h"
#include "market/indicators/true_range.h"
#include "market/indicators/volume_average.h"
#include "market/indicators/vwap.h"

namespace pitwall::market {
namespace {

using Numbers = std::span<const double>;
using Made = std::unique_ptr<IndicatorStream>;

std::size_t whole(double number) { return static_cast<std::size_t>(number); }

template <class Indicator>
Made stream_of(Indicator indicator) {
  return std::make_unique<StreamOf<Indicator>>(std::move(indicator));
}
template <class Indicator>
Made plain(Numbers) {
  return stream_of(Indicator());
}
template <class Indicator>
Made of_period(Numbers numbers) {
  return stream_of(Indicator(whole(numbers[0])));
}
Made bollinger(Numbers numbers) { return stream_of(Bollinger(whole(numbers[0]), numbers[1])); }
Made keltner(Numbers numbers) {
  return stream_of(Keltner(whole(numbers[0]), numbers[1], whole(numbers[2])));
}
Made macd(Numbers numbers) {
  return stream_of(Macd(whole(numbers[0]), whole(numbers[1]), whole(numbers[2])));
}
Made stochastic(Numbers numbers) {
  return stream_of(Stochastic(whole(numbers[0]), whole(numbers[1]), whole(numbers[2])));
}
Made fast_stochastic(Numbers numbers) {
  return stream_of(FastStochastic(whole(numbers[0]), whole(numbers[1])));
}

// How many bars there must be for the first value.
std::size_t one_bar(Numbers) { return 1; }
std::size_t one_change(Numbers) { return 2; }
std::size_t three_sessions(Numbers) { return 3; }
std::size_t a_period(Numbers numbers) { return whole(numbers[0]); }
std::size_t a_period_of_changes(Numbers numbers) { return whole(numbers[0]) + 1; }
std::size_t twice(Numbers numbers) { return 2 * whole(numbers[0]); }
template <std::size_t times>
std::size_t averages_of_averages(Numbers numbers) {
  return times * (whole(numbers[0]) - 1) + 1;
}
std::size_t slow_and_signal(Numbers numbers) { return whole(numbers[1]) + whole(numbers[2]) - 1; }
std::size_t channel(Numbers numbers) { return std::max(whole(numbers[0]), whole(numbers[2]) + 1); }
std::size_t all_in_turn(Numbers numbers) {
  std::size_t bars = 1;
  for (const double number : numbers) bars += whole(number) - 1;
  return bars;
}

// What depends on where sessions begin, and how many of them, whole, it looks back over.
constexpr std::size_t this_session = 1;
constexpr std::size_t session_before = 2;

constexpr double longest = max_period;
constexpr IndicatorParameter period_10[] = {{"period", 10, 1, longest}};
constexpr IndicatorParameter period_14[] = {{"period", 14, 1, longest}};
constexpr IndicatorParameter period_20[] = {{"period", 20, 1, longest}};
// One value alone has no deviation, direction or slope.
constexpr IndicatorParameter from_2_14[] = {{"period", 14, 2, longest}};
constexpr IndicatorParameter from_2_20[] = {{"period", 20, 2, longest}};
constexpr IndicatorParameter bands[] = {{"period", 20, 2, longest}, {"width", 2, 0.01, 100, false}};
constexpr IndicatorParameter range_bands[] = {
    {"period", 20, 1, longest}, {"width", 2, 0.01, 100, false}, {"range_period", 10, 1, longest}};
constexpr IndicatorParameter averages[] = {
    {"fast", 12, 1, longest}, {"slow", 26, 2, longest}, {"signal", 9, 1, longest}};
constexpr IndicatorParameter slow_lines[] = {
    {"period", 14, 1, longest}, {"k", 3, 1, longest}, {"d", 3, 1, longest}};
constexpr IndicatorParameter fast_lines[] = {{"period", 14, 1, longest}, {"d", 3, 1, longest}};

constexpr std::span<const IndicatorParameter> no_parameters;

constexpr std::string_view sma_line[] = {"sma"};
constexpr std::string_view ema_line[] = {"ema"};
constexpr std::string_view wma_line[] = {"wma"};
constexpr std::string_view dema_line[] = {"dema"};
constexpr std::string_view tema_line[] = {"tema"};
constexpr std::string_view regression_line[] = {"linear_regression"};
constexpr std::string_view band_lines[] = {"upper", "middle", "lower"};
constexpr std::string_view highest_line[] = {"highest"};
constexpr std::string_view lowest_line[] = {"lowest"};
constexpr std::string_view vwap_line[] = {"vwap"};
constexpr std::string_view pivot_lines[] = {"pivot", "r1", "r2", "r3", "s1", "s2", "s3"};
constexpr std::string_view rsi_line[] = {"rsi"};
constexpr std::string_view macd_lines[] = {"macd", "signal", "histogram"};
constexpr std::string_view stochastic_lines[] = {"k", "d"};
constexpr std::string_view adx_lines[] = {"adx", "plus_di", "minus_di"};
constexpr std::string_view cci_line[] = {"cci"};
constexpr std::string_view mfi_line[] = {"mfi"};
constexpr std::string_view roc_line[] = {"roc"};
constexpr std::string_view slope_line[] = {"linear_regression_slope"};
constexpr std::string_view atr_line[] = {"atr"};
constexpr std::string_view true_range_line[] = {"true_range"};
constexpr std::string_view stddev_line[] = {"stddev"};
constexpr std::string_view obv_line[] = {"obv"};
constexpr std::string_view volume_average_line[] = {"volume_average"};

constexpr IndicatorKind kinds[] = {
    {"sma", "ma", "Simple moving average of the close", Pane::price, period_20, sma_line,
     of_period<Sma>, a_period},
    {"ema", "", "Exponential moving average of the close", Pane::price, period_20, ema_line,
     of_period<Ema>, a_period},
    {"bollinger", "bbands", "Bollinger bands: average, and width x deviation around it",
     Pane::price, bands, band_lines, bollinger, a_period},
    {"vwap", "", "Volume-weighted average price since the session began", Pane::price,
     no_parameters, vwap_line, plain<Vwap>, one_bar, this_session},
    {"wma", "", "Weighted moving average of the close, the newest n times the oldest", Pane::price,
     period_20, wma_line, of_period<Wma>, a_period},
    {"dema", "", "Double exponential moving average of the close", Pane::price, period_20,
     dema_line, of_period<Dema>, averages_of_averages<2>},
    {"tema", "", "Triple exponential moving average of the close", Pane::price, period_20,
     tema_line, of_period<Tema>, averages_of_averages<3>},
    {"linear_regression", "linreg", "Where the straight line through the last closes stands now",
     Pane::price, from_2_14, regression_line, of_period<LinearRegression>, a_period},
    {"keltner", "", "Keltner channel: exponential average, and width x ATR around it", Pane::price,
     range_bands, band_lines, keltner, channel},
    {"donchian", "", "Donchian channel: highest high, lowest low, and the middle", Pane::price,
     period_20, band_lines, of_period<Donchian>, a_period},
    {"highest", "", "Highest close", Pane::price, period_20, highest_line, of_period<Highest>,
     a_period},
    {"lowest", "", "Lowest close", Pane::price, period_20, lowest_line, of_period<Lowest>,
     a_period},
    {"pivots", "pivot_points", "Classic pivot points of the session before", Pane::price,
     no_parameters, pivot_lines, plain<Pivots>, three_sessions, session_before},
    {"rsi", "", "Relative strength index, Wilder's, 0 to 100", Pane::below, period_14, rsi_line,
     of_period<Rsi>, a_period_of_changes},
    {"macd", "", "Moving average convergence/divergence", Pane::below, averages, macd_lines, macd,
     slow_and_signal},
    {"stochastic", "stoch", "Stochastic oscillator, slow, 0 to 100", Pane::below, slow_lines,
     stochastic_lines, stochastic, all_in_turn},
    {"fast_stochastic", "stochf", "Stochastic oscillator, fast, 0 to 100", Pane::below, fast_lines,
     stochastic_lines, fast_stochastic, all_in_turn},
    {"adx", "dmi", "Average directional index with +DI and -DI, Wilder's, 0 to 100", Pane::below,
     from_2_14, adx_lines, of_period<Adx>, twice},
    {"cci", "", "Commodity channel index", Pane::below, from_2_20, cci_line, of_period<Cci>,
     a_period},
    {"mfi", "", "Money flow index, 0 to 100", Pane::below, period_14, mfi_line, of_period<Mfi>,
     a_period_of_changes},
    {"roc", "", "Rate of change of the close, in per cent", Pane::below, period_10, roc_line,
     of_period<Roc>, a_period_of_changes},
    {"linear_regression_slope", "linreg_slope",
     "Slope of the straight line through the last closes, in price a bar", Pane::below, from_2_14,
     slope_line, of_period<LinearRegressionSlope>, a_period},
    {"atr", "", "Average true range, Wilder's, in price", Pane::below, period_14, atr_line,
     of_period<Atr>, a_period_of_changes},
    {"true_range", "trange", "True range of each bar, in price", Pane::below, no_parameters,
     true_range_line, plain<TrueRange>, one_change},
    {"stddev", "standard_deviation", "Standard deviation of the close (population)", Pane::below,
     from_2_20, stddev_line, of_period<StandardDeviation>, a_period},
    {"obv", "", "On-balance volume, from the first bar on", Pane::below, no_parameters, obv_line,
     plain<Obv>, one_bar},
    {"volume_average", "volume_sma", "Simple average of the volume", Pane::below, period_20,
     volume_average_line, of_period<VolumeAverage>, a_period},
};

}  // namespace

std::span<const IndicatorKind> indicator_kinds() { return kinds; }

}  // namespace pitwall::market
