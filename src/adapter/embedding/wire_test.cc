#include "adapter/embedding/wire.h"

#include <doctest/doctest.h>

#include "base/json.h"

namespace pitwall::embedding {
namespace {

using port::Embedder;

std::string fault(Api api, std::string_view body, std::size_t count = 1) {
  const Result<Embedder::Vectors> read = read_vectors(api, body, count);
  REQUIRE_FALSE(read.ok());
  CHECK(read.error().code == Code::corrupt);
  return read.error().message;
}
void check_fault(Api api, std::string_view body, std::string_view words, std::size_t count = 1) {
  CAPTURE(std::string(body));
  CHECK(fault(api, body, count).find(words) != std::string::npos);
}

net::Response answer(int status, std::string body) {
  return net::Response::json(status, std::move(body));
}

}  // namespace

TEST_CASE("each is asked in its own words") {
  const std::vector<std::string> texts{"стоп \"1\"", "b"};
  const Model model{"nomic-embed-text", 0, false};
  const Call ollama = embed_call(Api::ollama, model, texts);
  CHECK(ollama.target == "/api/embed");
  CHECK(ollama.body ==
        R"({"model":"nomic-embed-text","input":["стоп \"1\"","b"],"truncate":true})");
  const Call openai = embed_call(Api::openai, {"m", 256, true}, texts);
  CHECK(openai.target == "/embeddings");
  CHECK(openai.body ==
        R"({"model":"m","input":["стоп \"1\"","b"],"encoding_format":"base64","dimensions":256})");
  const Call tei = embed_call(Api::tei, {"", 256, false}, texts);
  CHECK(tei.target == "/embed");
  CHECK(tei.body == R"({"inputs":["стоп \"1\"","b"],"truncate":true})");
  const Call rerank = rerank_call("q", texts);
  CHECK(rerank.target == "/rerank");
  CHECK(rerank.body == R"({"query":"q","texts":["стоп \"1\"","b"],"truncate":true})");
}

TEST_CASE("a batch holds to both limits, and one text always goes") {
  CHECK(batch_size(std::vector<std::string>(100, "a"), 0) == max_batch_texts);
  CHECK(batch_size(std::vector<std::string>(40, "a"), 30) == 10);
  CHECK(batch_size(std::vector<std::string>(9, std::string(max_batch_bytes / 3, 'a')), 0) == 3);
  CHECK(batch_size({std::string(2 * max_batch_bytes, 'a'), "b"}, 0) == 1);
}

TEST_CASE("a text gets its prefix, and is cut between two characters") {
  CHECK(prepared("query: ", "gap") == "query: gap");
  std::string cyrillic;
  while (cyrillic.size() < 2 * Embedder::max_text) cyrillic += "ж";
  CHECK(prepared("", cyrillic).size() == Embedder::max_text);
  CHECK(prepared("x", cyrillic).size() == Embedder::max_text - 1);
}

TEST_CASE("vectors are read, brought to length 1, and put to their texts") {
  const auto check = [](Api api, std::string_view body) {
    const Result<Embedder::Vectors> read = read_vectors(api, body, 2);
    REQUIRE(read.ok());
    CHECK((*read)[0] == std::vector<float>{0.6F, -0.8F});
    CHECK((*read)[1] == std::vector<float>{0, 1});
  };
  check(Api::ollama, R"({"model":"m","embeddings":[[3,-4.0e0],[0,1]],"total_duration":1})");
  check(Api::tei, "[[3,-4],[0,7]]");
  check(Api::openai, R"({"object":"list","data":[{"object":"embedding","index":1,
    "embedding":[0,1]},{"index":0,"embedding":[3,-4]}]})");
  // 3, -4 and 0, 1 as little-endian 32-bit numbers.
  check(Api::openai, R"({"data":[{"index":0,"embedding":"AABAQAAAgMA="},
    {"index":1,"embedding":"AAAAAAAAgD8="}]})");
}

TEST_CASE("what is no such vectors is refused, and it is said why") {
  check_fault(Api::tei, "<html>", "not JSON");
  check_fault(Api::tei, "[[1,2],[3", "not JSON");
  check_fault(Api::tei, "[[1,NaN]]", "not JSON");
  check_fault(Api::tei, "{}", "no list of vectors");
  check_fault(Api::ollama, R"({"embedding":[1,2]})", "no list of vectors");
  check_fault(Api::openai, "[[1]]", "no list of vectors");
  check_fault(Api::tei, "[[1]]", "1 vectors for 2 texts", 2);
  check_fault(Api::tei, "[[1],[2],[3]]", "3 vectors for 2 texts", 2);
  check_fault(Api::tei, "[[1],[1,2]]", "not of one dimension", 2);
  check_fault(Api::tei, "[[1,null]]", "not a number");
  check_fault(Api::tei, "[[1,\"2\"]]", "not a number");
  check_fault(Api::tei, "[[1,1e999]]", "not a number");
  check_fault(Api::tei, "[[1,1e200]]", "NaN or infinity");
  check_fault(Api::tei, "[[0,0.0]]", "all zeros");
  check_fault(Api::tei, "[[]]", "empty");
  check_fault(Api::tei, "[null]", "there is none");
  std::string long_one = "[[1";
  for (std::size_t i = 0; i < Embedder::max_dimension; ++i) long_one += ",1";
  check_fault(Api::tei, long_one + "]]", "at most 4096");
  const auto openai = [](std::string_view data, std::string_view words, std::size_t count) {
    check_fault(Api::openai, fmt::format(R"({{"data":[{}]}})", data), words, count);
  };
  openai(R"({"embedding":[1]})", "which text it is of", 1);
  openai(R"({"index":1,"embedding":[1]})", "which text it is of", 1);
  openai(R"({"index":-1,"embedding":[1]})", "which text it is of", 1);
  openai(R"({"index":0.5,"embedding":[1]})", "which text it is of", 1);
  openai(R"({"index":0})", "which text it is of", 1);
  openai(R"({"index":0,"embedding":[1]},{"index":0,"embedding":[1]})", "two vectors", 2);
  openai(R"({"index":0,"embedding":"AABAQ!=="})", "base64", 1);
  openai(R"({"index":0,"embedding":"AABAQAA="})", "base64", 1);
  openai(R"({"index":0,"embedding":"AADAfwAAgD8="})", "NaN or infinity", 1);
}

TEST_CASE("scores are read in the order of the texts") {
  const Result<std::vector<double>> read =
      read_scores(R"([{"index":1,"score":0.9},{"index":0,"score":-1.5}])", 2);
  REQUIRE(read.ok());
  CHECK(*read == std::vector<double>{-1.5, 0.9});
  for (const char* body : {"{}", "[]", R"([{"index":0,"score":1}])", R"([{"index":0},{"index":1}])",
                           R"([{"index":0,"score":1},{"index":0,"score":1}])",
                           R"([{"index":0,"score":1},{"index":1,"score":null}])", "[1,2]"}) {
    CAPTURE(std::string(body));
    const Result<std::vector<double>> bad = read_scores(body, 2);
    REQUIRE_FALSE(bad.ok());
    CHECK(bad.error().code == Code::corrupt);
  }
}

TEST_CASE("a refusal says what to do") {
  const Model model{"bge-m3", 0, false};
  const auto words = [&](Api api, int status, std::string body) {
    return refusal_of(api, model, answer(status, std::move(body))).error.message;
  };
  CHECK(
      words(Api::ollama, 404, R"({"error":"model \"bge-m3\" not found, try pulling it first"})") ==
      "Ollama does not have the model bge-m3: run `ollama pull bge-m3`.");
  CHECK(words(Api::ollama, 404, "404 page not found").find("its address") != std::string::npos);
  CHECK(words(Api::openai, 404, R"({"error":{"message":"no such model"}})").find("no such model") !=
        std::string::npos);
  CHECK(words(Api::openai, 401, "{}").find("key") != std::string::npos);
  CHECK(words(Api::tei, 500, R"({"error":"out of memory","error_type":"backend"})")
            .find("HTTP 500: \"out of memory\"") != std::string::npos);
  CHECK(words(Api::tei, 500, std::string("{\"error\":\"a\\nb") + std::string(999, 'x') + "\"}")
            .size() < 260);
  const Refusal texts =
      refusal_of(Api::tei, model, answer(422, R"({"error":"batch size 33 > maximum 32"})"));
  CHECK(texts.error.code == Code::invalid_argument);
  CHECK(texts.wait == Duration{});
}

TEST_CASE("how long it is to be left alone is believed up to an hour") {
  net::Response limited = answer(429, "{}");
  CHECK(refusal_of(Api::openai, {}, limited).wait == Duration{});
  limited.headers.set("Retry-After", "30");
  CHECK(refusal_of(Api::openai, {}, limited).wait == seconds(30));
  limited.headers.set("Retry-After", "99999999999");
  CHECK(refusal_of(Api::openai, {}, limited).wait == hours(1));
  limited.status = 500;
  CHECK(refusal_of(Api::openai, {}, limited).wait == Duration{});
  limited.status = 503;
  limited.headers.set("Retry-After", "9");
  CHECK(refusal_of(Api::tei, {}, limited).wait == seconds(9));
}

}  // namespace pitwall::embedding
