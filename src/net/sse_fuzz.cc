// The event parser: pieces mean what the whole means, and what was read can be written and read
// again.
#include "base/check.h"
#include "net/sse.h"

using namespace pitwall;
using namespace pitwall::net;

namespace {

constexpr std::size_t max_event = 128;

std::vector<SseEvent> read(std::string_view bytes, std::size_t step) {
  SseParser parser(max_event);
  std::vector<SseEvent> all;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    auto events = parser.feed(bytes.substr(at, step));
    if (!events) break;
    for (SseEvent& event : *events) all.push_back(std::move(event));
  }
  return all;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  auto whole = read(bytes, std::max<std::size_t>(bytes.size(), 1));
  auto pieces = read(bytes, data[0] % 16 + std::size_t{1});
  PITWALL_CHECK(whole == pieces, "{} events whole, {} in pieces", whole.size(), pieces.size());
  for (const SseEvent& event : whole) {
    SseParser again;
    auto back = again.feed(sse_text(event));
    PITWALL_CHECK(back && back->size() == 1, "an event was not read back");
    // A name or id may hold a NUL, which is written as a space.
    PITWALL_CHECK((*back)[0].data == event.data && (*back)[0].retry == event.retry,
                  "an event changed on the way");
  }
  return 0;
}
