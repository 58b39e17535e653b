// Giving every fragment a vector, in the background: what to ask the endpoint for next, and when.
// Which fragments lack one of the current model the store knows (DocumentStore::to_embed); so a
// model that was replaced, a text that was changed and a job that was broken off need nothing of
// their own. Pure: who runs it asks the store and the endpoint, and tells it what they said.
//
//   const Step step = job.next(now);
//   lookup: job.found(store.to_embed(model, step.limit))
//   embed:  endpoint.embed(step.texts, passage, …), then job.embedded(vectors), whose result goes
//           to store.put_vectors and to the index; or job.failed(error, now)
//   wait:   nothing until step.until, or until something was imported: job.wake()
#pragma once

#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "port/document_store.h"

namespace pitwall::knowledge {

// Every moment is of one clock that does not go back, since its start.
class EmbeddingJob {
 public:
  static constexpr std::size_t fetched = 320;     // fragments of one look into the store
  static constexpr std::size_t batch_texts = 32;  // of one request
  static constexpr std::size_t batch_bytes = std::size_t{96} * 1024;
  static constexpr Duration first_pause = seconds(5);  // after a failure; doubled each time
  static constexpr Duration longest_pause = minutes(10);
  static constexpr Duration idle_pause = minutes(5);  // between looks where nothing is lacking
  static constexpr std::size_t max_refused = 1000;  // texts that are given up, until the next start

  struct Step {
    enum class Kind : std::uint8_t { lookup, embed, wait };
    Kind kind = Kind::wait;
    std::size_t limit = 0;           // lookup: at most so many
    std::vector<std::string> texts;  // embed: the same again until it was answered
    Duration until{};                // wait
  };
  Step next(Duration now) const;

  // What the store says to a lookup.
  void found(std::vector<port::TextToEmbed> lacking, Duration now);
  // One vector for each text of the last step, in their order; gives what is to be stored.
  std::vector<port::StoredVector> embedded(std::vector<std::vector<float>> vectors);
  // Code::invalid_argument: some text is to blame, and it is looked for by halves. All else is
  // the endpoint's, and is tried again after a pause.
  void failed(const Error& error, Duration now);
  // Texts came: look for them now, unless the endpoint is left alone.
  void wake();
  // Another model, or prefix: what was fetched and given up counts no more.
  void restart();

  std::uint64_t done() const { return done_; }             // vectors since the start
  std::size_t refused() const { return refused_.size(); }  // texts that were given up
  std::string words() const;                               // for a person: a sentence

 private:
  std::size_t batch() const;

  std::deque<port::TextToEmbed> waiting_;
  std::set<std::pair<port::FragmentId, std::uint64_t>> refused_;  // with the change of their text
  std::size_t at_most_ = batch_texts;  // of the next batch: fewer while a bad text is looked for
  std::uint64_t done_ = 0;
  bool is_complete_ = false;  // the last look found nothing
  int failures_ = 0;          // in a row
  int refusals_ = 0;          // of single texts, in a row
  Duration until_{};          // nothing before that
  std::string reason_;        // of the last failure
};

}  // namespace pitwall::knowledge
