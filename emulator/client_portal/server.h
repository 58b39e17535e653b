// The Client Portal side of the emulator: REST and WebSocket as the gateway serves them. Belongs to
// the loop's thread; the brokerage outlives it.
#pragma once

#include <memory>
#include <string>

#include "emulator/brokerage.h"
#include "net/http_server.h"

namespace pitwall::emulator {

class ClientPortalServer {
 public:
  explicit ClientPortalServer(Brokerage& brokerage);
  ~ClientPortalServer();

  Result<void> listen_tcp(std::uint16_t port);      // loopback; 0 takes any free one
  Result<void> listen_tls(std::uint16_t port);      // with a certificate of its own making
  void serve(std::unique_ptr<net::Stream> stream);  // a connection that exists already
  std::uint16_t port() const;                       // of the first listener; 0 without one
  std::string fingerprint() const;                  // of the certificate, for a client that pins it

  // The gateway's limits hold unless this says otherwise.
  void enforce_pacing(bool enforced);
  // How often at most the stream tells changes of one quote: 500 ms as the gateway does, or longer.
  void push_every(Duration pause);
  // What the broker says unasked: to every stream, as "ntf" and as "blt".
  void notify(std::string title, std::string text);
  void bulletin(std::string text);

  // What it has answered since it began: 429s earned, and requests by rule, for tests.
  struct Counts {
    std::uint64_t requests = 0;
    std::uint64_t too_many = 0;  // 429
  };
  const Counts& counts() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace pitwall::emulator
