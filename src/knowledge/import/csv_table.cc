#include "knowledge/import/csv_table.h"

#include <algorithm>

namespace pitwall::knowledge {

CsvTable::CsvTable(std::string_view text) : rest_(text) {
  if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
}

Result<std::string> CsvTable::field() {
  std::string text;
  if (!rest_.starts_with('"')) {
    text = rest_.substr(0, rest_.find_first_of(",\r\n"));
    rest_.remove_prefix(text.size());
    return text;
  }
  const std::uint64_t begun = line_;
  rest_.remove_prefix(1);
  while (true) {
    const std::size_t quote = rest_.find('"');
    if (quote == rest_.npos)
      return error(Code::invalid_argument, "Line {}: the field in quotes does not end.", begun);
    text += rest_.substr(0, quote);
    line_ += static_cast<std::uint64_t>(std::ranges::count(rest_.substr(0, quote), '\n'));
    rest_.remove_prefix(quote + 1);
    if (!rest_.starts_with('"')) break;
    text += '"';
    rest_.remove_prefix(1);
  }
  // What stands behind the closing quote belongs to the field, as programs write it carelessly.
  const std::size_t end = std::min(rest_.find_first_of(",\r\n"), rest_.size());
  text += rest_.substr(0, end);
  rest_.remove_prefix(end);
  return text;
}

Result<bool> CsvTable::next(std::vector<std::string>& fields) {
  fields.clear();
  while (rest_.starts_with('\r') || rest_.starts_with('\n')) {
    if (rest_.front() == '\n') ++line_;
    rest_.remove_prefix(1);
  }
  if (rest_.empty()) return false;
  ++row_;
  first_ = line_;
  while (true) {
    PITWALL_TRY(std::string text, field());
    fields.push_back(std::move(text));
    if (!rest_.starts_with(',')) return true;
    rest_.remove_prefix(1);
  }
}

}  // namespace pitwall::knowledge
