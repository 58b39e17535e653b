// How fast the nearest vectors are found, and whether they are the nearest: rounded to bytes and
// the best judged again, beside a scan of the exact numbers. One line of JSON.
//   bench_vectors [TEXTS [DIMENSION]]   73,089 and 384 where nothing is said
#include <charconv>
#include <chrono>
#include <ctime>

#include "base/json.h"
#include "knowledge/search/bm25.h"
#include "knowledge/search/test_vectors.h"
#include "knowledge/search/vector_index.h"

namespace {

using namespace pitwall;
using namespace pitwall::knowledge;

constexpr std::size_t depth = 10;
constexpr int questions = 200;
constexpr std::size_t clusters = 987;       // one for each document
constexpr std::size_t true_dimension = 48;  // what vectors of language really spread over

// Clustered, and spread over few of their dimensions, as those of texts are.
class MadeVectors {
 public:
  MadeVectors(std::size_t texts, std::size_t dimension) : dimension_(dimension) {
    for (std::size_t i = 0; i < true_dimension; ++i) {
      axes_.push_back(random_vector(dice_, dimension));
    }
    std::vector<TestVector> centres;
    for (std::size_t i = 0; i < clusters; ++i) {
      centres.push_back(random_vector(dice_, true_dimension));
    }
    for (std::size_t i = 0; i < texts; ++i) {
      const TestVector own = random_vector(dice_, true_dimension);
      texts_.push_back(unit(spread(mixed(centres[dice_.below(clusters)], own, 0.6))));
    }
  }
  const std::vector<TestVector>& texts() const { return texts_; }
  TestVector question() {
    const TestVector noise = unit(spread(random_vector(dice_, true_dimension)));
    return unit(mixed(texts_[dice_.below(texts_.size())], noise, 0.5));
  }

 private:
  TestVector spread(const TestVector& point) const {
    TestVector sum(dimension_);
    for (std::size_t i = 0; i < true_dimension; ++i) sum = mixed(sum, axes_[i], double{point[i]});
    return sum;
  }
  static TestVector unit(TestVector vector) {
    double square = 0;
    for (const float x : vector) square += double{x} * double{x};
    for (float& x : vector) x = static_cast<float>(double{x} / std::sqrt(square));
    return vector;
  }

  std::size_t dimension_;
  Dice dice_{1};
  std::vector<TestVector> axes_;
  std::vector<TestVector> texts_;
};

// The peer: 32-bit numbers, one text after another, in as many sums as a processor adds at once,
// and in steps as wide as those that it is compared with.
[[gnu::always_inline]] inline void exact_products(const float* row, const TestVector& point,
                                                  std::vector<float>& found) {
  constexpr std::size_t lanes = 32;
  for (float& each : found) {
    std::array<float, lanes> sums{};
    std::size_t i = 0;
    for (; i + lanes <= point.size(); i += lanes) {
      for (std::size_t k = 0; k < lanes; ++k) sums[k] += point[i + k] * row[i + k];
    }
    for (; i < point.size(); ++i) sums[0] += point[i] * row[i];
    for (const float sum : sums) each += sum;
    each = (1 + each) / 2;
    row += point.size();
  }
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] void wide_exact_products(const float* row, const TestVector& point,
                                                 std::vector<float>& found) {
  exact_products(row, point, found);
}
#endif

std::vector<float> exact_scan(const std::vector<float>& rows, const TestVector& point) {
  std::vector<float> found(rows.size() / point.size());
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) {
    wide_exact_products(rows.data(), point, found);
    return found;
  }
#endif
  exact_products(rows.data(), point, found);
  return found;
}

std::vector<Slot> first(const std::vector<float>& scores) {
  const std::vector<std::uint8_t> all(scores.size(), 1);
  std::vector<Slot> slots;
  for (const Scored& each : best(scores, all, depth)) slots.push_back(each.slot);
  return slots;
}

std::size_t shared(const std::vector<Slot>& a, const std::vector<Slot>& b) {
  return static_cast<std::size_t>(
      std::ranges::count_if(a, [&](Slot slot) { return std::ranges::find(b, slot) != b.end(); }));
}

// Of processor time: others may be busy on this machine.
class Stopwatch {
 public:
  template <class Work>
  auto time(Work work) {
    const std::clock_t start = std::clock();
    auto result = work();
    times_.push_back(static_cast<double>(std::clock() - start) * 1000 / CLOCKS_PER_SEC);
    return result;
  }
  double part(std::size_t percent) {
    std::ranges::sort(times_);
    return times_[times_.size() * percent / 100];
  }

 private:
  std::vector<double> times_;
};

void measure(std::size_t texts, std::size_t dimension) {
  MadeVectors made(texts, dimension);
  VectorIndex index(dimension);
  std::vector<float> rows;
  for (Slot slot = 0; slot < texts; ++slot) {
    index.put(slot, made.texts()[slot]);
    rows.insert(rows.end(), made.texts()[slot].begin(), made.texts()[slot].end());
  }
  const ExactVectors exact = [&](std::span<const Slot> slots) {
    std::vector<TestVector> found;
    for (const Slot slot : slots) found.push_back(made.texts()[slot]);
    return found;
  };
  const std::vector<std::uint8_t> all(texts, 1);
  Stopwatch peer;
  Stopwatch rounded;
  Stopwatch whole;
  std::size_t rounded_hits = 0;
  std::size_t hits = 0;
  for (int i = 0; i < questions; ++i) {
    const TestVector point = made.question();
    const auto truth = first(peer.time([&] { return exact_scan(rows, point); }));
    std::vector<float> near = rounded.time([&] { return index.nearness(point, texts); });
    rounded_hits += shared(first(near), truth);
    near = whole.time([&] {
      std::vector<float> found = index.nearness(point, texts);
      index.judge_again(point, all, exact, found);
      return found;
    });
    hits += shared(first(near), truth);
  }
  std::string text;
  JsonWriter out(text);
  const auto figure = [&](std::string_view name, double value, int digits) {
    out.key(name).raw(fmt::format("{:.{}f}", value, digits));
  };
  out.begin_object();
  figure("texts", static_cast<double>(texts), 0);
  figure("dimension", static_cast<double>(dimension), 0);
  figure("exact_p50_ms", peer.part(50), 2);
  figure("rounded_p50_ms", rounded.part(50), 2);
  figure("rounded_and_judged_p50_ms", whole.part(50), 2);
  figure("rounded_and_judged_p99_ms", whole.part(99), 2);
  figure("times_faster", peer.part(50) / whole.part(50), 2);
  figure("rounded_recall_at_10", static_cast<double>(rounded_hits) / (depth * questions), 4);
  figure("judged_recall_at_10", static_cast<double>(hits) / (depth * questions), 4);
  figure("rounded_mb", static_cast<double>(index.memory()) / 1e6, 1);
  figure("exact_mb", static_cast<double>(rows.size() * sizeof(float)) / 1e6, 1);
  out.end_object();
  fmt::print("{}\n", text);
}

std::size_t number_or(std::string_view text, std::size_t otherwise) {
  std::size_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc() && value > 0 ? value : otherwise;
}

}  // namespace

int main(int argc, char** argv) {
  measure(argc > 1 ? number_or(argv[1], 73'089) : 73'089, argc > 2 ? number_or(argv[2], 384) : 384);
  return 0;
}
