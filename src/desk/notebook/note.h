// A standing note: what holds until it is put otherwise, such as a preference or a strategy.
// Values; names and fields are part of the journal's format.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace pitwall {
class Visitor;
}

namespace pitwall::desk {

enum class NoteKind : std::uint8_t { preference, risk, strategy, note };
std::string_view name_of(NoteKind kind);
constexpr int count_of(NoteKind) { return 4; }

struct Note {
  static constexpr std::size_t max_text = 2'000;  // bytes

  NoteKind kind = NoteKind::note;
  std::string text;
  Time time;
  std::string by;
};
void describe(Note& note, Visitor& v);

struct StandingNote {
  static constexpr std::size_t max_former = 10;  // of which the oldest go

  std::string key;  // a tag (link.h)
  Note now;
  std::vector<Note> former;  // oldest first
};
void describe(StandingNote& note, Visitor& v);

}  // namespace pitwall::desk
