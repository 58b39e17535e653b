#include "adapter/csv/rows.h"

#include <algorithm>

namespace pitwall::csv {
namespace {

constexpr std::size_t piece_size = std::size_t{1} << 18;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

}  // namespace

Result<void> split(std::string& line, char delimiter, std::vector<std::string_view>& fields) {
  fields.clear();
  std::size_t at = 0;
  while (true) {
    if (fields.size() == max_fields)
      return error(Code::too_large, "it has more than {} fields", max_fields);
    const std::size_t start = at;
    if (at < line.size() && line[at] == '"') {
      std::size_t out = start;
      for (++at; at < line.size(); ++at) {
        if (line[at] == '"') {
          if (at + 1 == line.size() || line[at + 1] != '"') break;
          ++at;
        }
        line[out++] = line[at];
      }
      if (at == line.size()) return error(Code::invalid_argument, "a quote is not closed");
      ++at;
      if (at < line.size() && line[at] != delimiter)
        return error(Code::invalid_argument, "text follows a closing quote");
      fields.emplace_back(line.data() + start, out - start);
    } else {
      at = std::min(line.find(delimiter, at), line.size());
      std::string_view field(line.data() + start, at - start);
      while (field.starts_with(' ')) field.remove_prefix(1);
      while (field.ends_with(' ')) field.remove_suffix(1);
      fields.push_back(field);
    }
    if (at == line.size()) return {};
    ++at;
  }
}

Result<bool> LineReader::next(std::string& line) {
  while (true) {
    line.clear();
    too_long_ = false;
    bool any = false;
    bool ended = false;
    while (!ended) {
      if (at_ == piece_.size()) {
        PITWALL_TRY(const bool more, fill());
        if (!more) break;
      }
      any = true;
      const std::size_t end = std::min(piece_.find('\n', at_), piece_.size());
      const std::size_t room = max_line - line.size();
      line.append(piece_, at_, std::min(end - at_, room));
      too_long_ = too_long_ || end - at_ > room;
      ended = end < piece_.size();
      at_ = ended ? end + 1 : end;
    }
    if (!any) return false;
    ++number_;
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) return true;
  }
}

Result<bool> LineReader::fill() {
  piece_.resize(piece_size);
  PITWALL_TRY(const std::size_t count, read_(piece_));
  piece_.resize(count);
  at_ = 0;
  hash_.add(piece_);
  const bool first = bytes_ == 0;
  bytes_ += count;
  if (bytes_ > max_file)
    return error(Code::too_large, "the file is over {} GiB: split it and import the parts",
                 max_file >> 30);
  if (first) PITWALL_TRY_VOID(check_start());
  return count > 0;
}

Result<void> LineReader::check_start() {
  if (piece_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
  if (piece_.starts_with("\xff\xfe") || piece_.starts_with("\xfe\xff"))
    return error(Code::invalid_argument, "the file is in UTF-16: save it as UTF-8");
  if (piece_.find('\0') != piece_.npos)
    return error(Code::invalid_argument, "the file is no text: export it as CSV");
  return {};
}

}  // namespace pitwall::csv
