// What a simulated run is put through. A scenario is a row of data: which faults, how likely, for
// how long; scenario.cc holds the table.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace pitwall::sim {

class SeededRandom;

// Probabilities from 0 to 1, each asked at its occasion.
struct Faults {
  // At each append to the journal. Of these at most one strikes.
  double crash_at_append = 0;       // before, within or after the write, or within its callbacks
  double failed_append = 0;         // an error, nothing on the disk
  double lost_acknowledgement = 0;  // an error, yet all of it is on the disk
  double hung_append = 0;           // no reply, until the watchdog ends the process
  double slow_append = 0;           // seconds instead of milliseconds
  // At each snapshot.
  double torn_snapshot = 0;    // only a part of its bytes reaches the disk
  double stale_snapshot = 0;   // reported as saved, but the one before stays
  double failed_snapshot = 0;  // an error, and the one before stays
  // At each message of the broker's.
  double repeated_message = 0;   // told again later
  double late_order_report = 0;  // overtaken by what comes after it
  // At each order on its way to the broker.
  double lost_order = 0;  // it never arrives, and no answer comes
  double lost_reply = 0;  // it arrives, and no answer comes; likewise of what the broker is asked
  double slow_order = 0;  // it arrives up to 70 seconds late
  // At each second.
  double crash = 0;
  double disk_full = 0;  // for a while; a write that meets it leaves a part of itself behind
  double disconnect = 0;
  double clock_jump = 0;  // forward or back
  // At each reconnect.
  double short_memory = 0;  // the broker lists its latest executions only
};

struct FaultName {
  std::string_view name;
  double Faults::* probability;
};
std::span<const FaultName> fault_names();

// What the person allows.
enum class Limits {
  lenient,    // whatever is asked for and approved; the seed picks whether some goes by a grant
  read_only,  // nothing
};

enum class BrokerKind {
  scripted,              // a scripted exchange that outlives the desk, behind a network
  paper_behind_network,  // the paper market likewise
  paper,                 // the paper market inside the process, which lives on by the journal alone
};

struct Scenario {
  std::string_view name;
  std::string_view what;  // one sentence for a person
  Faults faults;
  Limits limits = Limits::lenient;
  BrokerKind broker = BrokerKind::scripted;
  Duration longest_jump = hours(24);  // of the clock, either way
  bool swarm = false;                 // the seed switches each fault off with even odds
  Duration length = minutes(2);       // with the faults on
};

std::span<const Scenario> scenarios();
const Scenario* find_scenario(std::string_view name);

// The faults of one run: of a swarm, those that the seed leaves on.
Faults draw_faults(const Scenario& scenario, SeededRandom& random);

}  // namespace pitwall::sim
