#include <cstdio>

#include "adapter/journal/journal_tools.h"
#include "app/commands.h"
#include "app/paths.h"
#include "desk/journal/chain.h"

namespace pitwall::app {
namespace {

Result<void> print_line(std::string_view line) {
  const bool written = std::fwrite(line.data(), 1, line.size(), stdout) == line.size() &&
                       std::fputc('\n', stdout) != EOF;
  if (!written) return error(Code::unavailable, "The output cannot be written.");
  return {};
}

int verify(const std::string& data) {
  desk::Chain chain;
  const Result<journal::Verified> verified = journal::verify(
      data, [&](const port::JournalRecord& record) { return chain.follow(record); });
  if (!verified) return fail(verified.error());
  std::printf("The journal is whole: %llu records, %llu bytes",
              static_cast<unsigned long long>(verified->records),
              static_cast<unsigned long long>(verified->bytes));
  if (verified->records > 0)
    std::printf(", from %s to %s.\nIts hash is %s", verified->first.text().c_str(),
                verified->last.text().c_str(), verified->hash.text().c_str());
  std::printf(".\n");
  if (verified->torn_bytes > 0)
    std::printf(
        "Behind it are %llu bytes of a commit that was not finished; nothing in them was "
        "ever reported done.\n",
        static_cast<unsigned long long>(verified->torn_bytes));
  return 0;
}

int tail(const std::string& data, std::size_t count) {
  const Result<std::vector<port::JournalRecord>> records = journal::tail(data, count);
  if (!records) return fail(records.error());
  for (const port::JournalRecord& record : *records)
    if (const Result<void> printed = print_line(journal::to_line(record)); !printed)
      return fail(printed.error());
  return 0;
}

}  // namespace

int run_journal(const JournalCommand& command) {
  const std::string data = find_paths(command.data).data;
  switch (command.what) {
    case JournalCommand::What::verify:
      return verify(data);
    case JournalCommand::What::tail:
      return tail(data, command.count);
    case JournalCommand::What::export_lines: {
      const Result<void> exported = journal::export_lines(data, 1, print_line);
      return exported ? 0 : fail(exported.error());
    }
  }
  return 2;
}

}  // namespace pitwall::app
