// Quotes and ticks: by the stream where somebody follows an instrument, by a snapshot otherwise.
// Belongs to the loop's thread; coroutines end before it.
#pragma once

#include <deque>
#include <map>
#include <set>
#include <vector>

#include "adapter/client_portal/contracts.h"
#include "adapter/client_portal/snapshot.h"
#include "adapter/client_portal/stream.h"
#include "adapter/client_portal/wire.h"

namespace pitwall::client_portal {

class QuoteBoard {
 public:
  static constexpr std::size_t most_streams = 100;  // market data lines of an account
  static constexpr std::size_t most_ticks = 1'000;  // kept of one instrument
  // A subscription ends by itself after 10 or 15 minutes; it is renewed well before.
  static constexpr Duration renew_every = minutes(8);

  QuoteBoard(Wire& wire, ContractBook& contracts) : wire_(wire), contracts_(contracts) {}

  net::Awaitable<Result<std::vector<Result<market::Quote>>>> quotes(
      std::vector<market::InstrumentId> instruments);
  Result<port::TickSeries> ticks(market::InstrumentId instrument, std::size_t limit) const;
  void listen(port::MarketData::Listener each) { listener_ = std::move(each); }
  void follow(market::InstrumentId instrument, bool wanted);
  std::size_t followed() const { return wanted_.size(); }

  // The stream is there: everything followed is asked for anew. Null: it is gone.
  void stream_is(std::shared_ptr<Stream> stream);
  void on_frame(const Frame& frame);
  // From time to time: subscribes what waits, and renews.
  net::Awaitable<void> tend();

  // Rows for contracts, whatever they are, at most `most_conids`; polled until they are filled or
  // the time for it is over.
  net::Awaitable<Result<std::map<std::int64_t, Snapshot>>> snapshots(
      std::vector<std::int64_t> conids, std::string_view fields);

 private:
  struct Line {
    market::InstrumentId instrument;
    Snapshot snapshot;
    Time heard;
    std::deque<market::Tick> ticks;
    bool subscribed = false;
    Duration since;  // of the subscription
  };
  bool is_fresh(const Line& line) const;
  Result<market::Quote> quote_of_line(const Line& line) const;
  void drop(market::InstrumentId instrument);
  void publish(Line& line, Changed changed);

  Wire& wire_;
  ContractBook& contracts_;
  port::MarketData::Listener listener_;
  std::shared_ptr<Stream> stream_;
  std::map<market::InstrumentId, int> wanted_;  // how many follow it
  std::map<std::int64_t, Line> lines_;          // by contract
  bool tending_ = false;
  JsonReader reader_;
};

}  // namespace pitwall::client_portal
