// A small archive whose texts get vectors from an endpoint and are searched by them: the parts that
// the daemon is made of, without the rest of it. Reads a command a line, {"begin"} with the
// endpoint first, and answers each with a line. For embedding_test.mjs.
#include <cstdio>
#include <iostream>
#include <map>

#include "adapter/embedding/endpoint.h"
#include "base/json.h"
#include "knowledge/search/embedding_job.h"
#include "knowledge/search/fragment_index.h"
#include "net/loop.h"

namespace {

using namespace pitwall;
using namespace pitwall::knowledge;
using Vectors = port::Embedder::Vectors;

constexpr Duration query_deadline = milliseconds(300);
constexpr Duration passage_deadline = seconds(10);

class Archive {
 public:
  explicit Archive(const Json& begin) {
    embedding::Options options;
    options.address = begin.string_or("begin", "");
    options.model.name = "concepts";
    endpoint_ = std::move(*embedding::Endpoint::create(loop_, std::move(options)));
  }

  void put(const Json& texts) {
    for (const Json& each : texts.items()) {
      const FragmentKey key{"d", static_cast<std::uint32_t>(texts_.size() * 10)};
      Fragment fragment;
      fragment.key = key;
      index_.put(fragment, analyzer_.tokens(each.text()));
      texts_[key] = each.text();
    }
    job_.wake();
  }

  // Until the job has nothing to do, or waits for better times.
  void embed() {
    for (;;) {
      const EmbeddingJob::Step step = job_.next(loop_.now());
      if (step.kind == EmbeddingJob::Step::Kind::wait) return;
      if (step.kind == EmbeddingJob::Step::Kind::lookup) {
        job_.found(lacking(step.limit), loop_.now());
        continue;
      }
      Result<Vectors> vectors = ask(step.texts, port::EmbeddingPurpose::passage, passage_deadline);
      vectors ? store(job_.embedded(std::move(*vectors)))
              : job_.failed(vectors.error(), loop_.now());
    }
  }

  void judge_model() {
    std::vector<FragmentKey> keys;
    std::vector<std::string> questions;
    for (const FragmentKey& key : index_.trial_fragments(trial_texts)) {
      std::string question = trial_question(texts_.at(key));
      if (question.empty()) continue;
      keys.push_back(key);
      questions.push_back(std::move(question));
    }
    const Result<Vectors> points =
        ask(std::move(questions), port::EmbeddingPurpose::query, passage_deadline);
    if (!points) return;
    std::vector<TrialPlace> places;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      const std::optional<TrialPlace> place = index_.trial_place(keys[i], (*points)[i]);
      if (place) places.push_back(*place);
    }
    trust_ = judge(places);
  }

  std::vector<Hit> search(std::string_view text, std::string& why_not) {
    Meaning meaning;
    const Result<Vectors> point =
        ask({std::string(text)}, port::EmbeddingPurpose::query, query_deadline);
    if (!point) why_not = point.error().message;
    if (point) meaning.point = (*point)[0];
    meaning.trust = trust_.trust;
    meaning.near = trust_.near;
    meaning.exact = [this](const std::vector<FragmentKey>& keys) {
      Vectors found;
      for (const FragmentKey& key : keys) found.push_back(vectors_.at(key));
      return found;
    };
    return index_.search(reader_.read(text), {}, 5, meaning);
  }

  void report(JsonWriter& out) const {
    out.key("vectors").integer(static_cast<std::int64_t>(vectors_.size()));
    out.key("job").string(job_.words());
    out.key("trust").number(trust_.trust);
    out.key("trial").string(trust_.words);
    out.key("usable").boolean(endpoint_->health().usable);
  }
  const std::string& text(const FragmentKey& key) const { return texts_.at(key); }

 private:
  Result<Vectors> ask(std::vector<std::string> texts, port::EmbeddingPurpose purpose,
                      Duration deadline) {
    std::optional<Result<Vectors>> got;
    endpoint_->embed(std::move(texts), purpose, deadline, [&](Result<Vectors> result) {
      got.emplace(std::move(result));
      loop_.stop();
    });
    while (!got) loop_.run();
    return std::move(*got);
  }
  std::vector<port::TextToEmbed> lacking(std::size_t limit) const {
    std::vector<port::TextToEmbed> found;
    for (const auto& [key, text] : texts_) {
      if (vectors_.contains(key) || found.size() == limit) continue;
      found.push_back({{key.document, key.ordinal}, 1, {text}});
    }
    return found;
  }
  void store(std::vector<port::StoredVector> made) {
    if (index_.vectors().dimension() == 0) index_.begin_vectors(endpoint_->facts().dimension);
    for (port::StoredVector& each : made) {
      const FragmentKey key{each.fragment.document, each.fragment.ordinal};
      if (index_.put_vector(key, each.values)) vectors_[key] = std::move(each.values);
    }
  }

  net::Loop loop_;
  std::unique_ptr<embedding::Endpoint> endpoint_;
  Analyzer analyzer_;
  QuestionReader reader_;
  FragmentIndex index_;
  EmbeddingJob job_;
  VectorTrust trust_ = judge({});
  std::map<FragmentKey, std::string> texts_;
  std::map<FragmentKey, std::vector<float>> vectors_;
};

std::string answer(Archive& archive, const Json& command) {
  std::string text;
  JsonWriter out(text);
  out.begin_object();
  if (const Json* texts = command.find("put")) archive.put(*texts);
  if (command.find("embed") != nullptr) archive.embed();
  if (command.find("try") != nullptr) archive.judge_model();
  if (const Json* question = command.find("ask")) {
    std::string why_not;
    out.key("found").begin_array();
    for (const Hit& hit : archive.search(question->text(), why_not)) {
      out.string(archive.text(hit.key));
    }
    out.end_array().key("by_words_because").string(why_not);
  }
  archive.report(out);
  out.end_object();
  return text;
}

}  // namespace

int main() {
  std::optional<Archive> archive;
  for (std::string line; std::getline(std::cin, line);) {
    const Result<Json> command = parse_json(line);
    if (!command) return 1;
    if (!archive) archive.emplace(*command);
    std::cout << answer(*archive, *command) << std::endl;
  }
}
