// Texts and terms as points of a space of a few dimensions, in which those that keep the same
// company come to lie near each other: latent semantic analysis (Deerwester and others, 1990), with
// log-entropy weights (Dumais, 1991).
//
// The space is that of the largest singular vectors of the matrix of texts and terms, found from a
// random start by repeated multiplication (Halko, Martinsson and Tropp, "Finding Structure with
// Randomness", 2011, algorithm 4.4). Only nearness is asked for, and that is the same for every
// basis of the space: an orthogonal one will do, and no singular values are worked out.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "knowledge/search/bm25.h"
#include "knowledge/search/term_index.h"

namespace pitwall::knowledge {

class LatentSpace {
 public:
  bool empty() const { return dimensions_ == 0; }
  std::size_t dimensions() const { return dimensions_; }
  // Of length 1, or all zeros where none of the terms is known to the space.
  std::vector<float> place(std::span<const WeightedTerm> counts) const;
  std::size_t memory() const;  // bytes

 private:
  friend class LatentTraining;
  static constexpr std::uint32_t unknown = 0xFFFFFFFF;

  std::size_t dimensions_ = 0;
  std::vector<std::uint32_t> rows_;   // by term; `unknown` where it came later or is too rare
  std::vector<float> weights_;        // by row: of the term, and of one step of its numbers
  std::vector<std::int8_t> numbers_;  // by row
};

// Where each text lies, a byte for each dimension.
class LatentTexts {
 public:
  // Takes in the texts that came since the last call, at most so many; true when all are in.
  bool extend(const LatentSpace& space, const TermIndex& index,
              std::size_t most = TermIndex::max_slots);
  // As TermIndex::compact moved them.
  void compact(std::span<const Slot> moved);
  // The cosine of the angle between each text and `point`, which place() gave: -1 to 1.
  std::vector<float> likeness(std::span<const float> point) const;
  std::size_t memory() const { return numbers_.capacity() + steps_.capacity() * sizeof(float); }

 private:
  std::size_t dimensions_ = 0;
  std::vector<std::int8_t> numbers_;
  std::vector<float> steps_;
};

// Makes a space, a slice at a time: the index is only looked at within `step`. Texts may come
// between two slices, and are left out of the space; after a `compact` it has to begin anew.
class LatentTraining {
 public:
  static constexpr std::size_t default_dimensions = 128;

  LatentTraining(const TermIndex& index, std::size_t dimensions = default_dimensions);

  // Does about `work` (a million: some ten milliseconds); true when the space stands.
  bool step(const TermIndex& index, std::size_t work);
  LatentSpace take();  // once, when it stands

 private:
  enum class Phase : std::uint8_t { weigh, forward, back, multiply, solve, done };

  std::span<float> row(std::vector<float>& matrix, std::size_t number) const {
    return std::span(matrix).subspan(number * width_, width_);
  }
  template <class Visit>
  void each_entry(const TermIndex& index, std::size_t row, Visit visit) const;
  std::size_t do_row(const TermIndex& index, std::size_t row);
  std::size_t weigh(const TermIndex& index, std::size_t row);
  void multiply(std::size_t row);
  void solve(std::size_t row);
  void end_phase();
  void factorise();

  Phase phase_ = Phase::weigh;
  std::size_t at_ = 0;            // the row that comes next
  std::size_t rounds_ = 0;        // that are over
  std::size_t slots_ = 0;         // texts that take part
  std::size_t width_ = 0;         // dimensions
  std::vector<TermId> terms_;     // by row
  std::vector<float> weights_;    // by row
  std::vector<float> lengths_;    // by text: square of its length, then one by its length
  std::vector<float> basis_;      // row by row
  std::vector<float> texts_;      // text by text
  std::vector<double> triangle_;  // width_ by width_
};

}  // namespace pitwall::knowledge
