// Requests to the gateway's REST interface. All that this program asks goes through one of these:
// it keeps the pace, lets equal questions that are under way share their answer, keeps answers that
// may be asked for once in a quarter of an hour, and rests after a 429. Belongs to the loop's
// thread.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "adapter/client_portal/answer.h"
#include "adapter/client_portal/pacing.h"
#include "net/http_client.h"
#include "port/clock.h"

namespace pitwall::client_portal {

struct Call {
  std::string method = "GET";
  std::string path;                 // behind /v1/api, with its query
  std::string body;                 // JSON
  Duration deadline = seconds(20);  // from when it goes out
  Duration patience = seconds(30);  // for its turn
  // The answer is good for so long, and kept for those who ask again; also where a newer one cannot
  // be had yet.
  Duration good_for;
  bool on_disk = false;      // kept beyond the end of the program
  std::uint64_t holder = 0;  // of the gateway: see `hold`
  Arrays arrays = Arrays::as_trees;
};

struct Answered {
  Result<Json> body = Json();
  Trouble trouble = Trouble::none;
  bool sent = false;      // it may have arrived: a change must not be sent again blindly
  bool answered = false;  // the gateway said something
  Time at;                // when the answer came: long ago where it was kept
};

struct GatewayOptions {
  std::string address;  // "https://127.0.0.1:5000"
  net::TlsClientOptions tls;
  std::function<net::Awaitable<Result<std::unique_ptr<net::Stream>>>()> dial;
  std::string cache;  // folder; empty: nothing is kept on disk
};

class Gateway : public std::enable_shared_from_this<Gateway> {
 public:
  Gateway(net::Loop& loop, const port::Clock& clock, GatewayOptions options);

  net::Awaitable<Answered> ask(Call call);
  net::Awaitable<Result<Json>> get(std::string path);
  net::Awaitable<Result<Json>> post(std::string path, std::string body);

  // The gateway for oneself: what others ask waits until `let_go`, because any request between a
  // question of the broker and its answer would drop the order. Waits for what is under way.
  net::Awaitable<std::uint64_t> hold();
  void let_go(std::uint64_t holder);

  // Until when nothing is asked because of a 429; none where nothing forbids it.
  std::optional<Time> resting_until() const;
  // Told of every answer that means trouble with the session.
  std::function<void(Trouble, const std::string& words)> on_trouble;

  // What waits is answered with Code::cancelled, and nothing is asked any more.
  void stop();

  std::uint64_t requests_sent() const { return requests_sent_; }

 private:
  struct Flight;
  struct Kept {
    Json body;
    Time at;
  };
  Result<Duration> turn(const Call& call, std::span<const Rule> rules);
  std::optional<Answered> kept_answer(const Call& call, Duration at_least);
  void keep(const Call& call, const Json& body);
  std::string disk_name(const Call& call) const;
  net::Awaitable<Answered> wait(std::shared_ptr<Flight> flight);
  static net::Awaitable<void> fly(std::shared_ptr<Gateway> self, std::shared_ptr<Flight> flight);
  net::Awaitable<Result<void>> until_turn(std::shared_ptr<Flight> flight);
  net::Awaitable<void> until_news();
  net::Awaitable<Answered> send(Call call);
  void land(const std::shared_ptr<Flight>& flight, Answered answered);
  void wake_waiting();
  Error resting() const;

  net::Loop& loop_;
  const port::Clock& clock_;
  GatewayOptions options_;
  net::HttpClient client_;
  PaceBook book_;
  PaceGate gate_;
  std::map<std::string, std::shared_ptr<Flight>> shared_;  // GETs under way
  std::map<std::string, Kept> kept_;
  std::vector<std::shared_ptr<net::Notice>> waiting_;  // for `holder_` to change, or an answer
  std::uint64_t holder_ = 0;                           // 0: nobody
  std::uint64_t last_holder_ = 0;
  int under_way_ = 0;          // sent, not answered
  int history_under_way_ = 0;  // of those
  Duration rest_until_;
  bool stopped_ = false;
  std::uint64_t requests_sent_ = 0;
};

}  // namespace pitwall::client_portal
