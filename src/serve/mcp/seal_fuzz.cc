// No text but a state of ours opens; one of ours opens once, and not with a byte changed.
#include "serve/mcp/seal.h"

#include "serve/mcp/test_parts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pitwall;
  static net::Loop loop(net::LoopOptions{.simulated_time = true});
  serve::testing::LoopClock clock(loop);
  serve::testing::CountingRandom random;
  serve::Seal seal(clock, random);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  PITWALL_CHECK(!seal.open(text, "call", "me"), "a state that nobody made was opened");
  serve::Seal::Answers answers;
  if (Result<Json> answer = parse_json(text)) answers.emplace("key", std::move(*answer));
  const std::string state = seal.close("call", "me", answers);
  if (size >= 2) {
    std::string changed = state;
    char& byte = changed[data[0] * std::size_t{256} % changed.size()];
    byte = static_cast<char>(byte ^ (data[1] == 0 ? 1 : data[1]));
    PITWALL_CHECK(!seal.open(changed, "call", "me"), "a state that was changed was opened");
  }
  if (state.size() > serve::Seal::max_state) return 0;
  const Result<serve::Seal::Answers> opened = seal.open(state, "call", "me");
  PITWALL_CHECK(opened && opened->size() == answers.size(), "a state of ours was not opened");
  for (const auto& [key, answer] : answers)
    PITWALL_CHECK(opened->at(key).dump() == answer.dump(), "an answer has changed");
  PITWALL_CHECK(!seal.open(state, "call", "me"), "a state was opened twice");
  return 0;
}
