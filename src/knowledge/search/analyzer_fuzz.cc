// Text to terms: each term is short, stands within the text, and is found again by itself.
#include "base/check.h"
#include "knowledge/search/analyzer.h"
#include "knowledge/search/letters.h"

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
    for (std::size_t at = 0; at < token.term.size();) {
      const CodePoint point = code_point_at(token.term, at);
      PITWALL_CHECK(point.value != 0xFFFD || point.size == 3, "no UTF-8");
      at += point.size;
    }
  }
  return 0;
}
