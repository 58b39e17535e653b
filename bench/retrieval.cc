// How well search finds, and how fast. Nothing here is learnt from a collection that it measures.
//   bench_retrieval FOLDER [FOLDER]   nDCG@10 of the collection in FOLDER (BEIR: corpus.jsonl,
//                                     queries.jsonl, qrels.tsv), and of the second one's questions
//                                     on the first one's texts, where their ids agree
//   bench_retrieval --made [SEED]     the speed on a made archive of 987 documents in 73,089
//                                     fragments: one line of JSON
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>

#include "base/json.h"
#include "bench/collection.h"
#include "bench/made_corpus.h"
#include "knowledge/search/test_vectors.h"

namespace {

using namespace pitwall;
using namespace pitwall::knowledge;
using namespace pitwall::bench;

void evaluate(std::string_view name, const FragmentIndex& index, const Collection& texts,
              const Collection& questions) {
  QuestionReader reader;
  double sum = 0;
  int count = 0;
  std::vector<double> milliseconds;
  for (const auto& [id, text] : questions.questions) {
    const auto relevant = texts.relevant.find(id);
    if (relevant == texts.relevant.end()) continue;
    const auto start = std::chrono::steady_clock::now();
    const std::vector<Hit> hits = index.search(reader.read(text), {}, ndcg_depth);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    milliseconds.push_back(took.count());
    sum += ndcg(hits, relevant->second);
    ++count;
  }
  if (count == 0) return fmt::print("{}: no question has an answer here\n", name);
  std::ranges::sort(milliseconds);
  fmt::print("{}: nDCG@10 {:.4f} over {} questions, p50 {:.2f} ms, p99 {:.2f} ms\n", name,
             sum / count, count, milliseconds[milliseconds.size() / 2],
             milliseconds[milliseconds.size() * 99 / 100]);
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// What the process has in memory, in MB: Linux's own figure, of pages of 4 KB.
double resident() {
  std::ifstream file("/proc/self/statm");
  double all = 0;
  double here = 0;
  file >> all >> here;
  return here * 4096 / 1e6;
}

void write_times(JsonWriter& out, std::string_view name, std::vector<double> milliseconds) {
  std::ranges::sort(milliseconds);
  const auto part = [&](std::size_t percent) {
    return fmt::format("{:.2f}", milliseconds[milliseconds.size() * percent / 100]);
  };
  out.key(fmt::format("{}_p50_ms", name)).raw(part(50));
  out.key(fmt::format("{}_p99_ms", name)).raw(part(99));
}

// Of processor time: others may be busy on this machine.
std::vector<double> ask(const FragmentIndex& index, std::uint64_t seed,
                        const Meaning& meaning = {}) {
  constexpr int questions = 1000;
  bench::MadeCorpus corpus(seed);
  QuestionReader reader;
  std::vector<double> milliseconds;
  for (int i = 0; i < questions; ++i) {
    const std::string question = corpus.question();
    const std::clock_t start = std::clock();
    const std::vector<Hit> hits = index.search(reader.read(question), {}, ndcg_depth, meaning);
    milliseconds.push_back(static_cast<double>(std::clock() - start) * 1000 / CLOCKS_PER_SEC);
  }
  return milliseconds;
}

void measure_speed(std::uint64_t seed) {
  const auto figure = [](double value) { return fmt::format("{:.2f}", value); };
  std::string text;
  JsonWriter out(text);
  out.begin_object();
  bench::MadeCorpus corpus(seed);
  FragmentIndex index;
  Analyzer analyzer;
  double spent = 0;
  double bytes = 0;
  for (std::size_t i = 0; i < bench::MadeCorpus::fragments; ++i) {
    const bench::MadeCorpus::Piece piece = corpus.piece(i);
    bytes += static_cast<double>(piece.text.size());
    const auto start = std::chrono::steady_clock::now();
    index.put(piece.facts, piece.text, analyzer);
    spent += seconds_since(start);
  }
  out.key("fragments").raw(fmt::format("{}", index.size()));
  out.key("terms").raw(fmt::format("{}", index.terms().terms().size()));
  out.key("text_mb").raw(figure(bytes / 1e6));
  out.key("index_seconds").raw(figure(spent));
  out.key("index_mb").raw(figure(static_cast<double>(index.memory()) / 1e6));
  auto start = std::chrono::steady_clock::now();
  out.key("stored_mb").raw(figure(static_cast<double>(index.terms().bytes().size()) / 1e6));
  out.key("store_seconds").raw(figure(seconds_since(start)));
  write_times(out, "lexical", ask(index, seed + 1));
  start = std::chrono::steady_clock::now();
  LatentTraining training(index.terms());
  double slice = 0;
  for (bool over = false; !over;) {
    const auto begin = std::chrono::steady_clock::now();
    over = training.step(index.terms(), 10'000'000);
    slice = std::max(slice, seconds_since(begin));
  }
  const auto begin = std::chrono::steady_clock::now();
  index.learn(training.take());
  out.key("take_ms").raw(figure(seconds_since(begin) * 1000));
  while (!index.settle(10)) {
  }
  out.key("learn_seconds").raw(figure(seconds_since(start)));
  out.key("longest_slice_ms").raw(figure(slice * 1000));
  write_times(out, "all", ask(index, seed + 1));
  out.key("index_with_latent_mb").raw(figure(static_cast<double>(index.memory()) / 1e6));
  Dice dice(seed);
  constexpr std::size_t dimension = 384;
  index.begin_vectors(dimension);
  bench::MadeCorpus again(seed);
  for (std::size_t i = 0; i < bench::MadeCorpus::fragments; ++i) {
    index.put_vector(again.piece(i).facts.key, random_vector(dice, dimension));
  }
  write_times(out, "meaning_too", ask(index, seed + 1, {random_vector(dice, dimension), 1, 1, {}}));
  out.key("index_with_vectors_mb").raw(figure(static_cast<double>(index.memory()) / 1e6));
  out.key("resident_mb").raw(figure(resident()));
  out.end_object();
  fmt::print("{}\n", text);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: bench_retrieval FOLDER [FOLDER OF QUESTIONS] | --made [SEED]\n");
    return 2;
  }
  if (std::string_view(argv[1]) == "--made") {
    measure_speed(argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1);
    return 0;
  }
  const Collection texts = read_collection(argv[1]);
  for (const bool learns : {false, true}) {
    const FragmentIndex index = index_of(texts, learns);
    const std::string_view legs = learns ? "all" : "no company";
    evaluate(fmt::format("{} ({})", argv[1], legs), index, texts, texts);
    if (argc > 2) {
      const Collection questions = read_collection(argv[2]);
      evaluate(fmt::format("{} on it ({})", argv[2], legs), index, texts, questions);
    }
  }
  return 0;
}
