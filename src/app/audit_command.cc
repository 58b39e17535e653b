#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "adapter/journal/journal_tools.h"
#include "app/audit_file.h"
#include "app/commands.h"
#include "app/paths.h"
#include "base/json_out.h"
#include "desk/audit/audit.h"

namespace pitwall::app {
namespace {

Result<void> print(const std::string& text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (!written) return error(Code::unavailable, "The output cannot be written.");
  return {};
}

Result<Time> since_of(const AuditCommand& command) {
  if (command.since.empty()) return Time{};
  return Time::parse(command.since);
}

bool is_meant(const AuditCommand& command, Time since, const desk::AuditLine& line) {
  if (line.time < since) return false;
  if (!command.order.empty() && line.order != command.order) return false;
  return command.approval.empty() ||
         (line.approval && line.approval->text().starts_with(command.approval));
}

std::string text_of(const desk::AuditLine& line) {
  std::string about;
  if (line.approval) about += fmt::format(" approval {}", line.approval->text());
  if (!line.order.empty()) about += fmt::format(" order {}", line.order);
  return fmt::format("{} #{}{}\n    {}\n", line.time.text(), line.sequence, about, line.words);
}

// The journal is read and its chain checked from the first record on: what is told of the last one
// rests on all of them.
Result<void> show(const AuditCommand& command) {
  PITWALL_TRY(const Time since, since_of(command));
  desk::Chain chain;
  desk::Auditor auditor;
  const auto each = [&](const port::JournalRecord& record) -> Result<void> {
    PITWALL_TRY_VOID(chain.follow(record));
    PITWALL_TRY(const std::vector<desk::AuditLine> lines, auditor.take(record));
    for (const desk::AuditLine& line : lines)
      if (is_meant(command, since, line))
        PITWALL_TRY_VOID(print(command.json ? to_json(line) + "\n" : text_of(line)));
    return {};
  };
  PITWALL_TRY_VOID(journal::verify(find_paths(command.data).data, each));
  return {};
}

Result<void> export_file(const AuditCommand& command) {
  PITWALL_TRY(const Time since, since_of(command));
  // Nothing is written over, and nobody else reads it.
  std::FILE* const file = std::fopen(command.file.c_str(), "wxe");
  if (!file)
    return error(Code::already_exists, "{} cannot be made; is it there already?", command.file);
  desk::Chain chain;
  AuditWriter writer;
  bool begun = false;
  const auto put = [&](const std::string& text) -> Result<void> {
    if (std::fwrite(text.data(), 1, text.size(), file) == text.size()) return {};
    return error(Code::unavailable, "{} cannot be written.", command.file);
  };
  Result<void> done = {};
  const Result<journal::Verified> read = journal::verify(
      find_paths(command.data).data, [&](const port::JournalRecord& record) -> Result<void> {
        PITWALL_TRY_VOID(chain.follow(record));
        begun = begun || record.time >= since;
        return begun ? put(writer.add(record)) : Result<void>();
      });
  if (!read) done = read.error();
  if (done && writer.records() == 0)
    done = error(Code::no_data, "The journal has no records since then.");
  if (done) done = put(writer.foot());
  if (std::fclose(file) != 0 && done)
    done = error(Code::unavailable, "{} cannot be written.", command.file);
  if (!done) {
    ::unlink(command.file.c_str());
    return done;
  }
  return print(fmt::format("{} records; the last one's hash is {}. Keep that elsewhere, too.\n",
                           writer.records(), chain.hash().text()));
}

// The file's last record is in the journal, and with it every one before.
Result<void> compare(const std::string& data, const AuditProof& proof) {
  desk::Chain chain;
  bool found = false;
  const auto each = [&](const port::JournalRecord& record) -> Result<void> {
    PITWALL_TRY_VOID(chain.follow(record));
    found = found || (record.sequence == proof.last && record.hash == proof.hash);
    return {};
  };
  PITWALL_TRY_VOID(journal::verify(data, each));
  if (!found)
    return error(Code::corrupt, "The journal in {} does not have record {} as the file does.", data,
                 proof.last);
  return {};
}

Result<void> verify(const AuditCommand& command) {
  std::ifstream file(command.file, std::ios::binary);
  if (!file) return error(Code::not_found, "{} cannot be read.", command.file);
  std::ostringstream text;
  text << file.rdbuf();
  PITWALL_TRY(const AuditProof proof, verify_audit(text.view()));
  if (!command.data.empty()) PITWALL_TRY_VOID(compare(find_paths(command.data).data, proof));
  return print(fmt::format("Whole: records {} to {}, {} to {}. The last one's hash is {}{}.\n",
                           proof.first, proof.last, proof.from.text(), proof.to.text(),
                           proof.hash.text(),
                           command.data.empty() ? "; that it is the journal's own shows with --data"
                                                : ", and the journal has it"));
}

}  // namespace

int run_audit(const AuditCommand& command) {
  const Result<void> done = command.what == AuditCommand::What::show          ? show(command)
                            : command.what == AuditCommand::What::export_file ? export_file(command)
                                                                              : verify(command);
  return done ? 0 : fail(done.error());
}

}  // namespace pitwall::app
