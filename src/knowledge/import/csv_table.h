// Rows of comma-separated values whose quoted fields may hold line ends (RFC 4180). Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pitwall::knowledge {

class CsvTable {
 public:
  // Passes over a byte order mark.
  explicit CsvTable(std::string_view text);
  // The next row that is not empty; false at the end. An error where a quoted field does not end.
  Result<bool> next(std::vector<std::string>& fields);
  std::uint64_t row() const { return row_; }     // of those that were handed out, from 1
  std::uint64_t line() const { return first_; }  // where that row begins, from 1

 private:
  Result<std::string> field();

  std::string_view rest_;
  std::uint64_t row_ = 0;
  std::uint64_t line_ = 1;
  std::uint64_t first_ = 1;
};

}  // namespace pitwall::knowledge
