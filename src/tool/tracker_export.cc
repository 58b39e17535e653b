// The tracker as Markdown, to keep or to print.
#include "tool/page.h"
#include "tool/tracker_row.h"
#include "tool/wording.h"

namespace pitwall::tool {
namespace {

constexpr std::size_t max_markdown = 200'000;  // bytes of one answer, but for its last item

struct ExportItemsIn {
  ItemFilter filter;
  std::optional<Cursor> cursor;
};
void describe(ExportItemsIn& in, Visitor& v) {
  describe_filter(in.filter, v);
  describe_cursor(v, in.cursor);
}

struct ExportItemsOut {
  std::string markdown;
  std::optional<Cursor> next_cursor;
};
void describe(ExportItemsOut& out, Visitor& v) {
  v("markdown", "The items; a model gets them fenced.", "", out.markdown, self_evident);
  describe_next_cursor(v, out.next_cursor);
}

std::string summary(const ExportItemsOut& out) {
  return out.markdown + (out.next_cursor ? "\nThere are more: pass next_cursor." : "");
}

std::string markdown_of(const desk::TrackedItem& tracked) {
  const desk::Item& item = tracked.item;
  std::string out = fmt::format("## {}. {}\n\n", tracked.number, item.title);
  out += fmt::format("- {}, {}, {}\n", name_of(item.kind), name_of(item.priority),
                     name_of(item.status));
  if (item.due) out += fmt::format("- due {}\n", second_text(*item.due));
  for (const std::string& label : item.labels) out += fmt::format("- #{}\n", label);
  for (const desk::Link& link : item.links) out += fmt::format("- {}\n", LinkText{link}.text());
  out += fmt::format("- opened {} by {}\n", second_text(tracked.opened), tracked.opened_by);
  if (!item.text.empty()) out += fmt::format("\n{}\n", item.text);
  for (const desk::ItemComment& comment : tracked.comments)
    out += fmt::format("\n**{}, {}:** {}\n", second_text(comment.time), comment.by, comment.text);
  return out + "\n";
}

Result<ExportItemsOut> run_export(const ExportItemsIn& in, Context& context, Call& call) {
  const std::vector<const desk::TrackedItem*> found =
      choose_items(context.desk.state().notebook, in.filter);
  std::size_t at = in.cursor ? in.cursor->position : 0;
  std::string markdown;
  for (; at < found.size() && markdown.size() < max_markdown; ++at)
    markdown += markdown_of(*found[at]);
  ExportItemsOut out;
  out.markdown = call.asker == Asker::person ? std::move(markdown) : fenced(markdown);
  if (at < found.size()) out.next_cursor = Cursor{at};
  return out;
}

}  // namespace

extern const Tool export_items;
const Tool export_items{
    "export_items", Category::memory,
    Effect::reads,  "Items of the tracker as Markdown, with their texts and comments.",
    run_export,     {.rare = true}};

}  // namespace pitwall::tool
