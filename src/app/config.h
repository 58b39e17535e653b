// The configuration file (YAML), every key of it. docs/configuration.md is made from this
// description; an unknown key is refused with the nearest name.
#pragma once

#include <string>

#include "adapter/paper/config.h"
#include "base/log_line.h"
#include "base/visitor.h"
#include "serve/sign_in/options.h"

namespace pitwall::app {

struct ListenConfig {
  std::string address = "127.0.0.1";
  std::int64_t port = 8000;
};
void describe(ListenConfig& config, Visitor& v);

struct Config {
  ListenConfig listen;
  paper::PaperConfig paper;
  serve::sign_in::Options remote;
  std::string data;       // folder; empty: the XDG place (paths.h)
  std::string calendars;  // folder of calendar files that replace built-in ones; empty: none
  LogLevel log_level = LogLevel::info;
  std::int64_t max_body_bytes = 4'194'304;
};
void describe(Config& config, Visitor& v);

// Everything wrong with the file at once, with the key's path; `name` is for the error.
Result<Config> parse_config(std::string_view yaml, std::string_view name);
Result<Config> read_config_file(const std::string& path);

// What the description cannot say: an address that is not this machine's, and the like.
Result<void> check(const Config& config);

std::string configuration_page();  // docs/configuration.md

}  // namespace pitwall::app
