// SQLite, as much of it as the stores need: a connection, statements and transactions, with
// failures as sentences. One thread for each Database with its statements, which it must outlive.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace pitwall::sqlite {

// A prepared statement, to run many times. `step` gives a row or, at the end, false; what was begun
// must be reset before it runs again, also after a failure (Reset).
class Statement {
 public:
  Statement& bind(int index, std::int64_t value);  // from 1
  Statement& bind(int index, double value);        // a number: SQLite takes NaN for NULL
  Statement& bind(int index, std::optional<std::int64_t> value);  // none is NULL
  // What is bound as text or bytes must live until the reset.
  Statement& bind(int index, std::string_view text);
  Statement& bind(int index, std::span<const std::byte> bytes);
  Result<bool> step();
  Result<void> run();  // step to the end of a statement without rows, and reset
  void reset();

  std::int64_t integer(int column) const;                       // from 0
  std::optional<std::int64_t> maybe_integer(int column) const;  // NULL is none
  double real(int column) const;
  std::string_view text(int column) const;  // good until the next step, as are bytes
  std::span<const std::byte> blob(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// Resets a statement at the end of a block, whichever way it is left.
class Reset {
 public:
  explicit Reset(Statement& statement) : statement_(statement) {}
  Reset(const Reset&) = delete;
  Reset& operator=(const Reset&) = delete;
  ~Reset() { statement_.reset(); }

 private:
  Statement& statement_;
};

// What a commit waits for. Neither leaves half a transaction, and a program that is killed loses
// nothing that it has committed.
enum class Commit {
  on_disk,   // a power loss takes nothing back (synchronous=FULL, one fsync each)
  in_order,  // a power loss may take back the last ones (synchronous=NORMAL, no fsync): for what
             // can be made again
};

// What a database file is, so that another program's or a newer Pitwall's is refused.
struct Schema {
  std::uint32_t application_id = 0;
  int version = 0;
  const char* create = "";  // the SQL that makes an empty file one of this version
  Commit commit = Commit::on_disk;
};

class Database {
 public:
  // A file with a write-ahead log. Made and given its schema where it is missing. Code::unsupported
  // for a newer version, Code::corrupt for what is no such database.
  static Result<Database> open(const std::filesystem::path& path, const Schema& schema);

  Result<void> execute(const char* sql);
  Result<Statement> prepare(const char* sql);
  std::int64_t changes() const;  // rows that the last statement inserted, updated or deleted

 private:
  struct Close {
    void operator()(sqlite3* connection) const;
  };
  explicit Database(sqlite3* connection) : connection_(connection) {}
  Result<void> check_schema(const Schema& schema);
  Result<std::int64_t> pragma(const char* sql);
  std::unique_ptr<sqlite3, Close> connection_;
};

// Rolls back at its end unless committed.
class Transaction {
 public:
  static Result<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  Result<void> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

}  // namespace pitwall::sqlite
