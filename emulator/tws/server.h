// The TWS side of the emulator: the socket protocol as TWS and IB Gateway speak it, at one of the
// server versions 178, 193, 200 and 203.
#pragma once

#include <memory>

#include "emulator/brokerage.h"
#include "net/stream.h"

namespace pitwall::emulator {

class TwsServer {
 public:
  static constexpr int versions[] = {178, 193, 200, 203};
  TwsServer(Brokerage& brokerage, int server_version);
  ~TwsServer();

  Result<void> listen(std::uint16_t port);          // loopback; 0 takes any free one
  void serve(std::unique_ptr<net::Stream> stream);  // a connection that exists already
  std::uint16_t port() const;

  struct Counts {
    std::uint64_t messages = 0;
    std::uint64_t too_many = 0;  // times that a client was over 50 messages in a second
  };
  const Counts& counts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pitwall::emulator
