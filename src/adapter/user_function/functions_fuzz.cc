#include "adapter/user_function/functions.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pitwall::user_function;
  static_cast<void>(read_answer(std::string_view(reinterpret_cast<const char*>(data), size)));
  return 0;
}
