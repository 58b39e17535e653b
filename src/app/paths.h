// Where things are kept, by the XDG base directory rules.
#pragma once

#include <string>

#include "base/result.h"

namespace pitwall::app {

struct Paths {
  std::string data;    // journal, bars
  std::string socket;  // Unix socket of the daemon that serves `data`
  std::string pipes;   // where `pitwall mcp` lends it the pipes of a host
  std::string config;  // the configuration file that is in use; empty: none
};

// `wanted` is the folder the user named, or empty for $XDG_DATA_HOME/pitwall. The folder is made,
// for this user alone, where it is missing. The socket stands in it: one desk, one folder.
Result<Paths> prepare_paths(const std::string& wanted);
Paths find_paths(const std::string& wanted);  // the same without making anything

std::string default_config_file();  // $XDG_CONFIG_HOME/pitwall/pitwall.yaml

}  // namespace pitwall::app
