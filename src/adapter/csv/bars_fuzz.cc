// Any bytes are bars or an error; bars are sorted, valid, and no more than the file has lines.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "adapter/csv/bars.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pitwall;
  static const market::CalendarSet calendars = market::CalendarSet::built_in();
  if (size == 0) return 0;
  csv::CsvOptions options;
  const auto sizes = market::BarSize::all();
  options.bar = sizes[data[0] % sizes.size()];
  options.damaged =
      (data[0] & 0x80) != 0 ? csv::CsvOptions::Damaged::skip : csv::CsvOptions::Damaged::refuse;
  options.one_price = options.day_first = (data[0] & 0x40) != 0;
  if ((data[0] & 0x20) != 0) options.zone = Zone::utc();
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto read = [&](std::span<char> out) -> Result<std::size_t> {
    const std::size_t count = std::min(out.size(), rest.size());
    if (count > 0) std::memcpy(out.data(), rest.data(), count);
    rest.remove_prefix(count);
    return count;
  };
  const auto file = csv::read_bars(read, "fuzz.csv", options, **calendars.find("NYSE"));
  if (!file) {
    PITWALL_CHECK(!file.error().message.empty(), "an error that says nothing");
    return 0;
  }
  const csv::ImportReport& report = file->report;
  PITWALL_CHECK(report.imported + report.duplicates + report.damaged == report.rows, "lost a row");
  for (std::size_t i = 0; i < file->bars.size(); ++i) {
    PITWALL_CHECK(market::validate(file->bars[i]).ok(), "bar {} cannot be", i);
    PITWALL_CHECK(i == 0 || file->bars[i - 1].time < file->bars[i].time, "bar {} is early", i);
  }
  return 0;
}
