// One market behind the ports, whichever it is, with a desk's state that believes what it tells:
// the paper market itself, or one of the two clients of Interactive Brokers against the emulator.
// Time is virtual. For tests.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapter/client_portal/client_portal.h"
#include "adapter/tws/tws.h"
#include "desk/engine/engine.h"
#include "desk/gate/gate.h"
#include "emulator/brokerage.h"
#include "emulator/client_portal/server.h"
#include "emulator/tws/server.h"

namespace pitwall::emulator {

class World {
 public:
  // A Monday, 10:00 in New York.
  static constexpr std::string_view start_time = "2026-11-16T15:00:00Z";

  explicit World(Time start);
  virtual ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  virtual port::MarketData& market() = 0;
  virtual port::Broker& broker() = 0;
  // The broker's own books, to compare with.
  virtual const paper::Ledger& ledger(const std::string& account) const = 0;
  virtual std::vector<std::string> accounts() const = 0;

  // Starts the session and waits until it is connected.
  void connect(Duration limit = seconds(60));
  void pass(Duration time);
  // Lets time pass until it is so; false where it is not by then.
  bool until(const std::function<bool()>& so, Duration limit);

  // Asks a port and waits for the answer; one that does not come is the test's failure.
  template <class T>
  Result<T> ask(const std::function<void(port::Reply<T>)>& begin, Duration limit = seconds(90)) {
    auto answer = std::make_shared<std::optional<Result<T>>>();
    begin([answer](Result<T> result) { answer->emplace(std::move(result)); });
    if (!until([&] { return answer->has_value(); }, limit))
      return error(Code::internal, "No answer within {}.", limit.text());
    return std::move(**answer);
  }
  const market::Instrument& instrument(std::string_view name);

  port::ConnectionState state() const;
  // Every event told so far, in order, and every change of the connection in words.
  std::vector<port::BrokerEvent> events;
  std::vector<port::ConnectionChanged> connections;
  const desk::State& desk() const { return engine_.state(); }
  // Positions and cash of the desk are those of the broker's books; what differs, in words.
  std::string difference() const;

  net::Loop loop;
  LoopClock clock;
  market::CalendarSet calendars = market::CalendarSet::built_in();

  port::Broker::Sink sink();

 private:
  desk::Gate gate_;
  desk::Engine engine_{gate_};
};

class PaperWorld final : public World {
 public:
  PaperWorld();
  port::MarketData& market() override { return *market_; }
  port::Broker& broker() override { return *market_; }
  const paper::Ledger& ledger(const std::string& account) const override;
  std::vector<std::string> accounts() const override;

 private:
  void play();
  std::unique_ptr<paper::PaperMarket> market_;
  net::Timer timer_;
};

// Either client, with the broker it talks to.
class EmulatedWorld : public World {
 public:
  explicit EmulatedWorld(Time start);
  const paper::Ledger& ledger(const std::string& account) const override;
  std::vector<std::string> accounts() const override;

  std::unique_ptr<Brokerage> brokerage;
};

class PortalWorld final : public EmulatedWorld {
 public:
  PortalWorld() : PortalWorld(Time::parse(start_time).value()) {}
  explicit PortalWorld(Time start);
  ~PortalWorld() override;
  port::MarketData& market() override { return *client; }
  port::Broker& broker() override { return *client; }
  // The desk's process ends, and another begins.
  void restart();

  ClientPortalServer server;
  std::unique_ptr<client_portal::ClientPortal> client;
};

class TwsWorld : public EmulatedWorld {
 public:
  explicit TwsWorld(int version) : TwsWorld(version, Time::parse(start_time).value()) {}
  TwsWorld(int version, Time start);
  ~TwsWorld() override;
  port::MarketData& market() override { return *client; }
  port::Broker& broker() override { return *client; }
  void restart();
  void use(tws::Options options);  // a client with these, not started

  TwsServer server;
  std::unique_ptr<tws::Tws> client;

 private:
  class CountingRandom final : public port::Random {
   public:
    std::uint64_t next() override { return state_ += 0x9E3779B97F4A7C15ULL; }

   private:
    std::uint64_t state_ = 1;
  };
  CountingRandom random_;
};

template <int version>
class TwsWorldAt final : public TwsWorld {
 public:
  TwsWorldAt() : TwsWorld(version) {}
};

}  // namespace pitwall::emulator
