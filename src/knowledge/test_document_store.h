// For tests: documents in memory, with nothing of vectors.
#pragma once

#include <algorithm>
#include <map>

#include "port/document_store.h"

namespace pitwall::knowledge {

class TestDocumentStore : public port::DocumentStore {
 public:
  // A document whose parts are these texts, one fragment each.
  void put(port::DocumentFacts facts, const std::vector<std::string>& texts,
           port::PartRole role = port::PartRole::person) {
    port::NewDocument document{std::move(facts), {}};
    for (const std::string& text : texts) {
      port::StoredFragment fragment;
      fragment.ordinal = static_cast<std::uint32_t>(document.fragments.size());
      fragment.part = fmt::format("{}", fragment.ordinal);
      fragment.role = role;
      fragment.text.value = text;
      document.fragments.push_back(std::move(fragment));
    }
    put_one(std::move(document));
  }
  void put_one(port::NewDocument document) {
    document.facts.fragments = static_cast<std::uint32_t>(document.fragments.size());
    changes_[document.facts.id] = {++last_, document.facts.id, false};
    documents_[document.facts.id] = std::move(document);
  }

  Result<std::vector<port::PutOutcome>> put(
      const std::vector<port::NewDocument>& documents) override {
    for (const port::NewDocument& each : documents) put_one(each);
    return std::vector(documents.size(), port::PutOutcome::added);
  }
  Result<port::PutOutcome> compare(const port::DocumentFacts&) override {
    return port::PutOutcome::changed;
  }
  Result<std::optional<port::DocumentFacts>> find(std::string_view id) override {
    const auto found = documents_.find(id);
    if (found == documents_.end()) return std::optional<port::DocumentFacts>();
    return std::optional(found->second.facts);
  }
  Result<std::vector<port::DocumentFacts>> list(const port::DocumentQuery& query) override {
    std::vector<port::DocumentFacts> found;
    for (const auto& [id, each] : documents_) {
      const bool passes = id > query.after && (!query.kind || *query.kind == each.facts.kind) &&
                          (query.provider.empty() || query.provider == each.facts.provider);
      if (passes && found.size() < query.limit) found.push_back(each.facts);
    }
    return found;
  }
  Result<std::vector<port::StoredFragment>> fragments(std::string_view id, std::uint32_t first,
                                                      std::size_t count) override {
    const auto found = documents_.find(id);
    std::vector<port::StoredFragment> part;
    if (found == documents_.end()) return part;
    const std::vector<port::StoredFragment>& all = found->second.fragments;
    for (std::size_t i = first; i < all.size() && part.size() < count; ++i) part.push_back(all[i]);
    return part;
  }
  Result<port::StoreTotals> totals() override {
    port::StoreTotals totals;
    for (const auto& [id, each] : documents_) {
      ++totals.documents;
      totals.fragments += each.fragments.size();
    }
    totals.last_change = last_;
    return totals;
  }
  Result<std::vector<port::DocumentChange>> changes(std::uint64_t after,
                                                    std::size_t limit) override {
    std::vector<port::DocumentChange> found;
    for (const auto& [id, change] : changes_)
      if (change.number > after) found.push_back(change);
    std::ranges::sort(found, {}, &port::DocumentChange::number);
    if (found.size() > limit) found.resize(limit);
    return found;
  }
  Result<std::uint64_t> last_change() override { return last_; }
  Result<bool> forget(std::string_view id, Time) override {
    const auto found = documents_.find(id);
    if (found == documents_.end()) return false;
    documents_.erase(found);
    const std::string name = port::forgotten_name(id);
    changes_.erase(changes_.find(id));
    changes_[name] = {++last_, name, true};
    return true;
  }
  Result<std::vector<port::TextToEmbed>> to_embed(const port::VectorModel&, std::size_t) override {
    return std::vector<port::TextToEmbed>();
  }
  Result<void> put_vectors(const port::VectorModel&,
                           const std::vector<port::StoredVector>&) override {
    return {};
  }
  Result<void> each_vector(const port::VectorModel&,
                           const std::function<bool(const port::StoredVector&)>&) override {
    return {};
  }
  Result<std::vector<port::StoredVector>> vectors(const port::VectorModel&,
                                                  const std::vector<port::FragmentId>&) override {
    return std::vector<port::StoredVector>();
  }
  Result<std::uint64_t> drop_other_vectors(const port::VectorModel&) override { return 0U; }

 private:
  std::map<std::string, port::NewDocument, std::less<>> documents_;
  std::map<std::string, port::DocumentChange, std::less<>> changes_;
  std::uint64_t last_ = 0;
};

}  // namespace pitwall::knowledge
