// UTF-8, one character at a time (RFC 3629). Pure; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace pitwall::knowledge {

inline constexpr char32_t replacement_character = 0xFFFD;

struct Character {
  char32_t code = replacement_character;
  std::size_t size = 1;  // in bytes; 1 where they are no UTF-8
  bool valid = false;
};

// The character that begins at `at`, which is inside the text.
Character character_at(std::string_view text, std::size_t at);

// Where the first byte stands that is no UTF-8.
std::optional<std::size_t> first_fault_of_utf8(std::string_view text);

// What is no Unicode character is written as the replacement character.
void append_utf8(std::string& out, char32_t code);

}  // namespace pitwall::knowledge
