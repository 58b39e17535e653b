// What an operation that the world may refuse returns: a value, or an Error that says in one
// sentence what is wrong and what to do next. Exceptions are for bugs.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/check.h"

namespace pitwall {

// The one list of error codes. The names (see `name_of`) are part of the public interface: tools,
// REST and logs show them, so a code is never renamed and never reused.
enum class Code {
  invalid_argument,   // what was asked makes no sense as written
  not_found,          // a symbol, account, tool or handle that does not exist here
  no_data,            // it exists, but there are no figures for it
  already_exists,     // a name, port or data folder that is taken
  permission_denied,  // the gate or the mode refuses
  unavailable,        // a broker, store or peer does not answer now; worth another try
  deadline_exceeded,  // it took longer than its limit
  too_large,          // over a named limit
  corrupt,            // stored bytes are not what was written
  unsupported,        // understood, but not offered
  conflict,           // something else changed it first
  cancelled,          // the asker went away
  internal,           // our own fault
};

std::string_view name_of(Code code);

struct Error {
  Code code = Code::internal;
  std::string message;  // for a person: what is wrong, and what to do next; no internals
  bool operator==(const Error&) const = default;
};

template <class... Args>
[[nodiscard]] Error error(Code code, fmt::format_string<Args...> format, Args&&... args) {
  return Error{code, fmt::format(format, std::forward<Args>(args)...)};
}

template <class T>
class [[nodiscard]] Result {
 public:
  using Value = T;
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error failure) : state_(std::in_place_index<1>, std::move(failure)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return get(); }
  const T& value() const& { return const_cast<Result*>(this)->get(); }
  T&& value() && { return std::move(get()); }
  T& operator*() & { return get(); }
  const T& operator*() const& { return const_cast<Result*>(this)->get(); }
  T&& operator*() && { return std::move(get()); }
  T* operator->() { return &get(); }
  const T* operator->() const { return &const_cast<Result*>(this)->get(); }

  const Error& error() const& {
    PITWALL_CHECK(!ok(), "asked a success for its error");
    return *std::get_if<1>(&state_);
  }
  Error&& error() && {
    PITWALL_CHECK(!ok(), "asked a success for its error");
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  T& get() {
    PITWALL_CHECK(ok(), "used a failure as a value: {}", std::get_if<1>(&state_)->message);
    return *std::get_if<0>(&state_);
  }
  std::variant<T, Error> state_;
};

// Success or failure with nothing to carry.
template <>
class [[nodiscard]] Result<void> {
 public:
  using Value = void;
  Result() = default;
  Result(Error failure) : failure_(std::move(failure)), failed_(true) {}
  bool ok() const { return !failed_; }
  explicit operator bool() const { return ok(); }
  const Error& error() const& {
    PITWALL_CHECK(failed_, "asked a success for its error");
    return failure_;
  }
  Error&& error() && {
    PITWALL_CHECK(failed_, "asked a success for its error");
    return std::move(failure_);
  }

 private:
  Error failure_;
  bool failed_ = false;
};

}  // namespace pitwall

#define PITWALL_CONCAT_(a, b) a##b
#define PITWALL_CONCAT(a, b) PITWALL_CONCAT_(a, b)

// PITWALL_TRY(auto bars, store.read(range)): declares `bars`, or returns the error.
#define PITWALL_TRY_IMPL(temporary, declaration, expression) \
  auto temporary = (expression);                             \
  if (!temporary) return std::move(temporary).error();       \
  declaration = std::move(*temporary)
#define PITWALL_TRY(declaration, expression) \
  PITWALL_TRY_IMPL(PITWALL_CONCAT(try_, __LINE__), declaration, expression)

// PITWALL_TRY_VOID(store.write(bar)): for what returns Result<void>.
#define PITWALL_TRY_VOID_IMPL(temporary, expression)     \
  do {                                                   \
    auto temporary = (expression);                       \
    if (!temporary) return std::move(temporary).error(); \
  } while (false)
// Counted, not by line: a lambda within the expression may use it too.
#define PITWALL_TRY_VOID(expression) \
  PITWALL_TRY_VOID_IMPL(PITWALL_CONCAT(try_, __COUNTER__), expression)
