// What OAuth answers where it refuses: a code from its list and a sentence.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "net/http.h"

namespace pitwall::serve::sign_in {

struct Refusal {
  std::string_view code;    // "invalid_grant" and the like (RFC 6749, 7591, 8707)
  std::string description;  // for whoever sets the client up; plain ASCII, nothing secret
};

template <class T>
using Outcome = std::variant<T, Refusal>;

// {"error":…,"error_description":…}, never cached.
net::Response refusal_answer(int status, const Refusal& refusal);

}  // namespace pitwall::serve::sign_in
