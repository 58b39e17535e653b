// That a tick costs no allocation, from the payload of its frame to the quote. This test program
// counts all that its operator new hands out; not under the sanitizers, which have operators of
// their own and check that they are used in pairs.
#include "base/counted_new.h"

#if PITWALL_COUNTS_NEW
#include <doctest/doctest.h>

#include "adapter/tws/frame.h"
#include "adapter/tws/tick.h"

namespace pitwall::tws {

TEST_CASE("a tick allocates nothing, from the bytes of the socket to the quote") {
  std::string bytes;
  for (std::string payload :
       {"58,1,7,1", "1,6,7,1,201.51,300,1", "2,6,7,0,400", "1,6,7,66,201.53,200,1",
        "46,6,7,45,1776094190", "1,6,7,4,201.52,100,0", "2,6,7,8,1234567.25",
        "46,6,7,48,201.52;100;1776094200250;1234567;201.46;true", "45,6,7,49,0",
        "81,7,0.01,9c0001,3", "21,7,13,0,0.25,0.5,3.1,0,0.02,0.11,-0.05,201",
        "99,7,1,1776094200,12.25,30,0,NASDAQ,", "99,7,3,1776094201,12.24,12.26,100,200,0"}) {
    std::replace(payload.begin(), payload.end(), ',', '\0');
    bytes += framed(payload + '\0');
  }
  FrameSplitter frames;
  LineState line;
  std::size_t ticks = 0, changes = 0;
  std::size_t before = 0;
  for (int round = 0; round < 1000; ++round) {
    const std::span<char> room = frames.room();
    std::memcpy(room.data(), bytes.data(), bytes.size());
    frames.filled(bytes.size());
    if (round == 1) before = allocations;  // the buffer is there from the first round on
    for (;;) {
      const Result<std::optional<std::string_view>> payload = frames.next();
      if (!payload || !*payload) break;
      const std::optional<TickMessage> tick = read_tick(**payload);
      if (!tick) break;
      ++ticks;
      changes += apply(*tick, Time::from_unix_seconds(1'776'178'800), line) != TickEffect::nothing;
      if (tick->kind == In::option_computation) apply_option_figures(**payload, line);
    }
  }
  const std::size_t during = allocations - before;
  CHECK(during == 0);
  CHECK(ticks == 13'000);
  CHECK(changes > 5'000);
}

}  // namespace pitwall::tws

#endif
