// What the command line may tell the running daemon over its own socket, beside MCP: things that a
// file-system neighbour did and that belong into the journal.
#pragma once

#include <string_view>

#include "app/person_methods.h"
#include "base/visitor.h"
#include "desk/engine/desk.h"
#include "market/catalogue.h"
#include "serve/mcp/mcp_socket.h"
#include "serve/sign_in/front.h"

namespace pitwall::app {

// `pitwall import bars` stored bars while the daemon runs.
struct BarsStored {
  static constexpr std::string_view method = "pitwall/bars_stored";
  desk::BarsImported import;
  std::optional<desk::InstrumentAdded> added;  // where the symbol was new
};
void describe(BarsStored& message, Visitor& v);

// Asks for the terms of a symbol: {"symbol":"SPX"} is answered with the instrument, or with null.
struct KnownInstrument {
  static constexpr std::string_view method = "pitwall/known_instrument";
};

// `pitwall access`: both are answered with who is signed in then; revoke takes {"id":…}.
struct AccessMethods {
  static constexpr std::string_view list = "pitwall/access_list";
  static constexpr std::string_view revoke = "pitwall/access_revoke";
};

// `stored` is called after the journal has it. `front` is null while remote use is off.
serve::McpSocket::LocalMethods local_methods(desk::Desk& desk, const market::Catalogue& catalogue,
                                             std::function<Result<void>()> stored,
                                             serve::sign_in::Front* front, PersonMethods* person);

}  // namespace pitwall::app
