#include "desk/notebook/event.h"

#include <array>

#include "base/visitor.h"

namespace pitwall::desk {
namespace {

void describe_author(std::string& by, Time& now, Visitor& v) {
  v("by", "Who.", "dashboard", by);
  v("now", "The desk's time.", "2020-12-15T14:30:00Z", now);
}

void describe_links(std::string_view name, std::string_view doc, std::vector<Link>& links,
                    Visitor& v) {
  v(name, doc, "", links, {.has_default = true, .max_items = Item::max_links});
}

}  // namespace

std::string_view name_of(MemoryKind kind) {
  constexpr std::array<std::string_view, 6> names{"decision",  "item", "handoff",
                                                  "changelog", "note", "document"};
  return names[static_cast<std::size_t>(kind)];
}

void describe(DecisionRecorded& event, Visitor& v) {
  v("decision", "What was decided.", "", event.decision);
  describe_author(event.by, event.now, v);
}

void describe(DecisionReviewed& event, Visitor& v) {
  v("number", "Which decision.", "1", event.number);
  v("review", "What is thought of it now.", "", event.review);
}

void describe(ItemOpened& event, Visitor& v) {
  v("item", "The item.", "", event.item);
  describe_author(event.by, event.now, v);
}

void describe(ItemChanged& event, Visitor& v) {
  constexpr Rules labels{.has_default = true, .max_items = Item::max_labels};
  v("number", "Which item.", "1", event.number);
  v("kind", "What it is now.", "bug", event.kind);
  v("title", "Its new title.", "", event.title, {.max_length = Item::max_title});
  v("text", "Its new text.", "", event.text, {.max_length = Item::max_text});
  v("status", "Where it stands now.", "doing", event.status);
  v("priority", "How much it matters now.", "high", event.priority);
  v("due", "By when.", "2020-12-18T21:00:00Z", event.due);
  v("no_due", "At no time any more.", "false", event.no_due, with_default);
  v("add_labels", "Labels it gets.", "futures", event.add_labels, labels);
  v("remove_labels", "Labels it loses.", "futures", event.remove_labels, labels);
  describe_links("add_links", "Links it gets.", event.add_links, v);
  describe_links("remove_links", "Links it loses.", event.remove_links, v);
  v("comment", "What is said of it.", "", event.comment, {.max_length = ItemComment::max_text});
  describe_author(event.by, event.now, v);
}

void describe(HandoffWritten& event, Visitor& v) {
  v("handoff", "What it says.", "", event.handoff);
  describe_author(event.by, event.now, v);
}

void describe(ChangelogAppended& event, Visitor& v) {
  v("text", "What was changed.", "", event.text, {.max_length = ChangelogEntry::max_text});
  describe_author(event.by, event.now, v);
}

void describe(NotePut& event, Visitor& v) {
  v("key", "Its key.", "max-risk-a-trade", event.key, {.max_length = max_tag});
  v("kind", "preference, risk, strategy or note.", "preference", event.kind);
  v("text", "What it says.", "", event.text, {.max_length = Note::max_text});
  describe_author(event.by, event.now, v);
}

void describe(MemoryForgotten& event, Visitor& v) {
  v("kind", "What was forgotten.", "item", event.kind);
  v("id", "Its number, key or id.", "12", event.id, {.max_length = MemoryForgotten::max_id});
  describe_author(event.by, event.now, v);
}

}  // namespace pitwall::desk
