// How well a text answers a question, by the words that both have: BM25 (Robertson and Zaragoza,
// "The Probabilistic Relevance Framework", 2009), with the idf that is never negative.
//
//   sum over terms of weight * ln(1 + (N - n + 0.5) / (n + 0.5)) * c (k1 + 1) / (c + k1 norm)
//   norm = 1 - b + b * length / mean length
//
// N texts, n of them with the term, c times in this one. A term that is asked for twice weighs
// twice.
#pragma once

#include <span>
#include <vector>

#include "knowledge/search/term_index.h"

namespace pitwall::knowledge {

struct WeightedTerm {
  TermId term = 0;
  double weight = 1;
};

inline constexpr double bm25_k1 = 1.5;
inline constexpr double bm25_b = 0.75;

double inverse_frequency(const TermIndex& index, TermId term);

// Whether a term is rare enough to tell one text from another: what stands in every fourth does
// not.
bool tells(const TermIndex& index, TermId term);

// Of one index while it does not change.
class Bm25 {
 public:
  explicit Bm25(const TermIndex& index);

  // Adds each text's score to `scores`, one for each slot.
  void add(std::span<const WeightedTerm> terms, std::vector<float>& scores) const;
  // The same for groups of terms that each stand for one: their counts, times their weights, are
  // added up before they are weighed, and so are the numbers of texts that hold them.
  void add_groups(std::span<const std::vector<WeightedTerm>> groups,
                  std::vector<float>& scores) const;
  // The same score of one text, by reading it: for words that are in nearly all of them.
  float score(std::span<const WeightedTerm> terms, Slot slot) const;
  // What the nearness of the terms to each other adds to a text's score: terms that stand side by
  // side count in full, further ones by the square of their distance (Büttcher, Clarke and Lushman,
  // "Term Proximity Scoring for Ad-Hoc Retrieval on Very Large Text Collections", SIGIR 2006).
  float proximity(std::span<const WeightedTerm> terms, Slot slot) const;

 private:
  // What a count in a text comes to: it grows without bound less and less.
  float saturated(float count, Slot slot) const {
    return count * static_cast<float>(bm25_k1 + 1) / (count + norms_[slot]);
  }

  const TermIndex& index_;
  std::vector<float> norms_;  // k1 norm, by slot
};

struct Scored {
  Slot slot = 0;
  float score = 0;
  bool operator==(const Scored&) const = default;
};
// The best of those above zero that `allowed` lets pass (one for each slot, 0 or 1), best first;
// of equals the earlier slot.
std::vector<Scored> best(std::span<const float> scores, std::span<const std::uint8_t> allowed,
                         std::size_t limit);

// Pseudo-relevance feedback (relevance model 3: Abdul-Jaleel and others, TREC 2004): the terms that
// stand out in the texts that answer the question best, best first. Together they weigh a quarter
// of the question.
std::vector<WeightedTerm> feedback(const TermIndex& index, std::span<const WeightedTerm> question,
                                   std::span<const Scored> answers);

}  // namespace pitwall::knowledge
