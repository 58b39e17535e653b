#include <cstdio>

#include "app/commands.h"
#include "app/config.h"
#include "base/help.h"

namespace pitwall::app {

int run_config(const ConfigCommand& command) {
  if (!command.check.empty()) {
    const Result<Config> config = read_config_file(command.check);
    if (!config) return fail(config.error());
    std::printf("%s is fine.\n", command.check.c_str());
    return 0;
  }
  const std::string out =
      command.markdown ? configuration_page() : terminal_help(type_of<Config>());
  std::fwrite(out.data(), 1, out.size(), stdout);
  return 0;
}

}  // namespace pitwall::app
