// What the library does with a model of meaning: keeps its vectors beside the words, and lets it
// have a say in a search as far as it was found to be worth it.
#include <algorithm>
#include <map>

#include "knowledge/library.h"

namespace pitwall::knowledge {

void Library::use_model(port::VectorModel model) {
  index_.begin_vectors(model.dimension);
  model_ = std::move(model);
  trust_ = {};
  loading_ = Loading{};
}

Result<std::vector<port::TextToEmbed>> Library::to_embed(std::size_t limit) {
  if (!model_) return std::vector<port::TextToEmbed>();
  return store_.to_embed(*model_, limit);
}

Result<void> Library::put_vectors(const std::vector<port::StoredVector>& vectors) {
  if (!model_) return {};
  PITWALL_TRY_VOID(store_.put_vectors(*model_, vectors));
  // What the index has not read yet gets its vector from the store when it is.
  for (const port::StoredVector& each : vectors)
    index_.put_vector({each.fragment.document, each.fragment.ordinal}, each.values);
  return {};
}

Result<void> Library::drop_other_vectors() {
  if (!model_) return {};
  PITWALL_TRY([[maybe_unused]] const std::uint64_t dropped, store_.drop_other_vectors(*model_));
  return {};
}

Result<void> Library::load_vectors(const std::vector<port::FragmentId>& ids) {
  if (!model_ || ids.empty()) return {};
  PITWALL_TRY(const std::vector<port::StoredVector> stored, store_.vectors(*model_, ids));
  for (const port::StoredVector& each : stored)
    index_.put_vector({each.fragment.document, each.fragment.ordinal}, each.values);
  return {};
}

// Document after document, by their ids; those that come meanwhile get theirs when they are read.
Result<void> Library::load_on() {
  Loading& at = *loading_;
  if (at.next == at.fragments) {
    const auto document = documents_.upper_bound(at.document);
    if (document == documents_.end()) {
      loading_.reset();
      return {};
    }
    PITWALL_TRY(const std::optional<port::DocumentFacts> facts, store_.find(*document));
    at = {*document, 0, facts ? facts->fragments : 0};
    return {};
  }
  std::vector<port::FragmentId> ids;
  for (; at.next < at.fragments && ids.size() < slice_vectors; ++at.next)
    ids.push_back({at.document, at.next});
  return load_vectors(ids);
}

Meaning Library::meaning_of(std::vector<float> point) {
  if (!model_ || trust_.trust <= 0) return {};
  if (point.size() != model_->dimension) point.clear();
  Meaning meaning{std::move(point), trust_.trust, trust_.near, {}};
  meaning.exact = [this](const std::vector<FragmentKey>& keys) {
    std::vector<port::FragmentId> ids;
    for (const FragmentKey& key : keys) ids.push_back({key.document, key.ordinal});
    std::map<FragmentKey, std::vector<float>> found;
    // A store that cannot be read now leaves the order as the bytes have it.
    if (Result<std::vector<port::StoredVector>> stored = store_.vectors(*model_, ids)) {
      for (port::StoredVector& each : *stored)
        found[{each.fragment.document, each.fragment.ordinal}] = std::move(each.values);
    }
    std::vector<std::vector<float>> exact;
    for (const FragmentKey& key : keys) exact.push_back(std::move(found[key]));
    return exact;
  };
  return meaning;
}

Result<std::vector<TrialQuestion>> Library::trial_questions() {
  std::vector<TrialQuestion> questions;
  for (const FragmentKey& key : index_.trial_fragments(trial_texts)) {
    PITWALL_TRY(const std::vector<port::StoredFragment> own,
                store_.fragments(key.document, key.ordinal, 1));
    if (own.empty()) continue;
    std::string question = trial_question(own[0].text.value);
    if (!question.empty()) questions.push_back({key, std::move(question)});
  }
  return questions;
}

std::optional<TrialPlace> Library::trial_place(const FragmentKey& key,
                                               std::span<const float> point) const {
  if (!model_ || point.size() != model_->dimension) return {};
  return index_.trial_place(key, point);
}

}  // namespace pitwall::knowledge
