// What one tick of the TWS socket costs, from the payload of its frame to the instrument's quote:
// the mix that a busy stock line has. Prints one line of JSON.
//   bench_tws_ticks SECONDS
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "adapter/tws/tick.h"

namespace {

// As recorded; commas stand for the ends of fields.
constexpr const char* messages[] = {
    "1,6,1000000007,1,201.51,300,1",
    "2,6,1000000007,0,400",
    "1,6,1000000007,2,201.53,200,1",
    "2,6,1000000007,3,100",
    "46,6,1000000007,45,1776094190",
    "1,6,1000000007,4,201.52,100,0",
    "2,6,1000000007,5,100",
    "2,6,1000000007,8,1234567.25",
    "46,6,1000000007,48,201.52;100;1776094200250;1234567;201.46;true",
    "45,6,1000000007,49,0",
    "99,1000000007,1,1776094200,201.52,100,0,NASDAQ,",
    "99,1000000007,3,1776094201,201.51,201.53,100,200,0",
};

}  // namespace

int main(int argc, char** argv) {
  using namespace pitwall;
  if (argc > 1 && std::string_view(argv[1]) == "--messages") {
    for (const char* message : messages) std::puts(message);
    return 0;
  }
  using Clock = std::chrono::steady_clock;
  const std::chrono::duration<double> length(argc > 1 ? std::atof(argv[1]) : 3.0);
  std::vector<std::string> payloads;
  for (std::string payload : messages) {
    std::replace(payload.begin(), payload.end(), ',', '\0');
    payloads.push_back(payload + '\0');
  }
  tws::LineState line;
  std::uint64_t ticks = 0, counted = 0;
  Time now = Time::from_unix_seconds(1'776'178'800);
  const Clock::time_point begin = Clock::now();
  const Clock::time_point end = begin + std::chrono::duration_cast<Clock::duration>(length);
  while (Clock::now() < end) {
    for (int round = 0; round < 1000; ++round) {
      for (const std::string& payload : payloads) {
        now = now + microseconds(1);
        const std::optional<tws::TickMessage> tick = tws::read_tick(payload);
        if (!tick) return 1;
        counted += tws::apply(*tick, now, line) != tws::TickEffect::nothing;
      }
      ticks += payloads.size();
    }
  }
  const double took = std::chrono::duration<double>(Clock::now() - begin).count();
  std::printf("{\"ticks\":%llu,\"changes\":%llu,\"seconds\":%.4f,\"nanoseconds_each\":%.1f}\n",
              static_cast<unsigned long long>(ticks), static_cast<unsigned long long>(counted),
              took, took * 1e9 / static_cast<double>(ticks));
  return 0;
}
