// The request parser: bytes in one piece and the same bytes in small pieces must come to the same
// end, and what it accepted must be within its limits.
#include <cstdlib>

#include "base/check.h"
#include "net/http_parser.h"

using namespace pitwall;
using namespace pitwall::net;

namespace {

constexpr HttpLimits limits{
    .header_bytes = 512, .header_fields = 8, .target_bytes = 64, .body_bytes = 256};

// What the bytes mean: every complete message in order, then how it ended.
std::string meaning(std::string_view bytes, std::size_t step) {
  RequestParser parser(limits);
  std::string waiting;
  std::string result;
  for (std::size_t at = 0; at < bytes.size() && !parser.failed(); at += step) {
    waiting.append(bytes.substr(at, step));
    while (!parser.failed()) {
      waiting.erase(0, parser.feed(waiting));
      if (!parser.complete()) break;
      const Request& request = parser.request();
      PITWALL_CHECK(request.body.size() <= limits.body_bytes, "body over its limit");
      PITWALL_CHECK(request.headers.size() <= limits.header_fields, "too many fields");
      PITWALL_CHECK(request.target.size() <= limits.target_bytes, "target over its limit");
      result += fmt::format("{} {} {} [{}] [{}] {}\n", request.method, request.target,
                            request.minor_version, request.headers.wire(), request.body,
                            parser.keep_alive());
      parser.reset();
    }
  }
  return result + (parser.failed() ? "failed" : "");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::size_t step = data[0] % 16 + std::size_t{1};
  std::string whole = meaning(bytes, std::max<std::size_t>(bytes.size(), 1));
  std::string pieces = meaning(bytes, step);
  PITWALL_CHECK(whole == pieces, "cut every {} bytes:\n{}\nwhole:\n{}", step, pieces, whole);
  return 0;
}
