// What embedding endpoints are asked, and how what they say is read. Values in, values out.
//
// Ollama: POST /api/embed (https://docs.ollama.com/api/embed). OpenAI's embeddings, which
// llama.cpp, LM Studio, vLLM and many services speak too: POST /v1/embeddings
// (https://platform.openai.com/docs/api-reference/embeddings). Hugging Face's
// text-embeddings-inference: POST /embed and /rerank
// (https://huggingface.github.io/text-embeddings-inference).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "net/http.h"
#include "port/embedder.h"

namespace pitwall::embedding {

enum class Api : std::uint8_t { ollama, openai, tei };
std::string_view name_of(Api api);
constexpr int count_of(Api) { return 3; }

// What one request may carry. By default text-embeddings-inference takes 32 texts.
inline constexpr std::size_t max_batch_texts = 32;
inline constexpr std::size_t max_batch_bytes = std::size_t{128} * 1024;

// Of the texts from `begin` on, how many go into one request; at least one.
std::size_t batch_size(const std::vector<std::string>& texts, std::size_t begin);

// At most port::Embedder::max_text bytes of prefix and text together, cut between two characters.
std::string prepared(std::string_view prefix, std::string_view text);

struct Model {
  std::string name;           // empty is allowed for tei, which serves one model
  std::size_t dimension = 0;  // asked of models that can be cut to fewer numbers; 0: not asked
  bool base64 = false;        // openai only: numbers as base64, a third of the bytes
};

struct Call {
  std::string target;  // appended to the endpoint's address
  std::string body;
};
Call embed_call(Api api, const Model& model, const std::vector<std::string>& texts);
Call rerank_call(std::string_view query, const std::vector<std::string>& texts);

// Exactly `count` vectors in the order of the texts, all of one dimension, each of length 1.
// Code::corrupt says what is wrong with them.
Result<port::Embedder::Vectors> read_vectors(Api api, std::string_view body, std::size_t count);
Result<std::vector<double>> read_scores(std::string_view body, std::size_t count);

// An answer that is none: what it means, in words that name what to do.
struct Refusal {
  Error error;      // Code::invalid_argument: the texts are to blame
  Duration wait{};  // how long it asked to be left alone; zero where it did not
};
Refusal refusal_of(Api api, const Model& model, const net::Response& response);

}  // namespace pitwall::embedding
