// Knocks at TWS or IB Gateway: is it there, does it let an API client in, whose accounts are they,
// may it order, does it have market data. Connects, asks, and leaves. Belongs to the loop's thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/connect/diagnosis.h"
#include "net/loop.h"
#include "net/stream.h"

namespace pitwall::app {

struct TwsProbe {
  std::string host = "127.0.0.1";
  std::uint16_t port = 7497;
  std::int64_t client_id = 0;  // a number that no other API client uses
  std::string pause;           // why the broker pauses just now, until when; empty: it does not
  // A connection to a port of that host instead of one by TCP: for tests.
  std::function<net::Awaitable<Result<std::unique_ptr<net::Stream>>>(std::uint16_t port)> dial{};
};

net::Awaitable<Diagnosis> probe_tws(net::Loop& loop, TwsProbe probe);

// The four ports that TWS and IB Gateway usually have.
std::vector<std::uint16_t> usual_tws_ports();

}  // namespace pitwall::app
