// What was asked of `pitwall-emulator`, read from its command line. command_line.cc is the only
// file here that knows CLI11.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "emulator/brokerage.h"

namespace pitwall::emulator {

// A happening at a time after the start.
struct Planned {
  Duration after;
  Happening what = Happening::drop;
};

struct Settings {
  BrokerageOptions broker;
  int client_portal_port = 5000;  // -1: not at all
  int control_port = 5999;        // -1: not at all
  int tws_port = 4002;            // -1: not at all
  int tws_version = 200;
  bool tls = false;
  bool pacing = true;
  Faults faults;
  std::string replay;  // folder with bars.db; empty: the synthetic tape
  std::vector<Planned> plan;
  Duration lifetime;  // zero: until it is told to end
};

// The settings, or the exit code where the command line was wrong or asked for help.
std::variant<Settings, int> read_command_line(int argc, const char* const* argv);

}  // namespace pitwall::emulator
