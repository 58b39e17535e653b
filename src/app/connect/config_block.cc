#include "app/connect/config_block.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

namespace pitwall::app {
namespace {

// A text that YAML reads as a text: whatever else it may look like.
std::string yaml_text(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out += "'";
}

std::string client_portal_block(const ClientPortalConfig& config) {
  std::string out = fmt::format("client_portal:\n  address: {}\n", yaml_text(config.address));
  if (!config.fingerprint.empty())
    out += fmt::format("  fingerprint: {}\n", yaml_text(config.fingerprint));
  if (config.compete) out += "  compete: true\n";
  if (!config.account.empty()) out += fmt::format("  account: {}\n", yaml_text(config.account));
  return out + fmt::format("  region: {}\n", name_of(config.region));
}

std::string tws_block(const TwsConfig& config) {
  std::string out =
      fmt::format("tws:\n  host: {}\n  port: {}\n", yaml_text(config.host), config.port);
  if (config.client_id != 0) out += fmt::format("  client_id: {}\n", config.client_id);
  if (!config.account.empty()) out += fmt::format("  account: {}\n", yaml_text(config.account));
  return out + fmt::format("  region: {}\n", name_of(config.region));
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

bool begins_key(std::string_view line, std::string_view key) {
  return line.starts_with(key) && line.substr(key.size()).starts_with(':');
}

bool indented(std::string_view line) { return line.starts_with(' ') || line.starts_with('\t'); }

// Where the lines that belong to the key at `first` end: its last indented one.
std::size_t end_of_key(const std::vector<std::string_view>& lines, std::size_t first) {
  std::size_t end = first + 1;
  for (std::size_t i = first + 1; i < lines.size(); ++i) {
    const bool blank = lines[i].find_first_not_of(" \t\r\n") == std::string_view::npos;
    if (blank) continue;
    if (!indented(lines[i])) break;
    end = i + 1;
  }
  return end;
}

bool same(const Config& a, const Config& b) { return broker_block(a) == broker_block(b); }

}  // namespace

std::string broker_block(const Config& config) {
  std::string out = fmt::format("broker:\n  kind: {}\n", name_of(config.broker.kind));
  if (config.broker.kind == BrokerKind::client_portal)
    out += client_portal_block(config.client_portal);
  if (config.broker.kind == BrokerKind::tws) out += tws_block(config.tws);
  return out;
}

Result<std::string> with_broker_block(std::string_view yaml, const Config& config) {
  const std::string_view chosen = name_of(config.broker.kind);
  const std::vector<std::string_view> lines = lines_of(yaml);
  std::string out;
  bool written = false;
  for (std::size_t i = 0; i < lines.size();) {
    if (!begins_key(lines[i], "broker") && !begins_key(lines[i], chosen)) {
      out += lines[i++];
      continue;
    }
    if (!written) out += broker_block(config);
    written = true;
    i = end_of_key(lines, i);
  }
  if (!written) {
    if (!out.empty() && !out.ends_with('\n')) out += '\n';
    if (!out.empty()) out += '\n';
    out += broker_block(config);
  }
  const Result<Config> read = parse_config(out, "as it would be written");
  if (read && same(*read, config)) return out;
  return error(
      Code::conflict,
      "The file keeps its broker in a form that cannot be changed by program{}{} Put these "
      "lines into it yourself, in the place of those it has:\n{}",
      read ? "." : ": ", read ? "" : read.error().message, broker_block(config));
}

Result<void> replace_file(const std::string& path, std::string_view text) {
  const auto failed = [&](std::string_view what) {
    return error(Code::unavailable, "{} cannot be {}: {}.", path, what, std::strerror(errno));
  };
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
  const std::string fresh = path + ".new";
  constexpr int owner_alone = 0600;
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, owner_alone);
  if (file < 0) return failed("written");
  bool whole = true;
  for (std::string_view rest = text; whole && !rest.empty();) {
    const ssize_t count = ::write(file, rest.data(), rest.size());
    if (count <= 0)
      whole = false;
    else
      rest.remove_prefix(static_cast<std::size_t>(count));
  }
  whole = ::fsync(file) == 0 && whole;
  ::close(file);
  if (!whole) return failed("written");
  std::error_code failure;
  if (std::filesystem::exists(path, failure))
    std::filesystem::copy_file(path, path + ".bak",
                               std::filesystem::copy_options::overwrite_existing, failure);
  if (failure)
    return error(Code::unavailable, "{} cannot be kept as {}.bak: {}.", path, path,
                 failure.message());
  if (::rename(fresh.c_str(), path.c_str()) != 0) return failed("replaced");
  return {};
}

}  // namespace pitwall::app
