#include "app/secret_source.h"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

namespace pitwall::app {
namespace {

constexpr std::size_t max_secret = 4096;  // bytes

std::string trimmed(std::string_view text) {
  constexpr std::string_view space = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(space);
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(space) - begin + 1));
}

Result<std::string> from_file(const std::string& path, std::string_view what) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0)
    return error(Code::not_found, "{} is expected in the file {}, which is not there.", what, path);
  if ((status.st_mode & S_IROTH) != 0)
    return error(Code::permission_denied,
                 "{} is in {}, which every user of this machine may read: chmod 600 {}", what, path,
                 path);
  std::ifstream file(path, std::ios::binary);
  std::string text(max_secret + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.is_open() || file.bad())
    return error(Code::permission_denied, "{} cannot be read from {}.", what, path);
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > max_secret)
    return error(Code::too_large, "{} in {} is longer than {} bytes.", what, path, max_secret);
  return text;
}

}  // namespace

void describe(SecretSource& source, Visitor& v) {
  v("file", "File that holds it and nothing else, readable by its owner only.",
    "/etc/pitwall/secret", source.file, {.has_default = true, .max_length = 4096});
  v("environment", "Or the name of an environment variable that holds it.", "PITWALL_SECRET",
    source.environment, {.has_default = true, .max_length = 100});
}

Result<Secret> read_secret(const SecretSource& source, std::string_view what) {
  if (!source.given()) return Secret{};
  if (!source.file.empty() && !source.environment.empty())
    return error(Code::invalid_argument,
                 "{} is said to be in a file and in the environment: keep "
                 "one of the two.",
                 what);
  std::string text;
  if (!source.file.empty()) {
    PITWALL_TRY(text, from_file(source.file, what));
  } else {
    const char* value = std::getenv(source.environment.c_str());
    if (!value)
      return error(Code::not_found,
                   "{} is expected in the environment variable {}, which is not "
                   "set.",
                   what, source.environment);
    text = value;
  }
  text = trimmed(text);
  if (text.empty())
    return error(Code::invalid_argument, "{} is empty where the configuration says it is.", what);
  return Secret{std::move(text)};
}

}  // namespace pitwall::app
