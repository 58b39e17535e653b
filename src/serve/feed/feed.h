// The live feed: WebSockets at /feed that are told what changes. Nothing is queued for a page:
// every frame is made when the one before has gone out, from what is the latest then, so a slow
// reader gets fewer frames and costs no memory. On the loop's thread.
#pragma once

#include <memory>
#include <vector>

#include "net/http_server.h"
#include "net/loop.h"
#include "net/websocket.h"
#include "serve/feed/answers.h"
#include "serve/feed/chart_feed.h"
#include "serve/feed/message.h"

namespace pitwall::serve {

class Feed {
 public:
  static constexpr std::size_t max_connections = 32;
  static constexpr Duration frame_interval = milliseconds(100);  // at most one frame in this time
  static constexpr Duration longest_silence = seconds(1);        // and at least one in this
  static constexpr std::size_t max_request = 16 * 1024;          // bytes

  // All outlive the feed, as does the market behind the context. The feed must not be destroyed
  // before the loop has stopped running.
  Feed(net::Loop& loop, const tool::Registry& registry, tool::Context& context);
  ~Feed();
  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;

  // Every tick of the market. Costs a comparison for an instrument that no page watches, and a copy
  // for one that a page does.
  void on_tick(const market::Tick& tick, const market::Quote& quote);

  // Every event that the desk has applied.
  void on_event(const desk::Event& event);

  // What to answer a request for /feed with.
  net::WebSocketUpgrade upgrade();
  // Serves one page until either side closes.
  net::Awaitable<void> serve(std::shared_ptr<net::WebSocket> socket);
  // Says goodbye to all pages.
  void close_all();

  std::size_t connections() const { return connections_.size(); }
  std::uint64_t frames_sent() const { return frames_sent_; }

 private:
  struct Connection;
  // The latest quote of one instrument, kept while somebody watches it.
  struct Cell {
    std::uint32_t watchers = 0;
    std::uint64_t version = 0;  // one more with every change; 0: no quote yet
    market::Quote quote;
    std::vector<ChartFeed*> charts;
  };

  net::Awaitable<void> send_frames(std::shared_ptr<Connection> connection);
  void apply(const std::shared_ptr<Connection>& connection);
  void resolve(const std::shared_ptr<Connection>& connection, const std::string& symbol,
               std::optional<ChartRequest> chart);
  void show_chart(Connection& connection, const ChartRequest& request);
  void watch(Connection& connection, market::InstrumentId instrument);
  void unwatch(Connection& connection);
  void ask_quotes(const std::vector<market::InstrumentId>& instruments);
  void tell_watchers(market::InstrumentId instrument, const Error& problem);
  bool fill(Connection& connection, FeedFrame& frame);
  void add_book(Connection& connection, FeedFrame& frame);
  void add_answers(Connection& connection, FeedFrame& frame);
  Cell& cell(market::InstrumentId instrument);

  net::Loop& loop_;
  tool::Context& context_;
  SharedAnswers answers_;
  std::vector<Cell> cells_;  // by InstrumentId::index
  std::vector<std::shared_ptr<Connection>> connections_;
  std::uint64_t frames_sent_ = 0;
  std::uint64_t gate_ = 0;  // the number of the last event that concerned it
};

}  // namespace pitwall::serve
