#include "serve/sign_in/lockout.h"

namespace pitwall::serve::sign_in {

std::optional<Duration> Lockout::locked(Time now) const {
  // A clock that was set back must not lock for longer than it would have.
  if (!until_ || now >= *until_ || *until_ - now > locked_for) return std::nullopt;
  return *until_ - now;
}

void Lockout::begin(Time now) {
  if (until_ && !locked(now)) {
    until_.reset();
    wrong_.clear();
  }
  while (!wrong_.empty() && (now - wrong_.front() > window || now < wrong_.front()))
    wrong_.pop_front();
  wrong_.push_back(now);
  if (wrong_.size() >= max_wrong) until_ = now + locked_for;
}

void Lockout::withdraw() {
  if (!wrong_.empty()) wrong_.pop_back();
  if (wrong_.size() < max_wrong) until_.reset();
}

}  // namespace pitwall::serve::sign_in
