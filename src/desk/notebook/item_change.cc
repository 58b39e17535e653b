#include "desk/notebook/item_change.h"

#include <fmt/format.h>

#include <algorithm>

namespace pitwall::desk {
namespace {

std::string text_of(const std::string& text) { return text; }
std::string text_of(const std::optional<Time>& due) { return due ? due->text() : ""; }
template <class E>
  requires std::is_enum_v<E>
std::string text_of(E value) {
  return std::string(name_of(value));
}
std::string text_of(const std::vector<std::string>& labels) {
  std::string text;
  for (const std::string& label : labels) text += (text.empty() ? "" : ", ") + label;
  return text;
}
std::string text_of(const std::vector<Link>& links) {
  std::string text;
  for (const Link& link : links)
    text += fmt::format("{}{}:{}", text.empty() ? "" : ", ", name_of(link.kind), link.id);
  return text;
}

// `has` without what goes, with what comes where it is not there yet.
template <class T>
std::vector<T> merged(std::vector<T> has, const std::vector<T>& add, const std::vector<T>& remove) {
  std::erase_if(has, [&](const T& one) { return std::ranges::find(remove, one) != remove.end(); });
  for (const T& one : add)
    if (std::ranges::find(has, one) == has.end()) has.push_back(one);
  return has;
}

std::vector<std::string> labels_after(const Item& item, const ItemChanged& event) {
  std::vector<std::string> labels = merged(item.labels, event.add_labels, event.remove_labels);
  std::ranges::sort(labels);
  return labels;
}

std::vector<Link> links_after(const Item& item, const ItemChanged& event) {
  return merged(item.links, event.add_links, event.remove_links);
}

template <class T>
void set(TrackedItem& tracked, const ItemChanged& event, std::string_view field, T& now, T next) {
  if (now == next) return;
  tracked.changes.push_back({event.now, event.by, std::string(field), text_of(now), text_of(next)});
  now = std::move(next);
}

std::size_t size_of(const ItemChange& change) { return change.from.size() + change.to.size(); }
std::size_t size_of(const ItemComment& comment) { return comment.text.size(); }

// The oldest go where there are too many, or too much of them.
template <class T>
void keep_latest(std::vector<T>& entries, std::size_t most) {
  std::size_t room = TrackedItem::max_past;
  auto first = entries.end();
  while (first != entries.begin() && static_cast<std::size_t>(entries.end() - first) < most &&
         size_of(*(first - 1)) <= room)
    room -= size_of(*--first);
  entries.erase(entries.begin(), first);
}

}  // namespace

Result<void> may_change(const Item& item, const ItemChanged& event) {
  if (labels_after(item, event).size() > Item::max_labels)
    return error(Code::too_large, "An item has {} labels at most.", Item::max_labels);
  if (links_after(item, event).size() > Item::max_links)
    return error(Code::too_large, "An item has {} links at most.", Item::max_links);
  return {};
}

void change(TrackedItem& tracked, const ItemChanged& event) {
  Item& item = tracked.item;
  const std::size_t before = tracked.changes.size();
  if (event.kind) set(tracked, event, "kind", item.kind, *event.kind);
  if (event.title) set(tracked, event, "title", item.title, *event.title);
  if (event.text) set(tracked, event, "text", item.text, *event.text);
  if (event.status) set(tracked, event, "status", item.status, *event.status);
  if (event.priority) set(tracked, event, "priority", item.priority, *event.priority);
  if (event.due || event.no_due) set(tracked, event, "due", item.due, event.due);
  set(tracked, event, "labels", item.labels, labels_after(item, event));
  set(tracked, event, "links", item.links, links_after(item, event));
  if (event.comment) tracked.comments.push_back({event.now, event.by, *event.comment});
  if (tracked.changes.size() == before && !event.comment) return;
  tracked.changed = event.now;
  tracked.changed_by = event.by;
  keep_latest(tracked.comments, TrackedItem::max_comments);
  keep_latest(tracked.changes, TrackedItem::max_changes);
}

}  // namespace pitwall::desk
