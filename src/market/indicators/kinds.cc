// Every indicator that is known by name. A new one is a class beside this file and a row here.
#include "market/indicators/atr.h"
#include "market/indicators/bollinger.h"
#include "market/indicators/ema.h"
#include "market/indicators/macd.h"
#include "market/indicators/obv.h"
#include "market/indicators/rsi.h"
#include "market/indicators/sma.h"
#include "market/indicators/spec.h"
#include "market/indicators/stddev.h"
#include "market/indicators/vwap.h"

namespace pitwall::market {
namespace {

using Numbers = std::span<const double>;
using Lines = std::span<double>;

void spread(double value, Lines lines) { lines[0] = value; }
void spread(const Bands& bands, Lines lines) {
  lines[0] = bands.upper;
  lines[1] = bands.middle;
  lines[2] = bands.lower;
}
void spread(const MacdLines& values, Lines lines) {
  lines[0] = values.macd;
  lines[1] = values.signal;
  lines[2] = values.histogram;
}

// A class of this folder behind the common face: fed with whole bars, or with closes.
template <class Indicator>
class StreamOf final : public IndicatorStream {
 public:
  template <class... Arguments>
  explicit StreamOf(Arguments... arguments) : indicator_(arguments...) {}

  bool update(const Sample& bar, Lines lines) override {
    const auto value = next(bar);
    if (!value) return false;
    spread(*value, lines);
    return true;
  }

 private:
  auto next(const Sample& bar) {
    if constexpr (requires { indicator_.update(bar); }) {
      return indicator_.update(bar);
    } else {
      return indicator_.update(bar.close);
    }
  }
  Indicator indicator_;
};

std::size_t whole(double number) { return static_cast<std::size_t>(number); }

template <class Indicator>
std::unique_ptr<IndicatorStream> make_plain(Numbers) {
  return std::make_unique<StreamOf<Indicator>>();
}
template <class Indicator>
std::unique_ptr<IndicatorStream> make_of_period(Numbers numbers) {
  return std::make_unique<StreamOf<Indicator>>(whole(numbers[0]));
}
std::unique_ptr<IndicatorStream> make_bollinger(Numbers numbers) {
  return std::make_unique<StreamOf<Bollinger>>(whole(numbers[0]), numbers[1]);
}
std::unique_ptr<IndicatorStream> make_macd(Numbers numbers) {
  return std::make_unique<StreamOf<Macd>>(whole(numbers[0]), whole(numbers[1]), whole(numbers[2]));
}

std::size_t one_bar(Numbers) { return 1; }
std::size_t a_period(Numbers numbers) { return whole(numbers[0]); }
std::size_t a_period_of_changes(Numbers numbers) { return whole(numbers[0]) + 1; }
std::size_t slow_and_signal(Numbers numbers) { return whole(numbers[1]) + whole(numbers[2]) - 1; }

constexpr double longest = max_period;
constexpr IndicatorParameter period_20[] = {{"period", 20, 1, longest}};
constexpr IndicatorParameter period_14[] = {{"period", 14, 1, longest}};
// One value alone has no deviation.
constexpr IndicatorParameter deviation[] = {{"period", 20, 2, longest}};
constexpr IndicatorParameter bands[] = {{"period", 20, 2, longest}, {"width", 2, 0.01, 100, false}};
constexpr IndicatorParameter averages[] = {
    {"fast", 12, 1, longest}, {"slow", 26, 2, longest}, {"signal", 9, 1, longest}};

constexpr std::string_view sma_line[] = {"sma"};
constexpr std::string_view ema_line[] = {"ema"};
constexpr std::string_view band_lines[] = {"upper", "middle", "lower"};
constexpr std::string_view vwap_line[] = {"vwap"};
constexpr std::string_view rsi_line[] = {"rsi"};
constexpr std::string_view macd_lines[] = {"macd", "signal", "histogram"};
constexpr std::string_view atr_line[] = {"atr"};
constexpr std::string_view obv_line[] = {"obv"};
constexpr std::string_view stddev_line[] = {"stddev"};

constexpr IndicatorKind kinds[] = {
    {"sma", "ma", "Simple moving average of the close", Pane::price, period_20, sma_line,
     make_of_period<Sma>, a_period},
    {"ema", "", "Exponential moving average of the close", Pane::price, period_20, ema_line,
     make_of_period<Ema>, a_period},
    {"bollinger", "bbands", "Bollinger bands: average, and width x deviation around it",
     Pane::price, bands, band_lines, make_bollinger, a_period},
    {"vwap",
     "",
     "Volume-weighted average price since the session began",
     Pane::price,
     {},
     vwap_line,
     make_plain<Vwap>,
     one_bar},
    {"rsi", "", "Relative strength index, Wilder's, 0 to 100", Pane::below, period_14, rsi_line,
     make_of_period<Rsi>, a_period_of_changes},
    {"macd", "", "Moving average convergence/divergence", Pane::below, averages, macd_lines,
     make_macd, slow_and_signal},
    {"atr", "", "Average true range, Wilder's, in price", Pane::below, period_14, atr_line,
     make_of_period<Atr>, a_period_of_changes},
    {"obv",
     "",
     "On-balance volume, from the first bar on",
     Pane::below,
     {},
     obv_line,
     make_plain<Obv>,
     one_bar},
    {"stddev", "standard_deviation", "Standard deviation of the close (population)", Pane::below,
     deviation, stddev_line, make_of_period<StandardDeviation>, a_period},
};

}  // namespace

std::span<const IndicatorKind> indicator_kinds() { return kinds; }

}  // namespace pitwall::market
