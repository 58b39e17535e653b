// Whatever an endpoint answers, there is a list of sound vectors or a reason why not.
#include <cmath>

#include "adapter/embedding/wire.h"
#include "base/check.h"

namespace {

using namespace pitwall;
using namespace pitwall::embedding;

void check_vectors(Api api, std::string_view body, std::size_t count) {
  const auto read = read_vectors(api, body, count);
  if (!read) {
    PITWALL_CHECK(!read.error().message.empty(), "refused without a word");
    return;
  }
  PITWALL_CHECK(read->size() == count, "{} vectors", read->size());
  for (const std::vector<float>& vector : *read) {
    PITWALL_CHECK(vector.size() == (*read)[0].size(), "two dimensions");
    double square = 0;
    for (const float x : vector) square += double{x} * double{x};
    PITWALL_CHECK(std::abs(square - 1) < 1e-3, "of length {}", std::sqrt(square));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t count = 1 + data[0] % 3;
  const auto api = static_cast<Api>(data[1] % 3);
  const std::string_view body(reinterpret_cast<const char*>(data) + 2, size - 2);
  check_vectors(api, body, count);
  const auto scores = read_scores(body, count);
  PITWALL_CHECK(!scores || scores->size() == count, "scores for other texts");
  net::Response response = net::Response::json(400 + data[0], std::string(body));
  response.headers.set("Retry-After", body.substr(0, 20));
  const Refusal refusal = refusal_of(api, {"m", 0, false}, response);
  PITWALL_CHECK(refusal.error.message.size() < 500, "a refusal without end");
  return 0;
}
