#include "app/vault_files.h"

#include "adapter/journal/file.h"

namespace pitwall::app {
namespace {

constexpr std::uint64_t max_size = 4 << 20;

std::filesystem::path path_of(const std::string& folder, std::string_view name) {
  return std::filesystem::path(folder) / name;
}

}  // namespace

Result<std::string> VaultFiles::read(std::string_view name) {
  return journal::read_whole(path_of(folder_, name), max_size);
}

Result<void> VaultFiles::write(std::string_view name, std::string_view content) {
  return journal::write_whole(path_of(folder_, name), content);
}

}  // namespace pitwall::app
