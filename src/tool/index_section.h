// One part of the map that a new chat reads first, cut to its share of the room.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/visitor.h"

namespace pitwall::tool {

struct IndexSection {
  std::string name;
  std::string text;               // the desk's own words
  std::optional<Untrusted> told;  // what people and assistants wrote
  std::optional<std::string> more;
};
void describe(IndexSection& section, Visitor& v);
std::string words_of(const IndexSection& section);

// A section with all that could stand in it.
struct IndexDraft {
  static constexpr std::size_t overhead =
      120;  // bytes at most: the name, the fence, what is left out

  std::string name;
  std::size_t share = 0;                // of the room, as a part of what all sections have
  std::string how;                      // which tool has the rest
  std::vector<std::string> lines = {};  // the desk's own
  std::vector<std::string> told = {};   // each one line
  std::size_t unlisted = 0;             // entries that did not even become a line
};

// As much of it as there is room for, in bytes; what it does not take is left for the next.
IndexSection cut(const IndexDraft& draft, std::size_t& room);

}  // namespace pitwall::tool
