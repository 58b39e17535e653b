#include "adapter/csv/bars.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <system_error>

#include "adapter/csv/gaps.h"
#include "adapter/csv/header.h"
#include "adapter/csv/moment.h"
#include "base/visitor.h"

namespace pitwall::csv {
namespace {

using market::Bar;
using market::BarSize;

// A fault as part of a sentence of ours: what the file wrote may be any bytes.
std::string part(std::string_view sentence) {
  if (sentence.ends_with('.')) sentence.remove_suffix(1);
  std::string plain(sentence);
  for (char& c : plain)
    if (c < ' ' || c > '~') c = '?';
  return plain;
}

struct Row {
  Bar bar;
  std::uint64_t line = 0;
};

// A fault of one line is Code::invalid_argument and may be skipped; one that puts the whole file in
// doubt is Code::conflict and may not.
class RowReader {
 public:
  RowReader(Header header, const CsvOptions& options, const market::Calendar& calendar)
      : header_(std::move(header)), options_(options), calendar_(calendar) {
    moments_.day_first = options.day_first;
  }

  Result<Bar> read(std::string& line);
  std::uint64_t closed_days() const { return closed_days_; }
  std::uint64_t days_beyond() const { return days_beyond_; }

 private:
  Result<Moment> moment();
  Result<Time> start(const Moment& moment);
  Result<Time> day_start(const Moment& moment);
  Result<Date> day_of(const Moment& moment) const;
  Result<Time> instant_of(const LocalTime& local) const;
  Time first_open(Date from, Date to);
  Result<Price> price(std::size_t column, std::string_view name) const;
  Result<Quantity> volume() const;

  const Header header_;
  const CsvOptions& options_;
  const market::Calendar& calendar_;
  MomentOptions moments_;
  std::optional<bool> zoned_;  // whether the readings of this file carry a zone
  std::vector<std::string_view> fields_;
  std::uint64_t closed_days_ = 0;
  std::uint64_t days_beyond_ = 0;  // of the calendar
};

Result<Bar> RowReader::read(std::string& line) {
  PITWALL_TRY_VOID(split(line, header_.delimiter, fields_));
  if (fields_.size() != header_.columns)
    return error(Code::invalid_argument, "it has {} fields, and the header {}", fields_.size(),
                 header_.columns);
  Bar bar;
  PITWALL_TRY(const Moment when, moment());
  PITWALL_TRY(bar.open, price(header_.open, "open"));
  PITWALL_TRY(bar.high, price(header_.high, "high"));
  PITWALL_TRY(bar.low, price(header_.low, "low"));
  PITWALL_TRY(bar.close, price(header_.close, "close"));
  PITWALL_TRY(bar.volume, volume());
  PITWALL_TRY(bar.time, start(when));
  if (const Result<void> valid = market::validate(bar); !valid)
    return error(Code::invalid_argument, "{}", valid.error().message);
  return bar;
}

Result<Moment> RowReader::moment() {
  std::string_view text = fields_[header_.date];
  std::string joined;
  if (header_.time) text = joined = fmt::format("{} {}", text, fields_[*header_.time]);
  PITWALL_TRY(const Moment read, read_moment(text, moments_));
  moments_.unix_time = moments_.unix_time || read.unix_time;
  if (read.kind == Moment::Kind::local || read.kind == Moment::Kind::instant) {
    const bool zoned = read.kind == Moment::Kind::instant;
    if (zoned_.value_or(zoned) != zoned)
      return error(Code::conflict,
                   "\"{}\" is written {} a zone, and the lines before {}: make them alike", text,
                   zoned ? "with" : "without", zoned ? "without" : "with one");
    zoned_ = zoned;
  }
  return read;
}

Result<Time> RowReader::instant_of(const LocalTime& local) const {
  if (!options_.zone)
    return error(Code::conflict, "\"{}\" has no zone: say which, as in --zone America/New_York",
                 local.text());
  return options_.zone->instant(local);
}

Result<Time> RowReader::start(const Moment& moment) {
  if (!options_.bar.is_intraday()) return day_start(moment);
  switch (moment.kind) {
    case Moment::Kind::instant:
      return moment.instant;
    case Moment::Kind::local:
      return instant_of(moment.local);
    case Moment::Kind::day:
    case Moment::Kind::month:
      break;
  }
  return error(Code::invalid_argument, "it has no time of day, which a bar of {} needs",
               options_.bar.view());
}

Result<Date> RowReader::day_of(const Moment& moment) const {
  Time instant = moment.instant;
  if (moment.kind != Moment::Kind::instant) {
    if (moment.local.since_midnight == Duration{}) return moment.local.date;
    PITWALL_TRY(instant, instant_of(moment.local));
  } else if (Date::of_utc(instant).midnight_utc() == instant) {
    return Date::of_utc(instant);
  }
  const Result<Date> day = calendar_.trading_day(instant);
  return day ? *day : calendar_.zone().local(instant).date;
}

Result<Time> RowReader::day_start(const Moment& moment) {
  if (moment.kind == Moment::Kind::month && options_.bar != BarSize::mo1)
    return error(Code::invalid_argument, "it names a month and no day, which a bar of {} needs",
                 options_.bar.view());
  PITWALL_TRY(const Date day, day_of(moment));
  if (options_.bar == BarSize::d1) return first_open(day, day);
  if (options_.bar == BarSize::w1) {
    const Date monday = day - (day.weekday() + 6) % 7;
    return first_open(monday, monday + 6);
  }
  const Date first = Date::from_civil(day.year(), day.month(), 1);
  return first_open(first, first + 27);
}

// The open of the first trading day from `from` to `to`.
Time RowReader::first_open(Date from, Date to) {
  for (const market::Session& session : calendar_.sessions(from, to))
    if (session.kind == market::Session::Kind::regular) return session.open;
  ++(calendar_.covers(from) ? closed_days_ : days_beyond_);
  return calendar_.zone().instant({from, {}});
}

Result<Price> RowReader::price(std::size_t column, std::string_view name) const {
  const std::string_view text = fields_[column];
  if (text.empty()) return error(Code::invalid_argument, "the {} is empty", name);
  Result<Price> price = Price::parse(text);
  if (price) return price;
  if (text.find(',') != text.npos)
    return error(Code::invalid_argument,
                 "the {} \"{}\" has a comma in it: numbers are written 1234.5", name,
                 text.substr(0, 40));
  return error(Code::invalid_argument, "the {}: {}", name, price.error().message);
}

Result<Quantity> RowReader::volume() const {
  if (!header_.volume) return Quantity();
  // The same digits and the same faults as a price; only the type differs.
  PITWALL_TRY(const Price digits, price(*header_.volume, "volume"));
  static_assert(Price::scale == Quantity::scale);
  return Quantity::from_scaled(digits.scaled());
}

// Takes rows, answers with the file's bars.
class Import {
 public:
  Import(std::string source, const CsvOptions& options, const market::Calendar& calendar)
      : options_(options), calendar_(calendar) {
    report_.source = std::move(source);
    report_.symbol = options.symbol;
    report_.bar = options.bar;
  }

  Result<void> read(LineReader& lines, const std::function<void()>& progress);
  Result<BarFile> finish(const Digest& digest);
  Error failed(const Error& why) const {
    return error(why.code == Code::too_large ? Code::too_large : Code::invalid_argument,
                 "{}: {}. Nothing was imported.", report_.source, part(why.message));
  }

 private:
  Result<void> fault(std::uint64_t line, const Error& why);
  void put_in_order();
  Result<void> drop_duplicates();
  Result<void> check_spacing();
  void warn_about(const Header& header);
  void warn_about(const RowReader& reader);

  const CsvOptions& options_;
  const market::Calendar& calendar_;
  ImportReport report_;
  std::vector<Row> rows_;
};

Result<void> Import::fault(std::uint64_t line, const Error& why) {
  const std::string reason = part(why.message);
  if (why.code == Code::conflict)
    return error(Code::invalid_argument, "{}, line {}: {}. Nothing was imported.", report_.source,
                 line, reason);
  if (options_.damaged == CsvOptions::Damaged::refuse)
    return error(Code::invalid_argument,
                 "{}, line {}: {}. Nothing was imported: mend the line, or leave out damaged lines "
                 "with --skip-damaged.",
                 report_.source, line, reason);
  ++report_.damaged;
  if (report_.skipped.size() < max_skipped_shown) report_.skipped.push_back({line, reason});
  return {};
}

Result<void> Import::read(LineReader& lines, const std::function<void()>& progress) {
  std::string line;
  Result<bool> more = lines.next(line);
  if (!more) return failed(more.error());
  if (!*more) return failed(error(Code::invalid_argument, "the file is empty"));
  Result<Header> header = read_header(line);
  if (!header) return failed(header.error());
  if (header->one_price && !options_.one_price)
    return failed(error(Code::invalid_argument,
                        "it has one price a row, not open, high, low and close: say --one-price to "
                        "take it for all four"));
  warn_about(*header);
  RowReader reader(*header, options_, calendar_);
  while (true) {
    more = lines.next(line);
    if (!more) return failed(more.error());
    if (!*more) break;
    progress();
    ++report_.rows;
    Result<Bar> bar = lines.too_long() ? error(Code::invalid_argument,
                                               "it is longer than {} characters", max_line)
                                       : reader.read(line);
    if (!bar) {
      PITWALL_TRY_VOID(fault(lines.number(), bar.error()));
      continue;
    }
    if (rows_.size() == max_bars)
      return failed(error(Code::too_large, "it has more than {} bars: split it", max_bars));
    rows_.push_back({*bar, lines.number()});
  }
  warn_about(reader);
  return {};
}

void Import::warn_about(const Header& header) {
  if (header.one_price)
    report_.warnings.push_back("Open, high, low and close are all the file's one price.");
  if (!header.volume) report_.warnings.push_back("There is no volume; it is stored as 0.");
  if (!header.ignored.empty())
    report_.warnings.push_back(fmt::format(
        "Columns left alone: {}.", part(fmt::format("{}", fmt::join(header.ignored, ", ")))));
}

void Import::warn_about(const RowReader& reader) {
  report_.outside_sessions = reader.closed_days();
  if (reader.days_beyond() > 0)
    report_.warnings.push_back(fmt::format(
        "The {} calendar knows the days {} to {}; {} bars lie beyond and are stored at midnight of "
        "{}.",
        calendar_.name(), calendar_.first_day().text(), calendar_.last_day().text(),
        reader.days_beyond(), calendar_.zone().name()));
}

void Import::put_in_order() {
  const auto earlier = [](const Row& a, const Row& b) { return a.bar.time < b.bar.time; };
  if (std::is_sorted(rows_.begin(), rows_.end(), earlier)) return;
  const bool descending = std::is_sorted(rows_.rbegin(), rows_.rend(), earlier);
  report_.warnings.push_back(descending ? "The file runs from new to old; the bars were turned."
                                        : "The file is not in order; the bars were sorted.");
  std::sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) {
    return std::tie(a.bar.time, a.line) < std::tie(b.bar.time, b.line);
  });
}

Result<void> Import::drop_duplicates() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (kept > 0 && rows_[kept - 1].bar.time == rows_[i].bar.time) {
      if (rows_[kept - 1].bar == rows_[i].bar) {
        ++report_.duplicates;
        continue;
      }
      PITWALL_TRY_VOID(
          fault(rows_[i].line,
                error(Code::invalid_argument, "it starts at {} like line {}, with other figures",
                      rows_[i].bar.time.text(), rows_[kept - 1].line)));
      continue;
    }
    rows_[kept++] = rows_[i];
  }
  rows_.resize(kept);
  return {};
}

// A file of other bars than it was said to be shows in how far apart they are.
Result<void> Import::check_spacing() {
  if (!options_.bar.is_intraday() || rows_.size() < 2) return {};
  Duration least = days(1);
  for (std::size_t i = 1; i < rows_.size(); ++i) {
    const Duration apart = rows_[i].bar.time - rows_[i - 1].bar.time;
    if (apart < options_.bar.duration())
      return fault(rows_[i].line,
                   error(Code::conflict, "it starts {} after line {}, so these are no bars of {}",
                         apart.text(), rows_[i - 1].line, options_.bar.view()));
    least = std::min(least, apart);
  }
  if (least > options_.bar.duration())
    report_.warnings.push_back(
        fmt::format("No two bars are less than {} apart: are these bars of {}?", least.text(),
                    options_.bar.view()));
  return {};
}

Result<BarFile> Import::finish(const Digest& digest) {
  put_in_order();
  PITWALL_TRY_VOID(drop_duplicates());
  PITWALL_TRY_VOID(check_spacing());
  if (rows_.empty())
    return failed(report_.skipped.empty()
                      ? error(Code::invalid_argument, "there is no line behind the header")
                      : error(Code::invalid_argument, "no line is a bar; line {}: {}",
                              report_.skipped[0].line, report_.skipped[0].reason));
  BarFile file;
  file.bars.reserve(rows_.size());
  for (const Row& row : rows_) file.bars.push_back(row.bar);
  report_.sha256 = digest.text();
  report_.imported = file.bars.size();
  report_.first = file.bars.front().time;
  report_.last = file.bars.back().time;
  report_gaps(file.bars, calendar_, report_);
  file.report = std::move(report_);
  return file;
}

}  // namespace

void describe(SkippedLine& skipped, Visitor& v) {
  v("line", "Its number in the file, from 1.", "17", skipped.line);
  v("reason", "What is wrong with it.", "the high is empty", skipped.reason);
}

void describe(BarGap& gap, Visitor& v) {
  v("from", "Start of the first missing bar.", "2020-12-15T15:00:00Z", gap.from);
  v("to", "End of the last missing bar.", "2020-12-15T15:30:00Z", gap.to);
  v("missing", "How many bars.", "30", gap.missing);
}

void describe(ImportReport& report, Visitor& v) {
  v("source", "The file's name.", "spy.csv", report.source);
  v("sha256", "Hash of the file's bytes.",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", report.sha256);
  v("symbol", "Whose bars they are.", "SPY", report.symbol);
  v("bar", "Length of one bar.", "1m", report.bar);
  v("rows", "Lines behind the header.", "1564", report.rows);
  v("imported", "Bars taken.", "1564", report.imported);
  v("duplicates", "Lines that say again what another says.", "0", report.duplicates);
  v("damaged", "Lines left out for a fault.", "0", report.damaged);
  v("skipped", "The first of these.", "", report.skipped);
  v("first", "Start of the first bar.", "2020-12-15T14:30:00Z", report.first);
  v("last", "Start of the last bar.", "2020-12-18T21:00:00Z", report.last);
  v("missing",
    "Bars that regular sessions between first and last would have had, and the file has "
    "not.",
    "0", report.missing);
  v("gaps", "The largest stretches of missing bars.", "", report.gaps);
  v("outside_sessions", "Bars at times when the calendar knows no trading.", "0",
    report.outside_sessions);
  v("warnings", "What else is worth knowing.", "There is no volume; it is stored as 0.",
    report.warnings);
}

Result<BarFile> read_bars(ReadBytes read, std::string source, const CsvOptions& options,
                          const market::Calendar& calendar, const Progress& progress,
                          std::uint64_t total) {
  LineReader lines(std::move(read));
  Import import(std::move(source), options, calendar);
  std::uint64_t shown = 0;
  const auto show = [&] {
    if (!progress || lines.bytes() == shown) return;
    shown = lines.bytes();
    progress(shown, total);
  };
  PITWALL_TRY_VOID(import.read(lines, show));
  return import.finish(lines.digest());
}

Result<BarFile> read_bar_file(const std::filesystem::path& path, const CsvOptions& options,
                              const market::Calendar& calendar, const Progress& progress) {
  std::error_code code;
  const std::uint64_t total = std::filesystem::file_size(path, code);
  if (code)
    return error(
        code == std::errc::no_such_file_or_directory ? Code::not_found : Code::invalid_argument,
        "Cannot read {}: {}.", path.string(), code.message());
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"),
                                                             &std::fclose);
  if (!file)
    return error(Code::permission_denied, "May not read {}: give this user access to it.",
                 path.string());
  const ReadBytes read = [&](std::span<char> out) -> Result<std::size_t> {
    const std::size_t count = std::fread(out.data(), 1, out.size(), file.get());
    if (std::ferror(file.get()) != 0)
      return error(Code::unavailable, "it could not be read to its end: check the disk");
    return count;
  };
  return read_bars(read, path.filename().string(), options, calendar, progress, total);
}

Result<ImportReport> import_bars(const std::filesystem::path& path, const CsvOptions& options,
                                 const market::Calendar& calendar, port::BarStore& store,
                                 const Progress& progress) {
  PITWALL_TRY(const BarFile file, read_bar_file(path, options, calendar, progress));
  if (!options.dry_run)
    PITWALL_TRY_VOID(store.write(options.symbol, options.bar, file.report.source, file.bars));
  return file.report;
}

}  // namespace pitwall::csv
