// The connection to TWS or IB Gateway, one at a time: handshake, framing, pace, and which answer
// belongs to which question. It knows the protocol but no trading. Belongs to the loop's thread.
//
// Its coroutines run on behalf of whoever owns it: `spawn` keeps the owner alive until they have
// returned, which they do soon after stop().
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapter/tws/answer.h"
#include "adapter/tws/frame.h"
#include "adapter/tws/notice.h"
#include "adapter/tws/outbox.h"
#include "net/stream.h"

namespace pitwall::tws {

// Questions whose answers carry no request id are told apart by these.
namespace unnumbered {
inline constexpr std::int64_t open_orders = -1;
inline constexpr std::int64_t positions = -2;
inline constexpr std::int64_t completed_orders = -3;
inline constexpr std::int64_t scanner_parameters = -4;
inline constexpr std::int64_t news_providers = -5;
inline constexpr std::int64_t current_time = -6;
inline constexpr std::int64_t first_market_rule = -1'000'000;  // less the rule's number
}  // namespace unnumbered

// What the handshake and the first messages have told.
struct Opened {
  int version = 0;
  std::string time;  // of the gateway, with its zone
  std::vector<std::string> accounts;
  std::int64_t next_order_id = 0;
};

struct Question {
  std::int64_t key = 0;  // the request id within the payload, or one of `unnumbered`
  std::string payload;
  Urgency urgency = Urgency::question;
  Duration deadline = seconds(10);  // from when it can have been sent
  // Sees every message that belongs to it; true: that was the last.
  std::function<bool(std::string_view payload)> take;
  std::string cancel;  // sent where the answer is given up
};

class Gateway {
 public:
  static constexpr Duration handshake_deadline = seconds(5);
  static constexpr Duration write_limit = seconds(10);
  static constexpr std::int64_t first_request = 1'000'000'000;  // far from any order's id

  using Spawn = std::function<void(std::string name, net::Awaitable<void> task)>;
  // What comes unasked.
  struct Listener {
    std::function<void(std::string_view payload)> on_tick;
    std::function<void(std::string_view payload)> on_order;  // orders, executions, commissions
    // An error message, before the question that it belongs to hears of it.
    std::function<void(const answer::ErrorMessage& message)> on_notice;
  };

  Gateway(net::Loop& loop, Spawn spawn, Listener listener);
  ~Gateway();

  // Code::already_exists: the client id is taken. Code::unavailable: the connection was closed
  // without a word, which may mean the same. Code::unsupported: this gateway cannot be used.
  net::Awaitable<Result<Opened>> open(std::shared_ptr<net::Stream> stream, std::int64_t client_id);
  // Waits for the end of the connection: why it ended.
  net::Awaitable<std::string> ended();
  void close(std::string why);
  bool connected() const;
  int version() const { return opened_.version; }

  // One question and its answer. An error of the broker's is the error here.
  net::Awaitable<Result<void>> ask(Question question);
  std::int64_t next_request() { return next_request_++; }
  // Ends a question from outside: by an error that carries no request id.
  void fail(std::int64_t key, const Error& error);

  // Puts a message into the outbox; its number there, none where that is full or nobody is there.
  std::optional<std::uint64_t> send(Urgency urgency, std::string payload);
  bool take_back(std::uint64_t number) { return outbox_.take_back(number); }

  // A pause that stop() and the end of the connection cut short.
  net::Awaitable<void> pause(Duration length);
  // For good: whoever waits is told Code::cancelled.
  void stop();
  bool stopped() const { return stopped_; }

 private:
  struct Connection;
  struct Pending;
  static net::Awaitable<void> read_all(Gateway& gateway, std::shared_ptr<Connection> connection);
  static net::Awaitable<void> write_all(Gateway& gateway, std::shared_ptr<Connection> connection);
  net::Awaitable<Result<Opened>> shake_hands(std::shared_ptr<Connection> connection,
                                             std::int64_t client_id);
  net::Awaitable<Result<std::string>> first_frame(std::shared_ptr<Connection> connection);
  void deliver(const std::shared_ptr<Connection>& connection);
  void dispatch(std::string_view payload);
  void dispatch_error(std::string_view payload);
  void give(std::int64_t key, std::string_view payload);
  void end(const std::shared_ptr<Connection>& connection, std::string why);
  Error gone() const;

  net::Loop& loop_;
  Spawn spawn_;
  Listener listener_;
  Outbox outbox_;
  std::shared_ptr<Connection> connection_;
  Opened opened_;
  bool id_told_ = false;
  std::optional<Error> opening_failed_;
  std::map<std::int64_t, Pending*> pending_;
  std::vector<net::Notice*> pauses_;
  std::int64_t next_request_ = first_request;
  bool stopped_ = false;
};

}  // namespace pitwall::tws
