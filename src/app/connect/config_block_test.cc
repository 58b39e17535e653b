#include "app/connect/config_block.h"

#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "app/connect/diagnosis.h"
#include "net/testing.h"

namespace pitwall::app {
namespace {

Config tws(std::int64_t port = 7497) {
  Config config;
  config.broker.kind = BrokerKind::tws;
  config.tws.port = port;
  return config;
}

std::string whole(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("an empty file gets the block, and nothing else") {
  CHECK(with_broker_block("", tws()).value() ==
        "broker:\n  kind: tws\ntws:\n  host: '127.0.0.1'\n  port: 7497\n  region: NA\n");
}

TEST_CASE("everything else stays as the person wrote it, comments too") {
  const std::string before =
      "# my desk\nlisten:\n  port: 9000 # not 8000\n\nbroker:\n  kind: paper\n\n# the "
      "tape\npaper:\n"
      "  seed: 7\n";
  CHECK(with_broker_block(before, tws(4002)).value() ==
        "# my desk\nlisten:\n  port: 9000 # not 8000\n\nbroker:\n  kind: tws\ntws:\n"
        "  host: '127.0.0.1'\n  port: 4002\n  region: NA\n\n# the tape\npaper:\n  seed: 7\n");
}

TEST_CASE("the block of the other interface stays for another day") {
  Config portal;
  portal.broker.kind = BrokerKind::client_portal;
  portal.client_portal.fingerprint = std::string(64, 'a');
  portal.client_portal.account = "DU1";
  portal.client_portal.region = Region::apac;
  const std::string once = with_broker_block("log_level: debug", tws()).value();
  const std::string twice = with_broker_block(once, portal).value();
  CHECK(twice.starts_with("log_level: debug\n\nbroker:\n  kind: client_portal\n"));
  CHECK(twice.find("tws:\n  host: '127.0.0.1'\n  port: 7497") != std::string::npos);
  const Config read = parse_config(twice, "x").value();
  CHECK(read.client_portal.account == "DU1");
  CHECK(read.client_portal.region == Region::apac);
  CHECK(read.log_level == LogLevel::debug);
  // The same again changes nothing.
  CHECK(with_broker_block(twice, portal).value() == twice);
}

TEST_CASE("a form that cannot be cut out is left alone, and the lines are given") {
  const Result<std::string> made = with_broker_block("{broker: {kind: paper}}\n", tws());
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().message.find("broker:\n  kind: tws") != std::string::npos);
  CHECK(with_broker_block("broker: {kind: paper}\n", tws()).ok());
  CHECK(with_broker_block("broker: {\n  kind: paper\n}\n", tws()).error().code == Code::conflict);
}

TEST_CASE("whatever an account is called, it reads back as it is") {
  Config config = tws();
  for (const std::string account : {"123", "true", "DU'1", "a: b", "#x"}) {
    config.tws.account = account;
    const Result<std::string> made = with_broker_block("data: /tmp/x\n", config);
    REQUIRE_MESSAGE(made.ok(), made.error().message);
    CHECK(parse_config(*made, "x")->tws.account == account);
  }
}

TEST_CASE("a file is replaced whole, kept beside, and readable by its owner alone") {
  const net::testing::TemporaryFolder folder;
  const std::string path = folder.file("deep/pitwall.yaml");
  REQUIRE(replace_file(path, "one\n").ok());
  CHECK(whole(path) == "one\n");
  REQUIRE(replace_file(path, "two\n").ok());
  CHECK(whole(path) == "two\n");
  CHECK(whole(path + ".bak") == "one\n");
  struct stat what{};
  REQUIRE(::stat(path.c_str(), &what) == 0);
  CHECK((what.st_mode & 0777) == 0600);
  CHECK_FALSE(std::filesystem::exists(path + ".new"));
  CHECK(replace_file("/proc/nowhere/x.yaml", "x").error().code == Code::unavailable);
}

TEST_CASE("findings are wrapped, marked, and free of what would move the cursor") {
  Diagnosis found;
  found.good("Fine.");
  found.stop(
      "One two three four five six seven eight nine ten eleven twelve thirteen fourteen "
      "fifteen sixteen \x1b[2J\n.");
  const std::string text = text_of(found);
  CHECK(text.starts_with("  ok    Fine.\n  STOP  One two three"));
  CHECK(text.find('\x1b') == std::string::npos);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 92);
  CHECK(found.stopped());
}

}  // namespace pitwall::app
