#include "knowledge/search/sound.h"

#include <array>
#include <utility>

#include "knowledge/import/utf8.h"
#include "knowledge/search/letters.h"

namespace pitwall::knowledge {
namespace {

// а to я. Where Russian has one letter for several Latin ones, the sound class is named by one of
// them: c is ч and ch, x is ш and sh, j is ж, дж and j.
constexpr std::array<std::string_view, 32> transliterated{
    "a", "b", "v", "g", "d", "e", "j", "z", "i", "i", "k", "l", "m", "n", "o", "p",
    "r", "s", "t", "u", "f", "h", "s", "c", "x", "x", "",  "i", "",  "e", "u", "a"};

std::string latin(std::string_view term) {
  std::string out;
  for (std::size_t at = 0; at < term.size();) {
    const Character point = character_at(term, at);
    at += point.size;
    if (point.code >= 0x430 && point.code < 0x450) {
      // й may be written as и: both are i. дж is one sound.
      if (point.code == 0x436 && out.ends_with('d')) out.pop_back();
      out += transliterated[point.code - 0x430];
    } else if (point.code < 0x80) {
      out.push_back(static_cast<char>(point.code));
    }
  }
  return out;
}

// The spellings of one sound, longer ones first.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> spellings{{
    {"sch", "x"},
    {"ch", "c"},
    {"ck", "k"},
    {"dj", "j"},
    {"ee", "i"},
    {"kh", "h"},
    {"oo", "u"},
    {"ph", "f"},
    {"qu", "kv"},
    {"sh", "x"},
    {"th", "t"},
    {"ts", "s"},
    {"zh", "j"},
    {"tz", "s"},
}};

// One Latin letter; `next` is the one after it.
std::string_view single(const char& letter, char next) {
  switch (letter) {
    case 'c':
      return next == 'e' || next == 'i' || next == 'y' ? "s" : "k";
    case 'h':
      return "g";  // Гарвард, Harvard
    case 'q':
      return "k";
    case 'w':
      return "v";
    case 'x':
      return "ks";
    case 'y':
      return "i";
    case 'z':
      return "s";
    default:
      return {&letter, 1};
  }
}

}  // namespace

std::string sound_of(std::string_view term) {
  const bool cyrillic = !term.empty() && letter_of(character_at(term, 0).code) == Letter::cyrillic;
  const std::string letters = latin(term);
  const std::string_view view = letters;
  std::string sounds;
  const auto put = [&](std::string_view more) {
    for (const char c : more) {
      if (!sounds.ends_with(c)) sounds.push_back(c);
    }
  };
  for (std::size_t at = 0; at < view.size();) {
    const auto fits = [&](const auto& each) { return view.substr(at).starts_with(each.first); };
    const auto* found = cyrillic ? spellings.end() : std::ranges::find_if(spellings, fits);
    if (found != spellings.end()) {
      put(found->second);
      at += found->first.size();
      continue;
    }
    const char next = at + 1 < view.size() ? view[at + 1] : ' ';
    // What was transliterated means its sound class already, but for h and z.
    const bool is_class = cyrillic && view[at] != 'h' && view[at] != 'z';
    put(is_class ? view.substr(at, 1) : single(view[at], next));
    ++at;
  }
  return sounds;
}

}  // namespace pitwall::knowledge
