#include "adapter/csv/header.h"

#include <algorithm>
#include <map>

#include "adapter/csv/rows.h"

namespace pitwall::csv {
namespace {

std::string plain(std::string_view name) {
  while (name.starts_with('<') || name.starts_with(' ')) name.remove_prefix(1);
  while (name.ends_with('>') || name.ends_with(' ')) name.remove_suffix(1);
  std::string lower(name);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

char likely_delimiter(std::string_view line) {
  char best = ',';
  for (const char c : {';', '\t'})
    if (std::count(line.begin(), line.end(), c) > std::count(line.begin(), line.end(), best))
      best = c;
  return best;
}

constexpr std::string_view known[] = {"datetime", "timestamp", "time",  "date",   "open", "high",
                                      "low",      "close",     "price", "volume", "vol"};

// Columns by what they are called, to take one after the other.
class Names {
 public:
  static Result<Names> of(const std::vector<std::string_view>& fields) {
    Names names;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::string name = plain(fields[i]);
      if (!names.columns_.emplace(name, i).second &&
          std::find(std::begin(known), std::end(known), name) != std::end(known))
        return error(Code::invalid_argument, "there are two columns \"{}\": remove one", name);
    }
    return names;
  }
  bool has(const char* name) const { return columns_.contains(name); }
  std::optional<std::size_t> take(const char* name) {
    const auto found = columns_.find(name);
    if (found == columns_.end()) return std::nullopt;
    const std::size_t column = found->second;
    columns_.erase(found);
    return column;
  }
  bool take(const char* name, std::size_t& column) {
    const std::optional<std::size_t> found = take(name);
    if (found) column = *found;
    return found.has_value();
  }
  std::vector<std::string> rest() const {
    std::vector<std::string> names;
    for (const auto& [name, column] : columns_) names.push_back(name);
    return names;
  }

 private:
  std::map<std::string, std::size_t> columns_;
};

bool take_start(Names& names, Header& header) {
  if (names.take("datetime", header.date) || names.take("timestamp", header.date)) return true;
  if (names.take("date", header.date)) {
    header.time = names.take("time");
    return true;
  }
  return names.take("time", header.date);
}

Result<void> take_prices(Names& names, Header& header, std::string_view found) {
  if (!names.has("open") && !names.has("high") && !names.has("low") &&
      (names.take("price", header.close) || names.take("close", header.close))) {
    header.open = header.high = header.low = header.close;
    header.one_price = true;
    return {};
  }
  if (names.take("open", header.open) && names.take("high", header.high) &&
      names.take("low", header.low) && names.take("close", header.close))
    return {};
  return error(Code::invalid_argument,
               "a file of bars needs the columns open, high, low and close, and this one begins "
               "\"{}\"",
               found);
}

}  // namespace

Result<Header> read_header(std::string line) {
  const std::string found = line.substr(0, 80);
  Header header;
  header.delimiter = likely_delimiter(line);
  std::vector<std::string_view> fields;
  PITWALL_TRY_VOID(split(line, header.delimiter, fields));
  header.columns = fields.size();
  PITWALL_TRY(Names names, Names::of(fields));
  if (!take_start(names, header))
    return error(Code::invalid_argument,
                 "the first line must name the columns, such as date,open,high,low,close,volume; "
                 "this one begins \"{}\"",
                 found);
  PITWALL_TRY_VOID(take_prices(names, header, found));
  header.volume = names.take("volume");
  if (!header.volume) header.volume = names.take("vol");
  header.ignored = names.rest();
  return header;
}

}  // namespace pitwall::csv
