#include "adapter/csv/bars.h"

#include <doctest/doctest.h>

#include <cstring>
#include <fstream>
#include <map>

#include "base/json_out.h"

namespace pitwall::csv {
namespace {
using namespace literals;
using namespace market::literals;
using market::Bar;
using market::BarSize;

const market::Calendar& calendar(std::string_view name) {
  static const market::CalendarSet calendars = market::CalendarSet::built_in();
  return **calendars.find(name);
}

CsvOptions options(BarSize bar, const char* zone = nullptr) {
  CsvOptions options;
  options.symbol = "SPY"_sym;
  options.bar = bar;
  if (zone != nullptr) options.zone = *Zone::find(zone);
  return options;
}

Result<BarFile> read(std::string text, const CsvOptions& options, std::string_view name = "NYSE") {
  std::string_view rest = text;
  const ReadBytes source = [&](std::span<char> out) -> Result<std::size_t> {
    const std::size_t count = std::min(out.size(), rest.size());
    std::memcpy(out.data(), rest.data(), count);
    rest.remove_prefix(count);
    return count;
  };
  return read_bars(source, "test.csv", options, calendar(name));
}

std::string fault_of(std::string text, const CsvOptions& options) {
  const Result<BarFile> file = read(std::move(text), options);
  return file ? "" : file.error().message;
}

#define CHECK_HAS(text, expected)                                    \
  do {                                                               \
    const std::string found = (text);                                \
    CHECK_MESSAGE(found.find(expected) != std::string::npos, found); \
  } while (false)

Bar bar(const char* time, Price open, Price high, Price low, Price close, Quantity volume) {
  return {*Time::parse(time), open, high, low, close, volume};
}

TEST_CASE("one bar, in the many ways that files write it") {
  const std::vector<Bar> expected{
      bar("2020-12-15T14:30:00Z", 367.4_px, 367.62_px, 367.36_px, 367.46_px, 407870_qty)};
  const char* new_york = "America/New_York";
  const std::map<std::string, const char*> files{
      {"date,open,high,low,close,volume\n2020-12-15 09:30,367.4,367.62,367.36,367.46,407870\n",
       new_york},
      {"\xef\xbb\xbf\"Volume\",Close,LOW,high,Open,DateTime\r\n"
       "\"407870\",367.46,367.36,367.62,367.40,12/15/2020 9:30\r\n",
       new_york},
      {"Date;Time;Open;High;Low;Close;Vol\n2020-12-15;09:30;367.4;367.62;367.36;367.46;407870",
       new_york},
      {"<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<VOL>\n"
       "2020.12.15\t09:30:00\t367.4\t367.62\t367.36\t367.46\t407870\n",
       new_york},
      {"time,open,high,low,close,Volume,Volume "
       "MA\n1608042600,367.4,367.62,367.36,367.46,407870,1\n",
       nullptr},
      {"timestamp,open,high,low,close,volume\n1608042600000,367.4,367.62,367.36,367.46,407870.0\n",
       nullptr},
      {"time,open,high,low,close,Volume\n"
       "2020-12-15T09:30:00-05:00,367.4,367.62,367.36,367.46,4.0787e5\n",
       nullptr},
  };
  for (const auto& [text, zone] : files) {
    const Result<BarFile> file = read(text, options(BarSize::m1, zone));
    REQUIRE_MESSAGE(file.ok(), text, (file ? "" : file.error().message));
    CHECK(file->bars == expected);
    CHECK(file->report.rows == 1);
    CHECK(file->report.sha256 == sha256(text).text());
  }
}

const std::string head = "date,open,high,low,close,volume\n";

TEST_CASE("each fault is named with its line, and refuses the file or only itself") {
  const std::string good = "2020-12-15 09:30,1,2,0.5,1.5,10\n";
  const std::map<std::string, const char*> faults{
      {"2020-12-15 09:31,NaN,2,0.5,1.5,10", "the open: \"NaN\""},
      {"2020-12-15 09:31,1,inf,0.5,1.5,10", "the high: \"inf\""},
      {"2020-12-15 09:31,1,2,,1.5,10", "the low is empty"},
      {"2020-12-15 09:31,1,2,0.5,\"1,500\",10", "the close \"1,500\" has a comma"},
      {"2020-12-15 09:31,1,2,0.5,1.5,-1", "its volume is negative"},
      {"2020-12-15 09:31,1,2,0.5,1.5,", "the volume is empty"},
      {"2020-12-15 09:31,1,0.2,0.5,1.5,10", "its high is below its low"},
      {"2020-12-15 09:31,1,1.2,0.5,1.5,10", "its high is below its open or close"},
      {"2020-12-15 09:31,1,2,0.5,1.123456789,10", "digit"},
      {"2020-12-15 09:31,1,2,0.5,1.5", "it has 5 fields, and the header 6"},
      {"2020-02-30 09:31,1,2,0.5,1.5,10", "\"2020-02-30 09:31\" is no date"},
      {"2020-12-15,1,2,0.5,1.5,10", "it has no time of day"},
      {",1,2,0.5,1.5,10", "the date or time is empty"},
      {"\"2020-12-15 09:31,1,2,0.5,1.5,10", "a quote is not closed"},
      {std::string(max_line + 1, '1'), "it is longer than 4096 characters"},
      {"2020-12-15 09:30,1,2,0.5,1.6,10", "like line 2, with other figures"},
      {"2020-12-15 09:3\x01\xff,1,2,0.5,1.5,10", "\"2020-12-15 09:3??\""},
  };
  for (const auto& [line, reason] : faults) {
    CsvOptions choice = options(BarSize::m1, "UTC");
    const std::string text = head + good + line + "\n2020-12-15 09:32,1,2,0.5,1.5,10\n";
    const std::string refused = fault_of(text, choice);
    CHECK_HAS(refused, "test.csv, line 3: ");
    CHECK_HAS(refused, reason);
    choice.damaged = CsvOptions::Damaged::skip;
    const Result<BarFile> file = read(text, choice);
    REQUIRE(file.ok());
    CHECK(file->bars.size() == 2);
    CHECK(file->report.rows == 3);
    CHECK(file->report.damaged == 1);
    REQUIRE(file->report.skipped.size() == 1);
    CHECK(file->report.skipped[0].line == 3);
    CHECK_HAS(file->report.skipped[0].reason, reason);
  }
}

TEST_CASE("what puts the whole file in doubt is refused, whatever the option") {
  CsvOptions local = options(BarSize::m1, "UTC");
  local.damaged = CsvOptions::Damaged::skip;
  const std::string row = ",1,2,0.5,1.5,10\n";
  CHECK_HAS(fault_of(head + "2020-12-15 09:30" + row + "2020-12-15 09:31Z" + row, local),
            "line 3: \"2020-12-15 09:31Z\" is written with a zone");
  CHECK_HAS(fault_of(head + "2020-12-15 09:30Z" + row + "2020-12-15 09:31" + row, local),
            "line 3: \"2020-12-15 09:31\" is written without a zone");
  CHECK_HAS(fault_of(head + "1/2/2020 09:30" + row + "13/2/2020 09:30" + row, local),
            "say --day-first");
  CHECK_HAS(fault_of(head + "2020-12-15 09:30" + row, options(BarSize::m1)),
            "line 2: \"2020-12-15 09:30:00\" has no zone: say which");
  CHECK_HAS(fault_of(head + "2020-12-15 09:30" + row + "2020-12-15 09:31" + row,
                     options(BarSize::m5, "UTC")),
            "no bars of 5m");
  CHECK_HAS(fault_of("", local), "the file is empty");
  CHECK_HAS(fault_of(head, local), "no line behind the header");
  CHECK_HAS(fault_of(head + "x" + row, local), "no line is a bar; line 2: \"x\"");
  CHECK_HAS(fault_of("2020-12-15 09:30" + row, local), "must name the columns");
  CHECK_HAS(fault_of("date,open,high,close\n", local), "open, high, low and close");
  CHECK_HAS(fault_of("date,open,high,low,close,Close\n", local), "two columns \"close\"");
  CHECK_HAS(fault_of("date,price\n2020-12-15,1\n", options(BarSize::d1)), "say --one-price");
}

TEST_CASE("order, duplicates and gaps are put right and reported") {
  const std::string text = head +
                           "2020-12-15 16:00,1,2,0.5,1.5,10\n"
                           "2020-12-15 09:33,1,2,0.5,1.5,10\n"
                           "2020-12-15 09:33,1.0,2,0.50,1.5,10\n"
                           "2020-12-15 09:30,1,2,0.5,1.5,10\n"
                           "2020-12-14 15:59,1,2,0.5,1.5,10\n"
                           "2020-12-13 12:00,1,2,0.5,1.5,10\n";
  const BarFile file = *read(text, options(BarSize::m1, "America/New_York"));
  CHECK(file.bars.size() == 5);
  CHECK(file.report.duplicates == 1);
  CHECK(file.report.outside_sessions == 1);  // a Sunday
  // 389 before 15:59 on Monday, 09:31 and 09:32, then 09:34 to 15:59.
  CHECK(file.report.missing == 389 + 2 + 386);
  REQUIRE(file.report.gaps.size() == 3);
  CHECK(file.report.gaps[0].missing == 389);
  CHECK(file.report.gaps[1].missing == 386);
  CHECK(file.report.gaps[1].from.text() == "2020-12-15T14:34:00Z");
  CHECK(file.report.gaps[1].to.text() == "2020-12-15T21:00:00Z");
  CHECK(file.report.gaps[2].missing == 2);
  CHECK(file.report.first->text() == "2020-12-13T17:00:00Z");
  CHECK_HAS(file.report.warnings.at(0), "new to old");
  CHECK(to_json(file.report).find(R"("missing":777)") != std::string::npos);
}

TEST_CASE("days, weeks and months stand at the open of their first trading day") {
  const std::string row = ",1,2,0.5,1.5,10\n";
  const auto first = [&](std::string when, BarSize size, const char* name = "NYSE",
                         const char* zone = nullptr) {
    const Result<BarFile> file = read(head + when + row, options(size, zone), name);
    REQUIRE_MESSAGE(file.ok(), (file ? "" : file.error().message));
    return file->bars[0].time.text();
  };
  CHECK(first("2020-12-15", BarSize::d1) == "2020-12-15T14:30:00Z");
  CHECK(first("2020-12-15 00:00", BarSize::d1) == "2020-12-15T14:30:00Z");
  CHECK(first("2020-12-15T00:00:00Z", BarSize::d1) == "2020-12-15T14:30:00Z");
  CHECK(first("1608042600", BarSize::d1) == "2020-12-15T14:30:00Z");
  CHECK(first("2020-12-15 16:00", BarSize::d1, "NYSE", "America/New_York") ==
        "2020-12-15T14:30:00Z");
  CHECK(first("2020-12-15", BarSize::d1, "ALWAYS") == "2020-12-15T00:00:00Z");
  // A future's day begins the evening before.
  CHECK(first("2020-12-15", BarSize::d1, "CME_ENERGY") == "2020-12-14T23:00:00Z");
  CHECK(first("2020-12-14T23:00:00Z", BarSize::d1, "CME_ENERGY") == "2020-12-14T23:00:00Z");
  CHECK(first("2020-12-26", BarSize::d1) == "2020-12-26T05:00:00Z");  // a Saturday
  // Monday 2021-01-18 and Friday 2021-01-01 were holidays.
  CHECK(first("2021-01-20", BarSize::w1) == "2021-01-19T14:30:00Z");
  CHECK(first("2021-01-31", BarSize::mo1) == "2021-01-04T14:30:00Z");
  CHECK(first("2021-01", BarSize::mo1) == "2021-01-04T14:30:00Z");
  CHECK_HAS(fault_of(head + "2021-01" + row, options(BarSize::d1)), "names a month and no day");
}

// ---- Real files, where they are there ----------------------------------------------------------

const std::filesystem::path data = "../shared/data/market";

bool missing(const char* name) {
  if (std::filesystem::exists(data / name)) return false;
  MESSAGE("skipped: ", (data / name).string(), " is not here");
  return true;
}

// The rows of a plain file, by a reader that shares nothing with the one under test.
std::vector<std::vector<std::string>> rows_of(const char* name) {
  std::ifstream file(data / name);
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<std::string> row(1);
    for (const char c : line) {
      if (c == ',') {
        row.emplace_back();
      } else if (c != '\r') {
        row.back() += c;
      }
    }
    rows.push_back(row);
  }
  return rows;
}

std::string without_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

// Every figure equals the file's text, in columns date, open, high, low, close, volume.
void check_figures(const std::vector<Bar>& bars, std::vector<std::vector<std::string>> rows) {
  REQUIRE(bars.size() == rows.size());
  for (std::size_t i = 0; i < bars.size(); ++i) {
    REQUIRE(bars[i].open.text() == without_zeros(rows[i].at(1)));
    REQUIRE(bars[i].high.text() == without_zeros(rows[i].at(2)));
    REQUIRE(bars[i].low.text() == without_zeros(rows[i].at(3)));
    REQUIRE(bars[i].close.text() == without_zeros(rows[i].at(4)));
    REQUIRE(bars[i].volume.text() == (rows[i].size() > 5 ? without_zeros(rows[i][5]) : "0"));
  }
}

BarFile import(const char* name, const CsvOptions& choice, std::string_view calendar_name) {
  Result<BarFile> file = read_bar_file(data / name, choice, calendar(calendar_name));
  REQUIRE_MESSAGE(file.ok(), (file ? "" : file.error().message));
  MESSAGE(to_json(file->report));
  return std::move(*file);
}

TEST_CASE("four days of SPY minutes equal their file") {
  const char* name = "quotes_intraday.csv";
  if (missing(name)) return;
  const BarFile file = import(name, options(BarSize::m1, "America/New_York"), "NYSE");
  const auto rows = rows_of(name);
  check_figures(file.bars, rows);
  for (std::size_t i = 0; i < rows.size(); ++i)
    REQUIRE(options(BarSize::m1, "America/New_York").zone->local(file.bars[i].time).text() ==
            rows[i][0] + ":00");
  CHECK(file.report.missing == 0);
  CHECK(file.report.outside_sessions == 0);
}

TEST_CASE("daily files equal their text, day for day") {
  struct File {
    const char* name;
    const char* calendar;
    bool newest_first;
    bool month_first;
  };
  for (const File& one :
       {File{"quotes_msft.csv", "NYSE", false, true}, File{"quotes_spx.csv", "NYSE", false, true},
        File{"quotes_bitcoin.csv", "ALWAYS", false, false},
        File{"quotes_default.csv", "NYSE", false, false},
        File{"quotes_longest.csv", "NYSE", true, false}}) {
    if (missing(one.name)) continue;
    const BarFile file = import(one.name, options(BarSize::d1), one.calendar);
    auto rows = rows_of(one.name);
    if (one.newest_first) std::reverse(rows.begin(), rows.end());
    check_figures(file.bars, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Date day = calendar(one.calendar).zone().local(file.bars[i].time).date;
      const std::string text = one.month_first
                                   ? fmt::format("{}/{}/{}", day.month(), day.day(), day.year())
                                   : day.text();
      REQUIRE(text == rows[i][0]);
    }
  }
}

TEST_CASE("the VIX without a volume, its impossible days named and left out") {
  const char* name = "cboe_vix_daily.csv";
  if (missing(name)) return;
  CsvOptions choice = options(BarSize::d1);
  CHECK_HAS(read_bar_file(data / name, choice, calendar("NYSE")).error().message,
            "line 535: The bar of 1992-02-11T14:30:00Z cannot be: its high is below its open");
  choice.damaged = CsvOptions::Damaged::skip;
  const BarFile file = import(name, choice, "NYSE");
  auto rows = rows_of(name);
  const std::size_t all = rows.size();
  std::erase_if(rows, [](const auto& row) {
    const auto figure = [&](std::size_t column) { return *Price::parse(row[column]); };
    return figure(2) < std::max(figure(1), figure(4)) || figure(3) > std::min(figure(1), figure(4));
  });
  check_figures(file.bars, rows);
  CHECK(file.report.damaged == all - rows.size());
}

TEST_CASE("crude oil below zero, one price a row") {
  const char* name = "eia_wti_daily.csv";
  if (missing(name)) return;
  CsvOptions choice = options(BarSize::d1);
  CHECK(!read_bar_file(data / name, choice, calendar("CME_ENERGY")).ok());
  choice.one_price = true;
  const BarFile file = import(name, choice, "CME_ENERGY");
  auto rows = rows_of(name);
  for (auto& row : rows) row.resize(5, row[1]);
  check_figures(file.bars, rows);
  CHECK(std::count_if(file.bars.begin(), file.bars.end(),
                      [](const Bar& one) { return one.close == Price() - 36.98_px; }) == 1);
}

TEST_CASE("gold by months since 1833") {
  const char* name = "gold_monthly.csv";
  if (missing(name)) return;
  CsvOptions choice = options(BarSize::mo1);
  choice.one_price = true;
  CHECK(import(name, choice, "CME_METALS").bars.size() == rows_of(name).size());
}

// Keeps what was written, or refuses.
class MemoryBars final : public port::BarStore {
 public:
  Result<std::vector<Bar>> read(const port::BarQuery&) override { return bars; }
  Result<std::vector<port::BarCoverage>> coverage() override {
    return std::vector<port::BarCoverage>();
  }
  Result<std::optional<port::BarCoverage>> coverage_of(market::Symbol, BarSize) override {
    return std::optional<port::BarCoverage>();
  }
  Result<void> write(market::Symbol, BarSize, std::string_view source,
                     const std::vector<Bar>& given) override {
    if (full) return error(Code::unavailable, "The disk is full.");
    bars = given;
    from = source;
    return {};
  }
  bool full = false;
  std::vector<Bar> bars;
  std::string from;
};

TEST_CASE("an import goes into the store as a whole, and a dry run does not") {
  const std::filesystem::path path =
      std::filesystem::temp_directory_path() / "pitwall-import-test.csv";
  std::ofstream(path) << head << "2020-12-15,1,2,0.5,1.5,10\n2020-12-16,1,2,0.5,1.5,10\n";
  MemoryBars store;
  CsvOptions choice = options(BarSize::d1);
  choice.dry_run = true;
  CHECK(import_bars(path, choice, calendar("NYSE"), store)->imported == 2);
  CHECK(store.bars.empty());
  choice.dry_run = false;
  std::uint64_t done = 0, total = 0;
  CHECK(import_bars(path, choice, calendar("NYSE"), store,
                    [&](std::uint64_t bytes, std::uint64_t all) {
                      done = bytes;
                      total = all;
                    })
            .ok());
  CHECK(store.bars.size() == 2);
  CHECK(store.from == "pitwall-import-test.csv");
  CHECK(done == std::filesystem::file_size(path));
  CHECK(total == done);
  store.full = true;
  CHECK(import_bars(path, choice, calendar("NYSE"), store).error().code == Code::unavailable);
  std::filesystem::remove(path);
  CHECK(import_bars(path, choice, calendar("NYSE"), store).error().code == Code::not_found);
}

}  // namespace
}  // namespace pitwall::csv
