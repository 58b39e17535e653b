// port::Outbox over outbox.db. Every call is one transaction and durable when it returns: one
// synchronous write of a few milliseconds at most, for messages to people are rare. Belongs to one
// thread.
#pragma once

#include <filesystem>
#include <memory>

#include "adapter/sqlite/database.h"
#include "port/outbox.h"

namespace pitwall::sqlite {

inline constexpr const char* outbox_name = "outbox.db";

class SqliteOutbox final : public port::Outbox {
 public:
  // The folder exists; the file is made where it is missing.
  static Result<std::unique_ptr<SqliteOutbox>> open(const std::filesystem::path& folder);

  Result<bool> put(const port::OutboxEntry& entry, std::size_t most) override;
  Result<void> change(std::string_view channel, std::string_view key, const port::Message& message,
                      Time expires) override;
  Result<std::optional<port::OutboxEntry>> next(std::string_view channel) override;
  Result<std::int64_t> waiting(std::string_view channel) override;
  Result<void> delivered(const port::OutboxEntry& entry, std::string_view handle) override;
  Result<void> failed(const port::OutboxEntry& entry, std::string_view words) override;
  Result<void> given_up(const port::OutboxEntry& entry, std::string_view words) override;
  Result<void> forget(Time before) override;

 private:
  struct Statements {
    Statement count, insert, change, known, next, delivered, failed, given_up, forget;
  };
  SqliteOutbox(Database database, Statements statements)
      : database_(std::move(database)), statements_(std::move(statements)) {}

  Database database_;
  Statements statements_;
};

}  // namespace pitwall::sqlite
