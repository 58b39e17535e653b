#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace pitwall {

void check_failed(std::string_view condition, std::string_view file, int line,
                  std::string_view detail) {
  const std::string text =
      fmt::format("pitwall: {}:{}: check failed: {}: {}\n", file, line, condition, detail);
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::abort();
}

}  // namespace pitwall
