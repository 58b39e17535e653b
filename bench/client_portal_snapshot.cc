// How long it takes to read a snapshot of 100 instruments, as the Client Portal Gateway sends it,
// into quotes. Prints one line of JSON.
//   bench_client_portal_snapshot SECONDS
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "adapter/client_portal/snapshot.h"

namespace {

using namespace pitwall;

std::string snapshot_of(int instruments) {
  std::string text = "[";
  for (int each = 0; each < instruments; ++each) {
    text += fmt::format(
        R"({}{{"conid":{},"conidEx":"{}","server_id":"q1","_updated":1795187000000,"6119":"q1",)"
        R"("6509":"RpB","31":"{}.50","84":"{}.49","85":"1,300","86":"{}.51","88":"200",)"
        R"("70":"{}.90","71":"{}.10","87":"12.5M","7762":"12512345","7295":"{}.20",)"
        R"("7296":"{}.00","7741":"{}.00","7059":"100"}})",
        each == 0 ? "" : ",", 265598 + each, 265598 + each, 100 + each, 100 + each, 100 + each,
        100 + each, 100 + each, 100 + each, 100 + each, 100 + each);
  }
  return text + "]";
}

}  // namespace

int main(int argc, char** argv) {
  using Clock = std::chrono::steady_clock;
  const std::chrono::duration<double> length(argc > 1 ? std::atof(argv[1]) : 2.0);
  constexpr int instruments = 100;
  const std::string text = snapshot_of(instruments);
  const Time now{1'795'187'100'000'000'000};
  const market::Source source{"Interactive Brokers", market::AccountKind::paper};
  JsonReader reader;
  std::uint64_t rounds = 0;
  std::uint64_t quotes = 0;
  const Clock::time_point begin = Clock::now();
  const Clock::time_point end = begin + std::chrono::duration_cast<Clock::duration>(length);
  while (Clock::now() < end) {
    const Result<void> read = reader.read_rows(text, [&](JsonRow row) {
      client_portal::Snapshot snapshot;
      client_portal::merge(snapshot, row, now);
      quotes += client_portal::quote_of(snapshot, source, now, "X").ok() ? 1U : 0U;
    });
    if (!read) return 1;
    ++rounds;
  }
  const double took = std::chrono::duration<double>(Clock::now() - begin).count();
  if (quotes != rounds * instruments) return 1;
  std::printf("{\"instruments\":%d,\"rounds\":%llu,\"microseconds\":%.1f}\n", instruments,
              static_cast<unsigned long long>(rounds), took * 1e6 / static_cast<double>(rounds));
  return 0;
}
