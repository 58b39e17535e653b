#include "adapter/smtp/smtp.h"

#include "adapter/smtp/letter.h"
#include "adapter/smtp/reply.h"
#include "net/http.h"

namespace pitwall::smtp {
namespace {

using Outcome = port::Attempt::Outcome;

constexpr Duration connect_deadline = seconds(15);
constexpr Duration reply_deadline = seconds(30);
constexpr Duration write_limit = seconds(30);
constexpr Duration shortest_wait = milliseconds(1);
constexpr std::size_t max_recipients = 20;

port::Attempt later(std::string words, Duration wait = {}) {
  return {.outcome = Outcome::later, .wait = wait, .words = std::move(words)};
}

// One conversation with a server. What goes wrong ends it as an Attempt.
class Conversation {
 public:
  Conversation(net::Loop& loop, const Options& options,
               std::shared_ptr<net::TlsClientContext> context)
      : loop_(loop),
        options_(options),
        context_(std::move(context)),
        give_up_(loop.now() + options.deadline) {}
  ~Conversation() {
    if (stream_) stream_->close();
  }

  // Delivered, or why not.
  net::Awaitable<port::Attempt> carry(std::string letter) {
    if (auto trouble = co_await open()) co_return *trouble;
    if (auto trouble = co_await encrypt()) co_return *trouble;
    if (auto trouble = co_await sign_in()) co_return *trouble;
    co_return co_await hand_over(std::move(letter));
  }

 private:
  using Trouble = std::optional<port::Attempt>;

  port::Attempt unreachable(const Error& why) const {
    const bool distrusted = why.code == Code::permission_denied;
    return later(fmt::format("The mail server {} cannot be used: {}", options_.host, why.message),
                 distrusted ? options_.mend_pause : Duration{});
  }
  // A server's no: 4xx means later, 5xx that a person must look.
  port::Attempt refused(std::string_view what, const Reply& reply) const {
    return later(fmt::format("The mail server {} {}: {}", options_.host, what, reply.words()),
                 reply.transient() ? Duration{} : options_.mend_pause);
  }
  Duration left() const { return std::max(give_up_ - loop_.now(), shortest_wait); }

  net::Awaitable<Result<Reply>> hear() {
    std::array<char, 4096> buffer{};
    while (true) {
      if (std::optional<Reply> reply = reader_.next()) co_return std::move(*reply);
      stream_->set_read_deadline(std::min(reply_deadline, left()));
      PITWALL_CO_TRY(const std::size_t count, co_await stream_->read_some(buffer));
      if (count == 0) co_return error(Code::unavailable, "It closed the connection in the middle.");
      PITWALL_CO_TRY_VOID(reader_.feed(std::string_view(buffer.data(), count)));
    }
  }
  net::Awaitable<Result<Reply>> say(std::string line) {
    line += "\r\n";
    stream_->set_write_limit(std::min(write_limit, left()));
    PITWALL_CO_TRY_VOID(co_await stream_->write(line));
    co_return co_await hear();
  }

  net::Awaitable<Trouble> open() {
    Result<std::unique_ptr<net::Stream>> stream =
        options_.dial ? co_await options_.dial()
                      : co_await net::connect_tcp(loop_, options_.host, options_.port,
                                                  std::min(connect_deadline, left()));
    if (!stream) co_return unreachable(stream.error());
    stream_ = std::move(*stream);
    if (options_.security == Security::tls)
      if (auto trouble = co_await wrap()) co_return trouble;
    const Result<Reply> greeting = co_await hear();
    if (!greeting) co_return unreachable(greeting.error());
    if (!greeting->positive()) co_return refused("takes no mail now", *greeting);
    co_return co_await greet();
  }

  net::Awaitable<Trouble> wrap() {
    Result<std::unique_ptr<net::Stream>> secured = co_await net::tls_connect(
        loop_, std::move(stream_), options_.host, context_, std::min(connect_deadline, left()));
    if (!secured) co_return unreachable(secured.error());
    stream_ = std::move(*secured);
    co_return std::nullopt;
  }

  net::Awaitable<Trouble> greet() {
    // A client without a name gives an address literal (RFC 5321, 4.1.4); nothing is told of whose
    // machine this is.
    const Result<Reply> reply = co_await say("EHLO [127.0.0.1]");
    if (!reply) co_return unreachable(reply.error());
    if (!reply->positive()) co_return refused("does not speak SMTP with extensions", *reply);
    offer_ = offer_of(*reply);
    co_return std::nullopt;
  }

  net::Awaitable<Trouble> encrypt() {
    if (options_.security != Security::starttls) co_return std::nullopt;
    if (!offer_.start_tls)
      co_return later(
          fmt::format("The mail server {} offers no encryption on port {}; nothing was sent. Try "
                      "security: tls with port 465.",
                      options_.host, options_.port),
          options_.mend_pause);
    const Result<Reply> reply = co_await say("STARTTLS");
    if (!reply) co_return unreachable(reply.error());
    if (!reply->positive()) co_return refused("will not encrypt now", *reply);
    if (!reader_.empty())
      co_return later(fmt::format("The mail server {} spoke before the encryption began: somebody "
                                  "may stand in between. Nothing was sent.",
                                  options_.host),
                      options_.mend_pause);
    if (auto trouble = co_await wrap()) co_return trouble;
    co_return co_await greet();  // what was offered in the clear counts no longer
  }

  net::Awaitable<Trouble> sign_in() {
    if (options_.user.empty()) co_return std::nullopt;
    if (!offer_.plain && !offer_.login)
      co_return later(fmt::format("The mail server {} takes no user name and password here: leave "
                                  "the user out, or try another port.",
                                  options_.host),
                      options_.mend_pause);
    Result<Reply> reply = Reply{};
    if (offer_.plain) {
      std::string plain;
      plain += '\0';
      plain += options_.user;
      plain += '\0';
      plain += options_.password.value;
      reply = co_await say("AUTH PLAIN " + base64(plain));
    } else {
      reply = co_await say("AUTH LOGIN");
      if (reply && reply->code == 334) reply = co_await say(base64(options_.user));
      if (reply && reply->code == 334) reply = co_await say(base64(options_.password.value));
    }
    if (!reply) co_return unreachable(reply.error());
    if (reply->positive()) co_return std::nullopt;
    if (reply->transient()) co_return refused("does not sign in now", *reply);
    co_return later(
        fmt::format("The mail server {} does not accept this user name and password ({}). Large "
                    "providers want a password made for programs, an \"app password\".",
                    options_.host, reply->words()),
        options_.mend_pause);
  }

  net::Awaitable<port::Attempt> hand_over(std::string letter) {
    Result<Reply> reply = co_await say(fmt::format("MAIL FROM:<{}>", options_.from));
    if (!reply) co_return unreachable(reply.error());
    if (!reply->positive()) co_return refused("does not take mail from this address", *reply);
    for (const std::string& to : options_.to) {
      reply = co_await say(fmt::format("RCPT TO:<{}>", to));
      if (!reply) co_return unreachable(reply.error());
      if (!reply->positive()) co_return refused("does not deliver to " + to, *reply);
    }
    reply = co_await say("DATA");
    if (!reply) co_return unreachable(reply.error());
    if (reply->code != 354) co_return refused("does not take the letter", *reply);
    reply = co_await say(std::move(letter) + ".");
    if (!reply) co_return unreachable(reply.error());
    if (reply->positive()) {
      // It has it: whatever the goodbye comes to.
      static_cast<void>((co_await say("QUIT")).ok());
      co_return port::Attempt{};
    }
    if (reply->transient()) co_return refused("does not take the letter now", *reply);
    co_return port::Attempt{.outcome = Outcome::never,
                            .words = fmt::format("The mail server {} refused the letter: {}",
                                                 options_.host, reply->words())};
  }

  net::Loop& loop_;
  const Options& options_;
  std::shared_ptr<net::TlsClientContext> context_;
  Duration give_up_;
  std::unique_ptr<net::Stream> stream_;
  ReplyReader reader_;
  Offer offer_;
};

}  // namespace

class Smtp::Session {
 public:
  Session(net::Loop& loop, const port::Clock& clock, Options options)
      : loop_(loop), clock_(clock), options_(std::move(options)) {}

  static void post(const std::shared_ptr<Session>& self, std::string key,
                   const port::Message& message, port::Attempted reply) {
    const Envelope envelope{self->options_.from, self->options_.to, self->clock_.now(),
                            std::move(key)};
    self->loop_.spawn("mail", carry(self, letter(envelope, message), std::move(reply)));
  }
  void stop() { stopped_ = true; }

 private:
  static net::Awaitable<void> carry(std::shared_ptr<Session> self, std::string text,
                                    port::Attempted reply) {
    if (!self->context_ && self->options_.security != Security::none) {
      Result<std::shared_ptr<net::TlsClientContext>> made =
          net::TlsClientContext::make(self->options_.tls);
      if (!made) {
        reply(later(made.error().message, self->options_.mend_pause));
        co_return;
      }
      self->context_ = std::move(*made);
    }
    Conversation conversation(self->loop_, self->options_, self->context_);
    port::Attempt attempt = co_await conversation.carry(std::move(text));
    if (!self->stopped_) reply(std::move(attempt));
  }

  net::Loop& loop_;
  const port::Clock& clock_;
  Options options_;
  std::shared_ptr<net::TlsClientContext> context_;  // reading the system's roots takes a while
  bool stopped_ = false;
};

Result<std::unique_ptr<Smtp>> Smtp::create(net::Loop& loop, const port::Clock& clock,
                                           Options options) {
  const auto refuse = [](std::string words) { return Error{Code::invalid_argument, words}; };
  if (options.host.empty() || options.host.find_first_of(" \r\n/@") != std::string::npos)
    return refuse("The mail server's host is a name such as smtp.example.com.");
  if (!is_address(options.from))
    return refuse(
        fmt::format("\"{}\" is no mail address to send from.", options.from.substr(0, 80)));
  if (options.to.empty() || options.to.size() > max_recipients)
    return refuse(fmt::format("Mail needs 1 to {} addresses to go to.", max_recipients));
  for (const std::string& to : options.to)
    if (!is_address(to))
      return refuse(fmt::format("\"{}\" is no mail address to send to.", to.substr(0, 80)));
  if (options.security == Security::none && !net::is_loopback_host(options.host))
    return refuse(
        "Mail without encryption goes to a server on this machine only: use security: "
        "starttls or tls.");
  const auto has_zero = [](std::string_view text) { return text.find('\0') != text.npos; };
  if (has_zero(options.user) || has_zero(options.password.value))
    return refuse("The mail server's user name or password holds a zero byte.");
  return std::unique_ptr<Smtp>(
      new Smtp(std::make_shared<Session>(loop, clock, std::move(options))));
}

Smtp::~Smtp() { session_->stop(); }
void Smtp::stop() { session_->stop(); }

void Smtp::send(std::string key, port::Message message, port::Attempted reply) {
  Session::post(session_, std::move(key), message, std::move(reply));
}

void Smtp::edit(std::string, port::Message, port::Attempted reply) {
  reply({.outcome = Outcome::never, .words = "A letter that was sent cannot be changed."});
}

}  // namespace pitwall::smtp
