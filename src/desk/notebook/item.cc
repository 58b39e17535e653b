#include "desk/notebook/item.h"

#include <array>

#include "base/visitor.h"

namespace pitwall::desk {

std::string_view name_of(ItemKind kind) {
  constexpr std::array<std::string_view, 3> names{"task", "bug", "document"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view name_of(ItemStatus status) {
  constexpr std::array<std::string_view, 5> names{"open", "doing", "blocked", "done", "dropped"};
  return names[static_cast<std::size_t>(status)];
}

std::string_view name_of(ItemPriority priority) {
  constexpr std::array<std::string_view, 4> names{"urgent", "high", "normal", "low"};
  return names[static_cast<std::size_t>(priority)];
}

void describe(Item& item, Visitor& v) {
  v("kind", "task, bug or document.", "task", item.kind);
  v("title", "In one line.", "Roll CL to March", item.title, {.max_length = Item::max_title});
  v("text", "All of it.", "", item.text, {.has_default = true, .max_length = Item::max_text});
  v("status", "Where it stands.", "open", item.status);
  v("priority", "How much it matters.", "normal", item.priority);
  v("labels", "Labels.", "futures", item.labels,
    {.has_default = true, .max_items = Item::max_labels});
  v("links", "What it points to.", "", item.links,
    {.has_default = true, .max_items = Item::max_links});
  v("due", "By when.", "2020-12-18T21:00:00Z", item.due);
}

void describe(ItemComment& comment, Visitor& v) {
  v("time", "When.", "2020-12-15T14:30:00Z", comment.time);
  v("by", "Who.", "dashboard", comment.by);
  v("text", "What was said.", "", comment.text, {.max_length = ItemComment::max_text});
}

void describe(ItemChange& change, Visitor& v) {
  constexpr Rules whole{.max_length = SIZE_MAX};
  v("time", "When.", "2020-12-15T14:30:00Z", change.time);
  v("by", "Who.", "dashboard", change.by);
  v("field", "Which field.", "status", change.field);
  v("from", "What it was.", "open", change.from, whole);
  v("to", "What it became.", "doing", change.to, whole);
}

void describe(TrackedItem& tracked, Visitor& v) {
  v("number", "Its number.", "1", tracked.number);
  v("item", "As it is now.", "", tracked.item);
  v("opened", "When it was opened.", "2020-12-15T14:30:00Z", tracked.opened);
  v("opened_by", "By whom.", "dashboard", tracked.opened_by);
  v("changed", "When it was changed last.", "2020-12-15T14:30:00Z", tracked.changed);
  v("changed_by", "By whom.", "dashboard", tracked.changed_by);
  v("comments", "Oldest first.", "", tracked.comments,
    {.has_default = true, .max_items = TrackedItem::max_comments});
  v("changes", "Oldest first.", "", tracked.changes,
    {.has_default = true, .max_items = TrackedItem::max_changes});
}

}  // namespace pitwall::desk
