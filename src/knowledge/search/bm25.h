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

// Adds each text's score to `scores`, one for each slot.
void add_bm25(const TermIndex& index, std::span<const WeightedTerm> terms,
              std::vector<float>& scores);

// The same for terms that stand for one: their counts, times their weights, are added up before
// they are weighed, and so are the numbers of texts that hold them.
void add_bm25_together(const TermIndex& index, std::span<const WeightedTerm> terms,
                       std::vector<float>& scores);

// What the nearness of the terms to each other adds to a text's score: terms that stand side by
// side count in full, further ones by the square of their distance (Büttcher, Clarke and Lushman,
// "Term Proximity Scoring for Ad-Hoc Retrieval on Very Large Text Collections", SIGIR 2006).
float proximity(const TermIndex& index, std::span<const WeightedTerm> terms, Slot slot);

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
