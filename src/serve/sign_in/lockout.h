// How often a password may be wrong. Counted for the desk as a whole: it has one owner, and an
// address is easily changed. While it is locked nobody can sign in, but who is signed in stays so.
#pragma once

#include <deque>
#include <optional>

#include "base/time.h"

namespace pitwall::serve::sign_in {

class Lockout {
 public:
  static constexpr std::size_t max_wrong = 5;
  static constexpr Duration window = minutes(15);
  static constexpr Duration locked_for = minutes(15);

  // How long it stays locked; nothing where another try is allowed.
  std::optional<Duration> locked(Time now) const;
  // A try begins, and counts as wrong until it is known to be right: tries that run side by side
  // are not more tries.
  void begin(Time now);
  // The try that began last says nothing: nobody could look whether it was right.
  void withdraw();
  void succeeded() {
    wrong_.clear();
    until_.reset();
  }
  std::size_t left() const { return max_wrong - std::min(wrong_.size(), max_wrong); }

 private:
  std::deque<Time> wrong_;
  std::optional<Time> until_;
};

}  // namespace pitwall::serve::sign_in
