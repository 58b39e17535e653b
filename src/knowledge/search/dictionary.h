// Terms and their numbers, counted from 0 in the order of their coming. All texts stand in one
// string, and a table of numbers finds them: a third of what a std::map takes, and the same order
// in every run.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pitwall::knowledge {

using TermId = std::uint32_t;

class Dictionary {
 public:
  TermId put(std::string_view term);  // the number it has, or gets now
  std::optional<TermId> find(std::string_view term) const;
  std::string_view text(TermId id) const;
  std::size_t size() const { return ends_.size(); }
  std::size_t memory() const;  // bytes

 private:
  static constexpr TermId nothing = 0xFFFFFFFF;
  std::size_t place(std::string_view term) const;  // in `table_`: where it is, or would be
  void grow();

  std::string texts_;
  std::vector<std::uint32_t> ends_;  // in `texts_`
  std::vector<TermId> table_;        // a power of two, at most half full
};

}  // namespace pitwall::knowledge
