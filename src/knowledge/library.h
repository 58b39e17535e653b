// The memory's documents, searched: an index of what the store keeps, kept up with it a slice at a
// time, so that who asks waits for a slice at most.
//
// Belongs to one thread, as its store does.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "knowledge/excerpt.h"
#include "knowledge/search/fragment_index.h"
#include "knowledge/search/symbols.h"
#include "knowledge/search/vector_trial.h"
#include "port/document_store.h"

namespace pitwall::knowledge {

// How far the index is: an answer that was given before all was read says so.
struct Reading {
  std::uint64_t read = 0;       // documents
  std::uint64_t documents = 0;  // that the store has
  std::uint64_t fragments = 0;  // of those read
  bool learnt = false;          // which words keep which company
};

struct LibraryQuestion {
  std::string text;  // empty: the newest that passes
  // `channel` and `symbol` as a person writes them; `language` as "en".
  SearchFilter filter;
  std::size_t limit = 5;  // 1 to FragmentIndex::max_hits
  // Where the model of use_model() puts the text; empty: words alone are searched for.
  std::vector<float> point = {};
};

struct Finding {
  Excerpt fragment;
  std::string why;  // which words of the question it has, and how: in words; may be empty
  std::optional<port::FragmentId> before = {};
  std::optional<port::FragmentId> after = {};
  Untrusted text_before;  // the end of the fragment before it
  Untrusted text_after;   // the beginning of the one after it
  std::size_t alike = 0;  // further fragments that say nearly the same
};

struct Found {
  std::vector<Finding> findings;  // best first
  Reading reading;
};

struct Page {
  port::DocumentFacts facts;
  std::vector<port::StoredFragment> fragments;
  std::optional<std::uint32_t> next = {};  // the fragment that the next page begins with
};

// Part of a fragment's text, asked to find out what a model is worth (vector_trial.h).
struct TrialQuestion {
  FragmentKey fragment;
  std::string text;
};

class Library {
 public:
  // What one slice does: a few milliseconds. Longer ones are few: taking over what was learnt, and
  // clearing up after much was removed.
  static constexpr std::size_t slice_fragments = 8;
  static constexpr std::size_t slice_learning = 200'000;
  static constexpr std::size_t slice_settling = 200;
  static constexpr std::size_t slice_vectors = 32;
  // Learning begins anew when the archive has this share more, or less, than when it was last
  // learnt from.
  static constexpr double grown_enough = 0.25;
  static constexpr std::size_t max_neighbour = 240;  // bytes of each neighbour's text
  static constexpr std::size_t max_page = 200;       // fragments

  explicit Library(port::DocumentStore& store);

  // Whether the store was changed, by whomever. Cheap.
  Result<bool> look();
  // Does a slice of what there is to do; false when there is nothing left.
  Result<bool> work();

  Result<Found> search(const LibraryQuestion& question);
  // What is like a fragment; not_found where there is no such fragment (any more).
  Result<Found> more_like(const port::FragmentId& id, const LibraryQuestion& question);
  // From a fragment on, at most so many bytes of text, and one fragment at least.
  Result<Page> read(const std::string& document, std::uint32_t from, std::size_t bytes);
  Result<Excerpt> fragment(const port::FragmentId& id);
  // Out of the store and of the index, at once. False where there was none.
  Result<bool> forget(const std::string& document, Time now);

  // The model that makes vectors from now on: those that the store has of it are put into the
  // index, a slice at a time. It has no say before trust() gave it one.
  void use_model(port::VectorModel model);
  // Fragments of the store that lack a vector of the model; nothing before use_model().
  Result<std::vector<port::TextToEmbed>> to_embed(std::size_t limit);
  Result<void> put_vectors(const std::vector<port::StoredVector>& vectors);
  Result<void> drop_other_vectors();
  std::size_t vectors() const { return index_.vectors().size(); }
  Result<std::vector<TrialQuestion>> trial_questions();
  std::optional<TrialPlace> trial_place(const FragmentKey& key, std::span<const float> point) const;
  void trust(const VectorTrust& trust) { trust_ = trust; }

  Reading reading() const;
  std::uint64_t last_change() const { return last_; }  // that look() saw
  port::DocumentStore& store() { return store_; }
  std::size_t memory() const { return index_.memory(); }  // bytes, about

 private:
  // A document that is being read.
  struct Open {
    port::DocumentFacts facts;
    std::uint32_t next = 0;
  };

  // A document whose vectors are being put into the index.
  struct Loading {
    std::string document;
    std::uint32_t next = 0;
    std::uint32_t fragments = 0;
  };

  Result<bool> begin_change();
  Result<void> read_on();
  Result<void> load_vectors(const std::vector<port::FragmentId>& ids);
  Result<void> load_on();
  Meaning meaning_of(std::vector<float> point);
  void drop(const std::string& document);
  bool learn();
  bool worth_learning() const;
  SearchFilter filed(const SearchFilter& filter) const;
  Result<Found> shown(const std::vector<Hit>& hits, const Question& question);
  void explain(Finding& finding, const Hit& hit, const Question& question);
  Result<std::optional<Finding>> finding(const Hit& hit, const Question& question);

  port::DocumentStore& store_;
  Analyzer analyzer_;
  QuestionReader reader_;
  SymbolFinder symbols_;
  FragmentIndex index_;
  std::deque<port::DocumentChange> changes_;  // that are still to be taken in
  std::optional<Open> open_;
  std::set<std::string> documents_;  // that are read, whole
  std::uint64_t taken_ = 0;          // the last change that was asked for
  std::uint64_t last_ = 0;           // the last that the store has
  std::uint64_t kept_ = 0;           // documents of the store
  std::optional<LatentTraining> training_;
  bool settling_ = false;
  std::size_t learnt_from_ = 0;  // fragments
  std::optional<port::VectorModel> model_;
  std::optional<Loading> loading_;
  VectorTrust trust_;
};

}  // namespace pitwall::knowledge
