#include "desk/notebook/notebook.h"

#include <algorithm>
#include <charconv>

#include "base/visitor.h"
#include "desk/notebook/item_change.h"

namespace pitwall::desk {
namespace {

// A state is read back whole, however large.
constexpr Rules unbounded{.has_default = true, .max_length = SIZE_MAX, .max_items = SIZE_MAX};

template <class Entry>
Entry* by_number(std::vector<Entry>& entries, std::int64_t number) {
  const auto at = std::ranges::lower_bound(entries, number, {}, &Entry::number);
  return at != entries.end() && at->number == number ? &*at : nullptr;
}
template <class Entry>
const Entry* by_number(const std::vector<Entry>& entries, std::int64_t number) {
  return by_number(const_cast<std::vector<Entry>&>(entries), number);
}

auto place_of(std::vector<StandingNote>& notes, std::string_view key) {
  return std::ranges::lower_bound(
      notes, key, {}, [](const StandingNote& note) { return std::string_view(note.key); });
}

bool is_over(const DecisionEntry& entry) { return !entry.reviews.empty(); }
bool is_over(const TrackedItem& tracked) { return is_closed(tracked.item.status); }

template <class Entry>
auto oldest_that_is_over(std::vector<Entry>& entries) {
  return std::ranges::find_if(entries, [](const Entry& entry) { return is_over(entry); });
}

template <class Entry>
bool has_room(const std::vector<Entry>& entries, std::size_t most) {
  return entries.size() < most ||
         std::ranges::any_of(entries, [](const Entry& entry) { return is_over(entry); });
}

template <class Entry>
void make_room(std::vector<Entry>& entries, std::size_t most) {
  if (entries.size() >= most) entries.erase(oldest_that_is_over(entries));
}

// The oldest go.
template <class Entry>
void keep_latest(std::vector<Entry>& entries, std::size_t most) {
  if (entries.size() > most) entries.erase(entries.begin());
}

template <class Entry>
void forget(std::vector<Entry>& entries, std::string_view id) {
  std::int64_t number = 0;
  if (std::from_chars(id.data(), id.data() + id.size(), number).ec != std::errc()) return;
  std::erase_if(entries, [&](const Entry& entry) { return entry.number == number; });
}

}  // namespace

void describe(Notebook& notebook, Visitor& v) {
  v("decisions", "Decisions, by number.", "", notebook.decisions, unbounded);
  v("items", "The tracker, by number.", "", notebook.items, unbounded);
  v("handoffs", "Handoffs, by number.", "", notebook.handoffs, unbounded);
  v("changelog", "The changelog, by number.", "", notebook.changelog, unbounded);
  v("notes", "Standing notes, by key.", "", notebook.notes, unbounded);
  v("last_decision", "The last number given out.", "0", notebook.last_decision, with_default);
  v("last_item", "The last number given out.", "0", notebook.last_item, with_default);
  v("last_handoff", "The last number given out.", "0", notebook.last_handoff, with_default);
  v("last_change", "The last number given out.", "0", notebook.last_change, with_default);
}

const DecisionEntry* Notebook::find_decision(std::int64_t number) const {
  return by_number(decisions, number);
}
const TrackedItem* Notebook::find_item(std::int64_t number) const {
  return by_number(items, number);
}
const HandoffEntry* Notebook::find_handoff(std::int64_t number) const {
  return by_number(handoffs, number);
}
const ChangelogEntry* Notebook::find_change(std::int64_t number) const {
  return by_number(changelog, number);
}
const StandingNote* Notebook::find_note(std::string_view key) const {
  const auto at = place_of(const_cast<std::vector<StandingNote>&>(notes), key);
  return at != notes.end() && at->key == key ? &*at : nullptr;
}

Result<void> may_take(const Notebook& notebook, const DecisionRecorded&) {
  if (has_room(notebook.decisions, Notebook::max_decisions)) return {};
  return error(Code::too_large, "{} decisions wait for their review; review or forget some first.",
               Notebook::max_decisions);
}

Result<void> may_take(const Notebook& notebook, const DecisionReviewed& event) {
  if (notebook.find_decision(event.number)) return {};
  return error(Code::not_found, "There is no decision {}; list_decisions has those that are there.",
               event.number);
}

Result<void> may_take(const Notebook& notebook, const ItemOpened&) {
  if (has_room(notebook.items, Notebook::max_items)) return {};
  return error(Code::too_large, "{} items are open; close or drop some first.",
               Notebook::max_items);
}

Result<void> may_take(const Notebook& notebook, const ItemChanged& event) {
  const TrackedItem* tracked = notebook.find_item(event.number);
  if (!tracked)
    return error(Code::not_found, "There is no item {}; list_items has those that are there.",
                 event.number);
  return may_change(tracked->item, event);
}

Result<void> may_take(const Notebook& notebook, const NotePut& event) {
  if (notebook.notes.size() < Notebook::max_notes || notebook.find_note(event.key)) return {};
  return error(Code::too_large, "There are {} standing notes; forget some first.",
               Notebook::max_notes);
}

void take(Notebook& notebook, const DecisionRecorded& event) {
  const std::int64_t number = ++notebook.last_decision;
  if (!may_take(notebook, event)) return;
  make_room(notebook.decisions, Notebook::max_decisions);
  notebook.decisions.push_back({number, event.now, event.by, event.decision, {}});
}

void take(Notebook& notebook, const DecisionReviewed& event) {
  DecisionEntry* entry = by_number(notebook.decisions, event.number);
  if (!entry) return;
  entry->reviews.push_back(event.review);
  keep_latest(entry->reviews, DecisionEntry::max_reviews);
}

void take(Notebook& notebook, const ItemOpened& event) {
  const std::int64_t number = ++notebook.last_item;
  if (!may_take(notebook, event)) return;
  make_room(notebook.items, Notebook::max_items);
  TrackedItem& tracked = notebook.items.emplace_back(
      TrackedItem{number, event.item, event.now, event.by, event.now, event.by, {}, {}});
  std::vector<std::string>& labels = tracked.item.labels;
  std::ranges::sort(labels);
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
}

void take(Notebook& notebook, const ItemChanged& event) {
  TrackedItem* tracked = by_number(notebook.items, event.number);
  if (tracked && may_change(tracked->item, event)) change(*tracked, event);
}

void take(Notebook& notebook, const HandoffWritten& event) {
  notebook.handoffs.push_back({++notebook.last_handoff, event.now, event.by, event.handoff});
  keep_latest(notebook.handoffs, Notebook::max_handoffs);
}

void take(Notebook& notebook, const ChangelogAppended& event) {
  notebook.changelog.push_back({++notebook.last_change, event.now, event.by, event.text});
  keep_latest(notebook.changelog, Notebook::max_changelog);
}

void take(Notebook& notebook, const NotePut& event) {
  if (!may_take(notebook, event)) return;
  const Note now{event.kind, event.text, event.now, event.by};
  const auto at = place_of(notebook.notes, event.key);
  if (at == notebook.notes.end() || at->key != event.key) {
    notebook.notes.insert(at, {event.key, now, {}});
    return;
  }
  if (at->now.kind == now.kind && at->now.text == now.text) return;
  at->former.push_back(std::exchange(at->now, now));
  keep_latest(at->former, StandingNote::max_former);
}

void take(Notebook& notebook, const MemoryForgotten& event) {
  switch (event.kind) {
    case MemoryKind::decision:
      return forget(notebook.decisions, event.id);
    case MemoryKind::item:
      return forget(notebook.items, event.id);
    case MemoryKind::handoff:
      return forget(notebook.handoffs, event.id);
    case MemoryKind::changelog:
      return forget(notebook.changelog, event.id);
    case MemoryKind::note:
      std::erase_if(notebook.notes, [&](const StandingNote& note) { return note.key == event.id; });
      return;
    case MemoryKind::document:
      return;
  }
}

}  // namespace pitwall::desk
