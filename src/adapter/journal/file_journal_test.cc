#include "adapter/journal/file_journal.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <random>

#include "adapter/journal/journal_tools.h"
#include "adapter/journal/test_folder.h"

namespace pitwall::journal {
namespace {

std::unique_ptr<FileJournal> open_journal(const TestFolder& folder, TestLoop& loop) {
  Result<std::unique_ptr<FileJournal>> journal = FileJournal::open(folder.path(), loop.post());
  REQUIRE_MESSAGE(journal.ok(), (journal ? "" : journal.error().message));
  return std::move(*journal);
}

Result<void> append(FileJournal& journal, TestLoop& loop, std::vector<port::JournalRecord> batch) {
  std::optional<Result<void>> result;
  journal.append(std::move(batch), [&](Result<void> written) { result = std::move(written); });
  loop.run_until([&] { return result.has_value(); });
  return *result;
}

Result<void> save(FileJournal& journal, TestLoop& loop, port::Snapshot snapshot) {
  std::optional<Result<void>> result;
  journal.save_snapshot(std::move(snapshot), [&](Result<void> saved) { result = saved; });
  loop.run_until([&] { return result.has_value(); });
  return *result;
}

// Reads everything and checks every record; the chain stands behind the last.
TestChain read_all(FileJournal& journal) {
  TestChain chain;
  const Result<void> read =
      journal.read(1, [&](const port::JournalRecord& record) { return chain.follow(record); });
  CHECK_MESSAGE(read.ok(), (read ? "" : read.error().message));
  return chain;
}

TEST_CASE("what was appended is there, in order, also after opening again") {
  const TestFolder folder;
  TestLoop loop;
  TestChain chain;
  {
    const auto journal = open_journal(folder, loop);
    CHECK(read_all(*journal).sequence() == 0);
    std::vector<int> replies;
    for (int i = 0; i < 100; ++i)
      journal->append(chain.next(static_cast<std::size_t>(i % 5)), [&, i](Result<void> written) {
        CHECK(written.ok());
        replies.push_back(i);
      });
    loop.run_until([&] { return replies.size() == 100; });
    for (int i = 0; i < 100; ++i) CHECK(replies[static_cast<std::size_t>(i)] == i);
    CHECK(read_all(*journal).sequence() == 200);
  }
  const auto journal = open_journal(folder, loop);
  CHECK(journal->torn() == 0);
  CHECK(read_all(*journal).hash() == chain.hash());
  REQUIRE(append(*journal, loop, chain.next(3)).ok());
  CHECK(read_all(*journal).sequence() == 203);

  std::uint64_t first = 0;
  const Error enough{Code::cancelled, {}};
  const Result<void> stopped = journal->read(150, [&](const port::JournalRecord& record) {
    first = record.sequence;
    return Result<void>(enough);
  });
  CHECK(first == 150);
  CHECK(stopped.error() == enough);
}

TEST_CASE("what is taken is written before the journal closes") {
  const TestFolder folder;
  TestLoop loop;
  TestChain chain;
  {
    const auto journal = open_journal(folder, loop);
    for (int i = 0; i < 20; ++i) journal->append(chain.next(10), {});
  }
  CHECK(read_all(*open_journal(folder, loop)).sequence() == 200);
}

TEST_CASE("reading starts near its record in a long journal") {
  const TestFolder folder;
  TestLoop loop;
  TestChain chain;
  {
    const auto journal = open_journal(folder, loop);
    for (int i = 0; i < 40; ++i) journal->append(chain.next(500), {});
  }
  const auto journal = open_journal(folder, loop);
  std::mt19937 random(3);
  for (int round = 0; round < 50; ++round) {
    const std::uint64_t from = 1 + random() % 20'000;
    std::uint64_t first = 0;
    (void)journal->read(from, [&](const port::JournalRecord& record) {
      first = record.sequence;
      return Result<void>(Error{Code::cancelled, {}});
    });
    CHECK(first == from);
  }
}

TEST_CASE("a second daemon on the same folder is refused, and told by whom") {
  const TestFolder folder;
  TestLoop loop;
  {
    const auto journal = open_journal(folder, loop);
    const auto second = FileJournal::open(folder.path(), loop.post());
    REQUIRE(!second.ok());
    CHECK(second.error().code == Code::already_exists);
    CHECK(second.error().message.find(fmt::format("process {}", ::getpid())) != std::string::npos);
    TestChain chain;
    CHECK(verify(folder.path(), [&](const port::JournalRecord& record) {
            return chain.follow(record);
          }).ok());
  }
  (void)open_journal(folder, loop);
}

TEST_CASE("a torn tail is cut off at the start, and the journal goes on") {
  const TestFolder folder;
  TestLoop loop;
  TestChain chain;
  REQUIRE(append(*open_journal(folder, loop), loop, chain.next(4)).ok());
  {
    TestChain lost = chain;
    File file = *File::open(folder.path() / journal_name, File::Access::write);
    const std::string frame = encode_frame(lost.next(9));
    REQUIRE(file.write_at(*file.size(), std::string_view(frame).substr(0, 333)).ok());
  }
  const auto journal = open_journal(folder, loop);
  CHECK(journal->torn() == 333);
  REQUIRE(append(*journal, loop, chain.next(2)).ok());
  CHECK(read_all(*journal).sequence() == 6);
}

TEST_CASE("snapshots: the newest that fits the journal, two kept") {
  const TestFolder folder;
  TestLoop loop;
  TestChain chain;
  const auto take = [&] {
    const std::string state = fmt::format(R"({{"sequence":{}}})", chain.sequence());
    return port::Snapshot{chain.sequence(), chain.hash(), state, sha256(state)};
  };
  {
    const auto journal = open_journal(folder, loop);
    CHECK(!journal->latest_snapshot()->has_value());
    for (int i = 0; i < 4; ++i) {
      REQUIRE(append(*journal, loop, chain.next(5)).ok());
      REQUIRE(save(*journal, loop, take()).ok());
    }
    CHECK((*journal->latest_snapshot())->sequence == 20);
    CHECK((*journal->latest_snapshot())->state == R"({"sequence":20})");
    CHECK(!std::filesystem::exists(folder.path() / "snapshot.10"));
    CHECK(std::filesystem::exists(folder.path() / "snapshot.15"));
  }
  {
    File file = *File::open(folder.path() / "snapshot.20", File::Access::write);
    REQUIRE(file.write_at(*file.size() - 3, "x").ok());
    CHECK((*open_journal(folder, loop)->latest_snapshot())->sequence == 15);
  }
  std::filesystem::remove(folder.path() / journal_name);
  const auto fresh = open_journal(folder, loop);
  CHECK(!fresh->latest_snapshot()->has_value());
  chain = TestChain();
  REQUIRE(append(*fresh, loop, chain.next(2)).ok());
  REQUIRE(save(*fresh, loop, take()).ok());
  CHECK((*fresh->latest_snapshot())->sequence == 2);
  CHECK(!std::filesystem::exists(folder.path() / "snapshot.15"));
}

// Runs `work` in a process of its own, which ends with `work`.
pid_t in_child(const std::function<void()>& work) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    work();
    ::_exit(0);
  }
  return child;
}

TEST_CASE("a full disk is said in one sentence, and nothing more is taken") {
  const TestFolder folder;
  constexpr int as_expected = 42;
  const pid_t child = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{20'000, 20'000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return;
    TestLoop loop;
    TestChain chain;
    auto journal = FileJournal::open(folder.path(), loop.post());
    if (!journal || !append(**journal, loop, chain.next(10))) return;
    const Result<void> full = append(**journal, loop, chain.next(500));
    const Result<void> later = append(**journal, loop, chain.next(1));
    if (full || full.error().code != Code::unavailable || later) return;
    if (full.error().message.find("The disk is full") == std::string::npos) return;
    if (later.error().message.find("takes nothing more") == std::string::npos) return;
    ::_exit(as_expected);
  });
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == as_expected);
  TestLoop loop;
  const auto journal = open_journal(folder, loop);
  CHECK(journal->torn() == 0);  // what was refused did not stay
  CHECK(read_all(*journal).sequence() == 10);
}

// Appends batches of all sizes as fast as they go, and says in the pipe what is durable.
void append_for_ever(const TestFolder& folder, int pipe) {
  TestLoop loop;
  auto journal = FileJournal::open(folder.path(), loop.post());
  if (!journal) return;
  TestChain chain;
  if (!(*journal)->read(1, [&](const auto& record) { return chain.follow(record); })) return;
  std::mt19937 random(static_cast<unsigned>(chain.sequence()));
  std::size_t under_way = 0;
  while (true) {
    (*journal)->append(chain.next(1 + random() % 40),
                       [&, last = chain.sequence()](Result<void> written) {
                         if (!written) ::_exit(1);
                         --under_way;
                         if (::write(pipe, &last, sizeof last) != sizeof last) ::_exit(1);
                       });
    ++under_way;
    if (random() % 50 == 0)
      (*journal)->save_snapshot({chain.sequence(), chain.hash(), "{}", sha256("{}")}, {});
    loop.run_until([&] { return under_way < 3; });
  }
}

// The last sequence that the child said was durable, up to the moment of its end.
std::uint64_t kill_at_random(pid_t child, int pipe, std::mt19937& random) {
  std::uint64_t durable = 0;
  std::uint64_t said = 0;
  std::size_t left = random() % 40;  // how much it may say before the end is near
  pollfd readable{pipe, POLLIN, 0};
  while (left-- > 0 && ::poll(&readable, 1, 10'000) == 1 &&
         ::read(pipe, &said, sizeof said) == sizeof said)
    durable = said;
  for (unsigned spin = random() % 100'000; spin > 0; --spin) (void)::getppid();
  REQUIRE(::kill(child, SIGKILL) == 0);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  while (::read(pipe, &said, sizeof said) == sizeof said) durable = said;
  return durable;
}

TEST_CASE("after SIGKILL at any moment all that was reported durable is there") {
  const char* wanted = std::getenv("PITWALL_KILL_ROUNDS");
  const int rounds = wanted == nullptr ? 20 : std::atoi(wanted);
  std::mt19937 random(11);
  std::optional<TestFolder> started;
  std::uint64_t total = 0;
  for (int round = 0; round < rounds; ++round) {
    if (round % 5 == 0)
      started.emplace();  // every fifth from nothing: that start can be killed too
    const TestFolder& folder = *started;
    int ends[2] = {};
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = in_child([&] {
      ::close(ends[0]);
      append_for_ever(folder, ends[1]);
    });
    ::close(ends[1]);
    const std::uint64_t durable = kill_at_random(child, ends[0], random);
    ::close(ends[0]);

    TestChain chain;
    const Result<Verified> verified = verify(
        folder.path(), [&](const port::JournalRecord& record) { return chain.follow(record); });
    TestLoop loop;
    const std::uint64_t records = read_all(*open_journal(folder, loop)).sequence();
    REQUIRE(records >= durable);
    if (!verified && verified.error().code == Code::not_found) continue;  // killed before it began
    REQUIRE_MESSAGE(verified.ok(), (verified ? "" : verified.error().message));
    CHECK(verified->records == records);
    total += records;
  }
  MESSAGE(rounds, " kills, ", total, " records read back");
  CHECK(total > static_cast<std::uint64_t>(rounds));
}

}  // namespace
}  // namespace pitwall::journal
