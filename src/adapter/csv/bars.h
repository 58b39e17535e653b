// Bars of one symbol from a CSV file, exactly as they stand there, with a report of what was found.
// The caller's thread does the work; a file of a million rows takes about a second.
//
// When a row's bar starts:
//   - A bar shorter than a day starts when its row says. A reading without a zone needs
//     CsvOptions::zone; readings with and without a zone in one file are refused.
//   - A daily bar is of the day that its row names, and is stored at the open of that trading day
//     (market::Bar). An instant names the trading day that it falls into, midnight UTC that date.
//   - A week is the one around the day, from Monday; a month the one around it. Both are stored at
//     the open of their first trading day.
//   - Days without trading are stored at their midnight in the calendar's zone and counted as
//     outside_sessions; so are, with a warning and not counted, days that the calendar does not
//     know.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapter/csv/rows.h"
#include "base/zone.h"
#include "market/bar.h"
#include "market/calendar.h"
#include "port/bar_store.h"

namespace pitwall::csv {

inline constexpr std::size_t max_bars = 20'000'000;  // in a file
inline constexpr std::size_t max_skipped_shown = 20;
inline constexpr std::size_t max_gaps_shown = 10;

struct CsvOptions {
  // What to do about a line that cannot be read, or that contradicts another: refuse the whole file
  // at the first, or leave these lines out and list them.
  enum class Damaged { refuse, skip };

  market::Symbol symbol;
  market::BarSize bar;
  std::optional<Zone> zone;  // of readings without one
  Damaged damaged = Damaged::refuse;
  bool one_price = false;  // take a file of one price a row, for open, high, low and close alike
  bool day_first = false;  // 15/12/2020
  bool dry_run = false;    // read and report, store nothing
};

struct SkippedLine {
  std::uint64_t line = 0;
  std::string reason;
};
void describe(SkippedLine& skipped, Visitor& v);

// Bars that the calendar's regular sessions would have had, and the file has not.
struct BarGap {
  Time from;  // start of the first missing bar
  Time to;    // end of the last one; for days the open of the last
  std::int64_t missing = 0;
};
void describe(BarGap& gap, Visitor& v);

struct ImportReport {
  std::string source;  // file name
  std::string sha256;  // of the file's bytes
  market::Symbol symbol;
  market::BarSize bar;
  std::uint64_t rows = 0;            // lines that should be bars
  std::uint64_t imported = 0;        // bars stored; in a dry run those that would be
  std::uint64_t duplicates = 0;      // rows that say again what another says
  std::uint64_t damaged = 0;         // rows left out for a fault
  std::vector<SkippedLine> skipped;  // the first of them
  std::optional<Time> first, last;   // starts of the bars
  std::uint64_t missing = 0;         // bars, inside regular sessions between first and last
  std::vector<BarGap> gaps;          // the largest
  std::uint64_t outside_sessions = 0;
  std::vector<std::string> warnings;
};
void describe(ImportReport& report, Visitor& v);

struct BarFile {
  std::vector<market::Bar> bars;  // oldest first, no two with one start
  ImportReport report;
};

// Called after each piece of the file, with bytes; `total` is 0 where it is not known.
using Progress = std::function<void(std::uint64_t done, std::uint64_t total)>;

// Code::invalid_argument names the line and what is wrong with it.
Result<BarFile> read_bars(ReadBytes read, std::string source, const CsvOptions& options,
                          const market::Calendar& calendar, const Progress& progress = {},
                          std::uint64_t total = 0);
Result<BarFile> read_bar_file(const std::filesystem::path& path, const CsvOptions& options,
                              const market::Calendar& calendar, const Progress& progress = {});
// The same, and into the store: all bars or none.
Result<ImportReport> import_bars(const std::filesystem::path& path, const CsvOptions& options,
                                 const market::Calendar& calendar, port::BarStore& store,
                                 const Progress& progress = {});

}  // namespace pitwall::csv
