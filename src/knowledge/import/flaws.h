// What is wrong with a file that can be read all the same. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace pitwall::knowledge {

struct Flaw {
  std::uint64_t place = 0;  // the line, or the number of the conversation; from 1
  std::string what;         // a clause: "no text under this time"
  bool operator==(const Flaw&) const = default;
};

// Counts all, keeps the first.
class Flaws {
 public:
  static constexpr std::size_t max_kept = 50;
  void add(std::uint64_t place, std::string what) {
    if (kept_.size() < max_kept) kept_.push_back({place, std::move(what)});
    ++count_;
  }
  const std::vector<Flaw>& kept() const { return kept_; }
  std::uint64_t count() const { return count_; }

 private:
  std::vector<Flaw> kept_;
  std::uint64_t count_ = 0;
};

}  // namespace pitwall::knowledge
