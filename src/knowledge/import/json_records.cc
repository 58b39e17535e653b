#include "knowledge/import/json_records.h"

#include "knowledge/import/limits.h"

namespace pitwall::knowledge {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

Result<bool> JsonRecords::more() {
  if (at_ < piece_.size()) return true;
  PITWALL_TRY(piece_, source_.next());
  at_ = 0;
  if (number_ == 0 && !begun_ && piece_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  return at_ < piece_.size();
}

// Steps to the first byte of a value.
Result<bool> JsonRecords::find_next() {
  while (true) {
    PITWALL_TRY(const bool any, more());
    if (!any) {
      if (in_array_ && !ended_)
        return error(Code::invalid_argument, "The file ends on line {}, before its list does.",
                     line_);
      return false;
    }
    const char c = piece_[at_];
    if (c == '\n') ++line_;
    if (!begun_ && c == '[') {
      in_array_ = true;
    } else if (in_array_ && c == ']') {
      ended_ = true;
    } else if (c == '{' || c == '[') {
      if (ended_)
        return error(Code::invalid_argument, "Line {}: there is more behind the end of the list.",
                     line_);
      begun_ = true;
      return true;
    } else if (!is_space(c) && !(in_array_ && c == ',')) {
      // Of a list a lone word or number is passed over: it is no conversation.
      if (!in_array_ || c == '}' || c == ':')
        return error(Code::invalid_argument, "Line {}: this is no JSON.", line_);
    }
    begun_ = begun_ || !is_space(c);
    ++at_;
  }
}

void JsonRecords::keep(std::string& record, std::string_view bytes) {
  if (record.size() + bytes.size() > max_record) {
    too_long_ = true;
    bytes = bytes.substr(0, max_record - record.size());
  }
  record += bytes;
}

// Whether the value goes on behind this byte.
bool JsonRecords::inside(char c) {
  if (c == '\n') ++line_;
  if (in_string_) {
    if (c == '\n' && !in_array_) return false;  // a line that was cut off; the next is whole
    if (escaped_)
      escaped_ = false;
    else if (c == '\\')
      escaped_ = true;
    else if (c == '"')
      in_string_ = false;
    return true;
  }
  if (c == '"') in_string_ = true;
  if (c == '{' || c == '[') ++depth_;
  if (c == '}' || c == ']') --depth_;
  return depth_ > 0;
}

// True where the value ends in this piece.
bool JsonRecords::take_piece(std::string& record) {
  const std::size_t from = at_;
  while (at_ < piece_.size()) {
    const bool on = inside(piece_[at_]);
    ++at_;
    if (on) continue;
    keep(record, piece_.substr(from, at_ - from));
    return true;
  }
  keep(record, piece_.substr(from));
  return false;
}

Result<bool> JsonRecords::next(std::string& record) {
  record.clear();
  PITWALL_TRY(const bool found, find_next());
  if (!found) return false;
  ++number_;
  first_line_ = line_;
  too_long_ = in_string_ = escaped_ = false;
  depth_ = 0;
  for (bool any = true; any;) {
    if (take_piece(record)) return true;
    PITWALL_TRY(any, more());
  }
  return true;
}

}  // namespace pitwall::knowledge
