// Answers as JSON: short words over JsonWriter for members of objects. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/decimal.h"
#include "base/json.h"

namespace pitwall::emulator::cp {

inline void put(JsonWriter& w, std::string_view name, std::string_view text) {
  w.key(name).string(text);
}
inline void put(JsonWriter& w, std::string_view name, const char* text) {
  w.key(name).string(text);
}
inline void put(JsonWriter& w, std::string_view name, const std::string& text) {
  w.key(name).string(text);
}
inline void put(JsonWriter& w, std::string_view name, bool truth) { w.key(name).boolean(truth); }
inline void put(JsonWriter& w, std::string_view name, int number) { w.key(name).integer(number); }
inline void put(JsonWriter& w, std::string_view name, std::int64_t number) {
  w.key(name).integer(number);
}
inline void put(JsonWriter& w, std::string_view name, std::size_t number) {
  w.key(name).integer(static_cast<std::int64_t>(number));
}
inline void put(JsonWriter& w, std::string_view name, double number) { w.key(name).number(number); }
template <class Tag, int Scale>
void put(JsonWriter& w, std::string_view name, Decimal<Tag, Scale> number) {
  w.key(name).raw(number.text());
}
template <class T>
void put(JsonWriter& w, std::string_view name, const std::optional<T>& value) {
  if (value)
    put(w, name, *value);
  else
    w.key(name).null();
}
inline void put_null(JsonWriter& w, std::string_view name) { w.key(name).null(); }

template <class Members>
void put_object(JsonWriter& w, std::string_view name, Members members) {
  w.key(name).begin_object();
  members(w);
  w.end_object();
}
template <class Items>
void put_array(JsonWriter& w, std::string_view name, Items items) {
  w.key(name).begin_array();
  items(w);
  w.end_array();
}

template <class Members>
std::string object(Members members) {
  std::string out;
  JsonWriter w(out);
  w.begin_object();
  members(w);
  w.end_object();
  return out;
}
template <class Items>
std::string array(Items items) {
  std::string out;
  JsonWriter w(out);
  w.begin_array();
  items(w);
  w.end_array();
  return out;
}

}  // namespace pitwall::emulator::cp
