#include "tool/tracker_row.h"

#include <algorithm>
#include <tuple>

#include "desk/chart/one_line.h"
#include "tool/wording.h"

namespace pitwall::tool {

void describe_filter(ItemFilter& filter, Visitor& v) {
  v("statuses", "Any of open, doing, blocked, done, dropped; if absent those not closed.", "open",
    filter.statuses, {.has_default = true, .max_items = 5});
  v("kind", "task, bug or document.", "bug", filter.kind);
  v("priority", "urgent, high, normal or low.", "urgent", filter.priority);
  v("label", "Only with this label.", "futures", filter.label, {.max_length = desk::max_tag});
}

std::vector<const desk::TrackedItem*> choose_items(const desk::Notebook& notebook,
                                                   const ItemFilter& filter) {
  const auto fits = [&](const desk::Item& item) {
    const bool wanted = filter.statuses.empty() ? !is_closed(item.status)
                                                : std::ranges::find(filter.statuses, item.status) !=
                                                      filter.statuses.end();
    return wanted && (!filter.kind || *filter.kind == item.kind) &&
           (!filter.priority || *filter.priority == item.priority) &&
           (!filter.label || std::ranges::binary_search(item.labels, *filter.label));
  };
  std::vector<const desk::TrackedItem*> chosen;
  for (const desk::TrackedItem& tracked : notebook.items)
    if (fits(tracked.item)) chosen.push_back(&tracked);
  std::ranges::sort(chosen, {}, [](const desk::TrackedItem* tracked) {
    const desk::Item& item = tracked->item;
    return std::tuple(is_closed(item.status), item.priority, item.status != desk::ItemStatus::doing,
                      item.due.value_or(Time::max()), tracked->number);
  });
  return chosen;
}

void describe(ItemRow& row, Visitor& v) {
  v("item", "Its number.", "12", row.item, self_evident);
  v("kind", "task, bug or document.", "task", row.kind, self_evident);
  v("title", "In one line.", "Roll CL", row.title, self_evident);
  v("status", "Where it stands.", "open", row.status, self_evident);
  v("priority", "How much it matters.", "normal", row.priority, self_evident);
  v("labels", "Labels.", "futures", row.labels, self_evident);
  v("due", "By when.", "2020-12-18T21:00:00Z", row.due, self_evident);
  v("changed", "When it was changed last.", "2020-12-15T14:30:00Z", row.changed, self_evident);
  v("changed_by", "By whom.", "dashboard", row.changed_by, self_evident);
}

ItemRow row_of(const desk::TrackedItem& tracked) {
  const desk::Item& item = tracked.item;
  return {tracked.number, item.kind, {item.title},    item.status,       item.priority,
          item.labels,    item.due,  tracked.changed, tracked.changed_by};
}

std::string line_of(const desk::TrackedItem& tracked) {
  const desk::Item& item = tracked.item;
  return fmt::format("{} ({}, {}, {}{}): {}", tracked.number, name_of(item.kind),
                     name_of(item.priority), name_of(item.status),
                     item.due ? ", due " + second_text(*item.due) : "",
                     desk::one_line(item.title, 120));
}

}  // namespace pitwall::tool
