#include "app/memory/embeddings.h"

#include <algorithm>

namespace pitwall::app {

Result<std::unique_ptr<Embeddings>> Embeddings::make(const EmbeddingConfig& config, Parts parts) {
  embedding::Options options;
  options.api = config.api;
  options.address = config.address;
  options.model = {config.model, static_cast<std::size_t>(config.dimension), config.base64};
  options.query_prefix = config.query_prefix;
  options.passage_prefix = config.passage_prefix;
  PITWALL_TRY(options.key, read_secret(config.key, "The key of memory.embedding"));
  PITWALL_TRY(std::unique_ptr<embedding::Endpoint> endpoint,
              embedding::Endpoint::create(parts.loop, std::move(options)));
  return std::unique_ptr<Embeddings>(new Embeddings(std::move(endpoint), std::move(parts)));
}

void Embeddings::stop() {
  stopped_ = true;
  timer_.cancel();
}

template <class Value, class Work, class Then>
void Embeddings::in_library(Work work, Then then) {
  const auto value = std::make_shared<std::optional<Value>>();
  parts_.library.run([value, work = std::move(work)](
                         knowledge::Library& library) { value->emplace(work(library)); },
                     [this, value, then = std::move(then)] {
                       if (!stopped_) then(std::move(**value));
                     });
}

void Embeddings::go_on_after(Duration pause) {
  timer_ = parts_.loop.after(pause, [this] { go_on(); });
}

void Embeddings::go_on() {
  using Kind = knowledge::EmbeddingJob::Step::Kind;
  if (stopped_) return;
  if (!knows_dimension_) return learn_dimension();
  if (is_trial_due()) return ask_trial();
  knowledge::EmbeddingJob::Step step = job_.next(parts_.loop.now());
  if (step.kind == Kind::lookup) return look_up(step.limit);
  if (step.kind == Kind::embed) return embed(std::move(step.texts));
  timer_ = parts_.loop.after(look_every, [this] { look_for_news(); });
}

// Vectors of another length are another model's: nothing is read or made before it is known.
void Embeddings::learn_dimension() {
  endpoint_->embed({"stop loss"}, port::EmbeddingPurpose::passage, batch_deadline,
                   [this](const Result<Vectors>& answer) {
                     if (stopped_) return;
                     if (!answer) {
                       tell(answer.error().message);
                       return go_on_after(knowledge::EmbeddingJob::first_pause);
                     }
                     const port::EmbedderFacts facts = endpoint_->facts();
                     knows_dimension_ = true;
                     port::VectorModel model{facts.model,
                                             static_cast<std::uint32_t>(facts.dimension),
                                             facts.passage_prefix};
                     in_library<bool>(
                         [model](knowledge::Library& library) {
                           library.use_model(model);
                           return true;
                         },
                         [this](bool) { look_for_news(); });
                   });
}

void Embeddings::look_up(std::size_t limit) {
  using Lacking = Result<std::vector<port::TextToEmbed>>;
  in_library<Lacking>(
      [limit](knowledge::Library& library) {
        Lacking lacking = library.to_embed(limit);
        // With nothing left to make, those of the model before are of no use to anyone.
        if (lacking && lacking->empty()) {
          if (const Result<void> dropped = library.drop_other_vectors(); !dropped)
            return Lacking(dropped.error());
        }
        return lacking;
      },
      [this](Lacking lacking) {
        const Duration now = parts_.loop.now();
        lacking ? job_.found(std::move(*lacking), now) : job_.failed(lacking.error(), now);
        if (!lacking) tell(lacking.error().message);
        go_on();
      });
}

void Embeddings::embed(std::vector<std::string> texts) {
  endpoint_->embed(std::move(texts), port::EmbeddingPurpose::passage, batch_deadline,
                   [this](Result<Vectors> answer) {
                     if (stopped_) return;
                     if (answer) return store(job_.embedded(std::move(*answer)));
                     job_.failed(answer.error(), parts_.loop.now());
                     tell(answer.error().message);
                     go_on();
                   });
}

void Embeddings::store(std::vector<port::StoredVector> vectors) {
  in_library<Result<std::size_t>>(
      [vectors = std::move(vectors)](knowledge::Library& library) -> Result<std::size_t> {
        PITWALL_TRY_VOID(library.put_vectors(vectors));
        return library.vectors();
      },
      [this](const Result<std::size_t>& stored) {
        if (stored) {
          vectors_ = *stored;
          told_.clear();
        } else {
          job_.failed(stored.error(), parts_.loop.now());
          tell(stored.error().message);
        }
        go_on();
      });
}

void Embeddings::look_for_news() {
  struct News {
    std::uint64_t last_change;
    std::size_t vectors;
  };
  in_library<News>(
      [](knowledge::Library& library) { return News{library.last_change(), library.vectors()}; },
      [this](const News& news) {
        vectors_ = news.vectors;
        if (news.last_change != last_change_) job_.wake();
        last_change_ = news.last_change;
        go_on();
      });
}

bool Embeddings::is_trial_due() const {
  const Duration now = parts_.loop.now();
  if (vectors_ < knowledge::min_trial_vectors || now < next_trial_ - trial_every) return false;
  return knowledge::is_trial_due(vectors_, tried_among_) || now >= next_trial_;
}

void Embeddings::ask_trial() {
  using Questions = Result<std::vector<knowledge::TrialQuestion>>;
  in_library<Questions>([](knowledge::Library& library) { return library.trial_questions(); },
                        [this](Questions questions) {
                          if (!questions || questions->empty()) {
                            if (!questions) tell(questions.error().message);
                            next_trial_ = parts_.loop.now() + trial_pause + trial_every;
                            return go_on();
                          }
                          const auto trial = std::make_shared<Trial>();
                          trial->questions = std::move(*questions);
                          std::vector<std::string> texts;
                          for (const knowledge::TrialQuestion& each : trial->questions)
                            texts.push_back(each.text);
                          // In one call and in this order: answers that are mixed up fail the
                          // trial.
                          endpoint_->embed(std::move(texts), port::EmbeddingPurpose::query,
                                           trial_deadline, [this, trial](Result<Vectors> points) {
                                             if (stopped_) return;
                                             if (points) {
                                               trial->points = std::move(*points);
                                               return place_next(trial);
                                             }
                                             tell(points.error().message);
                                             next_trial_ =
                                                 parts_.loop.now() + trial_pause + trial_every;
                                             go_on();
                                           });
                        });
}

// One at a time, for each looks through all vectors.
void Embeddings::place_next(const std::shared_ptr<Trial>& trial) {
  if (trial->next == trial->questions.size()) return end_trial(*trial);
  using Place = std::optional<knowledge::TrialPlace>;
  in_library<Place>(
      [trial](knowledge::Library& library) {
        return library.trial_place(trial->questions[trial->next].fragment,
                                   trial->points[trial->next]);
      },
      [this, trial](const Place& place) {
        if (place) trial->places.push_back(*place);
        ++trial->next;
        place_next(trial);
      });
}

void Embeddings::end_trial(const Trial& trial) {
  const knowledge::VectorTrust trust = knowledge::judge(trial.places);
  tried_among_ = vectors_;
  next_trial_ = parts_.loop.now() + trial_every;
  parts_.log(LogLevel::info, fmt::format("the model of meaning, tried: {}", trust.words));
  in_library<bool>(
      [trust](knowledge::Library& library) {
        library.trust(trust);
        return true;
      },
      [this](bool) { go_on(); });
}

// Once for each thing in a row.
void Embeddings::tell(const std::string& what) {
  if (what == told_) return;
  told_ = what;
  parts_.log(LogLevel::warning, "the model of meaning: " + what);
}

}  // namespace pitwall::app
