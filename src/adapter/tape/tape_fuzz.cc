// Whatever stands in a tape's file: nothing of it may crash, and what is read can be recorded
// again and read as the same. The first byte chooses a whole file, or the body of one block, whose
// checksum would otherwise keep everything out.
#include "adapter/tape/day_reader.h"

using namespace pitwall;
using namespace pitwall::tape;

namespace {

std::vector<Entry> read_file(std::string_view bytes) {
  const ReadAt read = [bytes](std::uint64_t offset, char* out, std::size_t size) {
    return Result(offset < bytes.size() ? bytes.substr(offset).copy(out, size) : std::size_t{0});
  };
  DayReader reader("fuzz.tape", read, [](const Error& error) {
    PITWALL_CHECK(!error.message.empty(), "an error that says nothing");
  });
  std::vector<Entry> entries;
  Entry entry;
  while (true) {
    const Result<bool> more = reader.next(entry);
    if (!more || !*more) return entries;
    entries.push_back(entry);
  }
}

std::string recorded(const std::vector<Entry>& entries) {
  std::string bytes;
  Encoder encoder;
  const auto write = [&] {
    bytes += encoder.block();
    encoder.advance();
  };
  for (const Entry& entry : entries) {
    if (!encoder.has_room()) write();
    encoder.add(entry.at, entry.symbol, entry.tick, entry.quote);
  }
  if (encoder.entries() > 0) write();
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::string file(rest);
  if (data[0] % 2 == 0 && rest.size() <= max_body) {
    const auto header = encode_header(0, rest);
    file.insert(0, header.data(), header.size());
  }
  const std::vector<Entry> entries = read_file(file);
  const std::string once = recorded(entries);
  const std::vector<Entry> again = read_file(once);
  PITWALL_CHECK(again.size() == entries.size(), "{} ticks became {}", entries.size(), again.size());
  PITWALL_CHECK(recorded(again) == once, "ticks that were read changed");
  return 0;
}
