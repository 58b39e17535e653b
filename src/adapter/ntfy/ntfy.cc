#include "adapter/ntfy/ntfy.h"

#include "net/http_client.h"
#include "net/retry_after.h"
#include "port/message_text.h"

namespace pitwall::ntfy {
namespace {

using Outcome = port::Attempt::Outcome;

// A server turns what is over 4,096 bytes into an attachment:
// https://docs.ntfy.sh/publish/#limitations
constexpr std::size_t max_message = 4000;
constexpr std::size_t max_title = 250;
constexpr std::size_t max_topic = 64;
constexpr std::size_t longest_token = 200;
constexpr std::size_t max_words = 200;
constexpr std::uint64_t largest_answer = 256ULL * 1024;
constexpr Duration longest_wait = hours(1);

bool is_word(std::string_view text, std::size_t most) {
  const auto letter = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
           c == '-';
  };
  return !text.empty() && text.size() <= most && std::ranges::all_of(text, letter);
}

// 1 to 5, of which 3 is usual: https://docs.ntfy.sh/publish/#message-priority
int priority_of(port::Severity severity) {
  switch (severity) {
    case port::Severity::info:
      return 2;
    case port::Severity::attention:
      return 4;
    case port::Severity::urgent:
      return 5;
  }
  return 3;
}

// The server's own words: {"code":40301,"http":403,"error":"forbidden","link":"…"}.
std::string words_in(const net::Response& response) {
  const Result<Json> body = parse_json(response.body);
  std::string words = body ? std::string(body->string_or("error", "")) : std::string();
  if (words.empty()) words = fmt::format("HTTP {}", response.status);
  return port::cut_text(words, max_words, port::TextUnit::bytes);
}

}  // namespace

std::string payload(std::string_view topic, const port::Message& message) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("topic").string(topic);
  if (!message.title.empty())
    writer.key("title").string(port::title_line(message, max_title, port::TextUnit::bytes));
  // Without a message the server would write "triggered".
  const std::string_view text = message.text.empty() ? message.title : message.text;
  writer.key("message").string(port::cut_text(text, max_message, port::TextUnit::bytes));
  writer.key("priority").integer(priority_of(message.severity));
  if (message.severity == port::Severity::urgent)
    writer.key("tags").begin_array().string("rotating_light").end_array();
  writer.end_object();
  return out;
}

port::Attempt attempt_of(const net::Response& response, Duration mend_pause) {
  const auto later = [&](Duration wait, std::string words) {
    return port::Attempt{.outcome = Outcome::later, .wait = wait, .words = std::move(words)};
  };
  const int status = response.status;
  if (status == 200) return {};
  const std::string said = words_in(response);
  if (status == 429)
    return later(net::retry_after(response, longest_wait),
                 fmt::format("ntfy takes no more for a while: {}.", said));
  if (status >= 500)
    return later({}, fmt::format("The ntfy server has trouble of its own ({}).", said));
  if (status == 413)
    return {.outcome = Outcome::never, .words = fmt::format("ntfy refused this: {}.", said)};
  if (status == 401 || status == 403)
    return later(mend_pause,
                 fmt::format("ntfy does not let this token write to the topic ({}): make one with "
                             "the right to write, or leave the token out where none is needed.",
                             said));
  return later(mend_pause, fmt::format("What answered does not take ntfy messages ({}): check the "
                                       "address and the topic.",
                                       said));
}

class Ntfy::Session {
 public:
  Session(net::Loop& loop, Options options)
      : loop_(loop), options_(std::move(options)), client_(loop, client_options(options_)) {}

  static void post(const std::shared_ptr<Session>& self, const port::Message& message,
                   port::Attempted reply) {
    self->loop_.spawn("ntfy message",
                      carry(self, payload(self->options_.topic.value, message), std::move(reply)));
  }
  void stop() { stopped_ = true; }

 private:
  static net::HttpClientOptions client_options(const Options& options) {
    net::HttpClientOptions result;
    result.limits.body_bytes = largest_answer;
    result.whole_deadline = seconds(60);
    result.tls = options.tls;
    result.dial = options.dial;
    return result;
  }

  static net::Awaitable<void> carry(std::shared_ptr<Session> self, std::string body,
                                    port::Attempted reply) {
    net::Request request;
    request.method = "POST";
    request.headers.add("Content-Type", "application/json");
    if (!self->options_.token.value.empty())
      request.headers.add("Authorization", "Bearer " + self->options_.token.value);
    request.body = std::move(body);
    std::string url = self->options_.address;
    const Result<net::Response> response =
        co_await self->client_.send(std::move(url), std::move(request));
    if (self->stopped_) co_return;
    if (response) {
      reply(attempt_of(*response, self->options_.mend_pause));
      co_return;
    }
    reply({.outcome = Outcome::later,
           .words = fmt::format("ntfy cannot be reached: {}", response.error().message)});
  }

  net::Loop& loop_;
  Options options_;
  net::HttpClient client_;
  bool stopped_ = false;
};

Result<std::unique_ptr<Ntfy>> Ntfy::create(net::Loop& loop, Options options) {
  const Result<net::Url> url = net::parse_url(options.address);
  const bool safe =
      url &&
      (url->scheme == "https" ||
       (url->scheme == "http" && (net::is_loopback_host(url->host) || options.dial != nullptr)));
  if (!safe || url->target != "/")
    return error(Code::invalid_argument,
                 "The address of ntfy is \"{}\": it begins with https:// and ends with the name of "
                 "the server, as https://ntfy.sh does; the topic stands apart.",
                 options.address.substr(0, 80));
  if (!is_word(options.topic.value, max_topic))
    return error(Code::invalid_argument,
                 "ntfy's topic is 1 to {} letters, digits, - and _; this one is not.", max_topic);
  if (!options.token.value.empty() && !is_word(options.token.value, longest_token))
    return error(Code::invalid_argument,
                 "ntfy's token does not look like one: it begins with tk_ and is copied whole.");
  return std::unique_ptr<Ntfy>(new Ntfy(std::make_shared<Session>(loop, std::move(options))));
}

Ntfy::~Ntfy() { session_->stop(); }
void Ntfy::stop() { session_->stop(); }

void Ntfy::send(std::string, port::Message message, port::Attempted reply) {
  Session::post(session_, message, std::move(reply));
}

void Ntfy::edit(std::string, port::Message, port::Attempted reply) {
  reply({.outcome = Outcome::never, .words = "What ntfy has shown cannot be changed."});
}

}  // namespace pitwall::ntfy
