// Indicators beside those of TA-Lib, built from its C sources.
//
//   bench_indicators SECONDS [NAME]
//       What a value costs: a line of JSON for each indicator, or for the one of that name.
//   bench_indicators --check FILE...
//       Whether all agree, on a walk and on series of CSV with columns of dates, opens, highs,
//       lows, closes and volumes.
//   bench_indicators --reference
//       The table that the unit tests compare with.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <map>

#include "market/indicators/spec.h"
#include "market/indicators/test_walk.h"
#include "talib_peer.h"

namespace pitwall::bench {
namespace {

using market::IndicatorSpec;
using Clock = std::chrono::steady_clock;
using Lines = std::vector<std::vector<double>>;

Columns walk(std::size_t count) {
  Columns columns;
  for (const market::Bar& bar : market::walk(count)) {
    columns.high.push_back(bar.high.to_double());
    columns.low.push_back(bar.low.to_double());
    columns.close.push_back(bar.close.to_double());
    columns.volume.push_back(bar.volume.to_double());
  }
  return columns;
}

// Our lines over the bars; `lines` is as large as they are.
void run_ours(const IndicatorSpec& spec, const Columns& bars, Lines& lines) {
  std::vector<std::span<double>> columns(lines.begin(), lines.end());
  spec.make_stream()->run(bars.view(), columns);
}
Lines room_for(const IndicatorSpec& spec, const Columns& bars) {
  return Lines(spec.kind().lines.size(), std::vector<double>(bars.close.size()));
}

// ---- What a value costs -------------------------------------------------------------------------

// Of this thread's own time: the processors may have others to serve.
double thread_nanoseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

double nanoseconds_each(const Columns& bars, auto&& work) {
  const double begin = thread_nanoseconds();
  work();
  return (thread_nanoseconds() - begin) / static_cast<double>(bars.close.size());
}

struct Costs {
  double batch = 1e9, streaming = 1e9, theirs = 1e9;
};

void stream_all(const IndicatorSpec& spec, const Columns& bars, Lines& lines) {
  const auto stream = spec.make_stream();
  std::array<double, market::max_indicator_lines> values{};
  for (std::size_t i = 0; i < bars.close.size(); ++i) {
    stream->update({bars.high[i], bars.low[i], bars.close[i], bars.volume[i], i % 390 == 0},
                   values);
    lines[0][i] = values[0];
  }
}

// The least of many rounds: what disturbs a round only ever makes it longer.
Costs measure(const IndicatorSpec& spec, const Columns& bars, double seconds) {
  Costs costs;
  Lines ours = room_for(spec, bars);
  Lines theirs(3, std::vector<double>(bars.close.size()));
  const std::array<double*, 3> outputs{theirs[0].data(), theirs[1].data(), theirs[2].data()};
  const Clock::time_point end = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                                   std::chrono::duration<double>(seconds));
  do {
    costs.batch =
        std::min(costs.batch, nanoseconds_each(bars, [&] { run_ours(spec, bars, ours); }));
    costs.streaming =
        std::min(costs.streaming, nanoseconds_each(bars, [&] { stream_all(spec, bars, ours); }));
    double peers = 0;
    for (const Peer& peer : talib())
      if (peer.indicator == spec.text() && peer.timed)
        peers += nanoseconds_each(bars, [&] { peer.run(bars, outputs); });
    costs.theirs = std::min(costs.theirs, peers);
  } while (Clock::now() < end);
  return costs;
}

std::vector<IndicatorSpec> all_of_them() {
  std::vector<IndicatorSpec> all;
  for (const Peer& peer : talib()) {
    const IndicatorSpec spec = IndicatorSpec::parse(peer.indicator).value();
    if (std::ranges::find(all, spec) == all.end()) all.push_back(spec);
  }
  for (const market::IndicatorKind& kind : market::indicator_kinds()) {
    const IndicatorSpec spec = IndicatorSpec::parse(kind.name).value();
    if (std::ranges::find(all, spec) == all.end()) all.push_back(spec);
  }
  return all;
}

int measure_all(double seconds, std::string_view only) {
  const Columns bars = walk(1'000'000);
  std::vector<IndicatorSpec> all = all_of_them();
  if (!only.empty())
    std::erase_if(all, [&](const IndicatorSpec& spec) { return spec.kind().name != only; });
  for (const IndicatorSpec& spec : all) {
    const Costs costs = measure(spec, bars, seconds / static_cast<double>(all.size()));
    std::printf(
        "{\"indicator\":\"%s\",\"batch_ns\":%.2f,\"streaming_ns\":%.2f,\"talib_ns\":%.2f}\n",
        spec.text().c_str(), costs.batch, costs.streaming, costs.theirs);
  }
  return 0;
}

// ---- Whether they agree -------------------------------------------------------------------------

// Of a value, or of the mean size of its line where that is greater: some lines cross zero.
constexpr double tolerance = 1e-9;

constexpr std::size_t fourteen = 14, twenty = 20;  // the periods of those below

bool no_range_lately(const Columns& bars, std::size_t i) {
  constexpr std::size_t averaged = 5;
  for (std::size_t end = std::max(i + 1 - averaged, fourteen - 1); end <= i; ++end) {
    const std::size_t from = end + 1 - fourteen;
    const auto highs = std::span(bars.high).subspan(from, fourteen);
    const auto lows = std::span(bars.low).subspan(from, fourteen);
    if (std::ranges::max(highs) == std::ranges::min(lows)) return true;
  }
  return false;
}

bool no_money_lately(const Columns& bars, std::size_t i) {
  const auto typical = [&](std::size_t j) {
    return (bars.high[j] + bars.low[j] + bars.close[j]) / 3;
  };
  double money = 0;
  for (std::size_t j = i + 1 - fourteen; j <= i; ++j)
    if (typical(j) != typical(j - 1)) money += typical(j) * bars.volume[j];
  return money < 1;
}

// Ours say 50, not 0, where n bars had no range and where less than one unit of money flowed up or
// down.
bool differs_by_rule(const Peer& peer, const Columns& bars, std::size_t i) {
  if (peer.function == "MFI") return no_money_lately(bars, i);
  if (peer.function == "STOCH" || peer.function == "STOCHF") return no_range_lately(bars, i);
  return false;
}

// TA-Lib takes a variance for the difference of two sums that are alike: where that has cost it
// its digits, ours must still be what the definition says.
bool is_more_exact(const Peer& peer, const Columns& bars, std::size_t i, double ours) {
  if (peer.function != "STDDEV") return false;
  const auto values = std::span(bars.close).subspan(i + 1 - twenty, twenty);
  long double mean = 0, squares = 0;
  for (const double value : values) mean += value / static_cast<long double>(twenty);
  for (const double value : values) squares += (value - mean) * (value - mean);
  const auto exact = static_cast<double>(std::sqrt(squares / twenty));
  return std::abs(ours - exact) <= tolerance * exact;
}

std::size_t check_peer(const Peer& peer, const std::string& series, const Columns& bars) {
  const IndicatorSpec spec = IndicatorSpec::parse(peer.indicator).value();
  Lines ours = room_for(spec, bars);
  run_ours(spec, bars, ours);
  Lines theirs(3, std::vector<double>(bars.close.size()));
  const std::size_t begin = peer.run(bars, {theirs[0].data(), theirs[1].data(), theirs[2].data()});
  std::size_t wrong = 0, apart = 0, compared = 0;
  double worst = 0;
  for (std::size_t k = 0; k < peer.lines.size(); ++k) {
    const std::vector<double>& line = ours[peer.lines[k]];
    double size = 0;
    for (std::size_t i = begin; i < line.size(); ++i)
      size += std::abs(theirs[k][i - begin]) / static_cast<double>(line.size() - begin);
    for (std::size_t i = begin; i < line.size(); ++i) {
      const double their = theirs[k][i - begin];
      if (std::isnan(line[i]) && i + 1 < spec.bars_needed()) continue;  // +DI begins before ADX
      ++compared;
      const double off = std::abs(line[i] - their) / std::max(std::abs(their), size);
      if (line[i] == their || off <= tolerance) {
        worst = line[i] == their ? worst : std::max(worst, off);
      } else if (differs_by_rule(peer, bars, i) || is_more_exact(peer, bars, i, line[i])) {
        ++apart;
      } else if (wrong++ == 0) {
        std::printf("%s %s of TA-Lib %s, line %zu, bar %zu: %.17g, not %.17g\n", series.c_str(),
                    spec.text().c_str(), std::string(peer.function).c_str(), k, i, line[i], their);
      }
    }
  }
  std::printf(
      "{\"series\":\"%s\",\"indicator\":\"%s\",\"function\":\"%s\",\"values\":%zu,"
      "\"worst\":%.1e,\"apart\":%zu,\"wrong\":%zu}\n",
      series.c_str(), spec.text().c_str(), std::string(peer.function).c_str(), compared, worst,
      apart, wrong);
  return wrong;
}

Columns read_series(const char* path) {
  Columns bars;
  std::ifstream file(path);
  std::string text;
  while (std::getline(file, text)) {
    std::vector<double> numbers;
    for (std::size_t at = text.find(','); at != text.npos; at = text.find(',', at + 1)) {
      double number = 0;
      const auto read = std::from_chars(text.data() + at + 1, text.data() + text.size(), number);
      if (read.ec == std::errc()) numbers.push_back(number);
    }
    if (numbers.size() < 4) continue;  // the head
    bars.high.push_back(numbers[1]);
    bars.low.push_back(numbers[2]);
    bars.close.push_back(numbers[3]);
    bars.volume.push_back(numbers.size() > 4 ? numbers[4] : 0);
  }
  return bars;
}

int check_all(std::span<char*> paths) {
  std::map<std::string, Columns> all{{"walk", walk(100'000)}};
  for (const char* path : paths) all[path] = read_series(path);
  std::size_t wrong = 0;
  for (const auto& [name, bars] : all) {
    if (bars.close.size() < 100) {
      std::fprintf(stderr, "bench_indicators: %s has %zu bars\n", name.c_str(), bars.close.size());
      return 1;
    }
    for (const Peer& peer : talib()) wrong += check_peer(peer, name, bars);
  }
  return wrong == 0 ? 0 : 1;
}

// ---- The table of the unit tests ----------------------------------------------------------------

int write_reference() {
  constexpr std::size_t count = 400, step = 29;
  const Columns bars = walk(count);
  std::puts("# Written by bench_indicators --reference: what TA-Lib's functions give on the first");
  std::printf("# %zu bars of test_walk.h. Indicator, line, bar from 0, value.\n", count);
  for (const Peer& peer : talib()) {
    Lines theirs(3, std::vector<double>(count));
    const std::size_t begin =
        peer.run(bars, {theirs[0].data(), theirs[1].data(), theirs[2].data()});
    const IndicatorSpec spec = IndicatorSpec::parse(peer.indicator).value();
    for (std::size_t k = 0; k < peer.lines.size(); ++k)
      for (std::size_t i = std::max(begin, spec.bars_needed() - 1); i < count; i += step)
        if (!differs_by_rule(peer, bars, i))
          std::printf("%s %s %zu %.17g\n", spec.text().c_str(),
                      std::string(spec.kind().lines[peer.lines[k]]).c_str(), i,
                      theirs[k][i - begin]);
  }
  return 0;
}

}  // namespace
}  // namespace pitwall::bench

int main(int argc, char** argv) {
  using namespace pitwall::bench;
  const std::span<char*> arguments(argv + 1, static_cast<std::size_t>(argc - 1));
  const std::string_view first = arguments.empty() ? "" : arguments[0];
  if (first == "--check") return check_all(arguments.subspan(1));
  if (first == "--reference") return write_reference();
  return measure_all(arguments.empty() ? 10 : std::atof(arguments[0]),
                     arguments.size() > 1 ? arguments[1] : "");
}
