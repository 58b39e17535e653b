#include "app/config.h"

#include <algorithm>

#include "app/channel/channels.h"
#include "app/yaml.h"
#include "base/help.h"
#include "base/json_in.h"
#include "net/http.h"

namespace pitwall::app {

void describe(ListenConfig& config, Visitor& v) {
  v("address", "Address to listen on: loopback only, 127.0.0.1 or ::1.", "127.0.0.1",
    config.address, with_default);
  v("port", "TCP port; 0 takes a free one.", "8000", config.port,
    {.has_default = true, .minimum = 0, .maximum = 65535});
}

std::string_view name_of(BrokerKind kind) {
  switch (kind) {
    case BrokerKind::paper:
      return "paper";
    case BrokerKind::client_portal:
      return "client_portal";
    case BrokerKind::tws:
      return "tws";
  }
  return "paper";
}

std::string_view name_of(Region region) {
  switch (region) {
    case Region::na:
      return "NA";
    case Region::eu:
      return "EU";
    case Region::apac:
      return "APAC";
  }
  return "NA";
}

void describe(BrokerConfig& config, Visitor& v) {
  v("kind",
    "paper: the market inside Pitwall. client_portal or tws: Interactive Brokers by that way; "
    "`pitwall connect ibkr` sets it up, docs/ibkr.md is the guide.",
    "paper", config.kind, with_default);
}

void describe(ClientPortalConfig& config, Visitor& v) {
  v("address", "Address of the gateway, on this machine.", "https://127.0.0.1:5000", config.address,
    with_default);
  v("fingerprint",
    "SHA-256 of the gateway's certificate: no other is accepted then. Empty accepts any, since the "
    "gateway is on this machine.",
    "", config.fingerprint, {.has_default = true, .max_length = 95});
  v("compete", "Take the session away from another login of the same user, such as TWS.", "false",
    config.compete, with_default);
  v("account", "The account to use where the login has several; empty: all of them.", "DU1234567",
    config.account, {.has_default = true, .max_length = 20});
  v("region", "Where the login lives, for the hours of the broker's resets.", "NA", config.region,
    with_default);
}

void describe(TwsConfig& config, Visitor& v) {
  v("host", "Where TWS or IB Gateway listens: this machine.", "127.0.0.1", config.host,
    with_default);
  v("port",
    "Its socket port. Usual are 7496 (TWS, live), 7497 (TWS, paper), 4001 and 4002 (IB Gateway).",
    "7497", config.port, {.has_default = true, .minimum = 1, .maximum = 65535});
  v("client_id",
    "Number of this API client; 0 takes one of its own from 1000 on, the same after a restart.",
    "0", config.client_id, {.has_default = true, .minimum = 0, .maximum = 2'147'483'647});
  v("account", "The account to use where the login has several; empty: all of them.", "DU1234567",
    config.account, {.has_default = true, .max_length = 20});
  v("region", "Where the login lives, for the hours of the broker's resets.", "NA", config.region,
    with_default);
}

void describe(Config& config, Visitor& v) {
  v("listen", "Where the desk answers.", "", config.listen, with_default);
  v("broker", "Where quotes come from and orders would go.", "", config.broker, with_default);
  v("client_portal", "Interactive Brokers by its Client Portal Gateway.", "", config.client_portal,
    with_default);
  v("tws", "Interactive Brokers by TWS or IB Gateway.", "", config.tws, with_default);
  v("paper", "The paper market.", "", config.paper, with_default);
  v("channels", "How the desk reaches you.", "", config.channels, with_default);
  v("watch", "Triggers on the market.", "", config.watch, with_default);
  v("health", "What is probed, and when it has to be up.", "", config.health, with_default);
  v("memory", "Where history comes from by itself (docs/memory.md).", "", config.memory,
    with_default);
  v("alerts", "Who is told what, and when (docs/alerts.md).", "", config.alerts, with_default);
  v("remote", "Use from outside this machine.", "", config.remote, with_default);
  v("gate", "What may be traded, and how much: the limits of every order.", "", config.gate,
    with_default);
  v("data", "Folder of journal and bars; the user's data folder if empty.", "/var/lib/pitwall",
    config.data, with_default);
  v("calendars", "Folder of calendar files that take the place of built-in ones.", "",
    config.calendars, with_default);
  v("log_level", "What is logged.", "info", config.log_level, with_default);
  v("max_body_bytes", "Largest request body.", "4194304", config.max_body_bytes,
    {.has_default = true, .minimum = 1024, .maximum = 67'108'864});
}

Result<GatewayAddress> gateway_address(std::string_view text) {
  const auto refuse = [&](std::string_view why) {
    return error(Code::invalid_argument,
                 "client_portal.address is \"{}\"; {}: use an address such as "
                 "https://127.0.0.1:5000.",
                 text.substr(0, 80), why);
  };
  const Result<net::Url> url = net::parse_url(text);
  if (!url) return refuse("it cannot be read");
  if (url->scheme != "https") return refuse("it must begin with https://");
  if (url->target != "/") return refuse("nothing may follow the port");
  if (!net::is_loopback_host(url->host)) return refuse("the gateway must run on this machine");
  return GatewayAddress{url->host, url->port};
}

namespace {

constexpr std::size_t fingerprint_digits = 64;

Result<void> check(const ClientPortalConfig& config) {
  PITWALL_TRY_VOID(gateway_address(config.address));
  std::size_t digits = 0;
  bool readable = true;
  for (const char c : config.fingerprint) {
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (hex)
      ++digits;
    else if (c != ':')
      readable = false;
  }
  if (!config.fingerprint.empty() && (!readable || digits != fingerprint_digits))
    return error(Code::invalid_argument,
                 "client_portal.fingerprint has {} hexadecimal digits; a SHA-256 has {}: take it "
                 "from `pitwall connect ibkr`.",
                 digits, fingerprint_digits);
  return {};
}

Result<void> check(const TwsConfig& config) {
  if (net::is_loopback_host(config.host)) return {};
  return error(Code::invalid_argument,
               "tws.host is \"{}\"; its socket is neither encrypted nor guarded, so TWS or IB "
               "Gateway must run on this machine: use 127.0.0.1.",
               config.host.substr(0, 80));
}

// What names no channel would be told to nobody.
Result<void> check_names(std::string_view where, const std::vector<std::string>& names) {
  for (const std::string& name : names)
    if (name != desk::every_channel &&
        std::ranges::find(channel_names, name) == channel_names.end())
      return error(Code::invalid_argument,
                   "{} names the channel \"{}\"; there are {}, and \"all\".", where,
                   name.substr(0, 40), fmt::join(channel_names, ", "));
  return {};
}

Result<void> check_channels(const desk::AlertPolicy& alerts) {
  std::vector<const desk::AlertRoute*> routes{&alerts.otherwise};
  for (const desk::AlertRoute& route : alerts.routes) routes.push_back(&route);
  for (const desk::AlertRoute* route : routes)
    for (const auto* names :
         {&route->channels.info, &route->channels.warning, &route->channels.critical})
      PITWALL_TRY_VOID(check_names(fmt::format("alerts: route {}", route->name), *names));
  for (const desk::Escalation& step : alerts.escalation)
    PITWALL_TRY_VOID(check_names("alerts.escalation", step.channels));
  return {};
}

}  // namespace

Result<void> check(const Config& config) {
  if (config.listen.address != "127.0.0.1" && config.listen.address != "::1" &&
      config.listen.address != "localhost")
    return error(Code::invalid_argument,
                 "listen.address is {}; the desk listens on this machine only: use 127.0.0.1.",
                 config.listen.address);
  PITWALL_TRY_VOID(check(config.client_portal));
  PITWALL_TRY_VOID(check(config.tws));
  PITWALL_TRY_VOID(check(config.channels));
  PITWALL_TRY_VOID(check(config.memory));
  PITWALL_TRY_VOID(serve::sign_in::validate(config.remote));
  PITWALL_TRY_VOID(desk::check(config.gate));
  PITWALL_TRY_VOID(desk::check(config.alerts));
  PITWALL_TRY_VOID(check_channels(config.alerts));
  if (const Result<expr::Vocabulary> words = vocabulary_of(config.watch.functions); !words)
    return words.error();
  return paper::validate(config.paper);
}

Result<Config> parse_config(std::string_view yaml, std::string_view name) {
  PITWALL_TRY(const Json json, parse_yaml(yaml, fmt::format("Configuration {}", name)));
  Result<Config> config = from_json<Config>(json);
  if (!config)
    return error(Code::invalid_argument, "Configuration {}: {}", name, config.error().message);
  PITWALL_TRY_VOID(check(*config));
  return config;
}

Result<Config> read_config_file(const std::string& path) {
  PITWALL_TRY(const std::string text, read_text_file(path, "configuration file"));
  return parse_config(text, path);
}

std::string configuration_page() {
  return "# Configuration\n\nMade from the program by `pitwall config --markdown`; not written by "
         "hand.\n\nA YAML file, given with `pitwall serve --config FILE` or found at "
         "`~/.config/pitwall/pitwall.yaml`. Every key may be left out. An unknown key is "
         "refused.\n\n" +
         markdown_table(type_of<Config>());
}

}  // namespace pitwall::app
