#include "knowledge/search/vector_trial.h"

#include <doctest/doctest.h>

#include "knowledge/search/fragment_index.h"
#include "knowledge/search/test_vectors.h"

using namespace pitwall;
using namespace pitwall::knowledge;

namespace {

constexpr std::size_t texts = 300;
constexpr std::size_t dimension = 48;

std::vector<TrialPlace> places(std::size_t found, std::size_t missed) {
  std::vector<TrialPlace> made(found, {0, 10'000, 0.9});
  made.resize(found + missed, {5'000, 10'000, 0.5});
  return made;
}

// An index whose texts have vectors, and a trial of the model that gave them.
struct Trial {
  FragmentIndex index;
  std::vector<TestVector> vectors;
  Dice dice{11};

  Trial() {
    Analyzer analyzer;
    for (std::uint32_t i = 0; i < texts; ++i) {
      Fragment fragment;
      fragment.key = {fmt::format("d{}", i / 3), i % 3};
      std::string words;
      for (int k = 0; k < 14; ++k) words += fmt::format("w{}x{} ", i, k);
      index.put(fragment, words, analyzer);
      vectors.push_back(random_vector(dice, dimension));
    }
    index.begin_vectors(dimension);
  }
  static FragmentKey key(std::size_t i) {
    return {fmt::format("d{}", i / 3), static_cast<std::uint32_t>(i % 3)};
  }
  void put(std::size_t i, const TestVector& vector) { CHECK(index.put_vector(key(i), vector)); }
  std::size_t number(const FragmentKey& at) const {
    for (std::size_t i = 0; i < texts; ++i) {
      if (key(i) == at) return i;
    }
    return texts;
  }
  template <class Ask>
  VectorTrust run(Ask ask) {
    std::vector<TrialPlace> found;
    for (const FragmentKey& at : index.trial_fragments(trial_texts)) {
      const auto place = index.trial_place(at, ask(number(at)));
      REQUIRE(place.has_value());
      CHECK(place->others >= texts - 3);
      found.push_back(*place);
    }
    CHECK(found.size() == trial_texts);
    return judge(found);
  }
};

}  // namespace

TEST_CASE("A question of the trial is a sentence of the text, and never much of it") {
  CHECK(trial_question("Hello! I moved the stop under the low of the day. Then the gap was filled, "
                       "and I was out before lunch.") ==
        "I moved the stop under the low of the day");
  CHECK(trial_question("too short to ask for") == "");
  CHECK(trial_question("") == "");
  CHECK(trial_question(std::string(1000, '.')) == "");
  const std::string one(100, 'a');
  CHECK(trial_question(one).size() == 50);
  std::string cyrillic;
  for (int i = 0; i < 1000; ++i) cyrillic += "ж";
  CHECK(trial_question(cyrillic).size() == 300);
  CHECK(trial_question("x" + cyrillic).size() == 299);
}

TEST_CASE("A trial is due when there is enough to try, and again when there is twice as much") {
  CHECK_FALSE(is_trial_due(min_trial_vectors - 1, 0));
  CHECK(is_trial_due(min_trial_vectors, 0));
  CHECK_FALSE(is_trial_due(39, 20));
  CHECK(is_trial_due(40, 20));
}

TEST_CASE("Trust grows with what was found, and is none near chance") {
  CHECK(judge({}).trust == 0);
  CHECK(judge({}).words.find("not tried yet") != std::string::npos);
  CHECK(judge(places(100, 0)).trust == 1);
  CHECK(judge(places(100, 0)).words ==
        "By the model of meaning 100 of 100 texts were found by a part of them: it has its full "
        "weight.");
  CHECK(judge(places(0, 100)).trust == 0);
  CHECK(judge(places(60, 40)).trust == 0);
  CHECK(judge(places(60, 40)).words.find("no say in search") != std::string::npos);
  double last = 0;
  for (const std::size_t found : {72U, 78U, 84U, 90U}) {
    const double trust = judge(places(found, 100 - found)).trust;
    CHECK(trust > last);
    CHECK(trust < 1);
    last = trust;
  }
  // Few trials prove less.
  CHECK(judge(places(10, 0)).trust < judge(places(20, 0)).trust);
  CHECK(judge(places(20, 0)).trust < 1);
  CHECK(judge(places(60, 40)).near == doctest::Approx(0.9));
  CHECK(judge(places(40, 60)).near == doctest::Approx(0.5));
  // Too few vectors prove nothing.
  CHECK(judge(std::vector<TrialPlace>(100, {0, min_trial_vectors - 2, 0.9})).tried == 0);
}

TEST_CASE("A model that puts a part of a text beside it is believed") {
  Trial trial;
  for (std::size_t i = 0; i < texts; ++i) trial.put(i, trial.vectors[i]);
  const VectorTrust trust = trial.run([&](std::size_t i) {
    return mixed(trial.vectors[i], random_vector(trial.dice, dimension), 1);
  });
  CHECK(trust.trust == 1);
}

TEST_CASE("Vectors that mean nothing are not believed") {
  Trial trial;
  SUBCASE("other ones each time") {
    for (std::size_t i = 0; i < texts; ++i) trial.put(i, trial.vectors[i]);
    CHECK(trial.run([&](std::size_t) { return random_vector(trial.dice, dimension); }).trust == 0);
  }
  SUBCASE("always the same one") {
    for (std::size_t i = 0; i < texts; ++i) trial.put(i, trial.vectors[0]);
    CHECK(trial.run([&](std::size_t) { return trial.vectors[0]; }).trust == 0);
  }
  SUBCASE("of another model with as many numbers") {
    for (std::size_t i = 0; i < texts; ++i) trial.put(i, random_vector(trial.dice, dimension));
    CHECK(trial.run([&](std::size_t i) { return trial.vectors[i]; }).trust == 0);
  }
  SUBCASE("put to the wrong texts") {
    for (std::size_t i = 0; i < texts; ++i) trial.put(i, trial.vectors[(i + 17) % texts]);
    CHECK(trial.run([&](std::size_t i) { return trial.vectors[i]; }).trust == 0);
  }
  SUBCASE("half of them of another model") {
    for (std::size_t i = 0; i < texts; ++i) {
      trial.put(i, i % 2 == 0 ? trial.vectors[i] : random_vector(trial.dice, dimension));
    }
    CHECK(trial.run([&](std::size_t i) { return trial.vectors[i]; }).trust < 0.2);
  }
}

TEST_CASE("A text without a vector has no place, and its neighbours do not count against it") {
  Trial trial;
  CHECK(trial.index.trial_fragments(trial_texts).empty());
  CHECK_FALSE(trial.index.trial_place(Trial::key(1), trial.vectors[0]).has_value());
  for (const std::size_t i : {0U, 1U, 2U, 3U}) trial.put(i, trial.vectors[0]);
  const auto middle = trial.index.trial_place(Trial::key(1), trial.vectors[0]);
  REQUIRE(middle.has_value());
  CHECK(middle->others == 1);
  CHECK(middle->nearer == 0.5);
  CHECK_FALSE(trial.index.trial_place(Trial::key(1), std::vector<float>{1, 2}).has_value());
}
