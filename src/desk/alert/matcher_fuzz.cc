// Any text is a matcher or an error, and what is one reads back as itself; any text is a pattern.
#include "desk/alert/matcher.h"

#include <cstddef>
#include <cstdint>

#include "desk/alert/window.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pitwall::desk;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto time = TimeOfDay::parse(text))
    PITWALL_CHECK(time->text() == text, "{} is read as {}", text, time->text());
  const auto matcher = Matcher::parse(text);
  if (!matcher) return 0;
  const auto again = Matcher::parse(matcher->text());
  PITWALL_CHECK(again && *again == *matcher, "{} reads back otherwise", matcher->text());
  if (size > 64 || text.find('|') != text.npos) return 0;
  PITWALL_CHECK(matches_pattern(text, text), "a pattern matches itself, for * takes a *");
  const std::string wider = std::string("*").append(text).append("*");
  PITWALL_CHECK(matches_pattern(wider, std::string("x").append(text)), "* takes what is more");
  return 0;
}
