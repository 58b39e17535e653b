// Asks an embedding endpoint as the daemon does. Reads {"api", "address", "model", "key", "base64",
// "dimension", "query_prefix", "passage_prefix", "deadline_ms", "calls"} on its standard input,
// each call {"texts", "purpose"} or {"rerank", "texts"}, and writes what came of each, one after
// the other. For embedding_test.mjs.
#include <charconv>
#include <cstdio>
#include <iostream>
#include <iterator>

#include "adapter/embedding/endpoint.h"
#include "base/json.h"
#include "net/loop.h"

namespace {

using namespace pitwall;
using namespace pitwall::embedding;

std::int64_t integer(const Json& json, std::string_view name, std::int64_t otherwise) {
  const Json* member = json.find(name);
  if (member == nullptr) return otherwise;
  std::from_chars(member->text().data(), member->text().data() + member->text().size(), otherwise);
  return otherwise;
}

Options options_of(const Json& asked) {
  const auto text = [&](std::string_view name) { return std::string(asked.string_or(name, "")); };
  Options options;
  for (const Api api : {Api::ollama, Api::openai, Api::tei}) {
    if (name_of(api) == text("api")) options.api = api;
  }
  options.address = text("address");
  options.model.name = text("model");
  options.model.dimension = static_cast<std::size_t>(integer(asked, "dimension", 0));
  const Json* base64 = asked.find("base64");
  options.model.base64 = base64 != nullptr && base64->as_boolean();
  options.query_prefix = text("query_prefix");
  options.passage_prefix = text("passage_prefix");
  options.key = {text("key")};
  return options;
}

void write_error(JsonWriter& out, const Error& failure) {
  out.key("error").begin_object().key("code").string(name_of(failure.code));
  out.key("message").string(failure.message).end_object();
}

void write_numbers(JsonWriter& out, std::span<const float> numbers) {
  out.begin_array();
  for (const float x : numbers) out.number(double{x});
  out.end_array();
}

class Caller {
 public:
  Caller(net::Loop& loop, Endpoint& endpoint, const Json& asked, JsonWriter& out)
      : loop_(loop), endpoint_(endpoint), asked_(asked), out_(out) {
    deadline_ = milliseconds(integer(asked, "deadline_ms", 5000));
  }

  void next() {
    if (at_ == asked_.find("calls")->items().size()) return loop_.stop();
    const Json& call = asked_.find("calls")->items()[at_++];
    std::vector<std::string> texts;
    for (const Json& text : call.find("texts")->items()) texts.push_back(text.text());
    if (const Json* query = call.find("rerank")) {
      endpoint_.rerank(query->text(), std::move(texts), deadline_, [this](auto scores) {
        end(scores, [&] {
          out_.key("scores").begin_array();
          for (const double score : *scores) out_.number(score);
          out_.end_array();
        });
      });
      return;
    }
    const auto purpose = call.string_or("purpose", "") == "query" ? port::EmbeddingPurpose::query
                                                                  : port::EmbeddingPurpose::passage;
    endpoint_.embed(std::move(texts), purpose, deadline_, [this](auto vectors) {
      end(vectors, [&] {
        out_.key("vectors").begin_array();
        for (const std::vector<float>& vector : *vectors) write_numbers(out_, vector);
        out_.end_array();
      });
    });
  }

 private:
  template <class Answer, class Write>
  void end(const Answer& answer, Write write) {
    out_.begin_object();
    answer ? write() : write_error(out_, answer.error());
    out_.key("usable").boolean(endpoint_.health().usable);
    out_.key("health").string(endpoint_.health().words).end_object();
    loop_.post([this] { next(); });
  }

  net::Loop& loop_;
  Endpoint& endpoint_;
  const Json& asked_;
  JsonWriter& out_;
  Duration deadline_;
  std::size_t at_ = 0;
};

}  // namespace

int main() {
  const std::string input{std::istreambuf_iterator<char>(std::cin), {}};
  const Result<Json> asked = parse_json(input);
  if (!asked) {
    std::cerr << asked.error().message << '\n';
    return 1;
  }
  std::string text;
  JsonWriter out(text);
  out.begin_array();
  net::Loop loop;
  const Result<std::unique_ptr<Endpoint>> endpoint = Endpoint::create(loop, options_of(*asked));
  if (!endpoint) {
    out.begin_object();
    write_error(out, endpoint.error());
    out.end_object();
  } else {
    Caller caller(loop, **endpoint, *asked, out);
    caller.next();
    const net::Timer limit = loop.after(seconds(60), [&] { loop.stop(); });
    loop.run();
  }
  out.end_array();
  std::fwrite(text.data(), 1, text.size(), stdout);
}
