// Single probes of what a desk stands on. Belongs to the loop's thread; each probe ends by its
// deadline.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "adapter/probe/machine.h"
#include "base/time.h"
#include "net/loop.h"

namespace pitwall::probe {

struct Measure {
  std::string name;  // "disk_free_share"
  double value = 0;
};

// `words` is one line of ours. What a log or a server said, in `outside`, is not: whoever shows it
// makes it safe first.
struct Finding {
  bool good = false;
  std::string words;
  std::string outside = {};
  std::vector<Measure> measures = {};
};

// Something takes connections there.
struct TcpTarget {
  std::string host;
  std::uint16_t port = 0;
};
// A page answers, with that status, and says that.
struct HttpTarget {
  std::string url;
  int status = 0;        // 0: anything from 200 to 399
  std::string contains;  // in the first 64 KiB; empty: anything
};
struct UnitTarget {
  std::string unit;  // "ibgateway.service"
};
struct ContainerTarget {
  std::string name;
  std::string socket = "/var/run/docker.sock";
};
struct ProcessTarget {
  std::string text;  // in the name or the command line of a process
};
// New lines of a file that contain any of the texts. What was in it before the first probe is not
// new; a file that was replaced or cut off is read from its beginning.
struct LogTarget {
  std::string file;
  std::vector<std::string> texts;
};
struct DiskTarget {
  std::string folder;
  double least_free_share = 0.05;
};
struct MemoryTarget {
  double least_available_share = 0.05;
};
struct ProcessorTarget {
  double most_busy_share = 0.95;  // since the probe before
};
struct LoadTarget {
  double most_for_each_processor = 4;  // average of five minutes
};
struct TemperatureTarget {
  double most_celsius = 85;
};
// The first card that nvidia-smi knows. Where there is no nvidia-smi there is nothing to watch.
struct GpuTarget {
  double most_celsius = 90;
  double most_memory_share = 0.98;
};
struct ClockTarget {
  double most_error_seconds = 1;
};
using Target = std::variant<TcpTarget, HttpTarget, UnitTarget, ContainerTarget, ProcessTarget,
                            LogTarget, DiskTarget, MemoryTarget, ProcessorTarget, LoadTarget,
                            TemperatureTarget, GpuTarget, ClockTarget>;

// What `nvidia-smi --query-gpu=temperature.gpu,utilization.gpu,memory.used,memory.total
// --format=csv,noheader,nounits` says of the first card.
Result<Finding> read_gpu(std::string_view line, const GpuTarget& target);
// What `systemctl show --property=LoadState,ActiveState,SubState,Result UNIT` says.
Finding read_unit(std::string_view properties);
// What Docker's GET /containers/NAME/json says (Engine API 1.41, ContainerInspect).
Finding read_container(int status, std::string_view body);

class Prober {
 public:
  static constexpr std::size_t max_log_piece = 1024 * 1024;  // read of a log at one probe
  static constexpr std::size_t max_outside = 500;            // bytes kept of what others said

  explicit Prober(net::Loop& loop) : loop_(loop) {}
  // `name` tells one probe's memory from another's: where a log ended, how busy the processors
  // were.
  net::Awaitable<Finding> probe(std::string name, Target target, Duration deadline);

 private:
  struct LogEnd {
    std::uint64_t inode = 0;
    std::uint64_t size = 0;
  };
  Finding look(const std::string& name, const LogTarget& target);
  Finding look(const std::string& name, const ProcessorTarget& target);

  net::Loop& loop_;
  std::map<std::string, LogEnd> logs_;
  std::map<std::string, ProcessorTime> processors_;
};

}  // namespace pitwall::probe
