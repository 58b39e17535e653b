// That recording a tick costs no allocation once its symbol is known, blocks written in between
// included. This test program counts all that its operator new hands out; not under the sanitizers,
// which have operators of their own and check that they are used in pairs.
#include "base/counted_new.h"

#if PITWALL_COUNTS_NEW
#include "adapter/tape/tape_writer.h"
#include "adapter/tape/test_ticks.h"

namespace pitwall::tape {

TEST_CASE("recording a tick allocates nothing") {
  const TestFolder folder;
  TestTicks ticks(1);
  std::vector<Entry> entries;
  for (int i = 0; i < 200'000; ++i) entries.push_back(ticks.lively(100));
  TapeWriter writer(folder.path(), {});
  std::size_t before = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i == 10'000) before = allocations;  // every symbol has come, and the file is open
    const Entry& entry = entries[i];
    writer.add(entry.symbol, entry.tick, entry.quote, entry.at);
    if (i % 1000 == 0) REQUIRE(writer.flush(entry.at).ok());
  }
  CHECK(before > 100);
  CHECK(allocations == before);
  CHECK(writer.lost() == 0);
}

}  // namespace pitwall::tape
#endif
