// How long one look at 5,000 conditions over 500 symbols takes: ours in a sweep and one by one, and
// muParser's, which is asked the same of the same figures in the same run. All have one shape and
// constants of their own, and every result is compared. Each looks at the same moments of the
// market in a row. Prints one line of JSON, times in nanoseconds a condition (the median of the
// looks).
//   bench_expressions SECONDS
#include <muParser.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "base/counted_new.h"
#include "expr/sweep.h"

namespace {

using namespace pitwall;

constexpr std::size_t symbols = 500;
constexpr std::size_t conditions = 5000;
constexpr std::size_t inputs = 4;  // of each symbol: price, rsi, sma, atr
constexpr std::size_t moments = 16;
constexpr std::size_t most_times = 1'000'000;

class Numbers {  // the same on every machine
 public:
  double between(double least, double most) {
    state_ ^= state_ << 13, state_ ^= state_ >> 7, state_ ^= state_ << 17;
    return least + static_cast<double>(state_ >> 11) / 9007199254740992.0 * (most - least);
  }

 private:
  std::uint64_t state_ = 88172645463325252U;
};

using Values = std::vector<double>;  // of each symbol its inputs, one after the other

Values market_now(Numbers& numbers) {
  Values values;
  for (std::size_t i = 0; i < symbols; ++i) {
    const double price = numbers.between(20, 400);
    values.insert(values.end(),
                  {price, numbers.between(0, 100), price * numbers.between(0.95, 1.05),
                   price * numbers.between(0.002, 0.02)});
  }
  return values;
}

struct Condition {
  std::size_t symbol = 0;
  double above = 0, below = 0, far = 0;
};

class Peer {
 public:
  Peer(const std::vector<Condition>& all, Values& values) : parsers_(all.size()) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      const char* const names[inputs] = {"price", "rsi", "sma", "atr"};
      for (std::size_t k = 0; k < inputs; ++k)
        parsers_[i].DefineVar(names[k], &values[all[i].symbol * inputs + k]);
      parsers_[i].SetExpr(fmt::format("(price > {} && rsi < {}) || (price - sma) / atr > {}",
                                      all[i].above, all[i].below, all[i].far));
      parsers_[i].Eval();  // compiles it
    }
  }
  void run(std::vector<expr::Truth>& results) {
    for (std::size_t i = 0; i < parsers_.size(); ++i)
      results[i] = parsers_[i].Eval() != 0 ? expr::Truth::yes : expr::Truth::no;
  }

 private:
  std::vector<mu::Parser> parsers_;
};

class Ours {
 public:
  explicit Ours(const std::vector<Condition>& all) {
    for (const Condition& one : all) {
      compiled_.push_back(
          expr::Expression::compile(fmt::format("(price > {} and rsi(14, 5m) < {}) or "
                                                "(price - sma(20, 5m)) / atr(14, 5m) > {}",
                                                one.above, one.below, one.far))
              .value());
      std::vector<std::uint32_t> slots;
      for (std::size_t k = 0; k < inputs; ++k)
        slots.push_back(static_cast<std::uint32_t>(one.symbol * inputs + k));
      sweep_.add(compiled_.back(), slots);
    }
  }
  void run(const Values& values, std::vector<expr::Truth>& results) { sweep_.run(values, results); }
  void run_one_by_one(const std::vector<Condition>& all, const Values& values,
                      std::vector<expr::Truth>& results) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::span<const double> own = std::span(values).subspan(all[i].symbol * inputs, inputs);
      results[i] = compiled_[i].evaluate(own, state_);
    }
  }

 private:
  std::vector<expr::Expression> compiled_;
  expr::Sweep sweep_;
  expr::State state_;  // these conditions remember nothing
};

using Answers = std::vector<expr::Truth>;

// Looks at one moment of the market after the other, and adds what each look took a condition.
template <class Look>
void look_at_all(const std::vector<Values>& market, Values& now, std::vector<Answers>& answers,
                 std::vector<double>& nanoseconds, const Look& look) {
  for (std::size_t i = 0; i < market.size(); ++i) {
    std::ranges::copy(market[i], now.begin());
    const auto began = std::chrono::steady_clock::now();
    look(answers[i]);
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - began;
    nanoseconds.push_back(took.count() / static_cast<double>(conditions));
  }
}

double median(std::vector<double>& values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  using Clock = std::chrono::steady_clock;
  const std::chrono::duration<double> length(argc > 1 ? std::atof(argv[1]) : 2.0);
  Numbers numbers;
  std::vector<Values> market;
  for (std::size_t i = 0; i < moments; ++i) market.push_back(market_now(numbers));
  std::vector<Condition> all;
  for (std::size_t i = 0; i < conditions; ++i)
    all.push_back({i % symbols, std::round(numbers.between(50, 350)),
                   std::round(numbers.between(20, 80)), std::round(numbers.between(-3, 3))});
  Values now = market[0];
  Peer peer(all, now);
  Ours ours(all);
  std::vector<Answers> theirs(moments, Answers(conditions)), swept = theirs, alone = theirs;
  std::vector<double> peer_ns, sweep_ns, alone_ns;
  for (std::vector<double>* times : {&peer_ns, &sweep_ns, &alone_ns}) times->reserve(most_times);
  std::size_t allocated = 0, held = 0, looks = 0;
  const Clock::time_point end = Clock::now() + std::chrono::duration_cast<Clock::duration>(length);
  while (Clock::now() < end && peer_ns.size() + moments <= most_times) {
    look_at_all(market, now, theirs, peer_ns, [&](Answers& answers) { peer.run(answers); });
    const std::size_t before = allocations;
    look_at_all(market, now, swept, sweep_ns, [&](Answers& answers) { ours.run(now, answers); });
    look_at_all(market, now, alone, alone_ns,
                [&](Answers& answers) { ours.run_one_by_one(all, now, answers); });
    allocated += allocations - before;
    if (swept != theirs || alone != theirs) {
      std::fprintf(stderr, "the answers differ\n");
      return 1;
    }
    for (const Answers& answers : theirs)
      held += static_cast<std::size_t>(std::ranges::count(answers, expr::Truth::yes));
    looks += moments * conditions;
  }
  // A comparison of conditions that never hold, or that allocate, would be worth nothing.
  if (held < looks / 10 || held > looks / 10 * 9 || allocated != 0) {
    std::fprintf(stderr, "%zu of %zu hold, %zu allocations\n", held, looks, allocated);
    return 1;
  }
  std::printf(
      "{\"conditions\":%zu,\"symbols\":%zu,\"sweep_ns\":%.2f,\"single_ns\":%.2f,"
      "\"peer_ns\":%.2f}\n",
      conditions, symbols, median(sweep_ns), median(alone_ns), median(peer_ns));
  return 0;
}
