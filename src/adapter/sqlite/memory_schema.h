// The tables of memory.db, which more than one class reads and writes.
//
// Times are nanoseconds of UTC, NULL where nothing says one. Fragments lie in the order of their
// documents: their number is the document's key times max_fragments and their ordinal. What is
// forgotten leaves the hash of its id.
#pragma once

#include <cstdint>

#include "adapter/sqlite/database.h"

namespace pitwall::sqlite {

inline constexpr const char* memory_name = "memory.db";
inline constexpr std::int64_t max_fragments = std::int64_t{1} << 20;  // of one document

inline constexpr Schema memory_schema{.application_id = 0x50574D4D,  // "PWMM"
                                      .version = 1,
                                      .create = R"(
CREATE TABLE changes(last INTEGER NOT NULL) STRICT;
INSERT INTO changes VALUES(0);
CREATE TABLE documents(
  key INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind INTEGER NOT NULL,
  provider TEXT NOT NULL,
  title TEXT NOT NULL,
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  language TEXT NOT NULL,
  created INTEGER,
  updated INTEGER,
  origin TEXT NOT NULL,
  imported INTEGER NOT NULL,
  digest TEXT NOT NULL,
  fragments INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  change INTEGER NOT NULL UNIQUE
) STRICT;
CREATE TABLE fragments(
  id INTEGER PRIMARY KEY,
  part TEXT NOT NULL,
  role INTEGER NOT NULL,
  text TEXT NOT NULL,
  time INTEGER,
  offset INTEGER,
  active INTEGER NOT NULL,
  continues INTEGER NOT NULL
) STRICT;
CREATE TABLE forgotten(
  name TEXT PRIMARY KEY,
  time INTEGER NOT NULL,
  change INTEGER NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;
CREATE TABLE models(
  key INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  dimension INTEGER NOT NULL,
  passage_prefix TEXT NOT NULL,
  UNIQUE(name, dimension, passage_prefix)
) STRICT;
CREATE TABLE vectors(
  key INTEGER PRIMARY KEY,
  fragment INTEGER NOT NULL,
  model INTEGER NOT NULL,
  numbers BLOB NOT NULL,
  UNIQUE(fragment, model)
) STRICT;
CREATE TABLE embedded(
  model INTEGER NOT NULL,
  document INTEGER NOT NULL,
  PRIMARY KEY(model, document)
) STRICT, WITHOUT ROWID;
CREATE TABLE files(
  path TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  refused TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)",
                                      .commit = Commit::on_disk};

}  // namespace pitwall::sqlite
