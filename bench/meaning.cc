// What a model of meaning adds to search, and what a bad one takes from it: nDCG@10 with made
// vectors, whose geometry is known. Around each text lie its questions, nearer or farther as the
// model is better or worse, and texts that stand together in the collection lie together.
//   bench_meaning FOLDER [FOLDER]   texts of the first; its own questions, or the second one's.
// Fails where the meaning, as far as it is trusted, makes search worse than by words alone.
#include <cmath>
#include <cstdio>

#include "bench/collection.h"
#include "knowledge/search/bm25.h"
#include "knowledge/search/test_vectors.h"

namespace {

using namespace pitwall;
using namespace pitwall::knowledge;
using namespace pitwall::bench;

constexpr std::size_t dimension = 48;  // what vectors of language really spread over
constexpr std::size_t together = 5;    // texts of one subject
// A part of a text lies nearer to it than a question about it.
constexpr double part_noise = 0.7;

enum class Fault { none, random, constant, other_model, half_other_model, shuffled };

// Which texts are near to what, as a model would have it.
class MadeModel {
 public:
  MadeModel(const Collection& texts, const Collection& questions, double noise, std::uint64_t seed)
      : noise_(noise), dice_(seed) {
    TestVector subject;
    for (std::size_t i = 0; i < texts.texts.size(); ++i) {
      if (i % together == 0) subject = random_vector(dice_, dimension);
      texts_[texts.texts[i].first] = mixed(subject, random_vector(dice_, dimension), 1);
    }
    for (const auto& [id, text] : questions.questions) {
      const auto relevant = texts.relevant.find(id);
      if (relevant == texts.relevant.end()) continue;
      TestVector point(dimension);
      for (const auto& [answer, gain] : relevant->second) {
        if (texts_.contains(answer)) point = mixed(point, texts_.at(answer), 1);
      }
      questions_[id] = noisy(point, noise_);
    }
  }
  const TestVector& text(const std::string& id) const { return texts_.at(id); }
  const TestVector& question(const std::string& id) const { return questions_.at(id); }
  TestVector part_of(const std::string& id) { return noisy(texts_.at(id), noise_ * part_noise); }
  TestVector random() { return random_vector(dice_, dimension); }

 private:
  TestVector noisy(const TestVector& point, double part) {
    return mixed(point, random_vector(dice_, dimension), part * std::sqrt(2));
  }

  double noise_;
  Dice dice_;
  std::map<std::string, TestVector> texts_;
  std::map<std::string, TestVector> questions_;
};

void put_vectors(FragmentIndex& index, const Collection& collection, MadeModel& model, Fault fault,
                 std::uint64_t percent) {
  index.begin_vectors(dimension);
  Dice dice(3);
  const TestVector constant = model.random();
  for (std::size_t i = 0; i < collection.texts.size(); ++i) {
    const std::string& id = collection.texts[i].first;
    if (dice.below(100) >= percent) continue;
    TestVector vector = model.text(id);
    if (fault == Fault::random || fault == Fault::other_model) vector = model.random();
    if (fault == Fault::half_other_model && i % 2 == 0) vector = model.random();
    if (fault == Fault::constant) vector = constant;
    if (fault == Fault::shuffled) {
      vector = model.text(collection.texts[(i + 7) % collection.texts.size()].first);
    }
    index.put_vector({id, 0}, vector);
  }
}

VectorTrust trust_in(const FragmentIndex& index, MadeModel& model, Fault fault) {
  std::vector<TrialPlace> places;
  for (const FragmentKey& key : index.trial_fragments(trial_texts)) {
    const TestVector point = fault == Fault::random     ? model.random()
                             : fault == Fault::constant ? index.vectors().at(0)
                                                        : model.part_of(key.document);
    if (const auto place = index.trial_place(key, point)) places.push_back(*place);
  }
  return judge(places);
}

// What the model makes of a question.
TestVector point_of(const FragmentIndex& index, MadeModel& model, Fault fault,
                    const std::string& question) {
  if (fault == Fault::random) return model.random();
  return fault == Fault::constant ? index.vectors().at(0) : model.question(question);
}

double alone(const FragmentIndex& index, const Collection& texts, const TestVector& point,
             const Collection::Gains& relevant) {
  const std::vector<std::uint8_t> all(texts.texts.size(), 1);
  std::vector<Hit> hits;
  for (const Scored& each : best(index.vectors().nearness(point, all.size()), all, ndcg_depth)) {
    hits.push_back({});
    hits.back().key = {texts.texts[each.slot].first, 0};
  }
  return ndcg(hits, relevant);
}

struct Scores {
  double alone = 0;  // the meaning
  double all_in = 0;
  double by_trust = 0;
};

// The mean over the questions that have an answer.
template <class Score>
double mean(const Collection& texts, const Collection& questions, Score score) {
  double sum = 0;
  double count = 0;
  for (const auto& [id, text] : questions.questions) {
    const auto relevant = texts.relevant.find(id);
    if (relevant == texts.relevant.end()) continue;
    sum += score(id, text, relevant->second);
    ++count;
  }
  return count > 0 ? sum / count : 0;
}

double by_words(const FragmentIndex& index, const Collection& texts, const Collection& questions) {
  QuestionReader reader;
  return mean(texts, questions, [&](const auto&, const std::string& text, const auto& relevant) {
    return ndcg(index.search(reader.read(text), {}, ndcg_depth), relevant);
  });
}

Scores score(const FragmentIndex& index, const Collection& texts, const Collection& questions,
             MadeModel& model, Fault fault, const VectorTrust& trust) {
  QuestionReader reader;
  const auto with = [&](double share) {
    return mean(texts, questions, [&](const auto& id, const auto& text, const auto& relevant) {
      Meaning meaning;
      meaning.point = point_of(index, model, fault, id);
      meaning.trust = share;
      meaning.near = trust.near;
      return ndcg(index.search(reader.read(text), {}, ndcg_depth, meaning), relevant);
    });
  };
  Scores scores;
  scores.alone = mean(texts, questions, [&](const auto& id, const auto&, const auto& relevant) {
    return alone(index, texts, point_of(index, model, fault, id), relevant);
  });
  scores.all_in = with(1);
  scores.by_trust = trust.trust == 1 ? scores.all_in : with(trust.trust);
  return scores;
}

struct Trial {
  std::string name;
  double noise = 1;
  Fault fault = Fault::none;
  std::uint64_t percent = 100;  // of the texts that have a vector
};

std::vector<Trial> trials() {
  std::vector<Trial> made;
  for (const double noise : {0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0}) {
    made.push_back({fmt::format("noise of {:.1f}", noise), noise});
  }
  for (const std::uint64_t percent : {95U, 75U, 50U, 25U}) {
    made.push_back({fmt::format("good, of {} % of the texts", percent), 1, Fault::none, percent});
  }
  made.push_back({"random", 1, Fault::random});
  made.push_back({"constant", 1, Fault::constant});
  made.push_back({"of another model", 1, Fault::other_model});
  made.push_back({"half of them of another model", 1, Fault::half_other_model});
  made.push_back({"put to the wrong texts", 1, Fault::shuffled});
  return made;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: bench_meaning FOLDER [FOLDER OF QUESTIONS]\n");
    return 2;
  }
  const Collection texts = read_collection(argv[1]);
  const Collection questions = read_collection(argv[argc > 2 ? 2 : 1]);
  FragmentIndex index = index_of(texts, true);
  const double lexical = by_words(index, texts, questions);
  fmt::print("nDCG@10 by words alone {:.4f}; with vectors:\n", lexical);
  fmt::print("{:<32} found   trust  alone   all in  by trust\n", "");
  constexpr double chance = 0.005;
  bool is_harmless = true;
  for (const Trial& trial : trials()) {
    MadeModel model(texts, questions, trial.noise, 1);
    put_vectors(index, texts, model, trial.fault, trial.percent);
    const VectorTrust trust = trust_in(index, model, trial.fault);
    const Scores scores = score(index, texts, questions, model, trial.fault, trust);
    fmt::print("{:<32} {:>3}/{:<3}  {:.2f}  {:.4f}  {:.4f}  {:.4f}\n", trial.name, trust.found,
               trust.tried, trust.trust, scores.alone, scores.all_in, scores.by_trust);
    std::fflush(stdout);
    is_harmless = is_harmless && scores.by_trust >= lexical - chance;
  }
  return is_harmless ? 0 : 1;
}
