#include "port/document_store.h"

#include <array>

#include "base/sha256.h"

namespace pitwall::port {

std::string_view name_of(PutOutcome outcome) {
  constexpr std::array<std::string_view, 5> names{"added", "changed", "unchanged", "older",
                                                  "forgotten"};
  return names[static_cast<std::size_t>(outcome)];
}

std::string forgotten_name(std::string_view id) { return sha256(id).text(); }

}  // namespace pitwall::port
