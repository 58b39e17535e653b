#include "port/document_store.h"

#include <array>

namespace pitwall::port {

std::string_view name_of(PutOutcome outcome) {
  constexpr std::array<std::string_view, 4> names{"added", "changed", "unchanged", "forgotten"};
  return names[static_cast<std::size_t>(outcome)];
}

}  // namespace pitwall::port
