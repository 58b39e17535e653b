// The kill switch that needs no program: a file named `kill` in the data folder. While it is there
// the switch is on; taking it away does not turn it off again, which is the person's alone.
#pragma once

#include <optional>
#include <string>

namespace pitwall::app {

inline constexpr std::string_view kill_file_name = "kill";

struct KillFile {
  bool cancel_orders = false;  // its first line is "cancel-orders"
};

// What stands in the file, where there is one: also one that cannot be read.
std::optional<KillFile> find_kill_file(const std::string& data_folder);

}  // namespace pitwall::app
