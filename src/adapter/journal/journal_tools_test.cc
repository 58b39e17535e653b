#include "adapter/journal/journal_tools.h"

#include <doctest/doctest.h>

#include <random>

#include "adapter/journal/file.h"
#include "adapter/journal/frame.h"
#include "adapter/journal/journal_file.h"
#include "adapter/journal/snapshot_files.h"
#include "adapter/journal/test_folder.h"
#include "base/json.h"

namespace pitwall::journal {
namespace {

// A small journal of several commits, as bytes.
struct Sample {
  std::string bytes{file_header};
  std::vector<std::size_t> ends{bytes.size()};  // after each commit, the empty journal first
  std::vector<std::uint64_t> sequences{0};      // of the last record by then
};

Sample sample() {
  Sample result;
  TestChain chain;
  for (const std::size_t count : {1u, 5u, 2u, 12u}) {
    result.bytes += encode_frame(chain.next(count));
    result.ends.push_back(result.bytes.size());
    result.sequences.push_back(chain.sequence());
  }
  return result;
}

void put(const TestFolder& folder, std::string_view bytes) {
  File file = *File::open(folder.path() / journal_name, File::Access::create);
  REQUIRE(file.truncate(0).ok());
  REQUIRE(file.write_at(0, bytes).ok());
}

Result<Verified> verify(const TestFolder& folder) {
  TestChain chain;
  return journal::verify(folder.path(),
                         [&](const port::JournalRecord& record) { return chain.follow(record); });
}

TEST_CASE("verify finds every changed byte, wherever it stands") {
  const TestFolder folder;
  const Sample good = sample();
  put(folder, good.bytes);
  REQUIRE(verify(folder)->records == 20);
  File file = *File::open(folder.path() / journal_name, File::Access::write);
  for (std::size_t at = 0; at < good.bytes.size(); ++at) {
    for (const int change : {0x01, 0x20, 0x80, 0xff, static_cast<int>(good.bytes[at] & 0xff)}) {
      const char changed = static_cast<char>(good.bytes[at] ^ change);
      if (changed == good.bytes[at]) continue;  // it was zero, and the last change is to zero
      REQUIRE(file.write_at(at, {&changed, 1}).ok());
      const Result<Verified> result = verify(folder);
      CHECK_MESSAGE(!result.ok(), "byte ", at, " changed by ", change);
    }
    REQUIRE(file.write_at(at, {&good.bytes[at], 1}).ok());
  }
  CHECK(verify(folder)->records == 20);
}

TEST_CASE("verify names the commit that was changed") {
  const TestFolder folder;
  const Sample good = sample();
  std::string bytes = good.bytes;
  bytes[good.ends[1] + 200] ^= 1;
  put(folder, bytes);
  const std::string message = verify(folder).error().message;
  CHECK(message.find(fmt::format("byte {} with record 2 ", good.ends[1])) != message.npos);
}

TEST_CASE("a journal cut anywhere is whole up to its last commit") {
  const TestFolder folder;
  const Sample good = sample();
  for (std::size_t size = good.ends[0]; size <= good.bytes.size(); ++size) {
    put(folder, std::string_view(good.bytes).substr(0, size));
    std::size_t commits = 0;
    while (commits + 1 < good.ends.size() && good.ends[commits + 1] <= size) ++commits;
    const Result<Verified> result = verify(folder);
    REQUIRE_MESSAGE(result.ok(), "cut at ", size);
    CHECK(result->records == good.sequences[commits]);
    CHECK(result->torn_bytes == size - good.ends[commits]);
  }
}

TEST_CASE("sectors of the last commit that were never written are a torn tail") {
  const TestFolder folder;
  Sample good = sample();
  TestChain chain;
  (void)chain.next(20);
  good.bytes += encode_frame(chain.next(60));  // over many sectors
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::string bytes = good.bytes;
    const std::size_t begin = good.ends.back();
    bool lost = false;
    for (std::size_t at = begin; at < bytes.size(); at = (at / 512 + 1) * 512) {
      if (random() % 3 != 0) continue;
      const std::size_t end = std::min(bytes.size(), (at / 512 + 1) * 512);
      std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                bytes.begin() + static_cast<std::ptrdiff_t>(end), '\0');
      lost = true;
    }
    if (random() % 4 == 0) bytes.resize(begin + random() % (bytes.size() - begin));
    put(folder, bytes);
    const Result<Verified> result = verify(folder);
    REQUIRE(result.ok());
    CHECK(result->records == (lost || bytes.size() < good.bytes.size() ? 20 : 80));
  }
}

TEST_CASE("a sector lost in the middle is damage, not an end") {
  const TestFolder folder;
  TestChain chain;
  std::string good(file_header);
  std::vector<std::size_t> begins;
  for (int commit = 0; commit < 4; ++commit) {
    begins.push_back(good.size());
    good += encode_frame(chain.next(30));
  }
  put(folder, good);
  REQUIRE(verify(folder)->records == 120);
  for (std::size_t commit = 0; commit < begins.size(); ++commit) {
    std::string bytes = good;
    const std::size_t sector_end = (begins[commit] / 512 + 1) * 512;
    std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(begins[commit]),
              bytes.begin() + static_cast<std::ptrdiff_t>(sector_end), '\0');
    put(folder, bytes);
    const Result<Verified> result = verify(folder);
    // Of the last commit nobody can tell that it was ever whole.
    CHECK(result.ok() == (commit + 1 == begins.size()));
    if (!result) CHECK(result.error().code == Code::corrupt);
  }
}

TEST_CASE("a rewritten record is found by the chain even under good checksums") {
  const TestFolder folder;
  TestChain chain;
  std::vector<port::JournalRecord> records = chain.next(3);
  records[1].payload = R"({"sequence":2,"note":"never happened"})";
  put(folder, std::string(file_header) + encode_frame(records));
  CHECK(verify(folder).error().message == "Record 2 is not what was written.");
}

TEST_CASE("a journal of another format, or none at all, is refused in one sentence") {
  const TestFolder folder;
  CHECK(verify(folder).error().code == Code::not_found);
  put(folder, "");
  CHECK(verify(folder).error().code == Code::corrupt);
  std::string bytes = sample().bytes;
  bytes[std::string_view("Pitwall journal, format ").size()] = '2';
  put(folder, bytes);
  CHECK(verify(folder).error().code == Code::unsupported);
}

TEST_CASE("verify finds every changed byte of a snapshot") {
  const TestFolder folder;
  put(folder, sample().bytes);
  const std::string state = R"({"accounts":[]})";
  TestChain chain;
  (void)chain.next(20);
  REQUIRE(save_snapshot_file(folder.path(), {20, chain.hash(), state, sha256(state)}).ok());
  REQUIRE(verify(folder).ok());
  const std::filesystem::path path = folder.path() / "snapshot.20";
  const std::string good = *read_whole(path, 1000);
  File file = *File::open(path, File::Access::write);
  for (std::size_t at = 0; at < good.size(); ++at) {
    const char changed = static_cast<char>(good[at] ^ 1);
    REQUIRE(file.write_at(at, {&changed, 1}).ok());
    CHECK_MESSAGE(!verify(folder).ok(), "byte ", at);
    REQUIRE(file.write_at(at, {&good[at], 1}).ok());
  }
  CHECK(verify(folder).ok());
}

TEST_CASE("tail and export give the records as they were written") {
  const TestFolder folder;
  put(folder, sample().bytes);
  const Result<std::vector<port::JournalRecord>> last = tail(folder.path(), 3);
  REQUIRE(last->size() == 3);
  CHECK(last->front().sequence == 18);
  CHECK(tail(folder.path(), 100)->size() == 20);
  CHECK(tail(folder.path(), 0)->empty());

  std::vector<std::string> lines;
  REQUIRE(export_lines(folder.path(), 19, [&](std::string_view line) -> Result<void> {
            lines.emplace_back(line);
            return {};
          }).ok());
  REQUIRE(lines.size() == 2);
  const Json line = *parse_json(lines[1]);
  CHECK(line.find("sequence")->text() == "20");
  CHECK(line.find("time")->text() == "2020-09-13T12:27:00Z");
  CHECK(line.find("payload")->find("sequence")->text() == "20");
  CHECK(line.find("hash")->text() == last->back().hash.text());
}

}  // namespace
}  // namespace pitwall::journal
