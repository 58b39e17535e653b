// The tracker's items as tools choose and show them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/notebook/notebook.h"
#include "tool/notebook_text.h"
#include "tool/tool.h"

namespace pitwall::tool {

struct ItemFilter {
  std::vector<desk::ItemStatus> statuses;  // empty: those that are not closed
  std::optional<desk::ItemKind> kind;
  std::optional<desk::ItemPriority> priority;
  std::optional<std::string> label;
};
void describe_filter(ItemFilter& filter, Visitor& v);

// What is urgent first; then what is being done, what is due first, what is older.
std::vector<const desk::TrackedItem*> choose_items(const desk::Notebook& notebook,
                                                   const ItemFilter& filter);

struct ItemRow {
  std::int64_t item = 0;
  desk::ItemKind kind = desk::ItemKind::task;
  Untrusted title;
  desk::ItemStatus status = desk::ItemStatus::open;
  desk::ItemPriority priority = desk::ItemPriority::normal;
  std::vector<std::string> labels;
  std::optional<Time> due;
  Time changed;
  std::string changed_by;
};
void describe(ItemRow& row, Visitor& v);
ItemRow row_of(const desk::TrackedItem& tracked);

// "12 (task, high, doing, due 2020-12-18T21:00:00Z): "Roll CL"": one line, its title cut.
std::string line_of(const desk::TrackedItem& tracked);

}  // namespace pitwall::tool
