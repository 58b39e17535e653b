#include "knowledge/search/vector_index.h"

#include <doctest/doctest.h>

#include <limits>
#include <set>

#include "knowledge/search/bm25.h"
#include "knowledge/search/test_vectors.h"

using namespace pitwall;
using namespace pitwall::knowledge;

namespace {

// Texts in clusters of fifty, as those of one subject are.
struct Clusters {
  static constexpr std::size_t texts = 3000;
  static constexpr std::size_t dimension = 96;
  std::vector<TestVector> vectors;
  Dice dice{7};

  Clusters() {
    TestVector centre;
    for (std::size_t i = 0; i < texts; ++i) {
      if (i % 50 == 0) centre = random_vector(dice, dimension);
      vectors.push_back(mixed(centre, random_vector(dice, dimension), 0.35));
    }
  }
  std::vector<float> question() {
    return mixed(vectors[dice.below(texts)], random_vector(dice, dimension), 0.2);
  }
  VectorIndex index() const {
    VectorIndex made(dimension);
    for (Slot slot = 0; slot < texts; ++slot) made.put(slot, vectors[slot]);
    return made;
  }
  std::set<Slot> truly_nearest(const std::vector<float>& point, std::size_t count) const {
    std::vector<std::pair<double, Slot>> all;
    for (Slot slot = 0; slot < texts; ++slot) all.emplace_back(-cosine(point, vectors[slot]), slot);
    std::ranges::partial_sort(all, all.begin() + static_cast<std::ptrdiff_t>(count));
    std::set<Slot> found;
    for (std::size_t i = 0; i < count; ++i) found.insert(all[i].second);
    return found;
  }
};

std::vector<Slot> first(const std::vector<float>& nearness, std::size_t count) {
  const std::vector<std::uint8_t> all(nearness.size(), 1);
  std::vector<Slot> slots;
  for (const Scored& each : best(nearness, all, count)) slots.push_back(each.slot);
  return slots;
}

}  // namespace

TEST_CASE("Among clustered vectors the ten nearest are those that exact numbers name") {
  Clusters clusters;
  const VectorIndex index = clusters.index();
  const std::vector<std::uint8_t> all(Clusters::texts, 1);
  const ExactVectors exact = [&](std::span<const Slot> slots) {
    CHECK(slots.size() == VectorIndex::judged_again);
    std::vector<std::vector<float>> found;
    for (const Slot slot : slots) found.push_back(clusters.vectors[slot]);
    return found;
  };
  std::size_t rounded_hits = 0;
  for (int i = 0; i < 100; ++i) {
    const std::vector<float> point = clusters.question();
    const std::set<Slot> truth = clusters.truly_nearest(point, 10);
    std::vector<float> nearness = index.nearness(point, Clusters::texts);
    for (const Slot slot : first(nearness, 10)) rounded_hits += truth.count(slot);
    index.judge_again(point, all, exact, nearness);
    const std::vector<Slot> found = first(nearness, 10);
    CHECK(std::set<Slot>(found.begin(), found.end()) == truth);
    CHECK(nearness[found[0]] ==
          doctest::Approx((1 + cosine(point, clusters.vectors[found[0]])) / 2).epsilon(1e-5));
  }
  // Rounding alone loses some: else the test would prove nothing of what comes after it.
  CHECK(rounded_hits < 1000);
  CHECK(rounded_hits > 900);
}

TEST_CASE(
    "Nearness is half of one and the cosine, whatever the lengths; 0 where there is no vector") {
  VectorIndex index(2);
  index.put(0, std::vector<float>{3, 0});
  index.put(2, std::vector<float>{0, 0.01F});
  index.put(3, std::vector<float>{-5, 0});
  const std::vector<float> nearness = index.nearness(std::vector<float>{100, 0}, 6);
  REQUIRE(nearness.size() == 6);
  CHECK(nearness[0] == doctest::Approx(1));
  CHECK(nearness[1] == 0);
  CHECK(nearness[2] == doctest::Approx(0.5));
  CHECK(nearness[3] == doctest::Approx(0));
  CHECK(nearness[5] == 0);
  CHECK(index.size() == 3);
  CHECK_FALSE(index.holds(1));
  CHECK_FALSE(index.holds(17));
  CHECK(index.at(2) == std::vector<float>{0, 1});
  CHECK(index.nearness(std::vector<float>{0, 0}, 2) == std::vector<float>{0, 0});
}

TEST_CASE("A vector of no direction, or of another dimension, is not taken") {
  VectorIndex index(2);
  const float infinity = std::numeric_limits<float>::infinity();
  for (const std::vector<float>& bad :
       std::vector<std::vector<float>>{{0, 0}, {1, NAN}, {infinity, 1}, {1}, {1, 2, 3}, {}}) {
    CHECK_FALSE(index.put(0, bad));
  }
  CHECK(index.size() == 0);
  CHECK(index.put(0, std::vector<float>{1e-20F, 1e18F}));
  CHECK(index.at(0) == std::vector<float>{0, 1});
  CHECK_FALSE(VectorIndex().put(0, {}));
}

TEST_CASE("A vector is replaced, removed, and moves with its text") {
  Clusters clusters;
  VectorIndex index = clusters.index();
  index.put(5, clusters.vectors[6]);
  CHECK(index.size() == Clusters::texts);
  index.remove(7);
  index.remove(7);
  index.remove(100'000);
  CHECK(index.size() == Clusters::texts - 1);
  // Two of three go, and 7 has no vector though its text stays.
  std::vector<Slot> moved;
  Slot next = 0;
  for (Slot slot = 0; slot < Clusters::texts; ++slot) {
    moved.push_back(slot % 3 == 1 ? next++ : TermIndex::gone);
  }
  index.compact(moved);
  CHECK(index.size() == Clusters::texts / 3 - 1);
  CHECK_FALSE(index.holds(2));
  for (Slot slot = 0; slot < next; ++slot) {
    if (slot == 2) continue;
    CHECK(cosine(index.at(slot), clusters.vectors[3 * slot + 1]) > 0.999);
  }
  index.compact(std::vector<Slot>(next, TermIndex::gone));
  CHECK(index.size() == 0);
  CHECK(index.memory() == 0);
}

TEST_CASE("Only what is allowed is judged again, and what its keeper has lost stays as it was") {
  VectorIndex index(2);
  for (Slot slot = 0; slot < 4; ++slot) index.put(slot, std::vector<float>{1, 0});
  const std::vector<float> point{1, 0};
  std::vector<float> nearness = index.nearness(point, 4);
  std::vector<Slot> asked;
  const ExactVectors exact = [&](std::span<const Slot> slots) {
    asked.assign(slots.begin(), slots.end());
    return std::vector<std::vector<float>>{{0, 1}, {}, {1, 2, 3}};
  };
  index.judge_again(point, std::vector<std::uint8_t>{1, 0, 1, 1}, exact, nearness);
  CHECK(asked == std::vector<Slot>{0, 2, 3});
  CHECK(nearness[0] == doctest::Approx(0.5));
  for (Slot slot = 1; slot < 4; ++slot) CHECK(nearness[slot] == doctest::Approx(1));
  index.judge_again(point, std::vector<std::uint8_t>(4), exact, nearness);
  CHECK(asked.size() == 3);
}

TEST_CASE("The longest vectors do not overflow") {
  const std::vector<float> ones(VectorIndex::max_dimension, 1.0F);
  VectorIndex index(ones.size());
  index.put(0, ones);
  CHECK(index.nearness(ones, 1)[0] == doctest::Approx(1));
}
