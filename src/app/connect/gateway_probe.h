// Knocks at the Client Portal Gateway: is it there, is it the gateway, is somebody logged in, whose
// accounts are they, and does it have market data. Asks, and changes nothing. Belongs to the loop's
// thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "app/connect/diagnosis.h"
#include "net/loop.h"
#include "net/stream.h"

namespace pitwall::app {

struct GatewayProbe {
  std::string host = "127.0.0.1";
  std::uint16_t port = 5000;
  std::string fingerprint;  // of the certificate to insist on; empty: any
  std::string pause;        // why the broker pauses just now, until when; empty: it does not
  // A connection past TLS instead of one to host and port: for tests.
  std::function<net::Awaitable<Result<std::unique_ptr<net::Stream>>>()> dial{};
};

net::Awaitable<Diagnosis> probe_gateway(net::Loop& loop, GatewayProbe probe);

}  // namespace pitwall::app
