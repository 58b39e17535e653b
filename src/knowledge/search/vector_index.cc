#include "knowledge/search/vector_index.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "knowledge/search/bm25.h"
#include "knowledge/search/vector_bytes.h"

namespace pitwall::knowledge {
namespace {

float length(std::span<const float> vector) {
  double square = 0;
  for (const float x : vector) square += double{x} * double{x};
  return static_cast<float>(std::sqrt(square));
}

float as_nearness(float cosine) { return std::clamp((1 + cosine) / 2, 0.0F, 1.0F); }

}  // namespace

bool has_direction(std::span<const float> vector) {
  const float size = length(vector);
  return size > 0 && std::isfinite(size);
}

VectorIndex::VectorIndex(std::size_t dimension) : dimension_(dimension) {
  PITWALL_CHECK(dimension <= max_dimension, "vectors of {} numbers are too long", dimension);
}

bool VectorIndex::put(Slot slot, std::span<const float> vector) {
  if (vector.size() != dimension_ || !has_direction(vector)) return false;
  if (slot >= steps_.size()) steps_.resize(slot + 1);
  while (blocks_.size() * block_rows <= slot) blocks_.emplace_back(block_rows * dimension_);
  std::vector<std::int8_t>& block = blocks_[slot / block_rows];
  const float step =
      to_bytes(vector, std::span(block).subspan(slot % block_rows * dimension_, dimension_));
  if (steps_[slot] == 0) ++size_;
  steps_[slot] = step / length(vector);
  return true;
}

void VectorIndex::remove(Slot slot) {
  if (!holds(slot)) return;
  steps_[slot] = 0;
  --size_;
}

void VectorIndex::compact(std::span<const Slot> moved) {
  std::vector<float> steps;
  for (Slot slot = 0; slot < moved.size() && slot < steps_.size(); ++slot) {
    const Slot to = moved[slot];
    if (to == TermIndex::gone || steps_[slot] == 0) continue;
    // Slots only move down, in their order: a block is written after it was read.
    std::copy_n(row(slot), dimension_,
                blocks_[to / block_rows].data() + to % block_rows * dimension_);
    steps.resize(to + 1);
    steps[to] = steps_[slot];
  }
  steps_ = std::move(steps);
  blocks_.resize((steps_.size() + block_rows - 1) / block_rows);
  size_ =
      static_cast<std::size_t>(std::ranges::count_if(steps_, [](float step) { return step > 0; }));
}

std::vector<float> VectorIndex::nearness(std::span<const float> point, std::size_t texts) const {
  PITWALL_CHECK(point.size() == dimension_, "a point of {} numbers among vectors of {}",
                point.size(), dimension_);
  std::vector<float> found(texts);
  std::vector<std::int8_t> rounded(dimension_);
  if (!has_direction(point)) return found;
  const float step = to_bytes(point, rounded) / length(point);
  const std::vector<std::int16_t> asked(rounded.begin(), rounded.end());
  std::vector<std::int32_t> sums(block_rows);
  const std::size_t rows = std::min(texts, steps_.size());
  for (std::size_t begin = 0; begin < rows; begin += block_rows) {
    const std::size_t count = std::min(block_rows, rows - begin);
    products(asked, blocks_[begin / block_rows].data(), std::span(sums).first(count));
    for (std::size_t i = 0; i < count; ++i) {
      const float unit = steps_[begin + i];
      if (unit > 0) found[begin + i] = as_nearness(step * unit * static_cast<float>(sums[i]));
    }
  }
  return found;
}

void VectorIndex::judge_again(std::span<const float> point, std::span<const std::uint8_t> allowed,
                              const ExactVectors& exact, std::vector<float>& nearness) const {
  std::vector<Slot> slots;
  for (const Scored& each : best(nearness, allowed, judged_again)) slots.push_back(each.slot);
  if (slots.empty() || !exact) return;
  const std::vector<std::vector<float>> vectors = exact(slots);
  const float size = length(point);
  for (std::size_t i = 0; i < std::min(slots.size(), vectors.size()); ++i) {
    if (vectors[i].size() != dimension_) continue;
    double product = 0;
    for (std::size_t k = 0; k < dimension_; ++k) product += double{point[k]} * vectors[i][k];
    const float scale = size * length(vectors[i]);
    if (scale > 0) nearness[slots[i]] = as_nearness(static_cast<float>(product) / scale);
  }
}

std::vector<float> VectorIndex::at(Slot slot) const {
  PITWALL_CHECK(holds(slot), "asked for the vector of a text that has none");
  std::vector<float> point(row(slot), row(slot) + dimension_);
  const float scale = 1 / length(point);
  for (float& x : point) x *= scale;
  return point;
}

std::size_t VectorIndex::memory() const {
  return blocks_.size() * block_rows * dimension_ + steps_.capacity() * sizeof(float);
}

}  // namespace pitwall::knowledge
