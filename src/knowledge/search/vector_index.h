// The vectors that a model of meaning gave to texts, and which of them lie nearest to a point: all
// are looked at, rounded to a byte for each number, and the nearest few are judged again by their
// exact numbers, which their keeper hands out. Vectors of one index come from one model.
//
// A value of one thread; any number may look together while nobody changes it.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "knowledge/search/term_index.h"

namespace pitwall::knowledge {

// The exact vectors of these texts, in their order; empty where there is none (any more).
using ExactVectors = std::function<std::vector<std::vector<float>>(std::span<const Slot>)>;

// Whether a vector points anywhere: it is neither all zeros nor beyond all numbers.
bool has_direction(std::span<const float> vector);

class VectorIndex {
 public:
  static constexpr std::size_t max_dimension = 4096;
  static constexpr std::size_t judged_again = 40;

  explicit VectorIndex(std::size_t dimension = 0);

  std::size_t dimension() const { return dimension_; }
  std::size_t size() const { return size_; }  // vectors
  bool holds(Slot slot) const { return slot < steps_.size() && steps_[slot] > 0; }
  // Replaces the one that was there; its direction alone counts. False, and nothing is done, where
  // it has none (all zeros, not finite) or is of another dimension.
  bool put(Slot slot, std::span<const float> vector);
  void remove(Slot slot);
  // Follows TermIndex::compact, which gave `moved`.
  void compact(std::span<const Slot> moved);

  // How near each of so many texts lies to `point`: (1 + cosine) / 2 of the angle between them, so
  // that 1 is the same direction, 0.5 has nothing in common, and 0 is also what has no vector.
  // All 0 for a point without a direction.
  // Rounded; `judge_again` puts in the exact ones of the nearest that are allowed, as far as
  // `exact` has them.
  std::vector<float> nearness(std::span<const float> point, std::size_t texts) const;
  void judge_again(std::span<const float> point, std::span<const std::uint8_t> allowed,
                   const ExactVectors& exact, std::vector<float>& nearness) const;
  // Of a slot that is held; rounded, of length 1.
  std::vector<float> at(Slot slot) const;
  std::size_t memory() const;  // bytes

 private:
  // In blocks, so that growing copies nothing and holds nothing in reserve.
  static constexpr std::size_t block_rows = 1024;
  const std::int8_t* row(Slot slot) const {
    return blocks_[slot / block_rows].data() + slot % block_rows * dimension_;
  }

  std::size_t dimension_ = 0;
  std::size_t size_ = 0;
  std::vector<std::vector<std::int8_t>> blocks_;
  std::vector<float> steps_;  // by slot: what one step of its numbers is worth; 0: no vector
};

}  // namespace pitwall::knowledge
