#include "knowledge/search/latent.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "knowledge/search/vector_bytes.h"

namespace pitwall::knowledge {
namespace {

constexpr std::size_t rounds = 3;
constexpr std::size_t max_rows = 60'000;
constexpr std::size_t min_texts = 8;  // fewer have no structure to find

// -1 to 1, the same for the same number everywhere (SplitMix64: Steele and others, 2014).
float noise(std::uint64_t number) {
  std::uint64_t z = (number + 1) * 0x9E3779B97F4A7C15U;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  z ^= z >> 31;
  return static_cast<float>(static_cast<double>(z >> 11) / 4503599627370496.0 - 1.0);
}

void add_scaled(std::span<float> to, std::span<const float> from, float factor) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += factor * from[i];
}

double local_weight(double count) { return std::log2(1 + count); }

}  // namespace

std::vector<float> LatentSpace::place(std::span<const WeightedTerm> counts) const {
  std::vector<float> point(dimensions_, 0.0F);
  for (const WeightedTerm& each : counts) {
    if (each.term >= rows_.size() || rows_[each.term] == unknown) continue;
    const std::size_t row = rows_[each.term];
    const auto factor = static_cast<float>(local_weight(each.weight)) * weights_[row];
    const std::int8_t* numbers = numbers_.data() + row * dimensions_;
    for (std::size_t i = 0; i < dimensions_; ++i) {
      point[i] += factor * static_cast<float>(numbers[i]);
    }
  }
  double square = 0;
  for (const float x : point) square += double{x} * double{x};
  if (square == 0) return point;
  const auto scale = static_cast<float>(1 / std::sqrt(square));
  for (float& x : point) x *= scale;
  return point;
}

std::size_t LatentSpace::memory() const {
  return numbers_.capacity() + sizeof(std::uint32_t) * rows_.capacity() +
         sizeof(float) * weights_.capacity();
}

bool LatentTexts::extend(const LatentSpace& space, const TermIndex& index, std::size_t most) {
  dimensions_ = space.dimensions();
  const std::size_t end = std::min(index.slots(), steps_.size() + most);
  numbers_.resize(end * dimensions_);
  std::vector<WeightedTerm> counts;
  for (auto slot = static_cast<Slot>(steps_.size()); slot < end; ++slot) {
    counts.clear();
    for (const TermCount& each : index.terms_of(slot)) {
      counts.push_back({each.term, static_cast<double>(each.count)});
    }
    const std::vector<float> point = space.place(counts);
    steps_.push_back(to_bytes(point, std::span(numbers_).subspan(slot * dimensions_, dimensions_)));
  }
  return end == index.slots();
}

void LatentTexts::compact(std::span<const Slot> moved) {
  std::size_t kept = 0;
  for (Slot slot = 0; slot < steps_.size(); ++slot) {
    if (moved[slot] == TermIndex::gone) continue;
    kept = moved[slot] + 1;
    steps_[moved[slot]] = steps_[slot];
    std::copy_n(numbers_.begin() + static_cast<std::ptrdiff_t>(slot * dimensions_), dimensions_,
                numbers_.begin() + static_cast<std::ptrdiff_t>(moved[slot] * dimensions_));
  }
  steps_.resize(kept);
  numbers_.resize(kept * dimensions_);
}

std::vector<float> LatentTexts::likeness(std::span<const float> point) const {
  std::vector<std::int8_t> rounded(dimensions_);
  const float step = to_bytes(point, rounded);
  const std::vector<std::int16_t> asked(rounded.begin(), rounded.end());
  std::vector<std::int32_t> sums(steps_.size());
  products(asked, numbers_.data(), sums);
  std::vector<float> found(steps_.size());
  for (std::size_t slot = 0; slot < found.size(); ++slot) {
    found[slot] = step * steps_[slot] * static_cast<float>(sums[slot]);
  }
  return found;
}

LatentTraining::LatentTraining(const TermIndex& index, std::size_t dimensions)
    : slots_(index.slots()) {
  // What is in most texts says nothing of what belongs together.
  for (TermId term = 0; term < index.terms().size(); ++term) {
    const std::size_t texts = index.frequency(term);
    if (texts >= 1 && texts <= index.size() / 2) terms_.push_back(term);
  }
  if (terms_.size() > max_rows) {
    std::ranges::sort(terms_, std::greater(),
                      [&](TermId term) { return std::pair(index.frequency(term), ~term); });
    terms_.resize(max_rows);
    std::ranges::sort(terms_);
  }
  width_ = std::min({dimensions, index.size(), terms_.size() / 2});
  if (index.size() < min_texts || width_ == 0) {
    width_ = 0;
    phase_ = Phase::done;
    return;
  }
  weights_.resize(terms_.size());
  lengths_.resize(slots_);
  basis_.resize(terms_.size() * width_);
  for (std::size_t i = 0; i < basis_.size(); ++i) basis_[i] = noise(i);
}

// Calls visit(slot, weight) for each text that takes part and holds the row's term.
template <class Visit>
void LatentTraining::each_entry(const TermIndex& index, std::size_t row, Visit visit) const {
  index.each_posting(terms_[row], [&](Slot slot, std::uint32_t count) {
    if (slot < slots_ && index.holds(slot)) {
      visit(slot, weights_[row] * static_cast<float>(local_weight(count)));
    }
  });
}

// Entropy: 1 for what is in one text alone, 0 for what is spread evenly over all.
std::size_t LatentTraining::weigh(const TermIndex& index, std::size_t row) {
  double sum = 0;
  double sum_of_logs = 0;
  weights_[row] = 1;
  std::size_t entries = 0;
  index.each_posting(terms_[row], [&](Slot slot, std::uint32_t count) {
    if (slot >= slots_ || !index.holds(slot)) return;
    sum += count;
    sum_of_logs += count * std::log(count);
    ++entries;
  });
  if (sum <= 0) return entries;
  const double entropy = std::log(sum) - sum_of_logs / sum;
  const double most = std::log(static_cast<double>(std::max<std::size_t>(slots_, 2)));
  weights_[row] = static_cast<float>(std::max(0.0, 1 - entropy / most));
  each_entry(index, row, [&](Slot slot, float weight) { lengths_[slot] += weight * weight; });
  return entries;
}

void LatentTraining::multiply(std::size_t number) {
  const std::span<const float> values = row(basis_, number);
  for (std::size_t i = 0; i < width_; ++i) {
    const double x = values[i];
    double* out = triangle_.data() + i * width_;
    for (std::size_t j = 0; j <= i; ++j) out[j] += x * double{values[j]};
  }
}

// Cholesky's factor of the products of all columns. A column that depends on others is dropped.
void LatentTraining::factorise() {
  const auto at = [&](std::size_t i, std::size_t j) -> double& {
    return triangle_[i * width_ + j];
  };
  double largest = 0;
  for (std::size_t i = 0; i < width_; ++i) largest = std::max(largest, at(i, i));
  for (std::size_t i = 0; i < width_; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = at(i, j);
      for (std::size_t k = 0; k < j; ++k) rest -= at(i, k) * at(j, k);
      if (i != j) {
        at(i, j) = at(j, j) > 0 ? rest / at(j, j) : 0;
      } else {
        at(i, i) = rest > largest * 1e-10 ? std::sqrt(rest) : 0;
      }
    }
  }
}

// The row in the orthogonal basis: divided by the triangle.
void LatentTraining::solve(std::size_t number) {
  const std::span<float> values = row(basis_, number);
  for (std::size_t i = 0; i < width_; ++i) {
    const double* factor = triangle_.data() + i * width_;
    double rest = values[i];
    for (std::size_t k = 0; k < i; ++k) rest -= factor[k] * double{values[k]};
    values[i] = factor[i] > 0 ? static_cast<float>(rest / factor[i]) : 0.0F;
  }
}

// Gives the work that it took.
std::size_t LatentTraining::do_row(const TermIndex& index, std::size_t number) {
  std::size_t entries = 0;
  switch (phase_) {
    case Phase::weigh:
      return weigh(index, number);
    case Phase::forward:
      each_entry(index, number, [&](Slot slot, float weight) {
        add_scaled(row(texts_, slot), row(basis_, number), weight * lengths_[slot]);
        ++entries;
      });
      return entries * width_;
    case Phase::back:
      std::ranges::fill(row(basis_, number), 0.0F);
      each_entry(index, number, [&](Slot slot, float weight) {
        add_scaled(row(basis_, number), row(texts_, slot), weight * lengths_[slot]);
        ++entries;
      });
      return entries * width_;
    case Phase::multiply:
      multiply(number);
      break;
    case Phase::solve:
      solve(number);
      break;
    case Phase::done:
      break;
  }
  return width_ * width_ / 2;
}

void LatentTraining::end_phase() {
  at_ = 0;
  switch (phase_) {
    case Phase::weigh:
      for (float& x : lengths_) x = x > 0 ? 1 / std::sqrt(x) : 0;
      phase_ = Phase::forward;
      texts_.assign(slots_ * width_, 0.0F);
      break;
    case Phase::forward:
      phase_ = Phase::back;
      break;
    case Phase::back:
      phase_ = Phase::multiply;
      triangle_.assign(width_ * width_, 0.0);
      break;
    case Phase::multiply:
      factorise();
      phase_ = Phase::solve;
      break;
    case Phase::solve:
      phase_ = ++rounds_ == rounds ? Phase::done : Phase::forward;
      std::ranges::fill(texts_, 0.0F);
      break;
    case Phase::done:
      break;
  }
}

bool LatentTraining::step(const TermIndex& index, std::size_t work) {
  PITWALL_CHECK(index.slots() >= slots_, "the index was made smaller while it is learnt from");
  std::size_t done = 0;
  while (phase_ != Phase::done && done < work) {
    done += 1 + do_row(index, at_);
    if (++at_ == terms_.size()) end_phase();
  }
  return phase_ == Phase::done;
}

LatentSpace LatentTraining::take() {
  PITWALL_CHECK(phase_ == Phase::done, "the space does not stand yet");
  LatentSpace space;
  space.dimensions_ = width_;
  if (width_ == 0) return space;
  space.rows_.assign(terms_.back() + 1, LatentSpace::unknown);
  space.numbers_.resize(basis_.size());
  for (std::size_t i = 0; i < terms_.size(); ++i) {
    space.rows_[terms_[i]] = static_cast<std::uint32_t>(i);
    const auto to = std::span(space.numbers_).subspan(i * width_, width_);
    space.weights_.push_back(weights_[i] * to_bytes(row(basis_, i), to));
  }
  return space;
}

}  // namespace pitwall::knowledge
