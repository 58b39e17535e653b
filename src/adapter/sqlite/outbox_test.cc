#include "adapter/sqlite/outbox.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "adapter/sqlite/test_folder.h"
#include "base/json_out.h"

namespace pitwall::sqlite {
namespace {

using port::Message;
using port::OutboxEntry;
using port::Severity;

class OutboxFolder : public TestFolder {
 public:
  std::unique_ptr<SqliteOutbox> open() const {
    Result<std::unique_ptr<SqliteOutbox>> outbox = SqliteOutbox::open(path());
    REQUIRE_MESSAGE(outbox.ok(), (outbox ? "" : outbox.error().message));
    return std::move(*outbox);
  }
};

OutboxEntry entry(std::string key, Severity severity = Severity::info) {
  OutboxEntry made;
  made.channel = "telegram";
  made.key = std::move(key);
  made.message = {severity, "title of " + made.key, "text\nпо-русски", {{"b1", "Yes", {}}}};
  made.created = Time::parse("2026-11-20T15:00:00Z").value();
  made.expires = made.created + days(2);
  return made;
}

TEST_CASE("a message comes back as it was put, also after opening again") {
  const OutboxFolder folder;
  CHECK(folder.open()->put(entry("a"), 10).value());
  const auto found = folder.open()->next("telegram").value();
  REQUIRE(found.has_value());
  CHECK(to_json(found->message) == to_json(entry("a").message));
  CHECK(found->created == entry("a").created);
  CHECK(found->expires == entry("a").expires);
  CHECK(found->revision == 1);
  CHECK_FALSE(folder.open()->next("slack").value().has_value());
}

TEST_CASE("the urgent comes first, then the older") {
  const OutboxFolder folder;
  const auto outbox = folder.open();
  for (const char* key : {"a", "b"}) CHECK(outbox->put(entry(key), 10).value());
  CHECK(outbox->put(entry("c", Severity::urgent), 10).value());
  std::string order;
  while (const auto next = outbox->next("telegram").value()) {
    order += next->key;
    CHECK(outbox->delivered(*next, "7/1").ok());
  }
  CHECK(order == "cab");
}

TEST_CASE("a key is taken once, and stays known after delivery") {
  const OutboxFolder folder;
  const auto outbox = folder.open();
  CHECK(outbox->put(entry("a"), 10).value());
  CHECK_FALSE(outbox->put(entry("a"), 10).value());
  CHECK(outbox->delivered(*outbox->next("telegram").value(), "7/1").ok());
  CHECK_FALSE(outbox->put(entry("a"), 10).value());
  CHECK(outbox->waiting("telegram").value() == 0);
  CHECK(outbox->forget(entry("a").created + days(1)).ok());
  CHECK(outbox->put(entry("a"), 10).value());
}

TEST_CASE("a full outbox says so and keeps what it has") {
  const OutboxFolder folder;
  const auto outbox = folder.open();
  CHECK(outbox->put(entry("a"), 2).value());
  CHECK(outbox->put(entry("b"), 2).value());
  const Result<bool> full = outbox->put(entry("c"), 2);
  REQUIRE_FALSE(full.ok());
  CHECK(full.error().code == Code::too_large);
  CHECK(full.error().message.find("2 messages wait for telegram") != std::string::npos);
  CHECK(outbox->waiting("telegram").value() == 2);
  OutboxEntry other = entry("c");
  other.channel = "slack";
  CHECK(outbox->put(other, 2).value());
}

TEST_CASE("a change waits again, with the handle of what was delivered") {
  const OutboxFolder folder;
  const auto outbox = folder.open();
  CHECK(outbox->put(entry("a"), 10).value());
  const OutboxEntry first = *outbox->next("telegram").value();
  Message outcome{Severity::info, "Approved", "", {}};
  CHECK(outbox->change("telegram", "a", outcome, first.expires).ok());
  // It was on its way while it was changed.
  CHECK(outbox->delivered(first, "7/17").ok());
  const auto second = outbox->next("telegram").value();
  REQUIRE(second.has_value());
  CHECK(second->handle == "7/17");
  CHECK(second->message.title == "Approved");
  CHECK(second->shown == 1);
  CHECK(outbox->delivered(*second, "").ok());
  CHECK_FALSE(outbox->next("telegram").value().has_value());
  // What stands there already is not sent again.
  CHECK(outbox->change("telegram", "a", outcome, first.expires).ok());
  CHECK_FALSE(outbox->next("telegram").value().has_value());
  CHECK(outbox->change("telegram", "nobody", outcome, first.expires).error().code ==
        Code::not_found);
}

TEST_CASE("failures are counted, and what is given up does not wait") {
  const OutboxFolder folder;
  const auto outbox = folder.open();
  CHECK(outbox->put(entry("a"), 10).value());
  CHECK(outbox->failed(*outbox->next("telegram").value(), "Nobody answers.").ok());
  CHECK(outbox->next("telegram").value()->attempts == 1);
  CHECK(outbox->next("telegram").value()->words == "Nobody answers.");
  CHECK(outbox->given_up(*outbox->next("telegram").value(), "Refused.").ok());
  CHECK(outbox->waiting("telegram").value() == 0);
  CHECK(outbox->change("telegram", "a", entry("a").message, entry("a").expires).ok());
  CHECK(outbox->waiting("telegram").value() == 1);
}

TEST_CASE("a message that is none is refused") {
  const OutboxFolder folder;
  OutboxEntry bad = entry("a");
  bad.message.buttons[0].id = "two words";
  CHECK(folder.open()->put(bad, 10).error().code == Code::invalid_argument);
}

TEST_CASE("what was put is there after the process is killed") {
  const OutboxFolder folder;
  const pid_t child = ::fork();
  if (child == 0) {
    const auto outbox = SqliteOutbox::open(folder.path());
    const bool put = outbox.ok() && (*outbox)->put(entry("a"), 10).ok();
    if (put) ::raise(SIGKILL);
    ::_exit(1);
  }
  REQUIRE(child > 0);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
  CHECK(folder.open()->next("telegram").value()->key == "a");
}

TEST_CASE("another program's file is refused") {
  const OutboxFolder folder;
  const Schema other{.application_id = 1, .version = 1, .create = "CREATE TABLE x(y)"};
  CHECK(Database::open(folder.path() / outbox_name, other).ok());
  CHECK(SqliteOutbox::open(folder.path()).error().code == Code::corrupt);
}

}  // namespace
}  // namespace pitwall::sqlite
