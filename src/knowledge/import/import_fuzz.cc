// Whatever bytes come in pieces of whatever size: documents that are in order, or an error that
// says something; the same file gives the same documents, in other pieces too.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>

#include "base/json_out.h"
#include "knowledge/import/test_import.h"
#include "knowledge/import/utf8.h"

namespace {

using namespace pitwall;
using namespace pitwall::knowledge;

std::string outcome(std::string_view text, std::size_t piece) {
  std::string out;
  const auto take = [&](Document document) -> Result<void> {
    PITWALL_CHECK(!document.id.empty() && !document.parts.empty(), "a document without a part");
    std::set<std::string_view> ids;
    for (const Part& part : document.parts) {
      PITWALL_CHECK(ids.insert(part.id).second, "{} stands twice", part.id);
      PITWALL_CHECK(!first_fault_of_utf8(part.text.value), "a text that is no UTF-8");
      std::string again = part.text.value;
      PITWALL_CHECK(remove_invisible(again).total() == 0, "a text that was not cleaned");
    }
    out += to_json(document);
    return {};
  };
  const Result<ImportReport> report = import_file(bytes_of(std::string(text), piece), {}, take);
  if (report) return out;
  PITWALL_CHECK(!report.error().message.empty(), "an error that says nothing");
  return out + report.error().message;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  PITWALL_CHECK(outcome(text, 1 + size % 13) == outcome(text, 64 * 1024),
                "pieces of another size make another document");
  return 0;
}
