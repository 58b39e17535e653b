#include "knowledge/search/fragment_index.h"

#include <doctest/doctest.h>

#include "knowledge/search/test_vectors.h"

using namespace pitwall;
using namespace pitwall::knowledge;

namespace {

struct Archive {
  FragmentIndex index;
  Analyzer analyzer;
  QuestionReader reader;

  void put(std::string document, std::uint32_t ordinal, std::string_view text,
           Fragment facts = {}) {
    facts.key = {std::move(document), ordinal};
    index.put(facts, text, analyzer);
  }
  std::vector<Hit> find(std::string_view question, const SearchFilter& filter = {}) const {
    QuestionReader own;
    return index.search(own.read(question), filter, 10);
  }
  std::string first(std::string_view question, const SearchFilter& filter = {}) const {
    const std::vector<Hit> hits = find(question, filter);
    return hits.empty() ? "" : fmt::format("{}#{}", hits[0].key.document, hits[0].key.ordinal);
  }
};

Archive small() {
  Archive archive;
  archive.put("a", 0, "Bought AAPL after the earnings gap, stop under the low of the day.");
  archive.put("a", 1, "Closed half at the first target, the rest ran overnight.");
  archive.put("a", 2, "Crude fell after the inventory report and I chased it.");
  archive.put("b", 0, "Закрыл позицию по нефти слишком рано, жадность подвела.");
  archive.put("b", 1, "Маржин-колл пришёл ночью: плечо было слишком велико.");
  archive.put("c", 0, "The recipe needs two eggs, flour and a pinch of salt.");
  return archive;
}

}  // namespace

TEST_CASE("What was said is found by other forms of its words, in both languages") {
  const Archive archive = small();
  CHECK(archive.first("chasing crude") == "a#2");
  CHECK(archive.first("закрывать позиции рано") == "b#0");
  CHECK(archive.first("$AAPL earnings") == "a#0");
  CHECK(archive.first("eggs and flour") == "c#0");
  CHECK(archive.find("zzzz").empty());
  CHECK(archive.find("").empty());
}

TEST_CASE("A slip of the pen, and the other script, find it as well") {
  Archive archive = small();
  archive.put("d", 0, "The speech in Jackson Hole");
  CHECK(archive.first("inventoryy reprot") == "a#2");
  CHECK(archive.first("Джексон") == "d#0");
}

TEST_CASE("A hit names its neighbours") {
  const Archive archive = small();
  const std::vector<Hit> hits = archive.find("first target");
  REQUIRE_FALSE(hits.empty());
  CHECK(hits[0].key == FragmentKey{"a", 1});
  CHECK(hits[0].before == FragmentKey{"a", 0});
  CHECK(hits[0].after == FragmentKey{"a", 2});
  CHECK_FALSE(archive.find("flour")[0].before);
  CHECK_FALSE(archive.find("flour")[0].after);
}

TEST_CASE("Filters let pass what they name and nothing else") {
  Archive archive;
  const auto at = [](std::int64_t day) { return Time::from_unix_seconds(day * 86'400); };
  archive.put("old", 0, "the gap was filled",
              {{}, DocumentKind::chat, PartRole::person, "chatgpt", "trading", "en", at(1)});
  archive.put("new", 0, "a gap up",
              {{}, DocumentKind::subtitles, PartRole::speaker, "youtube", "Desk", "en", at(9)});
  archive.put("thought", 0, "gap gap gap",
              {{}, DocumentKind::chat, PartRole::reasoning, "claude", "", "ru", {}});
  CHECK(archive.find("gap").size() == 2);
  CHECK(archive.first("gap", {.roles = {PartRole::reasoning}, .set_aside = true}) == "thought#0");
  CHECK(archive.find("gap", {.roles = {PartRole::reasoning}}).empty());
  archive.put("edited", 0, "gap, gap and gap", {.active = false});
  CHECK(archive.find("gap").size() == 2);
  CHECK(archive.find("gap", {.set_aside = true}).size() == 4);
  CHECK(archive.first("gap", {.from = at(2)}) == "new#0");
  CHECK(archive.find("gap", {.from = at(9)}).size() == 1);
  CHECK(archive.find("gap", {.to = at(9)}).size() == 1);
  CHECK(archive.first("gap", {.kinds = {DocumentKind::chat}}) == "old#0");
  CHECK(archive.first("gap", {.provider = "youtube"}) == "new#0");
  CHECK(archive.first("gap", {.channel = "trading"}) == "old#0");
  CHECK(archive.find("gap", {.channel = "nobody"}).empty());
  CHECK(archive.find("gap", {.language = "ru"}).empty());
  CHECK(archive.first("gap", {.document = "old"}) == "old#0");
}

TEST_CASE("What says nearly the same is folded into one hit") {
  Archive archive = small();
  archive.put("copy", 0, "Crude fell after the inventory report, and I chased it!");
  const std::vector<Hit> hits = archive.find("crude inventory report");
  REQUIRE_FALSE(hits.empty());
  CHECK(hits[0].key == FragmentKey{"a", 2});
  CHECK(hits[0].duplicates == std::vector<FragmentKey>{{"copy", 0}});
}

TEST_CASE("A fragment that is put again replaces itself, a removed document is gone") {
  Archive archive = small();
  archive.put("a", 2, "Silver rallied instead.");
  CHECK(archive.index.size() == 6);
  CHECK(archive.index.removed() == 1);
  CHECK(archive.first("silver rallied") == "a#2");
  CHECK(archive.first("inventory") == "");
  CHECK(archive.index.remove("b") == 2);
  CHECK(archive.index.remove("b") == 0);
  CHECK(archive.first("маржин-колл плечо") == "");
  archive.index.compact();
  CHECK(archive.index.removed() == 0);
  CHECK(archive.first("silver rallied") == "a#2");
  CHECK(archive.first("flour") == "c#0");
  CHECK(archive.find("first target")[0].after == FragmentKey{"a", 2});
}

TEST_CASE("By symbol, and without a question, the latest come first") {
  Archive archive;
  const auto on = [](std::int64_t day, std::vector<std::string> symbols) {
    Fragment facts;
    facts.time = Time::from_unix_seconds(day * 86'400);
    facts.symbols = std::move(symbols);
    return facts;
  };
  archive.put("a", 0, "sold too early", on(1, {"AAPL"}));
  archive.put("a", 1, "sold too late", on(3, {"AAPL", "SPY"}));
  archive.put("a", 2, "sold in time", on(2, {"SPY"}));
  archive.put("a", 3, "sold, some day", {.symbols = {"AAPL"}});
  CHECK(archive.find("sold", {.symbol = "AAPL"}).size() == 3);
  CHECK(archive.find("sold", {.symbol = "TSLA"}).empty());
  const auto newest = [&](const SearchFilter& filter) {
    std::vector<std::uint32_t> ordinals;
    for (const Hit& hit : archive.index.newest(filter, 2)) ordinals.push_back(hit.key.ordinal);
    return ordinals;
  };
  CHECK(newest({}) == std::vector<std::uint32_t>{1, 2});
  CHECK(newest({.symbol = "AAPL"}) == std::vector<std::uint32_t>{1, 0});
  archive.put("a", 0, "sold again", on(9, {"SPY"}));
  CHECK(newest({.symbol = "AAPL"}) == std::vector<std::uint32_t>{1});
  archive.index.compact();
  CHECK(newest({.symbol = "SPY"}) == std::vector<std::uint32_t>{0, 1});
}

TEST_CASE("More like this leaves itself out") {
  Archive archive = small();
  archive.put("d", 0, "Crude inventory numbers tonight, I will not chase it again.");
  const std::vector<Hit> hits = archive.index.more_like({"d", 0}, {}, 3);
  REQUIRE_FALSE(hits.empty());
  CHECK(hits[0].key == FragmentKey{"a", 2});
  CHECK(archive.index.more_like({"d", 7}, {}, 3).empty());
  CHECK(archive.index.more_like({"nothing", 0}, {}, 3).empty());
}

TEST_CASE("What was learnt takes part in finding, and outlives clearing") {
  Archive archive;
  constexpr std::array<std::string_view, 5> oil{"crude", "barrel", "opec", "brent", "tanker"};
  constexpr std::array<std::string_view, 5> rates{"fed", "bond", "yield", "treasury", "hike"};
  for (std::uint32_t i = 0; i < 20; ++i) {
    const auto& words = i % 2 == 0 ? oil : rates;
    archive.put(i % 2 == 0 ? "oil" : "rates", i,
                fmt::format("{} {} {} {}", words[i / 2 % 5], words[(i / 2 + 1) % 5],
                            words[(i / 2 + 2) % 5], i));
  }
  CHECK(archive.find("crude").at(0).company == 0);
  LatentTraining training(archive.index.terms(), 2);
  while (!training.step(archive.index.terms(), 1000)) {
  }
  archive.index.learn(training.take());
  CHECK_FALSE(archive.index.settle(19));
  CHECK(archive.find("crude").at(0).company == 0);
  CHECK(archive.index.settle(1));
  CHECK(archive.find("crude").at(0).company > 0);
  archive.index.remove("rates");
  archive.index.compact();
  const std::vector<Hit> hits = archive.find("crude");
  REQUIRE_FALSE(hits.empty());
  CHECK(hits[0].company > 0);
}

namespace {

// The small archive with a vector for each text: oil, margin and stops, cooking.
Archive with_meaning() {
  Archive archive = small();
  archive.index.begin_vectors(3);
  const std::array<std::pair<FragmentKey, std::vector<float>>, 6> vectors{{
      {{"a", 0}, {0.3F, 0.9F, 0}},
      {{"a", 1}, {0.2F, 0.8F, 0.1F}},
      {{"a", 2}, {1, 0.1F, 0}},
      {{"b", 0}, {1, 0.2F, 0.1F}},
      {{"b", 1}, {0.1F, 1, 0}},
      {{"c", 0}, {0, 0.1F, 1}},
  }};
  for (const auto& [key, vector] : vectors) CHECK(archive.index.put_vector(key, vector));
  return archive;
}

std::vector<std::string> names(const std::vector<Hit>& hits) {
  std::vector<std::string> found;
  for (const Hit& hit : hits)
    found.push_back(fmt::format("{}#{}", hit.key.document, hit.key.ordinal));
  return found;
}

}  // namespace

TEST_CASE("Where no word agrees, the meaning finds it, as far as it is trusted") {
  const Archive archive = with_meaning();
  QuestionReader reader;
  const Question question = reader.read("petroleum");
  const auto find = [&](double trust) {
    return archive.index.search(question, {}, 10, {{1, 0, 0}, trust, 1, {}});
  };
  CHECK(archive.index.search(question, {}, 10).empty());
  CHECK(find(0).empty());
  const std::vector<Hit> hits = find(1);
  REQUIRE(hits.size() >= 2);
  CHECK(hits[0].key == FragmentKey{"a", 2});
  CHECK(hits[1].key == FragmentKey{"b", 0});
  CHECK(hits[0].meaning == hits[0].score);
  CHECK(find(0.5)[0].score < hits[0].score);
  // What lies no nearer than most is not found at all.
  for (const Hit& hit : hits) CHECK(hit.key != FragmentKey{"c", 0});
}

TEST_CASE("The parts of a score add up to it, and it stays within 0 and 1") {
  const Archive archive = with_meaning();
  QuestionReader reader;
  for (const std::string_view text : {"crude inventory", "нефть", "stop under the low"}) {
    for (const Hit& hit :
         archive.index.search(reader.read(text), {}, 10, {{0.9F, 0.3F, 0}, 1, 1, {}})) {
      CHECK(hit.words + hit.sounds + hit.company + hit.meaning == doctest::Approx(hit.score));
      CHECK(hit.score <= 1.0001);
    }
  }
}

TEST_CASE("A text without a vector stands where its words put it") {
  Archive archive = with_meaning();
  archive.put("new", 0, "Brent inventory numbers, and crude fell on them.");
  QuestionReader reader;
  const Question question = reader.read("crude inventory");
  const auto find = [&](const TestVector& point) {
    return archive.index.search(question, {}, 10, {point, 1, 1, {}});
  };
  CHECK(names(archive.index.search(question, {}, 1)) == std::vector<std::string>{"new#0"});
  // Neither what means the same nor what means something else passes it.
  const std::vector<Hit> hits = find({1, 0.1F, 0});
  REQUIRE(hits.size() >= 3);
  CHECK(names(hits)[0] == "new#0");
  CHECK(names(hits)[1] == "a#2");
  CHECK(names(hits)[2] == "b#0");
  CHECK(hits[0].meaning == 0);
  CHECK(hits[0].words + hits[0].sounds == doctest::Approx(hits[0].score));
  CHECK(names(find({0, 0, 1}))[0] == "new#0");
}

TEST_CASE("The fewer texts have vectors, the less the meaning weighs") {
  Archive archive = with_meaning();
  const auto best = [&] {
    QuestionReader reader;
    return archive.index.search(reader.read("petroleum"), {}, 1, {{1, 0, 0}, 1, 1, {}}).at(0).score;
  };
  const double all = best();
  for (std::uint32_t i = 0; i < 6; ++i) archive.put("more", i, fmt::format("words {} without", i));
  CHECK(best() == doctest::Approx(all / 2).epsilon(0.01));
  // Of those that a filter lets pass, that is.
  QuestionReader reader;
  const SearchFilter only_a{.document = "a"};
  const auto hits =
      archive.index.search(reader.read("petroleum"), only_a, 1, {{1, 0, 0}, 1, 1, {}});
  CHECK(hits.at(0).score == doctest::Approx(all).epsilon(0.01));
}

TEST_CASE("A vector goes with its text, and comes back only with a new one") {
  Archive archive = with_meaning();
  CHECK(archive.index.vectors().size() == 6);
  archive.put("a", 2, "Crude rose after the inventory report.");
  CHECK(archive.index.vectors().size() == 5);
  archive.index.remove("b");
  CHECK(archive.index.vectors().size() == 3);
  CHECK_FALSE(archive.index.put_vector({"b", 0}, std::vector<float>{1, 0, 0}));
  CHECK_FALSE(archive.index.put_vector({"nothing", 0}, std::vector<float>{1, 0, 0}));
  archive.index.compact();
  CHECK(archive.index.vectors().size() == 3);
  QuestionReader reader;
  const Meaning cooking{{0, 0, 1}, 1, 1, {}};
  CHECK(archive.index.search(reader.read("pancakes"), {}, 1, cooking).at(0).key.document == "c");
  archive.index.begin_vectors(3);
  CHECK(archive.index.search(reader.read("pancakes"), {}, 1, cooking).empty());
}

TEST_CASE("The nearest are judged by their exact vectors, of those that the filter lets pass") {
  const Archive archive = with_meaning();
  QuestionReader reader;
  std::vector<FragmentKey> asked;
  Meaning meaning{{1, 0, 0}, 1, 1, {}};
  meaning.exact = [&](const std::vector<FragmentKey>& keys) {
    asked = keys;
    std::vector<std::vector<float>> exact(keys.size());
    exact[0] = {0, 1, 0};  // not what was put: only here can it come from
    return exact;
  };
  const SearchFilter only_a{.document = "a"};
  const std::vector<Hit> hits = archive.index.search(reader.read("petroleum"), only_a, 10, meaning);
  CHECK(asked.size() == 3);
  CHECK(asked[0] == FragmentKey{"a", 2});
  CHECK(names(hits) == std::vector<std::string>{"a#0"});
  // A question's vector of another dimension, or of no direction, is not compared at all.
  for (const TestVector& bad : {TestVector{1, 0}, TestVector{0, 0, 0}, TestVector{1, NAN, 0}}) {
    meaning.point = bad;
    CHECK(archive.index.search(reader.read("petroleum"), {}, 10, meaning).empty());
  }
}

TEST_CASE("More like this goes by the fragment's own vector") {
  const Archive archive = with_meaning();
  const auto like = [&](double trust) {
    return names(archive.index.more_like({"a", 2}, {}, 1, {{}, trust, 1, {}}));
  };
  CHECK(like(1) == std::vector<std::string>{"b#0"});
  CHECK(like(0) != like(1));
}

TEST_CASE("A person is shown why a text was found") {
  QuestionReader reader;
  using How = QuestionReader::How;
  const Question question = reader.read("гэп Джексон inventory");
  const std::string_view text = "the gap, inventories, and Jackson";
  const std::vector<QuestionReader::Match> matches = reader.matches(question, text);
  REQUIRE(matches.size() == 3);
  CHECK(matches[0] == QuestionReader::Match{4, 7, "gap", How::translation});
  CHECK(matches[1] == QuestionReader::Match{9, 20, "inventori", How::word});
  CHECK(matches[2] == QuestionReader::Match{26, 33, "джексон", How::sound});
}
