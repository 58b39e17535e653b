// Who is asking, as the door established it. Made by the door alone, from a token or because the
// request came by loopback; what stands in a request's body never changes it.
#pragma once

#include <string>

#include "serve/sign_in/scopes.h"

namespace pitwall::serve {

struct Principal {
  std::string name = "local";  // of the client that the owner let in, as it called itself
  sign_in::Scopes scopes = sign_in::Scopes::all();
  bool local = true;    // on this machine, with no token: what it may do is for the gate to say
  std::string grant{};  // what it was let in by, as the dashboard lists it; empty when local
};

}  // namespace pitwall::serve
