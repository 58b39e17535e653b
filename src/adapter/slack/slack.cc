#include "adapter/slack/slack.h"

#include "net/http_client.h"
#include "net/retry_after.h"
#include "port/message_text.h"

namespace pitwall::slack {
namespace {

using Outcome = port::Attempt::Outcome;

// Limits of Block Kit: https://api.slack.com/reference/block-kit/blocks, in characters.
constexpr std::size_t max_header = 150;
constexpr std::size_t max_section = 3000;
constexpr std::size_t max_fallback = 300;
constexpr std::size_t max_words = 100;
constexpr std::uint64_t largest_answer = 64ULL * 1024;
constexpr Duration longest_wait = hours(1);

void write_plain(JsonWriter& writer, std::string_view text, std::size_t limit) {
  writer.key("text")
      .begin_object()
      .key("type")
      .string("plain_text")
      .key("text")
      .string(port::cut_text(text, limit, port::TextUnit::utf16));
  writer.key("emoji").boolean(false).end_object();
}

// The fallback is markup, so what means something there is escaped.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  }
  return out;
}

}  // namespace

std::string payload(const port::Message& message) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object();
  writer.key("text").string(
      escaped(port::plain_text(message, max_fallback, port::TextUnit::utf16)));
  writer.key("blocks").begin_array();
  if (!message.title.empty()) {
    writer.begin_object().key("type").string("header");
    const std::string mark = message.severity == port::Severity::urgent ? "URGENT: " : "";
    write_plain(writer, mark + port::title_line(message, max_header, port::TextUnit::utf16),
                max_header);
    writer.end_object();
  }
  if (!message.text.empty()) {
    writer.begin_object().key("type").string("section");
    write_plain(writer, message.text, max_section);
    writer.end_object();
  }
  writer.end_array().end_object();
  return out;
}

port::Attempt attempt_of(const net::Response& response, Duration mend_pause) {
  if (response.status == 200) return {};
  const std::string said = port::cut_text(response.body, max_words, port::TextUnit::bytes);
  if (response.status == 429)
    return {.outcome = Outcome::later,
            .wait = net::retry_after(response, longest_wait),
            .words = "Slack was written to too often and takes nothing for a while."};
  if (response.status >= 500)
    return {.outcome = Outcome::later,
            .words = fmt::format("Slack has trouble of its own (HTTP {}).", response.status)};
  if (response.status == 400 && !said.starts_with("no_") && !said.starts_with("user_not_found"))
    return {.outcome = Outcome::never, .words = fmt::format("Slack refused this: {}.", said)};
  std::string words = fmt::format(
      "Slack does not take messages by this webhook any more (HTTP {}, {}): make a new one in "
      "Slack and put its address where the configuration says.",
      response.status, said);
  if (said.starts_with("channel_is_archived"))
    words =
        "The Slack channel of this webhook is archived: bring it back, or make another webhook.";
  if (said.starts_with("action_prohibited"))
    words = "An administrator of this Slack has forbidden posting there: ask them.";
  return {.outcome = Outcome::later, .wait = mend_pause, .words = std::move(words)};
}

class Slack::Session {
 public:
  Session(net::Loop& loop, Options options)
      : loop_(loop), options_(std::move(options)), client_(loop, client_options(options_)) {}

  static void post(const std::shared_ptr<Session>& self, std::string body, port::Attempted reply) {
    self->loop_.spawn("slack message", carry(self, std::move(body), std::move(reply)));
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
    const Result<net::Response> response = co_await self->client_.post(
        self->options_.webhook.value, "application/json", std::move(body));
    if (self->stopped_) co_return;
    if (response) {
      reply(attempt_of(*response, self->options_.mend_pause));
      co_return;
    }
    // The words of net/ name the host and never the rest of the address.
    reply({.outcome = Outcome::later,
           .words = fmt::format("Slack cannot be reached: {}", response.error().message)});
  }

  net::Loop& loop_;
  Options options_;
  net::HttpClient client_;
  bool stopped_ = false;
};

Result<std::unique_ptr<Slack>> Slack::create(net::Loop& loop, Options options) {
  const Result<net::Url> url = net::parse_url(options.webhook.value);
  const bool safe =
      url &&
      (url->scheme == "https" ||
       (url->scheme == "http" && (net::is_loopback_host(url->host) || options.dial != nullptr)));
  if (!safe || url->target.size() < 2)
    return error(Code::invalid_argument,
                 "Slack's webhook does not look like one: it is an address that begins with "
                 "https://hooks.slack.com/services/ and is copied whole from Slack.");
  return std::unique_ptr<Slack>(new Slack(std::make_shared<Session>(loop, std::move(options))));
}

Slack::~Slack() { session_->stop(); }
void Slack::stop() { session_->stop(); }

void Slack::send(std::string, port::Message message, port::Attempted reply) {
  Session::post(session_, payload(message), std::move(reply));
}

void Slack::edit(std::string, port::Message, port::Attempted reply) {
  reply({.outcome = Outcome::never, .words = "What a Slack webhook has posted cannot be changed."});
}

}  // namespace pitwall::slack
