#include "sim/scenario.h"

#include "sim/random.h"

namespace pitwall::sim {
namespace {

constexpr FaultName names[] = {
    {"crash_at_append", &Faults::crash_at_append},
    {"failed_append", &Faults::failed_append},
    {"lost_acknowledgement", &Faults::lost_acknowledgement},
    {"hung_append", &Faults::hung_append},
    {"slow_append", &Faults::slow_append},
    {"torn_snapshot", &Faults::torn_snapshot},
    {"stale_snapshot", &Faults::stale_snapshot},
    {"failed_snapshot", &Faults::failed_snapshot},
    {"repeated_message", &Faults::repeated_message},
    {"late_order_report", &Faults::late_order_report},
    {"lost_order", &Faults::lost_order},
    {"lost_reply", &Faults::lost_reply},
    {"slow_order", &Faults::slow_order},
    {"crash", &Faults::crash},
    {"disk_full", &Faults::disk_full},
    {"disconnect", &Faults::disconnect},
    {"clock_jump", &Faults::clock_jump},
    {"short_memory", &Faults::short_memory},
};
static_assert(sizeof(Faults) == std::size(names) * sizeof(double), "a fault without a name");

constexpr Scenario table[] = {
    {.name = "calm", .what = "No faults at all.", .faults = {}},
    {.name = "crash_at_append",
     .what = "The process dies at appends: before, within or after a write, or in its callbacks.",
     .faults = {.crash_at_append = 0.1}},
    {.name = "crash_anywhere",
     .what = "The process dies at any moment, and snapshots tear or go missing.",
     .faults =
         {.torn_snapshot = 0.3, .stale_snapshot = 0.2, .failed_snapshot = 0.1, .crash = 0.06}},
    {.name = "failing_disk",
     .what = "The disk fails, answers late, never, or with an error after it has written.",
     .faults = {.failed_append = 0.02,
                .lost_acknowledgement = 0.02,
                .hung_append = 0.005,
                .slow_append = 0.05}},
    {.name = "full_disk",
     .what = "The disk fills up in the middle of writes, and is freed later.",
     .faults = {.disk_full = 0.02}},
    {.name = "disconnect",
     .what = "The broker's session drops and comes back, with half of its memory.",
     .faults = {.lost_order = 0.05, .lost_reply = 0.1, .disconnect = 0.03, .short_memory = 0.3}},
    {.name = "around_sending",
     .what = "Orders and answers get lost or crawl while the process dies again and again.",
     .faults = {.crash_at_append = 0.08,
                .repeated_message = 0.2,
                .late_order_report = 0.2,
                .lost_order = 0.1,
                .lost_reply = 0.2,
                .slow_order = 0.1,
                .crash = 0.02,
                .disconnect = 0.03,
                .short_memory = 0.3}},
    {.name = "repeated_fills",
     .what = "The broker says things twice and late.",
     .faults = {.repeated_message = 0.3, .late_order_report = 0.3, .disconnect = 0.01}},
    {.name = "clock_jump",
     .what = "The machine's clock is set forward and back, up to a day.",
     .faults = {.crash = 0.01, .clock_jump = 0.1}},
    {.name = "read_only",
     .what = "The accounts may be looked at only: no order ever reaches the broker.",
     .faults = {.crash_at_append = 0.03, .repeated_message = 0.1, .disconnect = 0.02},
     .limits = Limits::read_only},
    {.name = "paper_market",
     .what = "The daemon as it ships, on the paper market: its accounts and orders live on.",
     .faults = {.crash_at_append = 0.1,
                .failed_append = 0.01,
                .torn_snapshot = 0.2,
                .stale_snapshot = 0.2,
                .crash = 0.03,
                .clock_jump = 0.05},
     .broker = BrokerKind::paper,
     .longest_jump = seconds(90),  // what the tape would play in a day takes too long
     .length = minutes(1)},
    {.name = "paper_broker",
     .what = "The paper market behind the network: real matching, bad connections.",
     .faults = {.crash_at_append = 0.03,
                .repeated_message = 0.2,
                .late_order_report = 0.2,
                .lost_order = 0.05,
                .lost_reply = 0.05,
                .disconnect = 0.05,
                .clock_jump = 0.05,
                .short_memory = 0.3},
     .broker = BrokerKind::paper_behind_network,
     .length = minutes(1)},
    {.name = "everything",
     .what = "All of it together; the seed picks which faults are on.",
     .faults = {.crash_at_append = 0.03,
                .failed_append = 0.01,
                .lost_acknowledgement = 0.01,
                .hung_append = 0.003,
                .slow_append = 0.03,
                .torn_snapshot = 0.2,
                .stale_snapshot = 0.2,
                .failed_snapshot = 0.1,
                .repeated_message = 0.2,
                .late_order_report = 0.2,
                .lost_order = 0.05,
                .lost_reply = 0.05,
                .slow_order = 0.02,
                .crash = 0.01,
                .disk_full = 0.01,
                .disconnect = 0.02,
                .clock_jump = 0.02,
                .short_memory = 0.3},
     .swarm = true,
     .length = minutes(3)},
};

}  // namespace

std::span<const FaultName> fault_names() { return names; }

std::span<const Scenario> scenarios() { return table; }

const Scenario* find_scenario(std::string_view name) {
  for (const Scenario& scenario : table)
    if (scenario.name == name) return &scenario;
  return nullptr;
}

Faults draw_faults(const Scenario& scenario, SeededRandom& random) {
  Faults faults = scenario.faults;
  if (!scenario.swarm) return faults;
  for (const FaultName& fault : names)
    if (random.chance(0.5)) faults.*fault.probability = 0;
  return faults;
}

}  // namespace pitwall::sim
