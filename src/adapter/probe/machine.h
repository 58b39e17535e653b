// What the kernel tells of this machine, read from /proc and /sys. The readers of single files are
// pure; a figure that a machine does not have (a temperature, swap) is absent. Linux only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pitwall::probe {

struct Memory {
  std::uint64_t total = 0;  // bytes
  std::uint64_t available = 0;
  std::uint64_t swap_total = 0;
  std::uint64_t swap_free = 0;
};
// /proc/meminfo, proc(5).
Result<Memory> read_memory(std::string_view meminfo);

// Since the machine started, in ticks of the kernel; two of them give a share.
struct ProcessorTime {
  std::uint64_t busy = 0;
  std::uint64_t all = 0;
};
// The first line of /proc/stat, proc(5): idle and iowait are not busy; guest time is in user
// already.
Result<ProcessorTime> read_processor_time(std::string_view stat);
// 0 to 1; none where no time has passed between the two.
std::optional<double> busy_share(const ProcessorTime& before, const ProcessorTime& now);

// Processes that run or wait to, on average over 1, 5 and 15 minutes.
struct Load {
  double one = 0, five = 0, fifteen = 0;
};
Result<Load> read_load(std::string_view loadavg);

struct Disk {
  std::uint64_t total = 0;      // bytes
  std::uint64_t available = 0;  // to those who are not root
};
// Of the file system that holds the folder. Code::not_found where there is none.
Result<Disk> read_disk(const std::string& folder);

// Whether the clock is kept in step, and by how much it may be wrong, as the kernel estimates it
// (adjtimex(2)).
struct ClockState {
  bool in_step = false;
  double most_error_seconds = 0;
};
ClockState read_clock();

// The hottest sensor; none where the machine has none. `root` is "" but in tests.
std::optional<double> hottest_celsius(const std::string& root = {});

// The beginning of a small file of the kernel's. Code::not_found, Code::unavailable.
Result<std::string> read_kernel_file(const std::string& path);

// Process ids whose name, or whose command line, contains the text; this process is left out.
std::vector<int> find_processes(std::string_view text, const std::string& root = {});

}  // namespace pitwall::probe
