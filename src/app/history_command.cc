#include <unistd.h>

#include <cstdio>

#include "adapter/sqlite/document_store.h"
#include "app/commands.h"
#include "app/memory/history_import.h"
#include "app/memory/pdf_text.h"
#include "app/paths.h"
#include "app/system.h"
#include "base/json_out.h"

namespace pitwall::app {
namespace {

// How far it is, on standard error: in one line at a terminal, else a line now and then; for a
// program a line of JSON for each batch that is on the disk.
struct Kept {
  std::uint64_t documents = 0;
  std::uint64_t bytes_read = 0;
};
void describe(Kept& kept, Visitor& v) {
  v("documents", "Documents so far, all of them on the disk.", "200", kept.documents);
  v("bytes_read", "Bytes of files so far.", "4000000", kept.bytes_read);
}

class ProgressLine {
 public:
  ProgressLine(const port::Clock& clock, bool json)
      : clock_(clock), json_(json), begun_(clock.now()), shown_(begun_) {}

  void show(const HistoryReport& report) {
    if (json_) return show_json(report);
    const Time now = clock_.now();
    if (now < shown_ + (terminal_ ? milliseconds(200) : seconds(10))) return;
    shown_ = now;
    const double read = static_cast<double>(report.bytes_read) / 1e6;
    put(fmt::format("{}{} documents, {:.1f} MB read, {:.1f} MB/s{}", terminal_ ? "\r" : "",
                    report.documents(), read, read / (now - begun_).to_seconds(),
                    terminal_ ? "\x1B[K" : "\n"));
    written_ = true;
  }
  void end() const {
    if (terminal_ && written_) put("\r\x1B[K");
  }

 private:
  void show_json(const HistoryReport& report) {
    if (report.documents() == told_ || report.dry_run) return;
    told_ = report.documents();
    put(to_json(Kept{told_, report.bytes_read}) + "\n");
  }
  static void put(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
  }

  const port::Clock& clock_;
  bool json_;
  Time begun_;
  Time shown_;
  std::uint64_t told_ = 0;
  bool terminal_ = ::isatty(STDERR_FILENO) == 1;
  bool written_ = false;
};

struct Imported {
  HistoryReport report;
  bool all_held_something = true;  // each path that was named
};

// What was put is told also where the import ends early.
Result<void> import_all(const ImportHistoryCommand& command, Imported& imported) {
  PITWALL_TRY(const Paths paths, prepare_paths(command.data));
  PITWALL_TRY(const std::unique_ptr<sqlite::SqliteDocumentStore> store,
              sqlite::SqliteDocumentStore::open(paths.data));
  const SystemClock clock;
  ProgressLine line(clock, command.json);
  const auto progress = [&line](const HistoryReport& report) {
    line.show(report);
    return true;
  };
  HistoryImport import({*store, clock, pdf_text, progress}, command.dry_run);
  Result<void> done;
  for (const std::string& path : command.paths) {
    const std::uint64_t files = import.report().files;
    done = import.add(path);
    if (!done) break;
    if (import.report().files == files) imported.all_held_something = false;
  }
  const Result<void> finished = import.finish();
  line.end();
  imported.report = import.report();
  PITWALL_TRY(const port::StoreTotals totals, store->totals());
  imported.report.kept_documents = totals.documents;
  imported.report.kept_fragments = totals.fragments;
  return done ? finished : done;
}

}  // namespace

int run_import_history(const ImportHistoryCommand& command) {
  if (command.paths.empty()) {
    std::fputs("pitwall: name what to import, such as: pitwall import export.zip\n", stderr);
    return 2;
  }
  Imported imported;
  const Result<void> done = import_all(command, imported);
  const HistoryReport& report = imported.report;
  if (done || report.documents() > 0) {
    const std::string text =
        command.json ? to_json(report) + "\n" : words_of(report, command.all_flaws);
    std::fwrite(text.data(), 1, text.size(), stdout);
  }
  if (!done) return fail(done.error());
  return imported.all_held_something ? 0 : 1;
}

}  // namespace pitwall::app
