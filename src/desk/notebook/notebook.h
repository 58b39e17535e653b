// The notebook as the journal has it: every entry with its number, key and history.
//
// There is room for so many of each. Where it is full, the oldest that is over makes room (a closed
// item, a reviewed decision); where none is over, a new one is refused. Of handoffs and of the
// changelog the oldest go.
#pragma once

#include <string_view>
#include <vector>

#include "desk/notebook/event.h"

namespace pitwall::desk {

struct Notebook {
  static constexpr std::size_t max_decisions = 10'000;
  static constexpr std::size_t max_items = 5'000;
  static constexpr std::size_t max_handoffs = 500;
  static constexpr std::size_t max_changelog = 5'000;
  static constexpr std::size_t max_notes = 500;

  std::vector<DecisionEntry> decisions;   // by number
  std::vector<TrackedItem> items;         // by number
  std::vector<HandoffEntry> handoffs;     // by number
  std::vector<ChangelogEntry> changelog;  // by number
  std::vector<StandingNote> notes;        // by key
  // The number of the last of each that was given out, which no other gets; 0 for none. Right after
  // an event was applied it is that of its entry.
  std::int64_t last_decision = 0;
  std::int64_t last_item = 0;
  std::int64_t last_handoff = 0;
  std::int64_t last_change = 0;

  // Null where there is none.
  const DecisionEntry* find_decision(std::int64_t number) const;
  const TrackedItem* find_item(std::int64_t number) const;
  const HandoffEntry* find_handoff(std::int64_t number) const;
  const ChangelogEntry* find_change(std::int64_t number) const;
  const StandingNote* find_note(std::string_view key) const;
};
void describe(Notebook& notebook, Visitor& v);

// Whether what the event asks for can be: Code::not_found, or Code::too_large where there is no
// room.
Result<void> may_take(const Notebook& notebook, const DecisionRecorded& event);
Result<void> may_take(const Notebook& notebook, const DecisionReviewed& event);
Result<void> may_take(const Notebook& notebook, const ItemOpened& event);
Result<void> may_take(const Notebook& notebook, const ItemChanged& event);
Result<void> may_take(const Notebook& notebook, const NotePut& event);

// The event has happened. What may not be is left out, the same in every replay; its number is
// given out all the same.
void take(Notebook& notebook, const DecisionRecorded& event);
void take(Notebook& notebook, const DecisionReviewed& event);
void take(Notebook& notebook, const ItemOpened& event);
void take(Notebook& notebook, const ItemChanged& event);
void take(Notebook& notebook, const HandoffWritten& event);
void take(Notebook& notebook, const ChangelogAppended& event);
void take(Notebook& notebook, const NotePut& event);
void take(Notebook& notebook, const MemoryForgotten& event);

}  // namespace pitwall::desk
