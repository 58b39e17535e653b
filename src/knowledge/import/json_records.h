// The values of a long JSON array, or of JSON written one after another as in JSONL, each as its
// bytes: the whole is never in memory. For one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "knowledge/import/byte_source.h"

namespace pitwall::knowledge {

class JsonRecords {
 public:
  explicit JsonRecords(ByteSource& source) : source_(source) {}

  // The next value; false at the end. One that is longer than max_record is cut off there, and one
  // that the file's end, or in JSONL the line's end, cuts short is handed out as far as it goes.
  // Code::invalid_argument, with the line, where between two values stands what is no JSON.
  Result<bool> next(std::string& record);
  std::uint64_t number() const { return number_; }    // of that value, from 1
  std::uint64_t line() const { return first_line_; }  // where it begins, from 1
  bool too_long() const { return too_long_; }

 private:
  Result<bool> more();  // whether there is another byte at `at_`
  Result<bool> find_next();
  Result<void> take(std::string& record);
  bool take_piece(std::string& record);
  bool inside(char c);
  void keep(std::string& record, std::string_view bytes);

  ByteSource& source_;
  std::string_view piece_;
  std::size_t at_ = 0;  // in the piece
  std::uint64_t number_ = 0;
  std::uint64_t line_ = 1;
  std::uint64_t first_line_ = 0;
  bool begun_ = false;     // a first character was seen
  bool in_array_ = false;  // and it opened an array
  bool ended_ = false;     // which was closed
  bool too_long_ = false;
  // Of the value that is being taken:
  std::uint64_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

}  // namespace pitwall::knowledge
