// Opening an item of the tracker, and changing one.
#include "tool/submit.h"
#include "tool/tracker_row.h"

namespace pitwall::tool {
namespace {

struct PutItemIn {
  std::optional<std::int64_t> item;
  std::optional<desk::ItemKind> kind;
  std::optional<std::string> title;
  std::optional<std::string> text;
  std::optional<desk::ItemStatus> status;
  std::optional<desk::ItemPriority> priority;
  std::vector<MarkEdit> labels;
  std::optional<DueText> due;
  std::optional<std::string> comment;
};
void describe(PutItemIn& in, Visitor& v) {
  v("item", "To change; if absent a new one.", "", in.item);
  v("kind", "If absent a task.", "", in.kind);
  v("title", "One line.", "Roll CL", in.title,
    {.max_length = desk::Item::max_title, .exemplary = true});
  v("text", "All of it.", "", in.text, {.max_length = desk::Item::max_text});
  v("status", "Stage.", "", in.status);
  v("priority", "Rank.", "", in.priority);
  v("labels", "Labels, or links: order:ID, chart:ID, item:12, url:ADDRESS. -x takes x off.", "",
    in.labels, {.has_default = true, .max_items = desk::Item::max_labels});
  v("due", "A time, or none.", "", in.due);
  v("comment", "On a change.", "", in.comment, {.max_length = desk::ItemComment::max_text});
}

struct PutItemOut {
  std::int64_t item = 0;
};
void describe(PutItemOut& out, Visitor& v) {
  v("item", "Its number.", "12", out.item, self_evident);
}

std::string summary(const PutItemOut& out) {
  return fmt::format("Item {} is kept as it was put. get_item shows all of it.", out.item);
}

Result<desk::ItemOpened> opening(PutItemIn in) {
  if (!in.title)
    return error(Code::invalid_argument, "A new item needs a title; to change one, pass item.");
  if (in.comment)
    return error(Code::invalid_argument, "A new item has no comments yet; put it into its text.");
  desk::ItemOpened event;
  desk::Item& item = event.item;
  PITWALL_TRY(item.title, cleaned_line("title", std::move(*in.title)));
  item.kind = in.kind.value_or(item.kind);
  item.text = cleaned(in.text.value_or(""));
  item.status = in.status.value_or(item.status);
  item.priority = in.priority.value_or(item.priority);
  if (in.due) item.due = in.due->time;
  for (MarkEdit& mark : in.labels) {
    if (mark.remove) continue;
    if (mark.link) {
      item.links.push_back(std::move(*mark.link));
    } else {
      item.labels.push_back(std::move(mark.label));
    }
  }
  return event;
}

Result<desk::ItemChanged> changing(PutItemIn in) {
  const bool nothing = !in.kind && !in.title && !in.text && !in.status && !in.priority && !in.due &&
                       !in.comment && in.labels.empty();
  if (nothing)
    return error(Code::invalid_argument,
                 "There is nothing to change; pass a field, or a comment. get_item reads it.");
  desk::ItemChanged event;
  event.number = *in.item;
  event.kind = in.kind;
  if (in.title) {
    PITWALL_TRY(event.title, cleaned_line("title", std::move(*in.title)));
  }
  if (in.text) event.text = cleaned(std::move(*in.text));
  event.status = in.status;
  event.priority = in.priority;
  if (in.due) {
    event.due = in.due->time;
    event.no_due = !in.due->time;
  }
  for (MarkEdit& mark : in.labels) {
    if (mark.link) {
      (mark.remove ? event.remove_links : event.add_links).push_back(std::move(*mark.link));
    } else {
      (mark.remove ? event.remove_labels : event.add_labels).push_back(std::move(mark.label));
    }
  }
  if (in.comment) {
    PITWALL_TRY(event.comment, cleaned("comment", std::move(*in.comment)));
  }
  return event;
}

Task<Result<PutItemOut>> open(PutItemIn in, Context& context, Call& call) {
  Result<desk::ItemOpened> event = opening(std::move(in));
  if (!event) co_return event.error();
  event->by = author_of(call);
  event->now = context.clock.now();
  const desk::Notebook& notebook = context.desk.state().notebook;
  if (const Result<void> room = may_take(notebook, *event); !room) co_return room.error();
  const Result<void> opened = co_await submit(context, *event);
  if (!opened) co_return opened.error();
  // Numbers are given out as events are applied, and this one has just been.
  if (notebook.find_item(notebook.last_item)) co_return PutItemOut{notebook.last_item};
  co_return may_take(notebook, *event).error();  // another one took the last place meanwhile
}

Task<Result<PutItemOut>> change(PutItemIn in, Context& context, Call& call) {
  Result<desk::ItemChanged> event = changing(std::move(in));
  if (!event) co_return event.error();
  event->by = author_of(call);
  event->now = context.clock.now();
  const desk::Notebook& notebook = context.desk.state().notebook;
  if (const Result<void> fits = may_take(notebook, *event); !fits) co_return fits.error();
  const Result<void> changed = co_await submit(context, *event);
  if (!changed) co_return changed.error();
  if (notebook.find_item(event->number)) co_return PutItemOut{event->number};
  co_return error(Code::not_found, "Item {} was forgotten meanwhile.", event->number);
}

Task<Result<PutItemOut>> run_put(PutItemIn in, Context& context, Call& call) {
  Result<PutItemOut> out = in.item ? co_await change(std::move(in), context, call)
                                   : co_await open(std::move(in), context, call);
  co_return out;
}

}  // namespace

extern const Tool put_item;
const Tool put_item{"put_item", Category::memory, Effect::writes,
                    "Opens an item of the tracker, or changes what is passed of one.", run_put};

}  // namespace pitwall::tool
