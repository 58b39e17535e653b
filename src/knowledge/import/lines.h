// A text line by line, with their numbers. Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace pitwall::knowledge {

class Lines {
 public:
  // Passes over a byte order mark.
  explicit Lines(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
  }
  // The next line without its LF or CRLF; false at the end.
  bool next(std::string_view& line) {
    if (rest_.empty()) return false;
    const std::size_t end = rest_.find('\n');
    line = rest_.substr(0, end);
    rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    ++number_;
    return true;
  }
  std::uint64_t number() const { return number_; }  // of that line, from 1

 private:
  std::string_view rest_;
  std::uint64_t number_ = 0;
};

// Without the spaces and tabs around it.
inline std::string_view trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const std::size_t first = text.find_first_not_of(space);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

}  // namespace pitwall::knowledge
