#include "adapter/embedding/wire.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/json.h"
#include "net/retry_after.h"
#include "port/message_text.h"

namespace pitwall::embedding {
namespace {

using Vector = std::vector<float>;
using port::Embedder;

constexpr Duration longest_wait = hours(1);
constexpr std::size_t max_words = 160;  // bytes of what an endpoint says that are passed on

void write_texts(JsonWriter& writer, const std::vector<std::string>& texts) {
  writer.begin_array();
  for (const std::string& text : texts) writer.string(text);
  writer.end_array();
}

Error broken(std::string_view what) {
  return error(Code::corrupt, "The embedding endpoint's answer is of no use: {}.", what);
}

Result<Json> read_json(std::string_view body) {
  Result<Json> json = parse_json(body);
  if (!json) return broken("it is not JSON, or not all of it");
  return json;
}

std::optional<double> number(const Json& json) {
  if (!json.is_number()) return std::nullopt;
  double value = 0;
  const std::string& text = json.text();
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::size_t> index(const Json& item, std::size_t count) {
  const Json* member = item.find("index");
  const std::optional<double> value = member == nullptr ? std::nullopt : number(*member);
  if (!value || *value < 0 || *value >= static_cast<double>(count)) return std::nullopt;
  if (*value != std::floor(*value)) return std::nullopt;
  return static_cast<std::size_t>(*value);
}

int digit_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

// Little-endian float32, as OpenAI's own clients read it.
std::optional<Vector> from_base64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  Vector vector;
  std::uint64_t bits = 0;
  int held = 0;  // bits
  std::uint32_t word = 0;
  int bytes = 0;  // of `word`
  for (const char c : text) {
    const int digit = digit_of(c);
    if (digit < 0) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint64_t>(digit);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    word |= static_cast<std::uint32_t>(bits >> held & 0xFF) << (8 * bytes);
    if (++bytes < 4) continue;
    vector.push_back(std::bit_cast<float>(word));
    word = 0;
    bytes = 0;
  }
  if (bytes != 0) return std::nullopt;
  return vector;
}

Result<Vector> read_vector(const Json& json) {
  Vector vector;
  if (json.is_string()) {
    std::optional<Vector> read = from_base64(json.text());
    if (!read) return broken("a vector is not base64 of 32-bit numbers");
    vector = std::move(*read);
  } else if (json.is_array()) {
    vector.reserve(json.items().size());
    for (const Json& item : json.items()) {
      const std::optional<double> value = number(item);
      if (!value) return broken("a vector holds something that is not a number");
      vector.push_back(static_cast<float>(*value));
    }
  } else {
    return broken("where a vector should be there is none");
  }
  if (vector.empty()) return broken("a vector is empty");
  if (vector.size() > Embedder::max_dimension) {
    return broken(fmt::format("a vector has {} numbers, and at most {} are taken", vector.size(),
                              Embedder::max_dimension));
  }
  double square = 0;
  for (const float x : vector) square += double{x} * double{x};
  if (!std::isfinite(square)) return broken("a vector holds NaN or infinity");
  if (square == 0) return broken("a vector is all zeros");
  const double scale = 1 / std::sqrt(square);
  for (float& x : vector) x = static_cast<float>(double{x} * scale);
  return vector;
}

// The list of vectors within an answer, each under its place.
Result<std::vector<const Json*>> places_of(Api api, const Json& json, std::size_t count) {
  const Json* list = &json;
  if (api == Api::ollama) list = json.find("embeddings");
  if (api == Api::openai) list = json.find("data");
  if (list == nullptr || !list->is_array()) return broken("there is no list of vectors in it");
  if (list->items().size() != count) {
    return broken(fmt::format("it has {} vectors for {} texts", list->items().size(), count));
  }
  std::vector<const Json*> places(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Json& item = list->items()[i];
    if (api != Api::openai) {
      places[i] = &item;
      continue;
    }
    const std::optional<std::size_t> place = index(item, count);
    const Json* vector = item.find("embedding");
    if (!place || vector == nullptr) return broken("a vector does not say which text it is of");
    if (places[*place] != nullptr) return broken("two vectors are said to be of one text");
    places[*place] = vector;
  }
  return places;
}

// In what each of them calls the reason.
std::string said(const net::Response& response) {
  std::string words;
  const Result<Json> json = parse_json(response.body);
  if (json && json->is_object()) {
    const Json* failure = json->find("error");
    if (failure != nullptr && failure->is_string()) words = failure->text();
    if (failure != nullptr && failure->is_object()) words = failure->string_or("message", "");
    if (words.empty()) words = json->string_or("message", "");
  }
  for (char& c : words) {
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  }
  words = port::cut_text(words, max_words, port::TextUnit::bytes);
  return words.empty() ? "" : fmt::format(": \"{}\"", words);
}

Error not_found(Api api, const Model& model, std::string_view words) {
  if (api == Api::ollama && words.find("not found") != std::string_view::npos) {
    return error(Code::unavailable, "Ollama does not have the model {0}: run `ollama pull {0}`.",
                 model.name);
  }
  return error(Code::unavailable,
               "The embedding endpoint has neither this model nor this path (HTTP 404{}): compare "
               "its address, its kind and the model's name with the configuration.",
               words);
}

}  // namespace

std::string_view name_of(Api api) {
  switch (api) {
    case Api::ollama:
      return "ollama";
    case Api::openai:
      return "openai";
    case Api::tei:
      return "tei";
  }
  return "?";
}

std::size_t batch_size(const std::vector<std::string>& texts, std::size_t begin) {
  std::size_t bytes = texts[begin].size();
  std::size_t end = begin + 1;
  while (end < texts.size() && end - begin < max_batch_texts &&
         bytes + texts[end].size() <= max_batch_bytes) {
    bytes += texts[end++].size();
  }
  return end - begin;
}

std::string prepared(std::string_view prefix, std::string_view text) {
  std::string out = fmt::format("{}{}", prefix, text);
  if (out.size() <= Embedder::max_text) return out;
  std::size_t end = Embedder::max_text;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) --end;
  out.resize(end);
  return out;
}

Call embed_call(Api api, const Model& model, const std::vector<std::string>& texts) {
  Call call;
  JsonWriter writer(call.body);
  writer.begin_object();
  if (api != Api::tei) writer.key("model").string(model.name);
  writer.key(api == Api::tei ? "inputs" : "input");
  write_texts(writer, texts);
  if (api == Api::openai) {
    call.target = "/embeddings";
    writer.key("encoding_format").string(model.base64 ? "base64" : "float");
  } else {
    call.target = api == Api::ollama ? "/api/embed" : "/embed";
    writer.key("truncate").boolean(true);
  }
  if (api != Api::tei && model.dimension > 0) {
    writer.key("dimensions").integer(static_cast<std::int64_t>(model.dimension));
  }
  writer.end_object();
  return call;
}

Call rerank_call(std::string_view query, const std::vector<std::string>& texts) {
  Call call{"/rerank", {}};
  JsonWriter writer(call.body);
  writer.begin_object().key("query").string(query).key("texts");
  write_texts(writer, texts);
  writer.key("truncate").boolean(true).end_object();
  return call;
}

Result<Embedder::Vectors> read_vectors(Api api, std::string_view body, std::size_t count) {
  PITWALL_TRY(const Json json, read_json(body));
  PITWALL_TRY(const std::vector<const Json*> places, places_of(api, json, count));
  Embedder::Vectors vectors;
  for (const Json* place : places) {
    PITWALL_TRY(Vector vector, read_vector(*place));
    if (!vectors.empty() && vector.size() != vectors[0].size()) {
      return broken("its vectors are not of one dimension");
    }
    vectors.push_back(std::move(vector));
  }
  return vectors;
}

Result<std::vector<double>> read_scores(std::string_view body, std::size_t count) {
  PITWALL_TRY(const Json json, read_json(body));
  if (!json.is_array() || json.items().size() != count) {
    return broken("it has not one score for each text");
  }
  std::vector<std::optional<double>> found(count);
  for (const Json& item : json.items()) {
    const std::optional<std::size_t> place = index(item, count);
    const Json* score = item.find("score");
    if (!place || found[*place] || score == nullptr) {
      return broken("a score does not say which text it is of");
    }
    found[*place] = number(*score);
    if (!found[*place]) return broken("a score is not a number");
  }
  std::vector<double> scores;
  for (const std::optional<double>& each : found) scores.push_back(*each);
  return scores;
}

Refusal refusal_of(Api api, const Model& model, const net::Response& response) {
  const std::string words = said(response);
  switch (response.status) {
    case 400:
    case 413:
    case 422:
      return {error(Code::invalid_argument,
                    "The embedding endpoint does not take this request (HTTP {}{}).",
                    response.status, words)};
    case 401:
    case 403:
      return {error(Code::unavailable,
                    "The embedding endpoint refuses the key (HTTP {}{}): put a valid one into the "
                    "configuration.",
                    response.status, words)};
    case 404:
      return {not_found(api, model, words)};
    case 429:
      return {error(Code::unavailable, "The embedding endpoint is asked too often (HTTP 429{}).",
                    words),
              net::retry_after(response, longest_wait)};
    default:
      return {error(Code::unavailable, "The embedding endpoint has trouble of its own (HTTP {}{}).",
                    response.status, words),
              response.status == 503 ? net::retry_after(response, longest_wait) : Duration{}};
  }
}

}  // namespace pitwall::embedding
