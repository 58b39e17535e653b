// Records ticks as they come. They are held for up to the time between two calls of `flush` (a
// second, by whoever owns the timer) or 64 KB, then written to the day's file without waiting for
// the disk. What cannot be written is lost and said once; everything else goes on, and recording
// with it once it can. One thread.
#pragma once

#include <filesystem>
#include <optional>

#include "adapter/tape/codec.h"
#include "adapter/tape/file.h"

namespace pitwall::tape {

struct TapeLimits {
  int days = 30;                                  // files kept, with today's; at least 1
  std::uint64_t bytes = std::uint64_t{10} << 30;  // of all files; today's alone stops there, too
};

class TapeWriter {
 public:
  // The folder is made where it is missing, within one that exists.
  TapeWriter(std::filesystem::path folder, TapeLimits limits)
      : folder_(std::move(folder)), limits_(limits) {}

  // Allocates nothing but for a symbol that is new and at the first tick of a day.
  void add(const market::Symbol& symbol, const market::Tick& tick, const market::Quote& quote,
           Time now);
  // Writes what is held; the last thing before a writer goes, too. An error stands for all ticks
  // that were lost since it last went well, and comes once.
  Result<void> flush(Time now);
  // Removes files that are over the limits, the oldest first, never today's. For once an hour.
  Result<void> prune(Time now);

  std::uint64_t lost() const { return lost_; }  // ticks that could not be written, so far

 private:
  void write(Time now);
  Result<void> append(std::string_view bytes);
  Result<void> open();

  std::filesystem::path folder_;
  TapeLimits limits_;
  Encoder encoder_;
  std::optional<File> file_;  // of day_
  std::uint64_t end_ = 0;     // of its last whole block
  Date day_;
  Time run_began_;
  std::uint64_t lost_ = 0;
  std::optional<Time> failed_at_;  // while it cannot write
  std::optional<Error> untold_;
};

}  // namespace pitwall::tape
