#include "app/kill_file.h"

#include <sys/stat.h>

#include <fstream>

namespace pitwall::app {

std::optional<KillFile> find_kill_file(const std::string& data_folder) {
  const std::string path = data_folder + "/" + std::string(kill_file_name);
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0) return std::nullopt;
  KillFile file;
  if (!S_ISREG(found.st_mode)) return file;
  std::ifstream text(path);
  char line[64] = {};
  text.getline(line, sizeof line);
  file.cancel_orders = std::string_view(line) == "cancel-orders";
  return file;
}

}  // namespace pitwall::app
