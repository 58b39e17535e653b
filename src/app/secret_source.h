// Where a secret is kept: in a file or in the environment, never in the configuration itself, which
// gets copied, shown and sent to others for help.
#pragma once

#include <string>

#include "base/visitor.h"

namespace pitwall::app {

struct SecretSource {
  std::string file;
  std::string environment;
  bool given() const { return !file.empty() || !environment.empty(); }
};
void describe(SecretSource& source, Visitor& v);

// The secret without the spaces and line breaks around it; an empty one where no source is given.
// `what` names it in errors: "The token of the Telegram bot". A file that every user of this
// machine may read is refused.
Result<Secret> read_secret(const SecretSource& source, std::string_view what);

}  // namespace pitwall::app
