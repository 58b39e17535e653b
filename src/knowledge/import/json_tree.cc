#include "knowledge/import/json_tree.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "knowledge/import/utf8.h"

namespace pitwall::knowledge {
namespace {

namespace sj = simdjson::ondemand;

std::string_view words_for(simdjson::error_code code) {
  switch (code) {
    case simdjson::EMPTY:
      return "there is nothing in it";
    case simdjson::UTF8_ERROR:
      return "it is not UTF-8";
    case simdjson::UNCLOSED_STRING:
      return "a string is not closed";
    case simdjson::CAPACITY:
      return "it holds more than a million values";
    case simdjson::DEPTH_ERROR:
      return "it is nested too deeply";
    case simdjson::STRING_ERROR:
      return "a string holds a bad escape";
    default:
      return "its structure is broken";
  }
}

// The unit of a \uXXXX escape at `at`.
std::optional<std::uint32_t> unit_at(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "\\u" || text.size() < at + 6) return {};
  std::uint32_t unit = 0;
  const char* end = text.data() + at + 6;
  const auto [last, fault] = std::from_chars(text.data() + at + 2, end, unit, 16);
  if (last != end || fault != std::errc()) return {};
  return unit;
}

// Answers whether there was any. A cut message ends in the first half of an emoji now and then.
bool replace_half_surrogates(std::string& text) {
  bool replaced = false;
  for (std::size_t at = text.find('\\'); at != text.npos && at + 1 < text.size();
       at = text.find('\\', at)) {
    const auto unit = unit_at(text, at);
    if (!unit) {
      at += 2;
      continue;
    }
    const bool high = *unit >= 0xD800 && *unit < 0xDC00;
    const bool low = *unit >= 0xDC00 && *unit < 0xE000;
    const auto next = high ? unit_at(text, at + 6) : std::nullopt;
    if (next && *next >= 0xDC00 && *next < 0xE000) {
      at += 12;
      continue;
    }
    if (high || low) {
      text.replace(at, 6, "\\ufffd");
      replaced = true;
    }
    at += 6;
  }
  return replaced;
}

}  // namespace

struct JsonTree::Reader {
  sj::parser parser;
  std::vector<Value>* values = nullptr;

  simdjson::error_code add(sj::value value, std::string_view name, int depth);
  simdjson::error_code add_scalar(sj::value& value, sj::json_type type, Value& out);
  simdjson::error_code add_inside(sj::value& value, sj::json_type type, int depth);
  // Where reading stopped is told by `fault_at`, as far as it is known.
  simdjson::error_code read(const std::string& text, const char*& fault_at);
};

simdjson::error_code JsonTree::Reader::add_scalar(sj::value& value, sj::json_type type,
                                                  Value& out) {
  switch (type) {
    case sj::json_type::string:
      out.kind = Kind::string;
      return value.get_string().get(out.text);
    case sj::json_type::boolean:
      out.kind = Kind::boolean;
      return value.get_bool().get(out.truth);
    case sj::json_type::number: {
      out.kind = Kind::number;
      double checked = 0;
      out.text = value.raw_json_token();
      out.text = out.text.substr(0, out.text.find_first_of(" \t\r\n"));
      const simdjson::error_code code = value.get_double().get(checked);
      // A number beyond a double is still one.
      return code == simdjson::NUMBER_ERROR ? simdjson::SUCCESS : code;
    }
    default: {
      bool null = false;
      if (const auto code = value.is_null().get(null); code != simdjson::SUCCESS) return code;
      return null ? simdjson::SUCCESS : simdjson::N_ATOM_ERROR;
    }
  }
}

simdjson::error_code JsonTree::Reader::add_inside(sj::value& value, sj::json_type type, int depth) {
  if (type == sj::json_type::array) {
    sj::array array;
    if (const auto code = value.get_array().get(array); code != simdjson::SUCCESS) return code;
    for (auto element : array) {
      sj::value item;
      if (const auto code = std::move(element).get(item); code != simdjson::SUCCESS) return code;
      if (const auto code = add(item, {}, depth + 1); code != simdjson::SUCCESS) return code;
    }
    return simdjson::SUCCESS;
  }
  sj::object object;
  if (const auto code = value.get_object().get(object); code != simdjson::SUCCESS) return code;
  for (auto entry : object) {
    sj::field field;
    std::string_view key;
    if (const auto code = std::move(entry).get(field); code != simdjson::SUCCESS) return code;
    if (const auto code = field.unescaped_key().get(key); code != simdjson::SUCCESS) return code;
    if (const auto code = add(field.value(), key, depth + 1); code != simdjson::SUCCESS)
      return code;
  }
  return simdjson::SUCCESS;
}

simdjson::error_code JsonTree::Reader::add(sj::value value, std::string_view name, int depth) {
  if (depth > max_depth) return simdjson::DEPTH_ERROR;
  if (values->size() == max_values) return simdjson::CAPACITY;
  sj::json_type type = sj::json_type::null;
  if (const auto code = value.type().get(type); code != simdjson::SUCCESS) return code;
  const std::size_t at = values->size();
  Value& begun = values->emplace_back();
  begun.name = name;
  simdjson::error_code code = simdjson::SUCCESS;
  if (type == sj::json_type::array || type == sj::json_type::object) {
    begun.kind = type == sj::json_type::array ? Kind::array : Kind::object;
    code = add_inside(value, type, depth);
  } else {
    code = add_scalar(value, type, begun);
  }
  (*values)[at].end = static_cast<std::uint32_t>(values->size());
  return code;
}

simdjson::error_code JsonTree::Reader::read(const std::string& text, const char*& fault_at) {
  fault_at = nullptr;
  values->clear();
  sj::document document;
  if (const auto code = parser.iterate(text.data(), text.size(), text.capacity()).get(document);
      code != simdjson::SUCCESS)
    return code;
  sj::value whole;
  simdjson::error_code code = document.get_value().get(whole);
  if (code == simdjson::SUCCESS) code = add(whole, {}, 1);
  // Behind the value there is nothing more.
  const auto place = document.current_location().get(fault_at);
  if (place != simdjson::SUCCESS) fault_at = nullptr;
  if (code == simdjson::SUCCESS && place != simdjson::OUT_OF_BOUNDS) return simdjson::TAPE_ERROR;
  return code;
}

JsonTree::JsonTree() : reader_(std::make_unique<Reader>()) {}
JsonTree::~JsonTree() = default;
JsonTree::JsonTree(JsonTree&&) noexcept = default;
JsonTree& JsonTree::operator=(JsonTree&&) noexcept = default;

Result<JsonNode> JsonTree::read(std::string& text) {
  if (text.size() > std::numeric_limits<std::uint32_t>::max() / 2)
    return error(Code::too_large, "it is larger than 2 GB");
  text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  reader_->values = &values_;
  const char* fault_at = nullptr;
  simdjson::error_code code = reader_->read(text, fault_at);
  if (code == simdjson::STRING_ERROR && replace_half_surrogates(text))
    code = reader_->read(text, fault_at);
  if (code == simdjson::SUCCESS) return JsonNode(this, 0);
  if (code == simdjson::UTF8_ERROR)
    if (const auto at = first_fault_of_utf8(text)) fault_at = text.data() + *at;
  if (fault_at == nullptr)
    return error(Code::invalid_argument, "this is no valid JSON: {}", words_for(code));
  const auto line = 1 + std::count(static_cast<const char*>(text.data()), fault_at, '\n');
  return error(Code::invalid_argument, "this is no valid JSON: {}, on line {}", words_for(code),
               line);
}

JsonNode JsonNode::operator[](std::string_view name) const {
  if (is_object())
    for (const JsonNode member : *this)
      if (member.name() == name) return member;
  return {};
}

}  // namespace pitwall::knowledge
