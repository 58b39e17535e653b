#include "knowledge/search/embedding_job.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"

namespace pitwall::knowledge {
namespace {

constexpr int max_refusals = 3;  // in a row, of single texts

}  // namespace

std::size_t EmbeddingJob::batch() const {
  std::size_t bytes = 0;
  std::size_t count = 0;
  while (count < std::min(waiting_.size(), at_most_)) {
    bytes += waiting_[count].text.value.size();
    if (count > 0 && bytes > batch_bytes) break;
    ++count;
  }
  return count;
}

EmbeddingJob::Step EmbeddingJob::next(Duration now) const {
  Step step;
  if (now < until_) {
    step.until = until_;
    return step;
  }
  if (waiting_.empty()) {
    step.kind = Step::Kind::lookup;
    // Those that were given up still lack theirs, and come first.
    step.limit = fetched + refused_.size();
    return step;
  }
  step.kind = Step::Kind::embed;
  for (std::size_t i = 0; i < batch(); ++i) step.texts.push_back(waiting_[i].text.value);
  return step;
}

void EmbeddingJob::found(std::vector<port::TextToEmbed> lacking, Duration now) {
  PITWALL_CHECK(waiting_.empty(), "looked up more texts while {} wait", waiting_.size());
  for (port::TextToEmbed& each : lacking) {
    if (!refused_.contains({each.fragment, each.change})) waiting_.push_back(std::move(each));
  }
  is_complete_ = waiting_.empty();
  if (is_complete_) until_ = now + idle_pause;
}

std::vector<port::StoredVector> EmbeddingJob::embedded(std::vector<std::vector<float>> vectors) {
  PITWALL_CHECK(vectors.size() == batch(), "{} vectors for {} texts", vectors.size(), batch());
  std::vector<port::StoredVector> stored;
  for (std::vector<float>& vector : vectors) {
    port::TextToEmbed& text = waiting_.front();
    stored.push_back({std::move(text.fragment), text.change, std::move(vector)});
    waiting_.pop_front();
  }
  done_ += stored.size();
  failures_ = 0;
  refusals_ = 0;
  at_most_ = std::min(2 * at_most_, batch_texts);
  reason_.clear();
  return stored;
}

void EmbeddingJob::failed(const Error& error, Duration now) {
  const bool can_blame_texts =
      error.code == Code::invalid_argument && !waiting_.empty() && refused_.size() < max_refused;
  if (can_blame_texts && batch() > 1) {
    at_most_ = batch() / 2;
    return;
  }
  if (can_blame_texts) {
    refused_.insert({waiting_.front().fragment, waiting_.front().change});
    waiting_.pop_front();
    // One that refuses text after text is left alone as one that fails.
    if (++refusals_ < max_refusals) return;
  }
  reason_ = error.message;
  ++failures_;
  Duration pause = first_pause;
  for (int i = 1; i < failures_ && pause < longest_pause; ++i) pause = pause * 2;
  until_ = now + std::min(pause, longest_pause);
}

void EmbeddingJob::wake() {
  if (is_complete_ && failures_ == 0) until_ = {};
  is_complete_ = false;
}

void EmbeddingJob::restart() { *this = {}; }

std::string EmbeddingJob::words() const {
  const std::string given_up =
      refused_.empty() ? "" : fmt::format(" {} texts were refused and have none.", refused_.size());
  if (failures_ > 0) return fmt::format("Making vectors waits: {}{}", reason_, given_up);
  if (is_complete_) return fmt::format("All texts have their vectors.{}", given_up);
  return fmt::format("Vectors are being made: {} since the start.{}", done_, given_up);
}

}  // namespace pitwall::knowledge
