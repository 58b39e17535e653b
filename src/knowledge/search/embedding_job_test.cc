#include "knowledge/search/embedding_job.h"

#include <doctest/doctest.h>

#include <map>
#include <optional>

using namespace pitwall;
using namespace pitwall::knowledge;
using Kind = EmbeddingJob::Step::Kind;

namespace {

// Texts and their vectors as a store has them, and an endpoint that may refuse or fail.
struct World {
  struct Text {
    std::uint64_t change = 1;
    std::string text;
    std::optional<std::size_t> vector;  // the length of the text it was made of
  };
  std::map<port::FragmentId, Text> texts;
  std::string forbidden;  // a text with this is refused, and all that come with it
  std::optional<Error> outage;
  Duration now;
  int requests = 0;
  std::size_t largest_request = 0;

  void put(std::uint32_t ordinal, std::string text) {
    Text& entry = texts[{"d", ordinal}];
    entry = {entry.change + 1, std::move(text), {}};
  }
  std::size_t lacking() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(texts, [](const auto& each) { return !each.second.vector; }));
  }
  std::vector<port::TextToEmbed> to_embed(std::size_t limit) const {
    std::vector<port::TextToEmbed> found;
    for (const auto& [id, text] : texts) {
      if (!text.vector && found.size() < limit) found.push_back({id, text.change, {text.text}});
    }
    return found;
  }
  void store(const std::vector<port::StoredVector>& vectors) {
    for (const port::StoredVector& each : vectors) {
      Text& text = texts.at(each.fragment);
      if (text.change == each.change) text.vector = static_cast<std::size_t>(each.values.at(0));
    }
  }
  void ask(EmbeddingJob& job, const std::vector<std::string>& asked) {
    ++requests;
    largest_request = std::max(largest_request, asked.size());
    if (outage) return job.failed(*outage, now);
    std::vector<std::vector<float>> vectors;
    for (const std::string& text : asked) {
      if (!forbidden.empty() && text.find(forbidden) != std::string::npos) {
        return job.failed(error(Code::invalid_argument, "too long"), now);
      }
      vectors.push_back({static_cast<float>(text.size())});
    }
    store(job.embedded(std::move(vectors)));
  }
  // Until it waits; gives until when.
  Duration run(EmbeddingJob& job) {
    for (int steps = 0; steps < 10'000; ++steps) {
      const EmbeddingJob::Step step = job.next(now);
      if (step.kind == Kind::wait) return step.until;
      if (step.kind == Kind::lookup) job.found(to_embed(step.limit), now);
      if (step.kind == Kind::embed) ask(job, step.texts);
    }
    FAIL("it never waits");
    return {};
  }
};

World of(std::uint32_t count) {
  World world;
  for (std::uint32_t i = 0; i < count; ++i) world.put(i, std::string(i % 50 + 1, 'x'));
  return world;
}

}  // namespace

TEST_CASE("Every text gets its own vector, in batches, and then it rests") {
  World world = of(1000);
  EmbeddingJob job;
  CHECK(world.run(job) == EmbeddingJob::idle_pause);
  CHECK(world.lacking() == 0);
  for (const auto& [id, text] : world.texts) CHECK(text.vector == text.text.size());
  CHECK(world.largest_request == EmbeddingJob::batch_texts);
  CHECK(world.requests == 1000 / 32 + 1);
  CHECK(job.done() == 1000);
  CHECK(job.words() == "All texts have their vectors.");
  // What comes later is found at the next look, or at once when it is told.
  world.put(2000, "new");
  CHECK(world.run(job) == EmbeddingJob::idle_pause);
  CHECK(world.lacking() == 1);
  job.wake();
  world.run(job);
  CHECK(world.lacking() == 0);
  world.put(2001, "newer");
  world.now = EmbeddingJob::idle_pause;
  world.run(job);
  CHECK(world.lacking() == 0);
}

TEST_CASE("A batch holds to its bytes, and a longer text goes alone") {
  World world;
  for (std::uint32_t i = 0; i < 4; ++i)
    world.put(i, std::string(EmbeddingJob::batch_bytes / 2, 'x'));
  world.put(9, std::string(2 * EmbeddingJob::batch_bytes, 'x'));
  EmbeddingJob job;
  world.run(job);
  CHECK(world.lacking() == 0);
  CHECK(world.requests == 3);
}

TEST_CASE("A text that is refused is found by halves, given up, and the others get theirs") {
  World world = of(500);
  world.forbidden = "bad";
  for (const std::uint32_t i : {3U, 4U, 77U, 499U}) world.put(i, "a bad one");
  EmbeddingJob job;
  world.run(job);
  CHECK(world.lacking() == 4);
  CHECK(job.refused() == 4);
  CHECK(job.words() == "All texts have their vectors. 4 texts were refused and have none.");
  CHECK(world.requests < 60);
  // Changed, it is tried again.
  world.put(3, "mended");
  job.wake();
  world.run(job);
  CHECK(world.lacking() == 3);
}

TEST_CASE("An endpoint that refuses everything is left alone after a few") {
  World world = of(100);
  world.forbidden = "x";
  EmbeddingJob job;
  CHECK(world.run(job) > Duration{});
  CHECK(job.refused() == 3);
  CHECK(world.requests < 12);
  CHECK(job.words().starts_with("Making vectors waits: too long"));
}

TEST_CASE("While it fails the pauses grow, nothing is lost, and it goes on where it was") {
  World world = of(100);
  EmbeddingJob job;
  world.outage = error(Code::unavailable, "It is gone.");
  Duration pause = EmbeddingJob::first_pause;
  for (int i = 0; i < 12; ++i) {
    CHECK(world.run(job) == world.now + pause);
    job.wake();
    CHECK(job.next(world.now).kind == Kind::wait);
    world.now = world.now + pause;
    pause = std::min(pause * 2, EmbeddingJob::longest_pause);
  }
  CHECK(world.requests == 12);
  CHECK(job.refused() == 0);
  CHECK(job.words() == "Making vectors waits: It is gone.");
  world.outage.reset();
  world.run(job);
  CHECK(world.lacking() == 0);
}

TEST_CASE("A text that changed while it was asked for is asked for again") {
  World world = of(1);
  EmbeddingJob job;
  job.found(world.to_embed(job.next({}).limit), {});
  const EmbeddingJob::Step step = job.next({});
  REQUIRE(step.kind == Kind::embed);
  world.put(0, "changed");
  world.ask(job, step.texts);
  CHECK(world.lacking() == 1);
  world.run(job);
  CHECK(world.texts.at({"d", 0}).vector == std::string("changed").size());
}

TEST_CASE("Another model begins anew") {
  World world = of(40);
  world.forbidden = "bad";
  world.put(7, "bad");
  EmbeddingJob job;
  world.run(job);
  CHECK(job.refused() == 1);
  for (auto& [id, text] : world.texts) text.vector.reset();
  world.forbidden.clear();
  job.restart();
  world.run(job);
  CHECK(world.lacking() == 0);
  CHECK(job.done() == 40);
}
