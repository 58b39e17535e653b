#include "emulator/faults.h"

#include <array>

namespace pitwall::emulator {

void describe(Faults& faults, Visitor& v) {
  v("delay", "How long every answer waits.", "250ms", faults.delay, with_default);
  v("hang", "Connections are taken and nothing is ever answered.", "true", faults.hang,
    with_default);
  v("partial_frames", "Every frame goes out in pieces.", "true", faults.partial_frames,
    with_default);
  v("duplicate_frames", "Whatever is pushed goes out twice.", "true", faults.duplicate_frames,
    with_default);
  v("binary_frames", "WebSocket frames come as binary, as through the real gateway.", "false",
    faults.binary_frames, with_default);
  v("lose_order_answer", "The next order is taken up, and its answer never comes; once.", "true",
    faults.lose_order_answer, with_default);
  v("cold_history", "A contract's first history of a session is refused.", "true",
    faults.cold_history, with_default);
  v("market_data", "What market data is said to be.", "delayed", faults.market_data, with_default);
}

std::string_view name_of(DataKind kind) {
  static constexpr std::array<std::string_view, count_of(DataKind{})> names{"live", "delayed",
                                                                            "frozen", "none"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view name_of(Happening happening) {
  static constexpr std::array<std::string_view, count_of(Happening{})> names{
      "drop",           "upstream_lost",      "restored_data_lost", "restored_data_kept",
      "nightly_reset",  "maintenance_begins", "maintenance_ends",   "competing_login",
      "competing_gone", "logged_out",         "logged_in",
  };
  return names[static_cast<std::size_t>(happening)];
}

}  // namespace pitwall::emulator
