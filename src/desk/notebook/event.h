// What can happen to the notebook, as the journal keeps it: names and fields are only ever added.
// Each carries the desk's time. Numbers are given out as the event is applied (notebook.h).
#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "desk/notebook/changelog.h"
#include "desk/notebook/decision.h"
#include "desk/notebook/handoff.h"
#include "desk/notebook/item.h"
#include "desk/notebook/note.h"

namespace pitwall::desk {

struct DecisionRecorded {
  static constexpr std::string_view event_name = "decision_recorded";
  Decision decision;
  std::string by;
  Time now;
};

struct DecisionReviewed {
  static constexpr std::string_view event_name = "decision_reviewed";
  std::int64_t number = 0;
  DecisionReview review;  // with its time and author
};

struct ItemOpened {
  static constexpr std::string_view event_name = "item_opened";
  Item item;
  std::string by;
  Time now;
};

// Carries what changes, and nothing else: of two sessions that change different fields at once both
// have their way, and of two that change the same the later does, while both stand in its history.
struct ItemChanged {
  static constexpr std::string_view event_name = "item_changed";
  std::int64_t number = 0;
  std::optional<ItemKind> kind;
  std::optional<std::string> title;
  std::optional<std::string> text;
  std::optional<ItemStatus> status;
  std::optional<ItemPriority> priority;
  std::optional<Time> due;
  bool no_due = false;  // it is due at no time any more
  std::vector<std::string> add_labels;
  std::vector<std::string> remove_labels;
  std::vector<Link> add_links;
  std::vector<Link> remove_links;
  std::optional<std::string> comment;
  std::string by;
  Time now;
};

struct HandoffWritten {
  static constexpr std::string_view event_name = "handoff_written";
  Handoff handoff;
  std::string by;
  Time now;
};

struct ChangelogAppended {
  static constexpr std::string_view event_name = "changelog_appended";
  std::string text;
  std::string by;
  Time now;
};

// A standing note is there, or says something else from now on.
struct NotePut {
  static constexpr std::string_view event_name = "note_put";
  std::string key;
  NoteKind kind = NoteKind::note;
  std::string text;
  std::string by;
  Time now;
};

enum class MemoryKind : std::uint8_t {
  decision,
  item,
  handoff,
  changelog,
  note,
  document,  // kept by the library, which takes it out itself
};
std::string_view name_of(MemoryKind kind);
constexpr int count_of(MemoryKind) { return 6; }

// Taken out of all that is shown. The journal keeps what it recorded of it.
struct MemoryForgotten {
  static constexpr std::string_view event_name = "memory_forgotten";
  static constexpr std::size_t max_id = 300;  // bytes
  MemoryKind kind = MemoryKind::item;
  std::string id;  // its number; of a note its key
  std::string by;
  Time now;
};

template <class E>
concept NotebookEvent = std::same_as<E, DecisionRecorded> || std::same_as<E, DecisionReviewed> ||
                        std::same_as<E, ItemOpened> || std::same_as<E, ItemChanged> ||
                        std::same_as<E, HandoffWritten> || std::same_as<E, ChangelogAppended> ||
                        std::same_as<E, NotePut> || std::same_as<E, MemoryForgotten>;

void describe(DecisionRecorded& event, Visitor& v);
void describe(DecisionReviewed& event, Visitor& v);
void describe(ItemOpened& event, Visitor& v);
void describe(ItemChanged& event, Visitor& v);
void describe(HandoffWritten& event, Visitor& v);
void describe(ChangelogAppended& event, Visitor& v);
void describe(NotePut& event, Visitor& v);
void describe(MemoryForgotten& event, Visitor& v);

}  // namespace pitwall::desk
