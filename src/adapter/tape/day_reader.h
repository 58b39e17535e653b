// The ticks of one tape file, block by block: never more than one block and what its run has told
// of each symbol is in memory. One thread.
#pragma once

#include <functional>
#include <string>

#include "adapter/tape/codec.h"
#include "adapter/tape/walk.h"

namespace pitwall::tape {

// Hears of each stretch that is damaged, with its place.
using Damaged = std::function<void(const Error&)>;

class DayReader {
 public:
  DayReader(std::string name, ReadAt read, Damaged damaged)
      : name_(name),
        read_(read),
        damaged_(std::move(damaged)),
        walk_(std::move(name), std::move(read)) {}

  // The next tick, in the order of their coming; false at the end. What is damaged is told and
  // skipped, with the rest of its run: at most a minute, or a megabyte.
  Result<bool> next(Entry& entry);

 private:
  Result<bool> load();
  void skip(std::uint64_t from, std::uint64_t to);
  void tell();

  std::string name_;
  ReadAt read_;
  Damaged damaged_;
  BlockWalk walk_;
  Decoder decoder_;
  std::string body_;
  std::uint64_t block_ = 0;  // where the one being read begins
  std::uint64_t skipped_from_ = 0;
  std::uint64_t skipped_to_ = 0;  // the same as skipped_from_ for nothing
};

}  // namespace pitwall::tape
