#include "app/paths.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

namespace pitwall::app {
namespace {

// $`variable`/pitwall, or $HOME/`otherwise`/pitwall, or ./pitwall-data where there is no home.
std::string user_folder(const char* variable, const char* otherwise) {
  const char* direct = std::getenv(variable);
  if (direct && direct[0] == '/') return std::string(direct) + "/pitwall";
  const char* home = std::getenv("HOME");
  if (home && home[0] == '/') return fmt::format("{}/{}/pitwall", home, otherwise);
  return "pitwall-data";
}

// A Unix socket's path holds 107 bytes at most.
constexpr std::size_t max_socket_path = 107;

}  // namespace

Paths find_paths(const std::string& wanted) {
  Paths paths;
  std::error_code ignored;
  const std::string folder = wanted.empty() ? user_folder("XDG_DATA_HOME", ".local/share") : wanted;
  paths.data = std::filesystem::absolute(folder, ignored).string();
  paths.socket = paths.data + "/pitwall.sock";
  paths.pipes = paths.data + "/mcp.pipes";  // not longer than the socket's
  return paths;
}

Result<Paths> prepare_paths(const std::string& wanted) {
  Paths paths = find_paths(wanted);
  if (paths.socket.size() > max_socket_path)
    return error(Code::invalid_argument,
                 "The data folder's path {} is too long for a socket; choose one under {} bytes.",
                 paths.data, max_socket_path - 13);
  std::error_code failure;
  std::filesystem::create_directories(paths.data, failure);
  if (failure)
    return error(Code::unavailable, "The data folder {} cannot be made: {}.", paths.data,
                 failure.message());
  ::chmod(paths.data.c_str(), 0700);
  return paths;
}

std::string default_config_file() {
  return user_folder("XDG_CONFIG_HOME", ".config") + "/pitwall.yaml";
}

}  // namespace pitwall::app
