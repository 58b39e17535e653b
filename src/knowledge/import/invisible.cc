#include "knowledge/import/invisible.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "knowledge/import/utf8.h"

namespace pitwall::knowledge {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

bool within(char32_t code, std::span<const Range> ranges) {
  return std::ranges::any_of(
      ranges, [code](const Range& range) { return code >= range.first && code <= range.last; });
}

bool is_bidi(char32_t code) {
  constexpr std::array<Range, 4> ranges{
      {{0x061C, 0x061C}, {0x200E, 0x200F}, {0x202A, 0x202E}, {0x2066, 0x2069}}};
  return within(code, ranges);
}

// The default ignorable code points of the Unicode Character Database that are neither of the
// others here, and the anchors of interlinear annotation.
bool is_zero_width(char32_t code) {
  constexpr std::array<Range, 14> ranges{{{0x034F, 0x034F},
                                          {0x115F, 0x1160},
                                          {0x17B4, 0x17B5},
                                          {0x180E, 0x180E},
                                          {0x200B, 0x200D},
                                          {0x2060, 0x2065},
                                          {0x206A, 0x206F},
                                          {0x3164, 0x3164},
                                          {0xFEFF, 0xFEFF},
                                          {0xFFA0, 0xFFA0},
                                          {0xFFF0, 0xFFFB},
                                          {0x13430, 0x1343F},
                                          {0x1BCA0, 0x1BCA3},
                                          {0x1D173, 0x1D17A}}};
  return within(code, ranges);
}

bool is_selector(char32_t code) {
  constexpr std::array<Range, 4> ranges{
      {{0x180B, 0x180D}, {0x180F, 0x180F}, {0xFE00, 0xFE0F}, {0xE0100, 0xE01EF}}};
  return within(code, ranges);
}

bool is_tag(char32_t code) { return code >= 0xE0000 && code <= 0xE0FFF && !is_selector(code); }

bool is_control(char32_t code) {
  if (code < 0x20) return code != '\t' && code != '\n' && code != '\r';
  return code >= 0x7F && code < 0xA0;
}

bool is_no_break_space(char32_t code) { return code == 0xA0 || code == 0x202F; }

bool is_skin_tone(char32_t code) { return code >= 0x1F3FB && code <= 0x1F3FF; }

// Blocks that hold pictographs; wider than the property, narrower than letters.
bool is_pictograph(char32_t code) {
  constexpr std::array<Range, 14> ranges{{{0xA9, 0xA9},
                                          {0xAE, 0xAE},
                                          {0x203C, 0x203C},
                                          {0x2049, 0x2049},
                                          {0x2122, 0x2122},
                                          {0x2139, 0x2139},
                                          {0x2190, 0x21FF},
                                          {0x2300, 0x23FF},
                                          {0x24C2, 0x24C2},
                                          {0x25A0, 0x27BF},
                                          {0x2900, 0x297F},
                                          {0x2B00, 0x2BFF},
                                          {0x3030, 0x3299},
                                          {0x1F000, 0x1FAFF}}};
  return within(code, ranges);
}

bool is_keycap(char32_t code) { return (code >= '0' && code <= '9') || code == '#' || code == '*'; }

bool is_ideograph(char32_t code) {
  constexpr std::array<Range, 4> ranges{
      {{0x3005, 0x3007}, {0x3400, 0x9FFF}, {0xF900, 0xFAFF}, {0x20000, 0x3FFFF}}};
  return within(code, ranges);
}

// Scripts whose letters join, so that a joiner between them, or none, is seen.
bool is_joining_letter(char32_t code) {
  constexpr std::array<Range, 7> ranges{{{0x0620, 0x08FF},
                                         {0x0900, 0x0DFF},
                                         {0x0F00, 0x109F},
                                         {0x1780, 0x18AF},
                                         {0xA840, 0xA8FF},
                                         {0xFB50, 0xFDFF},
                                         {0xFE70, 0xFEFC}}};
  return within(code, ranges) && !is_selector(code) && !is_zero_width(code);
}

// Whether characters of that kind come in standardized variation sequences with `selector`.
bool may_vary(char32_t base, char32_t selector) {
  constexpr char32_t text_style = 0xFE0E;
  constexpr char32_t emoji_style = 0xFE0F;
  if (selector == text_style || selector == emoji_style)
    return is_pictograph(base) || is_keycap(base);
  if (selector >= 0xE0100) return is_ideograph(base);
  if (selector < 0xFE00) return base >= 0x1800 && base <= 0x18AF;
  constexpr std::array<Range, 5> ranges{
      {{0x1000, 0x109F}, {0x2190, 0x22FF}, {0x2900, 0x2AFF}, {0xA840, 0xA877}, {0xFF01, 0xFF65}}};
  return is_ideograph(base) || within(base, ranges);
}

// Latin, Greek and Cyrillic: most of what there is, and nothing of it is touched.
bool is_common_letter(char32_t code) {
  return (code >= 0xC0 && code < 0x300) || (code >= 0x370 && code < 0x590);
}

// The three flags of the recommended set that are written with tags (UTS 51, annex B).
std::size_t flag_at(std::string_view text) {
  for (const std::string_view region : {"gbeng", "gbsct", "gbwls"}) {
    std::string flag;
    append_utf8(flag, 0x1F3F4);
    for (const char letter : region)
      append_utf8(flag, 0xE0000 + static_cast<unsigned char>(letter));
    append_utf8(flag, 0xE007F);
    if (text.starts_with(flag)) return flag.size();
  }
  return 0;
}

class Cleaning {
 public:
  explicit Cleaning(std::string_view text) : text_(text) {}

  InvisibleCount run(std::string& out) {
    while (at_ < text_.size()) {
      const Character character = character_at(text_, at_);
      if (character.code == 0x1F3F4)
        if (const std::size_t size = flag_at(text_.substr(at_)); size > 0) {
          out.append(text_, at_, size);
          at_ += size;
          before_ = 0;
          continue;
        }
      at_ += character.size;
      if (!character.valid) ++count_.damaged;
      if (!stays(character.code)) continue;
      before_ = is_no_break_space(character.code) ? U' ' : character.code;
      append_utf8(out, before_);
    }
    return count_;
  }

 private:
  // Counts what does not.
  bool stays(char32_t code) {
    if (is_common_letter(code)) return true;
    constexpr char32_t soft_hyphen = 0xAD;
    constexpr char32_t byte_order_mark = 0xFEFF;
    if (code == soft_hyphen || (code == byte_order_mark && before_ == 0)) return false;
    if (is_control(code)) return drop(count_.controls);
    if (is_tag(code)) return drop(count_.tags);
    if (is_bidi(code)) return drop(count_.bidi);
    if (is_selector(code)) return may_vary(before_, code) || drop(count_.selectors);
    if (is_zero_width(code)) return joins(code) || drop(count_.zero_width);
    return true;
  }

  static bool drop(std::uint64_t& count) {
    ++count;
    return false;
  }

  bool joins(char32_t code) const {
    constexpr char32_t non_joiner = 0x200C;
    constexpr char32_t joiner = 0x200D;
    if (code != joiner && code != non_joiner) return false;
    const char32_t after = at_ < text_.size() ? character_at(text_, at_).code : 0;
    // At the end of a word an Indic joiner still decides how its last letter looks.
    if (is_joining_letter(before_)) return code == joiner || is_joining_letter(after);
    constexpr char32_t emoji_style = 0xFE0F;
    const bool after_emoji =
        is_pictograph(before_) || is_skin_tone(before_) || before_ == emoji_style;
    return code == joiner && after_emoji && is_pictograph(after);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  char32_t before_ = 0;  // the last that stayed; 0 at the beginning
  InvisibleCount count_;
};

bool is_plain(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return (c >= ' ' && c < 0x7F) || c == '\n' || c == '\t' || c == '\r'; });
}

}  // namespace

InvisibleCount& InvisibleCount::operator+=(const InvisibleCount& other) {
  tags += other.tags;
  bidi += other.bidi;
  zero_width += other.zero_width;
  selectors += other.selectors;
  controls += other.controls;
  damaged += other.damaged;
  return *this;
}

InvisibleCount remove_invisible(std::string& text) {
  if (is_plain(text)) return {};
  std::string clean;
  clean.reserve(text.size());
  const InvisibleCount count = Cleaning(text).run(clean);
  if (clean.size() != text.size() || count.total() > 0) text = std::move(clean);
  return count;
}

}  // namespace pitwall::knowledge
