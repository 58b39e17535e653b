// Whatever a document says, its fragments one after another are its text again, none is longer than
// the rules allow, and none ends within a character.
#include <cstddef>
#include <cstdint>

#include "knowledge/chunk.h"
#include "knowledge/import/utf8.h"

namespace {

using namespace pitwall;
using namespace pitwall::knowledge;

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) at += character_at(text, at).size;
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  // The importers let nothing else through.
  if (first_fault_of_utf8(bytes)) return 0;
  Document document;
  document.id = "fuzz:1";
  std::string whole;
  for (std::size_t at = 0; at <= bytes.size();) {
    const std::size_t end = std::min(bytes.find('\1', at), bytes.size());
    Part part;
    part.id = fmt::format("{}", document.parts.size());
    part.role = (end - at) % 3 == 0 ? PartRole::person : PartRole::assistant;
    part.text.value = bytes.substr(at, end - at);
    if (end % 2 == 0) part.offset = seconds(static_cast<std::int64_t>(at % 100));
    whole.append(document.parts.empty() ? "" : "\n").append(part.text.value);
    document.parts.push_back(std::move(part));
    at = end + 1;
  }
  std::string rebuilt;
  for (const port::StoredFragment& fragment : fragments_of(document)) {
    if (fragment.ordinal > 0 && !fragment.continues) rebuilt += "\n";
    rebuilt += fragment.text.value;
    PITWALL_CHECK(characters(fragment.text.value) <= fragment_max, "too long");
    PITWALL_CHECK(!first_fault_of_utf8(fragment.text.value), "cut within a character");
  }
  PITWALL_CHECK(rebuilt == whole, "the fragments are another text");
  return 0;
}
