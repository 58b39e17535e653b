// Whatever bytes come, what is left is UTF-8, holds nothing that cleaning would take out again, and
// is the same text where nothing was counted.
#include "knowledge/import/invisible.h"

#include <cstddef>
#include <cstdint>

#include "base/check.h"
#include "knowledge/import/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pitwall::knowledge;
  std::string text(reinterpret_cast<const char*>(data), size);
  remove_invisible(text);
  PITWALL_CHECK(!first_fault_of_utf8(text), "what is left is no UTF-8");
  std::string again = text;
  PITWALL_CHECK(remove_invisible(again).total() == 0 && again == text, "not all went at once");
  return 0;
}
