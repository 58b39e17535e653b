#include "bench/collection.h"

#include <cmath>
#include <fstream>

#include "base/json.h"

namespace pitwall::bench {

using namespace pitwall::knowledge;

namespace {

Collection::Texts read_lines(const std::string& path) {
  Collection::Texts found;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const Result<Json> json = parse_json(line);
    if (!json) continue;
    const std::string_view title = json->string_or("title", "");
    found.emplace_back(json->string_or("_id", ""),
                       fmt::format("{}\n{}", title, json->string_or("text", "")));
  }
  return found;
}

}  // namespace

Collection read_collection(const std::string& folder) {
  Collection found{read_lines(folder + "/corpus.jsonl"), read_lines(folder + "/queries.jsonl"), {}};
  std::ifstream file(folder + "/qrels.tsv");
  std::string question;
  std::string text;
  std::string score;
  while (file >> question >> text >> score) {
    if (score != "score") found.relevant[question][text] = std::strtod(score.c_str(), nullptr);
  }
  return found;
}

FragmentIndex index_of(const Collection& collection, bool learns) {
  FragmentIndex index;
  Analyzer analyzer;
  for (const auto& [id, text] : collection.texts) {
    Fragment fragment;
    fragment.key = {id, 0};
    index.put(fragment, text, analyzer);
  }
  if (learns) {
    LatentTraining training(index.terms());
    while (!training.step(index.terms(), 10'000'000)) {
    }
    index.learn(training.take());
    index.settle(index.size());
  }
  return index;
}

double ndcg(const std::vector<Hit>& hits, const Collection::Gains& relevant) {
  double gained = 0;
  for (std::size_t i = 0; i < hits.size() && i < ndcg_depth; ++i) {
    const auto found = relevant.find(hits[i].key.document);
    if (found != relevant.end()) gained += found->second / std::log2(static_cast<double>(i) + 2);
  }
  std::vector<double> gains;
  for (const auto& [id, gain] : relevant) gains.push_back(gain);
  std::ranges::sort(gains, std::greater());
  double best = 0;
  for (std::size_t i = 0; i < gains.size() && i < ndcg_depth; ++i) {
    best += gains[i] / std::log2(static_cast<double>(i) + 2);
  }
  return best > 0 ? gained / best : 0;
}

}  // namespace pitwall::bench
