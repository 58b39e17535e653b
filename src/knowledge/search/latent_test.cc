#include "knowledge/search/latent.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace pitwall::knowledge;

namespace {

// Two subjects that share no word but "and"; in each, words appear in changing company.
TermIndex two_subjects() {
  constexpr std::array<std::string_view, 5> oil{"crude", "barrel", "opec", "brent", "tanker"};
  constexpr std::array<std::string_view, 5> rates{"fed", "bond", "yield", "treasury", "hike"};
  TermIndex index;
  for (std::size_t i = 0; i < 20; ++i) {
    const auto& words = i % 2 == 0 ? oil : rates;
    const std::array<std::string_view, 4> text{"and", words[i / 2 % 5], words[(i / 2 + 1) % 5],
                                               words[(i / 2 + 2) % 5]};
    index.add(text);
  }
  return index;
}

LatentSpace learnt(const TermIndex& index, std::size_t dimensions, std::size_t work) {
  LatentTraining training(index, dimensions);
  while (!training.step(index, work)) {
  }
  return training.take();
}

std::vector<float> likeness(const TermIndex& index, const LatentSpace& space,
                            std::string_view word) {
  LatentTexts texts;
  texts.extend(space, index);
  const std::array<WeightedTerm, 1> asked{{{*index.terms().find(word), 1}}};
  return texts.likeness(space.place(asked));
}

}  // namespace

TEST_CASE("A word is near the texts of its subject, those without it as well") {
  const TermIndex index = two_subjects();
  const std::vector<float> found = likeness(index, learnt(index, 2, 1'000'000), "crude");
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (i % 2 == 0) {
      CHECK(found[i] > 0.9F);
    } else {
      CHECK(std::abs(found[i]) < 0.3F);
    }
  }
}

TEST_CASE("Slices of any size give the same space") {
  const TermIndex index = two_subjects();
  CHECK(likeness(index, learnt(index, 4, 1), "bond") ==
        likeness(index, learnt(index, 4, 1'000'000), "bond"));
}

TEST_CASE("Texts that come while it learns, and after, find their place") {
  TermIndex index = two_subjects();
  LatentTraining training(index, 2);
  training.step(index, 100);
  const std::array<std::string_view, 3> text{"opec", "tanker", "new"};
  index.add(text);
  while (!training.step(index, 100)) {
  }
  const LatentSpace space = training.take();
  CHECK(likeness(index, space, "crude").back() > 0.9F);
  CHECK(likeness(index, space, "new").back() == 0);
}

TEST_CASE("Of next to nothing there is nothing to learn") {
  TermIndex index;
  CHECK(learnt(index, 8, 100).empty());
  const std::array<std::string_view, 1> text{"gap"};
  index.add(text);
  CHECK(learnt(index, 8, 100).empty());
}
