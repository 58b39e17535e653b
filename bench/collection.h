// A collection of texts and questions whose answers are known, in BEIR's form: corpus.jsonl,
// queries.jsonl, qrels.tsv.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "knowledge/search/fragment_index.h"

namespace pitwall::bench {

struct Collection {
  using Texts = std::vector<std::pair<std::string, std::string>>;  // id, text
  using Gains = std::map<std::string, double>;                     // by text

  Texts texts;
  Texts questions;
  std::map<std::string, Gains> relevant;  // by question
};

Collection read_collection(const std::string& folder);
// Each text a fragment of its own; `learns` trains the latent space on them.
knowledge::FragmentIndex index_of(const Collection& collection, bool learns);

inline constexpr std::size_t ndcg_depth = 10;
// Of the first ten, with gains as given and a discount of log2(1 + rank).
double ndcg(const std::vector<knowledge::Hit>& hits, const Collection::Gains& relevant);

}  // namespace pitwall::bench
