#include "base/json.h"

#include <simdjson.h>

#include <charconv>
#include <cmath>

namespace pitwall {

Json Json::boolean(bool value) {
  Json json;
  json.kind_ = Kind::boolean;
  json.truth_ = value;
  return json;
}

Json Json::number(std::string text) {
  PITWALL_CHECK(is_json_number(text), "\"{}\" is no JSON number", text);
  Json json;
  json.kind_ = Kind::number;
  json.text_ = std::move(text);
  return json;
}

Json Json::string(std::string text) {
  Json json;
  json.kind_ = Kind::string;
  json.text_ = std::move(text);
  return json;
}

Json Json::array() {
  Json json;
  json.kind_ = Kind::array;
  return json;
}

Json Json::object() {
  Json json;
  json.kind_ = Kind::object;
  return json;
}

const Json* Json::find(std::string_view name) const {
  for (const Member& member : members_)
    if (member.first == name) return &member.second;
  return nullptr;
}

std::string_view Json::string_or(std::string_view name, std::string_view otherwise) const {
  const Json* member = find(name);
  return member && member->is_string() ? std::string_view(member->text_) : otherwise;
}

Json& Json::append(Json item) {
  PITWALL_CHECK(is_array(), "append to a {}", name_of(kind_));
  items_.push_back(std::move(item));
  return items_.back();
}

Json& Json::set(std::string name, Json value) {
  PITWALL_CHECK(is_object(), "set a member of a {}", name_of(kind_));
  members_.emplace_back(std::move(name), std::move(value));
  return members_.back().second;
}

std::string Json::dump() const {
  std::string out;
  JsonWriter(out).value(*this);
  return out;
}

std::string_view name_of(Json::Kind kind) {
  switch (kind) {
    case Json::Kind::null:
      return "null";
    case Json::Kind::boolean:
      return "boolean";
    case Json::Kind::number:
      return "number";
    case Json::Kind::string:
      return "string";
    case Json::Kind::array:
      return "array";
    case Json::Kind::object:
      return "object";
  }
  return "null";
}

bool is_json_number(std::string_view text) {
  std::size_t at = 0;
  const auto digit = [&] { return at < text.size() && text[at] >= '0' && text[at] <= '9'; };
  const auto digits = [&] {
    const std::size_t start = at;
    while (digit()) ++at;
    return at > start;
  };
  if (text.starts_with('-')) ++at;
  if (at < text.size() && text[at] == '0') {
    ++at;
  } else if (!digits()) {
    return false;
  }
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (!digits()) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (!digits()) return false;
  }
  return at == text.size();
}

struct JsonReader::Parser {
  simdjson::ondemand::parser parser;
  std::string padded;
  std::vector<JsonField> row;

  Result<simdjson::ondemand::document> start(std::string_view text, bool wrapped);
};

JsonReader::JsonReader() : parser_(std::make_unique<Parser>()) {}
JsonReader::~JsonReader() = default;
JsonReader::JsonReader(JsonReader&&) noexcept = default;
JsonReader& JsonReader::operator=(JsonReader&&) noexcept = default;

namespace {

namespace sj = simdjson::ondemand;

Error damaged(std::string_view what) {
  return error(Code::invalid_argument, "This is not valid JSON: {}.", what);
}

// The library's words, shortened to what helps the one who sent the text.
Error damaged(simdjson::error_code code) {
  switch (code) {
    case simdjson::UTF8_ERROR:
      return damaged("it is not UTF-8");
    case simdjson::EMPTY:
      return damaged("it is empty");
    case simdjson::UNCLOSED_STRING:
      return damaged("a string is not closed");
    case simdjson::DEPTH_ERROR:
      return damaged("it is nested too deeply");
    case simdjson::STRING_ERROR:
      return damaged("a string holds a bad escape");
    default:
      return damaged("the structure is broken");
  }
}

#define PITWALL_JSON_TRY(declaration, expression) \
  declaration;                                    \
  if (const auto code = (expression); code != simdjson::SUCCESS) return damaged(code)

Result<std::string_view> number_token(sj::value& value) {
  std::string_view token = value.raw_json_token();
  while (!token.empty() && std::string_view(" \t\r\n").find(token.back()) != token.npos)
    token.remove_suffix(1);
  if (!is_json_number(token))
    return damaged(fmt::format("\"{}\" is no number", token.substr(0, 30)));
  return token;
}

Error stands_twice(std::string_view name) {
  return damaged(fmt::format("the member \"{}\" stands twice", name.substr(0, 60)));
}

Result<Json> convert(sj::value value, int depth);

Result<Json> convert_scalar(sj::json_type type, sj::value& value) {
  switch (type) {
    case sj::json_type::null: {
      PITWALL_JSON_TRY(bool null = false, value.is_null().get(null));
      if (!null) return damaged("a word that is neither null nor anything else");
      return Json();
    }
    case sj::json_type::boolean: {
      PITWALL_JSON_TRY(bool truth = false, value.get_bool().get(truth));
      return Json::boolean(truth);
    }
    case sj::json_type::string: {
      PITWALL_JSON_TRY(std::string_view text, value.get_string().get(text));
      return Json::string(std::string(text));
    }
    default: {
      PITWALL_TRY(const std::string_view token, number_token(value));
      return Json::number(std::string(token));
    }
  }
}

Result<Json> convert_array(sj::value& value, int depth) {
  PITWALL_JSON_TRY(sj::array array, value.get_array().get(array));
  Json json = Json::array();
  for (auto element : array) {
    PITWALL_JSON_TRY(sj::value item, std::move(element).get(item));
    PITWALL_TRY(Json converted, convert(item, depth + 1));
    json.append(std::move(converted));
  }
  return json;
}

Result<Json> convert_object(sj::value& value, int depth) {
  PITWALL_JSON_TRY(sj::object object, value.get_object().get(object));
  Json json = Json::object();
  for (auto entry : object) {
    PITWALL_JSON_TRY(sj::field field, std::move(entry).get(field));
    PITWALL_JSON_TRY(std::string_view name, field.unescaped_key().get(name));
    std::string key(name);
    if (json.find(key)) return stands_twice(key);
    PITWALL_TRY(Json converted, convert(field.value(), depth + 1));
    json.set(std::move(key), std::move(converted));
  }
  return json;
}

Result<Json> convert(sj::value value, int depth) {
  if (depth > JsonReader::max_depth)
    return damaged(fmt::format("it is nested deeper than {} levels", JsonReader::max_depth));
  PITWALL_JSON_TRY(sj::json_type type, value.type().get(type));
  if (type == sj::json_type::array) return convert_array(value, depth);
  if (type == sj::json_type::object) return convert_object(value, depth);
  return convert_scalar(type, value);
}

// A lone scalar as the whole text: the library reads those through the document, so it is put into
// an array of one instead.
bool is_container(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != text.npos && (text[first] == '{' || text[first] == '[');
}

// The text of a scalar without its tree; of a container nothing, but its inside is read, so that a
// broken one is found.
Result<std::string_view> text_of_field(sj::value value, int depth) {
  PITWALL_JSON_TRY(sj::json_type type, value.type().get(type));
  if (type == sj::json_type::string) {
    PITWALL_JSON_TRY(std::string_view text, value.get_string().get(text));
    return text;
  }
  if (type == sj::json_type::number) return number_token(value);
  PITWALL_TRY(const Json ignored, convert(value, depth));
  return std::string_view();
}

std::uint64_t looks(std::string_view name) {
  if (name.empty()) return 1;
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(name[i]); };
  const std::size_t mixed =
      at(0) * 7U + at(name.size() / 2) * 3U + at(name.size() - 1) * 13U + name.size();
  return std::uint64_t{1} << (mixed % 64);
}

Result<void> read_row(sj::object& object, std::vector<JsonField>& row) {
  row.clear();
  std::uint64_t seen = 0;  // a bit for what names look like: most need no further comparison
  for (auto entry : object) {
    PITWALL_JSON_TRY(sj::field field, std::move(entry).get(field));
    PITWALL_JSON_TRY(std::string_view name, field.unescaped_key().get(name));
    const std::uint64_t bit = looks(name);
    if ((seen & bit) != 0)
      for (const JsonField& known : row)
        if (known.name == name) return stands_twice(name);
    seen |= bit;
    PITWALL_TRY(const std::string_view text, text_of_field(field.value(), 2));
    row.push_back({name, text});
  }
  return {};
}

}  // namespace

Result<sj::document> JsonReader::Parser::start(std::string_view text, bool wrapped) {
  if (text.size() > simdjson::SIMDJSON_MAXSIZE_BYTES - simdjson::SIMDJSON_PADDING - 2)
    return error(Code::too_large, "This JSON is larger than 4 GB.");
  padded.clear();
  padded.reserve(text.size() + simdjson::SIMDJSON_PADDING + 2);
  if (wrapped) padded.push_back('[');
  padded.append(text);
  if (wrapped) padded.push_back(']');
  PITWALL_JSON_TRY(sj::document document,
                   parser.iterate(padded.data(), padded.size(), padded.capacity()).get(document));
  return document;
}

namespace {

Result<void> check_end(sj::document& document) {
  const char* rest = nullptr;  // where reading stopped: nowhere, if the text is used up
  if (document.current_location().get(rest) != simdjson::OUT_OF_BOUNDS)
    return damaged("something stands after its end");
  return {};
}

void forget_large(std::string& padded) {
  constexpr std::size_t max_kept = 1 << 20;  // a rare large text does not stay in memory
  if (padded.capacity() > max_kept) std::string().swap(padded);
}

}  // namespace

Result<Json> JsonReader::read(std::string_view text) {
  const bool wrapped = !is_container(text);
  PITWALL_TRY(sj::document document, parser_->start(text, wrapped));
  PITWALL_JSON_TRY(sj::value root, document.get_value().get(root));
  PITWALL_TRY(Json json, convert(root, 0));
  PITWALL_TRY_VOID(check_end(document));
  forget_large(parser_->padded);
  if (!wrapped) return json;
  if (json.items().size() != 1)
    return damaged(text.empty() ? "it is empty" : "it holds no single value");
  return json.items().front();
}

Result<void> JsonReader::read_rows(std::string_view text,
                                   const std::function<void(JsonRow)>& take) {
  PITWALL_TRY(sj::document document, parser_->start(text, false));
  PITWALL_JSON_TRY(sj::array array, document.get_array().get(array));
  for (auto element : array) {
    PITWALL_JSON_TRY(sj::value item, std::move(element).get(item));
    PITWALL_JSON_TRY(sj::json_type type, item.type().get(type));
    if (type != sj::json_type::object) {
      PITWALL_TRY(const Json ignored, convert(item, 1));
      continue;
    }
    PITWALL_JSON_TRY(sj::object object, item.get_object().get(object));
    PITWALL_TRY_VOID(read_row(object, parser_->row));
    take(parser_->row);
  }
  PITWALL_TRY_VOID(check_end(document));
  forget_large(parser_->padded);
  return {};
}

Result<Json> parse_json(std::string_view text) {
  JsonReader reader;
  return reader.read(text);
}

namespace {

constexpr bool is_plain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

}  // namespace

bool is_plain_json(std::string_view text) {
  bool plain = true;
  for (const char c : text) plain &= is_plain(c);  // without a branch: eight at a time
  return plain;
}

void append_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (is_plain(c)) continue;
    out.append(text, start, at - start);
    start = at + 1;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    }
  }
  out.append(text, start);
  out.push_back('"');
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_json_string(out_, name);
  out_.push_back(':');
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
  separate();
  append_json_string(out_, text);
  fresh_ = false;
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  char buffer[24];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return raw({buffer, static_cast<std::size_t>(end - buffer)});
}

JsonWriter& JsonWriter::number(double value) {
  if (!std::isfinite(value)) return null();
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return raw({buffer, static_cast<std::size_t>(end - buffer)});
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_.append(json);
  fresh_ = false;
  return *this;
}

JsonWriter& JsonWriter::value(const Json& value) {
  switch (value.kind()) {
    case Json::Kind::null:
      return null();
    case Json::Kind::boolean:
      return boolean(value.as_boolean());
    case Json::Kind::number:
      return raw(value.text());
    case Json::Kind::string:
      return string(value.text());
    case Json::Kind::array:
      begin_array();
      for (const Json& item : value.items()) this->value(item);
      return end_array();
    case Json::Kind::object:
      begin_object();
      for (const auto& [name, member] : value.members()) key(name).value(member);
      return end_object();
  }
  return *this;
}

}  // namespace pitwall
