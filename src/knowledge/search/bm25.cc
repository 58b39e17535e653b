#include "knowledge/search/bm25.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace pitwall::knowledge {
namespace {

constexpr std::size_t feedback_terms = 20;
constexpr double feedback_share = 0.25;  // of what the question weighs
// What is in more texts tells nothing by where it stands, nor by being in a text at all.
constexpr std::size_t telling_part = 4;  // one in so many

// Of a term that stands for some, in `holding` texts.
double inverse_frequency_of(const TermIndex& index, double holding) {
  const auto texts = static_cast<double>(index.size());
  holding = std::min(holding, texts);
  return std::log(1 + (texts - holding + 0.5) / (holding + 0.5));
}

// What a count in a text comes to, for counts that grow without bound less and less.
class Saturation {
 public:
  explicit Saturation(const TermIndex& index)
      : fixed_(static_cast<float>(bm25_k1 * (1 - bm25_b))),
        by_length_(static_cast<float>(bm25_k1 * bm25_b / std::max(index.mean_length(), 1.0))) {}
  float operator()(float count, std::uint32_t length) const {
    const float norm = fixed_ + by_length_ * static_cast<float>(length);
    return count * static_cast<float>(bm25_k1 + 1) / (count + norm);
  }

 private:
  float fixed_;
  float by_length_;
};

bool tells(const TermIndex& index, TermId term) {
  return index.frequency(term) * telling_part <= index.size() + telling_part;
}

bool better(const Scored& a, const Scored& b) {
  return a.score != b.score ? a.score > b.score : a.slot < b.slot;
}

}  // namespace

double inverse_frequency(const TermIndex& index, TermId term) {
  return inverse_frequency_of(index, index.frequency(term));
}

void add_bm25(const TermIndex& index, std::span<const WeightedTerm> terms,
              std::vector<float>& scores) {
  const Saturation saturation(index);
  for (const WeightedTerm& each : terms) {
    const auto top = static_cast<float>(each.weight * inverse_frequency(index, each.term));
    float* const to = scores.data();
    index.each_posting(each.term, [&](Slot slot, std::uint32_t count) {
      to[slot] += top * saturation(static_cast<float>(count), index.length(slot));
    });
  }
}

void add_bm25_together(const TermIndex& index, std::span<const WeightedTerm> terms,
                       std::vector<float>& scores) {
  const Saturation saturation(index);
  std::vector<float> counts(scores.size());
  double holding = 0;
  for (const WeightedTerm& each : terms) {
    holding += each.weight * index.frequency(each.term);
    const auto weight = static_cast<float>(each.weight);
    float* const to = counts.data();
    index.each_posting(each.term, [&](Slot slot, std::uint32_t count) {
      to[slot] += weight * static_cast<float>(count);
    });
  }
  const auto top = static_cast<float>(inverse_frequency_of(index, holding));
  for (Slot slot = 0; slot < counts.size(); ++slot) {
    if (counts[slot] > 0) scores[slot] += top * saturation(counts[slot], index.length(slot));
  }
}

float proximity(const TermIndex& index, std::span<const WeightedTerm> terms, Slot slot) {
  std::map<TermId, double> near;
  for (const WeightedTerm& each : terms) {
    if (tells(index, each.term)) near[each.term] = 0;
  }
  auto last = near.end();  // which of them was met last
  double distance = 0;
  index.each_term(slot, [&](TermId term) {
    ++distance;
    const auto now = near.find(term);
    if (now == near.end()) return;
    if (last != near.end() && last != now) {
      now->second += inverse_frequency(index, last->first) / (distance * distance);
      last->second += inverse_frequency(index, term) / (distance * distance);
    }
    last = now;
    distance = 0;
  });
  const Saturation saturation(index);
  double score = 0;
  for (const auto& [term, sum] : near) {
    const double weight = std::min(1.0, inverse_frequency(index, term));
    score += weight * saturation(static_cast<float>(sum), index.length(slot));
  }
  return static_cast<float>(score);
}

std::vector<Scored> best(std::span<const float> scores, std::span<const std::uint8_t> allowed,
                         std::size_t limit) {
  std::vector<Scored> heap;  // its front is the worst that is in
  if (limit == 0) return heap;
  for (Slot slot = 0; slot < scores.size(); ++slot) {
    const float score = scores[slot];
    if (score <= 0 || (heap.size() == limit && score <= heap.front().score)) continue;
    if (allowed[slot] == 0) continue;
    if (heap.size() == limit) {
      std::ranges::pop_heap(heap, better);
      heap.pop_back();
    }
    heap.push_back({slot, score});
    std::ranges::push_heap(heap, better);
  }
  std::ranges::sort(heap, better);
  return heap;
}

std::vector<WeightedTerm> feedback(const TermIndex& index, std::span<const WeightedTerm> question,
                                   std::span<const Scored> answers) {
  // Scores are sums of logarithms of odds: a text is as likely an answer as their exponential says.
  std::map<TermId, double> model;
  for (const Scored& answer : answers) {
    const double likelihood = std::exp(double{answer.score} - double{answers[0].score});
    const double part = likelihood / std::max(index.length(answer.slot), 1U);
    index.each_term(answer.slot, [&](TermId term) { model[term] += part; });
  }
  std::vector<WeightedTerm> found;
  for (const auto& [term, weight] : model) {
    if (tells(index, term)) found.push_back({term, weight});
  }
  std::ranges::sort(found, {},
                    [](const WeightedTerm& each) { return std::pair(-each.weight, each.term); });
  if (found.size() > feedback_terms) found.resize(feedback_terms);
  double sum = 0;
  for (const WeightedTerm& each : found) sum += each.weight;
  double asked = 0;
  for (const WeightedTerm& each : question) asked += each.weight;
  const double factor = feedback_share * std::max(asked, 1.0) / sum;
  for (WeightedTerm& each : found) each.weight *= factor;
  return found;
}

}  // namespace pitwall::knowledge
