// How many events a second become durable and are applied: the engine over the journal's file, with
// so many events waiting at once; and the peer, the same payloads into plain SQLite (WAL,
// synchronous=FULL) in transactions of the size that our commits had. Prints one line of JSON for
// each.   bench_events FOLDER SECONDS WAITING...
#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "adapter/journal/file_journal.h"
#include "app/system.h"
#include "desk/engine/desk.h"
#include "net/loop.h"

namespace pitwall {
namespace {

using Clock = std::chrono::steady_clock;
using namespace literals;

constexpr Duration answer_deadline = minutes(2);

[[noreturn]] void give_up(std::string_view what) {
  std::fprintf(stderr, "bench_events: %.*s\n", static_cast<int>(what.size()), what.data());
  std::exit(1);
}

// An execution, as a broker reports it: bought and sold in turn, so that the position stays small.
desk::Event execution(std::uint64_t number) {
  port::OrderExecuted event;
  event.execution_id = fmt::format("0000e0d5.{:08x}.01.01", number);
  event.client_id = fmt::format("client-{}", number);
  event.account = "DU1000001";
  event.symbol = market::Symbol::parse("SPY").value();
  event.currency = market::Currency::parse("USD").value();
  event.multiplier = Ratio::parse("1").value();
  event.side = number % 2 == 0 ? port::Side::buy : port::Side::sell;
  event.quantity = 100_qty;
  event.price = 367.46_px;
  event.commission = Money::parse("1").value();
  event.trading_day = Date::parse("2020-12-15").value();
  event.time = Time::parse("2020-12-15T14:30:00Z").value();
  return event;
}

desk::Event account_opened() {
  port::AccountOpened event;
  event.account = "DU1000001";
  event.title = "Main";
  event.broker = "paper market";
  event.base_currency = market::Currency::parse("USD").value();
  return event;
}

// Counts what goes to the journal.
class CountingJournal final : public port::JournalStore {
 public:
  explicit CountingJournal(port::JournalStore& inner) : inner_(inner) {}
  void append(std::vector<port::JournalRecord> batch, port::Reply<void> done) override {
    ++commits;
    records += batch.size();
    inner_.append(std::move(batch), std::move(done));
  }
  Result<void> read(std::uint64_t from, const Each& each) override {
    return inner_.read(from, each);
  }
  Result<std::optional<port::Snapshot>> latest_snapshot() override {
    return inner_.latest_snapshot();
  }
  void save_snapshot(port::Snapshot snapshot, port::Reply<void> done) override {
    inner_.save_snapshot(std::move(snapshot), std::move(done));
  }
  std::uint64_t commits = 0;
  std::uint64_t records = 0;

 private:
  port::JournalStore& inner_;
};

// Keeps `waiting` events under way until the time is over.
class Feeder {
 public:
  Feeder(desk::Desk& desk, net::Loop& loop, double seconds)
      : desk_(desk),
        loop_(loop),
        begin_(Clock::now()),
        end_(begin_ +
             std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds))) {}

  void start(std::size_t waiting) {
    for (std::size_t i = 0; i < waiting; ++i) submit();
  }
  void submit() {
    ++under_way_;
    desk_.submit(execution(number_++), [this, sent = Clock::now()](Result<void> applied) {
      if (!applied) give_up(applied.error().message);
      last_ = Clock::now();
      took_.push_back(std::chrono::duration<float, std::micro>(last_ - sent).count());
      --under_way_;
      if (last_ < end_) {
        submit();
      } else if (under_way_ == 0) {
        loop_.stop();
      }
    });
  }
  std::size_t count() const { return took_.size(); }
  double seconds() const { return std::chrono::duration<double>(last_ - begin_).count(); }
  float percentile(double share) {
    std::sort(took_.begin(), took_.end());
    return took_[static_cast<std::size_t>(share * static_cast<double>(took_.size() - 1))];
  }

 private:
  desk::Desk& desk_;
  net::Loop& loop_;
  Clock::time_point begin_;
  Clock::time_point end_;
  Clock::time_point last_;
  std::uint64_t number_ = 0;
  std::size_t under_way_ = 0;
  std::vector<float> took_;  // microseconds
};

// Returns how many records a commit had.
std::size_t run_desk(const std::filesystem::path& folder, double seconds, std::size_t waiting) {
  std::filesystem::remove_all(folder);
  net::Loop loop;
  const app::SystemClock clock;
  Result<std::unique_ptr<journal::FileJournal>> file = journal::FileJournal::open(
      folder, [&](std::function<void()> callback) { loop.post(std::move(callback)); });
  if (!file) give_up(file.error().message);
  CountingJournal store(**file);
  desk::Gate gate;
  desk::Desk desk(clock, store, gate);
  if (const auto recovered = desk.recover(); !recovered) give_up(recovered.error().message);
  desk.submit(account_opened());
  Feeder feeder(desk, loop, seconds);
  feeder.start(waiting);
  // The loop does not see that another thread is about to post: something must keep it waiting.
  const net::Timer deadline = loop.after(answer_deadline, [] { give_up("the journal hangs"); });
  loop.run();
  const std::uint64_t per_commit = std::max<std::uint64_t>(1, store.records / store.commits);
  std::printf(
      "{\"what\":\"desk\",\"waiting\":%zu,\"events\":%zu,\"seconds\":%.4f,\"per_commit\":%llu,"
      "\"p50_us\":%.0f,\"p99_us\":%.0f}\n",
      waiting, feeder.count(), feeder.seconds(), static_cast<unsigned long long>(per_commit),
      static_cast<double>(feeder.percentile(0.5)), static_cast<double>(feeder.percentile(0.99)));
  std::fflush(stdout);
  return per_commit;
}

void execute(sqlite3* database, const char* sql) {
  char* message = nullptr;
  if (sqlite3_exec(database, sql, nullptr, nullptr, &message) != SQLITE_OK) give_up(message);
}

void run_sqlite(const std::filesystem::path& folder, double seconds, std::size_t per_commit) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  sqlite3* database = nullptr;
  if (sqlite3_open((folder / "events.db").c_str(), &database) != SQLITE_OK) give_up("no database");
  execute(database, "PRAGMA journal_mode=WAL");
  execute(database, "PRAGMA synchronous=FULL");
  execute(database,
          "CREATE TABLE events(sequence INTEGER PRIMARY KEY, time INTEGER NOT NULL,"
          " type TEXT NOT NULL, payload TEXT NOT NULL, hash BLOB NOT NULL)");
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(database, "INSERT INTO events VALUES(?,?,?,?,?)", -1, &insert, nullptr);
  const std::string payload = desk::encode(execution(123456));
  const std::string hash(32, 'h');
  const Clock::time_point begin = Clock::now();
  std::int64_t sequence = 0;
  double took = 0;
  while (took < seconds) {
    execute(database, "BEGIN IMMEDIATE");
    for (std::size_t i = 0; i < per_commit; ++i) {
      sqlite3_bind_int64(insert, 1, ++sequence);
      sqlite3_bind_int64(insert, 2, 1'608'042'600'000'000'000);
      sqlite3_bind_text(insert, 3, "order_executed", -1, SQLITE_STATIC);
      sqlite3_bind_text(insert, 4, payload.data(), static_cast<int>(payload.size()), SQLITE_STATIC);
      sqlite3_bind_blob(insert, 5, hash.data(), static_cast<int>(hash.size()), SQLITE_STATIC);
      if (sqlite3_step(insert) != SQLITE_DONE) give_up(sqlite3_errmsg(database));
      sqlite3_reset(insert);
    }
    execute(database, "COMMIT");
    took = std::chrono::duration<double>(Clock::now() - begin).count();
  }
  sqlite3_finalize(insert);
  sqlite3_close(database);
  std::printf("{\"what\":\"sqlite\",\"per_commit\":%zu,\"events\":%lld,\"seconds\":%.4f}\n",
              per_commit, static_cast<long long>(sequence), took);
  std::fflush(stdout);
}

}  // namespace
}  // namespace pitwall

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "usage: bench_events FOLDER SECONDS WAITING...\n");
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  const double seconds = std::atof(argv[2]);
  for (int i = 3; i < argc; ++i) {
    const auto waiting = static_cast<std::size_t>(std::atoi(argv[i]));
    const std::size_t per_commit = pitwall::run_desk(folder / "desk", seconds, waiting);
    pitwall::run_sqlite(folder / "sqlite", seconds, per_commit);
  }
  std::filesystem::remove_all(folder);
  return 0;
}
