// The configuration file (YAML), every key of it. docs/configuration.md is made from this
// description; an unknown key is refused with the nearest name.
#pragma once

#include <cstdint>
#include <string>

#include "adapter/paper/config.h"
#include "app/channel/config.h"
#include "app/memory/config.h"
#include "app/watch/config.h"
#include "base/log_line.h"
#include "base/visitor.h"
#include "desk/alert/policy.h"
#include "desk/gate/policy.h"
#include "serve/sign_in/options.h"

namespace pitwall::app {

struct ListenConfig {
  std::string address = "127.0.0.1";
  std::int64_t port = 8000;
};
void describe(ListenConfig& config, Visitor& v);

// Where quotes come from and orders would go.
enum class BrokerKind { paper, client_portal, tws };
std::string_view name_of(BrokerKind kind);
constexpr int count_of(BrokerKind) { return 3; }

struct BrokerConfig {
  BrokerKind kind = BrokerKind::paper;
};
void describe(BrokerConfig& config, Visitor& v);

// Where the broker's login lives, for the hours of its resets.
enum class Region { na, eu, apac };
std::string_view name_of(Region region);  // "NA", "EU", "APAC"
constexpr int count_of(Region) { return 3; }

struct ClientPortalConfig {
  std::string address = "https://127.0.0.1:5000";
  std::string fingerprint;
  bool compete = false;
  std::string account;
  Region region = Region::na;
};
void describe(ClientPortalConfig& config, Visitor& v);

struct TwsConfig {
  std::string host = "127.0.0.1";
  std::int64_t port = 7497;
  std::int64_t client_id = 0;
  std::string account;
  Region region = Region::na;
};
void describe(TwsConfig& config, Visitor& v);

struct Config {
  ListenConfig listen;
  BrokerConfig broker;
  ClientPortalConfig client_portal;
  TwsConfig tws;
  paper::PaperConfig paper;
  ChannelsConfig channels;
  WatchConfig watch;
  HealthConfig health;
  MemoryConfig memory;
  desk::AlertPolicy alerts;
  serve::sign_in::Options remote;
  desk::Policy gate;      // the limits of every order
  std::string data;       // folder; empty: the XDG place (paths.h)
  std::string calendars;  // folder of calendar files that replace built-in ones; empty: none
  LogLevel log_level = LogLevel::info;
  std::int64_t max_body_bytes = 4'194'304;
};
void describe(Config& config, Visitor& v);

// Everything wrong with the file at once, with the key's path; `name` is for the error.
Result<Config> parse_config(std::string_view yaml, std::string_view name);
Result<Config> read_config_file(const std::string& path);

struct GatewayAddress {
  std::string host;
  std::uint16_t port = 443;
};
// "https://localhost:5000" -> localhost, 5000; anything but https and this machine is refused.
Result<GatewayAddress> gateway_address(std::string_view text);

// What the description cannot say: an address that is not this machine's, and the like.
Result<void> check(const Config& config);

std::string configuration_page();  // docs/configuration.md

}  // namespace pitwall::app
