#include "knowledge/import/invisible.h"

#include <doctest/doctest.h>

#include <array>
#include <string_view>

#include "knowledge/import/utf8.h"

namespace pitwall::knowledge {
namespace {

struct Cleaned {
  std::string text;
  InvisibleCount count;
};

Cleaned clean(std::string_view text) {
  Cleaned cleaned{std::string(text), {}};
  cleaned.count = remove_invisible(cleaned.text);
  return cleaned;
}

std::string of(std::initializer_list<char32_t> codes) {
  std::string text;
  for (const char32_t code : codes) append_utf8(text, code);
  return text;
}

void check_untouched(std::string_view text) {
  const Cleaned cleaned = clean(text);
  CHECK(cleaned.text == text);
  CHECK(cleaned.count.total() == 0);
}

TEST_CASE("prose, emoji and the scripts that need joiners stay as they are") {
  check_untouched("Stop at 41.20, then wait.\r\n\tNext line.");
  check_untouched("Стоп-лосс стоит на 41,20 — ёлка, «кавычки», №5, 100 ₽.");
  check_untouched(
      "📈 🚀 ❤\uFE0F 👍🏽 👨\u200D👩\u200D👧 🏳\uFE0F\u200D🌈 👩🏽\u200D💻 ☎\uFE0E 1\uFE0F⃣ 🇷🇺 "
      "⚕\uFE0F 🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F");
  check_untouched("می\u200Cخواهم سهام بخرم");  // a non-joiner inside a Persian word
  check_untouched("क्\u200Dष और र्\u200Dय");     // joiners in Hindi
  check_untouched(of({0x845B, 0xE0100}));      // an ideograph with its variant
}

TEST_CASE("text in tag characters goes, and is counted") {
  std::string text = "Buy low";
  for (const char letter : std::string_view("sell"))
    append_utf8(text, 0xE0000U + static_cast<unsigned char>(letter));
  const Cleaned cleaned = clean(text);
  CHECK(cleaned.text == "Buy low");
  CHECK(cleaned.count.tags == 4);
  // Behind a flag as well, unless the flag is one that exists.
  CHECK(clean(of({0x1F3F4, 0xE0061, 0xE0062, 0xE007F})).count.tags == 3);
}

TEST_CASE("marks of direction go, in any script") {
  const Cleaned cleaned = clean(of({'a', 0x202E, 'b', 0x2066, 0x2069, 0x200F, 0x061C}));
  CHECK(cleaned.text == "ab");
  CHECK(cleaned.count.bidi == 5);
}

TEST_CASE("what has no width goes where it joins nothing") {
  const Cleaned cleaned =
      clean(of({'a', 0x200B, 'b', 0x200D, 'c', 0x2060, 0x3164, 0x200C, 0x2062}));
  CHECK(cleaned.text == "abc");
  CHECK(cleaned.count.zero_width == 6);
  CHECK(clean(of({0x0434, 0x200C, 0x0430})).text == "да");
  CHECK(clean(of({0x1F600, 0x200D, 'x'})).count.zero_width == 1);
}

TEST_CASE("selectors that carry bytes behind one character go but for the first") {
  const Cleaned cleaned = clean(of({0x1F600, 0xFE0F, 0xFE01, 0xE0120, 0xE0121}));
  CHECK(cleaned.text == of({0x1F600, 0xFE0F}));
  CHECK(cleaned.count.selectors == 3);
  CHECK(clean(of({'a', 0xFE0F})).count.selectors == 1);
}

TEST_CASE("what editors leave behind goes without being counted") {
  const Cleaned cleaned = clean(of({0xFEFF, 'a', 0xAD, 'b'}));
  CHECK(cleaned.text == "ab");
  CHECK(cleaned.count.total() == 0);
  CHECK(clean(of({'a', 0xFEFF, 'b'})).count.zero_width == 1);
  CHECK(clean("41\u00A0000\u202F₽").text == "41 000 ₽");
  CHECK(clean("41\u00A0000\u202F₽").count.total() == 0);
}

TEST_CASE("control characters go, and damaged bytes show") {
  const Cleaned cleaned = clean(std::string_view("a\x1B[31m\0b\x7F", 9));
  CHECK(cleaned.text == "a[31mb");
  CHECK(cleaned.count.controls == 3);
  const Cleaned damaged = clean("a\xFF\xC3");
  CHECK(damaged.text == "a\uFFFD\uFFFD");
  CHECK(damaged.count.damaged == 2);
}

TEST_CASE("UTF-8 is read as the standard says") {
  for (const char32_t code : {U'a', U'я', U'€', U'😀', char32_t{0x10FFFF}}) {
    const Character read = character_at(of({code}), 0);
    CHECK(read.code == code);
    CHECK(read.size == of({code}).size());
  }
  const std::array<std::string_view, 6> bad{"\x80",         "\xC0\x80",         "\xE0\x80\x80",
                                            "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82"};
  for (const std::string_view bytes : bad) CHECK(first_fault_of_utf8(bytes) == 0);
  CHECK(first_fault_of_utf8("ok \xFF") == 3);
  CHECK_FALSE(first_fault_of_utf8("в порядке"));
  CHECK(of({0xD800}) == "\uFFFD");
}

}  // namespace
}  // namespace pitwall::knowledge
