#include "adapter/webhook/webhook.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/check.h"
#include "net/http_client.h"
#include "net/retry_after.h"
#include "port/message_text.h"

namespace pitwall::webhook {
namespace {

using Outcome = port::Attempt::Outcome;

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::size_t shortest_key = 24;  // bytes, by the specification, as the next
constexpr std::size_t longest_key = 64;
constexpr Duration deadline = seconds(30);               // the longest it recommends
constexpr std::uint64_t largest_answer = 256ULL * 1024;  // of which only the status is read
constexpr Duration longest_wait = hours(1);

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // OpenSSL ends it with a zero
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(bytes),
                                   static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

// Nothing where it is no base64, or more than a key can be.
std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() > 4 * ((longest_key + 2) / 3)) return std::nullopt;
  std::string out(text.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(text),
                                   static_cast<int>(text.size()));
  if (size < 0) return std::nullopt;
  out.resize(static_cast<std::size_t>(size));
  if (text.ends_with('=')) out.pop_back();  // OpenSSL decodes padding to zeros
  if (text.ends_with("==")) out.pop_back();
  // It also takes spaces around it and padding within it.
  if (base64(out) != text) return std::nullopt;
  return out;
}

// Why another try would be refused as well.
std::string_view advice(int status) {
  if (status == 410) return "it wants no more messages: take it out of the configuration";
  if (status == 401 || status == 403) return "look whether both sides have the same secret";
  if (status >= 300 && status < 400)
    return "it points elsewhere, where nothing is sent: put the new address into the configuration";
  return "look at its address, and at what it says in its own log";
}

}  // namespace

Result<Secret> signing_key(const Secret& secret) {
  const std::string_view text = secret.value;
  if (!text.starts_with(secret_prefix)) {
    if (text.size() >= shortest_key) return secret;
    return error(Code::invalid_argument,
                 "The webhook's secret is too short: it has at least {} characters, or begins with "
                 "{}.",
                 shortest_key, secret_prefix);
  }
  const std::optional<std::string> key = from_base64(text.substr(secret_prefix.size()));
  if (key && key->size() >= shortest_key && key->size() <= longest_key) return Secret{*key};
  return error(Code::invalid_argument,
               "The webhook's secret begins with {} and does not go on with the base64 of {} to {} "
               "bytes: copy it whole.",
               secret_prefix, shortest_key, longest_key);
}

std::string message_id(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
        c == '_' || c == ':')
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string payload(const port::Message& message, Time now) {
  std::string out;
  JsonWriter writer(out);
  writer.begin_object().key("type").string("pitwall.message");
  writer.key("timestamp").string(now.text());
  writer.key("data").begin_object().key("severity").string(port::name_of(message.severity));
  writer.key("title").string(
      port::title_line(message, port::Message::max_title, port::TextUnit::bytes));
  writer.key("text").string(
      port::cut_text(message.text, port::Message::max_text, port::TextUnit::bytes));
  writer.end_object().end_object();
  return out;
}

std::string signature(const Secret& key, std::string_view id, std::int64_t timestamp,
                      std::string_view body) {
  const std::string content = fmt::format("{}.{}.{}", id, timestamp, body);
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  const unsigned char* made =
      HMAC(EVP_sha256(), key.value.data(), static_cast<int>(key.value.size()), bytes_of(content),
           content.size(), reinterpret_cast<unsigned char*>(digest.data()), &size);
  PITWALL_CHECK(made != nullptr, "OpenSSL makes no HMAC-SHA-256.");
  digest.resize(size);
  return "v1," + base64(digest);
}

port::Attempt attempt_of(const net::Response& response) {
  const int status = response.status;
  if (status >= 200 && status < 300) return {};
  if (status == 408 || status == 429 || status >= 500)
    return {.outcome = Outcome::later,
            .wait = net::retry_after(response, longest_wait),
            .words = fmt::format("The webhook's receiver cannot take it now (HTTP {}).", status)};
  return {.outcome = Outcome::never,
          .words = fmt::format("The webhook's receiver refused this (HTTP {}): {}.", status,
                               advice(status))};
}

class Webhook::Session {
 public:
  Session(net::Loop& loop, const port::Clock& clock, const Options& options, Secret key)
      : loop_(loop),
        clock_(clock),
        address_(options.address),
        key_(std::move(key)),
        client_(loop, client_options(options)) {}

  static void post(const std::shared_ptr<Session>& self, std::string_view key,
                   const port::Message& message, port::Attempted reply) {
    self->loop_.spawn("webhook message",
                      carry(self, self->request_for(key, message), std::move(reply)));
  }
  void stop() { stopped_ = true; }

 private:
  static net::HttpClientOptions client_options(const Options& options) {
    net::HttpClientOptions result;
    result.limits.body_bytes = largest_answer;
    result.whole_deadline = deadline;
    result.tls = options.tls;
    result.dial = options.dial;
    return result;
  }

  net::Request request_for(std::string_view key, const port::Message& message) const {
    const Time now = clock_.now();
    const std::int64_t timestamp = now.nanoseconds / seconds(1).nanoseconds;
    const std::string id = message_id(key);
    net::Request request;
    request.method = "POST";
    request.body = payload(message, now);
    request.headers.add("Content-Type", "application/json");
    request.headers.add("webhook-id", id);
    request.headers.add("webhook-timestamp", fmt::format("{}", timestamp));
    request.headers.add("webhook-signature", signature(key_, id, timestamp, request.body));
    return request;
  }

  static net::Awaitable<void> carry(std::shared_ptr<Session> self, net::Request request,
                                    port::Attempted reply) {
    std::string url = self->address_;
    const Result<net::Response> response =
        co_await self->client_.send(std::move(url), std::move(request));
    if (self->stopped_) co_return;
    if (response) {
      reply(attempt_of(*response));
      co_return;
    }
    // The words of net/ name the host and never the rest of the address.
    reply({.outcome = Outcome::later,
           .words = fmt::format("The webhook's receiver cannot be reached: {}",
                                response.error().message)});
  }

  net::Loop& loop_;
  const port::Clock& clock_;
  std::string address_;
  Secret key_;
  net::HttpClient client_;
  bool stopped_ = false;
};

Result<std::unique_ptr<Webhook>> Webhook::create(net::Loop& loop, const port::Clock& clock,
                                                 Options options) {
  const Result<net::Url> url = net::parse_url(options.address);
  const bool safe =
      url &&
      (url->scheme == "https" ||
       (url->scheme == "http" && (net::is_loopback_host(url->host) || options.dial != nullptr)));
  if (!safe)
    return error(Code::invalid_argument,
                 "The webhook's address cannot be used: it begins with https://, or with http:// "
                 "where the receiver is on this machine, and has no user name in it.");
  PITWALL_TRY(Secret key, signing_key(options.secret));
  return std::unique_ptr<Webhook>(
      new Webhook(std::make_shared<Session>(loop, clock, options, std::move(key))));
}

Webhook::~Webhook() { session_->stop(); }
void Webhook::stop() { session_->stop(); }

void Webhook::send(std::string key, port::Message message, port::Attempted reply) {
  Session::post(session_, key, message, std::move(reply));
}

void Webhook::edit(std::string, port::Message, port::Attempted reply) {
  reply({.outcome = Outcome::never, .words = "What a webhook has sent cannot be changed."});
}

}  // namespace pitwall::webhook
