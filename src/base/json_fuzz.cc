// Whatever bytes come, reading answers with a tree or an error; and a tree, written, reads back to
// the same text.
#include "base/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pitwall;
  const Result<Json> json = parse_json({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  const std::string text = json->dump();
  const Result<Json> again = parse_json(text);
  PITWALL_CHECK(again.ok(), "written JSON does not read: {}", again.error().message);
  PITWALL_CHECK(again->dump() == text, "written JSON reads to something else");
  return 0;
}
