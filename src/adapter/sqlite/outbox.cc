#include "adapter/sqlite/outbox.h"

#include "base/json_in.h"
#include "base/json_out.h"

namespace pitwall::sqlite {
namespace {

// Times are nanoseconds of UTC; a message is JSON, its severity stands beside it for the order.
constexpr Schema schema{.application_id = 0x50574F42,  // "PWOB"
                        .version = 1,
                        .create = R"(
CREATE TABLE messages(
  id INTEGER PRIMARY KEY,
  channel TEXT NOT NULL,
  key TEXT NOT NULL,
  message TEXT NOT NULL,
  severity INTEGER NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  shown INTEGER NOT NULL,
  handle TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  words TEXT NOT NULL,
  waits INTEGER NOT NULL,
  UNIQUE(channel, key)
) STRICT;
CREATE INDEX waiting ON messages(channel, severity DESC, id) WHERE waits;
)"};

Result<port::Message> message_in(std::string_view text) {
  Result<Json> json = parse_json(text);
  if (json) {
    Result<port::Message> message = from_json<port::Message>(*json);
    if (message) return message;
  }
  return error(Code::corrupt,
               "A message in {} cannot be read: move the file away, and Pitwall makes a new one.",
               outbox_name);
}

}  // namespace

Result<std::unique_ptr<SqliteOutbox>> SqliteOutbox::open(const std::filesystem::path& folder) {
  PITWALL_TRY(Database database, Database::open(folder / outbox_name, schema));
  PITWALL_TRY(Statement count,
              database.prepare("SELECT count(*) FROM messages WHERE channel=?1 AND waits"));
  PITWALL_TRY(
      Statement insert,
      database.prepare("INSERT INTO messages(channel, key, message, severity, created, expires, "
                       "revision, shown, handle, attempts, words, waits) "
                       "VALUES(?1, ?2, ?3, ?4, ?5, ?6, 1, 0, '', 0, '', 1) "
                       "ON CONFLICT(channel, key) DO NOTHING"));
  // What stands there already needs no other attempt.
  PITWALL_TRY(Statement change,
              database.prepare("UPDATE messages SET message=?3, severity=?4, expires=?5, "
                               "revision=revision+1, attempts=0, words='', waits=1 "
                               "WHERE channel=?1 AND key=?2 AND (message<>?3 OR shown<>revision)"));
  PITWALL_TRY(Statement known,
              database.prepare("SELECT 1 FROM messages WHERE channel=?1 AND key=?2"));
  PITWALL_TRY(Statement next,
              database.prepare("SELECT channel, key, message, created, expires, revision, shown, "
                               "handle, attempts, words FROM messages WHERE channel=?1 AND waits "
                               "ORDER BY severity DESC, id LIMIT 1"));
  PITWALL_TRY(Statement delivered,
              database.prepare("UPDATE messages SET shown=?3, waits=(revision<>?3), "
                               "handle=CASE WHEN ?4='' THEN handle ELSE ?4 END, "
                               "attempts=attempts+1, words='' WHERE channel=?1 AND key=?2"));
  PITWALL_TRY(Statement failed,
              database.prepare("UPDATE messages SET attempts=attempts+1, words=?4 "
                               "WHERE channel=?1 AND key=?2 AND revision=?3"));
  PITWALL_TRY(Statement given_up, database.prepare("UPDATE messages SET waits=0, words=?4 "
                                                   "WHERE channel=?1 AND key=?2 AND revision=?3"));
  PITWALL_TRY(Statement forget,
              database.prepare("DELETE FROM messages WHERE NOT waits AND created<?1"));
  return std::unique_ptr<SqliteOutbox>(new SqliteOutbox(
      std::move(database),
      {std::move(count), std::move(insert), std::move(change), std::move(known), std::move(next),
       std::move(delivered), std::move(failed), std::move(given_up), std::move(forget)}));
}

Result<std::int64_t> SqliteOutbox::waiting(std::string_view channel) {
  const Reset reset(statements_.count);
  PITWALL_TRY(const bool row, statements_.count.bind(1, channel).step());
  PITWALL_CHECK(row, "a count without a row");
  return statements_.count.integer(0);
}

Result<bool> SqliteOutbox::put(const port::OutboxEntry& entry, std::size_t most) {
  PITWALL_TRY_VOID(port::check(entry.message));
  const std::string message = to_json(entry.message);
  PITWALL_TRY(Transaction transaction, Transaction::begin(database_));
  PITWALL_TRY(const std::int64_t before, waiting(entry.channel));
  PITWALL_TRY_VOID(statements_.insert.bind(1, entry.channel)
                       .bind(2, entry.key)
                       .bind(3, message)
                       .bind(4, static_cast<std::int64_t>(entry.message.severity))
                       .bind(5, entry.created.nanoseconds)
                       .bind(6, entry.expires.nanoseconds)
                       .run());
  if (database_.changes() == 0) return false;
  if (std::cmp_greater_equal(before, most))
    return error(Code::too_large,
                 "{} messages wait for {} already, and no more are kept: this one is dropped. See "
                 "why with: pitwall channels test {}",
                 before, entry.channel, entry.channel);
  PITWALL_TRY_VOID(transaction.commit());
  return true;
}

Result<void> SqliteOutbox::change(std::string_view channel, std::string_view key,
                                  const port::Message& message, Time expires) {
  PITWALL_TRY_VOID(port::check(message));
  const std::string text = to_json(message);
  PITWALL_TRY_VOID(statements_.change.bind(1, channel)
                       .bind(2, key)
                       .bind(3, text)
                       .bind(4, static_cast<std::int64_t>(message.severity))
                       .bind(5, expires.nanoseconds)
                       .run());
  if (database_.changes() > 0) return {};
  const Reset reset(statements_.known);
  PITWALL_TRY(const bool known, statements_.known.bind(1, channel).bind(2, key).step());
  if (!known)
    return error(Code::not_found, "No message to {} is known by this key any more.", channel);
  return {};
}

Result<std::optional<port::OutboxEntry>> SqliteOutbox::next(std::string_view channel) {
  Statement& row = statements_.next;
  const Reset reset(row);
  PITWALL_TRY(const bool found, row.bind(1, channel).step());
  if (!found) return std::optional<port::OutboxEntry>();
  port::OutboxEntry entry;
  entry.channel = row.text(0);
  entry.key = row.text(1);
  PITWALL_TRY(entry.message, message_in(row.text(2)));
  entry.created = Time{row.integer(3)};
  entry.expires = Time{row.integer(4)};
  entry.revision = row.integer(5);
  entry.shown = row.integer(6);
  entry.handle = row.text(7);
  entry.attempts = row.integer(8);
  entry.words = row.text(9);
  return std::optional(std::move(entry));
}

Result<void> SqliteOutbox::delivered(const port::OutboxEntry& entry, std::string_view handle) {
  return statements_.delivered.bind(1, entry.channel)
      .bind(2, entry.key)
      .bind(3, entry.revision)
      .bind(4, handle)
      .run();
}

Result<void> SqliteOutbox::failed(const port::OutboxEntry& entry, std::string_view words) {
  return statements_.failed.bind(1, entry.channel)
      .bind(2, entry.key)
      .bind(3, entry.revision)
      .bind(4, words)
      .run();
}

Result<void> SqliteOutbox::given_up(const port::OutboxEntry& entry, std::string_view words) {
  return statements_.given_up.bind(1, entry.channel)
      .bind(2, entry.key)
      .bind(3, entry.revision)
      .bind(4, words)
      .run();
}

Result<void> SqliteOutbox::forget(Time before) {
  return statements_.forget.bind(1, before.nanoseconds).run();
}

}  // namespace pitwall::sqlite
