// What the tracker holds, and all of one item.
#include "desk/gate/words.h"
#include "tool/page.h"
#include "tool/tracker_row.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

// ---- list_items ----

struct ListItemsIn {
  ItemFilter filter;
  std::int64_t limit = 50;
  std::optional<Cursor> cursor;
};
void describe(ListItemsIn& in, Visitor& v) {
  describe_filter(in.filter, v);
  v("limit", "At most this many.", "50", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 200});
  describe_cursor(v, in.cursor);
}

struct ListItemsOut {
  std::vector<ItemRow> items;
  std::int64_t of = 0;
  std::optional<Cursor> next_cursor;
};
void describe(ListItemsOut& out, Visitor& v) {
  v("items", "What matters most first; get_item has their texts.", "", out.items, self_evident);
  v("of", "How many there are of the kind.", "3", out.of, self_evident);
  describe_next_cursor(v, out.next_cursor);
}

std::string summary(const ListItemsOut& out) {
  if (out.items.empty()) return "The tracker has no item of the kind; put_item opens one.";
  std::string lines;
  for (const ItemRow& row : out.items)
    lines += fmt::format("{} ({}, {}, {}{}): {}\n", row.item, name_of(row.kind),
                         name_of(row.priority), name_of(row.status),
                         row.due ? ", due " + second_text(*row.due) : "", row.title.value);
  return fmt::format("{} of {}:\n{}{}", out.items.size(),
                     count_text(static_cast<std::size_t>(out.of), "item"), fenced(lines),
                     out.next_cursor ? "\nThere are more: pass next_cursor." : "");
}

Result<ListItemsOut> run_list(const ListItemsIn& in, Context& context) {
  std::vector<const desk::TrackedItem*> found =
      choose_items(context.desk.state().notebook, in.filter);
  ListItemsOut out;
  out.of = static_cast<std::int64_t>(found.size());
  out.next_cursor = cut_page(found, in.cursor, in.limit);
  for (const desk::TrackedItem* tracked : found) out.items.push_back(row_of(*tracked));
  return out;
}

// ---- get_item ----

struct GetItemIn {
  std::int64_t item = 0;
  std::int64_t limit = 20;
};
void describe(GetItemIn& in, Visitor& v) {
  v("item", "Its number.", "12", in.item);
  v("limit", "At most this many comments, and this many changes: the latest.", "20", in.limit,
    {.has_default = true, .minimum = 1, .maximum = 400});
}

struct CommentRow {
  Time time;
  std::string by;
  Untrusted text;
};
void describe(CommentRow& row, Visitor& v) {
  v("time", "When.", "2020-12-15T14:30:00Z", row.time, self_evident);
  v("by", "Who.", "dashboard", row.by, self_evident);
  v("text", "What was said.", "", row.text, self_evident);
}

struct ChangeRow {
  Time time;
  std::string by;
  std::string field;
  Untrusted from;
  Untrusted to;
};
void describe(ChangeRow& row, Visitor& v) {
  v("time", "When.", "2020-12-15T14:30:00Z", row.time, self_evident);
  v("by", "Who.", "dashboard", row.by, self_evident);
  v("field", "Which field.", "status", row.field, self_evident);
  v("from", "What it was.", "open", row.from, self_evident);
  v("to", "What it became.", "doing", row.to, self_evident);
}

struct ItemOut {
  ItemRow row;
  Untrusted text;
  std::vector<LinkText> links;
  Time opened;
  std::string opened_by;
  std::vector<CommentRow> comments;
  std::vector<ChangeRow> changes;
  std::int64_t earlier = 0;
};
void describe(ItemOut& out, Visitor& v) {
  describe(out.row, v);
  v("text", "All of it.", "", out.text, self_evident);
  v("links", "What it points to.", "order:1", out.links, self_evident);
  v("opened", "When it was opened.", "2020-12-15T14:30:00Z", out.opened, self_evident);
  v("opened_by", "By whom.", "dashboard", out.opened_by, self_evident);
  v("comments", "Oldest first.", "", out.comments, self_evident);
  v("changes", "Oldest first.", "", out.changes, self_evident);
  v("earlier", "Comments and changes before these.", "0", out.earlier);
}

std::string summary(const ItemOut& out) {
  const ItemRow& row = out.row;
  std::string text = fmt::format(
      "Item {}: a {}, {}, {}{}; opened {} by {}, changed {} by {}.", row.item, name_of(row.kind),
      name_of(row.priority), name_of(row.status), row.due ? ", due " + second_text(*row.due) : "",
      second_text(out.opened), desk::quoted(out.opened_by), second_text(row.changed),
      desk::quoted(row.changed_by));
  for (const std::string& label : row.labels) text += " #" + label;
  for (const LinkText& link : out.links) text += " " + link.text();
  std::string told = row.title.value + "\n" + out.text.value + "\n";
  for (const CommentRow& comment : out.comments)
    told += fmt::format("{} {}: {}\n", second_text(comment.time), comment.by, comment.text.value);
  text += "\n" + fenced(told);
  for (const ChangeRow& change : out.changes)
    text += fmt::format("\n{} {} changed {}", second_text(change.time), desk::quoted(change.by),
                        change.field);
  if (out.earlier > 0) text += fmt::format("\n{} before these: pass a larger limit.", out.earlier);
  return text;
}

// The latest of them; how many were before.
template <class T>
std::span<const T> latest(const std::vector<T>& all, std::int64_t limit, std::int64_t& earlier) {
  const std::size_t count = std::min(all.size(), static_cast<std::size_t>(limit));
  earlier += static_cast<std::int64_t>(all.size() - count);
  return std::span(all).last(count);
}

Result<ItemOut> run_get(const GetItemIn& in, Context& context) {
  const desk::TrackedItem* tracked = context.desk.state().notebook.find_item(in.item);
  if (!tracked)
    return error(Code::not_found, "There is no item {}; list_items has those that are there.",
                 in.item);
  ItemOut out;
  out.row = row_of(*tracked);
  out.text = {tracked->item.text};
  out.links = link_texts(tracked->item.links);
  out.opened = tracked->opened;
  out.opened_by = tracked->opened_by;
  for (const desk::ItemComment& one : latest(tracked->comments, in.limit, out.earlier))
    out.comments.push_back({one.time, one.by, {one.text}});
  for (const desk::ItemChange& one : latest(tracked->changes, in.limit, out.earlier))
    out.changes.push_back({one.time, one.by, one.field, {one.from}, {one.to}});
  return out;
}

}  // namespace

extern const Tool list_items;
const Tool list_items{
    "list_items",  Category::memory,
    Effect::reads, "Items of the tracker: tasks, bugs, documents, with status and priority.",
    run_list,      {.rare = true}};

extern const Tool get_item;
const Tool get_item{
    "get_item",    Category::memory,
    Effect::reads, "All of one item of the tracker: text, links, comments, who changed what.",
    run_get,       {.rare = true}};

}  // namespace pitwall::tool
