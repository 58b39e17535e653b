#include "adapter/probe/probe.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "net/http_server.h"
#include "net/stream.h"
#include "net/testing.h"

namespace pitwall::probe {
namespace {

constexpr Duration soon = seconds(20);

class Look {
 public:
  Finding at(Target target, std::string name = "one") {
    Finding found;
    net::testing::run(
        loop, [](Prober& by, std::string n, Target t, Finding& out) -> net::Awaitable<void> {
          out = co_await by.probe(std::move(n), std::move(t), soon);
        }(prober, std::move(name), std::move(target), found));
    return found;
  }
  net::Loop loop;
  Prober prober{loop};
};

double measure(const Finding& finding, std::string_view name) {
  for (const Measure& measure : finding.measures)
    if (measure.name == name) return measure.value;
  return -1;
}

TEST_CASE("a port that takes connections, and one that does not") {
  Look look;
  auto listener = net::Listener::tcp(look.loop, "127.0.0.1", 0);
  REQUIRE(listener.ok());
  const TcpTarget target{"127.0.0.1", (*listener)->port()};
  const Finding up = look.at(target);
  CHECK_MESSAGE(up.good, up.words);
  CHECK(measure(up, "connect_seconds") >= 0);
  (*listener)->close();
  const Finding down = look.at(target);
  CHECK_FALSE(down.good);
  CHECK_FALSE(down.words.empty());
}

TEST_CASE("a log: only what is new, whole lines, and a file that begins anew") {
  net::testing::TemporaryFolder folder;
  const std::string file = folder.file("log");
  const LogTarget target{file, {"ERROR", "panic"}};
  Look look;
  CHECK_FALSE(look.at(target).good);  // there is none
  std::ofstream(file) << "ERROR of yesterday\n";
  CHECK(look.at(target).good);
  CHECK(look.at(target).words == "Nothing new.");
  const auto append = [&](const char* text) { std::ofstream(file, std::ios::app) << text; };
  append("fine\nan ERR");
  CHECK(look.at(target).good);
  append("OR here\nfine\n");
  const Finding found = look.at(target);
  CHECK_FALSE(found.good);
  CHECK(found.outside == "an ERROR here");
  CHECK(look.at(target).good);
  std::filesystem::remove(file);
  std::ofstream(file) << "panic\n";
  CHECK_FALSE(look.at(target).good);
  std::ofstream(file) << "ok\n";  // cut off and written anew
  CHECK(look.at(target).good);
  // Another probe of the same file has a memory of its own.
  append("ERROR\n");
  CHECK(look.at(target, "two").good);
  CHECK_FALSE(look.at(target).good);
}

TEST_CASE("this machine") {
  Look look;
  const Finding disk = look.at(DiskTarget{"/", 0});
  CHECK(disk.good);
  CHECK(measure(disk, "disk_free_share") >= 0);
  CHECK_FALSE(look.at(DiskTarget{"/", 1.1}).good);
  CHECK_FALSE(look.at(DiskTarget{"/no/such", 0}).good);
  CHECK(look.at(MemoryTarget{0}).good);
  CHECK_FALSE(look.at(MemoryTarget{1.1}).good);
  CHECK(look.at(ProcessorTarget{1}).good);
  CHECK(look.at(ProcessorTarget{1}).good);
  CHECK(look.at(LoadTarget{1e6}).good);
  CHECK(look.at(TemperatureTarget{1000}).good);
  CHECK_FALSE(look.at(ProcessTarget{"no such program anywhere"}).good);
}

TEST_CASE("what systemd says") {
  CHECK(read_unit("LoadState=loaded\nActiveState=active\nSubState=running\nResult=success\n").good);
  const Finding failed =
      read_unit("LoadState=loaded\nActiveState=failed\nSubState=failed\nResult=exit-code\n");
  CHECK_FALSE(failed.good);
  CHECK(failed.outside == "failed failed exit-code");
  CHECK(read_unit("LoadState=not-found\nActiveState=inactive\n").words == "There is no such unit.");
  CHECK_FALSE(read_unit("").good);
}

TEST_CASE("what nvidia-smi says") {
  const Finding found = read_gpu("61, 35, 8192, 24576\n70, 1, 2, 3\n", {}).value();
  CHECK(found.good);
  CHECK(measure(found, "gpu_celsius") == 61);
  CHECK(measure(found, "gpu_memory_share") == doctest::Approx(1.0 / 3));
  CHECK_FALSE(read_gpu("95, 35, 8192, 24576", {}).value().good);
  CHECK_FALSE(read_gpu("[N/A], 35, 8192, 24576", {}).ok());
  CHECK_FALSE(read_gpu("", {}).ok());
}

TEST_CASE("what Docker says") {
  CHECK(read_container(200, R"({"State":{"Running":true}})").good);
  CHECK_FALSE(read_container(200, R"({"State":{"Running":false}})").good);
  CHECK_FALSE(
      read_container(200, R"({"State":{"Running":true,"Health":{"Status":"unhealthy"}}})").good);
  CHECK(read_container(404, R"({"message":"No such container: x"})").words ==
        "There is no such container.");
  CHECK_FALSE(read_container(200, "[]").good);
  CHECK_FALSE(read_container(500, "{").good);
}

}  // namespace
}  // namespace pitwall::probe
