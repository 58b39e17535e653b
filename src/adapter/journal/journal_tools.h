// What `pitwall journal verify|tail|export` do: they read a data folder, also while a daemon works
// in it, and change nothing. No state; any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

#include "port/journal_store.h"

namespace pitwall::journal {

struct Verified {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;  // all of them looked at
  // What a crash left of a commit that was never reported durable, or what a daemon is writing at
  // this moment. No fault: the next start cuts it off.
  std::uint64_t torn_bytes = 0;
  Time first, last;  // of the records, where there are any
  Digest hash;       // of the last record: the whole journal in one figure
};

// Looks at every byte of the journal and its snapshots. `follow` checks the hash chain record by
// record (desk::Chain::follow; an adapter does not know it). The error is the first fault, and
// names its record or byte.
using Follow = std::function<Result<void>(const port::JournalRecord&)>;
Result<Verified> verify(const std::filesystem::path& folder, const Follow& follow);

// The last `count` records, oldest first.
Result<std::vector<port::JournalRecord>> tail(const std::filesystem::path& folder,
                                              std::size_t count);

// Records from `from` on, each as one line of JSON without the line's end.
using WriteLine = std::function<Result<void>(std::string_view line)>;
Result<void> export_lines(const std::filesystem::path& folder, std::uint64_t from,
                          const WriteLine& write);

// {"sequence":1,"time":"…","type":"…","payload":{…},"previous":"…","hash":"…"}
std::string to_line(const port::JournalRecord& record);

}  // namespace pitwall::journal
