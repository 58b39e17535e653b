#include "app/commands.h"

namespace pitwall::app {

int run_import_bars(const ImportBarsCommand&) {
  return fail(error(Code::unsupported, "Import is not part of this build yet."));
}

}  // namespace pitwall::app
