// What goes wrong on purpose. Both servers obey one set of faults; happenings are told to both.
#pragma once

#include <string_view>

#include "base/time.h"
#include "base/visitor.h"

namespace pitwall::emulator {

// What the market data is said to be. It is simulated in truth, whatever a client is told here.
enum class DataKind {
  live,     // 6509 "RpB"; market data type 1
  delayed,  // "DPB"; 3
  frozen,   // "ZpB"; 2
  none,     // "N": not subscribed; 354
};
std::string_view name_of(DataKind kind);
constexpr int count_of(DataKind) { return 4; }

// How the wires behave until it is set otherwise.
struct Faults {
  Duration delay;                  // before each answer
  bool hang = false;               // connections are taken and nothing is ever answered
  bool partial_frames = false;     // every frame goes out in pieces
  bool duplicate_frames = false;   // what is pushed goes out twice
  bool binary_frames = true;       // WebSocket frames come as binary, as through the real gateway
  bool lose_order_answer = false;  // the next order is taken up, and its answer never comes; once
  bool cold_history = false;       // a contract's first history of a session is refused
  DataKind market_data = DataKind::live;
};
void describe(Faults& faults, Visitor& v);

// What happens to the session, as the broker's side sees it.
enum class Happening {
  drop,                // all connections are cut, as a cable is
  upstream_lost,       // 1100; Client Portal: authenticated false
  restored_data_lost,  // 1101
  restored_data_kept,  // 1102
  nightly_reset,       // upstream lost now, back by itself after reset_length: 1100, then 1101
  maintenance_begins,  // Client Portal answers 503; TWS refuses connections
  maintenance_ends,
  competing_login,  // another login takes the brokerage session: 10197; competing true
  competing_gone,
  logged_out,  // the day's login is over: 401; the gateway closes its socket
  logged_in,   // the person has logged in again
};
std::string_view name_of(Happening happening);
constexpr int count_of(Happening) { return 11; }

inline constexpr Duration reset_length = minutes(5);

}  // namespace pitwall::emulator
