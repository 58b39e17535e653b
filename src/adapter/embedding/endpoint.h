// One embedding endpoint as port::Embedder and port::Reranker. Belongs to the loop's thread; the
// loop outlives it.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "adapter/embedding/breaker.h"
#include "adapter/embedding/wire.h"
#include "base/visitor.h"
#include "net/stream.h"
#include "net/tls.h"
#include "port/embedder.h"

namespace pitwall::embedding {

struct Options {
  Api api = Api::ollama;
  // "http://127.0.0.1:11434"; of openai, "/v1" is added where it has no path. http is allowed to
  // this machine and to private addresses only.
  std::string address;
  Model model;  // its dimension, where it is not 0, is also held to be that of every answer
  std::string query_prefix{};
  std::string passage_prefix{};
  Secret key{};  // sent as "Authorization: Bearer …"; empty: not sent
  Breaker::Options breaker{};
  net::TlsClientOptions tls{};
  std::function<net::Awaitable<Result<std::unique_ptr<net::Stream>>>()> dial{};  // for tests
};

class Endpoint final : public port::Embedder, public port::Reranker {
 public:
  static constexpr std::size_t max_under_way = 8;  // calls at the same time; more are refused

  // Code::invalid_argument where this cannot be an endpoint. No request is made yet.
  static Result<std::unique_ptr<Endpoint>> create(net::Loop& loop, Options options);
  ~Endpoint() override;  // what was asked for and not answered is not answered any more

  port::EmbedderFacts facts() const override;
  port::EmbedderHealth health() const override;
  void embed(std::vector<std::string> texts, port::EmbeddingPurpose purpose, Duration deadline,
             port::Reply<Vectors> reply) override;
  // Of tei only, where it serves a model that reranks; Code::unsupported elsewhere.
  void rerank(std::string query, std::vector<std::string> texts, Duration deadline,
              port::Reply<std::vector<double>> reply) override;

 private:
  class Session;
  explicit Endpoint(std::shared_ptr<Session> session) : session_(std::move(session)) {}
  std::shared_ptr<Session> session_;
};

}  // namespace pitwall::embedding
