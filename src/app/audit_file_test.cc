#include "app/audit_file.h"

#include <doctest/doctest.h>

#include "adapter/journal/journal_tools.h"

namespace pitwall::app {
namespace {

std::vector<port::JournalRecord> some_records() {
  desk::Chain chain;
  std::vector<port::JournalRecord> records;
  const Time start = Time::from_unix_seconds(1'608'044'400);
  records.push_back(chain.seal(desk::DeskStarted{"0.1.0", "paper \"market\""}, start));
  records.push_back(chain.seal(desk::PinTried{false, "terminal", start}, start + seconds(1)));
  desk::KillSwitchTurned kill;
  kill.kill_switch = {true, "terminal", "enough \u00e9\n", start};
  records.push_back(chain.seal(kill, start + nanoseconds(1'234'567'891)));
  records.push_back(chain.seal(desk::PinTried{true, "terminal", start}, start + seconds(2)));
  return records;
}

std::string exported(std::size_t from = 0) {
  AuditWriter writer;
  std::string text;
  const std::vector<port::JournalRecord> records = some_records();
  for (std::size_t i = from; i < records.size(); ++i) text += writer.add(records[i]);
  return text + writer.foot();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at + 1));
    at = end + 1;
  }
  return lines;
}

TEST_CASE("an export proves itself, from the first record and from any other") {
  for (const std::size_t from : {0u, 2u}) {
    const Result<AuditProof> proof = verify_audit(exported(from));
    REQUIRE_MESSAGE(proof.ok(), (proof ? "" : proof.error().message));
    CHECK(proof->first == from + 1);
    CHECK(proof->last == 4);
    CHECK(proof->records == 4 - from);
    CHECK(proof->hash == some_records().back().hash);
  }
}

TEST_CASE("any changed byte is found") {
  const std::string text = exported(1);
  for (std::size_t i = 0; i < text.size(); ++i)
    for (const int flip : {1, 0x20, 0x80}) {
      std::string changed = text;
      changed[i] = static_cast<char>(changed[i] ^ flip);
      if (verify_audit(changed).ok()) FAIL_CHECK("byte ", i, " flipped by ", flip);
    }
}

TEST_CASE("a missing, doubled, moved or added line is found, and a file that is cut anywhere") {
  const std::vector<std::string> lines = lines_of(exported());
  const auto joined = [](const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text += part;
    return text;
  };
  REQUIRE(verify_audit(joined(lines)).ok());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::vector<std::string> changed = lines;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK_MESSAGE(!verify_audit(joined(changed)).ok(), "without line ", i);
    changed = lines;
    changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    CHECK_MESSAGE(!verify_audit(joined(changed)).ok(), "line twice ", i);
    if (i + 1 == lines.size()) continue;
    changed = lines;
    std::swap(changed[i], changed[i + 1]);
    CHECK_MESSAGE(!verify_audit(joined(changed)).ok(), "moved line ", i);
  }
  const std::string text = exported();
  for (std::size_t i = 0; i < text.size(); ++i)
    if (verify_audit(std::string_view(text).substr(0, i)).ok()) FAIL_CHECK("cut at ", i);
  CHECK_FALSE(verify_audit(text + "\n").ok());
  CHECK_FALSE(verify_audit(text + lines[1]).ok());
}

TEST_CASE("the last records cannot be left out and the foot be made to fit, when it is compared") {
  // Such a file is whole in itself; its last hash is another one than the journal's.
  AuditWriter writer;
  std::string text;
  for (std::size_t i = 0; i < 3; ++i) text += writer.add(some_records()[i]);
  text += writer.foot();
  const Result<AuditProof> proof = verify_audit(text);
  REQUIRE(proof.ok());
  CHECK(proof->last == 3);
  CHECK(proof->hash != some_records().back().hash);
}

}  // namespace
}  // namespace pitwall::app
