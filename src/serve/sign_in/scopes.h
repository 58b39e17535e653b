// What a token allows, in three steps. A tool that reads needs `read`, one that changes Pitwall's
// own state `write`, one that goes to a broker `act` (and then still the owner's approval).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "tool/tool.h"

namespace pitwall::serve::sign_in {

enum class Scope { read, write, act };
std::string_view name_of(Scope scope);
constexpr int count_of(Scope) { return 3; }
Scope scope_for(tool::Effect effect);

// A set of them. Whoever may write or act may read: a set that is not empty holds `read`.
class Scopes {
 public:
  constexpr Scopes() = default;
  constexpr Scopes(Scope scope) { add(scope); }
  static constexpr Scopes all() {
    Scopes scopes(Scope::act);
    scopes.add(Scope::write);
    return scopes;
  }
  // Names with spaces between them. `known_in` passes over names that are not ours, as OAuth lets a
  // server do; `parse` refuses them.
  static Scopes known_in(std::string_view text);
  static Result<Scopes> parse(std::string_view text);
  std::string text() const;

  constexpr void add(Scope scope) { bits_ |= bit(scope) | bit(Scope::read); }
  constexpr bool has(Scope scope) const { return (bits_ & bit(scope)) != 0; }
  constexpr bool covers(Scopes other) const { return (other.bits_ & ~bits_) == 0; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool operator==(const Scopes&) const = default;

 private:
  static constexpr unsigned bit(Scope scope) { return 1U << static_cast<unsigned>(scope); }
  unsigned bits_ = 0;
};

}  // namespace pitwall::serve::sign_in
