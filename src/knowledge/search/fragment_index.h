// The fragments of all documents, found by a question: by their words (BM25 with feedback), by how
// words look and sound (other spellings, the other script), and by the company that words keep
// (latent semantic analysis, once it was learnt). The three are brought to one scale for each
// question and added; fusing by ranks does worse, since one weak leg then spoils the others.
// Where a model of meaning gave vectors to fragments and question, they are a fourth.
//
// A value of one thread; any number may search together while nobody changes it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "knowledge/document.h"
#include "knowledge/search/latent.h"
#include "knowledge/search/near_terms.h"
#include "knowledge/search/question.h"
#include "knowledge/search/term_index.h"
#include "knowledge/search/vector_index.h"
#include "knowledge/search/vector_trial.h"

namespace pitwall::knowledge {

// A piece of a document, about as long as a paragraph.
struct FragmentKey {
  std::string document;
  std::uint32_t ordinal = 0;  // its place within the document
  auto operator<=>(const FragmentKey&) const = default;
};

struct Fragment {
  FragmentKey key = {};
  DocumentKind kind = DocumentKind::note;
  PartRole role = PartRole::text;
  std::string provider = {};
  std::string channel = {};
  std::string language = {};
  std::optional<Time> time = {};
  bool active = true;                     // false: of a branch that was edited away
  std::vector<std::string> symbols = {};  // that it is about, as SymbolFinder gives them
};

// What is empty lets everything pass.
struct SearchFilter {
  std::optional<Time> from = {};  // what has no time does not pass either bound
  std::optional<Time> to = {};    // excluded
  std::vector<DocumentKind> kinds = {};
  std::vector<PartRole> roles = {};  // empty: all
  bool set_aside = false;            // reasoning, and branches that were edited away, too
  std::string symbol = {};           // that it is about
  std::string document = {};
  std::string provider = {};
  std::string channel = {};
  std::string language = {};
  bool operator==(const SearchFilter&) const = default;
};

// The exact vectors of these fragments, in their order; empty where there is none (any more).
using ExactFragmentVectors =
    std::function<std::vector<std::vector<float>>(const std::vector<FragmentKey>&)>;

// What a model of meaning makes of a question.
struct Meaning {
  std::vector<float> point = {};  // the question's vector; empty: words alone are searched for
  // Of the model, as it was tried on these texts (vector_trial.h): with no trial it has no say.
  double trust = 0;
  double near = 1;
  ExactFragmentVectors exact = {};
};

struct Hit {
  FragmentKey key;
  double score = 0;  // 0 to 1 within one answer; of two answers not to be compared
  // What each leg gave to it.
  double words = 0;
  double sounds = 0;
  double company = 0;
  double meaning = 0;
  // The fragments before and after it, where there are some.
  std::optional<FragmentKey> before = {};
  std::optional<FragmentKey> after = {};
  std::vector<FragmentKey> duplicates;  // that say nearly the same, folded into this one
};

class FragmentIndex {
 public:
  static constexpr std::size_t max_hits = 200;

  // Replaces what has the same key.
  void put(const Fragment& fragment, std::span<const Token> tokens);  // of its text
  void put(const Fragment& fragment, std::string_view text, Analyzer& analyzer) {
    put(fragment, analyzer.tokens(text));
  }
  std::size_t remove(std::string_view document);  // how many fragments it had
  // Frees what was removed. What was learnt stays as it is and serves on.
  void compact();

  std::vector<Hit> search(const Question& question, const SearchFilter& filter, std::size_t limit,
                          const Meaning& meaning = {}) const;
  // The latest of what has a time, the latest first.
  std::vector<Hit> newest(const SearchFilter& filter, std::size_t limit) const;
  // What is like a fragment; empty if it is not there. Its own vector is the meaning's point.
  std::vector<Hit> more_like(const FragmentKey& key, const SearchFilter& filter, std::size_t limit,
                             Meaning meaning = {}) const;

  // Vectors of one model. Another dimension, or the same one again, forgets all that were put.
  void begin_vectors(std::size_t dimension);
  // False where the fragment is not there (any more), or the vector is of no use. A fragment that
  // is put again has none.
  bool put_vector(const FragmentKey& key, std::span<const float> vector);
  const VectorIndex& vectors() const { return vectors_; }
  // For a trial of the model (vector_trial.h): fragments that have a vector, from all over the
  // index; and where one of them is found by a point. Nothing if it has no vector (any more).
  std::vector<FragmentKey> trial_fragments(std::size_t limit) const;
  std::optional<TrialPlace> trial_place(const FragmentKey& key, std::span<const float> point) const;

  // Which words keep which company is learnt aside: LatentTraining(index.terms()), its slices, and
  // what it took is handed in here. It takes part once every text has its place in it: `settle`
  // finds so many more, and is true when there is none left to find.
  const TermIndex& terms() const { return terms_; }
  void learn(LatentSpace space);
  bool settle(std::size_t texts);
  bool has_learnt() const { return !space_.empty(); }

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
    bool active = true;
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
    std::vector<float> meaning;
    std::vector<float> together;
  };

  void drop(Slot slot);
  Asked read(const Question& question) const;
  std::vector<WeightedTerm> like(std::string_view word) const;
  std::vector<std::uint8_t> allowed(const SearchFilter& filter) const;
  Legs weigh(const Asked& asked, const std::vector<std::uint8_t>& allowed,
             const Meaning& meaning) const;
  std::vector<float> nearness_of(const Meaning& meaning,
                                 const std::vector<std::uint8_t>& judged) const;
  void add_meaning(const Meaning& meaning, const std::vector<std::uint8_t>& allowed,
                   Legs& legs) const;
  std::optional<Slot> slot_of(const FragmentKey& key) const;
  std::vector<Hit> hits(const Legs& legs, const std::vector<std::uint8_t>& allowed,
                        std::size_t limit) const;
  Hit hit_of(Slot slot) const;
  FragmentKey key_of(Slot slot) const;
  std::optional<FragmentKey> neighbour(Slot slot, int step) const;
  bool nearly_same(const std::vector<TermCount>& a, const std::vector<TermCount>& b) const;

  TermIndex terms_;
  NearTerms near_;
  LatentSpace space_;
  LatentTexts latent_;
  VectorIndex vectors_;
  LatentSpace next_space_;  // that is being settled
  LatentTexts next_latent_;
  Dictionary names_;                 // documents, providers, …
  std::vector<Facts> facts_;         // by slot
  std::vector<std::uint8_t> plain_;  // by slot: 1 for what the empty filter lets pass
  Dictionary symbols_;
  std::vector<std::vector<Slot>> about_;                          // by symbol, slots rising
  std::map<std::pair<std::uint32_t, std::uint32_t>, Slot> keys_;  // document and ordinal
};

}  // namespace pitwall::knowledge
