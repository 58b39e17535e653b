// The TWS side of the emulator: the socket protocol as TWS and IB Gateway speak it, at one of the
// server versions 178, 193, 200 and 203, or lower where the client knows less. Belongs to the
// loop's thread; the brokerage outlives it.
#pragma once

#include <memory>

#include "emulator/brokerage.h"
#include "net/stream.h"

namespace pitwall::emulator {

struct TwsOptions {
  bool pacing = true;  // the limits on messages and on history
  std::size_t lines = 100;
  std::size_t depth_lines = 3;
  std::size_t clients = 32;
};

class TwsServer {
 public:
  static constexpr int versions[] = {178, 193, 200, 203};
  TwsServer(Brokerage& brokerage, int server_version, TwsOptions options = {});
  ~TwsServer();

  Result<void> listen(std::uint16_t port);          // loopback; 0 takes any free one
  void serve(std::unique_ptr<net::Stream> stream);  // a connection that exists already
  std::uint16_t port() const;

  struct Counts {
    std::uint64_t messages = 0;      // of clients, understood or not
    std::uint64_t too_many = 0;      // times that a client was over 50 messages in a second
    std::uint64_t held_back = 0;     // messages that waited, because the client asked for that
    std::uint64_t disconnected = 0;  // clients sent away for being over it again and again
    std::uint64_t misread = 0;       // messages that nobody could read
    std::uint64_t pacing = 0;        // requests for history that were too much
  };
  const Counts& counts() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace pitwall::emulator
