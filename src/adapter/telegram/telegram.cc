#include "adapter/telegram/telegram.h"

#include "adapter/telegram/wire.h"
#include "net/http_client.h"

namespace pitwall::telegram {
namespace {

constexpr Duration connect_deadline = seconds(10);
constexpr Duration call_deadline = seconds(30);
constexpr Duration poll_grace = seconds(15);      // beyond the time that the server may hold it
constexpr Duration taken_deadline = seconds(20);  // for the desk to make an event safe
constexpr Duration toast_after = seconds(3);      // a tap that nobody acknowledged by then
constexpr Duration shortest_poll = milliseconds(500);
// Anybody may write to a bot: the longest texts that strangers can send must fit, or they could
// keep the owner from being heard.
constexpr std::uint64_t largest_answer = 16ULL * 1024 * 1024;
constexpr std::size_t max_waiting_taps = 100;
constexpr std::size_t longest_token = 200;

net::HttpClientOptions client_options(const Options& options, Duration deadline) {
  net::HttpClientOptions result;
  result.limits.body_bytes = largest_answer;
  result.connect_deadline = connect_deadline;
  result.first_byte_deadline = deadline;
  result.whole_deadline = connect_deadline + deadline + poll_grace;
  result.tls = options.tls;
  result.dial = options.dial;
  return result;
}

// Digits, a colon, and letters that need no escape in an address.
bool is_token(std::string_view token) {
  const std::size_t colon = token.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == token.size()) return false;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto letter = [&](char c) {
    return digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '-';
  };
  return token.size() <= longest_token && std::ranges::all_of(token.substr(0, colon), digit) &&
         std::ranges::all_of(token.substr(colon + 1), letter);
}

// What a refusal means, for the person who set the bot up.
std::string explain(const Answer& answer) {
  switch (answer.trouble) {
    case Trouble::unreachable:
      return fmt::format("Telegram cannot be reached: {}", answer.words);
    case Trouble::unreadable:
      return fmt::format("What answered is not Telegram's Bot API ({}): check the address.",
                         answer.words);
    case Trouble::server:
      return fmt::format("Telegram has trouble of its own ({}).", answer.words);
    case Trouble::too_often:
      return fmt::format("Telegram was written to too often and takes nothing for {}.",
                         answer.wait.text());
    case Trouble::token:
      return "Telegram does not know this bot: the token is wrong or was revoked. Ask @BotFather "
             "for it and put it where the configuration says.";
    case Trouble::competing:
      return "Another program reads this bot's messages: only one may. Stop it, or make a bot for "
             "Pitwall alone with @BotFather.";
    case Trouble::webhook:
      return "This bot's messages go to a webhook that another program has set: make a bot for "
             "Pitwall alone with @BotFather, or have that program remove its webhook.";
    case Trouble::blocked:
      return "The bot may not write to you: open it in Telegram and press Start (or unblock it).";
    case Trouble::no_chat:
      return "Telegram knows no such chat for this bot: open the bot in Telegram, press Start, and "
             "check the number of the chat.";
    case Trouble::gone:
      return "The message is no longer there, or may not be changed any more.";
    case Trouble::none:
    case Trouble::not_modified:
    case Trouble::stale_tap:
    case Trouble::refused:
      break;
  }
  return fmt::format("Telegram refused this: {}.", answer.words);
}

port::ChannelState state_of(Trouble trouble) {
  switch (trouble) {
    case Trouble::competing:
    case Trouble::webhook:
      return port::ChannelState::competing;
    case Trouble::token:
    case Trouble::blocked:
    case Trouble::no_chat:
    case Trouble::refused:
      return port::ChannelState::refused;
    default:
      return port::ChannelState::unreachable;
  }
}

}  // namespace

class Telegram::Session : public std::enable_shared_from_this<Session> {
 public:
  Session(net::Loop& loop, const port::Clock& clock, Options options)
      : loop_(loop),
        clock_(clock),
        options_(std::move(options)),
        polls_(loop, client_options(options_, options_.poll + poll_grace)),
        calls_(loop, client_options(options_, call_deadline)) {}

  void start(Sink sink) {
    sink_ = std::move(sink);
    tell(port::ChannelState::starting, "The bot is being asked for news.");
    loop_.spawn("telegram updates", listen(shared_from_this()));
  }
  void stop() {
    stopped_ = true;
    sink_ = nullptr;
    waiting_taps_.clear();
    if (taken_) taken_->notify();
  }
  std::int64_t chat() const { return options_.chat; }
  void deliver(std::string method, std::string body, std::int64_t chat, port::Attempted reply) {
    loop_.spawn("telegram message", carry(shared_from_this(), std::move(method), std::move(body),
                                          chat, std::move(reply)));
  }
  void acknowledge(std::string tap, std::string words);
  // One call, and what it came to: its result, or why not.
  void ask(std::string method, std::string body, port::Reply<Json> reply) {
    loop_.spawn("telegram question",
                inquire(shared_from_this(), std::move(method), std::move(body), std::move(reply)));
  }

 private:
  net::Awaitable<Answer> call(net::HttpClient& client, std::string method, std::string body);
  static net::Awaitable<void> carry(std::shared_ptr<Session> self, std::string method,
                                    std::string body, std::int64_t chat, port::Attempted reply);
  static net::Awaitable<void> inquire(std::shared_ptr<Session> self, std::string method,
                                      std::string body, port::Reply<Json> reply);
  static net::Awaitable<void> listen(std::shared_ptr<Session> self);
  net::Awaitable<bool> hand_on(Update update);
  std::optional<port::ChannelEvent> event_of(const Update& update);
  bool is_allowed(const Update& update) const;
  void await_acknowledgement(const std::string& tap);
  port::Attempt attempt_of(const Answer& answer, std::int64_t chat);
  Duration pause_after(const Answer& answer);
  void tell(port::ChannelState state, std::string detail);
  std::string without_token(std::string text) const;

  net::Loop& loop_;
  const port::Clock& clock_;
  Options options_;
  net::HttpClient polls_;  // apart: a poll has another deadline, and holds a connection
  net::HttpClient calls_;
  Sink sink_;
  bool stopped_ = false;
  bool mute_ = false;        // what it sent last was refused for a person to mend
  std::int64_t offset_ = 0;  // the first update that the desk does not have yet; 0: not known
  Duration next_pause_;      // zero: the next fault is the first
  Duration rest_until_;      // after a 429
  std::shared_ptr<net::Notice> taken_;
  std::optional<port::ChannelState> told_;
  std::map<std::string, net::Timer> waiting_taps_;
};

net::Awaitable<Answer> Telegram::Session::call(net::HttpClient& client, std::string method,
                                               std::string body) {
  net::Request request;
  request.method = "POST";
  request.headers.add("Content-Type", "application/json");
  request.body = std::move(body);
  std::string url = fmt::format("{}/bot{}/{}", options_.address, options_.token.value, method);
  const Result<net::Response> response = co_await client.send(std::move(url), std::move(request));
  Answer answer;
  if (response) {
    answer = answer_of(*response);
  } else {
    answer.trouble = Trouble::unreachable;
    answer.words = response.error().message;
  }
  answer.words = without_token(std::move(answer.words));
  co_return answer;
}

// The server repeats addresses in some of its texts, and so do proxies.
std::string Telegram::Session::without_token(std::string text) const {
  const std::string& token = options_.token.value;
  for (std::size_t at = text.find(token); at != std::string::npos; at = text.find(token, at))
    text.replace(at, token.size(), "[token]");
  return text;
}

void Telegram::Session::tell(port::ChannelState state, std::string detail) {
  if (told_ == state || !sink_) return;
  told_ = state;
  const Sink sink = sink_;  // whoever is told may stop the channel
  sink(port::ChannelChanged{"telegram", state, std::move(detail)}, [] {});
}

// How long nothing is asked after a fault: what the server wants, or twice as long each time.
Duration Telegram::Session::pause_after(const Answer& answer) {
  if (answer.trouble == Trouble::too_often && answer.wait > Duration{}) return answer.wait;
  const port::ChannelState state = state_of(answer.trouble);
  const Duration longest =
      state == port::ChannelState::refused ? options_.mend_pause : options_.longest_pause;
  const Duration pause = std::clamp(next_pause_, options_.first_pause, longest);
  next_pause_ = pause * 2;
  return pause;
}

net::Awaitable<void> Telegram::Session::listen(std::shared_ptr<Session> self) {
  while (!self->stopped_) {
    const Duration asked = self->loop_.now();
    const Answer answer = co_await self->call(self->polls_, "getUpdates",
                                              get_updates_body(self->offset_, self->options_.poll));
    if (self->stopped_) co_return;
    if (answer.trouble != Trouble::none) {
      self->tell(state_of(answer.trouble), explain(answer));
      co_await self->loop_.sleep(self->pause_after(answer));
      continue;
    }
    self->next_pause_ = {};
    if (!self->mute_) self->tell(port::ChannelState::working, "The bot listens.");
    const std::vector<Update> updates = updates_of(answer.result);
    bool all_taken = true;
    for (const Update& update : updates) {
      all_taken = co_await self->hand_on(update);
      if (!all_taken) break;
      self->offset_ = update.id + 1;
    }
    // A server that does not hold the question would otherwise be asked without end.
    const bool hurried = updates.empty() && self->loop_.now() - asked < shortest_poll;
    if (hurried || !all_taken) co_await self->loop_.sleep(self->options_.first_pause);
  }
}

bool Telegram::Session::is_allowed(const Update& update) const {
  const bool known = options_.users.empty() ? update.from.id == options_.chat
                                            : std::ranges::find(options_.users, update.from.id) !=
                                                  options_.users.end();
  return known && !update.from.bot && update.chat.is_private && update.chat.id == options_.chat;
}

std::optional<port::ChannelEvent> Telegram::Session::event_of(const Update& update) {
  if (!is_allowed(update)) return std::nullopt;
  std::string event = fmt::format("telegram:{}", update.id);
  port::Sender sender{"telegram", std::to_string(update.from.id), {update.from.name}};
  if (update.tap) {
    std::string handle =
        update.tap->message > 0 ? handle_text(update.chat.id, update.tap->message) : std::string();
    return port::ButtonTapped{std::move(event),  std::move(sender), update.tap->data,
                              std::move(handle), update.tap->id,    clock_.now()};
  }
  if (!update.text) return std::nullopt;
  if (std::optional<Command> command = command_of(update.text->text))
    return port::CommandTyped{std::move(event), std::move(sender), command->verb,
                              std::move(command->code), update.text->date};
  return port::TextTyped{
      std::move(event), std::move(sender), {update.text->text}, update.text->date};
}

// Whether the desk has it now. What concerns nobody counts as had.
net::Awaitable<bool> Telegram::Session::hand_on(Update update) {
  const std::shared_ptr<Session> self = shared_from_this();
  std::optional<port::ChannelEvent> event = event_of(update);
  if (!event || !sink_) co_return !stopped_;
  if (update.tap) await_acknowledgement(update.tap->id);
  struct Taken {
    explicit Taken(net::Loop& loop) : notice(std::make_shared<net::Notice>(loop)) {}
    std::shared_ptr<net::Notice> notice;
    bool happened = false;
  };
  const auto taken = std::make_shared<Taken>(loop_);
  taken_ = taken->notice;
  const std::weak_ptr<Taken> weak = taken;
  const Sink sink = sink_;
  sink(std::move(*event), [weak] {
    const std::shared_ptr<Taken> waiting = weak.lock();
    if (!waiting) return;
    waiting->happened = true;
    waiting->notice->notify();
  });
  net::Timer give_up = loop_.after(taken_deadline, [weak] {
    if (const std::shared_ptr<Taken> waiting = weak.lock()) waiting->notice->notify();
  });
  if (!taken->happened) co_await taken->notice->wait();
  taken_.reset();
  co_return taken->happened && !stopped_;
}

void Telegram::Session::await_acknowledgement(const std::string& tap) {
  if (waiting_taps_.size() >= max_waiting_taps) return;
  const std::weak_ptr<Session> weak = weak_from_this();
  waiting_taps_[tap] = loop_.after(toast_after, [weak, tap] {
    if (const std::shared_ptr<Session> self = weak.lock()) self->acknowledge(tap, "Received.");
  });
}

void Telegram::Session::acknowledge(std::string tap, std::string words) {
  // Told once: a second answer to one tap shows nothing.
  if (stopped_ || waiting_taps_.erase(tap) == 0) return;
  loop_.spawn("telegram acknowledgement",
              [](std::shared_ptr<Session> self, std::string body) -> net::Awaitable<void> {
                // Nothing depends on it: a tap that is too old is let be like any other refusal.
                co_await self->call(self->calls_, "answerCallbackQuery", std::move(body));
              }(shared_from_this(), acknowledge_body(tap, words)));
}

port::Attempt Telegram::Session::attempt_of(const Answer& answer, std::int64_t chat) {
  using Outcome = port::Attempt::Outcome;
  switch (answer.trouble) {
    case Trouble::none:
    case Trouble::not_modified: {
      mute_ = false;
      const std::int64_t message = message_id_of(answer.result);
      return {.outcome = Outcome::delivered,
              .handle = message > 0 ? handle_text(chat, message) : std::string()};
    }
    case Trouble::too_often:
      rest_until_ = loop_.now() + std::max(answer.wait, options_.first_pause);
      return {
          .outcome = Outcome::later, .wait = rest_until_ - loop_.now(), .words = explain(answer)};
    case Trouble::token:
    case Trouble::blocked:
    case Trouble::no_chat:
      mute_ = true;
      tell(port::ChannelState::refused, explain(answer));
      return {.outcome = Outcome::later, .wait = options_.mend_pause, .words = explain(answer)};
    case Trouble::gone:
    case Trouble::refused:
    case Trouble::stale_tap:
      return {.outcome = Outcome::never, .words = explain(answer)};
    case Trouble::unreachable:
    case Trouble::unreadable:
    case Trouble::server:
    case Trouble::competing:
    case Trouble::webhook:
      break;
  }
  return {.outcome = Outcome::later, .words = explain(answer)};
}

net::Awaitable<void> Telegram::Session::inquire(std::shared_ptr<Session> self, std::string method,
                                                std::string body, port::Reply<Json> reply) {
  const Answer answer = co_await self->call(self->calls_, std::move(method), std::move(body));
  if (self->stopped_) co_return;
  if (answer.trouble != Trouble::none) {
    reply(error(Code::unavailable, "{}", explain(answer)));
    co_return;
  }
  reply(answer.result);
}

net::Awaitable<void> Telegram::Session::carry(std::shared_ptr<Session> self, std::string method,
                                              std::string body, std::int64_t chat,
                                              port::Attempted reply) {
  if (self->stopped_) co_return;
  port::Attempt attempt;
  if (self->loop_.now() < self->rest_until_) {
    attempt.outcome = port::Attempt::Outcome::later;
    attempt.wait = self->rest_until_ - self->loop_.now();
    attempt.words = "Telegram was written to too often and takes nothing for a while.";
  } else {
    const Answer answer = co_await self->call(self->calls_, std::move(method), std::move(body));
    if (self->stopped_) co_return;
    attempt = self->attempt_of(answer, chat);
  }
  reply(std::move(attempt));
}

Result<std::unique_ptr<Telegram>> Telegram::create(net::Loop& loop, const port::Clock& clock,
                                                   Options options) {
  while (options.address.ends_with('/')) options.address.pop_back();
  const Result<net::Url> url = net::parse_url(options.address);
  if (!url || (url->scheme != "https" && url->scheme != "http"))
    return error(Code::invalid_argument,
                 "The address of Telegram's Bot API is \"{}\": use https://api.telegram.org.",
                 options.address.substr(0, 80));
  if (!url->secure() && !net::is_loopback_host(url->host) && !options.dial)
    return error(Code::invalid_argument,
                 "The address of Telegram's Bot API is \"{}\": beyond this machine it must begin "
                 "with https://, for the bot's token goes over it.",
                 options.address.substr(0, 80));
  if (!is_token(options.token.value))
    return error(Code::invalid_argument,
                 "The bot's token does not look like one: it is digits, a colon and letters, as "
                 "@BotFather gives it.");
  options.poll = std::clamp(options.poll, seconds(1), seconds(longest_poll_seconds));
  options.first_pause = std::max(options.first_pause, milliseconds(1));
  options.longest_pause = std::max(options.longest_pause, options.first_pause);
  options.mend_pause = std::max(options.mend_pause, options.first_pause);
  return std::unique_ptr<Telegram>(
      new Telegram(std::make_shared<Session>(loop, clock, std::move(options))));
}

Telegram::~Telegram() { session_->stop(); }

void Telegram::start(Sink sink) { session_->start(std::move(sink)); }
void Telegram::stop() { session_->stop(); }

void Telegram::send(std::string, port::Message message, port::Attempted reply) {
  session_->deliver("sendMessage", send_body(session_->chat(), message), session_->chat(),
                    std::move(reply));
}

void Telegram::edit(std::string handle, port::Message message, port::Attempted reply) {
  const std::optional<Handle> place = parse_handle(handle);
  if (!place) {
    reply({.outcome = port::Attempt::Outcome::never,
           .words = "The message to change is not one that this bot has sent."});
    return;
  }
  session_->deliver("editMessageText", edit_body(place->chat, place->message, message), place->chat,
                    std::move(reply));
}

void Telegram::acknowledge(std::string tap, std::string words) {
  session_->acknowledge(std::move(tap), std::move(words));
}

void Telegram::who_am_i(port::Reply<std::string> reply) {
  session_->ask("getMe", "{}", [reply = std::move(reply)](Result<Json> result) {
    if (!result) return reply(std::move(result).error());
    reply(username_of(*result));
  });
}

void Telegram::callers(port::Reply<std::vector<Caller>> reply) {
  session_->ask(
      "getUpdates", get_updates_body(0, {}), [reply = std::move(reply)](Result<Json> result) {
        if (!result) return reply(std::move(result).error());
        std::vector<Caller> found;
        for (const Update& update : updates_of(*result)) {
          const bool known = std::ranges::find(found, update.chat.id, &Caller::chat) != found.end();
          if (update.chat.is_private && !update.from.bot && !known)
            found.push_back({update.chat.id, {update.from.name}});
        }
        reply(std::move(found));
      });
}

}  // namespace pitwall::telegram
