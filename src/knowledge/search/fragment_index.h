// The fragments of all documents, found by a question: by their words (BM25 with feedback), by how
// words look and sound (other spellings, the other script), and by the company that words keep
// (latent semantic analysis, once it was learnt). The three are brought to one scale for each
// question and added; fusing by ranks does worse, since one weak leg then spoils the others.
//
// A value of one thread; any number may search together while nobody changes it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "knowledge/document.h"
#include "knowledge/search/latent.h"
#include "knowledge/search/near_terms.h"
#include "knowledge/search/question.h"
#include "knowledge/search/term_index.h"

namespace pitwall::knowledge {

// A piece of a document, about as long as a paragraph.
struct FragmentKey {
  std::string document;
  std::uint32_t ordinal = 0;  // its place within the document
  auto operator<=>(const FragmentKey&) const = default;
};

struct Fragment {
  FragmentKey key;
  DocumentKind kind = DocumentKind::note;
  PartRole role = PartRole::text;
  std::string provider;
  std::string channel;
  std::string language;
  std::optional<Time> time = {};
};

// What is empty lets everything pass.
struct SearchFilter {
  std::optional<Time> from = {};  // what has no time does not pass either bound
  std::optional<Time> to = {};    // excluded
  std::vector<DocumentKind> kinds = {};
  std::vector<PartRole> roles = {};  // empty: all but reasoning
  std::string document = {};
  std::string provider = {};
  std::string channel = {};
  std::string language = {};
};

struct Hit {
  FragmentKey key;
  double score = 0;  // 0 to 1 within one answer; of two answers not to be compared
  // What each leg gave to it.
  double words = 0;
  double sounds = 0;
  double company = 0;
  // The fragments before and after it, where there are some.
  std::optional<FragmentKey> before = {};
  std::optional<FragmentKey> after = {};
  std::vector<FragmentKey> duplicates;  // that say nearly the same, folded into this one
};

class FragmentIndex {
 public:
  static constexpr std::size_t max_hits = 200;

  // Replaces what has the same key.
  void put(const Fragment& fragment, std::string_view text, Analyzer& analyzer);
  std::size_t remove(std::string_view document);  // how many fragments it had
  // Frees what was removed. What was learnt stays as it is and serves on.
  void compact();

  std::vector<Hit> search(const Question& question, const SearchFilter& filter,
                          std::size_t limit) const;
  // What is like a fragment; empty if it is not there.
  std::vector<Hit> more_like(const FragmentKey& key, const SearchFilter& filter,
                             std::size_t limit) const;

  // Which words keep which company is learnt aside: LatentTraining(index.terms()), its slices, and
  // what it took is handed in here.
  const TermIndex& terms() const { return terms_; }
  void learn(LatentSpace space);

  std::size_t size() const { return terms_.size(); }
  std::size_t removed() const { return terms_.slots() - terms_.size(); }
  std::size_t memory() const;  // bytes, about

 private:
  struct Facts {
    std::int64_t time = 0;  // nanoseconds since 1970
    std::uint32_t document = 0;
    std::uint32_t ordinal = 0;
    TermId provider = 0;
    TermId channel = 0;
    TermId language = 0;
    DocumentKind kind = DocumentKind::note;
    PartRole role = PartRole::text;
    bool has_time = false;
  };
  struct Asked {
    std::vector<WeightedTerm> words;
    std::vector<WeightedTerm> stop_words;           // only where there are others
    std::vector<std::vector<WeightedTerm>> sounds;  // for each word what is near it
    // How much of the question each leg understands, 0 to 1: a leg that knows a word or two of it
    // must not outweigh one that knows the rest.
    float words_share = 1;
    float sounds_share = 1;
  };
  struct Legs {  // by slot
    std::vector<float> words;
    std::vector<float> sounds;
    std::vector<float> company;
    std::vector<float> together;
  };

  Asked read(const Question& question) const;
  std::vector<WeightedTerm> like(std::string_view word) const;
  std::vector<std::uint8_t> allowed(const SearchFilter& filter) const;
  Legs weigh(const Asked& asked, const std::vector<std::uint8_t>& allowed) const;
  std::vector<Hit> hits(const Legs& legs, const std::vector<std::uint8_t>& allowed,
                        std::size_t limit) const;
  FragmentKey key_of(Slot slot) const;
  std::optional<FragmentKey> neighbour(Slot slot, int step) const;
  bool nearly_same(const std::vector<TermCount>& a, const std::vector<TermCount>& b) const;

  TermIndex terms_;
  NearTerms near_;
  LatentSpace space_;
  LatentTexts latent_;
  Dictionary names_;                                              // documents, providers, …
  std::vector<Facts> facts_;                                      // by slot
  std::map<std::pair<std::uint32_t, std::uint32_t>, Slot> keys_;  // document and ordinal
};

}  // namespace pitwall::knowledge
