#include "app/config.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

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
  CHECK(message("a: [").find("line") != std::string::npos);
  CHECK(message("data: x\ndata: y").find("twice") != std::string::npos);
  CHECK(message("paper: {speed: 0}").find("speed") != std::string::npos);
}

TEST_CASE("docs/configuration.md is what the program says") {
  std::ifstream file("docs/configuration.md");
  std::ostringstream page;
  page << file.rdbuf();
  INFO("it has changed: pitwall config --markdown > docs/configuration.md");
  CHECK(page.str() == configuration_page());
}

}  // namespace
}  // namespace pitwall::app
