#include "desk/notebook/changelog.h"

#include "base/visitor.h"

namespace pitwall::desk {

void describe(ChangelogEntry& entry, Visitor& v) {
  v("number", "Its number.", "1", entry.number);
  v("time", "When.", "2020-12-15T14:30:00Z", entry.time);
  v("by", "Who wrote it.", "dashboard", entry.by);
  v("text", "What was changed.", "", entry.text, {.max_length = ChangelogEntry::max_text});
}

}  // namespace pitwall::desk
