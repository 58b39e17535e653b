#include "desk/notebook/notebook.h"

#include <doctest/doctest.h>

#include "desk/engine/test_gate.h"

namespace pitwall::desk::testing {
namespace {

Item task(std::string title) {
  Item item;
  item.title = std::move(title);
  return item;
}
ItemOpened opened(std::string title) { return {task(std::move(title)), "a", morning}; }

ItemChanged changed(std::int64_t number, std::string by) {
  ItemChanged event;
  event.number = number;
  event.by = std::move(by);
  event.now = morning + hours(1);
  return event;
}

DecisionRecorded decided(std::string reason) {
  DecisionRecorded event;
  event.decision.time = morning;
  event.decision.symbol = "SPY"_sym;
  event.decision.side = port::Side::buy;
  event.decision.reason = std::move(reason);
  event.decision.levels = {370_px, 365_px, {380_px, 390_px}};
  event.decision.price = 370.01_px;
  event.decision.origin = market::Origin{{.name = "test"}, morning, morning};
  event.decision.confidence = 70;
  event.decision.horizon = days(5);
  event.decision.links = {{LinkKind::chart, "chart-1"}, {LinkKind::url, "https://localhost/a"}};
  event.by = "a";
  event.now = morning + seconds(1);
  return event;
}

DecisionReviewed reviewed(std::int64_t number) {
  DecisionReviewed event;
  event.number = number;
  event.review.time = morning + days(7);
  event.review.by = "b";
  event.review.verdict = DecisionVerdict::too_early;
  event.review.plan_followed = PlanFollowed::partly;
  event.review.lesson = "Wait for the close.";
  DecisionOutcome& outcome = event.review.outcome.emplace();
  outcome.until = morning + days(7);
  outcome.returns = {{OutcomeAfter::day, -0.5, -0.37}, {OutcomeAfter::now, 1.25, {}}};
  outcome.adverse = {0.8, 0.6, morning + hours(3)};
  outcome.first_touched = FirstTouched::ambiguous;
  outcome.touched = morning + days(2);
  outcome.origin.source.name = "test";
  return event;
}

const TrackedItem& item(const TestEngine& desk, std::int64_t number) {
  const TrackedItem* found = desk.state().notebook.find_item(number);
  REQUIRE(found);
  return *found;
}

TEST_CASE("numbers are given out as events are applied, and never twice") {
  TestEngine desk;
  desk.apply(opened("one"));
  desk.apply(opened("two"));
  CHECK(desk.state().notebook.last_item == 2);
  desk.apply(MemoryForgotten{MemoryKind::item, "2", "a", morning});
  CHECK_FALSE(desk.state().notebook.find_item(2));
  desk.apply(opened("three"));
  CHECK(item(desk, 3).item.title == "three");
  CHECK(item(desk, 1).item.title == "one");
}

TEST_CASE("two sessions that change different fields both have their way") {
  TestEngine desk;
  desk.apply(opened("roll"));
  ItemChanged first = changed(1, "a");
  first.status = ItemStatus::doing;
  first.add_labels = {"futures"};
  ItemChanged second = changed(1, "b");
  second.priority = ItemPriority::urgent;
  second.add_labels = {"CL"};
  second.comment = "Volume moved over.";
  desk.apply(first);
  desk.apply(second);
  CHECK(item(desk, 1).item.status == ItemStatus::doing);
  CHECK(item(desk, 1).item.priority == ItemPriority::urgent);
  CHECK(item(desk, 1).item.labels == std::vector<std::string>{"CL", "futures"});
  CHECK(item(desk, 1).comments.at(0).by == "b");
  CHECK(item(desk, 1).changed_by == "b");
  CHECK(item(desk, 1).changes.size() == 4);
}

TEST_CASE("of two that change the same field the later counts, and the history has both") {
  TestEngine desk;
  desk.apply(opened("roll"));
  ItemChanged first = changed(1, "a");
  first.title = "roll to March";
  ItemChanged second = changed(1, "b");
  second.title = "roll to April";
  desk.apply(first);
  desk.apply(second);
  CHECK(item(desk, 1).item.title == "roll to April");
  const std::vector<ItemChange>& changes = item(desk, 1).changes;
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].to == "roll to March");
  CHECK(changes[1].from == "roll to March");
  CHECK(changes[1].by == "b");
}

TEST_CASE("what changes nothing leaves no trace") {
  TestEngine desk;
  desk.apply(opened("roll"));
  ItemChanged same = changed(1, "b");
  same.title = "roll";
  same.remove_labels = {"absent"};
  same.no_due = true;
  desk.apply(same);
  CHECK(item(desk, 1).changed_by == "a");
  CHECK(item(desk, 1).changes.empty());
  desk.apply(changed(7, "b"));  // there is none
  CHECK(desk.state().notebook.items.size() == 1);
}

TEST_CASE("a due date is set and taken away") {
  TestEngine desk;
  desk.apply(opened("roll"));
  ItemChanged set = changed(1, "a");
  set.due = morning + days(3);
  desk.apply(set);
  CHECK(item(desk, 1).item.due == morning + days(3));
  ItemChanged unset = changed(1, "a");
  unset.no_due = true;
  desk.apply(unset);
  CHECK_FALSE(item(desk, 1).item.due);
  CHECK(item(desk, 1).changes.at(1).from == (morning + days(3)).text());
}

TEST_CASE("the past of one item is bounded by number and by size") {
  Notebook notebook;
  take(notebook, opened("roll"));
  for (std::size_t i = 0; i < TrackedItem::max_comments + 5; ++i) {
    ItemChanged event = changed(1, "a");
    event.comment = fmt::format("{}", i);
    take(notebook, event);
  }
  CHECK(notebook.items[0].comments.size() == TrackedItem::max_comments);
  CHECK(notebook.items[0].comments.front().text == "5");
  for (int i = 0; i < 20; ++i) {
    ItemChanged event = changed(1, "a");
    event.text = std::string(Item::max_text, static_cast<char>('a' + i));
    take(notebook, event);
  }
  std::size_t size = 0;
  for (const ItemChange& change : notebook.items[0].changes)
    size += change.from.size() + change.to.size();
  CHECK(size <= TrackedItem::max_past);
  CHECK(size > TrackedItem::max_past - 2 * Item::max_text);
  CHECK(notebook.items[0].changes.back().to == notebook.items[0].item.text);
}

TEST_CASE("more labels than there is room for are refused, and change nothing else") {
  Notebook notebook;
  take(notebook, opened("roll"));
  ItemChanged many = changed(1, "a");
  for (std::size_t i = 0; i <= Item::max_labels; ++i)
    many.add_labels.push_back(fmt::format("l{}", i));
  many.title = "other";
  CHECK(may_take(notebook, many).error().code == Code::too_large);
  take(notebook, many);
  CHECK(notebook.items[0].item.title == "roll");
}

TEST_CASE("a closed item makes room where the tracker is full, an open one never") {
  Notebook notebook;
  for (std::size_t i = 0; i < Notebook::max_items; ++i) take(notebook, opened("x"));
  CHECK(may_take(notebook, opened("late")).error().code == Code::too_large);
  take(notebook, opened("late"));
  CHECK(notebook.items.size() == Notebook::max_items);
  const auto refused = static_cast<std::int64_t>(Notebook::max_items) + 1;
  CHECK(notebook.last_item == refused);
  CHECK_FALSE(notebook.find_item(refused));
  ItemChanged close = changed(3, "a");
  close.status = ItemStatus::done;
  take(notebook, close);
  take(notebook, opened("later"));
  CHECK_FALSE(notebook.find_item(3));
  CHECK(notebook.find_item(refused + 1)->item.title == "later");
}

TEST_CASE("a decision is kept with its reviews, and reviewed ones make room") {
  TestEngine desk;
  desk.apply(decided("Breakout."));
  desk.apply(reviewed(1));
  desk.apply(reviewed(9));  // there is none
  const DecisionEntry* entry = desk.state().notebook.find_decision(1);
  REQUIRE(entry);
  CHECK(entry->decision.levels.targets.size() == 2);
  REQUIRE(entry->reviews.size() == 1);
  CHECK(entry->reviews[0].outcome->first_touched == FirstTouched::ambiguous);
  CHECK(may_take(desk.state().notebook, reviewed(9)).error().code == Code::not_found);

  Notebook full;
  for (std::size_t i = 0; i < Notebook::max_decisions; ++i) take(full, decided("x"));
  CHECK_FALSE(may_take(full, decided("x")));
  for (std::size_t i = 0; i < DecisionEntry::max_reviews + 1; ++i) take(full, reviewed(2));
  CHECK(full.find_decision(2)->reviews.size() == DecisionEntry::max_reviews);
  take(full, decided("late"));
  CHECK_FALSE(full.find_decision(2));
  CHECK(full.decisions.back().decision.reason == "late");
}

TEST_CASE("a standing note keeps what held before, with its author") {
  TestEngine desk;
  desk.apply(NotePut{"max-risk", NoteKind::risk, "1 % a trade", "a", morning});
  desk.apply(NotePut{"max-risk", NoteKind::risk, "1 % a trade", "b", morning + hours(1)});
  CHECK(desk.state().notebook.find_note("max-risk")->former.empty());
  desk.apply(NotePut{"max-risk", NoteKind::risk, "2 % a trade", "b", morning + hours(2)});
  desk.apply(NotePut{"hours", NoteKind::preference, "no trades on Fridays", "a", morning});
  const StandingNote* note = desk.state().notebook.find_note("max-risk");
  REQUIRE(note);
  CHECK(note->now.text == "2 % a trade");
  CHECK(note->now.by == "b");
  REQUIRE(note->former.size() == 1);
  CHECK(note->former[0].by == "a");
  CHECK(desk.state().notebook.notes[0].key == "hours");
  for (int i = 0; i < 20; ++i)
    desk.apply(NotePut{"max-risk", NoteKind::risk, fmt::format("{} %", i), "b", morning});
  CHECK(desk.state().notebook.find_note("max-risk")->former.size() == StandingNote::max_former);
}

TEST_CASE("what was forgotten is in no snapshot, and the rest is what a replay makes of it") {
  TestEngine desk;
  desk.apply(opened("zebra one"));
  desk.apply(opened("kept"));
  ItemChanged comment = changed(1, "b");
  comment.comment = "zebra two";
  desk.apply(comment);
  desk.apply(decided("zebra three"));
  Handoff handoff;
  handoff.summary = "zebra four";
  handoff.next_steps = {"kept"};
  handoff.items = {2};
  desk.apply(HandoffWritten{handoff, "a", morning});
  desk.apply(ChangelogAppended{"zebra five", "a", morning});
  desk.apply(NotePut{"z", NoteKind::note, "zebra six", "a", morning});
  desk.apply(NotePut{"z", NoteKind::note, "seven", "a", morning});
  CHECK(canonical(desk.state()).find("zebra") != std::string::npos);
  for (const MemoryKind kind : {MemoryKind::item, MemoryKind::decision, MemoryKind::handoff,
                                MemoryKind::changelog, MemoryKind::document})
    desk.apply(MemoryForgotten{kind, "1", "a", morning});
  desk.apply(MemoryForgotten{MemoryKind::note, "z", "a", morning});
  desk.apply(MemoryForgotten{MemoryKind::item, "no number", "a", morning});
  CHECK(canonical(desk.state()).find("zebra") == std::string::npos);
  CHECK(desk.state().notebook.find_item(2));

  TestEngine again;
  for (std::size_t i = again.log.size(); i < desk.log.size(); ++i) again.apply(desk.log[i]);
  CHECK(hash_of(again.state()) == hash_of(desk.state()));
  const Result<State> read = state_from(canonical(desk.state()));
  REQUIRE_MESSAGE(read.ok(), read.error().message);
  CHECK(hash_of(*read) == hash_of(desk.state()));
}

TEST_CASE("a full notebook is read back from its snapshot") {
  TestEngine desk;
  desk.apply(decided("Breakout."));
  desk.apply(reviewed(1));
  Handoff handoff;
  handoff.summary = "All is done.";
  for (std::size_t i = 0; i < 1'200; ++i) {
    desk.engine.apply(opened(fmt::format("item {}", i)));
    desk.engine.apply(ChangelogAppended{"changed", "a", morning});
    desk.engine.apply(HandoffWritten{handoff, "a", morning});
  }
  CHECK(desk.state().notebook.handoffs.size() == Notebook::max_handoffs);
  CHECK(desk.state().notebook.find_handoff(1'200));
  const Result<State> read = state_from(canonical(desk.state()));
  REQUIRE_MESSAGE(read.ok(), read.error().message);
  CHECK(hash_of(*read) == hash_of(desk.state()));
}

TEST_CASE("links and tags") {
  CHECK(check({LinkKind::order, "pw-1:a/b"}).ok());
  CHECK(check({LinkKind::url, "https://localhost/x?y=1"}).ok());
  CHECK_FALSE(check({LinkKind::url, "javascript:alert(1)"}).ok());
  CHECK_FALSE(check({LinkKind::item, ""}).ok());
  CHECK_FALSE(check({LinkKind::item, "two words"}).ok());
  CHECK_FALSE(check({LinkKind::item, "<<<"}).ok());
  CHECK_FALSE(check({LinkKind::item, std::string(Link::max_id + 1, 'a')}).ok());
  CHECK(is_tag("риск/день-1"));
  CHECK_FALSE(is_tag(""));
  CHECK_FALSE(is_tag("two words"));
  CHECK_FALSE(is_tag("a:b"));
  CHECK_FALSE(is_tag(std::string(max_tag + 1, 'a')));
}

}  // namespace
}  // namespace pitwall::desk::testing
