// The proof that the gate let one action through. Only the gate can make one, it names the exact
// order it is for, and it is used up by being passed on: whoever holds a Broker but no Permit
// cannot place an order, and the compiler says so.
#pragma once

#include <utility>

#include "base/id.h"
#include "base/sha256.h"

namespace pitwall::desk {
class Gate;
}
namespace pitwall::emulator {
class Permits;  // defined in emulator/ alone: its clients trade play money with each other
}

namespace pitwall::port {

class Permit {
 public:
  Permit(Permit&& other) noexcept
      : approval_(std::exchange(other.approval_, Id{})), action_(other.action_) {}
  Permit& operator=(Permit&&) = delete;
  Permit(const Permit&) = delete;
  Permit& operator=(const Permit&) = delete;

  bool spent() const { return approval_.is_nil(); }
  Id approval() const { return approval_; }  // what allowed it; the client order id is made of it
  const Digest& action() const { return action_; }  // hash of the exact arguments allowed

 private:
  friend class ::pitwall::desk::Gate;
  friend class ::pitwall::emulator::Permits;
  Permit(Id approval, Digest action) : approval_(approval), action_(action) {}

  Id approval_;
  Digest action_;
};

}  // namespace pitwall::port
