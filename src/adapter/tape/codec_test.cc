#include "adapter/tape/codec.h"

#include "adapter/tape/test_ticks.h"

namespace pitwall::tape {
namespace {

class Blocks {
 public:
  void add(const Entry& entry) {
    if (!encoder.has_room()) write();
    encoder.add(entry.at, entry.symbol, entry.tick, entry.quote);
  }
  void write() {
    const std::string_view block = encoder.block();
    headers.push_back(decode_header(block.substr(0, header_size)).value());
    bodies.emplace_back(block.substr(header_size));
    CHECK(belongs(headers.back(), bodies.back()));
    encoder.advance();
  }

  Encoder encoder;
  std::vector<BlockHeader> headers;
  std::vector<std::string> bodies;
};

std::vector<Entry> entries_of(Decoder& decoder) {
  std::vector<Entry> entries;
  Entry entry;
  while (decoder.next(entry).value()) entries.push_back(entry);
  return entries;
}

void check_round_trip(const std::vector<Entry>& written, std::size_t entries_a_block) {
  Blocks blocks;
  for (const Entry& entry : written) {
    blocks.add(entry);
    if (blocks.encoder.entries() == entries_a_block) blocks.write();
  }
  if (blocks.encoder.entries() > 0) blocks.write();
  Decoder decoder;
  std::vector<Entry> read;
  for (std::size_t i = 0; i < blocks.bodies.size(); ++i) {
    REQUIRE(decoder.begin(blocks.headers[i].position, blocks.bodies[i]));
    for (const Entry& entry : entries_of(decoder)) read.push_back(entry);
  }
  CHECK(same(read, written));
}

TEST_CASE("any ticks come back exactly, in blocks of any size") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    TestTicks ticks(seed);
    std::vector<Entry> entries;
    for (int i = 0; i < 1500; ++i)
      entries.push_back(i % 4 == 0 ? ticks.wild() : ticks.lively(1 + seed * 10));
    check_round_trip(entries, seed % 2 == 0 ? 1'000'000 : seed);
  }
}

TEST_CASE("the ticks of a busy day take few bytes each") {
  TestTicks ticks(7);
  Blocks blocks;
  std::size_t count = 0;
  while (blocks.bodies.size() < 40) {  // some of two runs
    blocks.add(ticks.lively(500));
    ++count;
  }
  std::size_t bytes = 0;
  for (const std::string& body : blocks.bodies) bytes += header_size + body.size();
  CHECK(blocks.headers[20].position > 0);
  CHECK(std::ranges::count(blocks.headers, 0, &BlockHeader::position) > 1);
  const double each = static_cast<double>(bytes) / static_cast<double>(count);
  MESSAGE(each << " bytes a tick");
  CHECK(each < 20);
}

TEST_CASE("a block is read only where its run is known up to it") {
  TestTicks ticks(3);
  Blocks blocks;
  for (int block = 0; block < 4; ++block) {
    for (int i = 0; i < 10; ++i) blocks.add(ticks.lively(5));
    blocks.write();
  }
  Decoder decoder;
  CHECK_FALSE(decoder.begin(1, blocks.bodies[1]));
  REQUIRE(decoder.begin(0, blocks.bodies[0]));
  CHECK(entries_of(decoder).size() == 10);
  CHECK_FALSE(decoder.begin(2, blocks.bodies[2]));
  CHECK_FALSE(decoder.begin(3, blocks.bodies[3]));
  CHECK(entries_of(decoder).empty());
  REQUIRE(decoder.begin(0, blocks.bodies[0]));
  REQUIRE(decoder.begin(1, blocks.bodies[1]));
  decoder.lose();
  CHECK_FALSE(decoder.begin(2, blocks.bodies[2]));
}

TEST_CASE("an entry that makes no sense is an error, and what follows it is not read") {
  TestTicks ticks(3);
  Blocks blocks;
  blocks.add(ticks.lively(5));
  blocks.write();
  for (std::size_t size = 1; size < blocks.bodies[0].size(); ++size) {
    Decoder decoder;
    REQUIRE(decoder.begin(0, std::string_view(blocks.bodies[0]).substr(0, size)));
    Entry entry;
    CHECK_FALSE(decoder.next(entry).ok());
    CHECK_FALSE(decoder.next(entry).value());
    CHECK_FALSE(decoder.begin(1, blocks.bodies[0]));
  }
}

}  // namespace
}  // namespace pitwall::tape
