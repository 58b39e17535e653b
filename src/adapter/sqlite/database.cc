#include "adapter/sqlite/database.h"

#include <sqlite3.h>

#include <utility>

namespace pitwall::sqlite {
namespace {

constexpr int busy_timeout_milliseconds = 2000;  // another process may be writing: an import

Error failed(sqlite3* connection) {
  const char* file = sqlite3_db_filename(connection, "main");
  const std::string_view path = file == nullptr ? "the database" : file;
  const char* reason = sqlite3_errmsg(connection);
  switch (sqlite3_errcode(connection) & 0xff) {
    case SQLITE_FULL:
      return error(Code::unavailable,
                   "The disk is full: could not write {}. Free some space and try again.", path);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return error(Code::unavailable, "Another program is writing {}: try again when it is done.",
                   path);
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return error(Code::corrupt,
                   "{} is damaged ({}): restore a copy, or move it away, and Pitwall makes a new "
                   "one.",
                   path, reason);
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
      return error(Code::permission_denied,
                   "May not open {} ({}): give this user access to it, or choose another folder.",
                   path, reason);
    case SQLITE_IOERR:
      return error(Code::unavailable, "Could not read or write {} ({}): check the disk.", path,
                   reason);
    default:
      return error(Code::internal, "{}: {}.", path, reason);
  }
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Statement& Statement::bind(int index, std::int64_t value) {
  const int code = sqlite3_bind_int64(statement_.get(), index, value);
  PITWALL_CHECK(code == SQLITE_OK, "parameter {}: {}", index, code);
  return *this;
}

Statement& Statement::bind(int index, double value) {
  const int code = sqlite3_bind_double(statement_.get(), index, value);
  PITWALL_CHECK(code == SQLITE_OK, "parameter {}: {}", index, code);
  return *this;
}

Statement& Statement::bind(int index, std::optional<std::int64_t> value) {
  if (value) return bind(index, *value);
  const int code = sqlite3_bind_null(statement_.get(), index);
  PITWALL_CHECK(code == SQLITE_OK, "parameter {}: {}", index, code);
  return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
  // No pointer would be NULL to SQLite, and not the empty text.
  const char* bytes = text.empty() ? "" : text.data();
  const int code = sqlite3_bind_text(statement_.get(), index, bytes, static_cast<int>(text.size()),
                                     SQLITE_STATIC);
  PITWALL_CHECK(code == SQLITE_OK, "parameter {}: {}", index, code);
  return *this;
}

Statement& Statement::bind(int index, std::span<const std::byte> bytes) {
  const int code =
      sqlite3_bind_blob64(statement_.get(), index, bytes.data(), bytes.size(), SQLITE_STATIC);
  PITWALL_CHECK(code == SQLITE_OK, "parameter {}: {}", index, code);
  return *this;
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return failed(sqlite3_db_handle(statement_.get()));
}

Result<void> Statement::run() {
  const Reset reset(*this);
  PITWALL_TRY(const bool row, step());
  PITWALL_CHECK(!row, "a row from a statement that should have none");
  return {};
}

void Statement::reset() { sqlite3_reset(statement_.get()); }

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::optional<std::int64_t> Statement::maybe_integer(int column) const {
  if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return {};
  return integer(column);
}

double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }

std::string_view Statement::text(int column) const {
  const auto* bytes = sqlite3_column_text(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

std::span<const std::byte> Statement::blob(int column) const {
  const auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(statement_.get(), column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

void Database::Close::operator()(sqlite3* connection) const { sqlite3_close(connection); }

Result<Database> Database::open(const std::filesystem::path& path, const Schema& schema) {
  sqlite3* connection = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &connection,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  PITWALL_CHECK(connection != nullptr, "no memory for a database");
  Database database(connection);
  if (code != SQLITE_OK) return failed(connection);
  sqlite3_extended_result_codes(connection, 1);
  sqlite3_busy_timeout(connection, busy_timeout_milliseconds);
  PITWALL_TRY_VOID(database.execute("PRAGMA journal_mode=WAL; PRAGMA trusted_schema=OFF"));
  PITWALL_TRY_VOID(database.execute(
      schema.commit == Commit::on_disk ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL"));
  PITWALL_TRY_VOID(database.check_schema(schema));
  return database;
}

Result<void> Database::check_schema(const Schema& schema) {
  PITWALL_TRY(Transaction transaction, Transaction::begin(*this));
  PITWALL_TRY(const std::int64_t id, pragma("PRAGMA application_id"));
  PITWALL_TRY(const std::int64_t version, pragma("PRAGMA user_version"));
  PITWALL_TRY(const std::int64_t tables, pragma("SELECT count(*) FROM sqlite_schema"));
  const char* path = sqlite3_db_filename(connection_.get(), "main");
  if (id == 0 && version == 0 && tables == 0) {
    PITWALL_TRY_VOID(execute(schema.create));
    PITWALL_TRY_VOID(execute(fmt::format("PRAGMA application_id={}; PRAGMA user_version={}",
                                         schema.application_id, schema.version)
                                 .c_str()));
    return transaction.commit();
  }
  if (id != schema.application_id)
    return error(Code::corrupt, "{} is another program's database: choose another data folder.",
                 path);
  if (version != schema.version)
    return error(Code::unsupported,
                 "{} has version {} and this Pitwall knows version {}: use the Pitwall that wrote "
                 "it.",
                 path, version, schema.version);
  return transaction.commit();
}

Result<std::int64_t> Database::pragma(const char* sql) {
  PITWALL_TRY(Statement statement, prepare(sql));
  PITWALL_TRY(const bool row, statement.step());
  PITWALL_CHECK(row, "no value for {}", sql);
  return statement.integer(0);
}

Result<void> Database::execute(const char* sql) {
  if (sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    return failed(connection_.get());
  return {};
}

Result<Statement> Database::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(connection_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement,
                         nullptr) != SQLITE_OK)
    return failed(connection_.get());
  return Statement(statement);
}

std::int64_t Database::changes() const { return sqlite3_changes64(connection_.get()); }

Result<Transaction> Transaction::begin(Database& database) {
  PITWALL_TRY_VOID(database.execute("BEGIN IMMEDIATE"));
  return Transaction(database);
}

Transaction::~Transaction() {
  // A failure leaves nothing to undo: SQLite has rolled back by itself then.
  if (database_ != nullptr) (void)database_->execute("ROLLBACK").ok();
}

Result<void> Transaction::commit() {
  PITWALL_TRY_VOID(database_->execute("COMMIT"));
  database_ = nullptr;
  return {};
}

}  // namespace pitwall::sqlite
