#include <chrono>
#include <cstdio>

#include "adapter/sqlite/bars.h"
#include "app/commands.h"
#include "app/paths.h"
#include "app/watch/trigger_file.h"
#include "app/yaml.h"
#include "desk/watch/replay.h"
#include "market/catalogue.h"

namespace pitwall::app {
namespace {

void print(const desk::WatchNews& news) {
  std::string out;
  for (const desk::Firing& fired : news.fired) {
    out += fmt::format("{}  {}  {} at {}", fired.time.text(), fired.trigger, fired.symbol.view(),
                       fired.price ? fired.price->text() : "no price");
    for (const desk::WatchedFigure& figure : fired.figures)
      out += figure.value ? fmt::format("; {} {:.6g}", figure.name, *figure.value)
                          : fmt::format("; {} not known", figure.name);
    out += "\n";
  }
  for (const desk::Blindness& blind : news.blind)
    out += fmt::format("{}  {}  {}: {}\n", blind.time.text(), blind.trigger, blind.symbol.view(),
                       blind.why.empty() ? "sees again" : fmt::format("blind, for {}", blind.why));
  std::fwrite(out.data(), 1, out.size(), stdout);
}

// The hours that each instrument trades by: the catalogue's, and for what was imported under a
// symbol of one's own those of New York.
Result<std::map<market::Symbol, const market::Calendar*>> calendars_of(
    const std::vector<port::BarCoverage>& stored, const market::CalendarSet& calendars) {
  std::map<market::Symbol, const market::Calendar*> found;
  const market::Catalogue catalogue = market::starter_catalogue();
  for (const port::BarCoverage& one : stored) {
    const market::Instrument* instrument = catalogue.find(one.symbol);
    PITWALL_TRY(found[one.symbol], calendars.find(instrument ? instrument->calendar : "NYSE"));
  }
  return found;
}

Result<desk::ReplayReport> run(const ReplayCommand& command) {
  PITWALL_TRY(const std::string text, read_text_file(command.file, "file of triggers"));
  PITWALL_TRY(std::vector<desk::CompiledTrigger> triggers, parse_trigger_file(text, command.file));
  PITWALL_TRY(const Date first, Date::parse(command.day));
  PITWALL_TRY(const Date last, Date::parse(command.until.empty() ? command.day : command.until));
  if (last < first)
    return error(Code::invalid_argument, "The last day, {}, is before the first, {}.", last.text(),
                 first.text());
  PITWALL_TRY(const Paths paths, prepare_paths(command.data));
  PITWALL_TRY(const std::unique_ptr<sqlite::SqliteBars> bars, sqlite::SqliteBars::open(paths.data));
  PITWALL_TRY(const std::vector<port::BarCoverage> stored, bars->coverage());
  const market::CalendarSet calendars = market::CalendarSet::built_in();
  PITWALL_TRY(auto known, calendars_of(stored, calendars));
  PITWALL_TRY(
      const std::unique_ptr<desk::Replay> replay,
      desk::Replay::begin(std::move(triggers), {std::move(known), *bars, first.midnight_utc(),
                                                (last + 1).midnight_utc()}));
  while (true) {
    desk::WatchNews news;
    PITWALL_TRY(const bool more, replay->go_on(news));
    if (!more) return replay->report();
    if (!news.empty()) print(news);
  }
}

}  // namespace

int run_replay(const ReplayCommand& command) {
  const auto began = std::chrono::steady_clock::now();
  const Result<desk::ReplayReport> report = run(command);
  if (!report) return fail(report.error());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  std::fprintf(
      stderr,
      "%llu bars, %llu ticks, %llu looks in %.2f s: fired %llu times, went blind %llu times\n",
      static_cast<unsigned long long>(report->bars), static_cast<unsigned long long>(report->ticks),
      static_cast<unsigned long long>(report->evaluations), took.count(),
      static_cast<unsigned long long>(report->fired),
      static_cast<unsigned long long>(report->blind));
  return 0;
}

}  // namespace pitwall::app
