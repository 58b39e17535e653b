#include "talib_peer.h"

#include <cstdio>
#include <cstdlib>

#include "ta_func.h"

namespace pitwall::bench {
namespace {

using Outputs = std::array<double*, 3>;

// Calls a function of TA-Lib on all bars: the inputs and its options, then its outputs.
template <class Call>
std::size_t all(const Columns& bars, Call call) {
  int begin = 0;
  int count = 0;
  if (call(static_cast<int>(bars.close.size()) - 1, &begin, &count) != TA_SUCCESS) {
    std::fputs("bench_indicators: TA-Lib refused its arguments\n", stderr);
    std::exit(1);
  }
  return count > 0 ? static_cast<std::size_t>(begin) : bars.close.size();
}

using OfPeriod = TA_RetCode (*)(int, int, const double*, int, int*, int*, double*);
template <OfPeriod function, int period, std::vector<double> Columns::* column = &Columns::close>
std::size_t of_period(const Columns& bars, const Outputs& out) {
  return all(bars, [&](int last, int* begin, int* count) {
    return function(0, last, (bars.*column).data(), period, begin, count, out[0]);
  });
}

using OfRange = TA_RetCode (*)(int, int, const double*, const double*, const double*, int, int*,
                               int*, double*);
template <OfRange function, int period>
std::size_t of_range(const Columns& bars, const Outputs& out) {
  return all(bars, [&](int last, int* begin, int* count) {
    return function(0, last, bars.high.data(), bars.low.data(), bars.close.data(), period, begin,
                    count, out[0]);
  });
}

std::size_t macd(const Columns& bars, const Outputs& out) {
  return all(bars, [&](int last, int* begin, int* count) {
    return TA_MACD(0, last, bars.close.data(), 12, 26, 9, begin, count, out[0], out[1], out[2]);
  });
}
std::size_t bollinger(const Columns& bars, const Outputs& out) {
  return all(bars, [&](int last, int* begin, int* count) {
    return TA_BBANDS(0, last, bars.close.data(), 20, 2, 2, TA_MAType_SMA, begin, count, out[0],
                     out[1], out[2]);
  });
}
std::size_t deviation(const Columns& bars, const Outputs& out) {
  return all(bars, [&](int last, int* begin, int* count) {
    return TA_STDDEV(0, last, bars.close.data(), 20, 1, begin, count, out[0]);
  });
}
std::size_t middle(const Columns& bars, const Outputs& out) {
  return all(bars, [&](int last, int* begin, int* count) {
    return TA_MIDPRICE(0, last, bars.high.data(), bars.low.data(), 20, begin, count, out[0]);
  });
}
std::size_t stochastic(const Columns& bars, const Outputs& out) {
  return all(bars, [&](int last, int* begin, int* count) {
    return TA_STOCH(0, last, bars.high.data(), bars.low.data(), bars.close.data(), 14, 3,
                    TA_MAType_SMA, 3, TA_MAType_SMA, begin, count, out[0], out[1]);
  });
}
std::size_t fast_stochastic(const Columns& bars, const Outputs& out) {
  return all(bars, [&](int last, int* begin, int* count) {
    return TA_STOCHF(0, last, bars.high.data(), bars.low.data(), bars.close.data(), 14, 3,
                     TA_MAType_SMA, begin, count, out[0], out[1]);
  });
}
std::size_t money_flow(const Columns& bars, const Outputs& out) {
  return all(bars, [&](int last, int* begin, int* count) {
    return TA_MFI(0, last, bars.high.data(), bars.low.data(), bars.close.data(), bars.volume.data(),
                  14, begin, count, out[0]);
  });
}
std::size_t true_range(const Columns& bars, const Outputs& out) {
  return all(bars, [&](int last, int* begin, int* count) {
    return TA_TRANGE(0, last, bars.high.data(), bars.low.data(), bars.close.data(), begin, count,
                     out[0]);
  });
}
std::size_t on_balance_volume(const Columns& bars, const Outputs& out) {
  return all(bars, [&](int last, int* begin, int* count) {
    return TA_OBV(0, last, bars.close.data(), bars.volume.data(), begin, count, out[0]);
  });
}

}  // namespace

std::span<const Peer> talib() {
  static const std::vector<Peer> peers{
      {"sma(20)", "SMA", {0}, true, of_period<TA_SMA, 20>},
      {"sma(200)", "SMA", {0}, true, of_period<TA_SMA, 200>},
      {"ema(20)", "EMA", {0}, true, of_period<TA_EMA, 20>},
      {"wma(20)", "WMA", {0}, true, of_period<TA_WMA, 20>},
      {"dema(20)", "DEMA", {0}, true, of_period<TA_DEMA, 20>},
      {"tema(20)", "TEMA", {0}, true, of_period<TA_TEMA, 20>},
      {"linear_regression(14)", "LINEARREG", {0}, true, of_period<TA_LINEARREG, 14>},
      {"linear_regression_slope(14)",
       "LINEARREG_SLOPE",
       {0},
       true,
       of_period<TA_LINEARREG_SLOPE, 14>},
      {"bollinger(20,2)", "BBANDS", {0, 1, 2}, true, bollinger},
      {"stddev(20)", "STDDEV", {0}, true, deviation},
      {"highest(20)", "MAX", {0}, true, of_period<TA_MAX, 20>},
      {"lowest(20)", "MIN", {0}, true, of_period<TA_MIN, 20>},
      {"donchian(20)", "MAX", {0}, true, of_period<TA_MAX, 20, &Columns::high>},
      {"donchian(20)", "MIN", {2}, true, of_period<TA_MIN, 20, &Columns::low>},
      {"donchian(20)", "MIDPRICE", {1}, false, middle},
      {"rsi(14)", "RSI", {0}, true, of_period<TA_RSI, 14>},
      {"macd(12,26,9)", "MACD", {0, 1, 2}, true, macd},
      {"stochastic(14,3,3)", "STOCH", {0, 1}, true, stochastic},
      {"fast_stochastic(14,3)", "STOCHF", {0, 1}, true, fast_stochastic},
      {"adx(14)", "ADX", {0}, true, of_range<TA_ADX, 14>},
      {"adx(14)", "PLUS_DI", {1}, false, of_range<TA_PLUS_DI, 14>},
      {"adx(14)", "MINUS_DI", {2}, false, of_range<TA_MINUS_DI, 14>},
      {"cci(20)", "CCI", {0}, true, of_range<TA_CCI, 20>},
      {"mfi(14)", "MFI", {0}, true, money_flow},
      {"roc(10)", "ROC", {0}, true, of_period<TA_ROC, 10>},
      {"atr(14)", "ATR", {0}, true, of_range<TA_ATR, 14>},
      {"true_range", "TRANGE", {0}, true, true_range},
      {"obv", "OBV", {0}, true, on_balance_volume},
      {"volume_average(20)", "SMA", {0}, true, of_period<TA_SMA, 20, &Columns::volume>},
  };
  return peers;
}

}  // namespace pitwall::bench
