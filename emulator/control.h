// Faults and happenings on command, over HTTP on a loopback port of their own, for tests in any
// language. Belongs to the loop's thread; what it controls outlives it.
//
//   GET  /state                         what is going on, and what has been counted
//   GET  /faults, POST /faults {…}      the wires' faults; a POST changes those it names
//   POST /happen {"what":"drop"}        a happening, by its name
//   POST /notify {"title":…,"text":…}   a notice to every Client Portal stream
//   POST /bulletin {"text":…}           a bulletin to every Client Portal stream
#pragma once

#include "emulator/brokerage.h"
#include "emulator/client_portal/server.h"
#include "emulator/tws/server.h"
#include "net/http_server.h"

namespace pitwall::emulator {

class Control {
 public:
  // `portal` and `tws` may be null, where that door is shut.
  Control(Brokerage& broker, ClientPortalServer* portal, const TwsServer* tws);

  Result<void> listen(std::uint16_t port);  // loopback; 0 takes any free one
  void serve(std::unique_ptr<net::Stream> stream) { http_.serve(std::move(stream)); }
  std::uint16_t port() const { return http_.port(); }

 private:
  net::Response respond(const net::Request& request);
  net::Response change_faults(const Json& body);
  net::Response make_happen(const Json& body);
  net::Response tell(std::string_view path, const Json& body);
  std::string state() const;

  Brokerage& broker_;
  ClientPortalServer* portal_;
  const TwsServer* tws_;
  net::HttpServer http_;
};

// None where there is no happening of that name.
std::optional<Happening> happening_named(std::string_view name);

}  // namespace pitwall::emulator
