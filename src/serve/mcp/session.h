// What clients before 2026-07-28 have: a session, begun by initialize. It knows what the client can
// do, which of its requests are under way, what we asked it, and what it watches. How its messages
// travel is the carrier's: mcp_http.cc (streams that can be resumed) and mcp_socket.cc (lines).
#pragma once

#include <map>
#include <memory>
#include <string>

#include "serve/mcp/teller.h"

namespace pitwall::serve {

// The revision whose clients, if they say so, open addresses for their user.
inline constexpr std::string_view legacy_with_urls = "2025-11-25";

class Session : public Teller, public std::enable_shared_from_this<Session> {
 public:
  static constexpr std::size_t max_under_way = 256;  // requests of one client at a time
  static constexpr std::size_t max_questions = 64;   // that wait for its answer
  static constexpr Duration answer_within = minutes(10);

  Session(net::Loop& loop, Subscriptions& subscriptions)
      : Teller(loop), subscriptions_(subscriptions.weak_from_this()) {}
  // A request under way may keep it longer than the server lives.
  ~Session() override {
    if (const std::shared_ptr<Subscriptions> all = subscriptions_.lock()) all->forget(*this);
  }

  std::string version;  // of the protocol; empty before initialize
  std::string client_name;
  std::string client_version;
  Json capabilities = Json::object();
  std::optional<LogLevel> log_level;

  // A request begins; it is forgotten when it ends. False where too many are under way.
  bool begin(const std::shared_ptr<Exchange>& exchange);
  void cancel(std::string_view request_id);
  // The client has gone: what it asked for is called off, or what it listens to only.
  void cancel_all();
  void cancel_listening();

  void ask(Exchange& exchange, std::vector<tool::Question> questions,
           port::Reply<std::vector<Json>> reply);
  // An answer of the client to a question of ours; null where it sent an error.
  void take_answer(std::string_view id, const Json& result);

  // A message of ours that belongs to no request.
  virtual void push(std::string text) = 0;

 private:
  struct Round {
    std::vector<std::optional<Json>> answers;
    port::Reply<std::vector<Json>> reply;
    net::Timer deadline;
  };
  void tell(std::string_view method, std::string_view params) override;
  static void settle(Round& round, Result<std::vector<Json>> result);

  std::weak_ptr<Subscriptions> subscriptions_;
  std::map<std::string, std::weak_ptr<Exchange>, std::less<>> under_way_;  // by request id
  struct Place {
    std::shared_ptr<Round> round;
    std::size_t index;
  };
  std::map<std::string, Place, std::less<>> questions_;  // by our request's id
  std::uint64_t last_question_ = 0;
};

}  // namespace pitwall::serve
