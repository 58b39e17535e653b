#include "knowledge/search/term_index.h"

#include <doctest/doctest.h>

#include <rapidcheck.h>
#include <cmath>
#include <set>

#include "knowledge/search/bm25.h"

using namespace pitwall;
using namespace pitwall::knowledge;

namespace {

using Words = std::vector<std::string>;

Slot add(TermIndex& index, const Words& words) {
  const std::vector<std::string_view> views(words.begin(), words.end());
  return index.add(views);
}

// Few different words, so that texts share them.
rc::Gen<Words> some_words() {
  return rc::gen::map(rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 12)),
                      [](const std::vector<int>& numbers) {
                        Words words;
                        for (const int n : numbers) words.push_back(fmt::format("w{}", n * n));
                        return words;
                      });
}
rc::Gen<std::vector<Words>> some_texts() {
  return rc::gen::resize(12, rc::gen::container<std::vector<Words>>(some_words()));
}

// What the formula says, worked out from the texts themselves.
double expected(const std::vector<Words>& texts, const Words& text, const Words& question) {
  double length = 0;
  for (const Words& each : texts) length += static_cast<double>(each.size());
  const double mean = std::max(length / static_cast<double>(texts.size()), 1.0);
  double score = 0;
  for (const std::string& word : question) {
    const auto holds = [&](const Words& each) { return std::ranges::count(each, word) > 0; };
    const auto holding = static_cast<double>(std::ranges::count_if(texts, holds));
    const auto count = static_cast<double>(std::ranges::count(text, word));
    const double all = static_cast<double>(texts.size());
    const double rarity = std::log(1 + (all - holding + 0.5) / (holding + 0.5));
    const double norm = 1 - bm25_b + bm25_b * static_cast<double>(text.size()) / mean;
    score += rarity * count * (bm25_k1 + 1) / (count + bm25_k1 * norm);
  }
  return score;
}

std::vector<WeightedTerm> known(const TermIndex& index, const Words& question) {
  std::vector<WeightedTerm> terms;
  for (const std::string& word : question) {
    if (const auto term = index.terms().find(word)) terms.push_back({*term, 1});
  }
  return terms;
}

std::vector<float> scores(const TermIndex& index, const Words& question) {
  std::vector<float> found(index.slots());
  Bm25(index).add(known(index, question), found);
  return found;
}

bool agree(double a, double b) { return std::abs(a - b) <= 1e-4 * (1 + std::abs(a)); }

}  // namespace

TEST_CASE("Scores are what the formula says of the texts") {
  CHECK(rc::check([] {
    const std::vector<Words> texts = *some_texts();
    const Words question = *some_words();
    TermIndex index;
    for (const Words& text : texts) add(index, text);
    const std::vector<float> found = scores(index, question);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      RC_ASSERT(agree(expected(texts, texts[i], question), found[i]));
      RC_ASSERT(agree(found[i], Bm25(index).score(known(index, question), static_cast<Slot>(i))));
    }
  }));
}

TEST_CASE("A text that only repeats one term is taken to hold it so many times and no more") {
  const std::vector<std::string_view> terms(TermIndex::max_count + 40, "gold");
  TermIndex index;
  index.add(std::vector<std::string_view>{"silver"});
  const Slot repeats = index.add(terms);
  std::vector<std::pair<Slot, std::uint32_t>> found;
  index.each_posting(*index.terms().find("gold"),
                     [&](Slot slot, std::uint32_t count) { found.emplace_back(slot, count); });
  REQUIRE(found.size() == 1);
  CHECK(found[0] == std::pair{repeats, TermIndex::max_count});
  CHECK(index.length(repeats) == terms.size());
}

TEST_CASE("What was removed counts for nothing, before it is cleared away and after") {
  CHECK(rc::check([] {
    const std::vector<Words> texts = *some_texts();
    const Words question = *some_words();
    const auto kept =
        *rc::gen::container<std::vector<bool>>(texts.size(), rc::gen::arbitrary<bool>());
    TermIndex index;
    std::vector<Words> left;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const Slot slot = add(index, texts[i]);
      kept[i] ? left.push_back(texts[i]) : index.remove(slot);
    }
    const std::vector<float> before = scores(index, question);
    const std::vector<Slot> moved = index.compact();
    const std::vector<float> after = scores(index, question);
    RC_ASSERT(index.slots() == left.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
      RC_ASSERT((moved[i] == TermIndex::gone) == !kept[i]);
      if (!kept[i]) continue;
      RC_ASSERT(agree(expected(left, texts[i], question), before[i]));
      RC_ASSERT(before[i] == after[moved[i]]);
    }
  }));
}

TEST_CASE("Bytes come back as an index that answers the same") {
  CHECK(rc::check([] {
    const std::vector<Words> texts = *some_texts();
    const Words question = *some_words();
    TermIndex index;
    for (const Words& text : texts) add(index, text);
    if (!texts.empty()) index.remove(0);
    const Result<TermIndex> back = TermIndex::read(index.bytes());
    RC_ASSERT(back.ok());
    const std::vector<float> one = scores(index, question);
    const std::vector<float> other = scores(*back, question);
    for (Slot slot = 0; slot < texts.size(); ++slot) {
      RC_ASSERT(index.holds(slot) == back->holds(slot));
      RC_ASSERT(!index.holds(slot) || one[slot] == other[slot]);
    }
    RC_ASSERT(back->bytes() == index.bytes());
  }));
}

TEST_CASE("Damaged bytes are refused") {
  TermIndex index;
  add(index, {"gap", "down", "gap"});
  const std::string bytes = index.bytes();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_FALSE(TermIndex::read(bytes.substr(0, size)).ok());
  }
  CHECK_FALSE(TermIndex::read(bytes + '\0').ok());
}

TEST_CASE("The best come first, equals in the order they came, and no more than asked for") {
  const std::vector<float> scores{1, 3, 0, 3, 2};
  const std::vector<std::uint8_t> all(5, 1);
  CHECK(best(scores, all, 3) == std::vector<Scored>{{1, 3}, {3, 3}, {4, 2}});
  CHECK(best(scores, {{1, 0, 1, 1, 1}}, 9) == std::vector<Scored>{{3, 3}, {4, 2}, {0, 1}});
  CHECK(best(scores, all, 0).empty());
}

TEST_CASE("Words side by side count for more than the same words apart") {
  TermIndex index;
  add(index, {"iron", "condor", "x", "y", "z"});
  add(index, {"iron", "x", "y", "z", "condor"});
  for (int i = 0; i < 8; ++i) add(index, {"x", "y", "z"});
  const std::vector<WeightedTerm> question{{*index.terms().find("iron"), 1},
                                           {*index.terms().find("condor"), 1}};
  const Bm25 bm25(index);
  CHECK(bm25.proximity(question, 0) > bm25.proximity(question, 1));
  CHECK(bm25.proximity(question, 1) > 0);
  CHECK(bm25.proximity(question, 2) == 0);
}

TEST_CASE("Feedback is of what stands out in the answers, and weighs a quarter of the question") {
  TermIndex index;
  for (int i = 0; i < 3; ++i) add(index, {"gap", "overnight", "the"});
  for (int i = 0; i < 20; ++i) add(index, {"the", fmt::format("x{}", i)});
  const std::vector<WeightedTerm> question{{*index.terms().find("gap"), 2}};
  const std::vector<Scored> answers{{0, 3}, {1, 3}};
  std::set<std::string_view> words;
  double weight = 0;
  for (const WeightedTerm& each : feedback(index, question, answers)) {
    words.insert(index.terms().text(each.term));
    weight += each.weight;
  }
  CHECK(words == std::set<std::string_view>{"gap", "overnight"});
  CHECK(weight == doctest::Approx(0.5));
  CHECK(feedback(index, question, {}).empty());
}
