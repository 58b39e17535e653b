// The WebSocket: what each client follows, and what it is told. A client is heard only after it has
// been told that its session is there. Used by this folder only; belongs to the loop's thread.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "emulator/client_portal/gateway.h"
#include "net/websocket.h"

namespace pitwall::emulator::cp {

// A text of the client taken apart: "smd+265598+{\"fields\":[\"31\"]}" is the verb "smd", one
// argument, and the object. The verb alone, "upl{}" and "tic" are fine too.
struct Spoken {
  std::string verb;
  std::vector<std::string> arguments{};
  Json body{};  // null where there is none
};
Result<Spoken> read_spoken(std::string_view text);

class Feed : public std::enable_shared_from_this<Feed> {
 public:
  static constexpr std::size_t max_message = 64 * 1024;
  static constexpr std::size_t max_followed = 100;  // contracts
  static constexpr std::size_t max_charts = 5;
  static constexpr Duration expires_after = minutes(10);  // what smd asked for
  static constexpr Duration heartbeat = seconds(10);

  Feed(Gateway& gateway, Duration pause, std::shared_ptr<net::WebSocket> socket)
      : gateway_(gateway), pause_(pause), socket_(std::move(socket)) {}

  void begin();  // greets; the session is there a moment later, if there is one
  void hear(std::string_view text);
  void end();  // nothing is sent any more
  void close();

  void on_tick(market::InstrumentId instrument);
  void on_order(const Ticket& ticket);
  void on_fill(const Fill& fill);
  void tell_status();
  void send(std::string json);
  void pause(Duration pause) { pause_ = pause; }

 private:
  struct Followed {
    Named contract;
    std::string topic;
    std::vector<std::string> fields;
    std::map<std::string, std::string> told{};
    Duration expires;
    bool changed = true;
  };
  struct Segment {  // of ssd and sld
    std::vector<std::string> keys;
    std::map<std::string, std::string> told{};
    Duration next{};
  };

  void greet();
  void beat();
  void handle(const Spoken& spoken);
  bool handle_market(const Spoken& spoken);
  bool handle_account(const Spoken& spoken);
  void complain(std::string_view topic, std::string_view message);
  void follow(const Spoken& spoken);
  void chart(const Spoken& spoken);
  void follow_book(const Spoken& spoken);
  void begin_orders(const Spoken& spoken);
  void begin_trades(const Spoken& spoken);
  void begin_segment(const Spoken& spoken, bool ledgers);
  void flush_later(Duration wait);
  void flush();
  void flush_one(Followed& followed);
  void pulse_later();
  void pulse();
  void push_profit();
  void push_book(const std::string& account, std::int64_t conid);
  void push_summary(const std::string& account, Segment& segment);
  void push_ledger(const std::string& account, Segment& segment);
  void forget_brokerage();

  Gateway& gateway_;
  Duration pause_;
  std::shared_ptr<net::WebSocket> socket_;
  bool greeted_ = false;
  bool ended_ = false;
  std::map<std::int64_t, Followed> followed_;
  std::set<std::string> charts_;  // server ids
  std::map<std::string, std::int64_t> books_;
  std::map<std::string, std::string> books_told_;
  bool orders_ = false;
  std::map<std::int64_t, Json> orders_told_;
  bool trades_ = false;
  bool profit_ = false;
  std::map<std::string, std::string> profit_told_;
  std::map<std::string, Segment> summaries_;
  std::map<std::string, Segment> ledgers_;
  net::Timer greeting_, beat_timer_, flush_timer_, pulse_timer_;
};

// All of them.
class Feeds {
 public:
  explicit Feeds(Gateway& gateway) : gateway_(gateway) {}
  // Runs until the socket is closed. `feeds` may be gone already.
  static net::Awaitable<void> run(std::shared_ptr<Feeds> feeds,
                                  std::shared_ptr<net::WebSocket> socket);

  void push_every(Duration pause);
  void on_tick(market::InstrumentId instrument);
  void on_order(const Ticket& ticket);
  void on_fill(const Fill& fill);
  void tell_status();
  void send_all(const std::string& json);
  void close_all();

 private:
  Gateway& gateway_;
  Duration pause_ = milliseconds(500);
  std::vector<std::shared_ptr<Feed>> open_;
};

}  // namespace pitwall::emulator::cp
