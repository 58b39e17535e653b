// The model of meaning that the user has set up, kept at work: every fragment gets a vector, in the
// background, and the model is tried on the user's own texts before it has a say in a search, and
// again as they grow. What the endpoint does not answer is tried again; nothing else waits for it.
//
// Belongs to the event loop's thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapter/embedding/endpoint.h"
#include "app/memory/config.h"
#include "app/system.h"
#include "knowledge/library.h"
#include "knowledge/search/embedding_job.h"
#include "net/loop.h"
#include "tool/library_access.h"

namespace pitwall::app {

class Embeddings {
 public:
  static constexpr Duration look_every = seconds(2);  // for what was imported
  static constexpr Duration batch_deadline = seconds(60);
  static constexpr Duration trial_deadline = minutes(5);
  static constexpr Duration trial_pause = minutes(1);  // after one that could not be held
  static constexpr Duration trial_every = days(1);

  struct Parts {  // all outlive this
    net::Loop& loop;
    tool::LibraryAccess& library;
    std::function<void(LogLevel, const std::string&)> log;
  };
  // Code::invalid_argument where the configuration cannot be an endpoint.
  static Result<std::unique_ptr<Embeddings>> make(const EmbeddingConfig& config, Parts parts);

  void start() { go_on(); }
  void stop();
  port::Embedder& embedder() { return *endpoint_; }

 private:
  using Vectors = port::Embedder::Vectors;
  struct Trial {
    std::vector<knowledge::TrialQuestion> questions;
    Vectors points;
    std::vector<knowledge::TrialPlace> places;
    std::size_t next = 0;  // to be placed
  };

  Embeddings(std::unique_ptr<embedding::Endpoint> endpoint, Parts parts)
      : parts_(std::move(parts)), endpoint_(std::move(endpoint)) {}

  // Does what is next, one thing at a time.
  void go_on();
  void go_on_after(Duration pause);
  void learn_dimension();
  void look_up(std::size_t limit);
  void embed(std::vector<std::string> texts);
  void store(std::vector<port::StoredVector> vectors);
  void look_for_news();
  bool is_trial_due() const;
  void ask_trial();
  void place_next(const std::shared_ptr<Trial>& trial);
  void end_trial(const Trial& trial);
  void tell(const std::string& what);
  // Runs on the library's thread, then goes on with what it gave on this one.
  template <class Value, class Work, class Then>
  void in_library(Work work, Then then);

  Parts parts_;
  std::unique_ptr<embedding::Endpoint> endpoint_;
  knowledge::EmbeddingJob job_;
  net::Timer timer_;
  bool knows_dimension_ = false;
  bool stopped_ = false;
  std::uint64_t last_change_ = 0;
  std::size_t vectors_ = 0;
  std::size_t tried_among_ = 0;
  Duration next_trial_{};  // by the loop's clock
  std::string told_;
};

}  // namespace pitwall::app
