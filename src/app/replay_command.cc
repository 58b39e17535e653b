#include <chrono>
#include <cstdio>

#include "adapter/sqlite/bars.h"
#include "app/commands.h"
#include "app/config.h"
#include "app/paths.h"
#include "app/watch/replay_day.h"
#include "app/watch/trigger_file.h"
#include "app/yaml.h"

namespace pitwall::app {
namespace {

void print(Time time, std::string_view line) {
  const std::string out = fmt::format("{}  {}\n", time.floor(seconds(1)).text(), line);
  std::fwrite(out.data(), 1, out.size(), stdout);
}

// What is known, and for what was imported under a symbol of one's own the hours of New York.
Result<market::Catalogue> catalogue_of(const std::vector<port::BarCoverage>& stored) {
  market::Catalogue catalogue = market::starter_catalogue();
  for (const port::BarCoverage& one : stored) {
    if (catalogue.find(one.symbol)) continue;
    market::Instrument instrument = *catalogue.find(market::Symbol::parse("SPY").value());
    instrument.symbol = one.symbol;
    instrument.name = one.symbol.text();
    PITWALL_TRY_VOID(catalogue.add(std::move(instrument)));
  }
  return catalogue;
}

Result<ReplayDayReport> run(const ReplayCommand& command) {
  PITWALL_TRY(const std::string text, read_text_file(command.file, "file of triggers"));
  PITWALL_TRY(const Date first, Date::parse(command.day));
  PITWALL_TRY(const Date last, Date::parse(command.until.empty() ? command.day : command.until));
  if (last < first)
    return error(Code::invalid_argument, "The last day, {}, is before the first, {}.", last.text(),
                 first.text());
  Config config;
  if (!command.config.empty()) {
    PITWALL_TRY(config, read_config_file(command.config));
  }
  PITWALL_TRY(expr::Vocabulary vocabulary, vocabulary_of(config.watch.functions));
  PITWALL_TRY(std::vector<desk::CompiledTrigger> triggers,
              parse_trigger_file(text, command.file, vocabulary));
  PITWALL_TRY(const Paths paths, prepare_paths(command.data));
  PITWALL_TRY(const std::unique_ptr<sqlite::SqliteBars> bars, sqlite::SqliteBars::open(paths.data));
  PITWALL_TRY(const std::vector<port::BarCoverage> stored, bars->coverage());
  PITWALL_TRY(const market::Catalogue catalogue, catalogue_of(stored));
  const market::CalendarSet calendars = market::CalendarSet::built_in();
  return replay_days({std::move(triggers), std::move(vocabulary), config.alerts, catalogue,
                      calendars, *bars, std::filesystem::path(paths.data) / tape_folder, first,
                      last, [](Time time, const std::string& line) { print(time, line); },
                      [](Time time, const port::Message& message) {
                        print(time, fmt::format("told: {}", message.title));
                      },
                      [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); }});
}

}  // namespace

int run_replay(const ReplayCommand& command) {
  const auto began = std::chrono::steady_clock::now();
  const Result<ReplayDayReport> report = run(command);
  if (!report) return fail(report.error());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::fprintf(stderr, "%s\n",
               fmt::format("{} bars, {} ticks ({} recorded), {} looks in {:.2f} s: fired {} times, "
                           "went blind {} times",
                           report->bars, report->ticks, report->recorded, report->evaluations,
                           took.count(), report->fired, report->blind)
                   .c_str());
  return 0;
}

}  // namespace pitwall::app
