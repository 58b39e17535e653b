#include "desk/notebook/note.h"

#include <array>

#include "base/visitor.h"

namespace pitwall::desk {

std::string_view name_of(NoteKind kind) {
  constexpr std::array<std::string_view, 4> names{"preference", "risk", "strategy", "note"};
  return names[static_cast<std::size_t>(kind)];
}

void describe(Note& note, Visitor& v) {
  v("kind", "preference, risk, strategy or note.", "preference", note.kind);
  v("text", "What it says.", "", note.text, {.max_length = Note::max_text});
  v("time", "Since when.", "2020-12-15T14:30:00Z", note.time);
  v("by", "Who put it so.", "dashboard", note.by);
}

void describe(StandingNote& note, Visitor& v) {
  v("key", "Its key.", "max-risk-a-trade", note.key);
  v("now", "What holds.", "", note.now);
  v("former", "What held before, oldest first.", "", note.former,
    {.has_default = true, .max_items = StandingNote::max_former});
}

}  // namespace pitwall::desk
