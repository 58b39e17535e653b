// Lines of separated fields, read in pieces. For one thread; holds one piece and one line in
// memory.
//
// A field may stand in double quotes, with "" for a quote inside; a quoted field ends on its line.
// Lines end with LF or CRLF. Empty lines are passed over but counted.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/sha256.h"

namespace pitwall::csv {

inline constexpr std::size_t max_line = 4096;                      // bytes
inline constexpr std::size_t max_fields = 256;                     // in a line
inline constexpr std::uint64_t max_file = std::uint64_t{4} << 30;  // bytes

// Fills the span from the source's next bytes; fewer than its size, also none, only at the end.
using ReadBytes = std::function<Result<std::size_t>(std::span<char>)>;

// Splits a line, `fields` being views into `line`, which is changed where quotes are taken out. The
// error says what is wrong with the line, without naming it.
Result<void> split(std::string& line, char delimiter, std::vector<std::string_view>& fields);

class LineReader {
 public:
  explicit LineReader(ReadBytes read) : read_(std::move(read)) {}

  // The next line that is not empty, without its end; false at the end of the file. An error of the
  // source, or of a file that is no text or over max_file.
  Result<bool> next(std::string& line);
  std::uint64_t number() const { return number_; }  // of that line, from 1
  bool too_long() const { return too_long_; }       // whether its end was cut off at max_line
  std::uint64_t bytes() const { return bytes_; }    // read so far
  Digest digest() { return hash_.finish(); }        // of all bytes, after the last line, once

 private:
  Result<bool> fill();
  Result<void> check_start();

  ReadBytes read_;
  std::string piece_;
  std::size_t at_ = 0;  // in piece_
  std::uint64_t number_ = 0;
  std::uint64_t bytes_ = 0;
  bool too_long_ = false;
  Sha256 hash_;
};

}  // namespace pitwall::csv
