// What `pitwall audit export` writes and `pitwall audit verify` reads: records of the journal, as
// they are, in lines of JSON between a head and a foot.
//
//   {"pitwall_audit":1,"first":17,"previous":"<hash of record 16>"}
//   {"sequence":17,"time":"…","type":"…","payload":{…},"previous":"…","hash":"…"}
//   …
//   {"records":204,"last":220,"hash":"<hash of record 220>","sha256":"<of all bytes above>"}
//
// Each record's hash covers its content and the hash before it, and every byte of the file is one
// that the exporter would have written: a changed byte and a missing or moved line are found
// without anything but the file. That nobody wrote a whole other history shows against the journal
// itself, or against a hash that was noted elsewhere. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/sha256.h"
#include "desk/journal/chain.h"

namespace pitwall::app {

// The lines of an export, one after another. Records follow each other without a gap.
class AuditWriter {
 public:
  // The text to append for this record: with the head before it, where it is the first.
  std::string add(const port::JournalRecord& record);
  std::string foot();
  std::uint64_t records() const { return records_; }

 private:
  std::string take(std::string text);

  Sha256 hash_;
  std::uint64_t records_ = 0;
  std::uint64_t last_ = 0;
  Digest last_hash_;
};

struct AuditProof {
  std::uint64_t records = 0;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  Time from, to;
  Digest previous;  // hash of the record before the first
  Digest hash;      // of the last record
};

// Looks at every byte. Code::corrupt names the line that is not as it was written.
Result<AuditProof> verify_audit(std::string_view text);

}  // namespace pitwall::app
