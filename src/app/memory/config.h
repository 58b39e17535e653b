// The configuration's `memory`: where history comes from by itself, and the models that help to
// search it.
#pragma once

#include <string>
#include <vector>

#include "adapter/embedding/wire.h"
#include "app/secret_source.h"
#include "base/result.h"
#include "base/time.h"
#include "base/visitor.h"

namespace pitwall::app {

// The subtitles of a video channel, by the user's own yt-dlp.
struct VideoChannelConfig {
  std::string name;     // of its folder as well
  std::string address;  // https
  std::vector<std::string> languages{"en", "ru"};
  Duration every = days(1);
  std::string command = "yt-dlp";
  Duration deadline = minutes(30);  // of one round
};
void describe(VideoChannelConfig& config, Visitor& v);

// A model that turns texts into vectors. On where it has an address.
struct EmbeddingConfig {
  embedding::Api api = embedding::Api::ollama;
  std::string address;
  std::string model;
  std::int64_t dimension = 0;
  std::string query_prefix;
  std::string passage_prefix;
  bool base64 = false;
  SecretSource key;

  bool on() const { return !address.empty(); }
};
void describe(EmbeddingConfig& config, Visitor& v);

// A model that puts the best few into order. On where it has an address.
struct RerankingConfig {
  std::string address;
  SecretSource key;

  bool on() const { return !address.empty(); }
};
void describe(RerankingConfig& config, Visitor& v);

struct MemoryConfig {
  std::vector<std::string> folders;
  std::vector<VideoChannelConfig> channels;
  EmbeddingConfig embedding = {};
  RerankingConfig reranking = {};
  Duration look_every = seconds(30);
  Duration still = seconds(30);

  bool takes_in() const { return !folders.empty() || !channels.empty(); }
};
void describe(MemoryConfig& config, Visitor& v);

// What the description cannot say.
Result<void> check(const MemoryConfig& config);

}  // namespace pitwall::app
