// Texts as points of a space in which those that mean the same lie near each other, by a model that
// the user runs or pays for. Optional: without one the memory is searched by words alone, and so it
// is while this one does not answer.
//
// Belongs to the event loop's thread: replies come on it, once, at once or later.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "port/reply.h"

namespace pitwall::port {

// Models are trained on pairs of a short question and a passage that answers it; many want to be
// told by a prefix which of the two a text is.
enum class EmbeddingPurpose : std::uint8_t { query, passage };

struct EmbedderFacts {
  std::string provider;       // "ollama", "openai", "tei"
  std::string model;          // as the endpoint calls it
  std::size_t dimension = 0;  // numbers of each vector; 0 until an answer told it
  std::string query_prefix;   // put before each text here, not by the caller
  std::string passage_prefix;
};

struct EmbedderHealth {
  bool usable = true;  // false: it is being left alone, and calls are refused at once
  std::string words;   // for a person: since when and why not, when it is tried again
};

class Embedder {
 public:
  using Vectors = std::vector<std::vector<float>>;
  static constexpr std::size_t max_texts = 1000;      // of one call
  static constexpr std::size_t max_text = 8192;       // bytes; of a longer one the rest is not read
  static constexpr std::size_t max_dimension = 4096;  // numbers

  virtual ~Embedder() = default;
  virtual EmbedderFacts facts() const = 0;
  virtual EmbedderHealth health() const = 0;
  // One vector for each text, in their order, of length 1 and facts().dimension numbers; all or
  // none. Code::unavailable, deadline_exceeded, and at once where it is being left alone;
  // Code::corrupt where what came is no such vectors; Code::invalid_argument where the texts are to
  // blame, and not the endpoint.
  virtual void embed(std::vector<std::string> texts, EmbeddingPurpose purpose, Duration deadline,
                     Reply<Vectors> reply) = 0;
};

// How well each text answers a question, by a model that reads both together: slower than vectors
// and better, for the few best only.
class Reranker {
 public:
  static constexpr std::size_t max_texts = 100;  // of one call

  virtual ~Reranker() = default;
  // One score for each text, in their order, higher is better; of one answer only to be compared.
  virtual void rerank(std::string query, std::vector<std::string> texts, Duration deadline,
                      Reply<std::vector<double>> reply) = 0;
};

}  // namespace pitwall::port
