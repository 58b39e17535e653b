#include "adapter/probe/probe.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pitwall::probe;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static_cast<void>(read_memory(text));
  static_cast<void>(read_processor_time(text));
  static_cast<void>(read_load(text));
  static_cast<void>(read_gpu(text, {}));
  static_cast<void>(read_unit(text));
  static_cast<void>(read_container(200, text));
  return 0;
}
