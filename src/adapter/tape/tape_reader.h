// The ticks of some days of a tape, in the order of their coming. One thread.
#pragma once

#include <memory>
#include <vector>

#include "adapter/tape/day_reader.h"
#include "adapter/tape/days.h"
#include "adapter/tape/file.h"

namespace pitwall::tape {

class TapeReader {
 public:
  // UTC days, `last` included. Code::no_data where none of them was recorded.
  static Result<TapeReader> open(const std::filesystem::path& folder, Date first, Date last,
                                 Damaged damaged);

  // The next tick; false at the end. Damage is told and skipped (DayReader); an error is of the
  // whole file, and the next call begins the day after.
  Result<bool> next(Entry& entry);

 private:
  TapeReader(std::vector<std::filesystem::path> files, Damaged damaged)
      : files_(std::move(files)), damaged_(std::move(damaged)) {}

  std::vector<std::filesystem::path> files_;  // not begun yet, the next one last
  Damaged damaged_;
  std::unique_ptr<DayReader> day_;
};

}  // namespace pitwall::tape
