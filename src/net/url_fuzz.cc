// Addresses, hosts, escapes and queries.
#include "base/check.h"
#include "net/http.h"

using namespace pitwall;
using namespace pitwall::net;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  PITWALL_CHECK(*percent_decode(percent_encode(text)) == text, "an escape was not undone");
  std::string query = "k=" + percent_encode(text);
  PITWALL_CHECK(query_value(query, "k") == text, "a query value changed");
  (void)query_value(text, "k");
  (void)percent_decode(text);
  (void)is_loopback_host(text);
  if (auto host = parse_host(text)) {
    PITWALL_CHECK(!host->host.empty(), "a host without a name");
  }
  if (auto url = parse_url(text)) {
    auto again = parse_url(url->scheme + "://" + url->authority() + url->target);
    PITWALL_CHECK(again && again->host == url->host && again->port == url->port &&
                      again->target == url->target,
                  "an address changed when written out");
    PITWALL_CHECK(url->target.find_first_of(" \r\n") == std::string::npos,
                  "a target that would break a request line");
  }
  return 0;
}
