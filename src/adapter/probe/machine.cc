#include "adapter/probe/machine.h"

#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>

namespace pitwall::probe {
namespace {

constexpr std::size_t largest_kernel_file = 256 * 1024;
constexpr std::size_t most_found = 100;

std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

std::string_view take_word(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  const std::size_t end = std::min(text.find_first_of(" \t\n"), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number number{};
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Error unreadable(std::string_view file) {
  return error(Code::unsupported, "{} does not say what it says on Linux.", file);
}

}  // namespace

Result<Memory> read_memory(std::string_view meminfo) {
  Memory memory;
  int found = 0;
  while (!meminfo.empty()) {
    std::string_view line = take_line(meminfo);
    const std::string_view name = take_word(line);
    std::uint64_t* into = name == "MemTotal:"       ? &memory.total
                          : name == "MemAvailable:" ? &memory.available
                          : name == "SwapTotal:"    ? &memory.swap_total
                          : name == "SwapFree:"     ? &memory.swap_free
                                                    : nullptr;
    if (!into) continue;
    const std::optional<std::uint64_t> kilobytes = number_of<std::uint64_t>(take_word(line));
    if (!kilobytes || *kilobytes > UINT64_MAX / 1024) return unreadable("/proc/meminfo");
    *into = *kilobytes * 1024;
    if (into == &memory.total || into == &memory.available) ++found;
  }
  if (found != 2 || memory.total == 0 || memory.available > memory.total)
    return unreadable("/proc/meminfo");
  return memory;
}

Result<ProcessorTime> read_processor_time(std::string_view stat) {
  std::string_view line = take_line(stat);
  if (take_word(line) != "cpu") return unreadable("/proc/stat");
  // user nice system idle iowait irq softirq steal; guest and guest_nice are counted in the first
  // two
  constexpr std::size_t counted = 8;
  ProcessorTime time;
  for (std::size_t i = 0; i < counted; ++i) {
    const std::optional<std::uint64_t> ticks = number_of<std::uint64_t>(take_word(line));
    if (!ticks || *ticks > UINT64_MAX / 16) return unreadable("/proc/stat");
    time.all += *ticks;
    if (i != 3 && i != 4) time.busy += *ticks;
  }
  return time;
}

std::optional<double> busy_share(const ProcessorTime& before, const ProcessorTime& now) {
  if (now.all <= before.all || now.busy < before.busy) return std::nullopt;
  return static_cast<double>(now.busy - before.busy) / static_cast<double>(now.all - before.all);
}

Result<Load> read_load(std::string_view loadavg) {
  Load load;
  for (double* into : {&load.one, &load.five, &load.fifteen}) {
    const std::optional<double> value = number_of<double>(take_word(loadavg));
    if (!value || !(*value >= 0 && *value < 1e9)) return unreadable("/proc/loadavg");
    *into = *value;
  }
  return load;
}

Result<Disk> read_disk(const std::string& folder) {
  struct statvfs found{};
  if (::statvfs(folder.c_str(), &found) != 0)
    return error(Code::not_found, "{}: {}.", folder, std::generic_category().message(errno));
  return Disk{found.f_blocks * found.f_frsize, found.f_bavail * found.f_frsize};
}

ClockState read_clock() {
  timex state{};
  const int answer = ::adjtimex(&state);
  return {answer >= 0 && answer != TIME_ERROR && (state.status & STA_UNSYNC) == 0,
          static_cast<double>(state.maxerror) / 1e6};
}

std::optional<double> hottest_celsius(const std::string& root) {
  std::optional<double> hottest;
  std::error_code ignored;
  for (const auto& zone :
       std::filesystem::directory_iterator(root + "/sys/class/thermal", ignored)) {
    const Result<std::string> text = read_kernel_file(zone.path() / "temp");
    if (!text) continue;
    std::string_view left = *text;
    const std::optional<std::int64_t> thousandths = number_of<std::int64_t>(take_word(left));
    if (thousandths)
      hottest = std::max(hottest.value_or(-1e3), static_cast<double>(*thousandths) / 1000);
  }
  return hottest;
}

Result<std::string> read_kernel_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return error(Code::not_found, "{} cannot be read.", path);
  std::string text(largest_kernel_file, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return error(Code::unavailable, "{} cannot be read.", path);
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

std::vector<int> find_processes(std::string_view text, const std::string& root) {
  std::vector<int> found;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(root + "/proc", ignored)) {
    const std::optional<int> id = number_of<int>(entry.path().filename().native());
    if (!id || (root.empty() && *id == ::getpid())) continue;
    for (const char* name : {"comm", "cmdline"}) {
      Result<std::string> words = read_kernel_file(entry.path() / name);
      if (!words) continue;
      std::ranges::replace(*words, '\0', ' ');
      if (words->find(text) == words->npos) continue;
      found.push_back(*id);
      break;
    }
    if (found.size() >= most_found) break;
  }
  return found;
}

}  // namespace pitwall::probe
