#include <unistd.h>

#include <cstdio>

#include "adapter/csv/bars.h"
#include "adapter/journal/file_journal.h"
#include "adapter/sqlite/bars.h"
#include "app/commands.h"
#include "app/local_methods.h"
#include "app/paths.h"
#include "app/socket_client.h"
#include "app/system.h"
#include "base/json_in.h"
#include "base/json_out.h"
#include "desk/engine/desk.h"
#include "net/loop.h"

namespace pitwall::app {
namespace {

constexpr Duration answer_deadline = seconds(30);

// Where the import is written down: the running daemon's journal, told over its socket, or the
// journal itself where no daemon holds it.
class Ledger {
 public:
  static Result<Ledger> open(const Paths& paths) {
    Ledger ledger;
    Result<SocketClient> client = SocketClient::connect(paths.socket);
    if (client) {
      ledger.daemon_ = std::make_unique<SocketClient>(std::move(*client));
      return ledger;
    }
    ledger.own_ = std::make_unique<Own>();
    Own& own = *ledger.own_;
    PITWALL_TRY(own.journal,
                journal::FileJournal::open(paths.data, [&own](std::function<void()> callback) {
                  own.loop.post(std::move(callback));
                }));
    own.desk = std::make_unique<desk::Desk>(own.clock, *own.journal, own.gate);
    PITWALL_TRY([[maybe_unused]] const desk::Recovery recovery, own.desk->recover());
    return ledger;
  }

  // The instrument that the desk knows by this symbol, if any.
  Result<std::optional<market::Instrument>> known(const market::Symbol& symbol) {
    const market::Catalogue starter = market::starter_catalogue();
    if (const market::Instrument* found = starter.find(symbol)) return std::optional(*found);
    if (own_) {
      for (const market::Instrument& instrument : own_->desk->state().instruments)
        if (instrument.symbol == symbol) return std::optional(instrument);
      return std::optional<market::Instrument>();
    }
    Json params = Json::object();
    params.set("symbol", Json::string(symbol.text()));
    PITWALL_TRY(const Json answer,
                daemon_->request(KnownInstrument::method, params, answer_deadline));
    if (answer.is_null()) return std::optional<market::Instrument>();
    PITWALL_TRY(market::Instrument instrument, from_json<market::Instrument>(answer));
    return std::optional(std::move(instrument));
  }

  Result<void> write_down(const BarsStored& stored) {
    if (daemon_) {
      PITWALL_TRY(const Json params, parse_json(to_json(stored)));
      const Result<Json> answer = daemon_->request(BarsStored::method, params, answer_deadline);
      return answer ? Result<void>() : answer.error();
    }
    Result<void> result = error(Code::deadline_exceeded, "The journal was not written within {}.",
                                answer_deadline.text());
    // It is another thread that writes: without a timer the loop would see nothing to wait for.
    const net::Timer deadline = own_->loop.after(answer_deadline, [this] { own_->loop.stop(); });
    if (stored.added) own_->desk->submit(*stored.added);
    own_->desk->submit(stored.import, [&](Result<void> applied) {
      result = std::move(applied);
      own_->loop.stop();
    });
    own_->loop.run();
    return result;
  }

 private:
  struct Own {
    SystemClock clock;
    net::Loop loop;
    desk::Gate gate;
    std::unique_ptr<journal::FileJournal> journal;
    std::unique_ptr<desk::Desk> desk;
  };
  std::unique_ptr<SocketClient> daemon_;
  std::unique_ptr<Own> own_;
};

// A symbol that nobody knows yet, as the options describe it.
Result<market::Instrument> new_instrument(const ImportBarsCommand& command,
                                          const market::Symbol& symbol) {
  market::Instrument instrument;
  instrument.symbol = symbol;
  instrument.name = symbol.text();
  if (!command.asset_class.empty()) {
    PITWALL_TRY(instrument.asset_class, market::parse_asset_class(command.asset_class));
  }
  const bool crypto = instrument.asset_class == market::AssetClass::crypto;
  PITWALL_TRY(instrument.currency,
              market::Currency::parse(command.currency.empty() ? "USD" : command.currency));
  instrument.exchange = command.exchange.empty() ? "IMPORT" : command.exchange;
  instrument.calendar = !command.calendar.empty() ? command.calendar : crypto ? "ALWAYS" : "NYSE";
  PITWALL_TRY(instrument.tick_size, Price::parse("0.01"));
  return instrument;
}

csv::Progress progress_bar() {
  if (!::isatty(STDERR_FILENO)) return {};
  return [](std::uint64_t done, std::uint64_t total) {
    const double share =
        total == 0 ? 0 : 100.0 * static_cast<double>(done) / static_cast<double>(total);
    std::fprintf(stderr, "\r%5.1f %%  %.1f MB", share, static_cast<double>(done) / 1e6);
    if (done == total) std::fprintf(stderr, "\n");
  };
}

void print(const csv::ImportReport& report, bool dry_run) {
  std::string out = fmt::format("{}: {} rows, {} bars of {} {}{}", report.source, report.rows,
                                report.imported, report.symbol.view(), report.bar.text(),
                                dry_run ? " would be stored" : " stored");
  if (report.first)
    out += fmt::format(", from {} to {}", report.first->text(), report.last->text());
  out += ".\n";
  if (report.duplicates > 0) out += fmt::format("{} rows repeat others.\n", report.duplicates);
  if (report.damaged > 0) out += fmt::format("{} lines left out:\n", report.damaged);
  for (const csv::SkippedLine& skipped : report.skipped)
    out += fmt::format("  line {}: {}\n", skipped.line, skipped.reason);
  if (report.outside_sessions > 0)
    out += fmt::format("{} bars stand outside the calendar's sessions.\n", report.outside_sessions);
  if (report.missing > 0)
    out += fmt::format("{} bars are missing inside sessions; the largest gaps:\n", report.missing);
  for (const csv::BarGap& gap : report.gaps)
    out += fmt::format("  {} to {}: {}\n", gap.from.text(), gap.to.text(), gap.missing);
  for (const std::string& warning : report.warnings) out += fmt::format("Note: {}\n", warning);
  std::fwrite(out.data(), 1, out.size(), stdout);
}

Result<csv::ImportReport> import(const ImportBarsCommand& command) {
  csv::CsvOptions options;
  PITWALL_TRY(options.symbol, market::Symbol::parse(command.symbol));
  PITWALL_TRY(options.bar, market::BarSize::parse(command.bar));
  if (!command.zone.empty()) {
    PITWALL_TRY(options.zone, Zone::find(command.zone));
  }
  if (command.skip_damaged) options.damaged = csv::CsvOptions::Damaged::skip;
  options.one_price = command.one_price;
  options.day_first = command.day_first;
  options.dry_run = command.dry_run;

  PITWALL_TRY(const Paths paths, prepare_paths(command.data));
  PITWALL_TRY(Ledger ledger, Ledger::open(paths));
  PITWALL_TRY(std::optional<market::Instrument> instrument, ledger.known(options.symbol));
  const bool is_new = !instrument;
  if (is_new) {
    PITWALL_TRY(instrument, new_instrument(command, options.symbol));
  }
  const market::CalendarSet calendars = market::CalendarSet::built_in();
  PITWALL_TRY(const market::Calendar* calendar, calendars.find(instrument->calendar));
  PITWALL_TRY(const std::unique_ptr<sqlite::SqliteBars> bars, sqlite::SqliteBars::open(paths.data));
  PITWALL_TRY(csv::ImportReport report,
              csv::import_bars(command.file, options, *calendar, *bars, progress_bar()));
  if (command.dry_run) return report;

  BarsStored stored;
  stored.import = {options.symbol, options.bar, static_cast<std::int64_t>(report.imported),
                   report.source, report.sha256};
  if (is_new) stored.added = desk::InstrumentAdded{*instrument};
  PITWALL_TRY_VOID(ledger.write_down(stored));
  return report;
}

}  // namespace

int run_import_bars(const ImportBarsCommand& command) {
  const Result<csv::ImportReport> report = import(command);
  if (!report) return fail(report.error());
  print(*report, command.dry_run);
  return 0;
}

}  // namespace pitwall::app
