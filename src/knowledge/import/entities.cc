#include "knowledge/import/entities.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "knowledge/import/utf8.h"

namespace pitwall::knowledge {
namespace {

struct Named {
  std::string_view name;
  std::string_view text;
};
constexpr std::array<Named, 28> names{{
    {"amp", "&"},   {"apos", "'"},  {"asymp", "≈"},  {"bull", "•"},  {"cent", "¢"},
    {"copy", "©"},  {"deg", "°"},   {"emsp", " "},   {"ensp", " "},  {"euro", "€"},
    {"ge", "≥"},    {"gt", ">"},    {"hellip", "…"}, {"laquo", "«"}, {"ldquo", "“"},
    {"le", "≤"},    {"lsquo", "‘"}, {"lt", "<"},     {"mdash", "—"}, {"middot", "·"},
    {"minus", "−"}, {"nbsp", " "},  {"ndash", "–"},  {"pound", "£"}, {"quot", "\""},
    {"raquo", "»"}, {"rdquo", "”"}, {"rsquo", "’"},
}};
constexpr std::size_t longest = 10;  // of a reference, without & and ;

std::optional<std::string> numbered(std::string_view digits) {
  const bool hexadecimal = digits.starts_with('x') || digits.starts_with('X');
  if (hexadecimal) digits.remove_prefix(1);
  std::uint32_t code = 0;
  const char* end = digits.data() + digits.size();
  const auto [at, fault] = std::from_chars(digits.data(), end, code, hexadecimal ? 16 : 10);
  if (digits.empty() || at != end || fault != std::errc()) return {};
  constexpr std::uint32_t no_break_space = 0xA0;
  std::string text;
  append_utf8(text, code == no_break_space ? U' ' : static_cast<char32_t>(code));
  return text;
}

std::optional<std::string> meaning(std::string_view reference) {
  if (reference.starts_with('#')) return numbered(reference.substr(1));
  const auto* found = std::ranges::find(names, reference, &Named::name);
  if (found == names.end()) return {};
  return std::string(found->text);
}

}  // namespace

std::string without_entities(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t at = std::min(text.find('&'), text.size());
    out += text.substr(0, at);
    text.remove_prefix(at);
    if (text.empty()) break;
    const std::size_t end = text.substr(0, longest + 2).find(';');
    const auto plain = end == text.npos ? std::nullopt : meaning(text.substr(1, end - 1));
    out += plain ? std::string_view(*plain) : text.substr(0, 1);
    text.remove_prefix(plain ? end + 1 : 1);
  }
  return out;
}

}  // namespace pitwall::knowledge
