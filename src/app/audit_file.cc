#include "app/audit_file.h"

#include "adapter/journal/journal_tools.h"
#include "base/json.h"

namespace pitwall::app {
namespace {

std::string head_of(std::uint64_t first, const Digest& previous) {
  return fmt::format(R"({{"pitwall_audit":1,"first":{},"previous":"{}"}})", first, previous.text());
}

std::string foot_of(std::uint64_t records, std::uint64_t last, const Digest& hash,
                    const Digest& bytes) {
  return fmt::format(R"({{"records":{},"last":{},"hash":"{}","sha256":"{}"}})", records, last,
                     hash.text(), bytes.text());
}

Error fault(std::uint64_t line, std::string_view what) {
  return error(Code::corrupt, "Line {}: {}", line, what);
}

Result<std::uint64_t> number_in(const Json& json, std::string_view name) {
  const Json* member = json.find(name);
  std::uint64_t number = 0;
  if (!member || !member->is_number() || member->text().size() > 18)
    return error(Code::corrupt, "no {} stands there.", name);
  for (const char c : member->text()) {
    if (c < '0' || c > '9') return error(Code::corrupt, "{} is no whole number.", name);
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

// The payload's own bytes, which the record's hash is made of: between the type and the two hashes,
// whose length is always the same.
Result<std::string> payload_in(std::string_view line, const std::string& head) {
  constexpr std::size_t tail = std::string_view(R"(,"previous":"","hash":""})").size() + 2 * 64;
  if (!line.starts_with(head) || line.size() < head.size() + tail)
    return error(Code::corrupt, "it is not as the desk writes a record.");
  return std::string(line.substr(head.size(), line.size() - head.size() - tail));
}

Result<port::JournalRecord> record_of(std::string_view line) {
  PITWALL_TRY(const Json json, parse_json(line));
  port::JournalRecord record;
  PITWALL_TRY(record.sequence, number_in(json, "sequence"));
  PITWALL_TRY(record.time, Time::parse(json.string_or("time", "")));
  PITWALL_TRY(record.previous, Digest::parse(json.string_or("previous", "")));
  PITWALL_TRY(record.hash, Digest::parse(json.string_or("hash", "")));
  record.type = json.string_or("type", "");
  // As it begins before the payload, in the exporter's own words.
  record.payload = "";
  std::string empty = journal::to_line(record);
  empty.resize(empty.find(R"("payload":)") + std::string_view(R"("payload":)").size());
  PITWALL_TRY(record.payload, payload_in(line, empty));
  if (journal::to_line(record) != line)
    return error(Code::corrupt, "it is not as the desk writes a record.");
  return record;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<AuditProof> read() {
    PITWALL_TRY_VOID(take_head());
    while (true) {
      PITWALL_TRY(const std::string_view line, next());
      if (line.starts_with(R"({"records":)")) return take_foot(line);
      const Result<void> taken = take_record(line);
      if (!taken) return fault(line_, taken.error().message);
    }
  }

 private:
  Result<std::string_view> next() {
    ++line_;
    const std::size_t end = text_.find('\n', at_);
    if (end == text_.npos) return fault(line_, "the file ends before its foot.");
    before_ = at_;
    const std::string_view line = text_.substr(at_, end - at_);
    at_ = end + 1;
    return line;
  }

  Result<void> take_head() {
    PITWALL_TRY(const std::string_view line, next());
    const Result<Json> json = parse_json(line);
    if (!json) return fault(line_, "this is no export of an audit.");
    const Result<std::uint64_t> first = number_in(*json, "first");
    const Result<Digest> previous = Digest::parse(json->string_or("previous", ""));
    if (!first || *first == 0 || !previous || head_of(*first, *previous) != line)
      return fault(line_, "this is not the head of an export.");
    proof_.first = *first;
    proof_.previous = *previous;
    chain_.start_at(*first - 1, *previous);
    return {};
  }

  Result<void> take_record(std::string_view line) {
    PITWALL_TRY(const port::JournalRecord record, record_of(line));
    PITWALL_TRY_VOID(chain_.follow(record));
    if (proof_.records++ == 0) proof_.from = record.time;
    proof_.to = record.time;
    return {};
  }

  Result<AuditProof> take_foot(std::string_view line) {
    proof_.last = chain_.sequence();
    proof_.hash = chain_.hash();
    if (foot_of(proof_.records, proof_.last, proof_.hash, sha256(text_.substr(0, before_))) != line)
      return fault(line_, "the foot is not of what stands above it.");
    if (at_ != text_.size()) return fault(line_ + 1, "something stands behind the foot.");
    return proof_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t before_ = 0;  // where the latest line begins
  std::uint64_t line_ = 0;
  desk::Chain chain_;
  AuditProof proof_;
};

}  // namespace

std::string AuditWriter::take(std::string text) {
  text.push_back('\n');
  hash_.add(text);
  return text;
}

std::string AuditWriter::add(const port::JournalRecord& record) {
  std::string text;
  if (records_++ == 0) text = take(head_of(record.sequence, record.previous));
  last_ = record.sequence;
  last_hash_ = record.hash;
  return text + take(journal::to_line(record));
}

std::string AuditWriter::foot() {
  const Digest bytes = hash_.finish();
  return foot_of(records_, last_, last_hash_, bytes) + "\n";
}

Result<AuditProof> verify_audit(std::string_view text) { return Reader(text).read(); }

}  // namespace pitwall::app
