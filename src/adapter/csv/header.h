// What the columns of a file of bars are, by their names. Pure.
//
// Names are taken in any case and order, bare, in quotes or as <NAME>: the start as datetime,
// timestamp, time, date, or as date and time in two columns; open, high, low, close; volume or vol.
// Others (averages, adjusted closes) are left alone and listed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pitwall::csv {

struct Header {
  char delimiter = ',';  // or ; or a tab
  std::size_t columns = 0;
  std::size_t date = 0;             // the start, or its day
  std::optional<std::size_t> time;  // its time of day, where that stands apart
  // Of a file of one price a row all four are the same column.
  std::size_t open = 0, high = 0, low = 0, close = 0;
  std::optional<std::size_t> volume;
  bool one_price = false;
  std::vector<std::string> ignored;  // columns that stand for nothing here
};

// Code::invalid_argument says which column is missing or there twice.
Result<Header> read_header(std::string line);

}  // namespace pitwall::csv
