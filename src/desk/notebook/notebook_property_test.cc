// Whatever happens to the notebook in whatever order: numbers are given out once and in order, what
// a session said is there or was followed by another's word, and a replay comes to the same.
#include <doctest/doctest.h>

#include "base/dice.h"
#include "base/json_in.h"
#include "base/json_out.h"
#include "desk/journal/event.h"
#include "desk/notebook/notebook.h"

namespace pitwall::desk {
namespace {

constexpr Time start = Time::from_unix_seconds(1'608'044'400);

class Sessions {
 public:
  explicit Sessions(std::uint64_t seed) : dice_(seed) {}

  // What one of two sessions does next.
  Event next() {
    const Time now = start + seconds(++step_);
    const std::string by = dice_.chance(2) ? "a" : "b";
    const std::string word = fmt::format("{} {}", by, step_);
    switch (dice_.below(8)) {
      case 0:
        return ItemOpened{
            {.title = word, .text = {}, .labels = {}, .links = {}, .due = {}}, by, now};
      case 1:
        return HandoffWritten{{word, {}, {word}, {}, {}}, by, now};
      case 2:
        return ChangelogAppended{word, by, now};
      case 3:
        return NotePut{fmt::format("key{}", dice_.below(5)), NoteKind::note, word, by, now};
      case 4:
        return MemoryForgotten{static_cast<MemoryKind>(dice_.below(6)),
                               fmt::format("{}", dice_.below(40)), by, now};
      default:
        return change(by, word, now);
    }
  }

 private:
  ItemChanged change(const std::string& by, const std::string& word, Time now) {
    ItemChanged event;
    event.number = static_cast<std::int64_t>(dice_.below(20));
    event.by = by;
    event.now = now;
    if (dice_.chance(2)) event.title = word;
    if (dice_.chance(3)) event.comment = word;
    if (dice_.chance(3)) event.status = static_cast<ItemStatus>(dice_.below(5));
    if (dice_.chance(3)) event.add_labels = {fmt::format("l{}", dice_.below(4))};
    if (dice_.chance(4)) event.remove_labels = {fmt::format("l{}", dice_.below(4))};
    return event;
  }

  Dice dice_;
  std::int64_t step_ = 0;
};

void take_any(Notebook& notebook, const Event& event) {
  std::visit(
      [&]<class E>(const E& one) {
        if constexpr (NotebookEvent<E>) take(notebook, one);
      },
      event);
}

// Each change begins where the one before of the same field ended, and the last is what stands.
void check_history(const TrackedItem& tracked) {
  std::string title;
  std::string status;
  for (const ItemChange& change : tracked.changes) {
    std::string* const before = change.field == "title"    ? &title
                                : change.field == "status" ? &status
                                                           : nullptr;
    if (!before) continue;
    if (!before->empty()) CHECK(change.from == *before);
    *before = change.to;
  }
  if (!title.empty()) CHECK(title == tracked.item.title);
  if (!status.empty()) CHECK(status == name_of(tracked.item.status));
  CHECK(std::ranges::is_sorted(tracked.item.labels));
}

TEST_CASE("two sessions write at once, in every order that chance brings") {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    CAPTURE(seed);
    Sessions sessions(seed);
    Notebook notebook;
    Notebook again;
    std::int64_t opened = 0;
    for (int i = 0; i < 400; ++i) {
      const Event event = sessions.next();
      take_any(notebook, event);
      const Result<Event> read = decode(event_name(event), encode(event));
      REQUIRE(read.ok());
      take_any(again, *read);
      if (std::holds_alternative<ItemOpened>(event)) CHECK(notebook.last_item == ++opened);
    }
    CHECK(to_json(again) == to_json(notebook));
    for (std::size_t i = 1; i < notebook.items.size(); ++i)
      CHECK(notebook.items[i - 1].number < notebook.items[i].number);
    for (const TrackedItem& tracked : notebook.items) check_history(tracked);
    const Result<Json> json = parse_json(to_json(notebook));
    REQUIRE(json.ok());
    const Result<Notebook> kept = from_json<Notebook>(*json);
    REQUIRE_MESSAGE(kept.ok(), kept.error().message);
    CHECK(to_json(*kept) == to_json(notebook));
  }
}

}  // namespace
}  // namespace pitwall::desk
