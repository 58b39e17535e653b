#include "adapter/probe/machine.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "net/testing.h"

namespace pitwall::probe {
namespace {

TEST_CASE("memory") {
  const Result<Memory> memory = read_memory(
      "MemTotal:       24576000 kB\nMemFree:  1 kB\nMemAvailable:   12288000 kB\n"
      "SwapTotal:       0 kB\nSwapFree:        0 kB\n");
  REQUIRE(memory.ok());
  CHECK(memory->total == 24'576'000ULL * 1024);
  CHECK(memory->available * 2 == memory->total);
  for (const char* text :
       {"", "MemTotal: 1 kB\n", "MemTotal: x kB\nMemAvailable: 1 kB\n",
        "MemTotal: 1 kB\nMemAvailable: 2 kB\n", "MemTotal: 0 kB\nMemAvailable: 0 kB\n",
        "MemTotal: 99999999999999999999 kB\nMemAvailable: 1 kB\n"})
    CHECK_FALSE(read_memory(text).ok());
}

TEST_CASE("processors: the share between two looks") {
  const auto time = [](const char* text) { return read_processor_time(text).value(); };
  const ProcessorTime before = time("cpu  100 0 100 700 100 0 0 0 50 0\ncpu0 1 2 3\n");
  const ProcessorTime now = time("cpu  175 0 125 1300 200 0 0 0 90 0\n");
  CHECK(before.all == 1000);
  CHECK(busy_share(before, now).value() == doctest::Approx(100.0 / 800));
  CHECK_FALSE(busy_share(now, now).has_value());
  CHECK_FALSE(busy_share(now, before).has_value());
  for (const char* text : {"", "cpu0 1 2 3 4 5 6 7 8", "cpu 1 2 3", "cpu 1 2 3 4 5 6 7 -8"})
    CHECK_FALSE(read_processor_time(text).ok());
}

TEST_CASE("load") {
  CHECK(read_load("0.50 1.25 2.00 1/234 5678\n").value().five == 1.25);
  for (const char* text : {"", "1", "1 2", "1 2 x", "1 2 -3", "1 2 nan", "1 2 inf"})
    CHECK_FALSE(read_load(text).ok());
}

TEST_CASE("this machine tells its own") {
  CHECK(read_memory(read_kernel_file("/proc/meminfo").value()).ok());
  CHECK(read_processor_time(read_kernel_file("/proc/stat").value()).ok());
  CHECK(read_load(read_kernel_file("/proc/loadavg").value()).ok());
  CHECK(read_disk("/").value().total > 0);
  CHECK(read_disk("/no/such/folder").error().code == Code::not_found);
  CHECK(read_clock().most_error_seconds >= 0);
}

TEST_CASE("sensors and processes, as files") {
  net::testing::TemporaryFolder folder;
  const std::string root = folder.file("root");
  const auto write = [&](const std::string& path, const std::string& text) {
    std::filesystem::create_directories(std::filesystem::path(root + path).parent_path());
    std::ofstream(root + path) << text;
  };
  CHECK_FALSE(hottest_celsius(root).has_value());
  write("/sys/class/thermal/thermal_zone0/temp", "41500\n");
  write("/sys/class/thermal/thermal_zone1/temp", "67250\n");
  write("/sys/class/thermal/cooling_device0/type", "fan\n");
  CHECK(hottest_celsius(root) == 67.25);
  write("/proc/17/comm", "java\n");
  write("/proc/17/cmdline", std::string("java\0-cp\0ibgateway.GWClient\0", 28));
  write("/proc/18/comm", "sshd\n");
  write("/proc/meminfo", "x");
  CHECK(find_processes("ibgateway.GWClient", root) == std::vector<int>{17});
  CHECK(find_processes("-cp ibgateway", root) == std::vector<int>{17});
  CHECK(find_processes("sshd", root) == std::vector<int>{18});
  CHECK(find_processes("nothing", root).empty());
}

}  // namespace
}  // namespace pitwall::probe
