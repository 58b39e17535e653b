// Text to terms: each term is short, stands within the text, and is found again by itself.
#include "base/check.h"
#include "knowledge/import/utf8.h"
#include "knowledge/search/analyzer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pitwall;
  using namespace pitwall::knowledge;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Analyzer analyzer;
  std::uint32_t last = 0;
  for (const Token& token : analyzer.tokens(text)) {
    PITWALL_CHECK(!token.term.empty() && token.term.size() <= Analyzer::max_term + 8, "length");
    PITWALL_CHECK(token.begin < token.end && token.end <= size, "outside the text");
    PITWALL_CHECK(token.begin >= last, "out of order");
    last = token.begin;
    PITWALL_CHECK(!first_fault_of_utf8(token.term), "no UTF-8");
  }
  return 0;
}
