// One request to /authorize, read and held against who asks. What is wrong with it is told to the
// person in front of the browser as long as it is not certain that the address to go back to is the
// client's; after that it is told to the client.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "serve/sign_in/clients.h"
#include "serve/sign_in/form.h"
#include "serve/sign_in/scopes.h"

namespace pitwall::serve::sign_in {

inline constexpr std::size_t max_state_bytes = 2048;

struct Authorisation {
  std::string client;
  std::string client_name;
  std::string redirect;
  std::string state;
  std::string challenge;
  Scopes asked;
};

struct Shown {  // on a page of ours
  std::string sentence;
};
struct SentBack {  // by redirect
  std::string location;
};

std::variant<Authorisation, Shown, SentBack> read_authorisation(const Form& form,
                                                                const Client& client,
                                                                std::string_view origin);

// Where the browser goes with a code, or with a refusal.
std::string location_with_code(const Authorisation& asked, std::string code,
                               std::string_view origin);
std::string location_with_refusal(const Authorisation& asked, const Refusal& refusal,
                                  std::string_view origin);

}  // namespace pitwall::serve::sign_in
