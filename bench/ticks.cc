// How many ticks a second go through the paper market: the synthetic tape of all twelve
// instruments, the quote board, the accounts and a listener, as in the daemon. Prints one line of
// JSON.
//   bench_ticks SECONDS
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "adapter/paper/paper_market.h"
#include "app/system.h"

int main(int argc, char** argv) {
  using namespace pitwall;
  using Clock = std::chrono::steady_clock;
  const std::chrono::duration<double> length(argc > 1 ? std::atof(argv[1]) : 5.0);
  const market::CalendarSet calendars = market::CalendarSet::built_in();
  Time now = app::SystemClock().now();
  Result<std::unique_ptr<paper::PaperMarket>> created =
      paper::PaperMarket::create({}, market::starter_catalogue(), calendars, nullptr, now);
  if (!created) {
    std::fprintf(stderr, "bench_ticks: %s\n", created.error().message.c_str());
    return 1;
  }
  paper::PaperMarket& market = **created;
  std::uint64_t heard = 0;
  market.listen(
      [&](const market::Tick&, const market::Quote& quote) { heard += quote.last ? 1U : 0U; });
  market.start([](const port::BrokerEvent&) {});
  const Clock::time_point begin = Clock::now();
  const Clock::time_point end = begin + std::chrono::duration_cast<Clock::duration>(length);
  while (Clock::now() < end) {
    now = now + seconds(10);
    market.advance_fully_to(now);
  }
  const double took = std::chrono::duration<double>(Clock::now() - begin).count();
  std::printf("{\"ticks\":%llu,\"heard\":%llu,\"seconds\":%.4f}\n",
              static_cast<unsigned long long>(market.ticks_played()),
              static_cast<unsigned long long>(heard), took);
  return 0;
}
