// One TWS connection, from the handshake to its end: bytes into requests, requests to the desks
// that serve them, answers out in order. Belongs to the loop's thread.
#pragma once

#include <deque>
#include <memory>
#include <string>

#include "emulator/tws/gateway.h"
#include "net/loop.h"
#include "net/stream.h"

namespace pitwall::emulator::tws {

class AccountDesk;
class ContractDesk;
class HistoryDesk;
class OrderDesk;
class QuoteDesk;
class ResearchDesk;

class Session : public std::enable_shared_from_this<Session> {
 public:
  static constexpr std::size_t max_messages = 50;  // in one second
  static constexpr int max_violations = 3;         // of that, before the connection is closed
  static constexpr Duration handshake_limit = seconds(30);
  static constexpr std::size_t max_outbox = 64 * 1024 * 1024;  // bytes that a client does not read

  Session(Gateway& gateway, std::unique_ptr<net::Stream> stream);
  ~Session();
  static net::Awaitable<void> run(std::shared_ptr<Session> self);
  void close();  // after what is in the outbox
  void cut();    // at once

  Gateway& gateway() { return gateway_; }
  Brokerage& brokerage() { return gateway_.brokerage(); }
  net::Loop& loop() { return gateway_.brokerage().loop(); }
  int version() const { return version_; }
  std::int64_t client() const { return client_; }
  bool started() const { return started_; }
  bool connected_upstream() { return brokerage().condition().upstream; }

  // An answer to a request, and what comes unasked: that may come twice, if so it is wanted.
  void answer(Message message) { send(message.take()); }
  void push(Message message);
  void send(std::string payload);
  // With request id -1: a notice.
  void error(std::int64_t id, int code, std::string_view text);

  void on_order(const Ticket& ticket);
  void on_fill(const Fill& fill);
  void on_held(const HeldOrder& order, HeldOrders::Fate fate, const std::string& reason);
  void on_tick(const market::Tick& tick, const market::Quote& quote);
  void on_happening(Happening happening);

 private:
  struct Outgoing {
    std::string bytes;
    Duration due;
  };
  net::Awaitable<void> read_all();
  net::Awaitable<bool> handshake();
  static net::Awaitable<void> write_all(std::shared_ptr<Session> self);
  net::Awaitable<Result<void>> write_one(std::string bytes);
  net::Awaitable<bool> take_pace();
  void take(std::string_view payload);
  void start(const StartApi& start);
  void dispatch(const Request& request);
  void dispatch_more(const Request& request);
  void misread(std::string_view payload, const Error& error);
  void tell_farms(bool well);

  Gateway& gateway_;
  std::unique_ptr<net::Stream> stream_;
  FrameReader frames_;
  int version_ = 0;
  std::int64_t client_ = -1;
  bool started_ = false;
  bool paces_itself_ = false;  // +PACEAPI
  bool closing_ = false;
  bool writer_done_ = false;
  int violations_ = 0;
  std::deque<Duration> recent_;  // messages of the last second
  std::deque<Outgoing> outbox_;
  std::size_t outbox_bytes_ = 0;
  net::Notice to_write_;
  net::Notice written_;
  std::unique_ptr<AccountDesk> accounts_;
  std::unique_ptr<ContractDesk> contracts_;
  std::unique_ptr<HistoryDesk> history_;
  std::unique_ptr<OrderDesk> orders_;
  std::unique_ptr<QuoteDesk> quotes_;
  std::unique_ptr<ResearchDesk> research_;
};

// "20261121 14:03:02 US/Eastern"
std::string time_text(Time time, const Zone& zone);
std::string zone_text(const Zone& zone);  // as TWS calls it: "US/Eastern"
std::string day_text(Date date);          // "20261121"
std::string money_text(Money amount);     // two decimals

}  // namespace pitwall::emulator::tws
