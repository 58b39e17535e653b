#include "knowledge/search/bm25.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace pitwall::knowledge {
namespace {

constexpr std::size_t feedback_terms = 20;
constexpr double feedback_share = 0.25;  // of what the question weighs
constexpr std::size_t telling_part = 4;

// Of a term that stands for some, in `holding` texts.
double inverse_frequency_of(const TermIndex& index, double holding) {
  const auto texts = static_cast<double>(index.size());
  holding = std::min(holding, texts);
  return std::log(1 + (texts - holding + 0.5) / (holding + 0.5));
}

bool better(const Scored& a, const Scored& b) {
  return a.score != b.score ? a.score > b.score : a.slot < b.slot;
}

}  // namespace

double inverse_frequency(const TermIndex& index, TermId term) {
  return inverse_frequency_of(index, index.frequency(term));
}

bool tells(const TermIndex& index, TermId term) {
  return index.frequency(term) * telling_part <= index.size() + telling_part;
}

Bm25::Bm25(const TermIndex& index) : index_(index), norms_(index.slots()) {
  const auto fixed = static_cast<float>(bm25_k1 * (1 - bm25_b));
  const auto by_length = static_cast<float>(bm25_k1 * bm25_b / std::max(index.mean_length(), 1.0));
  for (Slot slot = 0; slot < norms_.size(); ++slot) {
    norms_[slot] = fixed + by_length * static_cast<float>(index.length(slot));
  }
}

void Bm25::add(std::span<const WeightedTerm> terms, std::vector<float>& scores) const {
  float* const to = scores.data();
  for (const WeightedTerm& each : terms) {
    const auto top = static_cast<float>(each.weight * inverse_frequency(index_, each.term));
    index_.each_posting(each.term, [&](Slot slot, std::uint32_t count) {
      to[slot] += top * saturated(static_cast<float>(count), slot);
    });
  }
}

void Bm25::add_groups(std::span<const std::vector<WeightedTerm>> groups,
                      std::vector<float>& scores) const {
  std::vector<float> counts(scores.size());
  std::vector<Slot> touched;  // whose count is not zero
  for (const std::vector<WeightedTerm>& group : groups) {
    double holding = 0;
    float* const to = counts.data();
    for (const WeightedTerm& each : group) {
      holding += each.weight * index_.frequency(each.term);
      const auto weight = static_cast<float>(each.weight);
      index_.each_posting(each.term, [&](Slot slot, std::uint32_t count) {
        if (to[slot] == 0) touched.push_back(slot);
        to[slot] += weight * static_cast<float>(count);
      });
    }
    const auto top = static_cast<float>(inverse_frequency_of(index_, holding));
    for (const Slot slot : touched) scores[slot] += top * saturated(counts[slot], slot);
    for (const Slot slot : touched) counts[slot] = 0;
    touched.clear();
  }
}

float Bm25::score(std::span<const WeightedTerm> terms, Slot slot) const {
  std::map<TermId, std::uint32_t> counts;
  for (const WeightedTerm& each : terms) counts[each.term] = 0;
  index_.each_term(slot, [&](TermId term) {
    if (const auto found = counts.find(term); found != counts.end()) ++found->second;
  });
  double sum = 0;
  for (const WeightedTerm& each : terms) {
    sum += each.weight * inverse_frequency(index_, each.term) *
           saturated(static_cast<float>(counts[each.term]), slot);
  }
  return static_cast<float>(sum);
}

float Bm25::proximity(std::span<const WeightedTerm> terms, Slot slot) const {
  std::map<TermId, double> near;
  for (const WeightedTerm& each : terms) {
    if (tells(index_, each.term)) near[each.term] = 0;
  }
  auto last = near.end();  // which of them was met last
  double distance = 0;
  index_.each_term(slot, [&](TermId term) {
    ++distance;
    const auto now = near.find(term);
    if (now == near.end()) return;
    if (last != near.end() && last != now) {
      now->second += inverse_frequency(index_, last->first) / (distance * distance);
      last->second += inverse_frequency(index_, term) / (distance * distance);
    }
    last = now;
    distance = 0;
  });
  double score = 0;
  for (const auto& [term, sum] : near) {
    const double weight = std::min(1.0, inverse_frequency(index_, term));
    score += weight * saturated(static_cast<float>(sum), slot);
  }
  return static_cast<float>(score);
}

std::vector<Scored> best(std::span<const float> scores, std::span<const std::uint8_t> allowed,
                         std::size_t limit) {
  std::vector<Scored> heap;  // its front is the worst that is in
  if (limit == 0) return heap;
  float least = 0;  // what is not above it is out: one comparison, nearly always with one outcome
  for (Slot slot = 0; slot < scores.size(); ++slot) {
    const float score = scores[slot];
    if (score <= least || allowed[slot] == 0) continue;
    if (heap.size() == limit) {
      std::ranges::pop_heap(heap, better);
      heap.pop_back();
    }
    heap.push_back({slot, score});
    std::ranges::push_heap(heap, better);
    if (heap.size() == limit) least = heap.front().score;
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
