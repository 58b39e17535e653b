// The tracker: bugs, tasks and documents with who changed what. Values; names and fields are part
// of the journal's format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "desk/notebook/link.h"

namespace pitwall::desk {

enum class ItemKind : std::uint8_t { task, bug, document };
std::string_view name_of(ItemKind kind);
constexpr int count_of(ItemKind) { return 3; }

enum class ItemStatus : std::uint8_t { open, doing, blocked, done, dropped };
std::string_view name_of(ItemStatus status);
constexpr int count_of(ItemStatus) { return 5; }
constexpr bool is_closed(ItemStatus status) { return status >= ItemStatus::done; }

enum class ItemPriority : std::uint8_t { urgent, high, normal, low };
std::string_view name_of(ItemPriority priority);
constexpr int count_of(ItemPriority) { return 4; }

struct Item {
  static constexpr std::size_t max_title = 200;   // bytes
  static constexpr std::size_t max_text = 8'000;  // bytes
  static constexpr std::size_t max_labels = 20;   // tags (link.h)
  static constexpr std::size_t max_links = 50;

  ItemKind kind = ItemKind::task;
  std::string title;
  std::string text;
  ItemStatus status = ItemStatus::open;
  ItemPriority priority = ItemPriority::normal;
  std::vector<std::string> labels;  // sorted
  std::vector<Link> links;          // in the order in which they were added
  std::optional<Time> due;
};
void describe(Item& item, Visitor& v);

struct ItemComment {
  static constexpr std::size_t max_text = 4'000;  // bytes

  Time time;
  std::string by;
  std::string text;
};
void describe(ItemComment& comment, Visitor& v);

// One field that one change made another: its values before and after, as text.
struct ItemChange {
  Time time;
  std::string by;
  std::string field;
  std::string from;
  std::string to;
};
void describe(ItemChange& change, Visitor& v);

struct TrackedItem {
  // Where there is more, the oldest go.
  static constexpr std::size_t max_comments = 200;
  static constexpr std::size_t max_changes = 400;
  static constexpr std::size_t max_past = 64 * 1024;  // bytes of all texts of the one or the other

  std::int64_t number = 0;
  Item item;
  Time opened;
  std::string opened_by;
  Time changed;
  std::string changed_by;
  std::vector<ItemComment> comments;  // oldest first
  std::vector<ItemChange> changes;    // oldest first
};
void describe(TrackedItem& tracked, Visitor& v);

}  // namespace pitwall::desk
