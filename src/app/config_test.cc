#include "app/config.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

#include "base/json_out.h"

namespace pitwall::app {
namespace {

TEST_CASE("an empty file is all defaults") {
  const Result<Config> config = parse_config("", "x.yaml");
  REQUIRE(config.ok());
  CHECK(config->listen.port == 8000);
}

TEST_CASE("keys are read") {
  const Result<Config> config = parse_config(
      "listen: {port: 9000}\npaper:\n  tape: replay\n  from: 2020-12-15T14:30:00Z\n"
      "  speed: 60\n",
      "x.yaml");
  REQUIRE(config.ok());
  CHECK(config->listen.port == 9000);
  CHECK(config->paper.tape == paper::TapeKind::replay);
  CHECK(config->paper.from->text() == "2020-12-15T14:30:00Z");
}

TEST_CASE("a broker is chosen by its kind, and its blocks are read") {
  const Result<Config> config = parse_config(
      "broker: {kind: tws}\ntws: {port: 4002, client_id: 12, account: DU1, region: EU}\n"
      "client_portal: {address: 'https://localhost:5055', compete: true}\n",
      "x.yaml");
  REQUIRE_MESSAGE(config.ok(), config.error().message);
  CHECK(config->broker.kind == BrokerKind::tws);
  CHECK(config->tws.port == 4002);
  CHECK(config->tws.client_id == 12);
  CHECK(config->tws.account == "DU1");
  CHECK(config->tws.region == Region::eu);
  CHECK(config->client_portal.compete);
  CHECK(parse_config("", "x.yaml")->broker.kind == BrokerKind::paper);

  const GatewayAddress address = gateway_address("https://localhost:5055").value();
  CHECK(address.host == "localhost");
  CHECK(address.port == 5055);
  CHECK(gateway_address("https://[::1]:5000/").value().host == "::1");
  CHECK(gateway_address("https://127.0.0.1").value().port == 443);
}

TEST_CASE("what is wrong is said with its key") {
  const auto message = [](const char* yaml) {
    const Result<Config> config = parse_config(yaml, "x.yaml");
    return config ? std::string() : config.error().message;
  };
  CHECK(message("lisen: {port: 1}").find("did you mean \"listen\"") != std::string::npos);
  CHECK(message("listen: {port: 70000}").find("listen.port is 70000") != std::string::npos);
  CHECK(message("listen: {port: abc}").find("listen.port") != std::string::npos);
  CHECK(message("listen: {address: 0.0.0.0}").find("this machine only") != std::string::npos);
  CHECK(message("remote: {enabled: true}").find("public_url is missing") != std::string::npos);
  CHECK(message("remote: {enabled: true, public_url: 'http://a.example'}").find("https") !=
        std::string::npos);
  CHECK(message("remote: {enabled: true, public_url: 'https://a.example/x'}").find("leave out") !=
        std::string::npos);
  CHECK(message("remote: {enabled: true, public_url: 'https://a.example', access_lifetime: 1s}")
            .find("2s to 1d") != std::string::npos);
  CHECK(message("broker: {kind: ib}").find("client_portal") != std::string::npos);
  CHECK(message("tws: {host: 192.168.1.2}").find("this machine") != std::string::npos);
  CHECK(message("tws: {port: 0}").find("tws.port is 0") != std::string::npos);
  CHECK(message("tws: {region: US}").find("tws.region") != std::string::npos);
  for (const char* address : {"http://127.0.0.1:5000", "https://gateway.example:5000",
                              "https://127.0.0.1:5000/v1", "https://127.0.0.1:70000",
                              "https://127.0.0.1:", "https://", "https://127.0.0.1@evil.example"})
    CHECK_MESSAGE(message(fmt::format("client_portal: {{address: '{}'}}", address).c_str())
                          .find("client_portal.address") != std::string::npos,
                  address);
  CHECK(message("client_portal: {fingerprint: 'ab:cd'}").find("4 hexadecimal digits") !=
        std::string::npos);
  CHECK(message("a: [").find("line") != std::string::npos);
  CHECK(message("data: x\ndata: y").find("twice") != std::string::npos);
  CHECK(message("paper: {speed: 0}").find("speed") != std::string::npos);
}

TEST_CASE("the example for Interactive Brokers says what holds when it is left out") {
  const Result<Config> example = read_config_file("deploy/ibkr.yaml");
  REQUIRE_MESSAGE(example.ok(), example.error().message);
  Config usual;
  usual.broker.kind = BrokerKind::tws;
  CHECK(to_json(*example) == to_json(usual));
}

TEST_CASE("docs/configuration.md is what the program says") {
  std::ifstream file("docs/configuration.md");
  std::ostringstream page;
  page << file.rdbuf();
  INFO("it has changed: pitwall config --markdown > docs/configuration.md");
  CHECK(page.str() == configuration_page());
}

TEST_CASE("alerts go to channels that there are") {
  CHECK(parse_config("alerts: {otherwise: {channels: {critical: [email, all]}}}", "x").ok());
  const auto wrong = parse_config("alerts: {otherwise: {channels: {critical: [telegrm]}}}", "x");
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().message.find("\"telegrm\"; there are telegram, slack") != std::string::npos);
  CHECK_FALSE(parse_config("alerts: {escalation: [{after: 10m, channels: [room]}]}", "x").ok());
}

}  // namespace
}  // namespace pitwall::app
