// The response parser: the same bytes in one piece and in many come to the same end.
#include "base/check.h"
#include "net/http_parser.h"

using namespace pitwall;
using namespace pitwall::net;

namespace {

constexpr HttpLimits limits{.header_bytes = 512, .header_fields = 8, .body_bytes = 256};

std::string meaning(std::string_view bytes, std::size_t step, bool to_head_request) {
  ResponseParser parser(limits);
  parser.reset(to_head_request);
  std::string waiting;
  for (std::size_t at = 0; at < bytes.size() && !parser.failed() && !parser.complete();
       at += step) {
    waiting.append(bytes.substr(at, step));
    waiting.erase(0, parser.feed(waiting));
  }
  parser.end();
  if (parser.failed()) return "failed";
  PITWALL_CHECK(parser.complete(), "neither complete nor failed at the end");
  const Response& response = parser.response();
  PITWALL_CHECK(response.body.size() <= limits.body_bytes, "body over its limit");
  return fmt::format("{} [{}] [{}]", response.status, response.headers.wire(), response.body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  bool head = data[0] & 0x80;
  std::size_t step = data[0] % 16 + std::size_t{1};
  std::string whole = meaning(bytes, std::max<std::size_t>(bytes.size(), 1), head);
  std::string pieces = meaning(bytes, step, head);
  PITWALL_CHECK(whole == pieces, "cut every {} bytes: {} whole: {}", step, pieces, whole);
  return 0;
}
