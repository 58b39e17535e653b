// port::WatchLog over watch.db. Each `put` is one transaction without a wait for the disk: a power
// loss may take back the last ones whole, of events together with `last`, so that they are taken
// from the journal again. Belongs to one thread.
#pragma once

#include <filesystem>
#include <memory>

#include "adapter/sqlite/database.h"
#include "port/watch_log.h"

namespace pitwall::sqlite {

inline constexpr const char* watch_log_name = "watch.db";

class SqliteWatchLog final : public port::WatchLog {
 public:
  static constexpr std::int64_t max_spans = 10'000;      // of one answer
  static constexpr std::int64_t max_forgotten = 10'000;  // events, and as many samples, in one call

  // The folder exists; the file is made where it is missing.
  static Result<std::unique_ptr<SqliteWatchLog>> open(const std::filesystem::path& folder);

  Result<void> put(const std::vector<port::LoggedEvent>& events, std::uint64_t up_to) override;
  Result<std::uint64_t> last() override;
  Result<std::vector<port::LoggedEvent>> events(const port::LoggedEventQuery& query) override;

  // A value that is no finite number refuses them all. Of one measure at one instant, the later
  // value stands.
  Result<void> put(const std::vector<port::Sample>& samples) override;
  Result<std::vector<port::Sample>> latest() override;
  // The stretches begin at the multiples of `step` since 1970, so that those of two answers are the
  // same: the first may begin before `from`, and holds only what came since. Code::too_large over
  // max_spans.
  Result<std::vector<port::SampleSpan>> samples(std::string_view measure, Time from, Time until,
                                                Duration step) override;

  // The oldest first and no more than max_forgotten, some 70 ms: what is left goes with the next
  // call. One an hour keeps up with 160 measures a minute.
  Result<void> forget(Time events_before, Time samples_before) override;

 private:
  struct Statements {
    Statement last, advance, add_event, forget_events;
    Statement add_measure, add_sample, latest, spans, measures, forget_samples, forget_measures;
  };
  SqliteWatchLog(Database database, Statements statements)
      : database_(std::move(database)), statements_(std::move(statements)) {}
  Result<void> forget_samples(Time before);
  Result<std::vector<std::int64_t>> measures();

  Database database_;
  Statements statements_;
};

}  // namespace pitwall::sqlite
