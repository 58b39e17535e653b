#include "desk/notebook/handoff.h"

#include "base/visitor.h"

namespace pitwall::desk {

void describe(Handoff& handoff, Visitor& v) {
  constexpr Rules lines{
      .has_default = true, .max_length = Handoff::max_line, .max_items = Handoff::max_lines};
  v("summary", "Where things stand.", "", handoff.summary, {.max_length = Handoff::max_summary});
  v("done", "What was done.", "", handoff.done, lines);
  v("next_steps", "What is to be done next, first things first.", "", handoff.next_steps, lines);
  v("open_questions", "What is not known yet.", "", handoff.open_questions, lines);
  v("items", "Numbers of the tracker.", "12", handoff.items,
    {.has_default = true, .max_items = Handoff::max_items});
}

void describe(HandoffEntry& entry, Visitor& v) {
  v("number", "Its number.", "1", entry.number);
  v("time", "When.", "2020-12-15T21:00:00Z", entry.time);
  v("by", "Who wrote it.", "dashboard", entry.by);
  v("handoff", "What it says.", "", entry.handoff);
}

}  // namespace pitwall::desk
