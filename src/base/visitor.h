// Described structs. A struct says once what its fields are called, what they mean and what an
// example looks like; everything else is a reader of that description:
//
//   struct HistoryIn { market::Symbol symbol; BarSize bar = ...; };
//   void describe(HistoryIn& in, Visitor& v) {
//     v("symbol", "Ticker, or ticker:exchange.", "CL", in.symbol);
//     v("bar", "Length of one candle.", "5m", in.bar, with_default);
//   }
//
// Readers: JSON in (json_in.h), JSON out (json_out.h), JSON Schema (schema.h), help and reference
// page (help.h), TypeScript (typescript.h), redacting log (log_line.h).
//
// What a field may be: bool, whole numbers, double (statistics only), decimals, std::string,
// Secret, Untrusted, Json (any value), every type with `static Result<T> parse(std::string_view)`
// and `text()`, enums that have `name_of(E)` and `count_of(E)` (their values run from 0), described
// structs, and std::optional and std::vector of these. Writers never change what they visit.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/decimal.h"
#include "base/json.h"
#include "base/result.h"

namespace pitwall {

class Visitor;

// A text that must never be shown: it reads from JSON, and writes as "[redacted]" everywhere.
struct Secret {
  std::string value;
  bool operator==(const Secret&) const = default;
};

// A text from outside (news, chats, the web): never an instruction. Wherever a model reads it, it
// stands inside a fence that says so.
struct Untrusted {
  std::string value;
  bool operator==(const Untrusted&) const = default;
};

// How a field relates to JSON.
enum class Shape { boolean, integer, number, decimal, text, secret, untrusted, any, list, record };

// The run-time description of a field's type: what the readers work with, so that they are written
// once and not once for each struct. `value` pointers are of the described type.
struct Type {
  static constexpr std::size_t max_bounded_text = 40;

  Shape shape;
  std::string_view name;        // of a record or text type, for people and for TypeScript
  int scale = -1;               // of a 64-bit decimal
  bool optional = false;        // std::optional: absent is a value of its own
  const Type* inner = nullptr;  // of a list: its items; of an optional: what may be there

  void (*write_text)(const void* value, std::string& out) = nullptr;
  // The same, of a Bounded type only: how many characters were written.
  std::size_t (*format)(const void* value, char* out) = nullptr;
  Result<void> (*read_text)(void* value, std::string_view text) = nullptr;
  std::string_view json_format = {};  // JSON Schema "format" of a text, such as date-time
  // The names of an enum, in order; nothing for other types.
  std::vector<std::string_view> (*names)() = nullptr;

  void (*describe)(void* value, Visitor& v) = nullptr;  // of a record
  std::shared_ptr<void> (*make)() = nullptr;            // a default value, for schema and help

  std::size_t (*size)(const void* value) = nullptr;  // of a list
  void* (*at)(void* value, std::size_t index) = nullptr;
  void* (*append)(void* value) = nullptr;  // list: a new item; optional: the value, made if absent
  void (*clear)(void* value) = nullptr;
  void* (*get)(void* value) = nullptr;  // optional: the value or nullptr
};

// What may be said of a field beside its name.
struct Rules {
  bool has_default = false;  // may be left out; the struct's initial value is the default
  std::optional<std::int64_t> minimum = {};
  std::optional<std::int64_t> maximum = {};
  std::size_t max_length = 1024;  // characters of a text
  std::size_t max_items = 1000;   // items of a list that is read; what is written is not cut
  // The name says it: the schema of an answer, which every host carries around, leaves `doc` out.
  bool self_evident = false;
  // May be left out, but the example of the whole names it: without it nothing would be shown.
  bool exemplary = false;
};
inline constexpr Rules with_default{.has_default = true};
inline constexpr Rules self_evident{.self_evident = true};
inline constexpr Rules exemplary{.exemplary = true};

struct Field {
  std::string_view name;
  std::string_view doc;      // one line for a person
  std::string_view example;  // as text; of a list, one item
  Rules rules;
};

template <class T>
const Type& type_of();

class Visitor {
 public:
  virtual ~Visitor() = default;
  template <class T>
  void operator()(std::string_view name, std::string_view doc, std::string_view example, T& value,
                  Rules rules = {}) {
    field(Field{name, doc, example, rules}, type_of<T>(), &value);
  }

 protected:
  virtual void field(const Field& field, const Type& type, void* value) = 0;
};

template <class T>
concept Described = requires(T& value, Visitor& v) { describe(value, v); };
template <class T>
concept Textual = requires(const T& value, std::string_view text) {
  { T::parse(text) } -> std::same_as<Result<T>>;
  { std::string(value.text()) } -> std::same_as<std::string>;
};
// A text type that writes itself into at most `max_text` characters, none of which JSON escapes.
template <class T>
concept Bounded = requires(const T& value, char* out) {
  { value.format(out) } -> std::same_as<std::size_t>;
  { T::max_text } -> std::convertible_to<std::size_t>;
};
template <class T>
concept NamedEnum = std::is_enum_v<T> && requires(T value) {
  { name_of(value) } -> std::convertible_to<std::string_view>;
  { count_of(value) } -> std::convertible_to<int>;
};

namespace detail {

template <class T>
struct IsDecimal : std::false_type {};
template <class Tag, int Scale>
struct IsDecimal<Decimal<Tag, Scale>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};

// The bare name of T, cut out of the compiler's own spelling of this function.
template <class T>
constexpr std::string_view type_name() {
  std::string_view text = __PRETTY_FUNCTION__;
  text.remove_prefix(text.find("T = ") + 4);
  text = text.substr(0, text.find_first_of(";]"));
  const std::size_t colons = text.rfind("::");
  return colons == text.npos ? text : text.substr(colons + 2);
}

template <class T>
constexpr std::string_view text_format() {
  if constexpr (requires { T::json_format; }) return T::json_format;
  return {};
}

// Reading the text forms of every scalar, for JSON strings, the command line and examples.
Result<std::int64_t> read_integer(std::string_view text);
Result<double> read_number(std::string_view text);
Result<bool> read_boolean(std::string_view text);
Error unknown_name(std::string_view text, const std::vector<std::string_view>& names);

template <class T>
std::vector<std::string_view> enum_names() {
  std::vector<std::string_view> names;
  for (int i = 0; i < count_of(T{}); ++i) names.push_back(name_of(static_cast<T>(i)));
  return names;
}

template <class T>
void write_scalar(const void* value, std::string& out) {
  const T& typed = *static_cast<const T*>(value);
  if constexpr (std::same_as<T, std::string>) {
    out += typed;
  } else if constexpr (std::same_as<T, bool>) {
    out += typed ? "true" : "false";
  } else if constexpr (std::is_enum_v<T>) {
    out += name_of(typed);
  } else if constexpr (std::is_arithmetic_v<T>) {
    fmt::format_to(std::back_inserter(out), "{}", typed);
  } else if constexpr (requires { typed.view(); }) {
    out += typed.view();
  } else if constexpr (Bounded<T>) {
    char buffer[T::max_text];
    out.append(buffer, typed.format(buffer));
  } else {
    out += typed.text();
  }
}

template <class T>
Result<void> read_scalar(void* value, std::string_view text) {
  T& typed = *static_cast<T*>(value);
  if constexpr (std::is_enum_v<T>) {
    for (int i = 0; i < count_of(T{}); ++i) {
      if (name_of(static_cast<T>(i)) != text) continue;
      typed = static_cast<T>(i);
      return {};
    }
    return unknown_name(text, enum_names<T>());
  } else if constexpr (std::same_as<T, std::string>) {
    typed = text;
  } else if constexpr (std::same_as<T, bool>) {
    PITWALL_TRY(typed, read_boolean(text));
  } else if constexpr (std::floating_point<T>) {
    PITWALL_TRY(typed, read_number(text));
  } else if constexpr (std::integral<T>) {
    PITWALL_TRY(const std::int64_t wide, read_integer(text));
    if (!std::in_range<T>(wide))
      return error(Code::invalid_argument, "{} is out of range.", text.substr(0, 40));
    typed = static_cast<T>(wide);
  } else {
    PITWALL_TRY(typed, T::parse(text));
  }
  return {};
}

template <class T>
Result<void> read_wrapped(void* value, std::string_view text) {
  static_cast<T*>(value)->value = text;
  return {};
}

template <class T>
void write_wrapped(const void* value, std::string& out) {
  if constexpr (std::same_as<T, Secret>) {
    out += "[redacted]";
  } else {
    out += static_cast<const T*>(value)->value;
  }
}

template <class T>
std::shared_ptr<void> make_default() {
  return std::make_shared<T>();
}

template <class T>
Type scalar_type(Shape shape) {
  Type type{.shape = shape, .name = type_name<T>()};
  type.write_text = write_scalar<T>;
  type.read_text = read_scalar<T>;
  type.json_format = text_format<T>();
  if constexpr (Bounded<T>) {
    static_assert(T::max_text <= Type::max_bounded_text);
    type.format = [](const void* value, char* out) {
      return static_cast<const T*>(value)->format(out);
    };
  }
  type.make = make_default<T>;
  return type;
}

template <class T>
Type list_type() {
  using Item = typename T::value_type;
  Type type{.shape = Shape::list, .name = "list"};
  type.inner = &type_of<Item>();
  type.make = make_default<T>;
  type.size = [](const void* value) { return static_cast<const T*>(value)->size(); };
  type.at = [](void* value, std::size_t i) -> void* { return &(*static_cast<T*>(value))[i]; };
  type.append = [](void* value) -> void* { return &static_cast<T*>(value)->emplace_back(); };
  type.clear = [](void* value) { static_cast<T*>(value)->clear(); };
  return type;
}

template <class T>
Type optional_type() {
  using Value = typename T::value_type;
  Type type = type_of<Value>();
  type.optional = true;
  type.inner = &type_of<Value>();
  type.make = make_default<T>;
  type.append = [](void* value) -> void* {
    T& typed = *static_cast<T*>(value);
    return typed ? &*typed : &typed.emplace();
  };
  type.clear = [](void* value) { static_cast<T*>(value)->reset(); };
  type.get = [](void* value) -> void* {
    T& typed = *static_cast<T*>(value);
    return typed ? &*typed : nullptr;
  };
  return type;
}

template <class T>
Type make_type() {
  if constexpr (IsOptional<T>::value) {
    return optional_type<T>();
  } else if constexpr (IsVector<T>::value) {
    return list_type<T>();
  } else if constexpr (std::same_as<T, bool>) {
    return scalar_type<T>(Shape::boolean);
  } else if constexpr (std::floating_point<T>) {
    return scalar_type<T>(Shape::number);
  } else if constexpr (std::integral<T>) {
    return scalar_type<T>(Shape::integer);
  } else if constexpr (IsDecimal<T>::value) {
    Type type = scalar_type<T>(Shape::decimal);
    type.scale = T::scale;
    return type;
  } else if constexpr (std::same_as<T, Notional>) {
    return scalar_type<T>(Shape::decimal);
  } else if constexpr (NamedEnum<T>) {
    Type type = scalar_type<T>(Shape::text);
    type.names = enum_names<T>;
    return type;
  } else if constexpr (std::same_as<T, Secret> || std::same_as<T, Untrusted>) {
    Type type{.shape = std::same_as<T, Secret> ? Shape::secret : Shape::untrusted,
              .name = type_name<T>()};
    type.write_text = write_wrapped<T>;
    type.read_text = read_wrapped<T>;
    type.make = make_default<T>;
    return type;
  } else if constexpr (std::same_as<T, Json>) {
    Type type{.shape = Shape::any, .name = "any"};
    type.make = make_default<T>;
    return type;
  } else if constexpr (Described<T>) {
    Type type{.shape = Shape::record, .name = type_name<T>()};
    type.describe = [](void* value, Visitor& v) { describe(*static_cast<T*>(value), v); };
    type.make = make_default<T>;
    return type;
  } else {
    static_assert(
        std::same_as<T, std::string> || Textual<T>,
        "a field is a scalar, a text type, a described struct, or optional/vector of one");
    return scalar_type<T>(Shape::text);
  }
}

}  // namespace detail

template <class T>
const Type& type_of() {
  static const Type type = detail::make_type<T>();
  return type;
}

}  // namespace pitwall
