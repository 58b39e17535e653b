// What an import did, or would do: for a person, and as JSON for a program.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/visitor.h"
#include "port/document_store.h"

namespace pitwall::app {

struct SkippedFile {
  std::string file;
  std::string reason;                  // a sentence
  Code code = Code::invalid_argument;  // unsupported: it is nothing for the memory
};
void describe(SkippedFile& skipped, Visitor& v);

struct FileFlaw {
  std::string file;
  std::uint64_t place = 0;  // line, or number of the conversation
  std::string what;
};
void describe(FileFlaw& flaw, Visitor& v);

struct HistoryReport {
  static constexpr std::size_t max_kept =
      10'000;  // files and flaws that are named; all are counted

  bool dry_run = false;
  std::uint64_t files = 0;  // that held documents
  std::uint64_t bytes_read = 0;
  std::uint64_t added = 0;
  std::uint64_t changed = 0;
  std::uint64_t unchanged = 0;
  std::uint64_t older = 0;
  std::uint64_t forgotten = 0;
  std::uint64_t fragments = 0;  // of what is new or changed, as is the text
  std::uint64_t text_bytes = 0;
  std::uint64_t kept_documents = 0;  // all that the memory holds now, with what was there before
  std::uint64_t kept_fragments = 0;
  std::uint64_t invisible = 0;  // characters that were taken out
  std::uint64_t skipped_count = 0;
  std::vector<SkippedFile> skipped;
  std::uint64_t flaw_count = 0;
  std::vector<FileFlaw> flaws;

  std::uint64_t documents() const { return added + changed + unchanged + older + forgotten; }
  void count(port::PutOutcome outcome, const port::DocumentFacts& facts);
  void skip(std::string file, Error why);
  void flaw(std::string file, std::uint64_t place, std::string what);
};
void describe(HistoryReport& report, Visitor& v);

// Lines for a person; without `all` only the first of what was passed over or left out.
std::string words_of(const HistoryReport& report, bool all);

}  // namespace pitwall::app
