#include "adapter/embedding/endpoint.h"

#include <algorithm>

#include "net/http_client.h"
#include "net/public_address.h"

namespace pitwall::embedding {
namespace {

using port::Embedder;
using port::EmbeddingPurpose;

constexpr std::uint64_t largest_answer = 8ULL * 1024 * 1024;
// A model that is not loaded yet is loaded first, which takes what it takes. Who asked may have
// stopped waiting by then; the next one finds it loaded.
constexpr Duration longest_request = minutes(2);

// Whether a name or an address is of this machine or its own network, as far as one can tell.
bool is_near(std::string_view host) {
  if (net::is_loopback_host(host)) return true;
  const bool is_address = host.find(':') != std::string_view::npos ||
                          host.find_first_not_of("0123456789.") == std::string_view::npos;
  if (is_address) return !net::is_public_address(host);
  if (host.find('.') == std::string_view::npos) return true;  // a container, a machine at home
  // RFC 6762, RFC 8375, and what ICANN has set apart for private use.
  return host.ends_with(".local") || host.ends_with(".home.arpa") || host.ends_with(".internal");
}

std::string base_of(Api api, const net::Url& url) {
  std::string target = url.target;
  while (target.ends_with('/')) target.pop_back();
  if (api == Api::openai && target.empty()) target = "/v1";
  return fmt::format("{}://{}{}", url.scheme, url.authority(), target);
}

}  // namespace

class Endpoint::Session {
 public:
  // One call under way: it ends once, by what came or by its deadline.
  template <class T>
  struct Call {
    explicit Call(std::shared_ptr<Session> owner) : session(std::move(owner)) {
      ++session->under_way_;
    }
    Call(const Call&) = delete;
    ~Call() { --session->under_way_; }

    std::shared_ptr<Session> session;
    port::Reply<T> reply;
    EmbeddingPurpose purpose = EmbeddingPurpose::passage;
    Duration began{};
    bool over = false;
    net::Timer deadline{};
  };
  template <class T>
  using SharedCall = std::shared_ptr<Call<T>>;
  using Shared = std::shared_ptr<Session>;

  struct Answer {
    Result<std::string> body;
    Duration wait;  // how long a refusal asks for it to be left alone
  };

  Session(net::Loop& loop, Options options, std::string base)
      : loop_(loop),
        options_(std::move(options)),
        base_(std::move(base)),
        breaker_(options_.breaker),
        client_(loop, client_options(options_)) {}

  // Replies and gives nothing where no request may go out now.
  template <class T>
  static SharedCall<T> begin(const Shared& self, EmbeddingPurpose purpose, Duration deadline,
                             port::Reply<T> reply) {
    const Duration now = self->loop_.now();
    if (self->under_way_ >= max_under_way) {
      reply(error(Code::unavailable, "The embedding endpoint still has {} calls to answer.",
                  self->under_way_));
      return nullptr;
    }
    if (!self->breaker_.admits(now)) {
      reply(error(Code::unavailable, "{}", self->breaker_.words(now)));
      return nullptr;
    }
    auto call = std::make_shared<Call<T>>(self);
    call->reply = std::move(reply);
    call->purpose = purpose;
    call->began = now;
    call->deadline = self->loop_.after(deadline, [self, weak = std::weak_ptr(call), deadline] {
      const SharedCall<T> late = weak.lock();
      if (late == nullptr) return;
      self->end(*late, Result<T>(error(Code::deadline_exceeded,
                                       "The embedding endpoint has not answered within {}.",
                                       deadline.text())));
    });
    return call;
  }

  template <class T>
  void end(Call<T>& call, Result<T> result, Duration wait = {}) {
    if (std::exchange(call.over, true) || stopped_) return;
    call.deadline.cancel();
    const Duration now = loop_.now();
    if (result) {
      const bool is_waited_for = call.purpose == EmbeddingPurpose::query;
      breaker_.answered(now, is_waited_for ? std::optional(now - call.began) : std::nullopt);
      refusal_.clear();
    } else if (result.error().code == Code::invalid_argument) {
      breaker_.withdrawn();
      refusal_ = result.error().message;
    } else {
      breaker_.failed(now, result.error().message, wait);
    }
    call.reply(std::move(result));
  }

  // Asks batch after batch: `make` gives the request of one, `read` its values out of an answer.
  template <class Value, class Make, class Read>
  static net::Awaitable<void> carry(Shared self, std::vector<std::string> texts,
                                    SharedCall<std::vector<Value>> call, Make make, Read read) {
    std::vector<Value> values;
    for (std::size_t at = 0; at < texts.size() && !call->over;) {
      const std::vector<std::string> batch = self->batch(texts, at);
      const Answer answer = co_await ask(self, make(batch));
      if (!answer.body) {
        co_return self->end(*call, Result<std::vector<Value>>(answer.body.error()), answer.wait);
      }
      Result<std::vector<Value>> some = read(*answer.body, batch.size());
      if (!some) co_return self->end(*call, std::move(some));
      std::ranges::move(*some, std::back_inserter(values));
      at += batch.size();
    }
    self->end(*call, Result<std::vector<Value>>(std::move(values)));
  }

  static net::Awaitable<void> embed(Shared self, std::vector<std::string> texts,
                                    SharedCall<Vectors> call) {
    Session& session = *self;
    const auto make = [&session](const std::vector<std::string>& batch) {
      return embed_call(session.options_.api, session.options_.model, batch);
    };
    const auto read = [&session](std::string_view body, std::size_t count) -> Result<Vectors> {
      PITWALL_TRY(Vectors vectors, read_vectors(session.options_.api, body, count));
      return session.of_one_dimension(std::move(vectors));
    };
    return carry(std::move(self), std::move(texts), std::move(call), make, read);
  }

  static net::Awaitable<void> rerank(Shared self, std::string query, std::vector<std::string> texts,
                                     SharedCall<std::vector<double>> call) {
    const auto make = [query = std::move(query)](const std::vector<std::string>& batch) {
      return rerank_call(query, batch);
    };
    return carry(std::move(self), std::move(texts), std::move(call), make, read_scores);
  }

  port::EmbedderFacts facts() const {
    return {std::string(name_of(options_.api)), options_.model.name, dimension_,
            options_.query_prefix, options_.passage_prefix};
  }
  port::EmbedderHealth health() const {
    std::string words = breaker_.words(loop_.now());
    if (breaker_.is_closed() && !refusal_.empty()) words = refusal_;
    return {breaker_.is_closed(), std::move(words)};
  }
  const Options& options() const { return options_; }
  net::Loop& loop() const { return loop_; }
  void stop() { stopped_ = true; }

 private:
  static net::HttpClientOptions client_options(const Options& options) {
    net::HttpClientOptions result;
    result.limits.body_bytes = largest_answer;
    result.first_byte_deadline = longest_request;
    result.whole_deadline = longest_request;
    result.tls = options.tls;
    result.dial = options.dial;
    return result;
  }

  static std::vector<std::string> batch(const std::vector<std::string>& texts, std::size_t at) {
    const auto begin = texts.begin() + static_cast<std::ptrdiff_t>(at);
    return {begin, begin + static_cast<std::ptrdiff_t>(batch_size(texts, at))};
  }

  static net::Awaitable<Answer> ask(Shared self, embedding::Call call) {
    net::Request request;
    request.method = "POST";
    request.headers.add("Content-Type", "application/json");
    request.headers.add("Accept", "application/json");
    const std::string& key = self->options_.key.value;
    if (!key.empty()) request.headers.add("Authorization", "Bearer " + key);
    request.body = std::move(call.body);
    Result<net::Response> response =
        co_await self->client_.send(self->base_ + call.target, std::move(request));
    if (!response) {
      co_return Answer{error(response.error().code, "The embedding endpoint cannot be asked: {}",
                             response.error().message),
                       {}};
    }
    if (response->status == 200) co_return Answer{std::move(response->body), {}};
    Refusal refusal = refusal_of(self->options_.api, self->options_.model, *response);
    co_return Answer{std::move(refusal.error), refusal.wait};
  }

  Result<Vectors> of_one_dimension(Vectors vectors) {
    const std::size_t found = vectors[0].size();
    const std::size_t wanted = options_.model.dimension;
    if (wanted != 0 && found != wanted) {
      return error(Code::corrupt,
                   "The model gives vectors of {} numbers, and the configuration says {}.", found,
                   wanted);
    }
    if (dimension_ != 0 && found != dimension_) {
      return error(Code::corrupt,
                   "The model gave vectors of {} numbers and now gives {}: if it was replaced, "
                   "restart Pitwall, which then makes all vectors anew.",
                   dimension_, found);
    }
    dimension_ = found;
    return vectors;
  }

  net::Loop& loop_;
  Options options_;
  std::string base_;
  Breaker breaker_;
  net::HttpClient client_;
  std::size_t under_way_ = 0;  // calls, those too that were given up and not answered yet
  std::size_t dimension_ = 0;
  std::string refusal_;  // of the last request, where its texts were to blame
  bool stopped_ = false;
};

Result<std::unique_ptr<Endpoint>> Endpoint::create(net::Loop& loop, Options options) {
  const Result<net::Url> url = net::parse_url(options.address);
  if (!url || (url->scheme != "https" && url->scheme != "http")) {
    return error(Code::invalid_argument,
                 "The embedding endpoint's address is none: it looks like "
                 "http://127.0.0.1:11434 or https://api.example.com/v1.");
  }
  if (url->scheme == "http" && !is_near(url->host)) {
    return error(Code::invalid_argument,
                 "The embedding endpoint {} is not in this network, and all texts of the memory go "
                 "there: use https.",
                 url->host);
  }
  if (url->target.find('?') != std::string::npos) {
    return error(Code::invalid_argument,
                 "The embedding endpoint's address ends before the question mark.");
  }
  if (options.api != Api::tei && options.model.name.empty()) {
    return error(Code::invalid_argument, "The embedding endpoint needs the name of a model.");
  }
  if (options.model.dimension > max_dimension) {
    return error(Code::invalid_argument,
                 "Vectors of {} numbers are too long: at most {} are taken.",
                 options.model.dimension, max_dimension);
  }
  std::string base = base_of(options.api, *url);
  return std::unique_ptr<Endpoint>(
      new Endpoint(std::make_shared<Session>(loop, std::move(options), std::move(base))));
}

Endpoint::~Endpoint() { session_->stop(); }

port::EmbedderFacts Endpoint::facts() const { return session_->facts(); }
port::EmbedderHealth Endpoint::health() const { return session_->health(); }

void Endpoint::embed(std::vector<std::string> texts, EmbeddingPurpose purpose, Duration deadline,
                     port::Reply<Vectors> reply) {
  if (texts.empty()) return reply(Vectors{});
  if (texts.size() > Embedder::max_texts) {
    return reply(
        error(Code::invalid_argument, "At most {} texts are taken at once.", Embedder::max_texts));
  }
  const Options& options = session_->options();
  const bool is_query = purpose == EmbeddingPurpose::query;
  for (std::string& text : texts) {
    if (text.empty()) return reply(error(Code::invalid_argument, "A text is empty."));
    text = prepared(is_query ? options.query_prefix : options.passage_prefix, text);
  }
  const auto call = Session::begin(session_, purpose, deadline, std::move(reply));
  if (call == nullptr) return;
  session_->loop().spawn("embedding", Session::embed(session_, std::move(texts), call));
}

void Endpoint::rerank(std::string query, std::vector<std::string> texts, Duration deadline,
                      port::Reply<std::vector<double>> reply) {
  if (session_->options().api != Api::tei) {
    return reply(error(Code::unsupported,
                       "Only text-embeddings-inference reranks, and the endpoint is {}.",
                       name_of(session_->options().api)));
  }
  if (texts.empty()) return reply(std::vector<double>{});
  if (texts.size() > Reranker::max_texts) {
    return reply(error(Code::invalid_argument, "At most {} texts are reranked at once.",
                       Reranker::max_texts));
  }
  for (std::string& text : texts) text = prepared("", text);
  const auto call = Session::begin(session_, EmbeddingPurpose::query, deadline, std::move(reply));
  if (call == nullptr) return;
  session_->loop().spawn("reranking",
                         Session::rerank(session_, prepared("", query), std::move(texts), call));
}

}  // namespace pitwall::embedding
