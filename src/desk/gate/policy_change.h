// What a change of the limits comes to: which get tighter, which looser, and what holds of both
// until the person has accepted the looser ones. Pure. Every field of the policy has its own way of
// being compared; a field without one does not pass the tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desk/gate/policy.h"

namespace pitwall::desk {

struct PolicyChange {
  std::string field;
  std::string before;  // as JSON; empty where it was absent
  std::string after;
  bool loosens = false;  // something may happen now that could not before
};
void describe(PolicyChange& change, Visitor& v);

// Every field that differs, in the order of the description.
std::vector<PolicyChange> changes_between(const Policy& from, const Policy& to);
bool loosens(const Policy& from, const Policy& to);

// Allows nothing that either of them would not allow. Where the two cannot be put into one exactly
// it is the stricter: lists that have nothing in common leave nothing to trade.
Policy tighter_of(const Policy& one, const Policy& other);

// "max_order_value: 10000 -> 20000, looser"
std::string text_of(const PolicyChange& change);

// The fields that can be compared.
std::vector<std::string_view> compared_fields();

}  // namespace pitwall::desk
