// JSON as text and as a tree. A number keeps its text, so that a price never passes through a
// double. Reading refuses what would make two readers disagree: duplicate members, bad UTF-8,
// anything after the value, nesting beyond max_depth.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace pitwall {

class Json {
 public:
  enum class Kind { null, boolean, number, string, array, object };
  using Member = std::pair<std::string, Json>;

  Json() = default;
  static Json boolean(bool value);
  static Json number(std::string text);  // the text is a JSON number: checked
  static Json string(std::string text);
  static Json array();
  static Json object();

  Kind kind() const { return kind_; }
  bool is_object() const { return kind_ == Kind::object; }
  bool is_array() const { return kind_ == Kind::array; }
  bool is_string() const { return kind_ == Kind::string; }
  bool is_number() const { return kind_ == Kind::number; }
  bool is_null() const { return kind_ == Kind::null; }

  bool as_boolean() const { return truth_; }
  const std::string& text() const { return text_; }  // of a string, or a number as written
  const std::vector<Json>& items() const { return items_; }
  const std::vector<Member>& members() const { return members_; }
  // The member of that name, or nullptr; also nullptr where this is no object.
  const Json* find(std::string_view name) const;
  // The text of a string member, or `otherwise`.
  std::string_view string_or(std::string_view name, std::string_view otherwise) const;

  Json& append(Json item);
  Json& set(std::string name, Json value);

  std::string dump() const;

 private:
  Kind kind_ = Kind::null;
  bool truth_ = false;
  std::string text_;
  std::vector<Json> items_;
  std::vector<Member> members_;
};

std::string_view name_of(Json::Kind kind);

// A member of an object whose tree nobody needs. The texts live until the next row is read.
struct JsonField {
  std::string_view name;
  std::string_view text;  // of a string, or a number as written; empty for anything else
};
using JsonRow = std::span<const JsonField>;

// Keeps its buffers between texts; one for each thread that reads.
class JsonReader {
 public:
  static constexpr int max_depth = 64;
  JsonReader();
  ~JsonReader();
  JsonReader(JsonReader&&) noexcept;
  JsonReader& operator=(JsonReader&&) noexcept;
  Result<Json> read(std::string_view text);
  // Hands out the objects of an array, one after another, without a tree: for long answers of which
  // little is kept. Refuses what `read` refuses, but passes over elements that are no objects and
  // over the inside of members that are none of text or number. What was handed out before an error
  // stays handed out.
  Result<void> read_rows(std::string_view text, const std::function<void(JsonRow)>& take);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

Result<Json> parse_json(std::string_view text);
bool is_json_number(std::string_view text);

// Appends JSON to a string, with commas where they belong.
class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);
  // A name that needs no escape, as those of described fields.
  JsonWriter& plain_key(std::string_view name) {
    separate();
    out_.push_back('"');
    out_.append(name);
    out_.append("\":");
    return *this;
  }
  JsonWriter& string(std::string_view text);
  JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
  JsonWriter& integer(std::int64_t value);
  JsonWriter& number(double value);  // shortest form that reads back; NaN and infinity become null
  JsonWriter& null() { return raw("null"); }
  JsonWriter& raw(std::string_view json);  // a value that is JSON already
  JsonWriter& value(const Json& value);
  // For writers that format in place: separates from what stands before and hands out the text.
  std::string& raw_begin() {
    separate();
    return out_;
  }
  void raw_end() { fresh_ = false; }
  // Makes room for so many characters more, where it is known that they come.
  void expect(std::size_t more) {
    if (out_.capacity() - out_.size() < more)
      out_.reserve(std::max(out_.size() + more, 2 * out_.capacity()));
  }
  // For one that writes keys and commas itself too: the next value follows `text` as it is.
  void raw_before_value(std::string_view text) {
    out_.append(text);
    fresh_ = true;
  }

 private:
  JsonWriter& open(char bracket) {
    separate();
    out_.push_back(bracket);
    fresh_ = true;
    return *this;
  }
  JsonWriter& close(char bracket) {
    out_.push_back(bracket);
    fresh_ = false;
    return *this;
  }
  void separate() {
    if (!fresh_) out_.push_back(',');
    fresh_ = true;
  }
  std::string& out_;
  bool fresh_ = true;  // nothing stands before the next value inside its brackets
};

void append_json_string(std::string& out, std::string_view text);
// Whether the text stands in JSON as it is, without escapes.
bool is_plain_json(std::string_view text);

}  // namespace pitwall
